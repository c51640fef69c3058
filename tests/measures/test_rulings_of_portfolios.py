"""Ruling 33: the example and the record are two portfolios, and no figure mixes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.measures import entries, visibility
from tests.build import APortfolio, AProject, a_portfolio, a_project
from tests.building.chance import Chance
from tests.building.effort import whole_portfolios
from tests.building.nasty import a_nasty_project, portfolios, questions
from tests.measures.asking import Asker, question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import AXES, Measured

RECORD, EXAMPLE = PortfolioChoice.RECORD, PortfolioChoice.EXAMPLE


def of(portfolio: PortfolioChoice) -> ViewParams:
    return question(scope=Visibility(portfolio=portfolio))


def told(words: APortfolio, asked: ViewParams) -> dict[str, object]:
    """Every figure of a view and every name it offers; numbers of rows are nobody's business."""
    answer = Measured(words.contents(), asked)
    headline = answer.headline()
    return {
        "headline": replace(headline, left_out=frozenset()),
        "left out": sorted(row.project for row in headline.left_out),
        "splits": {axis: answer.split(axis) for axis in AXES},
        "crossing": answer.crossing("clause", "country"),
        "years": answer.by_year(),
        "progress": answer.progress(),
        "funders": visibility.funders(answer.view),
        "every funder": visibility.every_funder(answer.view),
        "currencies": visibility.currencies(answer.view),
    }


@st.composite
def another(draw: st.DrawFn, project: AProject, titles: tuple[str, ...]) -> AProject:
    """A project of the same name and portfolio that says something else."""
    made = a_nasty_project(Chance(draw), titles, project.title)
    return replace(made, is_example=project.is_example)


@whole_portfolios
@given(portfolios(), questions(), st.data())
def test_nothing_of_one_portfolio_changes_what_the_other_shows(
    words: APortfolio, asked: ViewParams, data: st.DataObject
) -> None:
    titles = tuple(project.title for project in words.projects)
    own = asked.scope.portfolio.is_example
    projects = tuple(
        project if project.is_example is own else data.draw(another(project, titles))
        for project in words.projects
    )
    assert told(replace(words, projects=projects), asked) == told(words, asked)


class TestRuling33ExampleAndRecord:
    @pytest.mark.parametrize(("portfolio", "secured"), [(RECORD, 10_00), (EXAMPLE, 7_00)])
    def test_what_is_entered_counts_in_its_own_portfolio_alone(
        self, asker: Asker, portfolio: PortfolioChoice, secured: int
    ) -> None:
        entered = a_project("Entered").of_the_example().receiving(A.commits("7 EUR"))
        both = a_portfolio(POSTS.receiving(A.commits("10 EUR")), entered)
        headline = asker.ask(both, of(portfolio)).headline()
        assert (headline.amounts["secured"], headline.projects) == (secured, 1)

    def test_money_is_not_passed_from_one_portfolio_to_the_other(self, asker: Asker) -> None:
        fund = a_project("Fund").of_the_example().receiving(A.commits("100 EUR"))
        given = POSTS.receiving(B.commits("30 EUR").on("2014-02-15").out_of("Fund"))
        both = a_portfolio(fund, given)
        assert asker.amounts(both)["secured"] == 30_00
        assert asker.ask(both, of(EXAMPLE)).headline().amounts["secured"] == 100_00
        view = Measured(both.contents(), of(RECORD)).view
        assert [entry.internal for entry in entries.flows(view, POSTS.title).values()] == [0]

    def test_a_filter_by_origin_shows_nothing_of_the_other(self, asker: Asker) -> None:
        example = a_project("Example").illustrative().receiving(A.commits("7 EUR"))
        origins = frozenset((example.provenance,))
        asked = replace(of(RECORD), filters=Filters(provenances=origins))
        assert asker.ask(a_portfolio(POSTS, example), asked).headline().projects == 0
