"""The Projects page: the list, its search and paging, and the page of every project."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatch
from types import SimpleNamespace
from typing import cast

import pytest

from portfolio.domain.params import RecordedState
from portfolio.domain.projects import Project, Source
from portfolio.measures import entries, lists
from portfolio.measures.explain import explain
from portfolio.measures.figures import Figure
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES, catalog
from portfolio.text.words import Translator
from portfolio.ui import badges, explanation
from portfolio.ui import lists as ui_lists
from portfolio.ui.session import Session
from tests.ui.conftest import Open, html
from tests.ui.test_files import read

ENGLISH = Translator("en")
ROW = '<tr><th scope="row"'
Answer = Callable[[str], str]


@pytest.fixture
def answer(demonstration: LivePortfolio, page: Open) -> Answer:
    """What the page says to the reader of an address that names a project."""

    def ask(identifier: str) -> str:
        test = page("projects", project=identifier)
        assert not test.exception
        found = re.findall(r'role="alert">(.*?)</div>', html(test))
        assert len(found) == 1
        return str(found[0]).replace(identifier, "…")

    return ask


def shown(register: LivePortfolio) -> list[str]:
    """Identifiers as the list has them: the greatest gap first, then those without one."""
    view = register.view(register.default_question())
    lines = lists.lines(view, lists.listed_projects(view))
    gaps = {line.identifier: lists.known_amount(line, Figure.GAP) for line in lines}
    return sorted(gaps, key=lambda one: (gaps[one] is None, -(gaps[one] or 0), one))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_project_has_a_page_in_every_language(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, test = Translator(language), page("projects", language)
    for identifier in shown(demonstration):
        test.query_params["project"] = identifier
        test.run()
        assert not test.exception, identifier
        said = html(test)
        assert f'<bdi class="rp-identifier">{identifier}</bdi>' in said
        assert words("projects.history") in said
        assert 'role="alert"' not in said, identifier


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_every_project_with_a_link(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    test = page("projects", language)
    said, every = html(test), shown(demonstration)
    assert Translator(language).count("projects.found", len(every)) in said
    for identifier in every[: ui_lists.ROWS]:
        assert f"/projects?lang={language}&amp;project={identifier}" in said.replace(
            f"project={identifier}&amp;lang={language}", f"lang={language}&amp;project={identifier}"
        )


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that hold fewer rows than the demonstration has projects."""
    monkeypatch.setattr(ui_lists, "ROWS", 20)


@pytest.mark.usefixtures("short_pages")
def test_a_page_of_the_list_holds_so_many_rows_and_the_next_one_the_rest(
    demonstration: LivePortfolio, page: Open
) -> None:
    every = shown(demonstration)
    assert ui_lists.ROWS < len(every) < 2 * ui_lists.ROWS
    first, second = html(page("projects")), html(page("projects", page="2"))
    assert first.count(ROW) == ui_lists.ROWS
    assert second.count(ROW) == len(every) - ui_lists.ROWS
    assert f"<bdi>{every[-1]}</bdi>" in second
    assert f"<bdi>{every[-1]}</bdi>" not in first


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("number", ["0", "-1", "99", "two", "1e3", "٢", "9" * 30])
def test_a_page_there_is_not_gets_a_message_and_the_first_page(
    demonstration: LivePortfolio, page: Open, number: str
) -> None:
    said = html(page("projects", page=number))
    assert said.count('role="alert"') == 1
    assert said.count(ROW) == ui_lists.ROWS


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("seahorse", "SEAHORSE-MED"),
        ("reseau mediterranee", "SEAHORSE-MED"),
        ("سيهورس", "SEAHORSE-MED"),
    ],
)
def test_the_search_of_the_address_narrows_the_list(
    demonstration: LivePortfolio, page: Open, query: str, found: str
) -> None:
    test = page("projects", search=query, portfolio="record")
    assert not test.exception
    said = html(test)
    assert f"<bdi>{found}</bdi>" in said
    assert said.count(ROW) < 5
    assert test.text_input[0].value == query


def test_a_search_is_written_to_the_address(demonstration: LivePortfolio, page: Open) -> None:
    test = page("projects", clause=["5"])
    test.text_input[0].set_value("réseau")
    next(button for button in test.button if button.label == ENGLISH("projects.search.go")).click()
    test.run()
    assert not test.exception
    assert dict(test.query_params) == {"clause": "5", "search": "réseau", "lang": "en"}


def test_a_search_that_finds_nothing_says_what_to_try(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("projects", search="no such thing anywhere"))
    assert ENGLISH("empty.search.next") in said


