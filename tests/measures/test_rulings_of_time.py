"""Rulings worked out by hand: time, progress, references and comparisons (18 to 22).

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

from portfolio.domain.params import Visibility
from portfolio.domain.projects import Band, Publication, Status
from tests.build import (
    a_portfolio,
    a_project,
    done,
    missed,
    planned,
)
from tests.measures.asking import Asker, known_then, question
from tests.measures.examples import POSTS, A, B, dollars


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
        working = question("2014-01-31", scope=Visibility(published_only=False))
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

    def test_pipeline_is_a_band_of_its_own(self, asker: Asker) -> None:
        project = POSTS.status(Status.PIPELINE).needing("10 EUR")
        headline = asker.ask(a_portfolio(project)).headline()
        gaps = {band: amounts["gap"] for band, (amounts, _) in headline.bands.items()}
        assert (headline.amounts["gap"], headline.projects) == (0, 0)
        assert (gaps[Band.OFFICIAL], gaps[Band.PIPELINE]) == (0, 10_00)
        asked = question(band=Band.PIPELINE)
        assert asker.amounts(a_portfolio(project), asked)["gap"] == 10_00

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
