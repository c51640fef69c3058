"""The page of one funder: its promises first, and what is no funder to its reader."""

import re
from dataclasses import replace
from html import unescape

import pytest

from portfolio.domain.params import PortfolioChoice
from portfolio.measures import breakdowns, visibility
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

ENGLISH = Translator("en")


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_funder_has_its_promises_what_it_funds_and_what_is_missing_near_it(
    page: Open, language: str
) -> None:
    said, words = html(page("funder", language, funder="ILLUSTRATIVE-A")), Translator(language)
    for key in ("delivery.title", "funder.by_country", "funder.nearby", "latest.title"):
        assert esc(words(key)) in said, key
    assert re.search(r'href="/country\?country=[A-Z]{2}&amp;', said)
    assert 'href="/declaration?clause_shown=' in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_funder_its_reader_may_not_see_is_no_page_as_one_that_does_not_exist(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    default = demonstration.default_question()
    view = demonstration.view(default)
    scope = replace(default.scope, portfolio=PortfolioChoice.RECORD)
    other = demonstration.view(replace(default, scope=scope))
    hidden = next(
        organisation.identifier
        for organisation in demonstration.labels.organisations.values()
        if organisation.identifier not in visibility.funders(view) | visibility.funders(other)
    )

    def shown(funder: str) -> str:
        said = html(page("funder", language, funder=funder))
        return re.sub(r'(href|action)="[^"]*"', "", said)

    assert Translator(language)("empty.nowhere") in unescape(shown(hidden))
    assert shown(hidden) == shown("NO-SUCH-FUNDER")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_funder_without_anything_in_the_view_says_what_to_do(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    default = demonstration.default_question()
    filters = replace(default.filters, funders=frozenset({"ILLUSTRATIVE-G"}))
    own = demonstration.view(replace(default, filters=filters))
    funded = {line.key for line in breakdowns.split(own, "country").lines}
    every = breakdowns.split(demonstration.view(default), "country").lines
    country = next(line.key for line in every if line.key not in funded)
    test = page("funder", language, funder="ILLUSTRATIVE-G", country=country)
    said, words = unescape(html(test)), Translator(language)
    assert words("empty.subject.next") in said
    assert words("nav.funder.all") in said
    name = re.search(r"<h1>([^<]+)</h1>", said)
    assert name is not None
    assert words("empty.subject.alone", name=name[1]) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_of_one_bar_gives_way_to_what_comes_next(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, default = Translator(language), demonstration.default_question()
    assert len(breakdowns.split(demonstration.view(default), "clause").lines) > 1
    assert esc(words("chart.clauses.title")) in html(page("country", language, country="ML"))
    alone = html(page("country", language, country="ML", clause="6"))
    assert esc(words("chart.clauses.title")) not in alone
    assert esc(words("cards.next")) in alone


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_funder_of_the_record_alone_says_so_in_the_example_and_leads_there(
    page: Open, language: str
) -> None:
    said, words = html(page("funder", language, funder="XM-DAC-5")), Translator(language)
    name = re.search(r"<h1>([^<]+)</h1>", said)
    assert name is not None
    assert esc(words("empty.elsewhere.example", name=unescape(name[1]))) in said
    assert 'href="/funder?funder=XM-DAC-5&amp;portfolio=record' in said
    there = html(page("funder", language, funder="XM-DAC-5", portfolio="record"))
    assert f"<h1>{name[1]}</h1>" in there


@pytest.mark.usefixtures("demonstration")
def test_several_funders_of_the_record_are_no_one_page(page: Open) -> None:
    said = html(page("funder", "en", funder=["XM-DAC-5", "NO-SUCH"]))
    assert 'href="/funder?funder=XM-DAC-5&amp;portfolio=record' in said


@pytest.mark.usefixtures("demonstration")
def test_a_project_of_the_record_says_so_in_the_example(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("projects", "en", project="EUBAM-LY"))
    title = demonstration.labels.projects[demonstration.portfolio().ids["EUBAM-LY"]].titles["en"]
    link = re.search(
        rf'<a href="([^"]*)"[^>]*>{re.escape(esc(ENGLISH("empty.elsewhere.to_record", name=title)))}</a>',
        said,
    )
    assert link is not None
    assert {"portfolio=record", "project=EUBAM-LY"} <= set(re.split(r"[?&;]|amp;", link[1]))
    assert "rp-problem" not in said


@pytest.mark.usefixtures("demonstration")
def test_a_country_empty_in_the_example_leads_to_its_record(page: Open) -> None:
    said = html(page("country", "en", country="CY"))
    there = html(page("country", "en", country="CY", portfolio="record"))
    is_recorded = ENGLISH("empty.subject.next") not in there
    label = ENGLISH("empty.elsewhere.to_record", name="Cyprus")
    assert (label in said) is is_recorded


@pytest.mark.usefixtures("demonstration")
def test_a_funder_of_the_example_is_no_page_in_the_record(page: Open) -> None:
    said = html(page("funder", "en", funder="ILLUSTRATIVE-A", portfolio="record"))
    nobody = html(page("funder", "en", funder="NO-SUCH", portfolio="record"))
    assert "Page not found" in said
    assert said.replace("ILLUSTRATIVE-A", "NO-SUCH") == nobody
