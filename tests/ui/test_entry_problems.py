"""Entry: what is bad, absurd or hostile gets a sentence and stays; two people lose nothing."""

import pytest

from portfolio.domain.fields import (
    BY_NAME,
    EntryStep,
)
from portfolio.domain.params import UserRole
from portfolio.services import draft_checks, drafts
from portfolio.text.languages import catalog
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.entering import entry, number, widget
from tests.ui.writing import Writing, button

ENGLISH = Translator("en")
IMAGE = "![seen](http://elsewhere.example/seen.png) <img src=http://elsewhere.example/seen.png>"


def test_two_editors_choose_field_by_field_and_lose_nothing(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHERE, place="Before")
    seen = writing.read(number(test))
    theirs = {**seen.document, "place": "Theirs", "objective": "Also theirs"}
    drafts.save_draft(
        writing.register, writing.people[UserRole.REVIEWER], seen.id, theirs, draft_seen=seen
    )
    widget(test, "place").set_value("Mine")
    widget(test, "contact_office").set_value("My office")
    test.run()
    said = html(test)
    assert all(f">{value}</dd>" in said for value in ("Mine", "Theirs", "Before"))
    assert writing.read(seen.id).document["place"] == "Theirs"
    button(test, ENGLISH("conflict.save")).click()
    test.run()
    kept = writing.read(seen.id).document
    assert (kept["place"], kept["objective"]) == ("Mine", "Also theirs")
    assert kept["contact_office"] == "My office"
    assert ENGLISH("conflict.title") not in html(test)


def test_a_row_somebody_took_out_can_be_kept(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.CLAUSES)
    seen = writing.read(number(test))
    theirs = {**seen.document, "clause_shares": seen.document["clause_shares"][:1]}
    drafts.save_draft(
        writing.register, writing.people[UserRole.REVIEWER], seen.id, theirs, draft_seen=seen
    )
    widget(test, "clause_shares", "f", "share").set_value("39")
    test.run()
    assert ENGLISH("conflict.title") in html(test)
    button(test, ENGLISH("conflict.save")).click()
    test.run()
    assert writing.read(seen.id).document["clause_shares"][1] == {
        "key": "f",
        "clause": "7",
        "share": "39",
    }


BAD = [
    ("titles", "", "en", IMAGE * 3, "error.too_long"),
    ("titles", "", "fr", "x" * 10_000, "error.too_long"),
    ("titles", "", "ar", "a\u202eb", "error.unreadable_signs"),
    ("objective", "", "", "x" * 10_000, "error.too_long"),
    ("contact_office", "", "", "\x07bell", "error.unreadable_signs"),
    ("identifier", "", "", "SEAHORSE-MED", "error.already_exists"),
    ("clause_shares", "e", "share", "59.999", "error.not_a_share"),
    ("clause_shares", "e", "share", "-1", "error.not_a_share"),
    ("clause_shares", "e", "share", "NaN", "error.not_a_share"),
    ("budgets", "i", "amount", "-5", "error.not_positive"),
    ("budgets", "i", "amount", "12 apples", "error.not_an_amount"),
    ("budgets", "i", "amount", "1e400", "error.not_an_amount"),
    ("budgets", "i", "amount", "9" * 40, "error.amount_too_large"),
    ("budgets", "i", "amount", "0.0001", "error.too_many_decimals"),
    ("budgets", "i", "amount", "250,000", "error.ambiguous_amount"),
    ("budgets", "i", "amount", "250.000", "error.ambiguous_amount"),
    ("budgets", "i", "amount", "+5", "error.not_an_amount"),
    ("milestones", "j", "weight", "0", "error.not_positive"),
    ("milestones", "j", "weight", "two", "error.not_a_number"),
]


@pytest.mark.parametrize(("field", "row", "column", "said", "phrase"), BAD)
def test_bad_input_gets_a_sentence_beside_its_field_and_stays_typed(
    writing: Writing, page: Open, field: str, row: str, column: str, said: str, phrase: str
) -> None:
    revision = writing.register.database.revision()
    test = entry(writing, page, BY_NAME[field].page)
    widget(test, field, row, column).set_value(said)
    test.run()
    assert not test.exception
    assert widget(test, field, row, column).value == said
    found = [
        problem
        for problem in draft_checks.problems(
            writing.register, writing.read(number(test)).document, project=None
        )
        if problem.error.phrase == phrase
    ]
    assert [problem.field for problem in found] == [field]
    assert 'class="rp-wrong"' in html(test)
    assert "<img" not in html(test)
    assert writing.register.database.revision() == revision


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01"])
def test_an_absurd_day_gets_a_sentence_and_stays(writing: Writing, page: Open, day: str) -> None:
    test = entry(writing, page, EntryStep.WHAT)
    widget(test, "start_planned").set_value(day)
    test.run()
    sentence = next(iter(catalog("en").phrases["error.day_out_of_reason"]))
    assert sentence.split("{day}")[1].split("{")[0] in html(test)
    assert writing.read(number(test)).document["start_planned"] == day


def test_hostile_text_is_shown_as_it_was_typed_wherever_it_is_read(
    writing: Writing, page: Open
) -> None:
    project = writing.published(IMAGE, objective=IMAGE, place=IMAGE, contact_office=IMAGE)
    draft = writing.submit(writing.draft(IMAGE, objective=IMAGE))
    for role, name, asked in (
        ("secretary", "entry", {"draft": str(draft.id)}),
        ("reviewer", "review", {"draft": str(draft.id)}),
        ("reviewer", "review", {}),
        ("reviewer", "desk", {}),
        ("secretary", "record", {"project": project}),
        ("secretary", "projects", {"project": project}),
    ):
        test = page(name, as_role=role, **asked)
        assert not test.exception, name
        assert "<img" not in html(test), name
        for element in (*test.markdown, *test.caption):
            assert "elsewhere.example" not in str(element.value), name
        for pressed in test.button:
            assert "](http" not in pressed.label, name
