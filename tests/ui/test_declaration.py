"""The declaration: every clause in its languages, its limit, its evidence, its money and projects."""

import re
from dataclasses import replace
from html import escape

import pytest

from portfolio.domain.clauses import CLAUSES, Clause
from portfolio.measures import breakdowns, headline, lists, progress
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

MARK = Translator("ar")("mark.working_translation")


def clause(register: LivePortfolio, number: int) -> Clause:
    return next(c for c in register.declaration().clauses if c.number == number)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", CLAUSES)
def test_a_clause_is_quoted_word_for_word_beside_a_marked_translation(
    demonstration: LivePortfolio, page: Open, number: int, language: str
) -> None:
    test = page("declaration", language, clause_shown=str(number))
    assert not test.exception
    said, shown = html(test), clause(demonstration, number)
    for original in ("en", "fr"):
        assert f'<blockquote lang="{original}" dir="ltr">{escape(shown.verbatim[original])}' in said
    assert f'<p lang="ar" dir="rtl" class="rp-translation">{shown.working_translation}</p>' in said
    assert f'lang="ar" dir="rtl">{MARK}</strong>' in said
    assert escape(shown.plain[language]) in said


@pytest.mark.parametrize("number", [n for n in CLAUSES if n not in (9, 10)])
def test_the_money_of_a_clause_is_its_line_of_the_split(
    demonstration: LivePortfolio, page: Open, number: int
) -> None:
    seen = demonstration.view(demonstration.default_question())
    line = next(x for x in breakdowns.split(seen, "clause").lines if x.key == str(number))
    said = html(page("declaration", clause_shown=str(number)))
    for amount in (line.amounts.requirement, line.amounts.covered, line.amounts.gap):
        assert Translator("en").exact(amount, "EUR") in said


@pytest.mark.parametrize("number", [3, 10])
def test_what_a_funder_gives_is_said_of_the_clause_alone(
    demonstration: LivePortfolio, page: Open, number: int
) -> None:
    """The part of the whole view once stood behind the need of one clause."""
    words, asked = Translator("en"), demonstration.default_question()
    funder = frozenset({"ILLUSTRATIVE-A"})
    filters = replace(asked.filters, funders=funder, clauses=frozenset({number}))
    (line,) = (
        found
        for found in breakdowns.split(
            demonstration.view(replace(asked, filters=filters)), "funder"
        ).lines
        if found.key in funder
    )
    covered, pledged = line.amounts.covered, line.amounts.pledged_toward_gap
    given = {
        name: words.amount(minor, "EUR")
        for name, minor in (("covered", covered), ("pledged", pledged))
        if minor
    }
    said = html(page("declaration", clause_shown=str(number), funder=list(funder)))
    assert words(f"answer.of.part.one.{'_'.join(given)}", **given) in said


def test_clause_9_shows_the_ledger_with_and_without_human_development(
    demonstration: LivePortfolio, page: Open
) -> None:
    seen = demonstration.view(demonstration.default_question())
    security = next(x for x in breakdowns.split(seen, "priority").lines if x.key == "security")
    said = html(page("declaration", clause_shown="9"))
    words = Translator("en")
    for amounts in (headline.headline(seen).amounts, security.amounts):
        assert words.exact(amounts.gap, "EUR") in said
        assert words.exact(amounts.covered, "EUR") in said
    assert words("declaration.money.without") in said


def test_clause_10_shows_the_money_of_triangular_projects(
    demonstration: LivePortfolio, page: Open
) -> None:
    seen = demonstration.view(demonstration.default_question())
    line = next(x for x in breakdowns.split(seen, "kind").lines if x.key == "triangular")
    said = html(page("declaration", clause_shown="10"))
    assert Translator("en").exact(line.amounts.gap, "EUR") in said
    assert Translator("en").count("declaration.projects.triangular", line.projects) in said


def test_the_limit_of_clause_1_is_past_and_says_by_how_many_days(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("declaration", clause_shown="1"))
    assert Translator("en").count("deliverable.past", 167) in said
    early = html(page("declaration", clause_shown="1", as_of="2014-01-14"))
    assert Translator("en")("deliverable.due_today") in early


def test_a_filter_by_one_clause_opens_that_clause(demonstration: LivePortfolio, page: Open) -> None:
    assert escape(clause(demonstration, 8).verbatim["fr"]) in html(page("declaration", clause="8"))


def test_a_clause_outside_the_filter_says_so(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("declaration", clause=["2", "3"], clause_shown="8"))
    assert Translator("en")("declaration.money.outside") in said


def test_the_surviving_arabic_is_shown_as_original_and_the_lost_as_lost(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("declaration"))
    for paragraph in demonstration.declaration().preamble:
        if "ar" in paragraph.texts:
            assert " ".join(paragraph.texts["ar"].split()) in said
    assert said.count(Translator("en")("declaration.preamble.lost")) == 2
    assert "[…]" in said


def test_the_page_says_where_the_name_of_the_conference_comes_from(
    demonstration: LivePortfolio, page: Open
) -> None:
    assert Translator("fr")("declaration.cairo.text") in html(page("declaration", "fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_projects_the_texts_remain(empty: LivePortfolio, page: Open, language: str) -> None:
    test = page("declaration", language, clause_shown="6")
    assert not test.exception
    said = html(test)
    assert Translator(language)("empty.subject.next") in said
    assert escape(clause(empty, 6).verbatim["en"]) in said


def test_projects_only_relevant_to_a_clause_are_listed_apart(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("declaration", clause_shown="5"))
    seen = demonstration.view(demonstration.default_question())
    columns = seen.portfolio.relevance
    assert (columns.clause == 5).any()
    assert "rp-folded rp-relevant" in said


def test_a_late_milestone_names_its_project_and_whose_plan_it_is_in(
    demonstration: LivePortfolio, page: Open
) -> None:
    words = Translator("en")
    said = re.sub("</?a[^>]*>", "", html(page("declaration", clause_shown="3")))
    assert words("declaration.fact.late") in said
    view = demonstration.view(demonstration.default_question())
    late = [line for line in progress.milestones(view) if line.clause == 3 and line.days_late]
    assert late
    for line in late:
        (project,) = [
            p
            for p in lists.lines(view, lists.counted_projects(view))
            if p.identifier == line.project
        ]
        told = words(
            "declaration.fact.late.said",
            name=line.titles["en"],
            project=words.choose(project.titles),
            day=line.due,
        )
        assert escape(told) in said
