"""Every row of a project's ledger and everything held of it, against the figures of the measures."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.flows import FlowKind
from portfolio.domain.money import Dimension
from portfolio.domain.params import PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Band
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import entries, lists, progress
from portfolio.measures.exclusions import ExclusionReason
from portfolio.measures.figures import FUNDER_FIGURES
from portfolio.services.live import LivePortfolio
from tests.begun import demonstrated
from tests.build import a_portfolio, a_project, raw_tables

DAY = date(2014, 6, 30)
EXAMPLE = Visibility(portfolio=PortfolioChoice.EXAMPLE)
QUESTIONS = (
    ViewParams(DAY, scope=EXAMPLE),
    ViewParams(DAY, known_on=DAY, scope=EXAMPLE),
    ViewParams(date(2014, 3, 31), known_on=date(2014, 3, 31), currency="USD", scope=EXAMPLE),
    ViewParams(date(2016, 12, 31), in_kind=True, scope=EXAMPLE),
    ViewParams(DAY, band=Band.PIPELINE, currency="XOF", scope=EXAMPLE),
    ViewParams(DAY),
)

NAMES = ("now", "then", "earlier", "later in kind", "in preparation", "documented")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration in a store of its own."""
    with demonstrated(tmp_path_factory) as register:
        yield register


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_rows_that_count_add_up_to_the_figures(
    register: LivePortfolio, question: ViewParams
) -> None:
    view = register.view(question)
    for line in lists.lines(view, lists.everywhere(view)):
        rows = entries.flows(view, line.identifier)
        flows = {row.id: row for row in register.project(line.identifier, question).flows}
        assert rows.keys() == {n for n, f in flows.items() if f.kind <= FlowKind.EXPENDITURE}
        if not line.convertible:
            continue
        spent = sum(
            (entry.amount or 0) - entry.internal
            for number, entry in rows.items()
            if entry.exclusion is None and flows[number].kind is FlowKind.EXPENDITURE
        )
        assert spent == line.amounts.spent
        required = sum(
            entry.amount or 0
            for entry in entries.periods(view, line.identifier).values()
            if entry.exclusion is None
        )
        assert required == (line.amounts.requirement or 0)  # context has none


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_a_project_without_figures_has_a_row_without_a_rate(
    register: LivePortfolio, question: ViewParams
) -> None:
    view = register.view(question)
    for line in lists.lines(view, lists.everywhere(view)):
        rows = [
            *entries.flows(view, line.identifier).values(),
            *entries.periods(view, line.identifier).values(),
        ]
        waiting = [row for row in rows if row.exclusion is ExclusionReason.NO_RATE]
        assert bool(waiting) is not line.convertible, line.identifier
        assert all(row.amount is None for row in waiting)


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_funders_add_up_to_the_figures_of_the_project(
    register: LivePortfolio, question: ViewParams
) -> None:
    view = register.view(question)
    for line in lists.lines(view, lists.everywhere(view)):
        lines = entries.funders(view, line.identifier)
        for figure in FUNDER_FIGURES:
            total = sum(funder.amounts.of(figure) or 0 for funder in lines)
            assert total == line.amounts.of(figure), (line.identifier, figure)


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_what_holds_of_a_project_is_what_the_columns_hold(
    register: LivePortfolio, question: ViewParams
) -> None:
    view = register.view(question)
    by_project = progress.by_project(view)
    for code in lists.everywhere(view):
        identifier = view.portfolio.identifier(int(code))
        project = register.project(identifier, question)
        status = progress.holding(project.statuses, question)
        assert status is not None
        assert status.status == int(view.status[code])
        if identifier in by_project:
            lines = progress.milestone_states(project, question)
            assert progress.progress(lines, question.as_of) == by_project[identifier]
        line = lists.lines(view, np.array([code], np.int64))[0]
        clauses = progress.shares(project, Dimension.CLAUSE, question)
        named = tuple(sorted(int(key) for key, _ in clauses.parts)) if clauses else ()
        assert named == line.clauses


