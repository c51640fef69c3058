"""What would close the gap most: projects ready for money, in an order of the reader's choice."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from portfolio.charts.table import Table
from portfolio.domain.projects import Band
from portfolio.measures.candidates import (
    Candidate,
    CandidateList,
    Order,
    WaitingReason,
    closing_candidates,
)
from portfolio.measures.figures import Headline
from portfolio.ui.components import downloads, files, project_file
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.opening import said_of
from portfolio.ui.components.project_marks import mail, own
from portfolio.ui.components.project_rows import marks
from portfolio.ui.session import Session

ORDER: Final = "close"  # the name in the address
FIRST, MOST, FIRST_OF_CLAUSE = 6, 200, 3
_BANDS: Final = (Band.OFFICIAL, Band.PIPELINE)


def draw(here: Session, headline: Headline) -> None:
    """The lists of both bands that need money, the one of the view first, each by itself."""
    own = here.question.band
    if own not in _BANDS:
        return
    with st.container(key="chart-closing"):
        st.html(text("h2", here.words("closing.title"), class_="rp-chart-title"))
        order = _order(here)
        for band in sorted(_BANDS, key=lambda band: band is not own):
            line = headline.bands.get(band)
            total = headline.amounts.gap if band is own else line and line.amounts.gap
            found = closing_candidates(here.view, band)
            if found.candidates or band is own:
                _band(here, band, found, order, total or 0)


def _order(here: Session) -> Order:
    """The order that the address asks for: the largest gap first until another is chosen."""
    given = here.beside.get(ORDER, [""])[-1]
    chosen = st.segmented_control(
        here.words("closing.by"),
        tuple(Order),
        default=Order(given) if given in tuple(Order) else Order.GAP,
        format_func=lambda order: here.words(f"closing.order.{order}"),
        key="closing-by",
        label_visibility="collapsed",
    )
    order = chosen or Order.GAP
    if order != (given or Order.GAP):
        st.query_params[ORDER] = order.value
    return order


def _band(here: Session, band: Band, found: CandidateList, order: Order, total: int) -> None:
    """One band: its sentence, its rows, its file, and what waits for something else than money."""
    words, candidates = here.words, found.ordered(order)
    if band is not here.question.band:
        st.html(text("h3", words(f"closing.beside.{band.word}"), class_="rp-section"))
    st.html(text("p", _sentence(here, found, order, total), class_="rp-takeaway"))
    if candidates:
        name = f"closing-{band.word}"
        wants_all = bool(st.session_state.get(f"all-{name}"))
        st.html(_rows(here, found, order, wants_all=wants_all))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            if _is_long(found, order):
                st.toggle(words("show.all"), key=f"all-{name}")
            downloads.draw(
                here,
                words("download.csv"),
                lambda: files.as_csv(_file(here, candidates), words.language, said_of(here)),
                file_name=f"{name}-{here.question.as_of}-{here.question.currency}.csv",
                name=name,
                title=words("download.list"),
            )
    if found.waiting:
        st.html(text("p", _waiting(here, found), class_="rp-note"))


def _sentence(here: Session, found: CandidateList, order: Order, total: int) -> str:
    """How many projects money could complete and how much of the gap that is; who comes first."""
    words, amount = here.words, here.reader.amount
    if not found.candidates or not total:
        return words("closing.none")
    said = words.count(
        "closing.ready",
        len(found.candidates),
        gap=amount(found.gap),
        share=Fraction(found.gap, total),
        total=amount(total),
    )
    if order is Order.CLAUSE:
        return said
    first = found.ordered(order)[0]
    name = here.title(first.project.identifier)
    sum_ = first.gap if order is Order.GAP else first.completes
    return f"{said} {words(f'closing.first.{order}', name=name, amount=amount(sum_))}"


def _waiting(here: Session, found: CandidateList) -> str:
    words = here.words
    reasons = [
        words.count(f"closing.waiting.{reason}", found.waiting[reason])
        for reason in WaitingReason
        if found.waiting.get(reason)
    ]
    return words.count(
        "closing.waiting",
        sum(found.waiting.values()),
        gap=here.reader.amount(found.waiting_gap),
        reasons=here.reader.listed(reasons),
    )


def _is_long(found: CandidateList, order: Order) -> bool:
    if order is Order.CLAUSE:
        return any(len(pairs) > FIRST_OF_CLAUSE for pairs in found.by_clause().values())
    return len(found.candidates) > FIRST


def _rows(here: Session, found: CandidateList, order: Order, *, wants_all: bool) -> str:
    """The table: one body, or one for each clause under its own heading."""
    words, is_by_clause = here.words, order is Order.CLAUSE
    sums = ("part", "completes") if is_by_clause else ("completes", "pledged")
    if is_by_clause:
        most = MOST if wants_all else FIRST_OF_CLAUSE
        bodies: Iterable[str] = (
            tag(
                "tbody",
                _heading(here, clause, pairs),
                *(
                    _row(here, candidate, (part, candidate.completes), sums)
                    for candidate, part in pairs[:most]
                ),
            )
            for clause, pairs in found.by_clause().items()
        )
    else:
        shown = found.ordered(order)[: MOST if wants_all else FIRST]
        bodies = (
            tag("tbody", *(_row(here, one, (one.completes, one.pledged), sums) for one in shown)),
        )
    head = (
        text("th", words("column.project"), scope="col"),
        *(
            text("th", words(f"closing.column.{name}"), scope="col", class_="rp-number")
            for name in sums
        ),
        text("th", words("gaps.column.clauses"), scope="col"),
        text("th", words("gaps.column.countries"), scope="col"),
        text("th", words("closing.column.contact"), scope="col"),
    )
    table = tag(
        "table",
        text("caption", words("closing.title"), class_="rp-heard"),
        tag("thead", tag("tr", *head)),
        *bodies,
        class_="rp-table rp-projects rp-closing",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _heading(here: Session, clause: int, pairs: Sequence[tuple[Candidate, int]]) -> str:
    """What a clause lacks in the projects listed under it."""
    name = here.reader.name("clause", str(clause)) if clause else here.words("part.unallocated")
    gap = here.reader.amount(sum(part for _, part in pairs))
    said = here.words.count("closing.clause", len(pairs), clause=name, gap=gap)
    return tag("tr", text("th", said, scope="rowgroup", colspan="6"), class_="rp-group")


def _row(here: Session, candidate: Candidate, sums: tuple[int, int], names: tuple[str, str]) -> str:
    words, reader, line = here.words, here.reader, candidate.project
    title = link(here.title(line.identifier), here.href("projects", project=line.identifier))
    title += marks(here, line)
    if candidate.gap != candidate.completes:
        kept = words("closing.in_view", amount=reader.amount(candidate.gap))
        title += text("span", kept, class_="rp-marks")
    cells = (
        text(
            "td",
            reader.amount(minor) if minor else words("closing.no_pledge"),
            title=reader.exact(minor) if minor else None,
            class_="rp-number rp-ranked" if number == 0 else "rp-number",
            data_label=words(f"closing.column.{name}"),
        )
        for number, (minor, name) in enumerate(zip(sums, names, strict=True))
    )
    clauses = reader.listed([words.number(clause) for clause in line.clauses])
    full = reader.listed([reader.name("clause", str(clause)) for clause in line.clauses])
    countries = reader.listed([reader.name("country", code) for code in line.countries])
    return tag(
        "tr",
        tag("th", title, scope="row"),
        *cells,
        text("td", clauses, title=full, data_label=words("gaps.column.clauses")),
        text("td", countries, class_="rp-small", data_label=words("gaps.column.countries")),
        tag("td", _contact(here, candidate), class_="rp-small rp-who"),
    )


def _contact(here: Session, candidate: Candidate) -> str:
    """Implementer, contact office, and its address as a letter to write."""
    line = candidate.project
    implementer = text("bdi", here.reader.name("funder", line.implementer or ""))
    office = own(here, "bdi", line.contact_office)
    return "".join(
        tag("span", inside) for inside in (implementer, office, mail(line.contact_email))
    )


def _file(here: Session, candidates: Sequence[Candidate]) -> Table:
    lines = [candidate.project for candidate in candidates]
    return project_file.table(here, here.words("closing.title"), lines)
