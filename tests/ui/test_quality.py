"""The page of data quality: what it says, whose it shows, and where each finding leads."""

from dataclasses import replace

import pytest

from portfolio.domain.params import PortfolioChoice, Principal, UserRole
from portfolio.measures.quality import RULES
from portfolio.present.html import esc
from portfolio.services.access import NotAllowed
from portfolio.services.live import LivePortfolio
from portfolio.services.quality import NOBODY, Quality, read_quality, stale
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import navigation
from tests.ui.conftest import Open, html

WORDS = Translator("en")
SECRETARY = Principal("secretary", UserRole.SECRETARY, 1)
OTHERS = [duty for duty in UserRole if not duty.sees_working_versions]
OWNER = "ILLUSTRATIVE-AGENCY-2"  # of the example, with steps past their day
RECORD = PortfolioChoice.RECORD


def read(register: LivePortfolio, **words: str) -> Quality:
    return read_quality(register, SECRETARY, register.default_question(), **words)  # type: ignore[arg-type]


@pytest.mark.parametrize("duty", OTHERS)
def test_only_the_secretariat_reads_what_is_wrong(
    demonstration: LivePortfolio, duty: UserRole
) -> None:
    who = Principal("other", duty, 2, OWNER)
    for asked in (read_quality, stale):
        with pytest.raises(NotAllowed):
            asked(demonstration, who, demonstration.default_question())


@pytest.mark.parametrize("duty", UserRole)
def test_the_page_is_there_for_the_secretariat_alone(duty: UserRole) -> None:
    assert navigation.is_theirs("quality", Principal("x", duty, 2)) == (duty not in OTHERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_counts_what_is_wrong_and_lists_every_rule_that_finds_something(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, quality = Translator(language), read(demonstration)
    said = html(page("quality", language, as_role="secretary"))
    assert words.number(quality.findings()) in said
    for line in quality.rules:
        assert esc(words(f"quality.rule.{line.name}")) in said
        is_linked = f"rule={line.name}&amp;lang={language}" in said
        assert is_linked == bool(line.findings), line.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_opens_its_findings(demonstration: LivePortfolio, page: Open, language: str) -> None:
    words = Translator(language)
    for rule in read(demonstration).rules:
        if not rule.findings:
            continue
        lines = read(demonstration, rule=rule.name).lines
        said = html(page("quality", language, as_role="secretary", rule=rule.name))
        assert f"<h1>{esc(words(f'quality.rule.{rule.name}'))}</h1>" in said
        assert said.count('class="rp-mend"') == len(lines) == rule.findings
        for line in lines:
            assert esc(line.finding.project) in said
            assert esc(words.count("quality.days", line.finding.days)) in said


def test_a_rule_that_finds_nothing_says_so(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("quality", as_role="secretary", rule="periods_overlap"))
    assert esc(WORDS("quality.nothing")) in said


def test_a_finding_leads_to_the_field_to_mend(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("quality", as_role="secretary", rule="no_office", portfolio="record"))
    asked = demonstration.default_question(RECORD)
    line = read_quality(demonstration, SECRETARY, asked, rule="no_office").lines[0]
    way = f"portfolio=record&amp;project={line.finding.project}"
    address = f"/entry?{way}&amp;field=contact_office&amp;lang=en"
    assert f'href="{address}"' in said
    said = html(page("quality", as_role="secretary", rule="paid_above_committed"))
    assert 'href="/record?project=ILL-32&amp;field=flows&amp;lang=en"' in said


def test_the_sentence_holds_the_exact_amounts(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("quality", as_role="secretary", rule="paid_above_committed"))
    for minor in (1_150_000_00, 1_100_000_00):
        assert WORDS.exact(minor, "GBP") in said


def test_an_owner_keeps_its_own_findings(demonstration: LivePortfolio, page: Open) -> None:
    everybody, own = read(demonstration), read(demonstration, owner=OWNER)
    nobody, owners = read(demonstration, owner=NOBODY), dict(everybody.owners)
    assert 0 < own.findings() == owners[OWNER]
    assert nobody.findings() == owners[NOBODY]
    assert sum(owners.values()) == everybody.findings()
    assert own.owners == everybody.owners
    said = html(page("quality", as_role="secretary", owner=OWNER, rule="milestone_overdue"))
    assert said.count('class="rp-mend"') == own.rules[
        [rule.name for rule in RULES].index("milestone_overdue")
    ].findings  # fmt: skip
    assert not read(demonstration, owner="no-such").findings()


def test_choosing_an_owner_puts_it_into_the_address(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("quality", as_role="secretary", rule="milestone_overdue", page="1")
    chosen = test.selectbox(key="owner-").set_value(OWNER).run()
    assert not chosen.exception
    assert dict(chosen.query_params) == {"rule": "milestone_overdue", "owner": OWNER, "lang": "en"}


def test_a_filter_keeps_projects_and_changes_nothing_about_them(
    demonstration: LivePortfolio,
) -> None:
    asked = demonstration.default_question()
    for clause in (2, 3):
        narrowed = replace(asked, filters=replace(asked.filters, clauses=frozenset({clause})))
        for rule in RULES:
            every = read_quality(demonstration, SECRETARY, asked, rule=rule.name, limit=1_000)
            some = read_quality(demonstration, SECRETARY, narrowed, rule=rule.name, limit=1_000)
            projects = {line.finding.project for line in some.lines}
            kept = [line for line in every.lines if line.finding.project in projects]
            assert list(some.lines) == kept


def test_a_page_after_the_last_finding_says_so(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("quality", as_role="secretary", rule="no_requirement", page="9"))
    assert 'role="alert"' in said


def test_an_unknown_rule_opens_the_list_and_says_so(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("quality", as_role="secretary", rule="<b>none</b>"))
    assert 'role="alert"' in said
    assert "<b>none" not in said


def test_a_portfolio_without_findings_says_so(empty: LivePortfolio, page: Open) -> None:
    assert WORDS("empty.portfolio") in html(page("quality", as_role="secretary"))


def test_the_desk_is_told_which_projects_rest_longest(demonstration: LivePortfolio) -> None:
    lines = stale(demonstration, SECRETARY, demonstration.default_question(RECORD), limit=2)
    assert len(lines) == 2
    assert lines[0].days >= lines[1].days > 180
