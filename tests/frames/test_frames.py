"""Frames hold what the measures say, to the unit, in exact types, and nothing their reader may not see."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.errors import UnknownCurrency, UnknownFilter
from portfolio.domain.flows import Verification
from portfolio.domain.money import Money, exponent
from portfolio.domain.params import PUBLIC, Principal, UserRole, ViewParams, Visibility
from portfolio.domain.projects import Band
from portfolio.frames import COLUMNS, DELIVERY_LINES, Frames
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, delivery, headline, progress, timeline, visibility
from portfolio.measures.explain import explain
from portfolio.measures.figures import YEAR_LINES, Amounts, Figure
from portfolio.present.format import Formatter
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building import hidden
from tests.building.effort import whole_frames
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question

STAFF = Principal("s", UserRole.SECRETARY, 1)
CROSSINGS = (("clause", "country"), ("funder", "clause"))


def a_view(contents: Contents, asked: ViewParams) -> View:
    return View(assemble(*raw_tables(contents), revision=1), asked, conference=CONFERENCE_DEFAULT)


def frames_of(view: View, who: Principal = STAFF, language: str = "en") -> Frames:
    return Frames(view, Formatter(Translator(language), view.question.currency), who)


def every(frames: Frames) -> dict[str, pd.DataFrame]:
    """Each frame there is, by name."""
    return {
        "figures": frames.figures(),
        **{f"breakdown {axis}": frames.breakdown(axis) for axis in breakdowns.AXES},
        **{f"crossing {rows}": frames.crossing(rows, columns) for rows, columns in CROSSINGS},
        "years": frames.years(),
        "projects": frames.projects(),
        "explanation": frames.explanation("secured"),
        "ledger": frames.ledger(),
        "milestones": frames.milestones(),
        "delivery": frames.delivery(),
    }


def sums(frame: pd.DataFrame) -> dict[str, int]:
    """Minor units by figure; what is no amount adds nothing."""
    found = dict.fromkeys((figure.value for figure in Figure), 0)
    for figure, minor in zip(frame["figure"], frame["amount_minor"], strict=True):
        found[figure] += 0 if minor is pd.NA else int(minor)
    return found


def recorded(amounts: Amounts) -> dict[str, int]:
    return {figure.value: amounts.recorded_amount(figure) or 0 for figure in Figure}


def amounts_of(frame: pd.DataFrame, mask: Any, column: str) -> int:
    return sum(int(value) for value in frame.loc[mask, column] if value is not pd.NA)


@whole_frames
@given(portfolios(), questions())
def test_sums_of_frames_are_the_measures_to_the_unit(words: APortfolio, asked: ViewParams) -> None:
    view = a_view(words.contents(), asked)
    frames, head = frames_of(view), headline.headline(view)
    figures = frames.figures()
    for band, line in head.bands.items():
        assert sums(figures[figures["band"] == band.word]) == recorded(line.amounts), band
    for axis in breakdowns.AXES:
        found, lines = frames.breakdown(axis), breakdowns.split(view, axis).lines
        assert list(dict.fromkeys(found["key"])) == [line.key for line in lines]
        for part in lines:
            assert sums(found[found["key"] == part.key]) == recorded(part.amounts), (axis, part.key)
    for rows, columns in CROSSINGS:
        cells = frames.crossing(rows, columns)
        for (row, column), amounts in breakdowns.crossing(view, rows, columns).cells.items():
            own = cells[(cells["row"] == row) & (cells["column"] == column)]
            assert sums(own) == recorded(amounts), (row, column)
    years = frames.years()
    for year in timeline.by_year(view):
        for name in YEAR_LINES:
            chosen = (years["year"] == year.year) & (years["line"] == name)
            assert amounts_of(years, chosen, "amount_minor") == (getattr(year, name) or 0)


@whole_frames
@given(portfolios(), questions(), st.sampled_from(Figure))
def test_contributions_add_up_to_their_figure(
    words: APortfolio, asked: ViewParams, figure: Figure
) -> None:
    view = a_view(words.contents(), asked)
    found = frames_of(view).explanation(figure.value)
    total = explain(view, figure.value).total
    if total is not None:
        assert amounts_of(found, slice(None), "amount_minor") == total


def disbursed(ledger: pd.DataFrame) -> int:
    """Rows added up as ruling 3 says: a funder's side that is not above zero in a project adds none."""
    own = ledger[ledger["in_total"] & (ledger["stage"] == "disbursement")]
    total = 0
    for _, side in own.groupby(["project", "funder"]):
        in_currencies = [
            amounts_of(rows, slice(None), "amount_minor") for _, rows in side.groupby("currency")
        ]
        if any(net > 0 for net in in_currencies):
            total += max(0, amounts_of(side, slice(None), "converted_minor"))
        total -= amounts_of(side, slice(None), "passed_on_minor")
    return total


@whole_frames
@given(portfolios(), questions(filtered=False))
def test_projects_and_ledger_rows_in_the_total_add_up_to_the_headline(
    words: APortfolio, asked: ViewParams
) -> None:
    view = a_view(words.contents(), asked)
    frames, total = frames_of(view), headline.headline(view).amounts
    projects, ledger = frames.projects(), frames.ledger()
    assert sums(projects[projects["in_total"]]) == recorded(total)

    def added(stage: str) -> int:
        own = ledger["in_total"] & (ledger["stage"] == stage)
        return amounts_of(ledger, own, "converted_minor") - amounts_of(
            ledger, own, "passed_on_minor"
        )

    assert disbursed(ledger) == total.paid
    if total.requirement is not None:
        assert added("requirement") == total.requirement
    if total.spent is not None:
        assert added("expenditure") == total.spent


