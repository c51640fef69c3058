"""What holds between figures whatever the portfolio: the identities of money and filters."""

from collections.abc import Iterable
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import MONEY_CLAUSES, Priority
from portfolio.domain.flows import Provenance
from portfolio.domain.params import Filters, ViewParams
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind, Region
from portfolio.measures import breakdowns, entries, lists
from portfolio.measures import headline as measures_headline
from portfolio.measures.figures import Figure
from tests.build import APortfolio, a_portfolio, a_project, partner
from tests.building.effort import small, whole_portfolios
from tests.building.nasty import filters, portfolios, questions
from tests.measures.asking import question
from tests.measures.reckonings import AXES, Measured, plain
from tests.oracle.accounts import COVERING, FIGURES, FUNDED, Amounts

NEVER_NEGATIVE = tuple(figure for figure in FIGURES if figure != "spent")


def added(lines: Iterable[Amounts]) -> Amounts:
    sums = dict.fromkeys(FIGURES, 0)
    for line in lines:
        for figure in FIGURES:
            sums[figure] += line[figure]
    return sums


def only(amounts: Amounts, figures: Iterable[str]) -> Amounts:
    return {figure: amounts[figure] for figure in figures}


def _with_a_funder(asked: ViewParams) -> tuple[str, ...]:
    """Figures that funders add up to; what is covered is the whole project's under their filter."""
    return FUNDED if asked.filters.funders else (*FUNDED, *COVERING)


# Parts and wholes


@whole_portfolios
@given(portfolios(), questions())
def test_the_parts_of_every_split_add_up_to_the_total(words: APortfolio, asked: ViewParams) -> None:
    answer = Measured(words.contents(), asked)
    whole = answer.headline().amounts
    for axis in AXES:
        parts = added(amounts for amounts, _ in answer.split(axis).values())
        figures = _with_a_funder(asked) if axis == "funder" else FIGURES
        assert only(parts, figures) == only(whole, figures), axis
        assert plain(breakdowns.split(answer.view, axis).total) == whole, axis


@whole_portfolios
@given(portfolios(), questions())
def test_what_is_recorded_is_toward_a_requirement_or_above_it_or_of_no_requirement(
    words: APortfolio, asked: ViewParams
) -> None:
    """Ruling 25: whole sums and what covers hang together, for some funders as for all."""
    whole_units = replace(
        asked, filters=replace(asked.filters, clauses=frozenset(), countries=frozenset())
    )
    whole_units = replace(
        whole_units,
        filters=replace(whole_units.filters, regions=frozenset(), priorities=frozenset()),
    )
    answer = Measured(words.contents(), whole_units)
    amounts = measures_headline.headline(answer.view).amounts
    found = measures_headline.funding_parts(answer.view)
    for figure, parts in found.items():
        assert parts.whole == amounts.of(figure)
        assert min(parts.toward, parts.surplus, parts.rest) >= 0
    lines = breakdowns.split(answer.view, "funder").lines
    assert found[Figure.SECURED].toward == sum(line.amounts.covered or 0 for line in lines)
    if not asked.filters.funders and amounts.requirement is not None:
        assert found[Figure.SECURED].surplus == amounts.surplus
        assert found[Figure.PAID].toward == amounts.disbursed_toward_requirement


@whole_portfolios
@given(portfolios(), questions())
def test_crossings_add_up_to_the_splits_of_both_sides(words: APortfolio, asked: ViewParams) -> None:
    answer = Measured(words.contents(), asked)
    of_funders = _with_a_funder(asked)
    for axes, figures in ((("clause", "country"), FIGURES), (("funder", "clause"), of_funders)):
        cells = answer.crossing(*axes)
        for side, axis in enumerate(axes):
            for key, (amounts, _) in answer.split(axis).items():
                parts = added(part for place, part in cells.items() if place[side] == key)
                assert only(parts, figures) == only(amounts, figures), (axis, key)


