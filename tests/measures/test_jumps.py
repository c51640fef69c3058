"""Every day on which a headline moved by more than a tenth is told, with the rows that moved it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Band, Relation
from portfolio.ledger.view import View, day_number, day_of
from portfolio.measures import jumps as measures_jumps
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.measures.jumps import FIGURES, Jump, jumps
from portfolio.measures.timeline import month_ends
from portfolio.services import live
from portfolio.services.live import LivePortfolio
from portfolio.store.database import Database
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import Measured

ROOT = Path(__file__).parents[2]


def told(*projects: object, **asked: object) -> tuple[Jump, ...]:
    contents = a_portfolio(*projects).contents()  # type: ignore[arg-type]
    return jumps(Measured(contents, question(**asked)).view)  # type: ignore[arg-type]


NEEDY = POSTS.needing("100 EUR").receiving(A.commits("50 EUR").on("2013-11-20"))


def test_a_commitment_above_a_tenth_is_told_with_its_row() -> None:
    (jump,) = told(NEEDY.receiving(B.commits("6 EUR").on("2014-03-05")))
    assert (day_of(jump.day).isoformat(), jump.figure) == ("2014-03-05", Figure.COVERED)
    assert (jump.before, jump.after) == (50_00, 56_00)
    ((project, what, minor, currency),) = [
        (row.project, row.what, row.amount_minor, row.currency) for row in jump.rows
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
        .needing("4 EUR", valid_from=day)
        .receiving(A.commits("4 EUR").on(day))
        for day in days
    ]
    asked: list[int] = []
    of_day = measures_jumps._known

    def counting(view: View, day: int) -> Any:
        asked.append(day)
        return of_day(view, day)

    monkeypatch.setattr(measures_jumps, "_known", counting)
    assert told(NEEDY, *small) == ()
    assert len(asked) <= 4


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
def test_no_day_on_which_a_headline_jumps_is_left_out(words: APortfolio, asked: ViewParams) -> None:
    asked = replace(asked, as_of=min(asked.as_of, date(2014, 9, 30)))
    view = Measured(words.contents(), asked).view
    found = jumps(view) if asked.band.has_requirement else ()
    expected = _day_by_day(view) if asked.band.has_requirement else set()
    assert {(jump.day, jump.figure) for jump in found} == expected
    assert all(jump.rows for jump in found)


def test_every_period_of_the_day_is_named() -> None:
    both = (
        a_project("Later")
        .needing("30 EUR", "2015-01-01", "2015-12-31", valid_from="2014-03-05")
        .needing("40 EUR", "2016-01-01", "2016-12-31", valid_from="2014-03-05")
    )
    jump = told(NEEDY, both)[0]
    assert [(row.what, row.amount_minor) for row in jump.rows] == [
        ("requirement", 30_00),
        ("requirement", 40_00),
    ]


def test_a_rate_that_moves_what_is_not_due_yet_is_named() -> None:
    ahead = a_project("Ahead").needing("100 USD", "2015-01-01", "2015-12-31")
    words = (
        a_portfolio(NEEDY, ahead)
        .with_rate("USD", "1.25", "2014-02-20")
        .with_rate("USD", "0.80", "2014-03-05")
    )
    found = jumps(Measured(words.contents(), question("2014-06-30")).view)
    told_days = [(day_of(jump.day).isoformat(), jump.figure) for jump in found]
    assert ("2014-03-05", Figure.REQUIREMENT) in told_days
    assert ("2014-05-07", Figure.REQUIREMENT) in told_days  # 63 days later the rate is too old
    rows = {day_of(jump.day).isoformat(): jump.rows for jump in found}
    assert [(row.what, row.currency) for row in rows["2014-03-05"]] == [("rate", "USD")]
    assert [(row.what, row.currency) for row in rows["2014-05-07"]] == [("aged", "USD")]


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The record as the data files bring it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('jumps') / 'portfolio.db'}")
    database.create_or_upgrade()
    live.load(database, ROOT / "data", demonstration=True)
    yield LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    database.close()


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    as_of=st.dates(date(2013, 12, 1), date(2014, 12, 31)),
    currency=st.sampled_from(("EUR", "EUR", "USD")),
    band=st.sampled_from((Band.OFFICIAL, Band.PIPELINE)),
    reads_then=st.booleans(),
    clauses=st.sampled_from((frozenset[int](), frozenset({2}), frozenset({3}))),
)
@example(date(2014, 12, 31), "EUR", Band.OFFICIAL, False, frozenset())
def test_no_headline_of_documented_data_jumps_without_a_line_that_names_why(
    documented: LivePortfolio,
    as_of: date,
    currency: str,
    band: Band,
    reads_then: bool,
    clauses: frozenset[int],
) -> None:
    asked = ViewParams(
        as_of=as_of,
        known_on=as_of if reads_then else None,
        currency=currency,
        band=band,
        scope=Visibility(portfolio=PortfolioChoice.RECORD),
        filters=Filters(clauses=clauses),
    )
    view = documented.view(asked)
    found = jumps(view)
    assert {(jump.day, jump.figure) for jump in found} == _day_by_day(view)
    assert all(jump.rows for jump in found)
