"""What was recorded since a moment, for whoever reads it: everything they may see, and nothing else."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Publication
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures.recent import ReaderRows, RecordedChange, recorded_since
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building import hidden
from tests.building.effort import small
from tests.measures.asking import question

POSTS = a_project("Border posts").needing("100 EUR")
A, B = partner("A"), partner("B")
SINCE = datetime(2014, 5, 1, tzinfo=UTC)
PUBLIC = ReaderRows()
STAFF = ReaderRows(sees_proposed=True)


def view_of(contents: Contents, params: ViewParams) -> View:
    project_tables, shared_tables, labels = raw_tables(contents)
    portfolio = assemble(project_tables, shared_tables, labels, revision=1)
    return View(portfolio, params, conference=CONFERENCE_DEFAULT)


def since(
    words: APortfolio,
    reader: ReaderRows = PUBLIC,
    moment: datetime = SINCE,
    params: ViewParams | None = None,
) -> list[RecordedChange]:
    return list(recorded_since(view_of(words.contents(), params or question()), moment, reader))


def told(changes: list[RecordedChange]) -> list[tuple[str, str, int | None]]:
    return [(one.what, one.state, one.amount_minor) for one in changes]


def organisation(words: APortfolio, identifier: str) -> ReaderRows:
    every = words.contents().organisations
    return ReaderRows(next(one.id for one in every if one.identifier == identifier))


def test_a_row_recorded_since_is_a_change_and_an_older_one_none() -> None:
    words = a_portfolio(
        POSTS.receiving(
            A.commits("40 EUR").on("2014-02-15").recorded("2014-04-30"),
            A.commits("50 EUR").on("2014-01-15").recorded("2014-05-02"),
        )
    )
    [change] = since(words)
    assert (change.what, change.amount_minor, change.funder) == ("commitment", 50_00, "A")
    assert (change.day, change.recorded_at.date()) == (date(2014, 1, 15), date(2014, 5, 2))


def test_the_moment_itself_was_seen_then() -> None:
    words = a_portfolio(POSTS.receiving(A.commits("1 EUR").on("2014-02-15").recorded("2014-05-02")))
    [change] = since(words)
    assert since(words, moment=change.recorded_at) == []


def test_a_proposed_row_is_told_to_its_funder_and_those_who_work_here_alone() -> None:
    words = a_portfolio(
        POSTS.receiving(A.pledges("7 EUR").on("2014-02-15").recorded("2014-05-02").proposed()),
        a_project("Other").receiving(B.commits("1 EUR").on("2014-02-15").recorded("2014-04-01")),
    )
    expected = [("pledge", "proposed", 7_00)]
    assert told(since(words, STAFF)) == expected
    assert told(since(words, organisation(words, "A"))) == expected
    assert since(words, organisation(words, "B")) == since(words) == []


def test_a_row_confirmed_since_is_newly_visible_to_everybody() -> None:
    row = A.pledges("7 EUR").on("2014-02-15").recorded("2014-04-02").proposed()
    words = a_portfolio(POSTS.receiving(row.confirmed_from("2014-02-15", recorded="2014-06-02")))
    for reader in (PUBLIC, STAFF, organisation(words, "A")):
        [change] = since(words, reader)
        assert told([change]) == [("pledge", "confirmed", 7_00)]
        assert change.recorded_at.date() == date(2014, 6, 2)


def test_nothing_of_a_project_that_is_not_published_is_told() -> None:
    row = A.commits("7 EUR").on("2014-02-15").recorded("2014-05-02")
    draft = a_project("Draft").receiving(row).publication(Publication.DRAFT)
    assert since(a_portfolio(POSTS, draft)) == []
    assert since(a_portfolio(POSTS, draft), STAFF) == []


def test_it_is_the_same_whatever_is_asked_of_the_record() -> None:
    words = a_portfolio(POSTS.receiving(A.commits("4 EUR").on("2014-02-15").recorded("2014-05-03")))
    narrow = question("2013-12-31", "2013-12-31", funders={"B"}, clauses={3})
    assert since(words, params=narrow) == since(words) != []


def test_planned_payments_and_lists_are_told() -> None:
    plan = ("40 EUR", "A", "2014-05-01", "2014-08-01", "2014-07-01", "2014-07-04")
    words = a_portfolio(POSTS.expecting(*plan)).listing(
        "Posts", on="2014-05-02", recorded="2014-06-05"
    )
    assert [one.what for one in since(words)] == ["planned", "list"]
    other = a_portfolio(POSTS).listing(on="2014-05-02", recorded="2014-06-05", is_example=True)
    assert since(other) == []


@small
@given(hidden.pairs(), st.dates(date(2013, 6, 1), date(2015, 1, 31)))
def test_what_is_not_public_is_told_to_nobody(pair: hidden.Pair, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def public(contents: Contents) -> list[tuple[object, ...]]:
        found = recorded_since(view_of(contents, question()), moment, PUBLIC)
        return [
            (one.recorded_at, one.what, one.project, one.day, one.amount_minor) for one in found
        ]

    assert public(pair.public) == public(pair.whole)


@small
@given(hidden.pairs(), st.dates(date(2013, 6, 1), date(2015, 1, 31)))
def test_a_later_moment_tells_no_more(pair: hidden.Pair, day: date) -> None:
    view = view_of(pair.whole, question())
    early = datetime(2013, 1, 1, tzinfo=UTC)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    later = recorded_since(view, moment, STAFF)
    assert all(one.recorded_at > moment for one in later)
    newly = [one for one in recorded_since(view, early, STAFF) if one.what == "published"]
    assert {one.project for one in later if one.what == "published"} <= {
        one.project for one in newly
    }
