"""What a row should read: whatever is typed, the rows that stand come to it, by rows added alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import transactions
from portfolio.domain.flows import Flow, FlowKind, Provenance, Verification
from portfolio.domain.money import Money
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.projects import Project
from portfolio.domain.reference import Kind
from portfolio.domain.transactions import CorrectionEntry

NAMES = EntryLookups({}, {}, frozenset(("EUR", "XOF", "TND")))
PLACES = {"EUR": 2, "XOF": 0, "TND": 3}
TODAY = date(2014, 6, 30)
amounts = st.lists(st.integers(0, 10**15), min_size=1, max_size=5)
currencies = st.sampled_from(sorted(PLACES))


def a_flow(kind: FlowKind, minor: int, currency: str) -> Flow:
    recorded = datetime(2014, 3, 1, tzinfo=UTC)
    day = date(2014, 3, 1)
    return Flow(1, 1, "F-1", kind, 1, None, minor, currency, day, recorded)


def a_project(*flows: Flow) -> Project:
    provenance = Provenance.ENTERED
    return Project(
        id=1,
        identifier="P",
        titles={"en": "P"},
        summaries={},
        declared_kind=Kind.UNCLASSIFIED,
        provenance=provenance,
        flows=flows,
    )


def typed(minor: int, currency: str) -> str:
    """The plain decimal of an amount."""
    places = PLACES[currency]
    whole, rest = divmod(minor, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def corrected(project: Project, reference: str, minor: int) -> Project:
    """The project with the row that makes another read so; itself where it reads so already."""
    currency = project.flows[0].currency
    entry = CorrectionEntry(reference, typed(minor, currency), source="Letter")
    recorded = datetime(2014, 6, len(project.flows), tzinfo=UTC)
    found, problems = transactions.read_correction(entry, project, NAMES, TODAY, recorded)
    if found is None:
        assert [problem.error.phrase for problem in problems] == ["error.already_reads"]
        return project
    added = replace(found.row, id=len(project.flows) + 1)
    return replace(project, flows=(*project.flows, added))


@given(first=st.integers(1, 10**15), wanted=amounts, currency=currencies)
def test_a_pledge_reads_what_was_typed_last(first: int, wanted: list[int], currency: str) -> None:
    project = a_project(a_flow(FlowKind.PLEDGE, first, currency))
    for minor in wanted:
        [live] = transactions.correctable(project)
        before = project.flows
        project = corrected(project, live.reference, minor)
        assert project.flows[: len(before)] == before
        [live] = transactions.correctable(project)
        assert transactions.reads_now(project, live) == Money(minor, currency)


@pytest.mark.parametrize("kind", [FlowKind.COMMITMENT, FlowKind.DISBURSEMENT, FlowKind.EXPENDITURE])
@given(first=st.integers(1, 10**15), wanted=amounts, currency=currencies)
def test_other_money_moves_by_exactly_the_difference(
    kind: FlowKind, first: int, wanted: list[int], currency: str
) -> None:
    project = a_project(a_flow(kind, first, currency))
    for minor in wanted:
        target, before = project.flows[0], project.flows
        reads = transactions.reads_now(project, target).amount_minor
        project = corrected(project, "F-1", minor)
        assert project.flows[: len(before)] == before
        moved = sum(flow.amount_minor for flow in project.flows) - sum(
            flow.amount_minor for flow in before
        )
        assert moved == minor - reads
        for flow in project.flows:
            assert (flow.amount_minor < 0) == (flow.corrects_id is not None)
        if minor < reads:
            assert transactions.reads_now(project, target).amount_minor == minor


def test_a_withdrawn_correction_takes_nothing_back() -> None:
    target = a_flow(FlowKind.COMMITMENT, 500, "EUR")
    taken = replace(target, id=2, reference="F-2", amount_minor=-200, corrects_id=1)
    gone = replace(taken, confidence=Verification.WITHDRAWN)
    of_it = replace(target, id=3, reference="F-3", amount_minor=-50, corrects_id=2)
    assert transactions.reads_now(a_project(target, taken, of_it), target).amount_minor == 250
    assert transactions.reads_now(a_project(target, gone), target).amount_minor == 500
