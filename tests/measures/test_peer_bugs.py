"""What peers get wrong (domain section 8), once each: these stay true here."""

from fractions import Fraction

from portfolio.domain.contents import Contents
from portfolio.domain.projects import Status
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import headline
from tests.build import a_portfolio, a_project, done, partner, planned, raw_tables
from tests.measures.asking import Asker, known_then, question

POSTS = a_project("Border posts")
A, B = partner("A"), partner("B")


def test_no_gap_is_stored_so_none_goes_stale(asker: Asker) -> None:
    """A gap follows the rows of each day, back and forth, and no column of the store holds it."""
    project = (
        POSTS.needing("100 EUR")
        .needing("150 EUR", revised=True, valid_from="2014-05-01")
        .receiving(A.commits("40 EUR").on("2014-02-15"), B.commits("70 EUR").on("2014-04-15"))
    )
    portfolio = a_portfolio(project)
    gaps = [
        asker.amounts(portfolio, question(day))["gap"]
        for day in ("2014-02-14", "2014-02-15", "2014-04-15", "2014-05-01", "2014-02-14")
    ]
    assert gaps == [100_00, 60_00, 0, 40_00, 100_00]
    tables, _, _ = raw_tables(portfolio.contents())
    assert not any("gap" in column for table in tables.values() for column in table)


def test_a_missing_rate_is_neither_nought_nor_one_to_one(asker: Asker) -> None:
    whole = a_project("Euros").needing("100 EUR")
    lacking = POSTS.needing("100 EUR").receiving(A.commits("80 TND"))
    headline = asker.ask(a_portfolio(whole, lacking)).headline()
    # as nought the gap would be 200, one to one it would be 120
    assert headline.amounts["gap"] == 100_00
    assert {(row.project, row.currency) for row in headline.left_out} == {("Border posts", "TND")}


def test_a_rate_is_never_taken_from_the_future(asker: Asker) -> None:
    portfolio = (
        a_portfolio(POSTS.receiving(A.commits("100 USD").on("2014-03-15")))
        .with_rate("USD", "1.25", "2014-03-01")
        .with_rate("USD", "1.6", "2014-03-16")
    )
    assert asker.amounts(portfolio)["secured"] == 80_00
    # nor from what was recorded afterwards, where what we knew then is asked for
    late = (
        a_portfolio(POSTS.receiving(A.commits("100 USD").on("2014-03-15")))
        .with_rate("USD", "1.25", "2014-03-01")
        .with_rate("USD", "1.6", "2014-03-15", recorded="2014-05-01")
    )
    assert asker.amounts(late, known_then("2014-04-01"))["secured"] == 80_00
    assert asker.amounts(late)["secured"] == 62_50


def test_currencies_are_never_added_up_unconverted(asker: Asker) -> None:
    portfolio = a_portfolio(
        POSTS.receiving(
            A.commits("100 EUR").on("2014-01-15"),
            A.commits("100 USD").on("2014-01-15"),
            A.commits("65596 XOF").on("2014-01-15"),
        )
    ).with_rate("USD", "1.25", "2014-01-15")
    # 100 + 80 + 100.000 (65,596 francs at 655.957 are 100.0003 euros)
    assert asker.amounts(portfolio)["secured"] == 280_00


def test_shares_are_not_only_stored_but_kept_to_in_every_total(asker: Asker) -> None:
    project = (
        POSTS.clause(3, "75%")
        .clause(8, "25%")
        .in_country("LY", "40%")
        .in_country("NE", "60%")
        .needing("100 EUR")
    )
    answer = asker.ask(a_portfolio(project))
    assert {key: line["gap"] for key, (line, _) in answer.split("clause").items()} == {
        "3": 75_00,
        "8": 25_00,
    }
    assert {key: line["gap"] for key, line in answer.crossing("clause", "country").items()} == {
        ("3", "LY"): 30_00,
        ("3", "NE"): 45_00,
        ("8", "LY"): 10_00,
        ("8", "NE"): 15_00,
    }
    asked = question(clauses={3}, countries={"NE"})
    assert asker.amounts(a_portfolio(project), asked)["gap"] == 45_00


def test_no_date_is_made_up_where_one_is_missing(asker: Asker) -> None:
    """A milestone said to be done without a date is not done; no status means not there."""
    project = POSTS.milestone(done("2014-03-01", None, 1)).milestone(planned("2014-03-01", 1))
    sums = asker.ask(a_portfolio(project)).progress()
    assert (sums["done"], sums["total"]) == (0, 2)
    undated = POSTS.status(Status.IMPLEMENTATION, "2014-07-01").needing("10 EUR")
    assert asker.ask(a_portfolio(undated)).headline().projects == 0


def test_surplus_is_shown_and_fills_nobody_elses_gap(asker: Asker) -> None:
    portfolio = a_portfolio(
        POSTS.needing("100 EUR").receiving(A.commits("130 EUR")),
        a_project("Training centre").needing("50 EUR").receiving(A.commits("10 EUR")),
    )
    amounts = asker.amounts(portfolio)
    assert (amounts["surplus"], amounts["gap"]) == (30_00, 40_00)
    assert amounts["secured"] == 140_00


def test_a_raised_pledge_does_not_count_twice(asker: Asker) -> None:
    project = POSTS.receiving(
        A.pledges("100 EUR").called("first"),
        A.pledges("150 EUR").on("2014-02-15").replacing("first"),
    )
    answer = asker.ask(a_portfolio(project))
    assert answer.headline().amounts["pledged_open"] == 150_00
    assert answer.by_year()[2014]["pledges"] == 150_00


def test_a_grant_seen_at_two_stages_and_from_two_sides_counts_once(asker: Asker) -> None:
    project = POSTS.owned_by("A").receiving(
        A.commits("100 EUR"),
        A.commits("100 EUR").reported_by_the_receiver(),
        A.disburses("100 EUR").on("2014-03-15"),
        A.disburses("100 EUR").on("2014-03-15").reported_by_the_receiver(),
    )
    amounts = asker.amounts(a_portfolio(project))
    assert (amounts["secured"], amounts["paid"]) == (100_00, 100_00)


def test_coverage_is_that_of_the_sums_never_the_mean_of_percentages() -> None:
    portfolio = a_portfolio(
        a_project("Small").needing("10 EUR").receiving(A.commits("10 EUR")),
        a_project("Large").needing("990 EUR"),
        a_project("Without").receiving(A.commits("500 EUR")),
    )
    assert _coverage(portfolio.contents()) == Fraction(1, 100)


def test_without_a_requirement_coverage_is_not_applicable() -> None:
    portfolio = a_portfolio(POSTS.receiving(A.commits("10 EUR")))
    assert _coverage(portfolio.contents()) is None


def _coverage(contents: Contents) -> Fraction | None:
    project_tables, shared_tables, labels = raw_tables(contents)
    portfolio = assemble(project_tables, shared_tables, labels, revision=1)
    return headline.headline(View(portfolio, question())).amounts.coverage