def test_an_unpublished_project_answers_as_one_that_does_not_exist(answer: Answer) -> None:
    assert answer("ILL-35") == answer("NO-SUCH-PROJECT")


@pytest.mark.parametrize("identifier", ["<b>x</b>", "' OR 1=1 --", "x" * 3000, "../../etc", "🙂"])
def test_an_odd_identifier_gets_a_message_and_the_list(
    demonstration: LivePortfolio, page: Open, identifier: str
) -> None:
    test = page("projects", project=identifier)
    assert not test.exception
    said = html(test)
    assert 'role="alert"' in said
    assert "<b>x</b>" not in said
    assert said.count(ROW) == min(ui_lists.ROWS, len(shown(demonstration)))


def test_missing_figures_are_never_nothing(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("projects", search="ILL-08"))
    row = said[said.index(ROW) :]
    assert row.count(ENGLISH("projects.no_rate")) == 4
    said = html(page("projects", search="DE-AUBP", portfolio="record"))
    row = said[said.index(ROW) :]
    assert row[: row.index("</tr>")].count("rp-unstated") == 4
    assert ">n/a<" not in row


def test_a_project_without_a_rate_names_the_row_that_waits_for_one(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("projects", project="ILL-08"))
    assert ENGLISH.exact(4_200_000_000, "TND") in said
    assert ENGLISH("projects.no_rate") in said
    assert not re.search(r"€\s0", said)


def test_filters_leave_the_page_of_a_project_whole(
    demonstration: LivePortfolio, page: Open
) -> None:
    view = demonstration.view(demonstration.default_question())
    code = view.portfolio.code_of(view.portfolio.ids["ILL-10"])
    line = next(iter(lists.lines(view, lists.listed_projects(view)[:0]))) if code is None else None
    assert line is None
    narrowed = html(page("projects", project="ILL-10", clause=["2"], funder=["ILLUSTRATIVE-A"]))
    whole = html(page("projects", project="ILL-10"))
    amounts = re.compile(r'class="rp-heard">(€[^<]+)<')
    assert amounts.findall(narrowed) == amounts.findall(whole)
    assert ENGLISH("projects.whole") in narrowed
    assert ENGLISH("projects.whole") not in whole


