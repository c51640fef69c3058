"""Every figure is explained: its contributions add up to it, their rows add up to them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from portfolio.domain.errors import UnknownFigure
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline, timeline
from portfolio.measures.explain import explain
from portfolio.measures.figures import SHARED_BY_FUNDER, Figure
from portfolio.measures.timeline import closing
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions

JUNE = ViewParams(as_of=date(2014, 6, 30))


def view(words: APortfolio, asked: ViewParams) -> View:
    return View(assemble(*raw_tables(words.contents()), 1), asked)


@whole_portfolios
@given(portfolios(), questions())
def test_contributions_add_up_to_the_headline_and_rows_to_each(
    words: APortfolio, asked: ViewParams
) -> None:
    seen = view(words, asked)
    for figure in Figure:
        found = explain(seen, figure)
        assert found.total == headline.headline(seen).amounts.of(figure)
        assert sum(part.amount for part in found.contributions) == (found.total or 0)
        for part in found.contributions:
            assert sum(row.amount for row in part.rows) == part.whole


@whole_portfolios
@given(portfolios(), questions())
def test_every_line_of_every_split_is_explained(words: APortfolio, asked: ViewParams) -> None:
    seen = view(words, asked)
    for axis, key, figure, amount in _lines(seen):
        assert explain(seen, figure, axis, key).total == amount, (axis, key, figure)


def _lines(seen: View) -> Iterator[tuple[str, str, Figure, int | None]]:
    for axis in breakdowns.AXES:
        for line in breakdowns.split(seen, axis).lines:
            for figure in SHARED_BY_FUNDER if axis == "funder" else Figure:
                yield axis, line.key, figure, line.amounts.of(figure)


@whole_portfolios
@given(portfolios(), questions())
def test_the_curve_ends_at_the_headline(words: APortfolio, asked: ViewParams) -> None:
    seen = view(words, asked)
    amounts, curve = headline.headline(seen).amounts, timeline.curve(seen)
    assert curve.days[-1] == asked.as_of
    assert (curve.secured[-1], curve.paid[-1]) == (amounts.secured, amounts.paid)


@whole_portfolios
@given(portfolios(), questions())
def test_what_closes_the_gaps_ends_at_the_headline(words: APortfolio, asked: ViewParams) -> None:
    seen = view(words, asked)
    amounts, found = headline.headline(seen).amounts, closing(seen)
    if amounts.requirement is None:  # context has none
        assert found.requirement == 0
        return
    assert found.requirement == amounts.requirement
    for points, gap, figure in (
        (found.covered, amounts.gap, Figure.COVERED),
        (found.paid, amounts.gap_unpaid, Figure.DISBURSED_TOWARD_REQUIREMENT),
    ):
        is_recorded = amounts.recorded_amount(figure) is not None  # ruling 26
        assert points[-1] == (amounts.requirement - (gap or 0) if is_recorded else None)
        known = [point for point in points if point is not None]
        assert points[len(points) - len(known) :] == tuple(known)  # from its first row on
        if seen.cells.keeps_all:  # a part may differ from its gap's part by a unit a step
            assert max(known, default=0) <= found.requirement


def test_a_limit_keeps_the_greatest_and_sums_the_rest() -> None:
    words = a_portfolio(
        *(
            a_project(f"Post {size}")
            .needing(f"{size}m EUR")
            .receiving(partner("A").commits("1m EUR").on("2014-01-29"))
            for size in (2, 3, 4)
        )
    )
    found = explain(view(words, JUNE), Figure.GAP, limit=1)
    assert [part.amount for part in found.contributions] == [300_000_000]
    assert (found.rest_count, found.rest, found.total) == (2, 300_000_000, 600_000_000)


def test_a_payment_inside_its_commitment_adds_nothing_and_says_so() -> None:
    words = a_portfolio(
        a_project("Border posts")
        .needing("5m EUR")
        .receiving(partner("A").commits("3m EUR").on("2014-01-29"))
        .receiving(partner("A").disburses("1m EUR").on("2014-03-01"))
    )
    (part,) = explain(view(words, JUNE), Figure.SECURED).contributions
    assert {(row.stage, row.amount, row.reason) for row in part.rows} == {
        ("commitment", 300_000_000, ""),
        ("disbursement", 0, "explain.other_side"),
    }


def test_the_rate_of_a_row_is_told_with_its_day() -> None:
    words = a_portfolio(
        a_project("Border posts")
        .needing("5m EUR")
        .receiving(partner("A").commits("1m USD").on("2014-01-05"))
    ).with_rate("USD", "1.25", "2014-01-02")
    (part,) = explain(view(words, JUNE), Figure.SECURED).contributions
    (row,) = part.rows
    assert row.amount == 80_000_000
    assert [(q.currency, str(q.per_eur), q.day) for q in row.quotes] == [
        ("USD", "1.25", date(2014, 1, 2))
    ]


def test_a_figure_of_a_sum_and_a_greater_correction_is_explained_by_its_rows() -> None:
    words = a_portfolio(
        a_project("Border posts")
        .clause(3)
        .receiving(
            partner("A").commits("50 EUR").called("given"),
            partner("A").commits("-80 EUR").on("2014-02-01").correcting("given"),
            partner("A").disburses("0 EUR"),
        )
        .needing("5 EUR")
    )
    seen = view(words, JUNE)
    for found in (
        explain(seen, Figure.SECURED),
        explain(seen, Figure.SECURED, "clause", "3"),
        explain(seen, Figure.SECURED, project="Border posts"),
    ):
        (part,) = found.contributions
        assert (found.total, part.amount, part.whole) == (0, 0, 0)
        counted = [(row.source.partition(":")[0], row.amount) for row in part.rows if row.amount]
        assert counted == [("flow", 50_00), ("flow", -80_00), ("rule", 30_00)]
    assert not explain(seen, Figure.SECURED, "clause", "8").contributions


def test_a_gap_of_nothing_is_explained_on_the_page_of_its_project() -> None:
    words = a_portfolio(
        a_project("Border posts").needing("5 EUR").receiving(partner("A").commits("7 EUR"))
    )
    (part,) = explain(view(words, JUNE), Figure.GAP, project="Border posts").contributions
    assert [row.amount for row in part.rows] == [5_00, -7_00, 2_00]
    assert not explain(view(words, JUNE), Figure.GAP).contributions


def test_a_rate_into_the_reading_currency_is_told_as_well() -> None:
    words = (
        a_portfolio(a_project("Border posts").receiving(partner("A").commits("100000 XOF")))
        .with_rate("USD", "1.25", "2014-01-02")
        .with_rate("USD", "9", "2013-01-02")
    )
    found = explain(view(words, replace(JUNE, currency="USD")), Figure.SECURED)
    (row,) = found.contributions[0].rows
    assert [(q.currency, str(q.per_eur), q.day) for q in row.quotes] == [
        ("XOF", "655.957", None),
        ("USD", "1.25", date(2014, 1, 2)),
    ]
    assert (row.converted, row.amount) == (190_56, 190_56)  # 100,000 ÷ 655.957 × 1.25


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(UnknownFigure):
        explain(view(a_portfolio(a_project("Border posts")), JUNE), "happiness")
