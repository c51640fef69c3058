"""A sheet shows the figures of the measures, the same in three languages, and nothing else."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from portfolio.domain.params import Filters, PortfolioChoice, ViewParams
from portfolio.domain.projects import Band
from portfolio.measures import breakdowns, funders, headline, progress
from portfolio.measures.explain import explain
from portfolio.measures.figures import Amounts, Figure
from portfolio.services.live import LivePortfolio
from portfolio.sheet.typesetting import as_pdf
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.sheet.conftest import MakeSheet
from tests.sheet.reading import decimals_of, pages_of, text_of

FAMILY = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP,
    Figure.DISBURSED_TOWARD_REQUIREMENT,
)
FILTERS: dict[str, dict[str, Any]] = {
    "whole": {},
    "Mali": {"countries": frozenset({"ML"})},
    "Libya": {"countries": frozenset({"LY"})},
    "a funder": {"funders": frozenset({"ILLUSTRATIVE-G"})},
    "a funder that pays": {"funders": frozenset({"ILLUSTRATIVE-A"})},
    **{f"clause {number}": {"clauses": frozenset({number})} for number in range(1, 12)},
    "a selection": {"countries": frozenset({"ML", "NE"}), "clauses": frozenset({2, 6})},
}


def asked(register: LivePortfolio, name: str) -> ViewParams:
    return replace(register.default_question(), filters=Filters(**FILTERS[name]))


def wanted(amounts: Amounts, language: str) -> Counter[str]:
    """The decimals of the position, as the measures give them."""
    words = Translator(language)
    known = (amounts.recorded_amount(figure) for figure in FAMILY)
    return decimals_of(
        " ".join(words.amount(minor, "EUR") for minor in known if minor is not None), language
    )


@pytest.mark.parametrize("name", FILTERS)
def test_the_sheet_of_a_view_shows_its_figures_in_every_language(
    register: LivePortfolio, make_sheet: MakeSheet, name: str
) -> None:
    question = asked(register, name)
    view = register.view(question)
    head, work = headline.headline(view), progress.overall(view)
    read = {}
    sheets = {language: make_sheet(question, language) for language in LANGUAGES}
    for language, content in sheets.items():
        pdf = as_pdf(content, sheets.values())
        assert pages_of(pdf) == 1
        read[language] = decimals_of(text_of(pdf), language)
        missing = wanted(head.amounts, language) - read[language]
        assert not missing, (language, missing)
        shares = [work.share_done, work.share_planned] if work.total else []
        words = Translator(language)
        told = decimals_of(
            " ".join(words.share(part) for part in shares if part is not None), language
        )
        assert not told - read[language], (language, told)
    assert read["en"] == read["fr"] == read["ar"]


@pytest.mark.parametrize("portfolio", PortfolioChoice)
@pytest.mark.parametrize("band", Band)
def test_each_band_of_each_portfolio_has_one_page(
    register: LivePortfolio, make_sheet: MakeSheet, portfolio: PortfolioChoice, band: Band
) -> None:
    question = replace(register.default_question(portfolio), band=band)
    read = {}
    sheets = {language: make_sheet(question, language) for language in LANGUAGES}
    for language, content in sheets.items():
        pdf = as_pdf(content, sheets.values())
        assert pages_of(pdf) == 1
        read[language] = decimals_of(text_of(pdf), language)
    assert read["en"] == read["fr"] == read["ar"]


def test_every_project_has_a_sheet_with_the_figures_explain_gives(
    register: LivePortfolio, make_sheet: MakeSheet
) -> None:
    question = register.default_question()
    view = register.view(question)
    for identifier in ("ILL-02", "ILL-22", "ILL-36", "ILL-10"):
        pdf = as_pdf(make_sheet(question, "en", identifier))
        assert pages_of(pdf) == 1
        read = decimals_of(text_of(pdf), "en")
        for figure in (Figure.REQUIREMENT, Figure.GAP, Figure.GAP_AFTER_PLEDGES):
            found = explain(view, figure, project=identifier)
            told = decimals_of(Translator("en").amount(found.total, "EUR"), "en")
            assert not told - read, (identifier, figure)


def test_the_asks_are_the_greatest_of_the_pages(
    register: LivePortfolio, make_sheet: MakeSheet
) -> None:
    question, words = register.default_question(), Translator("en")
    view = register.view(question)
    content = make_sheet(question)
    pledging = max(
        breakdowns.split(view, "funder").lines, key=lambda row: row.amounts.pledged_toward_gap or 0
    )
    told = "".join(piece for piece, _ in content.asks[0].text)
    assert words.amount(pledging.amounts.pledged_toward_gap, "EUR") in told
    oldest = max(
        line.age_days for line in funders.pledges(view) if line.open and line.funder == pledging.key
    )
    assert f"{oldest} days" in told
    missing = headline.headline(view).amounts.gap_after_pledges or 0
    together = "".join(piece for piece, _ in content.asks[1].text)
    assert len(content.asks[1].rows) == 3
    share = words.share(Fraction(2311148989, missing))
    assert share in together
    late = [line for line in progress.milestones(view) if line.days_late]
    assert late
    assert content.asks[2].title == words("sheet.ask.late")


def test_an_ask_without_anything_to_ask_is_left_out(
    register: LivePortfolio, make_sheet: MakeSheet
) -> None:
    record = register.default_question(PortfolioChoice.RECORD)
    titles = [ask.title for ask in make_sheet(record).asks]
    words = Translator("en")
    assert words("sheet.ask.pledge") not in titles  # the record knows no pledge
    assert words("sheet.ask.shortfall") in titles


def test_the_same_view_is_the_same_file(register: LivePortfolio, make_sheet: MakeSheet) -> None:
    question = register.default_question()
    assert as_pdf(make_sheet(question, "ar")) == as_pdf(make_sheet(question, "ar"))


def test_the_address_leads_to_the_same_view(register: LivePortfolio, make_sheet: MakeSheet) -> None:
    question = asked(register, "Mali")
    address = make_sheet(question, "fr").footer.address
    assert address.startswith("https://portfolio.example/")
    assert "country=ML" in address
    assert "as_of=2014-06-30" in address
    assert address.endswith("lang=fr")


def test_a_sheet_is_tagged_in_its_language(register: LivePortfolio, make_sheet: MakeSheet) -> None:
    pdf = as_pdf(make_sheet(register.default_question(), "ar"))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(ar)" in pdf.replace(b" ", b"")
    assert b"pdfuaid" in pdf  # it met the checks of PDF/UA


def test_nothing_is_asked_of_context(register: LivePortfolio, make_sheet: MakeSheet) -> None:
    question = replace(register.default_question(PortfolioChoice.RECORD), band=Band.CONTEXT)
    content, words = make_sheet(question), Translator("en")
    assert content.asks == ()
    assert content.far.lines == ()
    assert content.far.title == words("conference.name")
    assert content.marks[-1][0] == words("band.context")
