"""Funding gaps page: what is missing, where, in which projects, and what would close it most."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns, grid
from portfolio.charts.bars import THREE
from portfolio.domain.params import RecordedState
from portfolio.domain.projects import Band
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import headline as measures_headline
from portfolio.measures.candidates import (
    Candidate,
    CandidateList,
    Order,
    WaitingReason,
    closing_candidates,
)
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.present.html import esc, join_html, link, part_of_bar, pieces, strong, tag
from portfolio.present.sorting import TableOrder
from portfolio.present.table import Column, html_table
from portfolio.ui import (
    chart,
    downloads,
    explanation,
    lists,
    metrics,
    notes,
    opening,
    project_context,
    project_rows,
    ranking,
    session,
    sorting,
)
from portfolio.ui.badges import mail, record_text
from portfolio.ui.metrics import figure_html
from portfolio.ui.project_rows import country_links, implementer, marks
from portfolio.ui.session import Session

OFFICIAL: Final = Figure.GAP


def sentence(session: Session, amounts: Amounts) -> str:
    """Sentence on what is not committed of what is required."""
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return metrics.answer_sentence(session, amounts)
    if not amounts.requirement or amounts.gap is None:
        return session.words("gaps.answer.no_requirement")
    return session.words(
        "gaps.answer" if amounts.gap else "gaps.answer.covered",
        requirement=session.reader.amount(amounts.requirement),
        gap=session.reader.amount(amounts.gap),
        share=Fraction(amounts.gap, amounts.requirement),
    )


def closes_most(session: Session) -> Markup:
    """What closes most, as a link: on a telephone the list of it is below the first screen."""
    band = session.question.band
    found = closing_candidates(session.view, band).in_order(Order.GAP) if band in _BANDS else ()
    if not found:
        return Markup()
    words, first = session.words, found[0]
    href = session.href("projects", project=first.project.identifier)
    name, amount = session.title(first.project.identifier), session.reader.amount(first.gap)
    value = session.reader.join_parts((strong(name), amount))
    said = words("word.colon", label=words("closing.title"), value=value)
    inside = (link(text, href) if is_name else esc(text) for text, is_name in pieces(said))
    return tag("p", *inside, class_="rp-closes-most")


def draw_three_gaps(session: Session, headline: Headline) -> None:
    """A card for each gap: its name, amount, bar within the requirement, and explanation."""
    columns = st.columns(len(THREE), gap="small")
    for column, figure in zip(columns, THREE, strict=True):
        with column, st.container(key=f"card-{figure.value}", height="stretch", gap=None):
            st.html(_card(session, headline, figure))
            explanation.button(session, figure)


def _card(session: Session, headline: Headline, figure: Figure) -> Markup:
    words, amounts = session.words, headline.amounts
    minor = amounts.of(figure) if amounts.requirement else None
    meaning = words(f"figure.{figure}.meaning")
    label = tag(
        "h2",
        tag("span", words(f"figure.{figure}.label")),
        tag("span", words("gaps.official"), class_="rp-official") if figure is OFFICIAL else "",
        tag("span", "?", class_="rp-tip", tabindex="0", aria_label=meaning, data_tip=meaning),
        class_="rp-label",
    )
    value = tag("p", figure_html(session, amounts, figure), class_="rp-value")
    said = [] if minor is None else _said(session, headline, figure, minor)
    return tag(
        "div", label, value, _bar(amounts, figure), *(tag("p", s) for s in said), class_="rp-card"
    )


def _said(session: Session, headline: Headline, figure: Figure, amount_minor: int) -> list[str]:
    """The gap as a share of the requirement, and the part of closed projects."""
    words, needed = session.words, headline.amounts.requirement or 1
    said = [words("gaps.share", share=Fraction(amount_minor, needed))]
    # A gap treats what is not recorded as nothing received, with a note (ruling 26).
    stage = Figure.PAID if figure is Figure.GAP_UNPAID else Figure.SECURED
    rests_on = Figure.DISBURSED_TOWARD_REQUIREMENT if stage is Figure.PAID else Figure.COVERED
    if headline.amounts.state(rests_on) is RecordedState.NOT_RECORDED:
        said.append(session.reader.not_recorded(stage))
    if figure is OFFICIAL and headline.closed_gap:
        closed = session.reader.amount(headline.closed_gap)
        said.append(words("mark.closed_gap", amount=closed))
    return said


_BARS: Final = {
    Figure.GAP: (Figure.COVERED, Figure.GAP),
    Figure.GAP_AFTER_PLEDGES: (
        Figure.COVERED,
        Figure.PLEDGED_TOWARD_GAP,
        Figure.GAP_AFTER_PLEDGES,
    ),
    Figure.GAP_UNPAID: (Figure.DISBURSED_TOWARD_REQUIREMENT, Figure.GAP_UNPAID),
}


def _bar(amounts: Amounts, figure: Figure) -> Markup:
    """Requirement as a bar: what there is against this gap, then the gap; text says the same."""
    if not amounts.requirement:
        return Markup()
    spans = (
        part_of_bar(part, Fraction(amounts.of(part) or 0, amounts.requirement))
        for part in _BARS[figure]
    )
    return tag("div", *spans, class_="rp-bar rp-gap-bar", aria_hidden="true")


ORDER: Final = "close"  # the name in the address
FIRST, MOST, FIRST_OF_CLAUSE = 6, 200, 3
_BANDS: Final = (Band.OFFICIAL, Band.PIPELINE)


def draw_closing_list(session: Session, headline: Headline) -> None:
    """The lists of both bands that need money, the one of the view first, each by itself."""
    own = session.question.band
    if own not in _BANDS:
        return
    with st.container(key="chart-closing"):
        st.html(tag("h2", session.words("closing.title"), class_="rp-chart-title"))
        order = _order(session)
        for band in sorted(_BANDS, key=lambda band: band is not own):
            line = headline.bands.get(band)
            total = headline.amounts.gap if band is own else line and line.amounts.gap
            found = closing_candidates(session.view, band)
            if found.candidates or band is own:
                _band(session, band, found, order, total or 0)


def _order(session: Session) -> Order:
    """Order named by the address: the largest gap first until another is chosen."""
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
    if band is session.question.band:
        _listed(session, band, closing, order, total)
        return
    title = session.words(f"closing.beside.{band.word}")
    with st.container(key=f"fold-{band.word}"):
        st.html(tag("h3", title, class_="rp-section") + lists.unfold(session, title))
        _listed(session, band, closing, order, total)


def _listed(session: Session, band: Band, closing: CandidateList, order: Order, total: int) -> None:
    words, projects = session.words, [one.project for one in closing.in_order(order)]
    st.html(tag("p", _sentence(session, closing, order, total), class_="rp-takeaway"))
    if projects:
        name = f"closing-{band.word}"
        st.html(_rows(session, name, closing, order))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            lists.draw_all(session, name, *_length(closing, order))
            downloads.draw_table_download(
                session,
                lambda: project_rows.table(session, words("closing.title"), projects),
                stem=f"{name}-{session.question.as_of}-{session.question.currency}",
                name=name,
                title=words("download.list"),
            )
    if closing.waiting:
        st.html(tag("p", _waiting(session, closing), class_="rp-note"))


def _sentence(session: Session, closing: CandidateList, order: Order, total: int) -> str:
    """Number of projects money could complete, their part of the gap, and the first of them."""
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


def _length(closing: CandidateList, order: Order) -> tuple[int, int]:
    """Number of rows, of the longest clause where they are by clause, and of those shown first."""
    if order is Order.CLAUSE:
        return max(map(len, closing.by_clause().values()), default=0), FIRST_OF_CLAUSE
    return len(closing.candidates), FIRST


_Pair = tuple[Candidate, int]  # a candidate, and the part of it that a clause has


def _table_order(session: Session, name: str) -> TableOrder[_Pair]:
    """Order of the rows, in each group by itself; they come as the switch above has them."""
    values = project_rows.line_values(session)
    return sorting.order(
        session,
        name,
        {
            **{
                key: lambda pair, value=values[key]: value(pair[0].project)  # type: ignore[misc]
                for key in ("project", "clauses", "countries", "who")
            },
            "part": lambda pair: pair[1],
            "completes": lambda pair: pair[0].completes,
            "pledged": lambda pair: pair[0].pledged or None,
        },
    )


def _rows(session: Session, name: str, closing: CandidateList, order: Order) -> Markup:
    """The table: one body, or one for each clause under its own heading."""
    wants_all = lists.shows_all(session, name)
    words, is_by_clause = session.words, order is Order.CLAUSE
    sums = ("part", "completes") if is_by_clause else ("completes", "pledged")
    table_order = _table_order(session, name)
    if is_by_clause:
        most = MOST if wants_all else FIRST_OF_CLAUSE
        bodies = [
            [
                _heading(session, clause, pairs),
                *(
                    _row(session, candidate, (part, candidate.completes), sums)
                    for candidate, part in table_order.rows(pairs)[:most]
                ),
            ]
            for clause, pairs in closing.by_clause().items()
        ]
    else:
        pairs = table_order.rows((one, one.completes) for one in closing.in_order(order))
        shown = [one for one, _ in pairs[: MOST if wants_all else FIRST]]
        bodies = [[_row(session, one, (one.completes, one.pledged), sums) for one in shown]]
    columns = (
        Column(words("column.project"), key="project"),
        *(Column(words(f"closing.column.{one}"), True, key=one) for one in sums),
        Column(words("gaps.column.clauses"), key="clauses"),
        Column(words("gaps.column.countries"), key="countries"),
        Column(words("closing.column.contact"), key="who"),
    )
    kind = "rp-projects rp-closing"
    return html_table(words("closing.title"), columns, *bodies, kind=kind, order=table_order)


def _heading(session: Session, clause: int, pairs: Sequence[tuple[Candidate, int]]) -> Markup:
    """Heading of a clause with the gap of the projects listed under it."""
    name = (
        session.reader.name("clause", str(clause)) if clause else session.words("part.unallocated")
    )
    gap = session.reader.amount(sum(part for _, part in pairs))
    said = session.words.count("closing.clause", len(pairs), clause=name, gap=gap)
    return tag("tr", tag("th", said, scope="rowgroup", colspan="6"), class_="rp-group")


def _row(
    session: Session, candidate: Candidate, sums: tuple[int, int], names: tuple[str, str]
) -> Markup:
    words, reader, line = session.words, session.reader, candidate.project
    title = link(session.title(line.identifier), session.href("projects", project=line.identifier))
    title += marks(session, line) + project_rows.more(session, line.identifier)
    if candidate.gap != candidate.completes:
        kept = words("closing.in_view", amount=reader.amount(candidate.gap))
        title += tag("span", kept, class_="rp-marks")
    cells = (
        tag(
            "td",
            reader.amount(minor) if minor else words("closing.no_pledge"),
            title=reader.exact(minor) if minor else None,
            class_="rp-number rp-ranked" if number == 0 else "rp-number",
            data_label=words(f"closing.column.{name}"),
        )
        for number, (minor, name) in enumerate(zip(sums, names, strict=True))
    )
    full = reader.join_parts([reader.name("clause", str(clause)) for clause in line.clauses])
    clauses, countries = project_rows.clause_links(session, line), country_links(session, line)
    return tag(
        "tr",
        tag("th", title, scope="row"),
        *cells,
        tag("td", clauses, title=full, data_label=words("gaps.column.clauses")),
        tag("td", countries, class_="rp-small", data_label=words("gaps.column.countries")),
        tag("td", _contact(session, candidate), class_="rp-small rp-who"),
    )


def _contact(session: Session, candidate: Candidate) -> Markup:
    """Implementer, contact office, and its address as a letter to write."""
    line = candidate.project
    office = record_text(session, "bdi", line.contact_office)
    return join_html(
        tag("span", inside)
        for inside in (implementer(session, line), office, mail(line.contact_email))
    )


def draw() -> None:
    """Draw the page."""
    here = session.current()
    words, headline = here.words, measures_headline.headline(here.view)

    opening.draw_sheets("money")
    opening.draw(here, "gaps")
    if headline.is_empty:
        opening.portfolio(here)
        st.stop()

    if notes.stops(here, headline, "gaps"):
        st.stop()

    answer = tag("p", sentence(here, headline.amounts), class_="rp-answer-said rp-wide")
    st.html(answer + closes_most(here))
    draw_three_gaps(here, headline)
    notes.draw_data_notes(here, headline)
    draw_closing_list(here, headline)
    ranking.draw(here, headline)
    ranking.beside(here, headline)

    crossing = measures_breakdowns.crossing(here.view, "clause", "country")
    drawn = grid.clause_country(here.reader, crossing)
    note = f"{words('gaps.cells.note')} {words('gaps.cells.unallocated')}"
    axes = ("clause", "country")
    chart.cells(here, "gaps", drawn, crossing, axes, THREE, headline.amounts, note=note)

    left, right = st.columns(2, gap="medium")
    for column, build, axis in (
        (left, breakdowns.countries, "country"),
        (right, breakdowns.kinds, "kind"),
    ):
        with column:
            split = measures_breakdowns.split(here.view, axis)
            drawn = build(here.reader, split)
            chart.bars(here, "gaps", drawn, split, note=words("gaps.bars.note"))

    project_context.draw_years_view(here)
    explanation.draw(here)
