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
from portfolio.ui.components.project_marks import mail, record_text
from portfolio.ui.components.project_rows import marks
from portfolio.ui.session import Session

ORDER: Final = "close"  # the name in the address
FIRST, MOST, FIRST_OF_CLAUSE = 6, 200, 3
_BANDS: Final = (Band.OFFICIAL, Band.PIPELINE)


def draw(session: Session, headline: Headline) -> None:
    """The lists of both bands that need money, the one of the view first, each by itself."""
    own = session.question.band
    if own not in _BANDS:
        return
    with st.container(key="chart-closing"):
        st.html(text("h2", session.words("closing.title"), class_="rp-chart-title"))
        order = _order(session)
        for band in sorted(_BANDS, key=lambda band: band is not own):
            line = headline.bands.get(band)
            total = headline.amounts.gap if band is own else line and line.amounts.gap
            found = closing_candidates(session.view, band)
            if found.candidates or band is own:
                _band(session, band, found, order, total or 0)


def _order(session: Session) -> Order:
    """The order that the address asks for: the largest gap first until another is chosen."""
    given = session.beside.get(ORDER, [""])[-1]
    chosen = st.segmented_control(
        session.words("closing.by"),
        tuple(Order),
        default=Order(given) if given in tuple(Order) else Order.GAP,
        format_func=lambda order: session.words(f"closing.order.{order}"),
        key="closing-by",
        label_visibility="collapsed",
    )
    order = chosen or Order.GAP
    if order != (given or Order.GAP):
        st.query_params[ORDER] = order.value
    return order


def _band(session: Session, band: Band, closing: CandidateList, order: Order, total: int) -> None:
    """One band: its sentence, its rows, its file, and what waits for something else than money."""
    words, candidates = session.words, closing.in_order(order)
    if band is not session.question.band:
        st.html(text("h3", words(f"closing.beside.{band.word}"), class_="rp-section"))
    st.html(text("p", _sentence(session, closing, order, total), class_="rp-takeaway"))
    if candidates:
        name = f"closing-{band.word}"
        wants_all = bool(st.session_state.get(f"all-{name}"))
        st.html(_rows(session, closing, order, wants_all=wants_all))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            if _is_long(closing, order):
                st.toggle(words("show.all"), key=f"all-{name}")
            downloads.draw(
                session,
                words("download.csv"),
                lambda: files.as_csv(_file(session, candidates), words.language, said_of(session)),
                file_name=f"{name}-{session.question.as_of}-{session.question.currency}.csv",
                name=name,
                title=words("download.list"),
            )
    if closing.waiting:
        st.html(text("p", _waiting(session, closing), class_="rp-note"))


def _sentence(session: Session, closing: CandidateList, order: Order, total: int) -> str:
    """How many projects money could complete and how much of the gap that is; who comes first."""
    words, amount = session.words, session.reader.amount
    if not closing.candidates or not total:
        return words("closing.none")
    said = words.count(
        "closing.ready",
        len(closing.candidates),
        gap=amount(closing.gap),
        share=Fraction(closing.gap, total),
        total=amount(total),
    )
    if order is Order.CLAUSE:
        return said
    first = closing.in_order(order)[0]
    name = session.title(first.project.identifier)
    sum_ = first.gap if order is Order.GAP else first.completes
    return f"{said} {words(f'closing.first.{order}', name=name, amount=amount(sum_))}"


def _waiting(session: Session, closing: CandidateList) -> str:
    words = session.words
    reasons = [
        words.count(f"closing.waiting.{reason}", closing.waiting[reason])
        for reason in WaitingReason
        if closing.waiting.get(reason)
    ]
    return words.count(
        "closing.waiting",
        sum(closing.waiting.values()),
        gap=session.reader.amount(closing.waiting_gap),
        reasons=session.reader.join_names(reasons),
    )


def _is_long(closing: CandidateList, order: Order) -> bool:
    if order is Order.CLAUSE:
        return any(len(pairs) > FIRST_OF_CLAUSE for pairs in closing.by_clause().values())
    return len(closing.candidates) > FIRST


def _rows(session: Session, closing: CandidateList, order: Order, *, wants_all: bool) -> str:
    """The table: one body, or one for each clause under its own heading."""
    words, is_by_clause = session.words, order is Order.CLAUSE
    sums = ("part", "completes") if is_by_clause else ("completes", "pledged")
    if is_by_clause:
        most = MOST if wants_all else FIRST_OF_CLAUSE
        bodies: Iterable[str] = (
            tag(
                "tbody",
                _heading(session, clause, pairs),
                *(
                    _row(session, candidate, (part, candidate.completes), sums)
                    for candidate, part in pairs[:most]
                ),
            )
            for clause, pairs in closing.by_clause().items()
        )
    else:
        shown = closing.in_order(order)[: MOST if wants_all else FIRST]
        bodies = (
            tag(
                "tbody", *(_row(session, one, (one.completes, one.pledged), sums) for one in shown)
            ),
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


def _heading(session: Session, clause: int, pairs: Sequence[tuple[Candidate, int]]) -> str:
    """What a clause lacks in the projects listed under it."""
    name = (
        session.reader.name("clause", str(clause)) if clause else session.words("part.unallocated")
    )
    gap = session.reader.amount(sum(part for _, part in pairs))
    said = session.words.count("closing.clause", len(pairs), clause=name, gap=gap)
    return tag("tr", text("th", said, scope="rowgroup", colspan="6"), class_="rp-group")


def _row(
    session: Session, candidate: Candidate, sums: tuple[int, int], names: tuple[str, str]
) -> str:
    words, reader, line = session.words, session.reader, candidate.project
    title = link(session.title(line.identifier), session.href("projects", project=line.identifier))
    title += marks(session, line)
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
    clauses = reader.join_names([words.number(clause) for clause in line.clauses])
    full = reader.join_names([reader.name("clause", str(clause)) for clause in line.clauses])
    countries = reader.join_names([reader.name("country", code) for code in line.countries])
    return tag(
        "tr",
        tag("th", title, scope="row"),
        *cells,
        text("td", clauses, title=full, data_label=words("gaps.column.clauses")),
        text("td", countries, class_="rp-small", data_label=words("gaps.column.countries")),
        tag("td", _contact(session, candidate), class_="rp-small rp-who"),
    )


def _contact(session: Session, candidate: Candidate) -> str:
    """Implementer, contact office, and its address as a letter to write."""
    line = candidate.project
    implementer = text("bdi", session.reader.name("funder", line.implementer or ""))
    office = record_text(session, "bdi", line.contact_office)
    return "".join(
        tag("span", inside) for inside in (implementer, office, mail(line.contact_email))
    )


def _file(session: Session, candidates: Sequence[Candidate]) -> Table:
    lines = [candidate.project for candidate in candidates]
    return project_file.table(session, session.words("closing.title"), lines)
