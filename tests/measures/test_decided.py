"""What was decided before the declaration: a part of its whole, by value date (ruling 24)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from hypothesis import example, given

from portfolio.domain.params import Filters, ViewParams
from portfolio.domain.projects import Band, Relation
from portfolio.domain.reference import Region
from portfolio.ledger.view import day_number
from portfolio.measures import earlier_funding, headline
from portfolio.measures.figures import FUNDER_FIGURES
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import CASH_AND_IN_KIND, POSTS, A, B
from tests.measures.reckonings import Measured
from tests.oracle import decided as oracle_decided
from tests.oracle.decided import decided as older
from tests.oracle.oracle import Oracle

OLD = "2013-11-13"


def before(*projects: object, **asked: object) -> tuple[int, int, int]:
    contents = a_portfolio(*projects).contents()  # type: ignore[arg-type]
    found = earlier_funding.before(Measured(contents, question(**asked)).view)  # type: ignore[arg-type]
    return found.secured, found.pledged_open, found.paid


def test_rows_count_by_their_value_date_and_the_day_of_the_declaration_is_not_before_it() -> None:
    assert before(
        POSTS.receiving(
            A.commits("10 EUR").on(OLD),
            A.commits("5 EUR").on("2013-11-14"),
            B.pledges("7 EUR").on(OLD),
        )
    ) == (10_00, 7_00, 0)


def test_a_disbursement_is_as_old_as_the_commitment_it_serves_else_as_itself() -> None:
    served = A.commits("10 EUR").on(OLD), A.disburses("8 EUR").on("2014-02-15")
    assert before(POSTS.receiving(*served)) == (10_00, 0, 8_00)
    more = A.commits("10 EUR").on("2014-01-15"), A.disburses("7 EUR").on("2014-03-15")
    assert before(POSTS.receiving(*served, *more)) == (10_00, 0, 10_00)
    assert before(POSTS.receiving(B.disburses("3 EUR").on(OLD))) == (3_00, 0, 3_00)
    assert before(POSTS.receiving(B.disburses("3 EUR").on("2014-02-15"))) == (0, 0, 0)


def test_a_correction_is_as_old_as_what_it_corrects() -> None:
    project = POSTS.receiving(
        A.commits("10 EUR").on(OLD).called("grant"),
        A.commits("-4 EUR").on("2014-02-15").correcting("grant"),
    )
    assert before(project) == (6_00, 0, 0)


def test_each_band_has_its_own_part() -> None:
    projects = (
        POSTS.receiving(A.commits("10 EUR").on(OLD)),
        a_project("Dues").relation(Relation.CONTEXT).receiving(B.commits("90 EUR").on(OLD)),
    )
    assert before(*projects) == (10_00, 0, 0)
    assert before(*projects, band=Band.CONTEXT) == (90_00, 0, 0)


# The days of nasty portfolios begin after the declaration: its day is put among them.
AMONG_THEM = date(2014, 3, 31)


@contextmanager
def adopted_among_the_rows() -> Iterator[None]:
    with (
        patch.object(earlier_funding, "_FIRST_DAY", day_number(AMONG_THEM)),
        patch.object(oracle_decided, "ADOPTION", AMONG_THEM),
    ):
        yield


@whole_portfolios
@given(portfolios(), questions())
def test_a_part_is_never_more_than_its_whole(words: APortfolio, asked: ViewParams) -> None:
    view = Measured(words.contents(), asked).view
    with adopted_among_the_rows():
        found = earlier_funding.before(view)
    whole = headline.headline(view).amounts
    for figure in FUNDER_FIGURES:
        part = getattr(found, figure.value)
        assert 0 <= part <= (whole.of(figure) or 0)


@whole_portfolios
@example(a_portfolio(CASH_AND_IN_KIND), question(in_kind=True, regions={Region.ARAB_MAGHREB}))
@given(portfolios(), questions())
def test_where_every_row_is_older_the_part_is_the_whole(
    words: APortfolio, asked: ViewParams
) -> None:
    view = Measured(words.contents(), asked).view
    with patch.object(earlier_funding, "_FIRST_DAY", day_number(date(2100, 1, 1))):
        found = earlier_funding.before(view)
    assert found.secured == headline.headline(view).amounts.secured


@whole_portfolios
@given(portfolios(), questions())
def test_the_slow_reckoning_finds_the_same(words: APortfolio, asked: ViewParams) -> None:
    plain = replace(asked, filters=Filters(funders=asked.filters.funders))
    contents = words.contents()
    oracle = Oracle(contents, plain)
    with adopted_among_the_rows():
        parts = [
            older(oracle.accounts[project.identifier], funder, in_kind=in_kind)
            for project in oracle.convertible(oracle.in_totals())
            for funder in oracle.accounts[project.identifier].by_funder()
            for in_kind in (False, True)
            if plain.in_kind or not in_kind
        ]
        found = earlier_funding.before(Measured(contents, plain).view)
    assert found.secured == sum(part.secured for part in parts)
    assert found.pledged_open == sum(part.pledged_open for part in parts)
    assert found.paid == sum(part.paid for part in parts)