def test_a_disbursement_taken_back_twice_adds_nothing() -> None:
    funder, taken_back = partner("A"), partner("A").disburses("-100 EUR").correcting("paid")
    rows = (
        funder.disburses("100 EUR").called("paid"),
        taken_back.called("1"),
        taken_back.called("2"),
    )
    view = a_view(a_portfolio(a_project("P").receiving(*rows)).contents(), question())
    ledger = frames_of(view).ledger()
    assert amounts_of(ledger, ledger["in_total"], "converted_minor") == -100_00
    assert disbursed(ledger) == 0 == headline.headline(view).amounts.paid


@whole_frames
@given(portfolios(), questions())
def test_milestones_and_what_became_of_promises_are_framed_as_measured(
    words: APortfolio, asked: ViewParams
) -> None:
    view = a_view(words.contents(), asked)
    frames = frames_of(view)
    found, overall = frames.milestones(), progress.overall(view)
    assert len(found) == overall.milestones
    assert int((found["state"] == "done").sum()) == overall.milestones_done
    assert int((found["days_late"] > 0).sum()) == overall.milestones_late
    assert int(found["weight"].sum()) == overall.total
    kept = frames.delivery()
    for line in delivery.delivery(view):
        own = kept[kept["funder"] == line.funder]
        for name, (_, field, is_recorded) in DELIVERY_LINES.items():
            recorded_sum = getattr(line.amounts, field) if is_recorded(line) else 0
            assert amounts_of(own, own["line"] == name, "amount_minor") == recorded_sum, name


@whole_frames
@given(portfolios(), questions())
def test_every_frame_has_exactly_its_columns_in_exact_types(
    words: APortfolio, asked: ViewParams
) -> None:
    for name, found in every(frames_of(a_view(words.contents(), asked))).items():
        assert tuple(found.columns) == COLUMNS[name.split()[0]], name
        if name == "milestones":
            continue
        for column in found.columns:
            if column.endswith("_minor"):
                assert str(found[column].dtype) == "Int64", (name, column)
        for minor, amount, currency in zip(
            found["amount_minor"], found["amount"], found["currency"], strict=True
        ):
            assert (minor is pd.NA) == (amount is None)
            if amount is not None:
                assert isinstance(amount, Decimal)
                assert amount == Money(int(minor), currency).decimal()
                assert -amount.as_tuple().exponent == exponent(currency)  # type: ignore[operator]


@whole_frames
@given(hidden.pairs(), questions())
def test_a_public_readers_frames_hold_nothing_that_is_hidden(
    pair: hidden.Pair, asked: ViewParams
) -> None:
    asked = replace(
        asked,
        scope=Visibility(portfolio=asked.scope.portfolio),
        filters=replace(asked.filters, funders=frozenset()),
    )
    alone, beside = a_view(pair.public, asked), a_view(pair.whole, asked)
    if asked.currency not in visibility.currencies(alone) | {"EUR"}:
        return
    mine, theirs = every(frames_of(alone, PUBLIC)), every(frames_of(beside, PUBLIC))
    for name, found in theirs.items():
        # The numbers of rows are the store's, which gives hidden rows numbers too.
        own, whole = (
            one.drop(columns="row") if name == "ledger" else one for one in (mine[name], found)
        )
        pd.testing.assert_frame_equal(own, whole, obj=name)
        assert not (whole.astype(str) == hidden.SECRET).any(axis=None), name


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (PUBLIC, question(scope=Visibility(published_only=False))),
        (PUBLIC, question(scope=Visibility(confidences=frozenset(Verification)))),
        (PUBLIC, question(funders={"SECRET"})),
        (Principal("d", UserRole.DONOR, 1, "A"), question(funders={"SECRET"})),
    ],
)
def test_a_question_the_reader_may_not_ask_is_refused(who: Principal, asked: ViewParams) -> None:
    view = a_view(APortfolio().contents(), asked)
    with pytest.raises(UnknownFilter):
        frames_of(view, who)
    frames_of(view, STAFF)


def test_a_currency_without_rate_or_public_row_is_none() -> None:
    with pytest.raises(UnknownCurrency):
        frames_of(a_view(APortfolio().contents(), question(currency="TND")), PUBLIC)


def test_a_breakdown_that_does_not_exist_is_refused() -> None:
    frames = frames_of(a_view(APortfolio().contents(), question()))
    with pytest.raises(UnknownFilter):
        frames.breakdown("planet")
    with pytest.raises(UnknownFilter):
        frames.crossing("country", "funder")


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_of_the_language(language: str) -> None:
    words = Translator(language)
    found = frames_of(a_view(APortfolio().contents(), question()), language=language).figures()
    assert set(found["band_label"]) == {words(f"band.{band.word}") for band in Band}
    assert list(found["figure_label"])[:12] == [words(f"figure.{figure}") for figure in Figure]