def test_a_figure_opens_the_rows_that_add_up_to_it(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("projects", project="ILL-01")
    offered = [figure for figure in Figure if f"explain-{figure}" in {b.key for b in test.button}]
    assert {Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PAID} <= set(offered)
    for figure in offered:
        test = test.button(key=f"explain-{figure}").click().run()
        assert not test.exception
        assert test.query_params["explain"] in (figure.value, [figure.value])
        assert ENGLISH(f"figure.{figure}.meaning") in html(test)


def test_money_that_is_only_passed_on_stands_on_its_own_line(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("projects", project="ILL-13"))
    assert 'class="rp-internal"' in said
    assert ENGLISH(
        "projects.drawn_from",
        project=demonstration.labels.projects[demonstration.portfolio().ids["ILL-27"]].titles["en"],
    ).replace("’", "’") in said.replace("&#x27;", "'")


def test_a_project_of_the_past_shows_nothing_that_was_recorded_later(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("projects", project="ILL-01", as_of="2014-03-31", known_on="then"))
    _, many = catalog("en").phrases["projects.history.hidden"]
    assert many.format(n="", day="31 March 2014").strip() in said
    history = said[said.index('id="history"') :]
    assert not re.search(r"(Jul|Aug|Sep|Oct|Nov|Dec) 2014</td>", history)


def test_an_exception_of_kind_is_told_from_a_kind_that_follows(
    demonstration: LivePortfolio, page: Open
) -> None:
    assert ENGLISH("projects.kind.exception_reason") in html(page("projects", project="ILL-16"))
    assert ENGLISH("projects.kind.exception_reason") not in html(page("projects", project="ILL-03"))


HOSTILE = '<img src=x onerror="alert(1)">**bold** :red[x] $a$ [x](javascript:alert(2))'


def hostile(project: Project) -> Project:
    """The record of a project in which every free text is an attack."""
    return replace(
        project,
        titles={"en": HOSTILE, "ar": HOSTILE},
        summaries={"en": HOSTILE},
        objective=HOSTILE,
        place=HOSTILE,
        notes=HOSTILE,
        kind_reason=HOSTILE,
        contact_office=HOSTILE,
        contact_address=HOSTILE,
        contact_email=HOSTILE,
        statuses=tuple(replace(entry, source=HOSTILE) for entry in project.statuses),
        share_sets=tuple(replace(entry, reason=HOSTILE) for entry in project.share_sets),
        budgets=tuple(replace(entry, source=HOSTILE) for entry in project.budgets),
        flows=tuple(
            replace(entry, note=HOSTILE, reference=HOSTILE, source=HOSTILE)
            for entry in project.flows
        ),
        milestones=tuple(replace(entry, titles={"en": HOSTILE}) for entry in project.milestones),
        sources=(
            Source(HOSTILE, "javascript:alert(3)"),
            Source(HOSTILE, 'https://example.org/"onmouseover="alert(4)'),
            Source("", "data:text/html,<script>alert(5)</script>"),
        ),
    )


def test_no_text_of_a_record_is_read_as_markup(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = demonstration.project
    monkeypatch.setattr(demonstration, "project", lambda *given: hostile(asked(*given)))
    test = page("projects", project="ILL-01")
    assert not test.exception
    said = html(test)
    assert "<img" not in said
    assert "<script" not in said
    assert not re.search(r'href="(javascript|data):', said)
    assert not re.search(r'<[^>]*"onmouseover=', said)
    assert not any(HOSTILE in str(element.value) for element in test.markdown)


READS = cast("Session", SimpleNamespace(words=ENGLISH))


def test_only_web_addresses_become_links_that_leave() -> None:
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "ftp://example.org",
        "http://",
    ):
        assert "<a" not in badges.outside(READS, address, "title")
    made = badges.outside(READS, "https://example.org/a?b=1&c=2", "a <b>")
    assert 'rel="noopener noreferrer"' in made
    assert "a &lt;b&gt;" in made
    assert badges.address(READS, "https://a.org/x ; see p. 3 ; http://b.org").count("<a ") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_the_list_holds_every_row_of_the_view(
    demonstration: LivePortfolio,
    page: Open,
    offered: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    """Whatever the page of the list shows: all rows, exact, as the reader's spreadsheet expects."""
    monkeypatch.setattr(ui_lists, "ROWS", 3)
    assert not page("projects", language, page="2").exception
    view = demonstration.view(demonstration.default_question())
    found = lists.lines(view, lists.listed_projects(view))
    lines = sorted(found, key=lambda line: shown(demonstration).index(line.identifier))
    (content,) = [data for name, data in offered.items() if fnmatch(name, "*.csv")]
    words, decimal = Translator(language), "." if language == "en" else ","
    rows = read(content, "," if language == "en" else ";")
    head, body = rows[0], rows[1 : 1 + len(lines)]
    assert [row[0] for row in body] == shown(demonstration)
    assert rows[1 + len(lines)] == []
    for figure in (Figure.SECURED, Figure.PLEDGED_OPEN, Figure.PAID):
        at = head.index(f"{words(f'figure.{figure}')} (EUR)")
        for line, row in zip(lines, body, strict=True):
            if line.amounts.state(figure) is RecordedState.NOT_RECORDED:
                assert row[at] == words("state.not_recorded")
            elif line.convertible:
                assert Decimal(row[at].replace(decimal, ".")) * 100 == line.amounts.of(figure)
            else:
                assert row[at] == words("state.no_rate")


def test_the_file_of_the_list_holds_what_a_donor_asks(
    demonstration: LivePortfolio, page: Open, offered: dict[str, bytes]
) -> None:
    page("projects", search="ILL-01")
    (content,) = [data for name, data in offered.items() if fnmatch(name, "*.csv")]
    head, row = read(content)[:2]
    found = dict(zip(head, row, strict=True))
    view = demonstration.view(demonstration.default_question())
    project = demonstration.project(found["Identifier"], view.question)
    funders = [line.key for line in entries.funders(view, project.identifier)]
    assert funders
    assert found["Funder identifiers"].split(", ") == sorted(funders)
    assert project.start_planned is not None
    assert found["Planned start"] == project.start_planned.isoformat()
    assert all(found[name] for name in ("Title", "Funders", "Status", "Clauses"))


def test_a_list_that_no_page_can_hold_is_whole_in_its_file(
    demonstration: LivePortfolio,
    page: Open,
    offered: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explanation, "PROJECTS", 2)
    test = page("summary")
    test.button(key="explain-secured").click().run()
    name = next(name for name in offered if fnmatch(name, "secured*.csv"))
    rows = read(offered[name])
    view = demonstration.view(demonstration.default_question())
    whole = explain(view, "secured")
    end = rows.index([])
    assert len(rows[1 : end - 1]) == sum(
        len(entry.rows) + (entry.whole != entry.amount) for entry in whole.contributions
    )
    amounts = [Decimal(row[-1]) for row in rows[1:end]]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal(whole.total or 0).scaleb(-2)
    assert {row[rows[0].index("Currency")] for row in rows[1 : end - 1]} >= {"EUR"}
