"""Ruling 27 worked out by hand: two lines of standing, never merged.

As of 30 June 2014 unless a test says otherwise; the conference is on 31 December 2014, the last
possible day.
"""

from datetime import date

import pytest

from portfolio.domain.clauses import DeadlineState, ListState
from tests.build import a_portfolio, done, missed, planned
from tests.measures.asking import Asker, known_then, question
from tests.measures.examples import POSTS, A

PROPOSAL = a_portfolio(POSTS).asking_for("proposal", 1, "2014-01-14")


class TestProjects:
    def test_nothing_due_and_nothing_done_is_neither_good_nor_bad(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.milestone(planned("2014-07-01")))
        assert asker.ask(portfolio).status() == "nothing_due"
        assert asker.ask(portfolio, question("2014-07-01")).status() != "nothing_due"

    def test_what_is_done_before_anything_was_due_is_on_track(self, asker: Asker) -> None:
        project = POSTS.milestone(done("2014-07-01", "2014-05-01")).milestone(planned("2014-08-01"))
        assert asker.ask(a_portfolio(project)).status() == "on_track"

    def test_without_milestones_there_is_no_standing(self, asker: Asker) -> None:
        assert asker.ask(a_portfolio(POSTS)).status() == "no_milestones"

    @pytest.mark.parametrize(
        ("weights_done", "day", "status"),
        [
            (6, "2014-06-30", "on_track"),
            (5, "2014-06-30", "at_risk"),
            (4, "2014-06-30", "late"),
            (5, "2014-11-30", "at_risk"),  # 31 days left
            (5, "2014-12-01", "late"),
            (5, "2014-12-31", "late"),
            (5, "2015-01-01", "not_done"),
            (8, "2015-01-01", "done"),
        ],
    )
    def test_of_eight_six_were_due(
        self, asker: Asker, weights_done: int, day: str, status: str
    ) -> None:
        project = POSTS
        for number in range(8):
            due = "2014-03-01" if number < 6 else "2015-06-01"
            step = done(due, "2014-03-01") if number < weights_done else planned(due)
            project = project.milestone(step)
        assert asker.ask(a_portfolio(project), question(day)).status() == status

    def test_a_milestone_is_late_from_the_day_after_its_due_date(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.milestone(planned("2014-06-30")))
        for day, late in (("2014-06-30", 0), ("2014-07-01", 1)):
            assert asker.ask(portfolio, question(day)).progress()["milestones_late"] == late


