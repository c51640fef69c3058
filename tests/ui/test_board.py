"""The text as dashboard and its replay: eleven rows, every month in one answer."""

import html as entities
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portfolio.domain.clauses import CLAUSES
from portfolio.measures import headline, progress, road
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

MARK = Translator("ar")("mark.working_translation")


def rows(said: str) -> dict[int, str]:
    """The rows of the dashboard by clause."""
    found = re.findall(
        r'<li class="rp-board-row" data-rp-clause="(\d+)">(.*?)</li>(?=<li class="rp-board-row"|</ol>)',
        said,
        re.DOTALL,
    )
    return {int(number): row for number, row in found}


def film(said: str) -> dict[str, Any]:
    """What the script of the replay is handed."""
    found = re.search(r'data-rp-replay="([^"]*)"', said)
    assert found is not None
    document: dict[str, Any] = json.loads(entities.unescape(found[1]))
    return document


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_has_its_sentence_bar_dates_and_ways(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    test, words = page("declaration", language), Translator(language)
    assert not test.exception
    said = html(test)
    found = rows(said)
    assert tuple(found) == CLAUSES
    for clause in demonstration.declaration().clauses:
        row = found[clause.number]
        sentence = clause.verbatim.get(language, clause.working_translation)
        assert entities.escape(sentence) in row
        assert f"clause_shown={clause.number}" in row
        assert words("board.money.open") in row
        assert row.count('style="flex:') == 3
    assert (MARK in said[: said.index("rp-board")]) is (language == "ar")
    assert words("board.view.finance") in found[9]
    assert words("board.view.triangular") in found[10]


def test_a_late_deliverable_is_named_with_its_deadline_in_its_row_alone(
    demonstration: LivePortfolio, page: Open
) -> None:
    found = rows(html(page("declaration")))
    late = [number for number, row in found.items() if "rp-late-line" in row]
    assert late == [1]
    assert "due 14 January 2014, no evidence recorded" in found[1]
    assert "rp-late" in found[1]


def test_a_filter_by_clauses_keeps_their_rows(demonstration: LivePortfolio, page: Open) -> None:
    assert tuple(rows(html(page("declaration", clause=["3", "6"])))) == (3, 6)


def test_a_view_by_country_says_nothing_of_the_text(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("declaration", country="LY"))
    assert "rp-late-line" not in said[said.index("rp-board") :]
    assert all(len(clause) == 4 for clause in film(said)["readings"]["today"][0]["c"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_replay_holds_every_month_in_both_readings_worded(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    said, words = html(page("declaration", language)), Translator(language)
    found = film(said)
    scenes = [scene.day for scene in demonstration.scenes]
    measured = road.replay(demonstration.view(demonstration.default_question()), scenes)
    assert found["days"] == [words.day(day) for day in measured.days]
    assert measured.days[found["at"]] == demonstration.default_day
    for name, lines in (("today", measured.known_today), ("then", measured.known_then)):
        shown = found["readings"][name]
        assert len(shown) == len(lines)
        for day, line in zip(shown, lines, strict=True):
            needed = line.amounts.requirement
            assert (words.amount(needed, "EUR") in day["s"]) is bool(needed)
            assert set(day["c"]) == {str(number) for number in CLAUSES}
            assert sum(day["h"]) <= 100.1
    assert f'max="{len(measured.days) - 1}"' in said
    assert 'aria-live="polite"' in said


def test_the_replay_of_the_day_of_the_page_is_the_page(
    demonstration: LivePortfolio, page: Open
) -> None:
    """Back at the day of the view the rows say what they said: the film has the same words."""
    said = html(page("declaration"))
    found, shown = film(said), rows(said)
    day = found["readings"]["today"][found["at"]]
    for number, row in shown.items():
        shares, money, word, *_ = day["c"][str(number)]
        assert entities.escape(money) in row
        assert re.findall(r"flex:([\d.]+) 1 0", row) == [f"{share:.4f}" for share in shares]
        assert f"rp-{word}" in row


def test_months_of_the_replay_are_the_headlines_of_their_days(demonstration: LivePortfolio) -> None:
    seen = demonstration.view(demonstration.default_question())
    for line in road.replay(seen).known_then:
        asked = replace(seen.question, as_of=line.day, known_on=line.day)
        that_day = demonstration.view(asked)
        assert line.amounts == headline.headline(that_day).amounts
        assert line.text == road.text_standing(that_day)


def test_a_day_after_the_conference_stands_at_the_end_of_the_slider(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("declaration", as_of="2015-06-01")
    assert not test.exception
    found = film(html(test))
    assert found["at"] == len(found["days"]) - 1
    assert found["days"][-1] == Translator("en").day(date(2014, 12, 31))


def test_without_projects_the_eleven_sentences_remain(empty: LivePortfolio, page: Open) -> None:
    test = page("declaration", as_of="2014-06-30")
    assert not test.exception
    said = html(test)
    assert tuple(rows(said)) == CLAUSES
    assert Translator("en")("board.money.nothing") in rows(said)[3]
    assert Translator("en")("replay.said.no_need", day=date(2014, 6, 30)).split(":")[1] in said


def test_three_clicks_lead_from_a_sentence_to_a_source(
    demonstration: LivePortfolio, page: Open
) -> None:
    """The sentence, its clause with the projects, a project with its sources."""
    first = rows(html(page("declaration")))[7]
    assert re.search(r'href="/declaration\?[^"]*clause_shown=7', first)
    record = {"portfolio": "record"}
    clause = html(page("declaration", clause_shown="7", **record))
    named = re.findall(r'href="/projects\?[^"]*project=([^"&]+)', clause)
    project = html(page("projects", project=named[0], **record))
    assert re.search(r'<a [^>]*href="https?://', project)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scenes_of_the_example_are_days_of_the_replay(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    said, words = html(page("declaration", language)), Translator(language)
    found = film(said)
    assert len(found["scenes"]) == len(demonstration.scenes) == 5
    for shown, scene in zip(found["scenes"], demonstration.scenes, strict=True):
        assert found["days"][shown["i"]] == words.day(scene.day)
        assert (shown["t"], shown["s"]) == (scene.titles[language], scene.sentences[language])
        assert f'data-rp-at="{shown["i"]}">{entities.escape(shown["t"])}</button>' in said
    filtered = film(html(page("declaration", language, country="LY")))
    assert {scene["s"] for scene in filtered["scenes"]} == {""}
    assert film(html(page("declaration", language, portfolio="record")))["scenes"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_names_the_late_milestones_of_its_projects_and_the_oldest(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, found = Translator(language), rows(html(page("declaration", language)))
    view = demonstration.view(demonstration.default_question())
    for number in set(CLAUSES) - {9, 10}:
        late = [
            line for line in progress.milestones(view) if line.clause == number and line.days_late
        ]
        assert ("rp-late-plan rp-board-next" in found[number]) is bool(late), number
        if late:
            oldest = min(late, key=lambda line: (line.due, line.project, line.reference))
            assert entities.escape(words.choose(oldest.titles)) in found[number]
            assert words.day(oldest.due) in found[number]
