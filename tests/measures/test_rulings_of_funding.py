"""Rulings worked out by hand: what is secured and paid, and what is open of a pledge (4 and 5).

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from tests.build import a_portfolio, a_project
from tests.measures.asking import Asker
from tests.measures.examples import POSTS, A, B, dollars


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

    def test_a_named_pledge_corrected_below_zero_takes_nothing_from_one_in_another_currency(
        self, asker: Asker
    ) -> None:
        portfolio = dollars(
            POSTS.receiving(
                A.pledges("100 EUR").on("2014-01-15").called("one"),
                A.pledges("-180 EUR").on("2014-01-15").correcting("one"),
                A.pledges("100 USD").on("2014-01-15"),  # 80 EUR
                A.commits("10 EUR").on("2014-03-15").honouring("one"),
            )
        )
        assert asker.amounts(portfolio)["pledged_open"] == 80_00

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
