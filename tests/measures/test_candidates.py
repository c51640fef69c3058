"""What would close the gap most: who is ready for money, in which order, and what adds up to what."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind, ParticipantRole
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline
from portfolio.measures.candidates import CandidateList, Order, WaitingReason, closing_candidates
from tests.build import APortfolio, AProject, a_portfolio, a_project
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import A
from tests.measures.reckonings import Measured


def ready(title: str, needing: str = "100 EUR") -> AProject:
    """A project that lacks nothing but money."""
    return (
        a_project(title)
        .provided_by("A")
        .benefiting("LY")
        .with_role(ParticipantRole.IMPLEMENTING, "B")
        .answering_at("Office", "office@posts.example")
        .clause(2)
        .in_country("LY")
        .priority("security")
        .needing(needing)
    )


def closing(*projects: AProject, asked: ViewParams | None = None) -> CandidateList:
    measured = Measured(a_portfolio(*projects).contents(), asked or question())
    return closing_candidates(measured.view)


def named(found: CandidateList, order: Order = Order.GAP) -> list[str]:
    return [candidate.project.identifier for candidate in found.in_order(order)]


def test_the_greatest_gap_comes_first_or_what_the_smallest_sum_completes() -> None:
    found = closing(ready("P", "30 EUR"), ready("Q", "50 EUR"), ready("R", "30 EUR"))
    assert named(found) == ["Q", "P", "R"]
    assert named(found, Order.LEAST) == ["P", "R", "Q"]
    assert found.gap == 110_00
    assert found.waiting_gap == 0


def test_a_line_says_what_completes_the_project_and_what_is_pledged_of_it() -> None:
    found = closing(ready("P").receiving(A.commits("20 EUR"), A.pledges("50 EUR")))
    (candidate,) = found.candidates
    assert (candidate.gap, candidate.completes, candidate.pledged) == (80_00, 80_00, 30_00)


def test_a_clause_lists_the_part_of_the_gap_that_is_its_own() -> None:
    shared = replace(ready("P"), parts=ready("P").parts[1:]).clause(2, "60%").clause(6, "40%")
    lists = closing(shared, ready("Q", "10 EUR")).by_clause()
    assert {c: [(x.project.identifier, p) for x, p in pairs] for c, pairs in lists.items()} == {
        2: [("P", 60_00), ("Q", 10_00)],
        6: [("P", 40_00)],
    }


def test_a_filter_by_clause_keeps_its_part_and_still_says_what_completes_the_whole() -> None:
    shared = replace(ready("P"), parts=ready("P").parts[1:]).clause(2, "60%").clause(6, "40%")
    asked = question(clauses={6})
    (candidate,) = closing(shared, asked=asked).candidates
    assert (candidate.gap, candidate.completes) == (40_00, 100_00)


@pytest.mark.parametrize(
    ("project", "reason"),
    [
        (ready("P").status(Status.CLOSED), WaitingReason.STOPPED),
        (ready("P").status(Status.SUSPENDED), WaitingReason.STOPPED),
        (replace(ready("P"), parts=ready("P").parts[:2]), WaitingReason.INCOMPLETE),
        (replace(ready("P"), parts=ready("P").parts[1:]), WaitingReason.INCOMPLETE),
        (replace(ready("P"), participants=ready("P").participants[:1]), WaitingReason.INCOMPLETE),
        (replace(ready("P"), participants=ready("P").participants[:2]), WaitingReason.IMPLEMENTER),
        (ready("P").answering_at("Office"), WaitingReason.CONTACT),
        (ready("P").answering_at("", "office@posts.example"), WaitingReason.CONTACT),
    ],
)
def test_what_is_not_ready_is_counted_with_the_reason_and_its_gap(
    project: AProject, reason: WaitingReason
) -> None:
    found = closing(project, ready("Q", "7 EUR"))
    assert named(found) == ["Q"]
    assert found.waiting == {reason: 1}
    assert found.waiting_gap == 100_00


def test_a_project_without_a_gap_is_neither_ready_nor_waiting() -> None:
    found = closing(ready("P").receiving(A.commits("100 EUR")), replace(ready("Q"), budgets=()))
    assert (found.candidates, dict(found.waiting)) == ((), {})


def test_the_bands_are_lists_of_their_own() -> None:
    projects = (ready("P"), ready("Q").status(Status.PIPELINE))
    assert named(closing(*projects)) == ["P"]
    assert named(closing(*projects, asked=question(band=Band.PIPELINE))) == ["Q"]


def some_ready(words: APortfolio, chosen: list[bool]) -> APortfolio:
    """The portfolio with some projects made ready but for what their shares lack."""
    projects = [
        replace(project, kind=Kind.BILATERAL, kind_exception="as it is")
        .with_role(ParticipantRole.IMPLEMENTING, "B")
        .answering_at("Office", "office@posts.example")
        if is_ready
        else project
        for project, is_ready in zip(words.projects, chosen, strict=False)
    ]
    return replace(words, projects=(*projects, *words.projects[len(projects) :]))


@whole_portfolios
@given(portfolios(), questions(), st.lists(st.booleans(), max_size=6))
def test_the_listed_and_the_waiting_gaps_are_the_gap_of_the_view(
    words: APortfolio, asked: ViewParams, chosen: list[bool]
) -> None:
    view: View = Measured(some_ready(words, chosen).contents(), asked).view
    found = closing_candidates(view)
    whole = headline.headline(view).amounts.gap or 0
    assert 0 <= found.gap <= whole
    assert found.gap + found.waiting_gap == whole
    gaps = [candidate.gap for candidate in found.in_order(Order.GAP)]
    assert gaps == sorted(gaps, reverse=True)
    least = [candidate.completes for candidate in found.in_order(Order.LEAST)]
    assert least == sorted(least)
    assert all(0 <= one.pledged <= one.completes for one in found.candidates)
    assert all(0 < one.gap <= one.completes for one in found.candidates)
    by_clause = found.by_clause()
    split = {line.key: line.amounts.gap or 0 for line in breakdowns.split(view, "clause").lines}
    assert sum(part for pairs in by_clause.values() for _, part in pairs) == found.gap
    for clause, pairs in by_clause.items():
        parts = [part for _, part in pairs]
        assert parts == sorted(parts, reverse=True)
        assert sum(parts) <= split[str(clause) if clause else "unallocated"]
