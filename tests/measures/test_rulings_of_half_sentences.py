"""Rulings worked out by hand: what ruling 31 settles of the ones before it.

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

import pytest

from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import ParticipantRole
from portfolio.measures import progress
from tests.build import AProject, a_portfolio, a_project
from tests.building.projects import done, planned
from tests.measures.asking import Asker, question
from tests.measures.examples import POSTS, A, B, C, dollars
from tests.measures.reckonings import Measured

THREE = (
    POSTS.with_role(ParticipantRole.FACILITATING, "C")
    .with_role(ParticipantRole.PIVOTAL, "B")  # of no known country
    .with_role(ParticipantRole.PROVIDER, "A")
)


def _secured(asker: Asker, project: AProject, *others: AProject, currency: str = "EUR") -> int:
    asked = question(currency=currency)
    amounts = asker.ask(a_portfolio(project, *others), asked).project_amounts(project.title)
    assert amounts is not None
    return amounts["secured"]


class TestRuling31:
    @pytest.mark.parametrize("owner", [None, "B", "C"])
    def test_where_the_owner_is_neither_the_funder_nor_known_the_receiving_side_counts(
        self, asker: Asker, owner: str | None
    ) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").to("B"), A.commits("90 EUR").to("B").reported_by_the_receiver()
        )
        if owner:
            project = project.owned_by(owner)
        assert asker.amounts(a_portfolio(project))["secured"] == 90_00

    def test_passing_on_inside_a_project_comes_before_naming_a_project(self, asker: Asker) -> None:
        fund = a_project("Fund").receiving(A.commits("100 EUR"))
        # Of B's 80, 60 are what B received here; the 20 left use up the Fund's money before C's
        # 100, of which then only 80 came out of it.
        project = POSTS.receiving(
            A.commits("60 EUR").to("B"),
            B.commits("80 EUR").on("2014-02-15").out_of("Fund"),
            C.commits("100 EUR").on("2014-03-15").out_of("Fund"),
        )
        assert _secured(asker, project, fund) == 60_00 + 20_00

    @pytest.mark.parametrize(
        ("received", "given", "secured"),
        [
            # 6 cents are 39.36 francs, so 39; half of them internal are 19.5, so 20. (What is left,
            # 3 cents, would be 20 francs by themselves.)
            ("0.03 EUR", "0.06 EUR", 39 - 20),
            # 2 cents are 13.12 francs, so 13; half of them are 6.5, so 6.
            ("0.01 EUR", "0.02 EUR", 13 - 6),
        ],
    )
    def test_a_row_partly_internal_is_converted_once_and_parted_half_even(
        self, asker: Asker, received: str, given: str, secured: int
    ) -> None:
        project = POSTS.receiving(A.commits(received).to("B"), B.commits(given).on("2014-02-15"))
        lines = asker.ask(a_portfolio(project), question(currency="XOF")).split("funder")
        assert lines["B"][0]["secured"] == secured

    def test_an_internal_part_below_half_a_minor_unit_counts_in_the_reading_currency(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(
            a_project("Q").receiving(A.commits("1 XAF")),
            a_project("P").receiving(B.commits("100.00 EUR").on("2014-02-15").out_of("Q")),
        )
        asked = question(currency="XOF")
        assert asker.amounts(portfolio, asked)["secured"] == 65_596
        assert asker.ask(portfolio, asked).by_year()[2014]["commitments"] == 65_596

    def test_rows_of_several_currencies_are_compared_in_the_reading_currency(
        self, asker: Asker
    ) -> None:
        project = POSTS.receiving(
            A.commits("30 EUR").to("B"),
            B.commits("100 USD").on("2014-03-15"),  # 50 EUR, or 100 USD
        )
        assert asker.amounts(dollars(project))["secured"] == 50_00
        asked = question(currency="USD")  # 30 EUR are 37.50 USD in January
        assert asker.amounts(dollars(project), asked)["secured"] == 37_50 + 62_50

    def test_a_row_internal_as_a_whole_leaves_the_test_of_secured(self, asker: Asker) -> None:
        # B's own money is in dollars alone once what it passed on has left: the greater side is
        # taken in dollars, 90 against 100, though the payment is worth more euros.
        project = POSTS.receiving(
            A.commits("30 EUR").to("B"),
            B.commits("30 EUR").on("2014-02-15"),
            B.commits("100 USD").on("2014-03-15"),  # 50 EUR
            B.disburses("90 USD").on("2014-01-15"),  # 72 EUR
        )
        answer = asker.ask(dollars(project))
        assert answer.split("funder")["B"][0]["secured"] == 50_00

    def test_a_row_internal_as_a_whole_stays_in_the_test_of_open_pledges(
        self, asker: Asker
    ) -> None:
        # The row passed on is in euros, so pledges are compared in the reading currency:
        # 60 USD pledged in January are 48 EUR, 20 USD committed in March are 10 EUR.
        project = POSTS.receiving(
            A.commits("30 EUR").to("B"),
            B.commits("30 EUR").on("2014-02-15"),
            B.pledges("60 USD").on("2014-01-15"),
            B.commits("20 USD").on("2014-03-15"),
        )
        assert asker.ask(dollars(project)).split("funder")["B"][0]["pledged_open"] == 38_00

    def test_overlapping_periods_without_a_rate_leave_the_project_out(self, asker: Asker) -> None:
        project = (
            POSTS.needing("5 EUR", "2014-01-01", "2014-12-31")
            .needing("5 TND", "2014-07-01", "2015-06-30")
            .receiving(A.commits("10 EUR"))
        )
        headline = asker.ask(a_portfolio(project)).headline()
        assert (headline.amounts["secured"], headline.projects) == (0, 0)
        assert {row.currency for row in headline.left_out} == {"TND"}

    def test_a_pivotal_partner_of_no_known_country_counts_as_pivotal(self, asker: Asker) -> None:
        two = THREE.benefiting("LY", "NE")
        assert "triangular" in asker.ask(a_portfolio(two)).split("kind")

    def test_the_two_developing_countries_are_then_the_others(self, asker: Asker) -> None:
        one = THREE.benefiting("LY")
        assert "bilateral" in asker.ask(a_portfolio(one)).split("kind")

    def test_a_milestone_is_due_on_its_day_and_late_from_the_next(self, asker: Asker) -> None:
        portfolio = a_portfolio(POSTS.milestone(planned("2014-06-30", 1)))
        for day, due, late in (
            ("2014-06-29", 0, 0),
            ("2014-06-30", 1, 0),
            ("2014-07-01", 1, 1),
        ):
            sums = asker.ask(portfolio, question(day)).progress()
            assert (sums["planned"], sums["milestones_late"]) == (due, late), day

    def test_by_year_a_correction_stands_in_the_year_of_its_own_date(self, asker: Asker) -> None:
        project = POSTS.receiving(
            A.commits("100 EUR").on("2013-12-01").called("grant"),
            A.commits("-40 EUR").on("2014-02-01").correcting("grant"),
        )
        years = asker.ask(a_portfolio(project)).by_year()
        assert (years[2013]["commitments"], years[2014]["commitments"]) == (100_00, -40_00)

    def test_progress_under_a_clause_filter(self, asker: Asker) -> None:
        triangular = (
            THREE.benefiting("LY", "NE")
            .clause(3)
            .milestone(done("2014-03-01", "2014-03-01", 1, 3))
            .milestone(planned("2014-03-01", 2, 8))
        )
        other = a_project("Other").clause(3).milestone(planned("2014-05-01", 4, 3))
        elsewhere = a_project("Elsewhere").clause(8).milestone(planned("2014-05-01", 8, 8))
        portfolio = a_portfolio(triangular, other, elsewhere)
        for clauses, total in (({3}, 5), ({10}, 3), ({9}, 15), ({3, 10}, 7), ({3, 9}, 15)):
            answer = asker.ask(portfolio, question(clauses=clauses))
            assert answer.progress()["total"] == total, clauses

    def test_the_line_of_a_clause_counts_what_a_filter_by_it_counts(self) -> None:
        triangular = THREE.benefiting("LY", "NE").clause(3).milestone(planned("2014-03-01", 2, 3))
        other = a_project("Other").clause(3).milestone(planned("2014-05-01", 4, 10))
        contents = a_portfolio(triangular, other).contents()
        lines = progress.by_clause(Measured(contents, question()).view)
        assert {clause: line.total for clause, line in lines.items()} == {3: 2, 9: 6, 10: 6}

    def test_years_hold_the_projects_of_a_clause_filter_whole(self, asker: Asker) -> None:
        project = POSTS.clause(3, "40%").clause(8, "60%").receiving(A.commits("100 EUR"))
        answer = asker.ask(a_portfolio(project), question(clauses={3}))
        assert answer.headline().amounts["secured"] == 40_00
        assert answer.by_year()[2014]["commitments"] == 100_00


def test_money_between_pipeline_projects_is_compared_in_the_reading_currency_as_well(
    asker: Asker,
) -> None:
    portfolio = a_portfolio(
        a_project("Q").status(Status.PIPELINE).receiving(A.commits("1 XAF")),
        a_project("P").status(Status.PIPELINE).receiving(B.commits("100.00 EUR").out_of("Q")),
    )
    asked = question(currency="XOF", band=Band.PIPELINE)
    assert asker.amounts(portfolio, asked)["secured"] == 65_596
