"""The two lists as everybody reads them: in force, proposed, replaced, or none recorded."""

from dataclasses import replace
from typing import Any

import pytest

from portfolio.domain.clauses import PriorityList
from portfolio.domain.params import PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Band, Status
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures.figures import Figure
from portfolio.measures.lists import project_lines
from portfolio.present.format import Formatter
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui.pages import lists
from portfolio.ui.session import Session
from tests.build import AProject, a_portfolio, a_project, partner, raw_tables
from tests.measures.asking import question
from tests.measures.test_lists import a_list
from tests.ui.conftest import Open, html

WORDS = Translator("en")


def lists_of(register: LivePortfolio) -> dict[int, PriorityList]:
    return {one.clause: one for one in register.labels.lists}


def section(said: str, clause: int) -> str:
    start = said.index(f'id="clause-{clause}"')
    end = said.find('id="clause-8"', start + 1) if clause == 2 else -1
    return said[start:] if end < 0 else said[start:end]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_in_force_and_the_proposal_are_shown_with_reasons_needs_and_source(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, found = Translator(language), lists_of(demonstration)
    said = html(page("lists", language))
    for clause, when in ((2, "lists.adopted_on"), (8, "lists.proposed_on")):
        one, part = found[clause], section(said, clause)
        assert esc(one.titles[language]) in part
        assert esc(words(when, day=one.valid_from)) in part
        assert f'href="{esc(one.source)}"' in part
        places = [part.index(f"project={entry.project}&") for entry in one.projects]
        assert places == sorted(places)
        for entry in one.projects:
            assert esc(entry.reasons[language]) in part
        for need in one.needs:
            assert esc(need.what[language]) in part
            assert esc(need.asked_by[language]) in part
            if need.amount_minor is not None and need.currency is not None:
                assert esc(words.exact(need.amount_minor, need.currency)) in part
    none = section(said, 8)
    assert esc(words("lists.none_adopted", clause=8)) in none
    assert "rp-quote" in none


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_list_is_recorded_a_true_sentence_and_the_clause_stand(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    said = html(page("lists", language, portfolio="record"))
    for clause in (2, 8):
        assert esc(words("lists.none", clause=clause)) in section(said, clause)
    assert "rp-projects rp-listed" not in said


def test_a_day_before_the_list_has_none(page: Open) -> None:
    said = html(page("lists", as_of="2014-03-27"))
    assert esc(WORDS("lists.none", clause=2)) in section(said, 2)
    assert "rp-projects rp-listed" not in said


def test_an_earlier_list_stays_to_be_read_below_the_one_in_force(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = lists_of(demonstration)[2]
    day = old.valid_from.replace(month=5)
    new = replace(old, id=99, reference="L-99", valid_from=day, projects=old.projects[:1])
    held = demonstration.snapshot()
    labels = replace(demonstration.labels, lists=(*demonstration.labels.lists, new))
    portfolio = replace(held.portfolio, labels=labels)
    monkeypatch.setattr(demonstration, "_snapshot", replace(held, portfolio=portfolio))
    monkeypatch.setattr(demonstration, "_views", type(demonstration._views)())
    part = section(html(page("lists")), 2)
    assert WORDS("lists.adopted_on", day=day) in part
    count = len(old.projects)
    past = WORDS.count("lists.past.adopted", count, first=old.valid_from, last=day)
    assert esc(past) in part
    assert part.index(esc(WORDS("lists.adopted_on", day=day))) < part.index(esc(past))


def test_a_list_is_whole_whatever_the_filters_keep(
    demonstration: LivePortfolio, page: Open
) -> None:
    asked: dict[str, Any] = {"clause": "3"}
    said = html(page("lists", **asked))
    assert WORDS("lists.whole") in said
    for entry in lists_of(demonstration)[2].projects:
        assert f"project={entry.project}&" in section(said, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_portfolio_has_no_list(empty: LivePortfolio, page: Open, language: str) -> None:
    said = html(page("lists", language))
    assert esc(Translator(language)("lists.none", clause=2)) in said


def test_what_is_in_preparation_is_never_added_to_what_is_under_way(
    demonstration: LivePortfolio, page: Open
) -> None:
    view = demonstration.view(
        ViewParams(demonstration.default_day, scope=Visibility(portfolio=PortfolioChoice.EXAMPLE))
    )
    lines = project_lines(view, lists_of(demonstration)[2]).values()
    part = section(html(page("lists")), 2)
    for band in (Band.OFFICIAL, Band.PIPELINE):
        own = [line for line in lines if line.status.band is band]
        assert own
        needed = sum(line.amounts.recorded_amount(Figure.REQUIREMENT) or 0 for line in own)
        assert WORDS.amount(needed, "EUR") in part
    every = sum(line.amounts.recorded_amount(Figure.REQUIREMENT) or 0 for line in lines)
    assert WORDS.amount(every, "EUR") not in part


def test_a_listed_project_says_in_which_list_and_why(
    demonstration: LivePortfolio, page: Open
) -> None:
    one = lists_of(demonstration)[2]
    entry = one.projects[0]
    said = html(page("projects", project=entry.project))
    assert esc(WORDS("lists.listed_in", clause=2, day=one.valid_from)) in said
    assert esc(entry.reasons["en"]) in said
    before = html(page("projects", project=entry.project, as_of="2014-03-01"))
    assert esc(WORDS("lists.listed_in", clause=2, day=one.valid_from)) not in before


def sums_of(register: LivePortfolio, language: str, *projects: AProject) -> str:
    """What the page says of a list that names all the projects there are."""
    words = a_portfolio(*projects).with_rate("USD", "1.25", "2013-01-02")
    view = View(assemble(*raw_tables(words.contents()), 1), question())
    one = a_list(1, view.question.as_of, *(project.title for project in projects))
    asked, reader = view.question, Formatter(Translator(language), "EUR")
    here = Session(reader.words, register, asked, asked, view, (), reader, {})
    return lists.sums(here, one, list(project_lines(view, one).values()))


NEEDS = a_project("Posts").needing("2m EUR")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [Status.IMPLEMENTATION, Status.PIPELINE])
def test_funding_that_no_row_records_is_not_covered_by_nothing(
    demonstration: LivePortfolio, language: str, status: Status
) -> None:
    said = sums_of(demonstration, language, NEEDS.status(status))
    words = Translator(language)
    assert words("lists.parts.unfunded_missing") in said
    assert words.amount(0, "EUR") not in said


def test_a_pledge_that_no_row_records_is_not_a_pledge_of_nothing(
    demonstration: LivePortfolio,
) -> None:
    said = sums_of(demonstration, "en", NEEDS.receiving(partner("A").commits("1m EUR")))
    assert WORDS.amount(0, "EUR") not in said
    assert (
        WORDS(
            "lists.parts.covered_missing",
            covered=WORDS.amount(1_000_000_00, "EUR"),
            missing=WORDS.amount(1_000_000_00, "EUR"),
        )
        in said
    )


def test_what_is_recorded_of_some_is_told_of_all_with_a_requirement(
    demonstration: LivePortfolio,
) -> None:
    other = a_project("Radio").needing("1m EUR").receiving(partner("A").pledges("1m EUR"))
    said = sums_of(demonstration, "en", NEEDS, other)
    pledged = {
        "pledged": WORDS.amount(1_000_000_00, "EUR"),
        "missing": WORDS.amount(2_000_000_00, "EUR"),
    }
    assert WORDS("lists.parts.unfunded_pledged_missing", **pledged) in said


def test_a_listed_project_without_a_rate_is_left_out_in_words(demonstration: LivePortfolio) -> None:
    said = sums_of(demonstration, "en", a_project("Dinars").needing("2m LYD"))
    assert WORDS.count("lists.no_rate", 1) in said
    assert WORDS("lists.no_requirement") not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancelled_project_counts_in_no_sum_of_a_list_and_a_suspended_one_in_them(
    demonstration: LivePortfolio, language: str
) -> None:
    words = Translator(language)
    stopped = a_project("Radio").needing("1m EUR")
    said = sums_of(demonstration, language, NEEDS, stopped.status(Status.CANCELLED))
    assert words.count("lists.cancelled", 1) in said
    assert words.count("lists.sums", 1, needed=words.amount(2_000_000_00, "EUR")) in said
    said = sums_of(demonstration, language, NEEDS, stopped.status(Status.SUSPENDED))
    assert words.count("lists.suspended", 1) in said
    assert words.count("lists.sums", 2, needed=words.amount(3_000_000_00, "EUR")) in said
    only = sums_of(demonstration, language, stopped.status(Status.CANCELLED))
    assert words("lists.no_requirement") not in only


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_adopted_list_is_the_evidence_of_its_deliverable_on_every_page(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, adopted = Translator(language), lists_of(demonstration)[2]
    done = esc(words("deliverable.done", day=adopted.valid_from))
    for said in (
        html(page("declaration", language, clause_shown="2")),
        html(page("road", language)),
    ):
        assert done in said
        way = said[said.index(done) :]
        assert "#clause-2" in way
        assert esc(adopted.titles[language]) in way
        assert f'href="{esc(adopted.source)}"' in way
    assert done not in html(page("declaration", language, clause_shown="2", as_of="2014-03-27"))