class TestText:
    def test_a_deliverable_is_late_from_the_day_after_its_deadline(self, asker: Asker) -> None:
        on_the_day = asker.ask(PROPOSAL, question("2014-01-14")).text()
        assert on_the_day.late == ()
        assert on_the_day.due == {"proposal"}
        assert on_the_day.status == "nothing_due"
        after = asker.ask(PROPOSAL, question("2014-01-15")).text()
        assert after.late == (("proposal", date(2014, 1, 14)),)
        assert after.status == "late"

    def test_done_late_is_done_and_needs_evidence(self, asker: Asker) -> None:
        for evidence, status in (("Report", "on_track"), ("", "late")):
            step = done("2014-01-14", "2014-05-01", evidence=evidence)
            portfolio = a_portfolio(POSTS).asking_for("proposal", 1, "2014-01-14", step)
            assert asker.ask(portfolio).text().status == status

    def test_what_we_knew_then_knows_nothing_of_what_was_recorded_later(self, asker: Asker) -> None:
        step = done("2014-01-14", "2014-01-10", recorded="2014-09-01")
        portfolio = a_portfolio(POSTS).asking_for("proposal", 1, "2014-01-14", step)
        assert asker.ask(portfolio).text().done == {"proposal"}
        assert asker.ask(portfolio, known_then("2014-06-30")).text().done == frozenset()

    def test_an_adopted_list_is_the_evidence_that_a_list_is_adopted(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS)
            .asking_for("2-security-list", 2, None)
            .listing("Border posts", on="2014-03-28", recorded="2014-05-10")
        )
        assert asker.ask(portfolio, question("2014-03-27")).text().none == {"2-security-list"}
        assert asker.ask(portfolio, question("2014-03-28")).text().done == {"2-security-list"}
        assert asker.ask(portfolio, known_then("2014-05-09")).text().done == frozenset()
        assert asker.ask(portfolio, known_then("2014-05-10")).text().done == {"2-security-list"}

    def test_a_proposal_the_other_clause_and_the_example_prove_nothing(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS).asking_for("2-security-list", 2, None)
        for other in (
            {"state": ListState.PROPOSED},
            {"clause": 8},
            {"is_example": True},
        ):
            listed = portfolio.listing("Border posts", on="2014-03-28", **other)
            assert asker.ask(listed).text().done == frozenset()

    def test_a_list_proves_it_even_where_a_row_gave_it_up(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS)
            .asking_for("8-human-development-list", 8, None, missed("2014-05-01", "2014-05-01"))
            .listing("Border posts", on="2014-06-20", clause=8)
        )
        assert asker.ask(portfolio, question("2014-06-19")).text().status == "late"
        assert asker.ask(portfolio, question("2014-06-20")).text().status == "on_track"

    def test_deadlines_of_the_text_follow_their_rules(self, asker: Asker) -> None:
        portfolio = (
            a_portfolio(POSTS)
            .asking_for("groups", 4, DeadlineState.CONFERENCE)
            .asking_for("date", 11, DeadlineState.WINDOW)
            .asking_for("centre", 3, None)
        )
        assert asker.ask(portfolio).text().due == {"groups", "date"}
        assert asker.ask(portfolio).text().none == {"centre"}
        eve = asker.ask(portfolio, question("2014-12-31")).text()
        assert eve.late == (("groups", date(2014, 12, 30)),)
        after = asker.ask(portfolio, question("2015-01-01")).text()
        assert [name for name, _ in after.late] == ["groups", "date"]
        assert after.status == "not_done"

    def test_after_the_conference_everything_is_done_or_not_done(self, asker: Asker) -> None:
        open_ended = a_portfolio(POSTS).asking_for("centre", 3, None)
        assert asker.ask(open_ended, question("2015-01-01")).text().status == "not_done"
        step = done("2014-01-14", "2014-05-01")
        held = a_portfolio(POSTS).asking_for("centre", 3, None, step)
        assert asker.ask(held, question("2015-01-01")).text().status == "done"

    def test_one_given_up_is_late_before_its_deadline(self, asker: Asker) -> None:
        step = missed("2014-12-31", "2014-05-01")
        portfolio = a_portfolio(POSTS).asking_for("date", 11, DeadlineState.WINDOW, step)
        assert asker.ask(portfolio).text().status == "late"

    def test_a_clause_asks_for_its_own_deliverables(self, asker: Asker) -> None:
        portfolio = PROPOSAL.asking_for("centre", 3, None)
        assert asker.ask(portfolio, question(clauses={3})).text().none == {"centre"}
        assert asker.ask(portfolio, question(clauses={3})).text().late == ()
        assert asker.ask(portfolio, question(clauses={6})).text().status == "no_milestones"

    def test_a_view_by_country_or_funder_shows_the_projects_alone(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.in_country("LY").receiving(A.commits("10 EUR"))).asking_for(
            "proposal", 1, "2014-01-14"
        )
        assert asker.ask(portfolio).text().is_shown
        assert asker.ask(portfolio, question(clauses={1})).text().is_shown
        assert not asker.ask(portfolio, question(countries={"LY"})).text().is_shown
        assert not asker.ask(portfolio, question(funders={"A"})).text().is_shown

    def test_the_two_lines_are_never_merged(self, asker: Asker) -> None:
        """Projects on track say nothing of a deadline of the text that has passed."""
        portfolio = a_portfolio(POSTS.milestone(done("2014-03-01", "2014-03-01"))).asking_for(
            "proposal", 1, "2014-01-14"
        )
        found = asker.ask(portfolio)
        assert (found.status(), found.text().status) == ("on_track", "late")
