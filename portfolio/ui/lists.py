"""Long lists: search, paging, filter of rows, and tables on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.flows import NOT_STATED, Announcement, FinanceKind
from portfolio.domain.params import RecordedState
from portfolio.present.html import join_html, link, tag
from portfolio.present.table import ROWS_SHOWN, Table, as_html
from portfolio.ui import sorting
from portfolio.ui.session import Session, go, path


def show(
    session: Session,
    table: Table,
    *,
    links: Sequence[str | None] | None = None,
    limit: int = ROWS_SHOWN,
    name: str = "",
) -> None:
    """Draw a table; ``links`` turn the first cell of each row into a link.

    ``name``: of the table in an address, by which its columns sort; "" where they do not.
    """
    if not table.rows:
        st.html(tag("p", session.words("empty.rows"), class_="rp-note"))
        return
    shown = session.reader.in_one_unit(table)
    unit = tag("p", shown.unit, class_="rp-note") if shown.unit else ""
    order = sorting.of_table(session, name, shown) if name else None
    made = as_html(shown, links=links, limit=limit, order=order)
    st.html(unit + made + _signs(session, table))
    if len(table.rows) > limit:
        st.html(tag("p", session.words.count("show.first", limit), class_="rp-note"))


def _signs(session: Session, table: Table) -> Markup:
    """Legend of the signs in a table that replace an amount; "" without any."""
    cells = {cell.text for row in (*table.rows, table.total) for cell in row}
    signs = (RecordedState.NOT_RECORDED, RecordedState.NOT_APPLICABLE)
    if cells.isdisjoint(map(session.words.absent, signs)):
        return Markup()
    return tag("p", session.words("recorded.signs"), class_="rp-note")


FINANCE: Final = "finance"
ANNOUNCEMENT: Final = "announcement"
WORDS: Final = {
    FINANCE: tuple(kind.word for kind in FinanceKind),
    ANNOUNCEMENT: (*(one.word for one in Announcement), NOT_STATED),
}
_LABELS: Final = {FINANCE: "cell.finance_type", ANNOUNCEMENT: "cell.announcement"}


@dataclass(frozen=True, slots=True)
class RowFilter:
    """The words the address chooses, "" for all."""

    finance: str = ""
    announcement: str = ""

    def keeps(self, finance: FinanceKind, announcement: Announcement | None) -> bool:
        """Whether a row with these values is shown."""
        said = NOT_STATED if announcement is None else announcement.word
        return self.finance in ("", finance.word) and self.announcement in ("", said)


def row_filter(session: Session) -> RowFilter:
    """Row filter of this page's address; an unknown word shows every row."""
    return RowFilter(*(_known(session, name) for name in (FINANCE, ANNOUNCEMENT)))


def _asked(session: Session, name: str) -> str:
    return session.beside.get(name, [""])[-1].strip().lower()


def _known(session: Session, name: str) -> str:
    said = _asked(session, name)
    return said if said in WORDS[name] else ""


def links(session: Session, page: str, **beside: str) -> Markup:
    """The choices as links, the chosen one marked."""
    found = row_filter(session)
    now = {FINANCE: found.finance, ANNOUNCEMENT: found.announcement}
    lines = []
    for name, words in WORDS.items():
        items = [
            _choice(session, page, {**beside, **now, name: word}, name, word, now[name] == word)
            for word in ("", *words)
        ]
        label = tag("b", session.words(_LABELS[name]))
        lines.append(tag("p", label, " ", *items, class_="rp-row-filter"))
    return join_html(lines)


def _choice(
    session: Session, page: str, address: dict[str, str], name: str, word: str, is_chosen: bool
) -> Markup:
    said = session.words(f"{name}.{word}") if word else session.words("row_filter.all")
    kept = {key: value for key, value in address.items() if value}
    return link(said, session.href(page, None, **kept), aria_current="true" if is_chosen else None)


ALL: Final = "all"  # the name in the address: lists that are shown whole
ROWS_NARROW: Final = 6  # rows of a list on a telephone before its whole


def shows_all(session: Session, name: str) -> bool:
    """Whether the address asks for the whole of a list."""
    return name in session.beside.get(ALL, [])


def draw_all(session: Session, name: str, count: int, first: int) -> None:
    """The way to the whole of a list of ``count`` rows, and back to its ``first``.

    A telephone shows fewer, and so may have the way where a wide screen has none.
    """
    if count <= min(first, ROWS_NARROW):
        return
    others = [one for one in session.beside.get(ALL, []) if one != name]
    is_whole = shows_all(session, name)
    label = session.words("show.fewer" if is_whole else "show.all")
    href = session.on_this_page(beside={ALL: others if is_whole else [*others, name]})
    class_ = "rp-all" if count > first else "rp-all rp-narrow-only"
    way = link(label, href, id=f"all-{name}", class_=class_, data_rp_stay=f"all-{name}")
    st.html(way, width="content")


