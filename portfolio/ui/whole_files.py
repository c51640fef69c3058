"""Files of the whole portfolio and of its ledger, as everybody sees them."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.params import PUBLIC, Filters
from portfolio.measures import lists
from portfolio.present.html import tag
from portfolio.services.ledger_table import ledger_table
from portfolio.services.project_table import project_table
from portfolio.ui import downloads
from portfolio.ui.session import Session

ANCHOR = "data"


def draw_whole_files(session: Session) -> None:
    """What can be taken along; ``session`` is of the version everybody sees."""
    words = session.words
    question = replace(session.question, filters=Filters())
    whole = replace(session, question=question, view=session.register.view(question))
    view, reader = whole.view, whole.reader
    st.html(
        tag("h2", words("data.title"), id=ANCHOR, class_="rp-chart-title")
        + tag("p", words("data.said"), class_="rp-takeaway")
    )
    with st.container(horizontal=True, gap="small"):
        downloads.draw_table_download(
            whole,
            lambda: project_table(
                whole.register.project_days(),
                view,
                reader,
                lists.everywhere(view),
                words("data.projects"),
            ),
            stem=f"portfolio-{question.as_of}-{question.currency}",
            name="whole-projects",
            label=words("data.projects"),
            title=words("data.projects.what"),
        )
        downloads.draw_table_download(
            whole,
            lambda: ledger_table(view, reader, PUBLIC, words("data.ledger")),
            stem=f"ledger-{question.as_of}-{question.currency}",
            name="whole-ledger",
            label=words("data.ledger"),
            title=words("data.ledger.what"),
        )
