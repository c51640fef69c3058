"""Rulings worked out by hand: the two lists of priority projects on any day (24, 34)."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import (
    AdoptedAhead,
    ListedProject,
    ListState,
    PriorityList,
    in_force,
    known_lists,
    refuse_ahead,
)
from portfolio.domain.flows import Provenance
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures.lists import of_clauses
from tests.build import a_portfolio, a_project, raw_tables
from tests.building.effort import small
from tests.building.words import noon
from tests.measures.asking import question

MARCH, MAY, JUNE = (date(2014, month, 1) for month in (3, 5, 6))


def a_list(number: int, on: date, *projects: str, **other: object) -> PriorityList:
    one = PriorityList(
        id=number,
        reference=f"L-{number}",
        clause=2,
        state=ListState.ADOPTED,
        valid_from=on,
        recorded_at=noon(on),
        titles={"en": f"List {number}"},
        source="minutes",
        provenance=Provenance.ENTERED,
        projects=tuple(ListedProject(name, {"en": "because"}) for name in projects),
    )
    return replace(one, **other)  # type: ignore[arg-type]


def seen(*lists: PriorityList, asked: ViewParams) -> View:
    contents = a_portfolio(a_project("P"), a_project("Q"), a_project("R")).contents()
    projects, shared, labels = raw_tables(contents)
    return View(assemble(projects, shared, replace(labels, lists=lists), 1), asked)


def listed(view: View) -> set[str]:
    return {view.portfolio.identifier(int(code)) for code in np.flatnonzero(view.on_a_list)}


def on(day: date, known_on: date | None = None) -> ViewParams:
    return replace(question(), as_of=day, known_on=known_on)


FIRST, SECOND = a_list(1, MARCH, "P", "Q"), a_list(2, MAY, "Q", "R")


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2014, 2, 28), set()),
        (MARCH, {"P", "Q"}),
        (date(2014, 4, 30), {"P", "Q"}),
        (MAY, {"Q", "R"}),
        (JUNE, {"Q", "R"}),
    ],
)
def test_any_day_shows_the_list_of_that_day(day: date, names: set[str]) -> None:
    assert listed(seen(FIRST, SECOND, asked=on(day))) == names


def test_a_list_recorded_later_is_not_what_was_known_then() -> None:
    late = replace(SECOND, recorded_at=noon(JUNE))
    assert listed(seen(FIRST, late, asked=on(MAY))) == {"Q", "R"}
    assert listed(seen(FIRST, late, asked=on(MAY, known_on=MAY))) == {"P", "Q"}
    assert listed(seen(FIRST, late, asked=on(MAY, known_on=JUNE))) == {"Q", "R"}


def test_a_proposal_lists_nothing_and_stands_beside_what_is_in_force() -> None:
    proposal = a_list(3, MAY, "R", state=ListState.PROPOSED)
    view = seen(FIRST, proposal, asked=on(JUNE))
    assert listed(view) == {"P", "Q"}
    lists = of_clauses(view)
    assert (lists[2].in_force, lists[2].proposals, lists[2].past) == (FIRST, proposal, ())
    assert (lists[8].in_force, lists[8].proposals) == (None, None)


def test_what_is_adopted_ends_its_proposal_and_the_list_before() -> None:
    proposal = a_list(3, date(2014, 4, 1), "R", state=ListState.PROPOSED)
    lists = of_clauses(seen(FIRST, proposal, SECOND, asked=on(JUNE)))[2]
    assert (lists.in_force, lists.proposals) == (SECOND, None)
    assert [(old.list, old.replaced_on) for old in lists.past] == [(proposal, MAY), (FIRST, MAY)]


def test_the_clauses_have_a_list_each_and_a_project_may_stand_in_both() -> None:
    other = a_list(2, MAY, "Q", "R", clause=8)
    assert listed(seen(FIRST, other, asked=on(JUNE))) == {"P", "Q", "R"}


def test_a_correction_of_a_list_on_its_own_day_is_the_one_recorded_last() -> None:
    corrected = replace(a_list(2, MARCH, "R"), recorded_at=noon(MAY))
    assert listed(seen(FIRST, corrected, asked=on(JUNE))) == {"R"}
    assert listed(seen(FIRST, corrected, asked=on(JUNE, known_on=MARCH))) == {"P", "Q"}


def test_a_list_adopted_ahead_is_refused() -> None:
    refuse_ahead(MAY, MAY)
    with pytest.raises(AdoptedAhead):
        refuse_ahead(JUNE, MAY)


days = st.integers(0, 60).map(lambda n: MARCH + timedelta(days=n))


@st.composite
def some_lists(draw: st.DrawFn) -> tuple[PriorityList, ...]:
    made = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        valid_from = draw(days)
        one = a_list(
            number,
            valid_from,
            clause=draw(st.sampled_from((2, 8))),
            state=draw(st.sampled_from(ListState)),
            recorded_at=noon(valid_from + timedelta(days=draw(st.integers(0, 30)))),
        )
        made.append(one)
    return tuple(draw(st.permutations(made)))


@small
@given(some_lists(), days, st.none() | days)
def test_in_force_is_the_last_adopted_of_what_is_known(
    lists: tuple[PriorityList, ...], day: date, known_on: date | None
) -> None:
    found = in_force(known_lists(lists, day, known_on))
    for clause in (2, 8):
        counted = [
            one
            for one in lists
            if one.clause == clause
            and one.state is ListState.ADOPTED
            and one.valid_from <= day
            and (known_on is None or one.recorded_at.date() <= known_on)
        ]
        last = max(counted, key=lambda one: (one.valid_from, one.recorded_at, one.id), default=None)
        assert found.get(clause) == last
