"""Scorecard of the eleven clauses: deadline, money, milestones and deliverables of each."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.clauses import CLAUSES, FINANCE_CLAUSE, TRIANGULAR_CLAUSE, DeadlineState
from portfolio.measures import breakdowns, progress, road
from portfolio.measures import headline as measures_headline
from portfolio.measures.figures import NOTHING, Amounts, BreakdownRow, Figure
from portfolio.present.answer import disbursed_part
from portfolio.present.html import link, part_of_bar, tag
from portfolio.present.sorting import SortValues, TableOrder, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.ui import badges, sorting
from portfolio.ui.badges import clause_words
from portfolio.ui.session import Session

NONE: Final = "–"
UNALLOCATED_KEY: Final = "unallocated"
# The parts of the requirement, each project only up to its own (domain ruling 25).
PARTS: Final = (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)
# Phrase of a column, and whether it is numeric.
HEAD: Final = (
    ("axis.clause", False),
    ("figure.requirement.short", True),
    ("scorecard.share", False),
    ("figure.covered.short", True),
    ("figure.pledged_toward_gap.short", True),
    ("figure.gap_after_pledges.missing", True),
    ("scorecard.milestones", False),
    ("scorecard.deliverables", False),
    ("scorecard.limit", False),
)


def draw(session: Session) -> None:
    """The scorecard with its sentence; clauses 9 and 10 show money of the others."""
    with st.container(key="chart-scorecard"):
        # Its heads lead to this very address in another order.
        st.html(session.per_view(f"scorecard-{session.on_this_page()}", lambda: as_html(session)))


def as_html(session: Session) -> Markup:
    """Title, sentence, table and note."""
    words, lines = session.words, _money(session)
    columns = columns_of(words, HEAD)
    order = _order(session, lines)
    rows = [_row(session, number, lines.get(number)) for number in order.rows(CLAUSES)]
    table = html_table(
        words("scorecard.title"),
        columns,
        (*rows, _unallocated(session)),
        kind="rp-scorecard",
        foot=_total(session),
        order=order,
    )
    return (
        tag("h2", words("scorecard.title"), class_="rp-section")
        + tag("p", _sentence(session, lines), class_="rp-takeaway")
        + _key(session)
        + table
        + tag("p", words("scorecard.note"), clause_words(session), class_="rp-note")
    )


def _money(session: Session) -> Mapping[int, BreakdownRow]:
    """The line of each clause; 9 is all money, 10 the triangular projects (ruling 16)."""
    headline = measures_headline.headline(session.view)
    lines = {
        int(line.key): line
        for line in breakdowns.split(session.view, "clause").lines
        if line.key.isdigit()
    }
    lines[FINANCE_CLAUSE] = BreakdownRow(str(FINANCE_CLAUSE), headline.amounts, headline.projects)
    for line in breakdowns.split(session.view, "kind").lines:
        if line.key == "triangular":
            lines[TRIANGULAR_CLAUSE] = line
    return lines


def _order(session: Session, lines: Mapping[int, BreakdownRow]) -> TableOrder[int]:
    """Order of the clauses; money of clauses 9 and 10 stands at the others, so that it orders none."""

    def money(number: int, figure: Figure) -> int | None:
        if number in (FINANCE_CLAUSE, TRIANGULAR_CLAUSE) or number not in lines:
            return None
        return lines[number].amounts.recorded_amount(figure)

    def milestones(number: int) -> Fraction | None:
        found = progress.by_clause(session.view).get(number)
        return found.share_done if found is not None and number != FINANCE_CLAUSE else None

    def deliverables(number: int) -> Fraction | None:
        found = road.by_clause(session.view).get(number)
        if found is None or not found.is_shown or not found.total:
            return None
        return Fraction(found.done, found.total)

    def share(number: int) -> Fraction | None:
        needed, covered = money(number, Figure.REQUIREMENT), money(number, Figure.COVERED)
        return Fraction(covered, needed) if needed and covered is not None else None

    figures = (
        Figure.REQUIREMENT,
        Figure.COVERED,
        Figure.PLEDGED_TOWARD_GAP,
        Figure.GAP_AFTER_PLEDGES,
    )
    values: SortValues[int] = {
        "clause": lambda number: number,
        **{figure: partial(money, figure=figure) for figure in figures},
        "share": share,
        "milestones": milestones,
        "deliverables": deliverables,
        "limit": lambda number: name_value(_limit(session, number)),
    }
    return sorting.order(session, "scorecard", values, "clause")


def _sentence(session: Session, lines: Mapping[int, BreakdownRow]) -> str:
    own = {n: line for n, line in lines.items() if n not in (FINANCE_CLAUSE, TRIANGULAR_CLAUSE)}
    if not any(line.amounts.gap_after_pledges for line in own.values()):
        needed = any(line.amounts.requirement for line in own.values())
        return session.words(f"chart.ladder.{'nothing_missing' if needed else 'none_required'}")
    top = max(own, key=lambda number: own[number].amounts.gap_after_pledges or 0)
    return session.words(
        "scorecard.most",
        name=session.reader.name("clause", str(top)),
        missing=session.reader.amount(own[top].amounts.gap_after_pledges),
    )


def _key(session: Session) -> Markup:
    """Legend of the parts of the bars, and of a dash."""
    parts = (
        (Figure.COVERED, "figure.covered.short"),
        (Figure.DISBURSED_TOWARD_REQUIREMENT, "figure.disbursed_toward_requirement.short"),
        (Figure.PLEDGED_TOWARD_GAP, "figure.pledged_toward_gap.short"),
        (Figure.GAP_AFTER_PLEDGES, "figure.gap_after_pledges.missing"),
    )
    items = [
        tag("li", tag("i", class_=f"rp-is-{figure}"), session.words(key)) for figure, key in parts
    ]
    items.append(tag("li", session.words("recorded.key"), class_="rp-small"))
    return tag("ul", *items, class_="rp-legend")


def _row(session: Session, number: int, line: BreakdownRow | None) -> Markup:
    name = session.reader.name("clause", str(number))
    href = session.href("declaration", session.with_filters(clauses=frozenset({number})))
    cells = (
        _milestones(session, number),
        _deliverables(session, number),
        _limited(session, number),
    )
    return _line(link(name, href), _money_cells(session, number, line), cells)


def _limited(session: Session, number: int) -> str:
    limit = _limit(session, number)
    return NONE if limit == NONE else tag("span", limit, class_="rp-small")


def _money_cells(session: Session, number: int, line: BreakdownRow | None) -> tuple[str, ...]:
    """Requirement, bar and parts; one sentence across them where the money is counted elsewhere."""
    amounts = line.amounts if line else NOTHING
    if number == FINANCE_CLAUSE and amounts.requirement:
        is_funded = amounts.recorded_amount(Figure.COVERED) is not None
        key = "scorecard.finance" if is_funded else "scorecard.finance.unfunded"
        return (_across(session, key, amounts),)
    if number == TRIANGULAR_CLAUSE and amounts.requirement:
        return (_across(session, "scorecard.triangular", amounts),)
    if line is None:
        return (NONE,) * 5
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return (_across(session, "scorecard.no_requirement", amounts),)
    return _numbers(session, amounts)


def _numbers(session: Session, amounts: Amounts) -> tuple[str, ...]:
    return (
        _amount(session, amounts, Figure.REQUIREMENT),
        _bar(session, amounts),
        *(_amount(session, amounts, figure) for figure in PARTS),
    )


def _across(session: Session, key: str, amounts: Amounts) -> Markup:
    told = session.words(
        key,
        needed=session.reader.amount(amounts.requirement),
        covered=session.reader.amount(amounts.covered),
        secured=session.reader.state_text(amounts, Figure.SECURED),
    )
    return tag("span", told, class_="rp-small")


def _amount(session: Session, amounts: Amounts, figure: Figure) -> Markup:
    known = amounts.recorded_amount(figure)
    if known is None:
        return tag(
            "span",
            session.words.absent(amounts.state(figure)),
            title=session.reader.exact_of(amounts, figure),
        )
    return tag("span", session.reader.amount(known), title=session.reader.exact(known))


def _bar(session: Session, amounts: Amounts) -> str:
    """Bar of shares of the requirement, so that a small one is legible too, with its coverage."""
    whole = sum(amounts.of(figure) or 0 for figure in PARTS)
    if not whole:
        return NONE
    spans = [
        part_of_bar(
            figure,
            Fraction(minor, whole),
            disbursed_part(amounts) if figure is Figure.COVERED else "",
        )
        for figure in PARTS
        if (minor := amounts.of(figure) or 0)
    ]
    bar = tag("span", *spans, class_="rp-mini", aria_hidden="true")
    return tag("span", bar, tag("span", session.words.share(amounts.coverage)), class_="rp-level")


def _unallocated(session: Session) -> Markup:
    """Row of what is allocated to no clause, where there is any."""
    for line in breakdowns.split(session.view, "clause").lines:
        if line.key == UNALLOCATED_KEY and line.amounts.requirement:
            money = _numbers(session, line.amounts)
            name = tag("span", session.words("scorecard.unallocated"), class_="rp-small")
            return _line(name, money, (NONE, NONE, NONE))
    return Markup()


def _total(session: Session) -> Markup:
    amounts = measures_headline.headline(session.view).amounts
    if not amounts.requirement:
        return Markup()
    overall = progress.overall(session.view)
    status = progress.status_of(session.view, overall)
    mark = badges.projects(session, status) if overall.total else NONE
    name = tag("span", session.words("scorecard.all"))
    return _line(name, _numbers(session, amounts), (mark, "", ""))


def _line(name: str, money: tuple[str, ...], rest: tuple[str, ...]) -> Markup:
    """A row; one cell of money is a sentence across all its columns."""
    cells = []
    if len(money) == 1:
        cells.append(tag("td", money[0], colspan="5", class_="rp-across"))
    else:
        heads = [is_number for _, is_number in HEAD[1:6]]
        cells += [_cell(inside, is_number) for inside, is_number in zip(money, heads, strict=True)]
    cells += [
        _cell(inside, is_number) for inside, (_, is_number) in zip(rest, HEAD[6:], strict=True)
    ]
    return tag("tr", tag("th", name, scope="row"), *cells)


def _cell(inside: str, is_number: bool) -> Markup:
    kinds = ("rp-number" if is_number else "", "rp-none" if inside == NONE else "")
    return tag("td", inside, class_=" ".join(filter(None, kinds)) or None)


def _limit(session: Session, number: int) -> str:
    """Deadline in words, where the text sets one."""
    declaration = session.register.declaration()
    own = [entry for entry in declaration.deliverables if entry.clause == number]
    if all(entry.limit is DeadlineState.NONE for entry in own):
        return NONE
    return next(session.words.choose(c.limits) for c in declaration.clauses if c.number == number)


def _milestones(session: Session, number: int) -> str:
    found = progress.by_clause(session.view).get(number)
    if number == FINANCE_CLAUSE or found is None or not found.total:
        return NONE
    standing = progress.status_of(session.view, found)
    mark = badges.projects(session, standing, road.by_clause(session.view).get(number))
    return badges.beside(mark, badges.shares(session, found), "rp-small")


def _deliverables(session: Session, number: int) -> str:
    """Done of all, and the late ones by name and deadline; nothing in a view by country or funder."""
    found = road.by_clause(session.view).get(number)
    if found is None or not found.is_shown:
        return NONE
    of_all = session.words(
        "word.of", part=session.words.number(found.done), whole=session.words.number(found.total)
    )
    mark = badges.of_the_text(session, found) if found.late else Markup()
    return badges.beside(mark, of_all) + badges.late_list(session, found.late_lines)
