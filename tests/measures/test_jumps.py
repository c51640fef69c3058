"""Every day on which a headline moved by more than a tenth is told, with the rows that moved it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from portfolio.domain.contents import Contents
from portfolio.domain.filters import Question
from portfolio.domain.projects import Band
from portfolio.domain.relations import Relation
from portfolio.ledger.view import View, day_number, day_of
from portfolio.measures import jumps as module
from portfolio.measures.figures import Figure
from portfolio.measures.jumps import FIGURES, Jump, jumps
from portfolio.measures.timeline import month_ends
from portfolio.measures.totals import headline
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import Measured


def told(*projects: object, **asked: object) -> tuple[Jump, ...]:
    contents = a_portfolio(*projects).contents()  # type: ignore[arg-type]
    return jumps(Measured(contents, question(**asked)).view)  # type: ignore[arg-type]


NEEDY = POSTS.needing("100 EUR").receiving(A.commits("50 EUR").on("2013-11-20"))


def test_a_commitment_above_a_tenth_is_told_with_its_row() -> None:
    (jump,) = told(NEEDY.receiving(B.commits("6 EUR").on("2014-03-05")))
    assert (day_of(jump.day).isoformat(), jump.figure) == ("2014-03-05", Figure.COVERED)
    assert (jump.before, jump.after) == (50_00, 56_00)
    ((project, what, minor, currency),) = [
        (row.project, row.what, row.minor, row.currency) for row in jump.rows
    ]
    assert (project, what, minor, currency) == ("Border posts", "commitment", 6_00, "EUR")


def test_a_tenth_and_what_was_nothing_before_are_no_jump() -> None:
    assert told(NEEDY.receiving(B.commits("5 EUR").on("2014-03-05"))) == ()


def test_a_project_that_becomes_context_moves_both_and_its_relation_is_named() -> None:
    leaving = (
        a_project("Leaves").needing("20 EUR").receiving(A.commits("20 EUR").on("2013-11-20"))
    ).relation(Relation.CONTEXT, "2014-04-01")
    joining = (
        (a_project("Joins").needing("30 EUR").receiving(A.commits("30 EUR").on("2013-11-20")))
        .documented()
        .relation(Relation.CONTRIBUTING, "2014-05-01")
    )
    found = {
        (day_of(jump.day).isoformat(), jump.figure): jump for jump in told(NEEDY, leaving, joining)
    }
    assert set(found) == {
        (day, figure)
        for day in ("2014-04-01", "2014-05-01")
        for figure in (Figure.REQUIREMENT, Figure.COVERED)
    }
    joined = found["2014-05-01", Figure.COVERED]
    assert (joined.before, joined.after) == (50_00, 80_00)
    assert [(row.project, row.what) for row in joined.rows] == [("Joins", "relation")]
    assert [(row.project, row.what) for row in found["2014-04-01", Figure.COVERED].rows] == [
        ("Leaves", "relation")
    ]


def test_context_has_no_headline_to_jump() -> None:
    assert told(NEEDY, band=Band.CONTEXT) == ()


def test_rows_that_can_move_little_ask_no_day_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many small projects that come one by one: what the others have stays, so no day is looked at."""
    days = [f"2014-{month:02}-{day:02}" for month in (2, 3, 4, 5) for day in range(1, 11)]
    small = [
        a_project(f"Begun on {day}")
        .needing("4 EUR", held_from=day)
        .receiving(A.commits("4 EUR").on(day))
        for day in days
    ]
    asked: list[int] = []
    of_day = module._known

    def counting(view: View, day: int) -> Any:
        asked.append(day)
        return of_day(view, day)

    monkeypatch.setattr(module, "_known", counting)
    assert told(NEEDY, *small) == ()
    assert len(asked) <= 4


def _in_euros(contents: Contents) -> Contents:
    """Without rates: a rate that ages moves figures on days that have no row."""
    return replace(
        contents,
        projects=tuple(
            replace(
                project,
                flows=tuple(replace(flow, currency="EUR") for flow in project.flows),
                budgets=tuple(replace(row, currency="EUR") for row in project.budgets),
            )
            for project in contents.projects
        ),
    )


def _day_by_day(view: View) -> set[tuple[int, Figure]]:
    """Plainly: the headline of every day since the curve begins beside that of the day before."""
    found, asked = set(), view.question
    first = day_number(month_ends(asked.as_of)[0])
    was: dict[Figure, int] = {}
    for day in range(first, view.day + 1):
        seen = View(view.portfolio, replace(asked, as_of=day_of(day)), view.conference)
        amounts = headline(seen).amounts
        now = {figure: amounts.of(figure) or 0 for figure in FIGURES}
        for figure, before in was.items():
            if before and abs(now[figure] - before) * 10 > before:
                found.add((day, figure))
        was = now
    return found


@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(portfolios(), questions())
def test_no_day_on_which_a_headline_jumps_is_left_out(words: APortfolio, asked: Question) -> None:
    asked = replace(asked, currency="EUR", as_of=min(asked.as_of, date(2014, 9, 30)))
    view = Measured(_in_euros(words.contents()), asked).view
    found = jumps(view) if asked.band.has_requirement else ()
    expected = _day_by_day(view) if asked.band.has_requirement else set()
    assert {(jump.day, jump.figure) for jump in found} == expected
    assert all(jump.rows for jump in found)
