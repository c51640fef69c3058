"""The last change that everybody sees follows public rows alone (ruling 23)."""

from datetime import date

from hypothesis import given

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Publication
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures.visibility import last_change
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building import hidden
from tests.building.effort import small
from tests.measures.asking import question

POSTS = a_project("Border posts").needing("100 EUR")
A = partner("A")


def last(contents: Contents, asked: ViewParams) -> date | None:
    project_tables, shared_tables, labels = raw_tables(contents)
    portfolio = assemble(project_tables, shared_tables, labels, revision=1)
    return last_change(View(portfolio, asked, conference=CONFERENCE_DEFAULT))


def of(portfolio: APortfolio, asked: ViewParams | None = None) -> date | None:
    return last(portfolio.contents(), asked or question())


def test_it_is_the_day_the_newest_public_row_was_recorded() -> None:
    project = POSTS.receiving(A.commits("40 EUR").on("2014-02-15").recorded("2014-04-03"))
    assert of(a_portfolio(project)) == date(2014, 4, 3)


def test_a_row_that_is_only_proposed_changes_nothing_until_it_is_confirmed() -> None:
    proposed = A.commits("40 EUR").on("2014-02-15").recorded("2014-04-03").proposed()
    before = of(a_portfolio(POSTS))
    assert of(a_portfolio(POSTS.receiving(proposed))) == before
    confirmed = proposed.confirmed_from("2014-02-15", recorded="2014-06-02")
    assert of(a_portfolio(POSTS.receiving(confirmed))) == date(2014, 6, 2)


def test_a_project_that_is_not_published_changes_nothing() -> None:
    flow = A.commits("40 EUR").on("2014-02-15").recorded("2014-04-03")
    draft = a_project("Draft").receiving(flow).publication(Publication.DRAFT)
    assert of(a_portfolio(POSTS, draft)) == of(a_portfolio(POSTS))


def test_it_is_the_same_whatever_is_asked_of_the_record() -> None:
    project = POSTS.receiving(A.commits("40 EUR").on("2014-02-15").recorded("2014-04-03"))
    portfolio = a_portfolio(project)
    earlier = question("2013-12-31", "2013-12-31", funders={"A"}, clauses={3})
    assert of(portfolio, earlier) == of(portfolio) == date(2014, 4, 3)


def test_a_list_of_its_own_portfolio_is_a_change_that_everybody_sees() -> None:
    named = a_portfolio(POSTS).listing("Border posts", on="2014-05-02", recorded="2014-06-05")
    assert of(named) == date(2014, 6, 5)
    other = a_portfolio(POSTS).listing(on="2014-05-02", recorded="2014-06-05", is_example=True)
    assert of(other) == of(a_portfolio(POSTS))


def test_a_planned_payment_is_public_at_once() -> None:
    plan = ("40 EUR", "A", "2014-05-01", "2014-08-01", "2014-07-01", "2014-07-04")
    assert of(a_portfolio(POSTS.expecting(*plan))) == date(2014, 7, 4)
    draft = a_project("Draft").expecting(*plan).publication(Publication.DRAFT)
    assert of(a_portfolio(POSTS, draft)) == of(a_portfolio(POSTS))


def test_where_nothing_is_public_there_is_no_last_change() -> None:
    assert of(a_portfolio(POSTS.publication(Publication.WITHDRAWN))) is None


@small
@given(hidden.pairs())
def test_what_is_not_public_does_not_move_it(pair: hidden.Pair) -> None:
    assert last(pair.public, question()) == last(pair.whole, question())