def draw_first(session: Session, name: str, count: int, first: int) -> None:
    """Note of how many rows of a list are shown; a telephone shows fewer of those before the whole."""
    if count > first:
        kind = "rp-note" if shows_all(session, name) else "rp-note rp-wide-only"
        said = session.words.count("show.first", first)
        st.html(tag("p", said, class_=kind), width="content")


def narrow_class(session: Session, name: str, place: int) -> str | None:
    """Class of a row that a telephone leaves to the whole of its list."""
    is_first = place < ROWS_NARROW or shows_all(session, name)
    return None if is_first else "rp-wide-only"


def unfold(session: Session, title: str) -> Markup:
    """What unfolds, on a telephone, the rest of the container whose first element it is in."""
    label = session.words("show.details")
    heard = session.words("word.colon", label=label, value=title)
    return tag("details", tag("summary", label, aria_label=heard), class_="rp-fold")


SEARCH = "search"  # the name in the address
LONGEST = 200


def query(session: Session) -> str:
    """Search words of the address, "" for none."""
    return session.beside.get(SEARCH, [""])[-1].strip()[:LONGEST]


def draw_search(session: Session) -> None:
    """Search field and button; sent, it writes the address. Next to it a link to all projects."""
    words, sought = session.words, query(session)
    with st.container(
        key="project-search", horizontal=True, vertical_alignment="center", gap="small"
    ):
        # A new address creates a new field, which starts from the address.
        with (
            st.form(f"search-{sought}", border=False, enter_to_submit=True),
            st.container(horizontal=True, vertical_alignment="center", gap="small"),
        ):
            given = st.text_input(
                words("projects.search.label"),
                sought,
                max_chars=LONGEST,
                placeholder=words("projects.search.placeholder"),
                label_visibility="collapsed",
                key=f"sought-{sought}",
            )
            sent = st.form_submit_button(words("projects.search.go"), key=f"send-{sought}")
        if sought:
            st.html(link(words("projects.search.clear"), session.href("projects")), width="content")
    if sent and (given or "").strip() != sought:
        wanted = (given or "").strip()
        go(session.address(None, **({SEARCH: wanted} if wanted else {})))


PAGE: Final = "page"  # the name in the address
ROWS: Final = 20  # about five screens of a telephone


@dataclass(frozen=True, slots=True)
class Paging:
    """Page ``number`` (from 1) of a list of ``total`` rows; ``parameters`` is what no page answers to."""

    number: int
    total: int
    parameters: str = ""

    @property
    def last(self) -> int:
        """Number of pages; an empty list has one."""
        return max(1, -(-self.total // ROWS))

    @property
    def rows(self) -> slice:
        """The rows of the page."""
        return slice((self.number - 1) * ROWS, min(self.number * ROWS, self.total))


def page_rows(total: int) -> Paging:
    """Page of the list named by the address; the first one for a page that does not exist."""
    given = st.query_params.get(PAGE, "").strip()
    whole = Paging(1, total)
    if not given:
        return whole
    if given.isascii() and given.isdigit() and len(given) < 9 and 1 <= int(given) <= whole.last:
        return Paging(int(given), total)
    return Paging(1, total, given)


def problem(session: Session, paging: Paging) -> None:
    """Message where the address names a page that the list does not have."""
    if paging.parameters:
        said = tag("p", session.words("projects.page_unknown", value=paging.parameters[:40]))
        st.html(tag("div", said, class_="rp-problem", role="alert"))


def draw_paging(
    session: Session, paging: Paging, beside: Mapping[str, str], page: str = "projects"
) -> None:
    """Links to the first, previous, next and last page around what is shown, in the same order."""
    if paging.last == 1:
        return
    words, number = session.words, paging.number
    before = (("first", 1), ("previous", max(1, number - 1)))
    after = (("next", min(paging.last, number + 1)), ("last", paging.last))
    rows = paging.rows
    said = words(
        "projects.paging.rows",
        first=words.number(rows.start + 1),
        last=words.number(rows.stop),
        total=words.number(paging.total),
    )
    links = [
        _link(session, name, target, beside, page, is_there=number == target)
        for name, target in (*before, *after)
    ]
    links.insert(len(before), tag("p", said))
    st.html(tag("nav", *links, class_="rp-paging", aria_label=words("projects.paging.label")))


ARRIVAL: Final = "list-start"  # where a reader stands after turning to another page of a list


def _link(
    session: Session,
    name: str,
    target: int,
    beside: Mapping[str, str],
    page: str,
    *,
    is_there: bool,
) -> Markup:
    """A way to another page of the list, which begins at its start; a word where there is none."""
    label = session.words(f"projects.paging.{name}")
    if is_there:
        return tag("span", label, class_="rp-no-page")
    kept = {name: value for name, value in beside.items() if name != PAGE}
    if target > 1:
        kept[PAGE] = str(target)
    href = path(page, {**session.address(None, **kept), **sorting.address(session)})
    return link(label, href, id=f"paging-{name}", data_rp_stay=ARRIVAL)
