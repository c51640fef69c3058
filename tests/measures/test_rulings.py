"""One group of examples per ruling of the domain contract, section 9, worked out by hand.

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from portfolio.domain.clauses import Priority
from portfolio.domain.cooperation import Kind, Role
from portfolio.domain.filters import Scope
from portfolio.domain.flows import Confidence
from portfolio.domain.projects import Publication, Status
from portfolio.domain.shares import Axis
from tests.build import (
    APortfolio,
    AProject,
    a_portfolio,
    a_project,
    done,
    missed,
    partner,
    planned,
    somebody,
)
from tests.measures.asking import Asker, known_then, question

POSTS = a_project("Border posts")
A, B, C = partner("A"), partner("B"), partner("C")


def dollars(*projects: AProject) -> APortfolio:
    """1 EUR buys 1.25 USD in January, 2 USD in March, 1.60 USD in May."""
    return (
        a_portfolio(*projects)
        .with_rate("USD", "1.25", "2014-01-02")
        .with_rate("USD", "2", "2014-03-03")
        .with_rate("USD", "1.6", "2014-05-02")
    )


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


class TestRuling4Secured:
    def test_the_greater_side_is_taken_in_the_one_currency(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-03-15"),  # 50 EUR
                A.disburses("90 USD").on("2014-01-15"),  # 72 EUR, but fewer dollars
            )
        )
        amounts = asker.amounts(portfolio)
        assert amounts["secured"] == 50_00
        assert amounts["paid"] == 72_00

    def test_a_pledge_in_another_currency_does_not_matter(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.pledges("1 EUR"),
                A.commits("100 USD").on("2014-03-15"),
                A.disburses("90 USD").on("2014-01-15"),
            )
        )
        assert asker.amounts(portfolio)["secured"] == 50_00

    def test_at_equality_the_commitment_is_taken(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-01-15"), A.disburses("100 USD").on("2014-03-15")
            )
        )
        amounts = asker.amounts(portfolio)
        assert amounts["secured"] == 80_00
        assert amounts["paid"] == 50_00

    def test_in_two_currencies_each_flow_is_converted_first(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.commits("100 USD").on("2014-03-15"),  # 50 EUR
                A.disburses("72 EUR"),
            )
        )
        assert asker.amounts(portfolio)["secured"] == 72_00

    def test_internal_money_in_another_currency_does_not_enter(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 USD").on("2014-03-15"),  # 50 EUR
            A.disburses("90 USD").on("2014-01-15"),  # 72 EUR
            B.commits("10 EUR").to("A"),
            A.commits("10 EUR").on("2014-02-15"),  # passed on
        )
        lines = asker.ask(dollars(project)).split("funder")
        assert lines["A"][0]["secured"] == 50_00

    def test_one_grant_is_never_counted_twice(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.commits("100 EUR"),
                A.disburses("30 EUR").on("2014-03-15"),
                A.disburses("50 EUR").on("2014-04-15"),
            )
        )
        assert asker.amounts(portfolio)["secured"] == 100_00

    def test_paid_is_nothing_where_every_currency_nets_to_nothing(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.disburses("100 USD").on("2014-01-15").called("one"),
                A.disburses("100 USD").on("2014-03-15").called("two"),
                A.disburses("-200 USD").on("2014-05-15").correcting("two"),
                A.disburses("5 EUR").called("three"),
                A.disburses("-5 EUR").correcting("three"),
            )
        )
        assert asker.amounts(portfolio)["paid"] == 0


class TestRuling5PledgedOpen:
    def test_the_open_part_is_converted_in_proportion_to_the_pledge(self, asker: Asker) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.pledges("100 USD").on("2014-01-15"),  # 80 EUR
                A.commits("40 USD").on("2014-03-15"),  # 20 EUR
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 48_00  # 60 USD of 80/100

    def test_in_two_currencies_it_is_subtracted_in_the_reporting_currency(
        self, asker: Asker
    ) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.pledges("100 USD").on("2014-01-15"), A.commits("20 EUR").on("2014-03-15")
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 60_00

    def test_the_excess_over_one_named_pledge_does_not_honour_another(self, asker: Asker) -> None:
        pledges = (A.pledges("100 EUR").called("one"), A.pledges("50 EUR").called("two"))
        named = POSTS.receiving(*pledges, A.commits("130 EUR").honouring("one"))
        assert asker.amounts(a_portfolio(named))["pledged_open"] == 50_00
        unnamed = POSTS.receiving(*pledges, A.commits("130 EUR"))
        assert asker.amounts(a_portfolio(unnamed))["pledged_open"] == 20_00

    def test_what_is_not_named_honours_the_rest(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").called("one"),
                A.pledges("50 EUR"),
                A.commits("70 EUR").honouring("one"),
                A.commits("20 EUR"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 60_00  # 30 + (50 − 20)

    def test_money_paid_without_a_commitment_honours_the_rest(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").called("one"),
                A.pledges("50 EUR"),
                A.commits("70 EUR").honouring("one"),
                A.disburses("90 EUR"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 60_00  # 30 + (50 − (90 − 70))

    def test_a_commitment_to_the_former_pledge_honours_its_successor(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").called("one"),
                A.pledges("150 EUR").on("2014-03-15").replacing("one"),
                A.pledges("10 EUR"),
                A.commits("155 EUR").on("2014-02-15").honouring("one"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 10_00  # 0 of the 150, and the 10

    def test_more_taken_back_than_committed_opens_no_more_than_the_pledge(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").called("one"),
                A.pledges("5 EUR"),
                A.commits("10 EUR").honouring("one").called("grant"),
                A.commits("-30 EUR").correcting("grant"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 105_00

    def test_a_pledge_taken_back_in_parts_leaves_nothing_open(self, asker: Asker) -> None:
        # 2 − 1 − 1 cents of a dollar; in cents of a euro 1.46 − 0.73 − 0.73, rounded 1 − 1 − 1
        project = POSTS.needing("9 EUR").receiving(
            A.pledges("0.02 USD").called("one"),
            A.pledges("-0.01 USD").correcting("one"),
            A.pledges("-0.01 USD").correcting("one"),
        )
        portfolio = a_portfolio(project).with_rate("USD", "1.37", "2014-01-02")
        amounts = asker.amounts(portfolio)
        assert (amounts["pledged_open"], amounts["gap_after_pledges"]) == (0, 9_00)

    def test_what_is_open_is_never_below_nothing_by_rounding(self, asker: Asker) -> None:
        # 5 − 4 × 1 cents leave a cent open; in euros 2.55 − 4 × 0.51, rounded 3 − 4
        back = [A.pledges("-0.01 USD").correcting("one")] * 4
        project = POSTS.receiving(A.pledges("0.05 USD").called("one"), *back)
        portfolio = a_portfolio(project).with_rate("USD", "1.96", "2014-01-02")
        assert asker.amounts(portfolio)["pledged_open"] == 0

    def test_a_name_that_points_elsewhere_is_ignored(self, asker: Asker) -> None:
        elsewhere = a_project("Training centre").receiving(A.pledges("100 EUR").called("other"))
        posts = POSTS.receiving(
            A.pledges("100 EUR").called("one"),
            A.pledges("50 EUR"),
            A.commits("130 EUR").honouring("Training centre/other"),
        )
        answer = asker.ask(a_portfolio(elsewhere, posts))
        amounts = answer.project_amounts("Border posts")
        assert amounts is not None
        assert amounts["pledged_open"] == 20_00

    def test_a_correction_of_a_commitment_gives_back_to_the_pledge_it_honoured(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").called("one"),
                A.pledges("50 EUR"),
                A.commits("100 EUR").honouring("one").called("grant"),
                A.commits("-40 EUR").correcting("grant"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 90_00


class TestRuling6ReplacedPledges:
    CHAIN = POSTS.receiving(
        A.pledges("100 EUR").on("2014-01-15").called("first"),
        A.pledges("-10 EUR").on("2014-02-01").correcting("first"),
        A.pledges("150 EUR").on("2014-03-15").replacing("first").called("second"),
        A.pledges("120 EUR").on("2014-05-15").replacing("second").called("third"),
    )

    def test_only_the_last_of_a_chain_counts(self, asker: Asker) -> None:
        assert asker.amounts(a_portfolio(self.CHAIN))["pledged_open"] == 120_00

    def test_before_its_value_date_the_predecessor_and_its_corrections_stand(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(self.CHAIN)
        assert asker.amounts(portfolio, question("2014-03-14"))["pledged_open"] == 90_00
        assert asker.amounts(portfolio, question("2014-03-15"))["pledged_open"] == 150_00

    def test_a_cancelled_successor_revives_nothing(self, asker: Asker) -> None:
        project = self.CHAIN.receiving(A.pledges("-120 EUR").on("2014-06-01").correcting("third"))
        assert asker.amounts(a_portfolio(project))["pledged_open"] == 0

    def test_a_successor_that_does_not_count_replaces_nothing(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.pledges("100 EUR").called("first"), A.pledges("150 EUR").replacing("first").proposed()
        )
        portfolio = a_portfolio(project)
        assert asker.amounts(portfolio)["pledged_open"] == 100_00
        everything = question(scope=Scope(confidences=frozenset(Confidence)))
        assert asker.amounts(portfolio, everything)["pledged_open"] == 150_00

    def test_what_was_recorded_later_replaces_nothing_in_what_we_knew_then(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.pledges("100 EUR").called("first"),
            A.pledges("150 EUR").on("2014-03-15").recorded("2014-06-15").replacing("first"),
        )
        portfolio = a_portfolio(project)
        assert asker.amounts(portfolio, known_then("2014-04-01"))["pledged_open"] == 100_00
        assert asker.amounts(portfolio, question("2014-04-01"))["pledged_open"] == 150_00


class TestRuling7Funders:
    def test_a_row_without_a_provider_has_the_funder_unknown(self, asker: Asker) -> None:
        project = POSTS.receiving(somebody().commits("10 EUR"), A.commits("20 EUR"))
        lines = asker.ask(a_portfolio(project)).split("funder")
        assert {key: amounts["secured"] for key, (amounts, _) in lines.items()} == {
            "A": 20_00,
            "unknown": 10_00,
        }

    def test_of_two_reports_of_one_grant_the_owners_side_counts(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR"), A.commits("90 EUR").reported_by_the_receiver()
        )
        assert asker.amounts(a_portfolio(project.owned_by("A")))["secured"] == 100_00
        assert asker.amounts(a_portfolio(project.owned_by("B")))["secured"] == 90_00
        assert asker.amounts(a_portfolio(project))["secured"] == 90_00

    def test_each_stage_of_a_grant_chooses_its_side(self, asker: Asker) -> None:
        project = POSTS.owned_by("B").receiving(
            A.commits("100 EUR"),
            A.disburses("60 EUR"),
            A.disburses("50 EUR").reported_by_the_receiver(),
        )
        amounts = asker.amounts(a_portfolio(project))
        assert (amounts["secured"], amounts["paid"]) == (100_00, 50_00)

    def test_one_side_alone_counts_whoever_reports_it(self, asker: Asker) -> None:
        project = POSTS.owned_by("A").receiving(A.commits("90 EUR").reported_by_the_receiver())
        assert asker.amounts(a_portfolio(project))["secured"] == 90_00


class TestRuling8InternalMoney:
    def test_what_is_passed_on_inside_a_project_is_no_new_money(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").to("B"), B.commits("80 EUR").on("2014-02-15").to("C")
        )
        answer = asker.ask(a_portfolio(project))
        assert answer.headline().amounts["secured"] == 100_00
        lines = answer.split("funder")
        assert lines["A"][0]["secured"] == 100_00
        assert lines.get("B", ({"secured": 0}, 1))[0]["secured"] == 0

    def test_only_up_to_what_was_received(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").to("B"),
            B.commits("80 EUR").on("2014-02-15").to("C"),
            B.commits("50 EUR").on("2014-03-15"),
        )
        lines = asker.ask(a_portfolio(project)).split("funder")
        assert lines["B"][0]["secured"] == 30_00

    def test_stages_are_kept_apart(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").to("B"), B.disburses("80 EUR").on("2014-02-15")
        )
        amounts = asker.amounts(a_portfolio(project))
        assert (amounts["secured"], amounts["paid"]) == (180_00, 80_00)

    def test_money_returned_to_its_giver_no_longer_covers_what_is_passed_on(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").to("B").called("grant"),
            A.commits("-60 EUR").to("B").on("2014-02-01").correcting("grant"),
            B.commits("80 EUR").on("2014-02-15").to("C"),
        )
        assert asker.amounts(a_portfolio(project))["secured"] == 80_00  # 40 + (80 − 40)

    def test_receipts_that_net_below_nothing_cover_nothing(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("10 EUR").to("B").called("grant"),
            A.commits("-30 EUR").to("B").on("2014-02-01").correcting("grant"),
            B.commits("40 EUR").on("2014-02-15"),
        )
        lines = asker.ask(a_portfolio(project)).split("funder")
        assert lines["B"][0]["secured"] == 40_00

    def test_taking_back_a_part_is_as_if_less_had_been_passed_on(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("10 EUR").to("B"),
            B.commits("33 EUR").on("2014-02-15").called("on"),
            B.commits("-16 EUR").on("2014-03-15").correcting("on"),
        )
        lines = asker.ask(a_portfolio(project)).split("funder")
        assert lines["B"][0]["secured"] == 7_00  # 17 passed on, 10 of it received

    def test_receipts_in_another_currency_are_compared_in_the_reporting_currency(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.commits("30 EUR").to("B"),
            B.commits("100 USD").on("2014-03-15"),  # 50 EUR, 30 of it received
        )
        assert asker.amounts(dollars(project))["secured"] == 50_00

    def test_money_out_of_another_counted_project_is_no_new_money(self, asker: Asker) -> None:
        fund = a_project("Fund").receiving(A.commits("100 EUR"))
        project = POSTS.receiving(B.commits("130 EUR").on("2014-02-15").out_of("Fund"))
        answer = asker.ask(a_portfolio(fund, project))
        assert answer.headline().amounts["secured"] == 130_00
        amounts = answer.project_amounts("Border posts")
        assert amounts is not None
        assert amounts["secured"] == 30_00

    def test_it_is_worked_out_before_any_filter_of_the_screen(self, asker: Asker) -> None:
        fund = a_project("Fund").clause(9).receiving(A.commits("100 EUR")).documented()
        project = POSTS.receiving(B.commits("130 EUR").on("2014-02-15").out_of("Fund"))
        asked = question(funders={"B"})
        assert asker.amounts(a_portfolio(fund, project), asked)["secured"] == 30_00

    def test_two_projects_share_what_the_third_received(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            a_project("Fund").receiving(A.commits("100 EUR")),
            a_project("Later").receiving(B.commits("70 EUR").on("2014-03-15").out_of("Fund")),
            a_project("First").receiving(B.commits("70 EUR").on("2014-02-15").out_of("Fund")),
        )
        answer = asker.ask(portfolio)
        first, later = answer.project_amounts("First"), answer.project_amounts("Later")
        assert first is not None
        assert later is not None
        assert (first["secured"], later["secured"]) == (0, 40_00)

    def test_in_another_currency_the_part_from_outside_is_converted_in_proportion(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.commits("100 USD").on("2014-01-15").to("B"),  # 80 EUR
            B.commits("150 USD").on("2014-03-15"),  # 75 EUR, 100 of 150 USD internal
        )
        assert asker.amounts(dollars(project))["secured"] == 80_00 + 25_00


class TestRuling9InKind:
    PROJECT = POSTS.needing("100 EUR").receiving(
        A.commits("60 EUR"), A.disburses("25 EUR").in_kind(), A.pledges("30 EUR").in_kind()
    )

    def test_in_kind_enters_only_where_asked_for(self, asker: Asker) -> None:
        amounts = asker.amounts(a_portfolio(self.PROJECT))
        assert (amounts["secured"], amounts["pledged_open"], amounts["gap"]) == (60_00, 0, 40_00)

    def test_it_has_its_own_figures_by_the_same_rules(self, asker: Asker) -> None:
        amounts = asker.amounts(a_portfolio(self.PROJECT), question(in_kind=True))
        assert amounts["secured"] == 85_00  # 60 + 25, not max(60, 25)
        assert amounts["pledged_open"] == 5_00  # 30 − 25 of in-kind alone
        assert amounts["paid"] == 25_00
        assert amounts["gap"] == 15_00


class TestRuling10Requirement:
    def test_revised_replaces_original_of_the_same_period(self, asker: Asker) -> None:
        project = POSTS.needing("120 EUR", revised=True).needing("100 EUR")
        assert asker.amounts(a_portfolio(project))["requirement"] == 120_00

    def test_of_two_revisions_the_latest_held_counts(self, asker: Asker) -> None:
        project = (
            POSTS.needing("100 EUR")
            .needing("140 EUR", revised=True, held_from="2014-05-01")
            .needing("120 EUR", revised=True, held_from="2014-03-01")
        )
        portfolio = a_portfolio(project)
        assert asker.amounts(portfolio)["requirement"] == 140_00
        assert asker.amounts(portfolio, question("2014-04-01"))["requirement"] == 120_00
        assert asker.amounts(portfolio, question("2014-02-01"))["requirement"] == 100_00

    def test_a_revision_recorded_later_is_unknown_then(self, asker: Asker) -> None:
        project = POSTS.needing("100 EUR").needing(
            "140 EUR", revised=True, held_from="2014-03-01", recorded="2014-06-01"
        )
        asked = known_then("2014-04-01")
        assert asker.amounts(a_portfolio(project), asked)["requirement"] == 100_00

    def test_several_periods_add_up(self, asker: Asker) -> None:
        project = POSTS.needing("100 EUR").needing("50 EUR", "2015-01-01", "2015-12-31")
        assert asker.amounts(a_portfolio(project))["requirement"] == 150_00

    def test_overlapping_periods_leave_the_project_without_requirement(self, asker: Asker) -> None:
        project = POSTS.needing("100 EUR").needing("50 EUR", "2014-12-31", "2015-06-30")
        headline = asker.ask(a_portfolio(project.receiving(A.commits("10 EUR")))).headline()
        assert headline.amounts["requirement"] == 0
        assert headline.without_requirement == {"Border posts"}

    def test_without_budget_rows_secured_still_counts_and_the_project_is_named(
        self, asker: Asker
    ) -> None:
        other = a_project("Training centre").needing("100 EUR").receiving(B.commits("40 EUR"))
        portfolio = a_portfolio(POSTS.receiving(A.commits("10 EUR")), other)
        headline = asker.ask(portfolio).headline()
        amounts = headline.amounts
        assert (amounts["secured"], amounts["gap"], amounts["surplus"]) == (50_00, 60_00, 0)
        assert headline.without_requirement == {"Border posts"}


class TestRuling11ConfidenceAndProvenance:
    def test_what_is_only_proposed_is_never_in_official_figures(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("10 EUR"),
            A.commits("5 EUR").becoming(Confidence.DOCUMENTED, "2014-02-01"),
            A.commits("100 EUR").proposed(),
        )
        assert asker.amounts(a_portfolio(project))["secured"] == 15_00

    def test_illustrative_projects_and_rows_count_only_while_the_switch_shows_them(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("10 EUR"), B.commits("5 EUR").illustrative()),
            a_project("Example").illustrative().receiving(A.commits("100 EUR")),
        )
        shown = asker.ask(portfolio).headline()
        assert shown.amounts["secured"] == 115_00
        assert (shown.documented["secured"], shown.documented_projects) == (15_00, 1)
        hidden = asker.ask(portfolio, question(scope=Scope(illustrative=False))).headline()
        assert (hidden.amounts["secured"], hidden.projects) == (10_00, 1)


class TestRuling12ClosedProjectsAndFunders:
    def test_the_gap_of_closed_projects_is_inside_and_shown_apart(self, asker: Asker) -> None:
        closed = a_project("Old posts").needing("30 EUR").status(Status.CLOSED)
        headline = asker.ask(a_portfolio(POSTS.needing("100 EUR"), closed)).headline()
        assert headline.amounts["gap"] == 130_00
        assert headline.closed_gap == 30_00

    def test_a_funder_filter_selects_projects_and_narrows_what_it_gives(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.needing("100 EUR").receiving(A.commits("10 EUR"), B.commits("20 EUR")),
            a_project("Training centre").needing("50 EUR").receiving(B.commits("5 EUR")),
        )
        headline = asker.ask(portfolio, question(funders={"A"})).headline()
        amounts = headline.amounts
        assert headline.projects == 1
        assert (amounts["requirement"], amounts["secured"], amounts["gap"]) == (
            100_00,
            10_00,
            70_00,  # the whole project's
        )

    def test_a_row_too_small_to_show_in_the_currency_still_makes_its_project_funded(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(POSTS.receiving(A.commits("1 XOF")))  # 0.15 cents
        amounts, projects = asker.ask(portfolio).split("funder")["A"]
        assert (amounts["secured"], projects) == (0, 1)
        assert asker.ask(portfolio, question(funders={"A"})).headline().projects == 1

    def test_a_row_of_zero_or_one_that_was_replaced_selects_nothing(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("0 EUR"),
            A.pledges("9 EUR").called("old"),
            B.pledges("9 EUR").on("2014-02-15").replacing("old"),
        )
        assert asker.ask(a_portfolio(project), question(funders={"A"})).headline().projects == 0


class TestRuling13ByYear:
    def test_flows_stand_in_the_year_of_their_value_date_and_negative_years_are_shown(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").on("2013-12-31").called("grant"),
            A.commits("-40 EUR").on("2014-01-01").correcting("grant"),
            A.disburses("10 EUR").on("2014-02-15"),
            B.spends("4 EUR").on("2014-02-15"),
        )
        years = asker.ask(a_portfolio(project)).by_year()
        assert years[2013]["commitments"] == 100_00
        assert years[2014]["commitments"] == -40_00
        assert years[2014]["disbursements"] == 10_00
        assert years[2014]["expenditure"] == 4_00

    def test_a_raised_pledge_stands_in_the_year_of_the_live_row(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.pledges("100 EUR").on("2013-12-01").called("first"),
            A.pledges("150 EUR").on("2014-02-01").replacing("first"),
        )
        years = asker.ask(a_portfolio(project)).by_year()
        assert {year: line["pledges"] for year, line in years.items()} == {2014: 150_00}

    def test_a_period_is_converted_whole_then_split_by_days(self, asker: Asker) -> None:
        # 1 July 2014 to 30 June 2015: 184 and 181 of 365 days of 100 EUR
        project = POSTS.needing("100 EUR", "2014-07-01", "2015-06-30")
        years = asker.ask(a_portfolio(project)).by_year()
        assert years[2014]["requirement"] == 50_41  # 50.4109…
        assert years[2015]["requirement"] == 49_59

    def test_a_period_within_the_leap_year_counts_both_ends(self, asker: Asker) -> None:
        # 31 December 2015 and 1 January 2016: one day each
        project = POSTS.needing("0.03 EUR", "2015-12-31", "2016-01-01")
        years = asker.ask(a_portfolio(project)).by_year()
        assert years[2015]["requirement"] == 2  # half up
        assert years[2016]["requirement"] == 1


class TestRuling14CellsOfFunders:
    PROJECT = (
        POSTS.clause(3, "50%")
        .clause(6, "50%")
        .needing("0.03 EUR")
        .receiving(A.commits("0.01 EUR"), B.commits("0.01 EUR"))
    )

    def test_figures_with_a_funder_are_shared_out_per_funder(self, asker: Asker) -> None:
        lines = asker.ask(a_portfolio(self.PROJECT)).split("clause")
        # each cent goes to the first clause; two cents together would have gone one each
        assert (lines["3"][0]["secured"], lines["6"][0]["secured"]) == (2, 0)

    def test_cash_and_in_kind_of_one_funder_are_added_then_shared_out(self, asker: Asker) -> None:
        project = (
            POSTS.clause(3, "50%")
            .clause(6, "50%")
            .receiving(A.commits("0.01 EUR"), A.commits("0.01 EUR").in_kind())
        )
        answer = asker.ask(a_portfolio(project), question(in_kind=True))
        lines = answer.split("clause")
        # two cents of one funder, one each; a cent each on its own would go to the first clause
        assert (lines["3"][0]["secured"], lines["6"][0]["secured"]) == (1, 1)
        assert answer.split("funder")["A"][1] == 1  # one project, not one per kind of money

    def test_the_gap_is_shared_out_as_a_gap(self, asker: Asker) -> None:
        lines = asker.ask(a_portfolio(self.PROJECT)).split("clause")
        assert (lines["3"][0]["requirement"], lines["6"][0]["requirement"]) == (2, 1)
        # not requirement less secured of the cell, which would be 0 and 1
        assert (lines["3"][0]["gap"], lines["6"][0]["gap"]) == (1, 0)

    def test_funder_by_clause_adds_up_to_both(self, asker: Asker) -> None:
        cells = asker.ask(a_portfolio(self.PROJECT)).crossing("funder", "clause")
        assert {key: amounts["secured"] for key, amounts in cells.items()} == {
            ("A", "3"): 1,
            ("B", "3"): 1,
        }


class TestRuling15Unallocated:
    def test_a_step_without_shares_has_one_bucket_and_the_others_apply(self, asker: Asker) -> None:
        project = POSTS.in_country("LY", "50%").in_country("TN", "50%").needing("10 EUR")
        cells = asker.ask(a_portfolio(project)).crossing("clause", "country")
        assert {key: amounts["gap"] for key, amounts in cells.items()} == {
            ("unallocated", "LY"): 5_00,
            ("unallocated", "TN"): 5_00,
        }

    def test_shares_that_are_not_whole_count_as_missing(self, asker: Asker) -> None:
        project = POSTS.clause(3, "50%").clause(6, "49.99%").needing("10 EUR")
        lines = asker.ask(a_portfolio(project)).split("clause")
        assert lines.keys() == {"unallocated"}

    def test_a_later_set_replaces_the_whole_set(self, asker: Asker) -> None:
        project = (
            POSTS.clause(3).needing("10 EUR").sharing(Axis.CLAUSE, "2014-05-01", c6="30%", c8="70%")
        )
        portfolio = a_portfolio(project)
        after = asker.ask(portfolio).split("clause")
        assert {key: amounts["gap"] for key, (amounts, _) in after.items()} == {
            "6": 3_00,
            "8": 7_00,
        }
        before = asker.ask(portfolio, question("2014-04-30")).split("clause")
        assert before.keys() == {"3"}

    def test_countries_are_shared_out_in_the_order_of_their_codes(self, asker: Asker) -> None:
        # Tunisia stands before Libya in the table of countries
        project = POSTS.in_country("TN", "50%").in_country("LY", "50%").needing("0.01 EUR")
        lines = asker.ask(a_portfolio(project)).split("country")
        assert (lines["LY"][0]["gap"], lines["TN"][0]["gap"]) == (1, 0)

    def test_security_comes_before_human_development(self, asker: Asker) -> None:
        project = POSTS.priority("human_development", "50%").priority("security", "50%")
        lines = asker.ask(a_portfolio(project.needing("0.01 EUR"))).split("priority")
        assert (lines["security"][0]["gap"], lines["human_development"][0]["gap"]) == (1, 0)


class TestRuling16ClausesThatAreViews:
    TRIANGULAR = (
        a_project("Training centre")
        .clause(3)
        .benefiting("NE")
        .with_role(Role.PIVOTAL, country="TN")
        .with_role(Role.FACILITATING, "A")
        .needing("30 EUR")
    )
    PORTFOLIO = a_portfolio(POSTS.clause(6).needing("10 EUR"), TRIANGULAR)

    def test_clause_9_is_a_view_over_all_money(self, asker: Asker) -> None:
        assert asker.amounts(self.PORTFOLIO, question(clauses={9}))["gap"] == 40_00

    def test_clause_10_is_a_view_over_triangular_projects(self, asker: Asker) -> None:
        assert asker.amounts(self.PORTFOLIO, question(clauses={10}))["gap"] == 30_00

    def test_progress_follows_the_views(self, asker: Asker) -> None:
        steps = self.TRIANGULAR.milestone(planned("2014-03-01", 4, 3)).milestone(
            planned("2014-03-01", 2)
        )
        portfolio = a_portfolio(POSTS.clause(6).milestone(planned("2014-03-01", 1, 6)), steps)
        weights = {
            clause: asker.ask(portfolio, question(clauses={clause})).progress()["total"]
            for clause in (3, 6, 9, 10)
        }
        assert weights == {3: 4, 6: 1, 9: 7, 10: 6}

    def test_with_other_clauses_the_union_is_kept(self, asker: Asker) -> None:
        assert asker.amounts(self.PORTFOLIO, question(clauses={6, 10}))["gap"] == 40_00

    def test_relevance_carries_no_money(self, asker: Asker) -> None:
        lines = asker.ask(self.PORTFOLIO).split("clause")
        assert lines.keys() == {"3", "6"}


class TestRuling17Kinds:
    def test_charts_use_the_derived_kind(self, asker: Asker) -> None:
        bilateral = POSTS.benefiting("LY").provided_by("A").declared(Kind.REGIONAL)
        lines = asker.ask(a_portfolio(bilateral.needing("10 EUR"))).split("kind")
        assert lines.keys() == {"bilateral"}

    def test_where_none_derives_it_is_unclassified(self, asker: Asker) -> None:
        project = POSTS.declared(Kind.REGIONAL).needing("10 EUR")
        assert asker.ask(a_portfolio(project)).split("kind").keys() == {"unclassified"}

    def test_a_recorded_exception_uses_the_declared_kind(self, asker: Asker) -> None:
        project = POSTS.benefiting("LY").provided_by("A").declared(Kind.REGIONAL, "Agreed by all")
        lines = asker.ask(a_portfolio(project.needing("10 EUR"))).split("kind")
        assert lines.keys() == {"regional"}


class TestRuling18Time:
    def test_the_as_of_day_itself_counts(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.receiving(A.commits("10 EUR").on("2014-03-15")))
        assert asker.amounts(portfolio, question("2014-03-15"))["secured"] == 10_00
        assert asker.amounts(portfolio, question("2014-03-14"))["secured"] == 0

    def test_the_day_of_recording_is_read_in_utc_and_counts(self, asker: Asker) -> None:
        flow = A.commits("10 EUR").recorded("2014-03-15")
        portfolio = a_portfolio(POSTS.receiving(flow))
        assert asker.amounts(portfolio, known_then("2014-03-15"))["secured"] == 10_00
        assert asker.amounts(portfolio, known_then("2014-03-14"))["secured"] == 0

    def test_a_row_dated_in_the_future_counts_in_neither_reading(self, asker: Asker) -> None:
        flow = A.commits("10 EUR").on("2014-09-01").recorded("2014-03-15")
        portfolio = a_portfolio(POSTS.receiving(flow))
        assert asker.amounts(portfolio)["secured"] == 0
        assert asker.amounts(portfolio, known_then("2014-06-30"))["secured"] == 0

    def test_confidence_is_dated(self, asker: Asker) -> None:
        flow = A.commits("10 EUR").proposed().confirmed_from("2014-03-15", "2014-04-15")
        portfolio = a_portfolio(POSTS.receiving(flow))
        assert asker.amounts(portfolio, question("2014-03-14"))["secured"] == 0
        assert asker.amounts(portfolio, question("2014-03-15"))["secured"] == 10_00
        assert asker.amounts(portfolio, known_then("2014-04-14"))["secured"] == 0
        assert asker.amounts(portfolio, known_then("2014-04-15"))["secured"] == 10_00

    def test_publication_is_dated(self, asker: Asker) -> None:
        project = (
            POSTS.publication(Publication.DRAFT)
            .publication(Publication.PUBLISHED, "2014-02-01")
            .publication(Publication.WITHDRAWN, "2014-05-01")
            .needing("10 EUR")
        )
        portfolio = a_portfolio(project)
        for day, projects in (("2014-01-31", 0), ("2014-02-01", 1), ("2014-05-01", 0)):
            assert asker.ask(portfolio, question(day)).headline().projects == projects
        working = question("2014-01-31", scope=Scope(published_only=False))
        assert asker.ask(portfolio, working).headline().projects == 1

    def test_of_two_statuses_on_one_day_the_later_recorded_counts(self, asker: Asker) -> None:
        project = (
            POSTS.status(Status.IMPLEMENTATION, "2014-01-15", "2014-05-01")
            .status(Status.CANCELLED, "2014-01-15", "2014-02-01")
            .needing("10 EUR")
        )
        portfolio = a_portfolio(project)
        assert asker.ask(portfolio).headline().projects == 1
        assert asker.ask(portfolio, known_then("2014-04-01")).headline().projects == 0

    def test_recorded_at_one_time_the_greater_id_counts(self, asker: Asker) -> None:
        project = POSTS.status(Status.CANCELLED).status(Status.CLOSED).needing("10 EUR")
        assert asker.ask(a_portfolio(project)).headline().closed_gap == 10_00

    def test_a_project_without_a_status_is_not_in_the_portfolio_of_that_day(
        self, asker: Asker
    ) -> None:
        project = POSTS.status(Status.IMPLEMENTATION, "2014-05-01").needing("10 EUR")
        portfolio = a_portfolio(project)
        assert asker.ask(portfolio, question("2014-04-30")).headline().projects == 0
        assert asker.ask(portfolio, question("2014-05-01")).headline().projects == 1

    def test_pipeline_is_its_own_band_and_joins_only_when_asked(self, asker: Asker) -> None:
        project = POSTS.status(Status.PIPELINE).needing("10 EUR")
        headline = asker.ask(a_portfolio(project)).headline()
        assert (headline.amounts["gap"], headline.pipeline["gap"]) == (0, 10_00)
        assert (headline.projects, headline.pipeline_projects) == (0, 1)
        assert asker.amounts(a_portfolio(project), question(with_pipeline=True))["gap"] == 10_00

    def test_a_suspended_project_stays_in_the_totals_and_is_counted(self, asker: Asker) -> None:
        project = POSTS.status(Status.SUSPENDED).needing("10 EUR")
        headline = asker.ask(a_portfolio(project)).headline()
        assert (headline.amounts["gap"], headline.suspended_projects) == (10_00, 1)


class TestRuling19Progress:
    def test_progress_of_many_is_the_sum_of_weights_never_a_mean(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.milestone(done("2014-03-01", "2014-03-01", 9)).milestone(
                planned("2014-09-01", 1)
            ),
            a_project("Training centre").milestone(planned("2014-03-01", 90)),
        )
        sums = asker.ask(portfolio).progress()
        assert (sums["done"], sums["planned"], sums["total"]) == (9, 99, 100)

    def test_done_counts_with_evidence_and_by_the_day(self, asker: Asker) -> None:
        project = (
            POSTS.milestone(done("2014-03-01", "2014-03-01", 1, evidence=""))
            .milestone(planned("2014-03-01", 2), done("2014-03-01", "2014-09-01", 2))
            .milestone(planned("2014-03-01", 4), done("2014-03-01", "2014-06-30", 4))
            .milestone(done("2014-03-01", None, 8))
        )
        sums = asker.ask(a_portfolio(project)).progress()
        assert (sums["done"], sums["milestones_done"], sums["total"]) == (4, 1, 15)

    def test_missed_keeps_its_weight_and_done_late_is_done(self, asker: Asker) -> None:
        project = POSTS.milestone(
            planned("2014-02-01", 3), missed("2014-02-01", "2014-02-02", 3)
        ).milestone(planned("2014-02-01", 5), done("2014-02-01", "2014-05-01", 5))
        sums = asker.ask(a_portfolio(project)).progress()
        assert (sums["done"], sums["planned"], sums["total"]) == (5, 8, 8)
        assert sums["milestones_late"] == 1


class TestRuling20References:
    def test_a_negative_row_counts_only_where_the_row_it_names_counts(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("50 EUR"),
            A.commits("100 EUR").proposed().called("grant"),
            A.commits("-40 EUR").correcting("grant"),
        )
        assert asker.amounts(a_portfolio(project))["secured"] == 50_00

    def test_a_correction_of_a_correction_hangs_on_both(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").called("grant"),
            A.commits("-40 EUR").recorded("2014-05-01").correcting("grant").called("back"),
            A.commits("-10 EUR").recorded("2014-03-01").correcting("back"),
        )
        portfolio = a_portfolio(project)
        assert asker.amounts(portfolio)["secured"] == 50_00
        assert asker.amounts(portfolio, known_then("2014-04-01"))["secured"] == 100_00

    def test_an_honoured_pledge_outside_the_reading_is_as_if_not_named(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.pledges("100 EUR").called("one").proposed(),
            A.pledges("50 EUR"),
            A.commits("30 EUR").honouring("one"),
        )
        assert asker.amounts(a_portfolio(project))["pledged_open"] == 20_00

    def test_naming_a_pledge_outside_the_reading_does_not_reach_its_successor(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.pledges("100 EUR").called("one").proposed(),
            A.pledges("150 EUR").replacing("one"),
            A.pledges("10 EUR"),
            A.commits("155 EUR").honouring("one"),
        )
        assert asker.amounts(a_portfolio(project))["pledged_open"] == 5_00  # 160 − 155


class TestRuling21PaidAndCommitted:
    def test_the_gap_unpaid_may_fall_below_the_gap_by_exchange_rates(self, asker: Asker) -> None:
        project = POSTS.needing("100 EUR").receiving(
            A.commits("100 USD").on("2014-03-15"),  # 50 EUR, and the greater in dollars
            A.disburses("90 USD").on("2014-01-15"),  # 72 EUR
        )
        amounts = asker.amounts(dollars(project))
        assert (amounts["gap"], amounts["gap_unpaid"]) == (50_00, 28_00)


class TestRuling22ProviderOutsideTheScope:
    def test_money_out_of_a_project_that_does_not_count_is_incoming(self, asker: Asker) -> None:
        given = POSTS.receiving(B.commits("130 EUR").out_of("Fund"))
        fund = a_project("Fund").receiving(A.commits("100 EUR").on("2014-01-02"))
        for outside in (
            fund.publication(Publication.DRAFT),
            fund.status(Status.PIPELINE),
            fund.status(Status.CANCELLED),
        ):
            amounts = asker.ask(a_portfolio(given, outside)).project_amounts("Border posts")
            assert amounts is not None
            assert amounts["secured"] == 130_00
        amounts = asker.ask(a_portfolio(given, fund)).project_amounts("Border posts")
        assert amounts is not None
        assert amounts["secured"] == 30_00


class TestFiltersOfCells:
    PORTFOLIO = a_portfolio(
        POSTS.clause(3, "60%")
        .clause(8, "40%")
        .in_country("LY", "50%")
        .in_country("NE", "50%")
        .priority("security")
        .needing("10.01 EUR")
        .receiving(A.commits("3.33 EUR"))
    )

    def test_a_filtered_headline_equals_the_line_of_the_split(self, asker: Asker) -> None:
        line, projects = asker.ask(self.PORTFOLIO).split("clause")["3"]
        headline = asker.ask(self.PORTFOLIO, question(clauses={3})).headline()
        assert headline.amounts == line
        assert headline.projects == projects == 1

    def test_cells_are_cut_on_every_axis_at_once(self, asker: Asker) -> None:
        asked = question(clauses={8}, countries={"NE"}, priorities={Priority.SECURITY})
        # clause 8: 10.01 − round(6.006) = 4.00; Niger: 4.00 − round(2.00) = 2.00
        assert asker.amounts(self.PORTFOLIO, asked)["requirement"] == 2_00
        assert (
            asker.ask(self.PORTFOLIO, question(priorities={Priority.HUMAN_DEVELOPMENT}))
            .headline()
            .projects
            == 0
        )
