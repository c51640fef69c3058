"""Rulings worked out by hand: rates, rounding and corrections (1 to 3).

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from portfolio.measures import headline
from tests.build import (
    a_portfolio,
    a_project,
)
from tests.measures.asking import Asker, known_then, question
from tests.measures.examples import POSTS, A, B, dollars
from tests.measures.reckonings import Measured


class TestRuling1RatesAndRounding:
    def test_a_rate_of_62_days_ago_counts(self, asker: Asker) -> None:
        flow = A.commits("100 USD").on("2014-03-31")
        portfolio = a_portfolio(POSTS.receiving(flow)).with_rate("USD", "1.25", "2014-01-28")
        assert asker.amounts(portfolio)["secured"] == 80_00

    def test_a_rate_of_63_days_ago_is_missing(self, asker: Asker) -> None:
        flow = A.commits("100 USD").on("2014-04-01")
        portfolio = a_portfolio(POSTS.receiving(flow)).with_rate("USD", "1.25", "2014-01-28")
        headline = asker.ask(portfolio).headline()
        assert headline.projects == 0
        assert {row.row for row in headline.left_out} == {"flow:1"}

    def test_rows_without_a_rate_stand_in_the_order_of_their_numbers(self) -> None:
        flows = [A.commits(f"{n} USD").on("2014-04-01") for n in range(1, 12)]
        portfolio = a_portfolio(POSTS.receiving(*flows))
        view = Measured(portfolio.contents(), question()).view
        rows = [row.row for row in headline.left_out(view)]
        assert rows == [f"flow:{n}" for n in range(1, 12)]

    def test_a_rate_from_after_the_value_date_is_never_used(self, asker: Asker) -> None:
        flow = A.commits("100 USD").on("2014-01-15")
        portfolio = a_portfolio(POSTS.receiving(flow)).with_rate("USD", "1.25", "2014-01-16")
        assert asker.ask(portfolio).headline().left_out

    def test_a_period_that_starts_after_the_as_of_date_takes_the_rate_of_that_date(
        self, asker: Asker
    ) -> None:
        project = POSTS.needing("100 USD", "2014-09-01", "2014-12-31")
        portfolio = dollars(project).with_rate("USD", "4", "2014-08-30")
        assert asker.amounts(portfolio)["requirement"] == 62_50  # 1.60 of May, 59 days old
        assert asker.amounts(portfolio, question("2014-09-30"))["requirement"] == 25_00

    def test_the_latest_rate_on_or_before_the_day_is_taken(self, asker: Asker) -> None:
        portfolio = dollars(POSTS.receiving(A.commits("100 USD").on("2014-03-03")))
        assert asker.amounts(portfolio)["secured"] == 50_00

    def test_the_same_currency_needs_no_rate(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.receiving(A.commits("1.234 TND")))
        assert asker.amounts(portfolio, question(currency="TND"))["secured"] == 1_234

    def test_a_cross_rate_goes_through_the_euro_without_rounding_between(
        self, asker: Asker
    ) -> None:
        # 0.01 USD is 0.008 EUR, that is 0.0064 GBP: 1 penny. Rounding to 0.01 EUR first would
        # make 0.03 USD (0.024 EUR) 0.016 GBP instead of 0.0192.
        portfolio = (
            a_portfolio(POSTS.receiving(A.commits("0.03 USD")))
            .with_rate("USD", "1.25", "2014-01-15")
            .with_rate("GBP", "0.6", "2014-01-15")
        )
        # 0.024 EUR × 0.6 = 0.0144 GBP; from 0.02 EUR it would be 0.012: both 1 penny, but
        # a hundred such rows in one amount show the difference.
        assert asker.amounts(portfolio, question(currency="GBP"))["secured"] == 1
        hundred = a_portfolio(POSTS.receiving(A.commits("0.63 USD"))).with_rate(
            "USD", "1.25", "2014-01-15"
        )
        hundred = hundred.with_rate("GBP", "3", "2014-01-15")
        # 0.63 / 1.25 = 0.504 EUR × 3 = 1.512 GBP → 1.51; from 0.50 EUR it would be 1.50
        assert asker.amounts(hundred, question(currency="GBP"))["secured"] == 151

    def test_a_cross_rate_is_missing_where_either_leg_is_too_old(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS.receiving(A.commits("1 USD").on("2014-04-01")))
            .with_rate("USD", "1.25", "2014-04-01")
            .with_rate("GBP", "0.8", "2014-01-28")
        )
        assert asker.amounts(portfolio)["secured"] == 80
        assert asker.ask(portfolio, question(currency="GBP")).headline().left_out

    def test_of_two_rates_for_one_day_the_one_recorded_last_counts(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS.receiving(A.commits("100 USD").on("2014-01-15")))
            .with_rate("USD", "1.25", "2014-01-15", recorded="2014-05-01")
            .with_rate("USD", "2", "2014-01-15", recorded="2014-01-15")
        )
        assert asker.amounts(portfolio)["secured"] == 80_00
        assert asker.amounts(portfolio, known_then("2014-04-30"))["secured"] == 50_00

    def test_recorded_at_one_time_the_greater_id_counts(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS.receiving(A.commits("100 USD")))
            .with_rate("USD", "2", "2014-01-15")
            .with_rate("USD", "1.25", "2014-01-15")
        )
        assert asker.amounts(portfolio)["secured"] == 80_00

    def test_a_parity_fixed_by_law_is_valid_on_any_day(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.receiving(A.commits("655957 XOF")))
        portfolio = portfolio.with_rate("XOF", "600", "2014-01-15")
        assert asker.amounts(portfolio)["secured"] == 1_000_00

    def test_a_converted_flow_is_rounded_half_even(self, asker: Asker) -> None:
        # 0.05 USD and 0.15 USD at 2 USD a euro are 2.5 and 7.5 cents
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("0.05 USD"), B.commits("0.15 USD"))
        ).with_rate("USD", "2", "2014-01-02")
        lines = asker.ask(portfolio).split("funder")
        assert lines["A"][0]["secured"] == 2
        assert lines["B"][0]["secured"] == 8

    def test_sharing_rounds_half_up_below_zero_as_well(self, asker: Asker) -> None:
        project = (
            POSTS.clause(3, "50%")
            .clause(6, "50%")
            .receiving(A.spends("1 EUR").called("bill"), A.spends("-1.03 EUR").correcting("bill"))
        )
        lines = asker.ask(a_portfolio(project)).split("clause")
        assert lines["3"][0]["spent"] == -1  # floor(−1.5 + ½)
        assert lines["6"][0]["spent"] == -2


class TestRuling2AMissingRate:
    def test_the_project_leaves_every_total_and_is_listed_beside_them(self, asker: Asker) -> None:
        lacking = (
            a_project("Dinars")
            .needing("500 EUR")
            .receiving(A.commits("100 EUR"), B.commits("1.500 TND").on("2014-02-03"))
        )
        whole = a_project("Euros").needing("200 EUR").receiving(A.commits("50 EUR"))
        answer = asker.ask(a_portfolio(lacking, whole))
        headline = answer.headline()
        assert headline.projects == 1
        assert headline.amounts["requirement"] == 200_00
        assert headline.amounts["secured"] == 50_00
        (row,) = headline.left_out
        assert (row.project, row.row, row.minor, row.currency) == ("Dinars", "flow:2", 1_500, "TND")
        assert row.wanted_on.isoformat() == "2014-02-03"
        assert answer.split("funder").keys() == {"A"}
        assert answer.by_year()[2014]["commitments"] == 50_00
        assert answer.project_amounts("Dinars") is None

    def test_a_budget_without_a_rate_counts_as_a_row(self, asker: Asker) -> None:
        headline = asker.ask(a_portfolio(POSTS.needing("1 TND"))).headline()
        assert {row.row for row in headline.left_out} == {"budget:1"}

    def test_a_row_that_does_not_count_needs_no_rate(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.receiving(A.commits("10 EUR"), B.commits("1 TND").proposed()))
        headline = asker.ask(portfolio).headline()
        assert not headline.left_out
        assert headline.amounts["secured"] == 10_00


class TestRuling3Corrections:
    def test_a_correction_is_converted_at_the_rate_of_the_row_it_corrects(
        self, asker: Asker
    ) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-01-15").called("grant"),
                A.commits("-50 USD").on("2014-03-15").correcting("grant"),
            )
        )
        assert asker.amounts(portfolio)["secured"] == 40_00  # 80 − 40, not 80 − 25

    def test_a_real_cancellation_leaves_the_past_as_it_was(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-01-15").called("grant"),
                A.commits("-50 USD").on("2014-03-15").correcting("grant"),
            )
        )
        assert asker.amounts(portfolio, question("2014-03-14"))["secured"] == 80_00

    def test_correcting_an_error_carries_the_date_of_the_row(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-01-15").called("grant"),
                A.commits("-50 USD").on("2014-01-15").recorded("2014-03-15").correcting("grant"),
            )
        )
        assert asker.amounts(portfolio, question("2014-02-01"))["secured"] == 40_00
        assert asker.amounts(portfolio, known_then("2014-02-01"))["secured"] == 80_00

    def test_a_side_that_nets_to_nothing_is_nothing_whatever_the_rates(self, asker: Asker) -> None:
        # Two grants; what came back names the second, whose rate is worse: 80 + 50 − 100 in
        # euros, but nothing in dollars.
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-01-15").called("one"),
                A.commits("100 USD").on("2014-03-15").called("two"),
                A.commits("-200 USD").on("2014-05-15").correcting("two"),
            )
        )
        assert asker.amounts(portfolio)["secured"] == 0
