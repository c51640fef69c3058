"""The latest changes of a view: dated rows that count in it, by its day and in its reading."""

from dataclasses import replace

from hypothesis import given

from portfolio.domain.params import ViewParams
from portfolio.measures.changes import MAX_CHANGES, DatedChange, latest_changes
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import A, B
from tests.measures.reckonings import Measured


def changes(portfolio: APortfolio, asked: ViewParams) -> tuple[DatedChange, ...]:
    return latest_changes(Measured(portfolio.contents(), asked).view)


POSTS = (
    a_project("Posts")
    .in_country("LY")
    .needing("3m EUR")
    .receiving(A.commits("2m EUR").on("2014-03-01"), B.pledges("1m EUR").on("2014-05-01"))
)


def told(found: tuple[DatedChange, ...]) -> list[tuple[str, str | None, int | None]]:
    return [
        (change.what, change.funder, change.amount_minor)
        for change in found
        if change.funder is not None
    ]


def test_the_latest_money_stands_first_with_its_funder_and_its_own_amount() -> None:
    found = changes(a_portfolio(POSTS), question())
    assert told(found) == [("pledge", "B", 1_000_000_00), ("commitment", "A", 2_000_000_00)]


def test_a_filter_leaves_the_changes_of_what_it_chooses() -> None:
    assert told(changes(a_portfolio(POSTS), question(funders={"A"}))) == [
        ("commitment", "A", 2_000_000_00)
    ]
    assert changes(a_portfolio(POSTS), question(countries={"TN"})) == ()


def test_a_row_that_is_only_proposed_is_no_change() -> None:
    proposed = a_project("Radio").receiving(A.pledges("5m EUR").on("2014-06-01").proposed())
    assert told(changes(a_portfolio(proposed), question())) == []


@whole_portfolios
@given(portfolios(), questions())
def test_changes_are_dated_by_the_day_latest_first_and_a_filter_adds_none(
    portfolio: APortfolio, asked: ViewParams
) -> None:
    found = changes(portfolio, asked)
    days = [change.day for change in found]
    assert days == sorted(days, reverse=True)
    assert all(day <= asked.as_of for day in days)
    assert len(found) <= MAX_CHANGES
    whole = changes(
        portfolio, replace(asked, filters=replace(asked.filters, countries=frozenset()))
    )
    if len(whole) < MAX_CHANGES:
        assert set(map(str, found)) <= set(map(str, whole))
