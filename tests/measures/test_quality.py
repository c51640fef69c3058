"""Data quality: what every rule finds and what it spares, and what holds whatever the portfolio."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.money import Money
from portfolio.domain.params import Filters, ViewParams, Visibility
from portfolio.domain.projects import Publication, Status
from portfolio.ledger.portfolio import Portfolio, assemble
from portfolio.ledger.view import View, day_number
from portfolio.measures.quality import BY_NAME, RULES, Finding, Findings, findings
from portfolio.measures.quality.context import RuleInputs, Severity
from portfolio.measures.quality.results import Name
from portfolio.text.languages import LANGUAGES, catalog
from tests.build import APortfolio, a_portfolio, day, raw_tables
from tests.building.altering import shuffled
from tests.building.effort import small, whole_portfolios
from tests.building.facts import facts_of
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import A, B
from tests.measures.quality_examples import DAY, EXAMPLES, POSTS, sound

WORKING = Visibility(published_only=False)
LONG_AGO = "2013-01-01"
FIELDS_OF_PAGES = {
    "record": {"flows", "milestones", "status"},
    "rates": {""},
    "organisations": {""},
}


def assembled(words: APortfolio) -> tuple[Portfolio, RuleInputs]:
    contents = words.contents()
    portfolio = assemble(*raw_tables(contents), revision=1)
    return portfolio, facts_of(contents, portfolio)


def looked(words: APortfolio, asked: ViewParams | None = None, due: str = LONG_AGO) -> Findings:
    portfolio, facts = assembled(words)
    asked = asked or question(DAY, scope=WORKING)
    return findings(View(portfolio, asked), facts, day_number(day(due)))


def told(found: Findings, rule: str) -> tuple[Finding, ...]:
    every = found.context.judged_projects
    lines = found.of(rule).order(found.context.view.portfolio, every)
    return found.findings_of(rule, lines.tolist())


def one(words: APortfolio, rule: str, due: str = LONG_AGO) -> Finding:
    (finding,) = told(looked(words, due=due), rule)
    return finding


def counts(found: Findings) -> dict[tuple[str, str], int]:
    """(rule, project) → how many findings."""
    sums: dict[tuple[str, str], int] = {}
    for rule in RULES:
        for finding in told(found, rule.name):
            sums[rule.name, finding.project] = sums.get((rule.name, finding.project), 0) + 1
    return sums


# Every rule


def test_every_rule_has_an_example() -> None:
    assert EXAMPLES.keys() == BY_NAME.keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words_and_a_severity(rule: object, language: str) -> None:
    name, phrases = rule.name, catalog(language).phrases  # type: ignore[attr-defined]
    assert BY_NAME[name].severity in Severity
    assert {f"quality.rule.{name}{part}" for part in ("", ".said", ".why")} <= phrases.keys()


def test_a_rule_leads_to_a_field_there_is() -> None:
    from portfolio.domain.fields import BY_NAME as FIELDS

    for rule in RULES:
        assert rule.field in FIELDS_OF_PAGES.get(rule.page, FIELDS.keys()), rule.name


def test_nothing_is_found_of_a_sound_project() -> None:
    assert counts(looked(a_portfolio(sound()))) == {}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_finds_what_is_wrong_once_and_spares_what_is_in_order(rule: str) -> None:
    due = "2014-01-01" if rule == "stale" else LONG_AGO
    wrong, right = (looked(words, due=due) for words in EXAMPLES[rule])
    assert len(told(wrong, rule)) == 1
    assert counts(right) == {}


# What is said of a finding


def test_a_finding_says_what_was_paid_by_whom_since_when() -> None:
    finding = one(
        a_portfolio(
            POSTS.receiving(
                A.commits("10 EUR"),
                A.disburses("8 EUR").on("2014-02-01"),
                A.disburses("5 EUR").on("2014-03-01"),
            )
        ),
        "paid_above_committed",
    )
    assert finding.project == "Border posts"
    assert (finding.since, finding.days) == (date(2014, 3, 1), 30)
    assert finding.values == {
        "funder": Name("funder", "A"),
        "paid": Money(13_00, "EUR"),
        "committed": Money(10_00, "EUR"),
    }


def test_paid_above_committed_is_not_judged_across_currencies() -> None:
    project = POSTS.receiving(A.commits("10 EUR"), A.disburses("99 USD").on("2014-02-01"))
    words = a_portfolio(project).with_rate("USD", "1.25", "2014-01-02")
    assert told(looked(words), "paid_above_committed") == ()


def test_an_old_pledge_names_what_is_still_open_and_is_as_old_as_its_first_row() -> None:
    raised = POSTS.receiving(
        A.pledges("100 EUR").on("2013-01-15").recorded("2014-01-15").called("first"),
        A.pledges("150 EUR").on("2014-02-01").replacing("first"),
        A.commits("60 EUR").on("2014-03-01"),
    )
    finding = one(a_portfolio(raised), "old_pledge")
    assert finding.values["day"] == date(2013, 1, 15)
    assert finding.values["open"] == Money(90_00, "EUR")
    assert finding.days == (date(2014, 3, 31) - date(2014, 1, 15)).days


def test_the_periods_named_are_the_two_that_share_days() -> None:
    project = sound().needing("1m EUR", "2015-01-01", "2015-12-31").needing(
        "1m EUR", "2015-07-01", "2016-06-30"
    )  # fmt: skip
    values = one(a_portfolio(project), "periods_overlap").values
    assert [(p.first, p.last) for p in values.values()] == [  # type: ignore[attr-defined]
        (date(2015, 1, 1), date(2015, 12, 31)),
        (date(2015, 7, 1), date(2016, 6, 30)),
    ]


def test_the_oldest_findings_come_first() -> None:
    late = sound("Late").receiving(A.commits("-5 EUR").on("2014-03-01"))
    early = sound("Early").receiving(A.commits("-5 EUR").on("2014-02-01"))
    found = looked(a_portfolio(late, early))
    assert [finding.project for finding in told(found, "negative_unnamed")] == ["Early", "Late"]


def test_what_is_not_yet_known_is_not_found() -> None:
    project = POSTS.receiving(A.commits("-5 EUR").on("2014-02-01").recorded("2014-03-15"))
    words = a_portfolio(project)
    for known_on, count in (("2014-03-14", 0), ("2014-03-15", 1)):
        asked = question("2014-03-31", known_on, scope=WORKING)
        assert len(told(looked(words, asked), "negative_unnamed")) == count


@pytest.mark.parametrize("status", Status)
def test_cancelled_projects_are_left_alone_and_closed_ones_grow_not_stale(status: Status) -> None:
    project = POSTS.status(status).receiving(B.commits("-5 EUR").recorded("2013-12-31"))
    found = looked(a_portfolio(project), due="2014-01-01")
    is_live = status is not Status.CANCELLED
    assert len(told(found, "negative_unnamed")) == is_live
    assert len(told(found, "stale")) == (is_live and status is not Status.CLOSED)


def test_withdrawn_projects_are_left_alone_and_drafts_are_not() -> None:
    wrong = POSTS.receiving(A.commits("-5 EUR"))
    withdrawn = wrong.publication(Publication.WITHDRAWN)
    draft = wrong.publication(Publication.DRAFT)
    assert counts(looked(a_portfolio(withdrawn))) == {}
    assert told(looked(a_portfolio(draft)), "negative_unnamed")


def test_a_confirmed_entry_waits_no_longer() -> None:
    waiting = A.pledges("10 EUR").proposed()
    confirmed = waiting.confirmed_from("2014-03-01")
    assert told(looked(a_portfolio(POSTS.receiving(waiting))), "proposed_waiting")
    assert not told(looked(a_portfolio(POSTS.receiving(confirmed))), "proposed_waiting")


def test_what_was_taken_back_repeats_nothing() -> None:
    project = POSTS.receiving(
        A.commits("10 EUR"),
        A.commits("10 EUR").called("again"),
        A.commits("-10 EUR").correcting("again"),
    )
    assert told(looked(a_portfolio(project)), "entered_twice") == ()


# Whatever the portfolio


@whole_portfolios
@given(portfolios(), questions())
def test_what_is_found_of_a_project_hangs_on_no_filter_and_on_no_other_project(
    words: APortfolio, asked: ViewParams
) -> None:
    asked = replace(asked, filters=Filters(), scope=replace(asked.scope, published_only=False))
    whole = counts(looked(words, asked))
    assume(not any(flow.provider_project for p in words.projects for flow in p.flows))
    assume(not any("/" in (flow.supersedes or "") for p in words.projects for flow in p.flows))
    for project in words.projects:
        alone = counts(looked(replace(words, projects=(project,)), asked))
        own = {key: n for key, n in whole.items() if key[1] == project.title}
        own.pop(("title_twice", project.title), None)
        assert alone == own


@small
@given(portfolios(), questions(), st.integers(0, 9))
def test_the_order_of_rows_changes_nothing(words: APortfolio, asked: ViewParams, seed: int) -> None:
    asked = replace(asked, filters=Filters(), scope=WORKING)
    contents = words.contents()
    raw, shared, labels = raw_tables(contents)
    plain = assemble(raw, shared, labels, revision=1)
    mixed = assemble(shuffled(raw, seed), shared, labels, revision=1)
    facts = facts_of(contents, mixed)
    here = findings(View(plain, asked), facts_of(contents, plain), 0)
    assert counts(findings(View(mixed, asked), facts, 0)) == counts(here)


@pytest.mark.parametrize(
    ("amount", "found"),
    [("250 LYD", 1), ("999.999 LYD", 1), ("1000 LYD", 0), ("1 JPY", 1), ("250 USD", 0)],
)
def test_an_amount_under_a_thousand_is_suspect_alone_where_the_currency_has_not_two_decimals(
    amount: str, found: int
) -> None:
    assert len(told(looked(a_portfolio(POSTS.receiving(A.commits(amount)))), "flow_size")) == found


@pytest.mark.parametrize(
    ("amount", "found"),
    [("120 EUR", 1), ("119.99 EUR", 0), ("999.99 EUR", 1), ("12m EUR", 0), ("1200m EUR", 1),
     ("1199m EUR", 0)],
)  # fmt: skip
def test_an_entry_is_held_against_what_the_project_needs(amount: str, found: int) -> None:
    assert len(told(looked(a_portfolio(POSTS.receiving(A.commits(amount)))), "flow_size")) == found
