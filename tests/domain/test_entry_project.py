"""A project and its form say the same: what is published reads back into the form."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portfolio.domain import entry_rules, parsing
from portfolio.domain.documents import document
from portfolio.domain.projects import MilestoneState
from portfolio.domain.publishing import changed_fields, new_project, revise_project
from portfolio.domain.reference import Country, Organisation
from tests.services.desk import contents
from tests.services.desk import entry as an_entry

NOW = datetime(2014, 7, 1, 12, tzinfo=UTC)
LATER = datetime(2014, 8, 1, 12, tzinfo=UTC)
JULY = date(2014, 7, 15)


def names() -> parsing.EntryLookups:
    known = contents()
    organisations: tuple[Organisation, ...] = known.organisations
    countries: tuple[Country, ...] = known.countries
    return parsing.EntryLookups(
        {o.identifier: o for o in organisations},
        {c.code: c for c in countries},
        frozenset(("EUR", "TND")),
    )


def project(**changes: Any) -> Any:
    found = parsing.read(an_entry(identifier="RD-1", **changes), names(), is_new=True)
    assert found.problems == []
    return new_project(found, names(), NOW)


def changed(held: Any, **fields: Any) -> Any:
    base = document(held)
    now = {**base, **fields}
    found = parsing.read(now, names(), is_new=False)
    assert found.problems == []
    return revise_project(held, changed_fields(base, now), found, JULY, LATER)


def test_a_published_entry_reads_back_into_its_form() -> None:
    form = document(project())
    typed = an_entry()
    for name in ("titles", "objective", "kind", "contact_office", "relevant_clauses"):
        assert form[name] == typed[name]
    assert [row["share"] for row in form["clause_shares"]] == ["60", "40"]
    assert form["budgets"][0]["amount"] == "12000000.00"


def test_a_contact_that_works_reads_back_and_one_that_does_not_is_said_beside_its_field() -> None:
    typed = {"contact_address": "1 Port Road, Tripoli", "contact_email": "office@posts.example"}
    form = document(project(**typed))
    assert {name: form[name] for name in typed} == typed
    broken = an_entry(contact_office="Mr Smith", contact_email="office at posts")
    problems = parsing.read(broken, names(), is_new=True).problems
    assert [(p.field, p.error.phrase) for p in problems if p.field.startswith("contact")] == [
        ("contact_office", "error.not_an_office"),
        ("contact_email", "error.not_an_email"),
    ]


def test_saving_a_form_unchanged_changes_nothing() -> None:
    held = project()
    assert changed(held) == held


def test_a_changed_requirement_is_a_dated_row_beside_the_old_one() -> None:
    held = project()
    row = {**document(held)["budgets"][0], "amount": "15000000.00"}
    after = changed(held, budgets=[row])
    assert [(b.amount_minor, b.valid_from) for b in after.budgets] == [
        (12_000_000_00, date(2014, 2, 1)),
        (15_000_000_00, JULY),
    ]


def test_a_period_taken_out_needs_nothing_from_then_on() -> None:
    after = changed(project(), budgets=[])
    assert [b.amount_minor for b in after.budgets] == [12_000_000_00, 0]
    assert document(after)["budgets"] == []


def test_changed_shares_are_a_new_set_and_the_old_one_stays() -> None:
    shares = [{"key": "3", "clause": "3", "share": "100"}]
    after = changed(project(), clause_shares=shares)
    clauses = [s for s in after.share_sets if s.axis.name == "CLAUSE"]
    assert [s.valid_from for s in clauses] == [date(2014, 2, 1), JULY]


def test_a_milestone_replanned_keeps_what_was_done() -> None:
    held = project()
    row = {**document(held)["milestones"][0], "due": "2014-09-01"}
    [milestone] = changed(held, milestones=[row]).milestones
    assert [(v.due, v.state) for v in milestone.versions] == [
        (date(2014, 6, 1), MilestoneState.PLANNED),
        (date(2014, 9, 1), MilestoneState.PLANNED),
    ]
    [gone] = changed(held, milestones=[]).milestones
    assert gone.versions[-1].weight == 0


@pytest.mark.parametrize(("typed", "minor"), [("1.234", 1234), ("0.001", 1), ("12", 12000)])
def test_currencies_of_three_decimals_keep_them(typed: str, minor: int) -> None:
    row = {**an_entry()["budgets"][0], "amount": typed, "currency": "TND"}
    assert project(budgets=[row]).budgets[0].amount_minor == minor


RELATED = {
    "relation": "context",
    "relation_reasons": {"fr": "Programme plus large"},
    "relation_source": "https://example.org/report",
}


def test_a_relation_reads_back_and_a_change_of_it_is_a_dated_row_beside_the_old_one() -> None:
    held = project(**RELATED)
    assert {name: document(held)[name] for name in RELATED} == RELATED
    assert changed(held) == held
    after = changed(held, relation="contributing")
    assert [(row.relation.word, row.valid_from) for row in after.relations] == [
        ("context", date(2014, 2, 1)),
        ("contributing", JULY),
    ]
    assert after.relations[1].reasons == RELATED["relation_reasons"]
    assert project().relations == ()  # left alone, it follows from where the record comes from


@pytest.mark.parametrize(
    ("missing", "phrase"),
    [
        ("relation", "error.relation_unsaid"),
        ("relation_reasons", "error.relation_without_reason"),
        ("relation_source", "error.relation_without_source"),
    ],
)
def test_a_relation_without_a_reason_or_a_source_is_said_beside_the_field(
    missing: str, phrase: str
) -> None:
    typed = an_entry(**{name: value for name, value in RELATED.items() if name != missing})
    found = parsing.read(typed, names(), is_new=True)
    problems = [p for p in entry_rules.check(found, names(), today=JULY) if p.is_blocking]
    assert [(p.field, p.error.phrase) for p in problems] == [(missing, phrase)]
