"""Who has a page as a funder: whoever gave something that readers of the view see (ruling 23)."""

from hypothesis import given

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams, Visibility
from portfolio.domain.projects import Publication
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import UNKNOWN_FUNDER, View
from portfolio.measures.breakdowns import split
from portfolio.measures.figures import FUNDER_FIGURES
from portfolio.measures.visibility import funders, giving_funders
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building import hidden
from tests.building.effort import small
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question

POSTS = a_project("Border posts").needing("100 EUR")
A, B = partner("A"), partner("B")


def view_of(contents: Contents, asked: ViewParams) -> View:
    project_tables, shared_tables, labels = raw_tables(contents)
    portfolio = assemble(project_tables, shared_tables, labels, revision=1)
    return View(portfolio, asked, conference=CONFERENCE_DEFAULT)


def giving(contents: Contents, asked: ViewParams | None = None) -> frozenset[str]:
    return giving_funders(view_of(contents, asked or question())) - {UNKNOWN_FUNDER}


def test_whoever_pledges_commits_or_disburses_gives() -> None:
    for flow in (A.pledges("5 EUR"), A.commits("5 EUR"), A.disburses("5 EUR")):
        assert giving(a_portfolio(POSTS.receiving(flow)).contents()) == {"A"}


def test_whoever_only_spends_or_receives_gives_nothing() -> None:
    spent = POSTS.receiving(A.spends("5 EUR"), A.commits("5 EUR").to("B"), B.spends("1 EUR"))
    assert giving(a_portfolio(spent).contents()) == {"A"}


def test_what_is_only_proposed_or_in_no_published_project_gives_readers_nothing() -> None:
    proposed = a_portfolio(POSTS.receiving(A.pledges("5 EUR").proposed()))
    assert giving(proposed.contents()) == frozenset()
    draft = POSTS.receiving(A.pledges("5 EUR")).publication(Publication.DRAFT)
    assert giving(a_portfolio(draft).contents()) == frozenset()


@small
@given(hidden.pairs())
def test_what_is_not_public_makes_nobody_a_funder(pair: hidden.Pair) -> None:
    assert giving(pair.public) == giving(pair.whole)


@small
@given(portfolios(), questions())
def test_every_funder_of_a_figure_is_one(words: APortfolio, asked: ViewParams) -> None:
    view = view_of(words.contents(), asked)
    named = {
        line.key
        for line in split(view, "funder").lines
        if any(map(line.amounts.of, FUNDER_FIGURES))
    }
    assert named <= giving_funders(view)
    if asked.scope == Visibility():
        assert giving_funders(view) <= funders(view)
