"""Rulings 25 and 26: parts of the requirement, shared by funder, and what is not recorded."""

from portfolio.domain.params import RecordedState
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, entries, headline, lists
from portfolio.measures.explain import explain
from portfolio.measures.figures import Amounts, Figure
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.measures.asking import question


def seen(words: APortfolio, **asked: object) -> View:
    return View(assemble(*raw_tables(words.contents()), 1), question(**asked))  # type: ignore[arg-type]


def project(view: View, place: int = 0) -> Amounts:
    return lists.lines(view, lists.everywhere(view))[place].amounts


def of_funders(view: View, figure: Figure) -> dict[str, int | None]:
    return {
        line.key: line.amounts.recorded_amount(figure)
        for line in breakdowns.split(view, "funder").lines
    }


POSTS = (
    a_project("Border posts")
    .needing("10m EUR")
    .receiving(partner("A").commits("8m EUR").on("2014-01-29"))
    .receiving(partner("B").commits("4m EUR").on("2014-02-10"))
    .receiving(partner("A").pledges("9m EUR").on("2014-01-10"))
)


def test_a_surplus_lowers_what_each_funder_covers_in_proportion() -> None:
    view = seen(a_portfolio(POSTS))
    # 10 m over 8 : 4, rounded up to each funder in the order of identifiers.
    assert of_funders(view, Figure.COVERED) == {"A": 666_666_667, "B": 333_333_333}
    whole = headline.headline(view).amounts
    assert (whole.covered, whole.surplus, whole.secured) == (10**9, 2 * 10**8, 12 * 10**8)


def test_a_pledge_above_the_gap_counts_only_up_to_it() -> None:
    bridge = (
        a_project("Bridge")
        .needing("10m EUR")
        .receiving(partner("A").commits("7m EUR").on("2014-01-29"))
        .receiving(partner("B").pledges("5m EUR").on("2014-02-10"))
        .receiving(partner("C").pledges("1m EUR").on("2014-02-10"))
    )
    view = seen(a_portfolio(bridge))
    whole = headline.headline(view).amounts
    assert (whole.gap, whole.pledged_toward_gap, whole.gap_after_pledges) == (
        3 * 10**8,
        3 * 10**8,
        0,
    )
    parts = of_funders(view, Figure.PLEDGED_TOWARD_GAP)
    assert parts == {"A": None, "B": 250_000_000, "C": 50_000_000}


def test_a_filter_by_funder_leaves_the_family_of_its_projects_whole() -> None:
    view = seen(a_portfolio(POSTS), funders={"B"})
    whole = headline.headline(view).amounts
    assert (whole.requirement, whole.covered, whole.gap) == (10**9, 10**9, 0)
    assert whole.secured == 4 * 10**8  # narrowed to the funder
    assert of_funders(view, Figure.COVERED) == {"B": 333_333_333}


def test_what_is_covered_is_explained_by_the_rows_of_each_funder() -> None:
    found = explain(seen(a_portfolio(POSTS)), "covered")
    assert [(part.funder, part.amount) for part in found.contributions] == [
        ("A", 666_666_667),
        ("B", 333_333_333),
    ]
    first = found.contributions[0]
    assert [(row.stage, row.amount) for row in first.rows] == [
        ("commitment", 8 * 10**8),
        ("explain.rule.covered", -133_333_333),
    ]


def test_what_is_disbursed_counts_toward_the_requirement_only_up_to_it() -> None:
    posts = (
        a_project("Posts")
        .needing("2m EUR")
        .receiving(partner("A").disburses("3m EUR").on("2014-03-01"))
    )
    view = seen(a_portfolio(posts))
    assert project(view).disbursed_toward_requirement == 2 * 10**8
    (part,) = explain(view, "disbursed_toward_requirement").contributions
    assert [row.amount for row in part.rows] == [3 * 10**8, -(10**8)]


def test_no_row_of_a_stage_is_not_recorded_and_never_zero() -> None:
    only_committed = (
        a_project("Radio")
        .needing("2m EUR")
        .receiving(partner("A").commits("1m EUR").on("2014-03-01"))
    )
    amounts = project(seen(a_portfolio(only_committed)))
    assert amounts.state(Figure.PAID) is RecordedState.NOT_RECORDED
    assert amounts.recorded_amount(Figure.PAID) is None
    assert amounts.recorded_amount(Figure.SECURED) == 10**8
    assert amounts.state(Figure.DISBURSED_TOWARD_REQUIREMENT) is RecordedState.NOT_RECORDED
    assert amounts.recorded_amount(Figure.GAP) == 10**8  # what is not recorded is nothing received


def test_rows_that_net_to_zero_are_recorded_and_explained() -> None:
    payment = partner("A").disburses("1m EUR").on("2014-03-01").called("sent")
    returned = (
        a_project("Returned")
        .needing("2m EUR")
        .receiving(payment)
        .receiving(partner("A").disburses("-1m EUR").on("2014-04-01").correcting("sent"))
    )
    view = seen(a_portfolio(returned))
    assert project(view).recorded_amount(Figure.PAID) == 0
    (part,) = explain(view, "paid", project="Returned").contributions
    assert len(part.rows) == 2


def test_a_project_without_budget_rows_has_no_requirement_recorded() -> None:
    view = seen(a_portfolio(a_project("Patrol").receiving(partner("A").commits("1m EUR"))))
    amounts = project(view)
    for figure in (Figure.REQUIREMENT, Figure.GAP, Figure.SURPLUS, Figure.COVERED):
        assert amounts.state(figure) is RecordedState.NOT_RECORDED
    assert amounts.coverage_state is RecordedState.NOT_RECORDED
    assert explain(view, "requirement").state is RecordedState.NOT_RECORDED


def test_the_requirement_of_one_funder_is_not_applicable() -> None:
    (line,) = breakdowns.split(seen(a_portfolio(POSTS), funders={"A"}), "funder").lines
    assert line.amounts.state(Figure.REQUIREMENT) is RecordedState.NOT_APPLICABLE
    assert line.amounts.state(Figure.PAID) is RecordedState.NOT_RECORDED


def test_a_project_without_a_rate_says_so_only_of_what_is_recorded() -> None:
    dinars = (
        a_project("Dinars")
        .needing("2m EUR")
        .receiving(partner("A").commits("1m LYD").on("2014-03-01"))
    )
    amounts = project(seen(a_portfolio(dinars)))
    assert amounts.state(Figure.SECURED) is RecordedState.NO_RATE
    assert amounts.state(Figure.REQUIREMENT) is RecordedState.NO_RATE
    assert amounts.state(Figure.PAID) is RecordedState.NOT_RECORDED


def test_a_line_of_several_projects_says_how_many_record_it() -> None:
    other = a_project("Patrol").receiving(partner("A").commits("1m EUR").on("2014-03-01"))
    whole = headline.headline(seen(a_portfolio(POSTS, other))).amounts
    assert whole.recording(Figure.REQUIREMENT) == (1, 2)
    assert whole.recording(Figure.SECURED) is None  # both do
    assert whole.recording(Figure.PAID) is None  # neither does: not recorded
    assert whole.state(Figure.PAID) is RecordedState.NOT_RECORDED


def test_a_funder_in_a_project_records_its_own_stages_alone() -> None:
    view = seen(a_portfolio(POSTS))
    states = {
        line.key: line.amounts.state(Figure.PLEDGED_OPEN)
        for line in entries.funders(view, "Border posts")
    }
    assert states == {"A": RecordedState.RECORDED, "B": RecordedState.NOT_RECORDED}
