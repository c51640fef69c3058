"""Two people in one draft: yours, theirs and before, field by field, with a choice for each."""

from typing import Final

import streamlit as st

from portfolio.domain.merging import Clash
from portfolio.ui.components import drafting, entry_form, entry_words
from portfolio.ui.components.drafting import InHand, OpenConflict
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

MINE: Final = "mine"
THEIRS: Final = "theirs"


def draw(session: Session, hand: InHand, conflict: OpenConflict) -> None:
    """What clashes, and a button that saves what was chosen; nothing typed is lost before that."""
    words = session.words
    said = words.count("conflict.said", len(conflict.clashes), editor=conflict.theirs.editor)
    advice = text("p", words("conflict.next"))
    st.html(
        tag(
            "div",
            text("h2", words("conflict.title"), class_="rp-section"),
            text("p", said),
            advice,
            class_="rp-problem",
            role="alert",
        )
    )
    mark = f"{hand.form}-{conflict.theirs.version}"
    chosen: list[tuple[Clash, str]] = []
    for number, clash in enumerate(conflict.clashes):
        with st.container(border=True, key=f"clash-{number}", gap="small"):
            st.html(_three(session, clash))
            choice = st.radio(
                words("conflict.keep"),
                [MINE, THEIRS],
                format_func=lambda which: words(f"conflict.keep.{which}"),
                horizontal=True,
                key=f"{mark}-clash-{number}",
            )
            chosen.append((clash, choice or MINE))
    if st.button(words("conflict.save"), type="primary", key=f"{mark}-resolve"):
        document = dict(conflict.merge)
        for clash, choice in chosen:
            document = _chosen(document, conflict, clash, choice)
        drafting.resolve(session, hand, conflict, document)
        st.rerun()


def _chosen(
    document: dict[str, object], conflict: OpenConflict, clash: Clash, choice: str
) -> dict[str, object]:
    field = entry_words.field_of(clash.field)
    if choice == MINE:
        return entry_form.put(document, conflict.mine, field, clash.row, clash.column, clash.mine)
    gone = clash.row and not any(
        row["key"] == clash.row for row in entry_form.rows(conflict.theirs.document, clash.field)
    )
    if gone:
        return entry_form.without_row(document, field, clash.row)
    source = conflict.theirs.document
    return entry_form.put(document, source, field, clash.row, clash.column, clash.theirs)


def _three(session: Session, clash: Clash) -> str:
    """The name of the field over its three values."""
    name = entry_words.field_name(session, clash.field)
    if clash.column:
        column = entry_words.column_name(session, clash.field, clash.column)
        name = session.words("entry.place.column", field=name, column=column)
    values = (
        ("conflict.mine", clash.mine),
        ("conflict.theirs", clash.theirs),
        ("conflict.before", clash.before),
    )
    pairs = [
        tag("div", text("dt", session.words(key)), _value(session, clash, value))
        for key, value in values
    ]
    return text("h3", name) + tag("dl", *pairs, class_="rp-three")


def _value(session: Session, clash: Clash, value: str) -> str:
    if not value:
        return text("dd", session.words("review.nothing"), class_="rp-unstated")
    said = entry_words.value_text(session, clash.field, clash.column, value)
    return text("dd", said, dir="auto", class_="rp-said")