@whole_portfolios
@given(portfolios(), questions())
def test_the_projects_of_a_list_add_up_to_the_headline(
    words: APortfolio, asked: ViewParams
) -> None:
    answer = Measured(words.contents(), replace(asked, filters=Filters()))
    headline = answer.headline()
    listed = lists.lines(answer.view, lists.listed_projects(answer.view))
    counted = [plain(line.amounts) for line in listed if line.band is asked.band]
    assert added(counted) == headline.amounts
    every = lists.lines(answer.view, lists.everywhere(answer.view))
    for band, (amounts, _) in headline.bands.items():
        own = [plain(line.amounts) for line in every if line.band is band]
        assert added(own) == amounts


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_requirement_is_what_is_covered_and_what_is_missing(
    words: APortfolio, asked: ViewParams
) -> None:
    answer = Measured(words.contents(), asked)
    for line in lists.lines(answer.view, lists.listed_projects(answer.view)):
        amounts = plain(line.amounts)
        if line.convertible and line.has_requirement:
            covered = amounts["requirement"] - amounts["gap"]
            assert covered + amounts["surplus"] == amounts["secured"]
            assert amounts["gap"] == 0 or amounts["surplus"] == 0
            assert amounts["gap_after_pledges"] == max(0, amounts["gap"] - amounts["pledged_open"])
        else:
            assert not any(amounts[f] for f in ("requirement", "gap", "surplus", "gap_unpaid"))


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_the_requirement_is_what_is_covered_pledged_and_missing(
    words: APortfolio, asked: ViewParams
) -> None:
    """Ruling 25, for each project and for the whole; what is disbursed of it is part of no sum."""
    answer = Measured(words.contents(), asked)
    head = answer.headline()
    every = [plain(p.amounts) for p in lists.lines(answer.view, lists.listed_projects(answer.view))]
    for amounts in (*every, head.amounts, *(amounts for amounts, _ in head.bands.values())):
        parts = ("covered", "pledged_toward_gap", "gap_after_pledges")
        assert sum(amounts[part] for part in parts) == amounts["requirement"]
        assert amounts["covered"] + amounts["gap"] == amounts["requirement"]
        disbursed = amounts["requirement"] - amounts["gap_unpaid"]
        assert amounts["disbursed_toward_requirement"] == disbursed
    if asked.band is Band.CONTEXT:  # recorded funding alone, of which nothing covers anything
        return
    whole = head.amounts
    without = head.secured_without_requirement
    assert whole["secured"] == whole["covered"] + whole["surplus"] + without


@whole_portfolios
@given(portfolios(), questions(filtered=False), st.sampled_from(("A", "B", "C")))
def test_a_filter_by_funder_leaves_what_is_covered_and_missing_of_its_projects(
    words: APortfolio, asked: ViewParams, funder: str
) -> None:
    filtered = replace(asked, filters=Filters(funders=frozenset({funder})))
    amounts = Measured(words.contents(), filtered).headline().amounts
    parts = ("covered", "pledged_toward_gap", "gap_after_pledges")
    assert sum(amounts[part] for part in parts) == amounts["requirement"]


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_no_funder_covers_more_than_it_secured_in_a_project_by_a_unit(
    words: APortfolio, asked: ViewParams
) -> None:
    answer = Measured(words.contents(), asked)
    for project in lists.lines(answer.view, lists.listed_projects(answer.view)):
        funders = entries.funders(answer.view, project.identifier)
        for covering, secured in (
            (Figure.COVERED, "secured"),
            (Figure.PLEDGED_TOWARD_GAP, "pledged_open"),
        ):
            parts = [line.amounts.of(covering) or 0 for line in funders]
            assert sum(parts) == (project.amounts.of(covering) or 0)  # context has none
            for part, line in zip(parts, funders, strict=True):
                assert 0 <= part <= getattr(line.amounts, secured) + 1


@whole_portfolios
@given(portfolios(), questions())
def test_only_spending_can_be_negative(words: APortfolio, asked: ViewParams) -> None:
    answer = Measured(words.contents(), asked)
    headline = answer.headline()
    lines = [headline.amounts]
    lines += [amounts for amounts, _ in headline.bands.values()]
    for axis in AXES:
        lines += [amounts for amounts, _ in answer.split(axis).values()]
    for amounts in lines:
        assert all(amounts[figure] >= 0 for figure in NEVER_NEGATIVE)


# Counting once


_rows = st.lists(st.integers(1, 10**9), max_size=4)


def _euros(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02} EUR"


@small
@given(_rows, _rows)
def test_secured_never_counts_a_grant_twice(committed: list[int], paid: list[int]) -> None:
    project = a_project("P").receiving(
        *(partner("A").commits(_euros(minor)) for minor in committed),
        *(partner("A").disburses(_euros(minor)).on("2014-02-15") for minor in paid),
    )
    amounts = Measured(a_portfolio(project).contents(), question()).headline().amounts
    assert amounts["secured"] == max(sum(committed), sum(paid))
    assert amounts["paid"] == sum(paid)


