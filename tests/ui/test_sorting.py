"""Tables in the order an address asks for: the same with the same address, told where it is none."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio.charts import CHARTS
from portfolio.measures import lists
from portfolio.measures.figures import Figure
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import lists as ui_lists
from portfolio.ui import sorting
from tests.ui.conftest import Open, html

ROW = re.compile(r'<tr><th scope="row">.*?<bdi>([A-Z0-9-]+)</bdi>')
HEAD = re.compile(r'<th scope="col"[^>]*?>.*?</th>')


def identifiers(said: str) -> list[str]:
    return ROW.findall(said)


def heads(said: str) -> list[str]:
    return HEAD.findall(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_projects_begins_with_the_greatest_gap(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    view = demonstration.view(demonstration.default_question())
    lines = lists.lines(view, lists.listed_projects(view))
    gaps = {line.identifier: lists.known_amount(line, Figure.GAP) for line in lines}
    said = html(page("projects", language))
    found = [gaps[one] for one in identifiers(said)]
    known = [gap for gap in found if gap is not None]
    assert known == sorted(known, reverse=True)
    assert found == [*known, *[None] * (len(found) - len(known))]
    second = heads(said)[1]
    assert 'aria-sort="descending"' in second
    assert Translator(language)("figure.gap.short") in second


@pytest.mark.parametrize(
    "column",
    ["title", "gap", "funders", "clauses", "requirement", "covered", "coverage", "beneficiaries"],
)
def test_every_column_of_projects_sorts_both_ways_and_says_so(
    demonstration: LivePortfolio, page: Open, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui_lists, "ROWS", 50)  # all of them on one page
    up, down = (html(page("projects", sort=f"projects:{sign}{column}")) for sign in ("", "-"))
    assert up.count('aria-sort="ascending"') == down.count('aria-sort="descending"') == 1
    assert sorted(identifiers(up)) == sorted(identifiers(down))
    assert identifiers(up) != identifiers(down)


@pytest.mark.usefixtures("demonstration")
def test_a_head_leads_to_the_order_it_names_and_keeps_the_view(page: Open) -> None:
    said = html(page("projects", "fr", currency="USD", search="frontières"))
    link = re.search(r'id="sort-head-projects-title"', said)
    assert link is not None
    head = next(one for one in heads(said) if "sort-head-projects-title" in one)
    href = unescape(re.findall(r'href="([^"]*)"', head)[0])
    assert href.startswith("/projects?")
    for part in ("currency=USD", "search=fronti", "lang=fr", "sort=projects%3Atitle"):
        assert part in href


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("word", ["nonsense", "nonsense:gap", "projects:nonsense"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_there_is_not_is_told_and_the_usual_one_shown(
    page: Open, word: str, language: str
) -> None:
    said, usual = html(page("projects", language, sort=word)), html(page("projects", language))
    assert said.count('role="alert"') == 1
    assert word in said
    assert identifiers(said) == identifiers(usual)


def test_pages_of_a_sorted_list_follow_each_other(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui_lists, "ROWS", 50)
    whole = identifiers(html(page("projects", sort="projects:title")))
    monkeypatch.setattr(ui_lists, "ROWS", 20)
    pages = [html(page("projects", sort="projects:title", page=str(n))) for n in (1, 2)]
    assert [one for said in pages for one in identifiers(said)] == whole


EVERYWHERE: tuple[tuple[str, str | None, dict[str, str]], ...] = (
    ("summary", None, {}),
    ("declaration", None, {"clause_shown": "3"}),
    ("gaps", None, {"close": "clause"}),
    ("gaps", None, {}),
    ("funders", None, {}),
    ("country", None, {"country": "LY"}),
    ("country", None, {}),
    ("funder", None, {"funder": "ILLUSTRATIVE-A"}),
    ("funder", None, {}),
    ("road", None, {}),
    ("lists", None, {}),
    ("completeness", None, {}),
    ("summary", None, {"band": "context", "portfolio": "record"}),
    ("projects", None, {}),
    ("projects", None, {"project": "ILL-01"}),
    ("projects", None, {"project": "SEAHORSE-MED", "portfolio": "record"}),
    ("administration", "administrator", {"section": "organisations"}),
    ("administration", "administrator", {"section": "countries"}),
    ("administration", "administrator", {"section": "rates"}),
)


def _columns(said: str) -> dict[str, list[str]]:
    """The columns that sort, by table."""
    found: dict[str, list[str]] = {}
    for name in sorting.TABLES:
        start = f'id="sort-head-{name}-'
        keys = re.findall(f'{re.escape(start)}([^"]+)"', said)
        others = [other for other in sorting.TABLES if other.startswith(f"{name}-")]
        keys = [key for key in keys if not any(f"{name}-{key}".startswith(f"{o}-") for o in others)]
        if keys:
            found[name] = keys
    return found


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(("name", "role", "beside"), EVERYWHERE)
def test_every_table_of_every_page_sorts_by_each_of_its_columns(
    page: Open, name: str, role: str | None, beside: dict[str, str]
) -> None:
    shown = [chart.name for chart in CHARTS]
    usual = html(page(name, as_role=role, table=shown, **beside))
    columns = _columns(usual)
    assert columns, name
    for table, keys in columns.items():
        assert len(keys) == len(set(keys)), table
    for at in range(max(map(len, columns.values()))):
        words = [f"{table}:-{keys[at]}" for table, keys in columns.items() if at < len(keys)]
        test = page(name, as_role=role, table=shown, sort=words, **beside)
        assert not test.exception, words
        said = html(test)
        assert 'role="alert"' not in said, words
        assert said.count("<tr") == usual.count("<tr"), words
        for word in words:
            table, key = word.split(":-")
            head = re.search(f'<th scope="col"[^>]*><a [^>]*id="sort-head-{table}-{key}"', said)
            assert head is not None, word
            assert 'aria-sort="descending"' in head[0], word


@pytest.mark.usefixtures("demonstration")
def test_a_head_of_the_page_of_a_clause_leaves_the_address_but_for_its_order(page: Open) -> None:
    said = html(page("declaration", clause_shown="3", currency="USD"))
    (head,) = (one for one in heads(said) if "sort-head-clause-projects-project" in one)
    (href,) = re.findall(r'href="([^"]*)"', head)
    query = parse_qs(urlsplit(unescape(href)).query)
    order = ["clause-projects:project"]
    assert query == {"clause_shown": ["3"], "currency": ["USD"], "lang": ["en"], "sort": order}
