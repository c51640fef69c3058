"""The report of a view holds what the measures hold: rows and others add up, the late are the latest."""

from collections import Counter
from dataclasses import replace

from hypothesis import given

from portfolio.domain.params import Filters, RecordedState, ViewParams
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, delivery, funders, headline, lists, progress
from portfolio.measures.figures import Amounts, Figure
from portfolio.measures.report import LATE, PledgeAsk, ShortfallAsk, report
from portfolio.present.format import Formatter
from portfolio.sheet import qr
from portfolio.sheet.tables import shown_figures, tables
from portfolio.sheet.typesetting import as_pdf
from portfolio.sheet.wording import Edition, content
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.build import APortfolio, a_portfolio
from tests.building.effort import few_sheets
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import POSTS, A
from tests.measures.reckonings import Measured
from tests.sheet.reading import decimals_of, pages_of, text_of
from tests.sheet.test_figures import FAMILY

ABSENT = {
    Translator("en").absent(state) for state in RecordedState if state is not RecordedState.RECORDED
}


def edition(view: View) -> Edition:
    return Edition((), "https://portfolio.example/", qr.drawing("x"), "source", "", ())


def position(amounts: Amounts, language: str, currency: str) -> Counter[str]:
    """Decimals of the position as the measures give them."""
    words = Translator(language)
    known = (amounts.recorded_amount(figure) for figure in FAMILY)
    told = (words.amount(minor, currency) for minor in known if minor is not None)
    return decimals_of(" ".join(told), language)


@given(portfolios(), questions())
def test_rows_and_others_of_a_table_add_up_to_the_total(
    portfolio: APortfolio, question: ViewParams
) -> None:
    view = Measured(portfolio.contents(), question).view
    for part in report(view).parts:
        total = breakdowns.split(view, part.axis).total
        for figure in Figure:
            rows = [row.amounts.of(figure) for row in (*part.rows, *part.others)]
            everything = [row.amounts.of(figure) for row in breakdowns.split(view, part.axis).lines]
            assert sum(filter(None, rows)) == sum(filter(None, everything)) or figure not in (
                Figure.REQUIREMENT,
                Figure.COVERED,
                Figure.PLEDGED_TOWARD_GAP,
                Figure.GAP_AFTER_PLEDGES,
            )
        assert part.total == total


@given(portfolios(), questions())
def test_asks_are_the_greatest_and_lack_nothing(
    portfolio: APortfolio, question: ViewParams
) -> None:
    view = Measured(portfolio.contents(), question).view
    found, head = report(view), headline.headline(view)
    asks = {type(ask): ask for ask in found.asks}
    pledge = asks.get(PledgeAsk)
    if isinstance(pledge, PledgeAsk):
        assert 0 < pledge.amount_minor <= pledge.total_minor
        assert pledge.oldest_days is not None
    shortfall = asks.get(ShortfallAsk)
    missing = head.amounts.recorded_amount(Figure.GAP_AFTER_PLEDGES)
    assert (shortfall is not None) == bool(missing)
    if isinstance(shortfall, ShortfallAsk):
        listed = {
            line.identifier: line.amounts.gap_after_pledges or 0
            for line in lists.lines(view, lists.everywhere(view))
            if line.band is question.band
        }
        greatest = sorted(listed.values(), reverse=True)[: len(shortfall.projects)]
        assert [minor for _, minor in shortfall.projects] == greatest
        assert all(listed[identifier] == minor for identifier, minor in shortfall.projects)


@given(portfolios(), questions())
def test_the_late_and_the_next_are_those_of_the_whole_list(
    portfolio: APortfolio, question: ViewParams
) -> None:
    view = Measured(portfolio.contents(), question).view
    every = progress.milestones(view)
    assert report(view).late == tuple(line for line in every if line.days_late)[:LATE]
    ahead = [line for line in every if not line.days_late and line.state.name == "PLANNED"]
    assert report(view).upcoming == (min(ahead, key=lambda line: line.due) if ahead else None)


@given(portfolios(), questions())
def test_what_no_other_row_records_is_no_zero_on_a_sheet(
    portfolio: APortfolio, question: ViewParams
) -> None:
    found = report(Measured(portfolio.contents(), question).view)
    reader = Formatter(Translator("en"), question.currency)
    for part, table in zip(
        (part for part in found.parts if part.rows),
        tables(replace(found, delivery=None), reader, 100),
        strict=True,
    ):
        figures = shown_figures(found, part.axis)
        for shown, cells in enumerate(table.more):
            rest = (*part.rows[shown:], *part.others)
            for figure, cell in zip(figures, cells[1:], strict=False):
                known = [row.amounts.recorded_amount(figure) for row in rest]
                if all(minor is None for minor in known):
                    assert cell in ABSENT, (part.axis, figure)
                else:
                    sums = sum(minor or 0 for minor in known)
                    assert cell == reader.words.in_unit(sums, 100, question.currency)


@given(portfolios(), questions())
def test_a_pledge_without_a_disbursement_is_open(
    portfolio: APortfolio, question: ViewParams
) -> None:
    view = Measured(portfolio.contents(), question).view
    found = report(view).undisbursed_pledges
    open_pairs = {
        (line.project, line.funder): line.open for line in funders.pledges(view) if line.open
    }
    disbursing = {
        (line.project, line.funder)
        for funder in {funder for _, funder in open_pairs}
        for line in delivery.of_funder(view, funder)
        if line.has_payment
    }
    expected = {pair: minor for pair, minor in open_pairs.items() if pair not in disbursing}
    if view.cells.keeps_all:
        assert found.count == len(expected)
        assert found.total_minor == sum(minor or 0 for minor in expected.values())
    # A filter by clause, country or priority leaves the part of each that it leaves of all figures.
    assert found.total_minor <= (headline.headline(view).amounts.pledged_open or 0)
    for row in found.rows:
        assert 0 < row.amount_minor <= (expected[row.project, row.funder] or 0)
    days = [row.age_days for row in found.rows]
    assert days == sorted(days, reverse=True)


@few_sheets
@given(portfolios(), questions())
def test_a_nasty_portfolio_has_one_page_with_equal_figures(
    portfolio: APortfolio, question: ViewParams
) -> None:
    view = Measured(portfolio.contents(), question).view
    found = report(view)
    read = {}
    sheets = {
        language: content(
            found, view, Formatter(Translator(language), question.currency), edition(view)
        )
        for language in LANGUAGES
    }
    for language, one in sheets.items():
        pdf = as_pdf(one, sheets.values())
        assert pages_of(pdf) == 1
        read[language] = decimals_of(text_of(pdf), language)
        if found.amounts.recorded_amount(Figure.REQUIREMENT):
            told = position(found.amounts, language, question.currency)
            assert not told - read[language], (language, told - read[language])
    assert read["en"] == read["fr"] == read["ar"]


def test_a_sheet_of_a_country_shows_its_part_of_an_open_pledge() -> None:
    words = a_portfolio(
        POSTS.in_country("TD", "60%").in_country("NE", "40%").receiving(A.pledges("1000 EUR"))
    )
    filters = Filters(countries=frozenset(("NE",)))
    found = report(Measured(words.contents(), replace(question(), filters=filters)).view)
    assert found.undisbursed_pledges.total_minor == 400_00
    assert [row.amount_minor for row in found.undisbursed_pledges.rows] == [400_00]
    assert found.amounts.pledged_open == 400_00
