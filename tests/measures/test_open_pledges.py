"""Open pledges by age: what the delivery of each funder says is open, once, in the class of its age."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import ViewParams
from portfolio.measures import delivery
from portfolio.measures.open_pledges import AGE_LIMITS, OpenPledges, age_class, open_pledges
from tests.build import APortfolio, a_portfolio
from tests.building.busy import pledging
from tests.building.effort import one_subject
from tests.measures.asking import question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import Measured


def measured(words: APortfolio, params: ViewParams) -> OpenPledges:
    return open_pledges(Measured(words.contents(), params).view)


@one_subject
@given(pledging(), st.sampled_from(["EUR", "USD"]))
def test_what_is_open_is_what_the_delivery_of_each_funder_says(
    words: APortfolio, currency: str
) -> None:
    view = Measured(words.contents(), question("2014-12-31", currency=currency)).view
    found = open_pledges(view)
    sums: Counter[str] = Counter()
    for pledge in found.lines:
        sums[pledge.funder] += pledge.amount_minor
    lines = {line.funder: line.amounts.pledged_open for line in delivery.delivery(view)}
    assert dict(sums) == {funder: amount for funder, amount in lines.items() if amount}
    assert sum(found.by_age) == found.amount_minor == sums.total()
    ages = [pledge.age_days for pledge in found.lines]
    assert ages == sorted(ages, reverse=True)
    ends = (ages[0], ages[-1]) if ages else (None, None)
    assert (found.oldest_days, found.youngest_days) == ends


def test_two_pledges_to_one_project_are_open_once_at_the_age_of_the_older() -> None:
    words = a_portfolio(
        POSTS.receiving(
            A.pledges("100 EUR").on("2014-01-01"),
            A.pledges("50 EUR").on("2014-05-01"),
            A.commits("30 EUR").on("2014-06-01"),
            B.pledges("7 EUR").on("2014-06-20"),
        )
    )
    found = measured(words, question())
    assert [(p.funder, p.amount_minor, p.age_days) for p in found.lines] == [
        (A.identifier, 120_00, 180),
        (B.identifier, 7_00, 10),
    ]
    assert found.by_age == (7_00, 120_00, 0)


def test_an_age_at_a_limit_is_in_the_class_below_it() -> None:
    assert [age_class(days) for days in (0, 90, 91, 180, 181)] == [0, 0, 1, 1, 2]
    assert AGE_LIMITS == (90, 180)
