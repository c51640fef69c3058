"""Tables in the order an address asks for: the same with the same address, told where it is none."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio.charts import CHARTS
from portfolio.domain.params import UserRole
from portfolio.measures import lists
from portfolio.measures.figures import Figure
from portfolio.services import drafts
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import lists as ui_lists
from portfolio.ui import sorting
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing

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
    ("administration", "administrator", {"section": "history"}),
    ("summary", None, {"explain": "gap"}),
    ("projects", None, {"project": "ILL-07", "explain": "gap"}),
    ("projects", "secretary", {"project": "ILL-07"}),
    ("funders", None, {"portfolio": "record"}),
    ("declaration", None, {"clause_shown": "9"}),
    ("quality", "secretary", {"rule": "milestone_overdue"}),
    ("quality", "secretary", {"rule": "no_office", "portfolio": "record"}),
)
WITHOUT_TABLES: tuple[tuple[str, str | None, dict[str, str]], ...] = (
    ("declaration", None, {}),
    ("method", None, {}),
    ("quality", "secretary", {}),
    ("review", "reviewer", {}),
    *(("desk", role, {}) for role in ("secretary", "donor", "reviewer", "administrator")),
    ("record", "secretary", {"project": "ILL-07"}),
    ("administration", "administrator", {"section": "people"}),
    ("administration", "administrator", {"section": "periods"}),
    ("administration", "administrator", {"section": "conference"}),
)
# Tables and columns in one order alone: a class, or a class and the key of the head, and why.
ONE_ORDER = {
    "rp-road": "months are in their order, and each clause is a line of time",
    "rp-preamble": "sentences of the Declaration, in three languages beside each other",
    "rp-effect": "a requirement and its parts, which add up in this order",
    "rp-with-and-without": "two rows: the whole, and the part that border security is",
    ("rp-findings", "quality.column.mend"): "one link for all rows",
}


def _columns(said: str) -> dict[str, list[str]]:
    """The columns that sort, by table."""
    found: dict[str, list[str]] = {}
    several = re.findall(rf"sort-head-((?:{'|'.join(sorting.NUMBERED)})-[0-9]+)-", said)
    for name in {*sorting.TABLES, *several}:
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
@pytest.mark.parametrize(("name", "role", "beside"), [*EVERYWHERE, *WITHOUT_TABLES])
def test_no_table_has_a_head_that_does_not_sort(
    page: Open, name: str, role: str | None, beside: dict[str, str]
) -> None:
    said = html(page(name, as_role=role, table=[chart.name for chart in CHARTS], **beside))
    _all_heads_sort(said)


def _all_heads_sort(said: str) -> None:
    words = Translator("en")
    for table in re.findall(r"<table.*?</table>", said, re.DOTALL):
        classes = set(re.split(r'[ "]', re.findall(r"<table[^>]*>", table)[0]))
        one_order = {
            words(key[1]) for key in ONE_ORDER if isinstance(key, tuple) and key[0] in classes
        }
        if classes & {key for key in ONE_ORDER if isinstance(key, str)}:
            continue
        found = heads(table)
        assert found, table[:200]
        assert [one for one in found if "sort-head-" not in one] == [
            one for one in found if any(f">{label}<" in one for label in one_order)
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_differences_in_a_review_sort_by_each_of_their_columns(
    writing: Writing, page: Open, language: str
) -> None:
    project, who = writing.published("Before"), writing.people[UserRole.SECRETARY]
    draft = drafts.open_draft(writing.register, who, project, token="change")
    changed = {**draft.document, "titles": {"en": "After"}, "contact_office": "Joint posts"}
    changed["effective"] = "2014-03-01"
    writing.submit(drafts.save_draft(writing.register, who, draft.id, changed, draft_seen=draft))
    asked = {"as_role": "reviewer", "draft": str(draft.id)}
    usual = html(page("review", **asked))
    _all_heads_sort(usual)
    for key in ("field", "before", "after"):
        up, down = (
            html(page("review", language, sort=f"typed-{draft.id}:{sign}{key}", **asked))
            for sign in ("", "-")
        )
        rows = [re.findall(r"<tr>.*?</tr>", _table_of(said, "rp-changes")) for said in (up, down)]
        assert sorted(rows[0]) == sorted(rows[1])
        assert rows[0] != rows[1], key


def _table_of(said: str, class_: str) -> str:
    (found,) = (one for one in re.findall(r"<table.*?</table>", said, re.DOTALL) if class_ in one)
    return str(found).partition("</thead>")[2]


def test_findings_of_a_rule_are_sorted_before_they_are_cut_into_pages(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"as_role": "secretary", "rule": "milestone_overdue", "sort": "findings:project"}
    whole = identifiers(html(page("quality", **asked)))
    monkeypatch.setattr(ui_lists, "ROWS", 2)
    pages = [html(page("quality", page=str(n), **asked)) for n in (1, 2)]
    assert len(whole) > 4
    assert [one for said in pages for one in identifiers(said)] == whole[:4]


@pytest.mark.usefixtures("demonstration")
def test_a_head_of_the_page_of_a_clause_leaves_the_address_but_for_its_order(page: Open) -> None:
    said = html(page("declaration", clause_shown="3", currency="USD"))
    (head,) = (one for one in heads(said) if "sort-head-clause-projects-project" in one)
    (href,) = re.findall(r'href="([^"]*)"', head)
    query = parse_qs(urlsplit(unescape(href)).query)
    order = ["clause-projects:project"]
    assert query == {"clause_shown": ["3"], "currency": ["USD"], "lang": ["en"], "sort": order}