@small
@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5))
def test_however_often_a_pledge_is_raised_or_lowered_the_last_one_counts(
    amounts: list[int],
) -> None:
    flows = [partner("A").pledges(_euros(minor)).called(str(n)) for n, minor in enumerate(amounts)]
    chain = [flows[0], *(flow.replacing(str(n)) for n, flow in enumerate(flows[1:]))]
    answer = Measured(a_portfolio(a_project("P").receiving(*chain)).contents(), question())
    assert answer.headline().amounts["pledged_open"] == amounts[-1]
    assert answer.by_year()[2014]["pledges"] == amounts[-1]


@small
@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_taking_a_row_back_is_as_if_it_had_never_been(first: int, second: int) -> None:
    kept = partner("A").commits(_euros(second))
    back = (
        partner("A").commits(_euros(first)).called("grant"),
        replace(partner("A").commits(_euros(first)), corrects="grant").on("2014-02-15"),
    )
    taken = replace(back[1], amount=replace(back[1].amount, amount_minor=-first))
    with_both = a_portfolio(a_project("P").needing("5 EUR").receiving(kept, back[0], taken))
    without = a_portfolio(a_project("P").needing("5 EUR").receiving(kept))
    asked = question()
    assert (
        Measured(with_both.contents(), asked).headline()
        == Measured(without.contents(), asked).headline()
    )


# Filters


@whole_portfolios
@given(portfolios(), questions(filtered=False), filters())
def test_a_filter_never_increases_a_total(
    words: APortfolio, asked: ViewParams, chosen: Filters
) -> None:
    contents = words.contents()
    whole = Measured(contents, asked).headline()
    part = Measured(contents, replace(asked, filters=chosen)).headline()
    for figure in NEVER_NEGATIVE:
        assert part.amounts[figure] <= whole.amounts[figure], figure
        for band in Band:
            assert part.bands[band][0][figure] <= whole.bands[band][0][figure], (band, figure)
    assert part.projects <= whole.projects
    assert part.left_out <= whole.left_out


@whole_portfolios
@given(portfolios(), questions())
def test_one_filter_more_never_increases_a_total(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    narrow = Measured(contents, asked).headline().amounts
    for field in fields(Filters):
        wider = replace(asked, filters=replace(asked.filters, **{field.name: frozenset()}))
        wide = Measured(contents, wider).headline().amounts
        for figure in NEVER_NEGATIVE:
            assert narrow[figure] <= wide[figure], (field.name, figure)


_KEPT: dict[str, tuple[str, dict[str, object]]] = {
    "clause": ("clauses", {str(number): number for number in MONEY_CLAUSES}),
    "country": ("countries", {code: code for code in ("TN", "LY", "NE", "TD", "EG", "QA", "FR")}),
    "region": ("regions", {region.word: region for region in Region}),
    "priority": ("priorities", {priority.word: priority for priority in Priority}),
    "kind": ("kinds", {kind.word: kind for kind in Kind}),
    "provenance": ("provenances", {provenance.word: provenance for provenance in Provenance}),
    "status": ("statuses", {s.word: s for s in Status}),
    "funder": ("funders", {code: code for code in ("A", "B", "C", "unknown")}),
}


@pytest.mark.parametrize("axis", AXES)
@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_a_filtered_headline_equals_the_line_of_the_unfiltered_split(
    axis: str, words: APortfolio, asked: ViewParams
) -> None:
    contents = words.contents()
    name, values = _KEPT[axis]
    figures = FUNDED if axis == "funder" else FIGURES
    for key, (amounts, count) in Measured(contents, asked).split(axis).items():
        if key not in values:
            continue  # "unallocated" is no filter
        chosen = Filters(**{name: frozenset({values[key]})})  # type: ignore[arg-type]
        filtered = Measured(contents, replace(asked, filters=chosen)).headline()
        assert only(filtered.amounts, figures) == only(amounts, figures), key
        assert filtered.projects == count, key


# What orders a list


@whole_portfolios
@given(portfolios(), questions())
def test_what_orders_the_projects_is_what_their_lines_say(
    words: APortfolio, asked: ViewParams
) -> None:
    view = Measured(words.contents(), asked).view
    codes = lists.everywhere(view)
    found = lists.lines(view, codes)
    for figure in Figure:
        known = [lists.known_amount(line, figure) for line in found]
        assert lists.figure_values(view, codes, figure) == known, figure