def reasons(
    register: LivePortfolio, identifier: str, question: ViewParams
) -> dict[str, ExclusionReason | None]:
    """Why each row does not count, by its reference."""
    names = {flow.id: flow.reference for flow in register.project(identifier, question).flows}
    found = entries.flows(register.view(question), identifier)
    return {names[number]: entry.exclusion for number, entry in found.items()}


def test_rows_that_do_not_count_say_why(register: LivePortfolio) -> None:
    then = reasons(
        register, "ILL-10", ViewParams(date(2014, 3, 31), known_on=date(2014, 3, 31), scope=EXAMPLE)
    )
    assert then["C1"] is None
    assert then["D1-R"] is ExclusionReason.UNKNOWN_THEN
    assert then["K1"] is ExclusionReason.IN_KIND
    assert then["K2"] is ExclusionReason.LATER
    assert reasons(register, "ILL-10", ViewParams(DAY, in_kind=True, scope=EXAMPLE))["K1"] is None
    assert (
        reasons(register, "ILL-14", ViewParams(DAY, scope=EXAMPLE))["P1"]
        is ExclusionReason.REPLACED
    )


def test_some_row_of_the_demonstration_is_only_proposed(register: LivePortfolio) -> None:
    view = register.view(ViewParams(DAY, scope=EXAMPLE))
    every = {
        entry.exclusion
        for code in lists.everywhere(view)
        for entry in entries.flows(view, view.portfolio.identifier(int(code))).values()
    }
    assert {
        None,
        ExclusionReason.PROPOSED,
        ExclusionReason.REPLACED,
        ExclusionReason.LATER,
        ExclusionReason.IN_KIND,
    } <= every


def test_passed_on_money_is_told_by_stage(register: LivePortfolio) -> None:
    view = register.view(ViewParams(DAY, scope=EXAMPLE))
    assert set(entries.passed_on(view, "ILL-13")) == {FlowKind.COMMITMENT}
    assert entries.passed_on(view, "ILL-01") == {}


def test_a_conversion_names_its_rates(register: LivePortfolio) -> None:
    question = ViewParams(DAY, currency="USD", scope=EXAMPLE)
    view = register.view(question)
    rows = entries.flows(view, "ILL-13")
    names = {flow.id: flow.reference for flow in register.project("ILL-13", question).flows}
    by_name = {names[number]: entry for number, entry in rows.items()}
    assert by_name["C1"].quotes == ()
    parity, dollar = by_name["C2"].quotes
    assert (parity.currency, parity.per_eur, parity.day) == ("XOF", Decimal("655.957"), None)
    assert dollar.currency == "USD"
    assert dollar.day == date(2014, 3, 18)


def test_an_unknown_project_has_no_rows(register: LivePortfolio) -> None:
    view = register.view(ViewParams(DAY, scope=EXAMPLE))
    assert entries.flows(view, "NO-SUCH") == {}
    assert entries.periods(view, "NO-SUCH") == {}
    assert entries.funders(view, "NO-SUCH") == ()


def test_a_period_says_whether_it_was_replaced_withdrawn_or_overlaps() -> None:
    moved = (
        a_project("P")
        .needing("10 EUR", "2014-01-01", "2014-06-30")
        .needing("0 EUR", "2014-01-01", "2014-06-30", revised=True, valid_from="2014-03-01")
        .needing("10 EUR", "2014-07-01", "2014-12-31", valid_from="2014-03-01")
        .needing("20 EUR", "2014-12-31", "2015-06-30", valid_from="2014-05-01")
    )
    portfolio = assemble(*raw_tables(a_portfolio(moved).contents()), revision=1)

    def reasons_on(day: date) -> list[ExclusionReason | None]:
        view = View(portfolio, ViewParams(day), conference=CONFERENCE_DEFAULT)
        found = entries.periods(view, "P")
        return [found[number].exclusion for number in sorted(found)]

    later, gone = ExclusionReason.LATER, ExclusionReason.WITHDRAWN
    replaced, overlaps = ExclusionReason.REPLACED, ExclusionReason.OVERLAPS
    assert reasons_on(date(2014, 2, 1)) == [None, later, later, later]
    assert reasons_on(date(2014, 4, 1)) == [replaced, gone, None, later]
    assert reasons_on(date(2014, 6, 1)) == [replaced, gone, overlaps, overlaps]
