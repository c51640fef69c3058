"""Rulings worked out by hand: what counts (6 to 13).

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.params import PortfolioChoice, Visibility
from portfolio.domain.projects import Relation, Status
from tests.build import (
    a_portfolio,
    a_project,
    somebody,
)
from tests.measures.asking import ASKERS, Asker, known_then, question
from tests.measures.examples import POSTS, A, B, dollars


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
        everything = question(scope=Visibility(confidences=frozenset(Verification)))
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
        fund = fund.relation(Relation.CONTRIBUTING)  # in the same band as the other
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
            .needing("140 EUR", revised=True, valid_from="2014-05-01")
            .needing("120 EUR", revised=True, valid_from="2014-03-01")
        )
        portfolio = a_portfolio(project)
        assert asker.amounts(portfolio)["requirement"] == 140_00
        assert asker.amounts(portfolio, question("2014-04-01"))["requirement"] == 120_00
        assert asker.amounts(portfolio, question("2014-02-01"))["requirement"] == 100_00

    def test_a_revision_recorded_later_is_unknown_then(self, asker: Asker) -> None:
        project = POSTS.needing("100 EUR").needing(
            "140 EUR", revised=True, valid_from="2014-03-01", recorded="2014-06-01"
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

    def test_a_period_moved_to_other_days_overlaps_nothing(self, asker: Asker) -> None:
        project = (
            POSTS.needing("100 EUR")
            .needing("0 EUR", revised=True, valid_from="2014-03-01")
            .needing("80 EUR", "2014-07-01", "2015-06-30", valid_from="2014-03-01")
        )
        assert asker.amounts(a_portfolio(project), question("2014-02-01"))["requirement"] == 100_00
        assert asker.amounts(a_portfolio(project), question("2014-04-01"))["requirement"] == 80_00

    def test_a_project_whose_only_period_is_withdrawn_has_no_requirement(
        self, asker: Asker
    ) -> None:
        project = POSTS.needing("100 EUR").needing("0 EUR", revised=True, valid_from="2014-03-01")
        assert asker.ask(a_portfolio(project)).headline().without_requirement == {"Border posts"}
        earlier = asker.ask(a_portfolio(project), question("2014-02-01")).headline()
        assert not earlier.without_requirement

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
            A.commits("5 EUR").becoming(Verification.DOCUMENTED, "2014-02-01"),
            A.commits("100 EUR").proposed(),
        )
        assert asker.amounts(a_portfolio(project))["secured"] == 15_00

    def test_made_up_projects_and_rows_are_in_no_figure_of_the_record(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("10 EUR"), B.commits("5 EUR").illustrative()),
            a_project("Example").illustrative().receiving(A.commits("100 EUR")),
        )
        record = asker.ask(portfolio).headline()
        assert (record.amounts["secured"], record.projects) == (10_00, 1)
        of_example = Visibility(portfolio=PortfolioChoice.EXAMPLE)
        example = asker.ask(portfolio, question(scope=of_example)).headline()
        assert (example.amounts["secured"], example.projects) == (100_00, 1)


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


class TestRuling20ReferencesOutOfSight:
    def test_a_row_that_replaces_one_of_a_hidden_project_takes_no_other_row_away(self) -> None:
        contributing = Relation.CONTRIBUTING
        given = POSTS.receiving(A.pledges("10 EUR"), A.commits("7 EUR")).documented()
        other = a_project("Hidden").receiving(A.pledges("5 EUR").called("first"))
        taking = a_project("Centre").receiving(A.pledges("6 EUR").replacing("Hidden/first"))
        both = (one.relation(contributing) for one in (given, taking.documented()))
        portfolio = a_portfolio(*both, other, a_project("Fourth"))
        asked = question(provenances={Provenance.DOCUMENTED})
        amounts = ASKERS["measures"].amounts(portfolio, asked)
        assert (amounts["secured"], amounts["pledged_open"]) == (7_00, 9_00)
