"""Gaps near a funder: whole gaps of projects that share a country and a clause with its own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import ViewParams
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.figures import Figure
from portfolio.measures.nearby import MAX_NEARBY, NearbyGaps, nearby_gaps
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import A, B
from tests.measures.reckonings import Measured


def near(portfolio: APortfolio, asked: ViewParams, funder: str) -> tuple[NearbyGaps, View, View]:
    whole = Measured(portfolio.contents(), asked).view
    narrowed = replace(asked, filters=replace(asked.filters, funders=frozenset({funder})))
    own = View(whole.portfolio, narrowed, whole.conference)
    return nearby_gaps(own, whole), own, whole


def test_what_misses_money_in_its_countries_and_clauses_is_near() -> None:
    own = a_project("Own").clause(6).in_country("LY").needing("3m EUR")
    found, _, _ = near(
        a_portfolio(
            own.receiving(A.commits("1m EUR")),
            a_project("Near").clause(6).in_country("LY").needing("9m EUR"),
            a_project("Elsewhere").clause(6).in_country("TN").needing("9m EUR"),
            a_project("Other clause").clause(8).in_country("LY").needing("9m EUR"),
            a_project("Covered")
            .clause(6)
            .in_country("LY")
            .needing("1m EUR")
            .receiving(B.commits("1m EUR")),
        ),
        question(),
        "A",
    )
    assert [line.identifier for line in found.projects] == ["Near", "Own"]
    assert found.funded_projects == {"Own"}
    assert (found.count, found.missing) == (2, 11_000_000_00)


@whole_portfolios
@given(portfolios(), questions(), st.sampled_from("ABC"))
def test_gaps_near_a_funder_are_the_whole_projects_own_the_greatest_first(
    portfolio: APortfolio, asked: ViewParams, funder: str
) -> None:
    asked = replace(asked, filters=replace(asked.filters, funders=frozenset()))
    found, own, whole = near(portfolio, asked, funder)
    figure = Figure.GAP_AFTER_PLEDGES
    ranked = lists.ranking(whole, figure)
    mine = [
        line
        for line in lists.lines(own, lists.everywhere(own))
        if line.band is asked.band and line.convertible
    ]
    countries = {code for line in mine for code in line.countries}
    clauses = {number for line in mine for number in line.clauses}
    expected = [
        line
        for line in ranked
        if countries.intersection(line.countries) and clauses.intersection(line.clauses)
    ]
    assert [line.identifier for line in found.projects] == [
        line.identifier for line in expected[:MAX_NEARBY]
    ]
    assert found.count == len(expected)
    assert found.missing == sum(line.amounts.of(figure) or 0 for line in expected)
    assert found.funded_projects <= {line.identifier for line in mine}
