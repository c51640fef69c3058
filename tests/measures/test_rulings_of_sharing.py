"""Rulings worked out by hand: sharing out (14 to 17) and the filters that keep cells.

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from portfolio.domain.clauses import Priority
from portfolio.domain.money import Dimension
from portfolio.domain.reference import Kind, ParticipantRole
from tests.build import (
    a_portfolio,
    a_project,
    planned,
)
from tests.measures.asking import Asker, question
from tests.measures.examples import POSTS, A, B


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
            POSTS.clause(3)
            .needing("10 EUR")
            .sharing(Dimension.CLAUSE, "2014-05-01", c6="30%", c8="70%")
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
        .with_role(ParticipantRole.PIVOTAL, country="TN")
        .with_role(ParticipantRole.FACILITATING, "A")
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
