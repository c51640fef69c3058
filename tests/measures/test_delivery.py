"""Promise to delivery: agreed with the slow reckoning, its identities, and cases worked out by hand."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given

from portfolio.domain.flows import Announcement, FinanceKind, FlowKind
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Status
from portfolio.measures import delivery, funders
from portfolio.measures.funders import Delivery
from tests.build import APortfolio, a_portfolio, a_project
from tests.building.busy import pledging, scheduled
from tests.building.effort import one_subject, whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import Measured
from tests.oracle.delivery import Deliveries, Line
from tests.oracle.oracle import Oracle

JUNE = question()


def measured(words: APortfolio, asked: ViewParams = JUNE) -> dict[tuple[str, str | None], Delivery]:
    view = Measured(words.contents(), asked).view
    every = delivery.delivery(view)
    of_each = [line for one in every for line in delivery.of_funder(view, one.funder)]
    return {(line.funder, line.project): line for line in (*every, *of_each)}


def has_pledge_below_zero(words: APortfolio) -> bool:
    """Whether a pledge of some project reads less than zero with every correction of it."""
    for project in words.projects:
        nets: Counter[str] = Counter()
        corrected = {flow.name: flow.corrects for flow in project.flows}
        for flow in project.flows:
            if flow.kind is FlowKind.PLEDGE:
                root = flow.name
                while corrected.get(root):
                    root = str(corrected[root])
                nets[root] += flow.amount.amount_minor
        if any(net < 0 for net in nets.values()):
            return True
    return False


def only(words: APortfolio, asked: ViewParams = JUNE) -> Delivery:
    return next(line for line in measured(words, asked).values() if line.project is None)


def as_told(line: Delivery) -> Line:
    def sums(found: funders.DeliveryAmounts) -> tuple[int, ...]:
        return (
            found.announcements, found.pledged_open, found.honoured, found.secured, found.disbursed,
            found.honoured_at_own_rates,
        )  # fmt: skip

    schedule, elapsed = line.schedule, line.elapsed_time
    return Line(
        sums(line.amounts),
        None if line.own_amounts is None else sums(line.own_amounts),
        line.currency,
        None
        if schedule is None
        else (schedule.planned, schedule.expected_now, schedule.later_years),
        None if elapsed is None else (elapsed.days, elapsed.total),
    )


def _agree(words: APortfolio, asked: ViewParams) -> None:
    found = {key: as_told(line) for key, line in measured(words, asked).items()}
    assert found == Deliveries(Oracle(words.contents(), asked)).lines


@whole_portfolios
@given(scheduled(portfolios()), questions())
def test_promise_and_delivery_agree_with_the_slow_reckoning(
    words: APortfolio, asked: ViewParams
) -> None:
    _agree(words, asked)


@one_subject
@given(scheduled(pledging()))
def test_pledges_and_what_honours_them_agree(words: APortfolio) -> None:
    _agree(words, question("2014-12-31"))


@one_subject
@given(scheduled(pledging()))
def test_honoured_and_open_are_what_was_announced_and_nothing_is_planned_twice(
    words: APortfolio,
) -> None:
    is_below = has_pledge_below_zero(words)
    for line in measured(words, question("2014-09-10", currency="USD")).values():
        for amounts in (line.amounts, line.own_amounts):
            if amounts is not None:
                assert amounts.honoured == max(0, amounts.announcements - amounts.pledged_open)
                # A pledge corrected below zero lowers what is announced, and nothing that is open.
                assert amounts.pledged_open <= amounts.announcements or is_below
                assert amounts.honoured + amounts.without_announcement == amounts.secured
                assert amounts.honoured_at_own_rates >= 0
        if line.schedule is not None:
            rest = line.schedule.planned - line.schedule.expected_now - line.schedule.later_years
            assert rest >= 0
        assert sum(line.pledged_by_announcement.values()) == sum(line.pledged_by_finance.values())


@one_subject
@given(scheduled(pledging()))
def test_what_is_disbursed_where_it_pledged_is_summed_over_the_projects_with_its_pledges(
    words: APortfolio,
) -> None:
    asked = question("2014-09-10", currency="USD")
    oracle = Oracle(words.contents(), asked)
    whole, own = Counter[str](), Counter[str]()
    paid: set[str] = set()
    for (funder, project), line in Deliveries(oracle).lines.items():
        account = oracle.accounts[project] if project else None
        kinds = {
            row.flow.kind for row in account.rows if account.funder_of(row) == funder
        } if account else set()  # fmt: skip
        if FlowKind.PLEDGE in kinds:
            whole[funder] += line.amounts[4]
            own[funder] += line.own[4] if line.own else 0
            paid |= {funder} if FlowKind.DISBURSEMENT in kinds else set()
    for (funder, project), found in measured(words, asked).items():
        if project is None:
            assert found.disbursed_where_announced == whole[funder] <= found.amounts.disbursed
            assert found.has_payment_where_announced == (funder in paid)
            if found.own_amounts is not None:
                assert found.own_where_announced == own[funder] <= found.own_amounts.disbursed


def test_a_pledge_corrected_below_zero_lowers_what_is_announced_and_not_what_is_open() -> None:
    found = only(
        a_portfolio(
            POSTS.receiving(
                A.pledges("199 EUR").called("first").on("2014-01-01"),
                A.pledges("-200 EUR").correcting("first").on("2014-01-02"),
                A.commits("1 EUR").honouring("first").on("2014-02-01"),
                A.pledges("2 EUR").on("2014-03-01"),
            ),
        )
    ).amounts
    assert (found.announcements, found.pledged_open, found.honoured) == (1_00, 2_00, 0)


def test_what_is_announced_is_told_apart_from_what_is_committed_without_it() -> None:
    found = only(
        a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").on("2014-01-01"),
                A.commits("60 EUR").on("2014-02-01"),
                A.disburses("25 EUR").on("2014-03-01"),
            ),
            a_project("Other").receiving(A.commits("40 EUR")),
        )
    )
    amounts = found.amounts
    assert (amounts.announcements, amounts.honoured, amounts.pledged_open) == (100_00, 60_00, 40_00)
    assert (amounts.without_announcement, amounts.secured, amounts.disbursed) == (
        40_00,
        100_00,
        25_00,
    )
    assert str(amounts.share) == "3/5"
    assert (found.pledges, found.projects) == (1, 2)
    assert (found.announced_projects, found.unannounced_projects) == (1, 1)


def test_both_rates_are_told_the_pledge_days_and_each_rows_own() -> None:
    words = a_portfolio(
        POSTS.receiving(
            A.pledges("100 USD").on("2014-01-02"), A.commits("100 USD").on("2014-06-02")
        )
    )
    words = words.with_rate("USD", "1.25", "2014-01-02").with_rate("USD", "1.60", "2014-06-02")
    found = only(words)
    assert (found.amounts.honoured, found.amounts.honoured_at_own_rates) == (80_00, 62_50)
    assert found.amounts.without_announcement == -17_50  # rates alone
    assert found.currency == "USD"
    assert found.own_amounts is not None
    assert (found.own_amounts.honoured, found.own_amounts.without_announcement) == (100_00, 0)


def test_a_funder_of_two_currencies_has_none_of_its_own() -> None:
    words = a_portfolio(POSTS.receiving(A.pledges("100 EUR"), A.commits("10 XOF")))
    found = only(words)
    assert (found.currency, found.own_amounts) == (None, None)


def test_a_schedule_is_expected_by_days_and_later_years_stand_apart() -> None:
    project = (
        POSTS.receiving(A.pledges("300 EUR").on("2014-01-01"))
        .expecting("90 EUR", "A", "2014-01-01", "2014-03-31")  # ended
        .expecting("10 EUR", "A", "2014-06-30", "2014-07-01")  # half of it by the day
        .expecting("73 EUR", "A", "2014-12-31", "2015-12-31")  # all but a day in later years
    )
    found = only(a_portfolio(project))
    assert found.schedule is not None
    assert (found.schedule.planned, found.schedule.expected_now) == (173_00, 95_00)
    assert found.schedule.later_years == 72_80
    assert found.elapsed_time is not None
    assert found.elapsed_time.end == date(2015, 12, 31)
    assert (found.elapsed_time.days, found.elapsed_time.total) == (180, 729)


def test_a_payment_planned_anew_replaces_the_old_and_nothing_withdraws_it() -> None:
    project = POSTS.receiving(A.pledges("300 EUR")).expecting(
        "9 EUR", "A", "2014-01-01", "2014-03-31"
    )
    later = project.expecting("5 EUR", "A", "2014-01-01", "2014-03-31", "2014-05-01")
    gone = later.expecting("0 EUR", "A", "2014-01-01", "2014-03-31", "2014-06-01")
    assert only(a_portfolio(later)).schedule.expected_now == 5_00  # type: ignore[union-attr]
    assert only(a_portfolio(later), question("2014-04-30")).schedule.expected_now == 9_00  # type: ignore[union-attr]
    found = only(a_portfolio(gone))
    assert (found.has_schedule, found.schedule) == (False, None)


def test_without_planned_payments_no_schedule_is_recorded_and_time_runs_to_the_conference() -> None:
    found = only(a_portfolio(POSTS.receiving(A.pledges("1 EUR").on("2014-01-01"))))
    assert (found.has_schedule, found.schedule) == (False, None)
    assert found.elapsed_time is not None
    assert found.elapsed_time.end == date(2014, 12, 31)


def test_a_planned_payment_without_a_rate_is_no_zero_and_changes_no_total() -> None:
    bare = POSTS.receiving(A.pledges("1 EUR"))
    found = only(a_portfolio(bare.expecting("5 TND", "A", "2014-01-01", "2014-12-31")))
    assert (found.has_schedule, found.schedule) == (True, None)
    assert found.amounts == only(a_portfolio(bare)).amounts


def test_a_planned_payment_counts_in_no_total() -> None:
    bare = POSTS.needing("100 EUR").receiving(A.pledges("50 EUR"))
    more = bare.expecting("50 EUR", "B", "2014-01-01", "2014-12-31")
    assert (
        Measured(a_portfolio(bare).contents(), JUNE).headline().amounts
        == Measured(a_portfolio(more).contents(), JUNE).headline().amounts
    )
    assert measured(a_portfolio(more))["B", None].schedule is not None


def test_pledges_say_grant_or_loan_and_corrections_follow_the_row_they_correct() -> None:
    found = only(
        a_portfolio(
            POSTS.receiving(
                A.pledges("100 EUR").as_a_loan().announced_before().called("loan"),
                A.pledges("-30 EUR").correcting("loan").on("2014-02-01"),
                A.pledges("5 EUR"),
                A.commits("40 EUR").as_a_grant(),
            )
        )
    )
    assert found.pledged_by_finance == {FinanceKind.LOAN: 70_00, FinanceKind.NOT_STATED: 5_00}
    assert found.committed_by_finance == {FinanceKind.GRANT: 40_00}
    before = Announcement.PREVIOUSLY_ANNOUNCED
    assert found.pledged_by_announcement == {before: 70_00, None: 5_00}


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.PIPELINE])
def test_projects_outside_the_band_are_left_out(status: Status) -> None:
    words = a_portfolio(POSTS.status(status).receiving(B.pledges("1 EUR")))
    assert measured(words) == {}
