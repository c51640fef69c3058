"""Every name of a country, funder or clause leads to its page, with the view; others stay text."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio.domain.params import PUBLIC
from portfolio.measures import entries, lists, visibility
from portfolio.measures.figures import ProjectLine
from portfolio.present.html import esc
from portfolio.services import working
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

PROJECT = "ILL-02"
VIEW = {"currency": "USD", "as_of": "2014-03-31"}


def part(said: str, start: str, end: str = "</table>") -> str:
    """The HTML from a mark to the end after it."""
    at = said.index(start)
    return said[at : said.index(end, at)]


def keys(said: str, page: str) -> set[str]:
    """What the links to a page are about."""
    hrefs = (unescape(href) for href in re.findall(f'href="(/{page}\\?[^"]*)"', said))
    name = "clause_shown" if page == "declaration" else page
    return {key for href in hrefs for key in parse_qs(urlsplit(href).query).get(name, [])}


def a_line(demonstration: LivePortfolio, identifier: str) -> ProjectLine:
    view = demonstration.view(demonstration.default_question())
    return next(
        line for line in lists.lines(view, lists.everywhere(view)) if line.identifier == identifier
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_the_list_of_projects_lead_to_their_pages(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    view = demonstration.view(demonstration.default_question())
    row = part(html(page("projects", language, search=PROJECT)), f">{PROJECT}<", "</tr>")
    assert keys(row, "funder") == set(entries.funders_of(view, PROJECT))
    line = a_line(demonstration, PROJECT)
    assert keys(row, "declaration") == {str(number) for number in line.clauses}
    assert keys(row, "country") >= set(line.countries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_on_the_page_of_a_project_lead_to_their_pages(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    said, words = html(page("projects", language, project=PROJECT)), Translator(language)
    question = demonstration.default_question()
    project = working.project(demonstration, PROJECT, question, PUBLIC)
    funding = visibility.giving_funders(demonstration.view(question))
    people = part(said, f"<dt>{esc(words('projects.participants'))}</dt>", "</dd>")
    assert keys(people, "funder") == funding & {one.organisation for one in project.participants}
    assert keys(people, "country") == {one.country for one in project.participants if one.country}
    names = demonstration.labels.organisations
    given = {
        names[number].identifier
        for flow in project.flows
        for number in (flow.provider_id, flow.receiver_id)
        if number is not None
    }
    assert keys(part(said, "rp-ledger"), "funder") == funding & given
    history = part(said, "rp-history")
    assert keys(history, "funder")
    assert keys(history, "country")
    assert keys(history, "declaration")


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_funders_in_an_explanation_lead_to_their_pages(page: Open, language: str) -> None:
    whole = html(page("summary", language, explain="secured"))
    assert len(keys(whole, "funder") - keys(html(page("summary", language)), "funder")) > 2
    project = html(page("projects", language, project=PROJECT, explain="secured"))
    assert keys(project[project.rindex("<thead>") :], "funder")


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_funders_and_projects_in_the_facts_of_a_clause_lead_to_their_pages(
    page: Open, language: str
) -> None:
    facts = part(html(page("declaration", language, clause_shown="3")), 'class="rp-facts"', "</dl>")
    assert keys(facts, "funder")
    assert keys(facts, "projects") or 'href="/projects?project=' in facts


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_and_countries_of_what_closes_most_lead_to_their_pages(
    page: Open, language: str
) -> None:
    closing = part(html(page("gaps", language)), "rp-closing")
    assert keys(closing, "country")
    assert keys(closing, "declaration")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_implementer_that_funds_nothing_stays_text(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    view = demonstration.view(demonstration.default_question())
    every = lists.lines(view, lists.everywhere(view))
    funding = visibility.giving_funders(view)
    alone = next(one for one in every if one.implementer and one.implementer not in funding)
    said = html(page("projects", language, project=alone.identifier))
    name = demonstration.labels.organisations
    labels = next(one for one in name.values() if one.identifier == alone.implementer)
    assert esc(Translator(language).choose(labels.names)) in said
    assert alone.implementer not in keys(said, "funder")
    as_funder = html(page("funder", language, funder=alone.implementer or ""))
    assert Translator(language)("empty.subject.next") in unescape(as_funder)


@pytest.mark.usefixtures("demonstration")
def test_a_funder_in_the_rows_on_the_desk_of_the_secretariat_leads_to_its_page(page: Open) -> None:
    desk = html(page("desk", as_role="secretary"))
    assert keys(desk, "funder")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("projects", {}),
        ("projects", {"project": PROJECT}),
        ("declaration", {"clause_shown": "3"}),
        ("gaps", {}),
        ("funders", {}),
        ("summary", {"explain": "secured"}),
    ],
)
def test_every_link_of_a_name_keeps_the_view(
    demonstration: LivePortfolio, page: Open, name: str, query: dict[str, str]
) -> None:
    said = html(page(name, "fr", **query, **VIEW))
    question = replace(demonstration.default_question())
    assert question.currency != VIEW["currency"]
    hrefs = [unescape(href) for href in re.findall(r'href="(/(?:country|funder)\?[^"]*)"', said)]
    assert hrefs
    for href in hrefs:
        asked = parse_qs(urlsplit(href).query)
        assert {key: asked.get(key) for key in ("lang", *VIEW)} == {
            "lang": ["fr"],
            **{key: [value] for key, value in VIEW.items()},
        }, href


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("gaps", {"country", "declaration"}),
        ("funders", {"funder", "declaration"}),
        ("summary", {"country"}),
    ],
)
@pytest.mark.usefixtures("demonstration")
def test_names_in_the_sentence_over_a_chart_lead_to_their_pages(
    page: Open, language: str, name: str, axes: set[str]
) -> None:
    said = html(page(name, language))
    sentences = re.findall(r'<p class="rp-takeaway">(.*?)</p>', said)
    found = {axis for axis in axes for sentence in sentences if keys(sentence, axis)}
    assert found == axes
    assert all("\ue000" not in sentence and "&lt;" not in sentence for sentence in sentences)
