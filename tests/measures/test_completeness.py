"""How complete the record is, against a count row by row, and what a share may be."""

from datetime import date

from hypothesis import given

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.completeness import Completeness, Part, completeness
from tests.build import APortfolio, a_portfolio, a_project, partner, planned, raw_tables
from tests.building import hidden
from tests.building.effort import small, whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.oracle.completeness import last_entries, recorded

POSTS = a_project("Border posts")
A, B = partner("A"), partner("B")


def view_of(contents: Contents, asked: ViewParams) -> View:
    project_tables, shared_tables, labels = raw_tables(contents)
    portfolio = assemble(project_tables, shared_tables, labels, revision=1)
    return View(portfolio, asked, conference=CONFERENCE_DEFAULT)


def of(portfolio: APortfolio, asked: ViewParams | None = None) -> Completeness:
    return completeness(view_of(portfolio.contents(), asked or question()))


def test_a_part_is_recorded_where_a_row_stands_also_one_that_nets_to_zero() -> None:
    paid = A.disburses("10 EUR").called("paid").on("2014-03-01")
    back = A.disburses("-10 EUR").correcting("paid").on("2014-03-02")
    found = of(
        a_portfolio(
            POSTS.needing("100 EUR").receiving(paid, back),
            a_project("Training").milestone(planned("2014-09-01")),
        )
    )
    assert found.projects == 2
    assert found.recorded_projects == {
        Part.REQUIREMENT: 1,
        Part.DISBURSEMENTS: 1,
        Part.MILESTONES: 1,
    }
    assert [(line.identifier, line.lacks) for line in found.incomplete] == [
        ("Training", (Part.REQUIREMENT, Part.DISBURSEMENTS)),
        ("Border posts", (Part.MILESTONES,)),
    ]


def test_a_project_without_a_rate_is_counted_too() -> None:
    found = of(a_portfolio(POSTS.needing("100 TND").receiving(A.disburses("7 TND"))))
    assert (found.projects, found.recorded_projects[Part.DISBURSEMENTS]) == (1, 1)


def test_it_names_the_office_to_ask() -> None:
    (line,) = of(a_portfolio(POSTS.answering_at("Border desk"))).incomplete
    assert line.contact_office == "Border desk"


def test_the_funder_not_heard_from_for_longest_comes_first() -> None:
    rows = (
        B.commits("5 EUR").on("2014-02-01").recorded("2014-05-05"),
        A.pledges("9 EUR").on("2014-03-01").recorded("2014-03-04"),
        A.spends("9 EUR").on("2014-06-01").recorded("2014-06-02"),
    )
    found = of(a_portfolio(POSTS.receiving(*rows))).funders
    assert [(line.funder, line.on, line.recorded_at) for line in found] == [
        ("A", date(2014, 3, 1), date(2014, 3, 4)),
        ("B", date(2014, 2, 1), date(2014, 5, 5)),
    ]


def test_of_nothing_there_is_no_share() -> None:
    found = of(a_portfolio())
    assert [found.share(part) for part in Part] == [None, None, None]


@whole_portfolios
@given(portfolios(), questions())
def test_it_agrees_with_a_count_row_by_row(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    found, slow = completeness(view_of(contents, asked)), recorded(contents, asked)
    assert found.projects == len(slow)
    parts = set(Part) if asked.band.has_requirement else {Part.DISBURSEMENTS}
    assert set(found.recorded_projects) == parts
    for place, part in enumerate(Part):
        if part in parts:
            assert found.recorded_projects[part] == sum(has[place] for has in slow.values())
    lacking = {
        name: {part for part, there in zip(Part, has, strict=True) if not there} & parts
        for name, has in slow.items()
    }
    assert {line.identifier: set(line.lacks) for line in found.incomplete} == {
        name: lacks for name, lacks in lacking.items() if lacks
    }
    assert {
        line.funder: (line.entries, line.projects, line.on, line.recorded_at)
        for line in found.funders
    } == last_entries(contents, asked)


@whole_portfolios
@given(portfolios(), questions())
def test_shares_are_counts_over_the_list_of_projects(words: APortfolio, asked: ViewParams) -> None:
    view = view_of(words.contents(), asked)
    found = completeness(view)
    codes = lists.listed_projects(view)
    listed = lists.lines(view, codes[view.in_band(codes)])
    assert found.projects == len(listed)
    if all(line.convertible for line in listed) and asked.band.has_requirement:
        assert found.recorded_projects[Part.REQUIREMENT] == sum(
            line.has_requirement for line in listed
        )
    for part in Part:
        share = found.share(part)
        assert share is None or 0 <= share <= 1
        lacking = sum(part in line.lacks for line in found.incomplete)
        if part not in found.recorded_projects:
            assert not lacking
            continue
        assert found.recorded_projects[part] + lacking == found.projects


@small
@given(hidden.pairs())
def test_what_is_not_public_does_not_move_it(pair: hidden.Pair) -> None:
    asked = question()
    assert completeness(view_of(pair.public, asked)) == completeness(view_of(pair.whole, asked))
