"""Projects of what a page is about: those of its band, whom to write to, and what is counted apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from portfolio.domain.projects import Band
from portfolio.measures import headline as measures_headline
from portfolio.measures import lists
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.present.data_table import DataTable
from portfolio.present.html import link, tag
from portfolio.ui import notes, project_rows, ranking
from portfolio.ui.session import Session

_MOST: Final = 500  # projects that are all read; of more the list begins with those that miss most


def draw(session: Session, title: str, note: str, *, last: str = "") -> None:
    """The projects of the band, the most missing first; ``last``: HTML under them."""
    lines = projects(session)
    if not lines:
        return
    name = f"{session.subject}-projects"
    with st.container(key=f"chart-{name}"):
        st.html(tag("h2", title, class_="rp-chart-title") + tag("p", note, class_="rp-takeaway"))

        def whole() -> DataTable:
            return project_rows.table(session, title, projects(session, None))

        ranking.rows(
            session,
            name,
            title,
            lines,
            whole,
            every=lambda: projects(session, None),
            figures=project_rows.PARTS,
            ranking=Figure.GAP_AFTER_PLEDGES,
        )
        if last:
            st.html(last)


def projects(session: Session, most: int | None = _MOST) -> Sequence[ProjectLine]:
    """Projects of the band, the most missing first, then by identifier."""
    view, figure = session.view, Figure.GAP_AFTER_PLEDGES
    codes = lists.counted_projects(view)
    if most is not None and len(codes) > most:
        return lists.ranking(view, figure, most)
    lines = (line for line in lists.lines(view, codes) if line.band is session.question.band)
    return sorted(lines, key=lambda line: (-(line.amounts.of(figure) or 0), line.identifier))


def draw_apart(session: Session, page: str, **beside: str) -> None:
    """What is counted in no figure above: projects in preparation, and context.

    ``page`` and ``beside``: the address of this page in another band.
    """
    line = measures_headline.headline(session.view).bands.get(Band.PIPELINE)
    if line is not None and line.projects and session.question.band is Band.OFFICIAL:
        there = session.href(page, replace(session.question, band=Band.PIPELINE), **beside)
        st.html(
            tag("h2", session.words("gaps.pipeline"), class_="rp-section")
            + tag("p", _pipeline(session, line.amounts, line.projects), class_="rp-takeaway")
            + tag("p", link(session.words("gaps.pipeline.open"), there), class_="rp-note")
        )
    notes.context_sentence(session)


def _pipeline(session: Session, amounts: Amounts, count: int) -> str:
    needed = amounts.recorded_amount(Figure.REQUIREMENT)
    if needed is None:
        return session.words.count("notes.pipeline.unstated", count)
    amount = session.reader.amount(needed)
    return session.words.count("notes.pipeline", count, amount=amount)
