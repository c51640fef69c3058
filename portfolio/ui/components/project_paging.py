"""The pages of a long list: which one is shown lives in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

PAGE: Final = "page"  # the name in the address
ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Paging:
    """Page ``number`` (from 1) of a list of ``total`` rows; ``parameters`` is what no page answers to."""

    number: int
    total: int
    parameters: str = ""

    @property
    def last(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // ROWS))

    @property
    def rows(self) -> slice:
        """The rows of the page."""
        return slice((self.number - 1) * ROWS, min(self.number * ROWS, self.total))


def page_rows(total: int) -> Paging:
    """The page the address asks for; the first one where it asks for none there is."""
    given = st.query_params.get(PAGE, "").strip()
    whole = Paging(1, total)
    if not given:
        return whole
    if given.isascii() and given.isdigit() and len(given) < 9 and 1 <= int(given) <= whole.last:
        return Paging(int(given), total)
    return Paging(1, total, given)


def problem(session: Session, paging: Paging) -> None:
    """Say so where the address asks for a page that the list does not have."""
    if paging.parameters:
        said = text("p", session.words("projects.page_unknown", value=paging.parameters[:40]))
        st.html(tag("div", said, class_="rp-problem", role="alert"))


def draw(
    session: Session, paging: Paging, beside: Mapping[str, str], script: str = "screens/projects.py"
) -> None:
    """Links to the first, previous, next and last page around what is shown."""
    if paging.last == 1:
        return
    words, number = session.words, paging.number
    before = (("first", 1), ("previous", number - 1))
    after = (("next", number + 1), ("last", paging.last))
    rows = paging.rows
    said = words(
        "projects.paging.rows",
        first=words.number(rows.start + 1),
        last=words.number(rows.stop),
        total=words.number(paging.total),
    )
    with st.container(
        key="paging",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="center",
        gap="small",
    ):
        for name, target in before:
            _link(session, name, target, beside, script, disabled=number == 1)
        st.html(text("p", said), width="content")
        for name, target in after:
            _link(session, name, target, beside, script, disabled=number == paging.last)


def _link(
    session: Session,
    name: str,
    target: int,
    beside: Mapping[str, str],
    script: str,
    *,
    disabled: bool,
) -> None:
    said = {name: value for name, value in beside.items() if name != PAGE}
    if target > 1:
        said[PAGE] = str(target)
    st.page_link(
        script,
        label=session.words(f"projects.paging.{name}"),
        query_params=session.address(None, **said),
        disabled=disabled,
    )
