"""The draft of a list on its page: typed, complained of beside its fields, handed in, recorded."""

from typing import Any

import pytest

from portfolio.domain.documents import ListDraft
from portfolio.domain.fields import LIST_FIELDS, Shape
from portfolio.domain.params import PUBLIC, UserRole
from portfolio.present.html import esc
from portfolio.services import lists
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import navigation
from tests.ui.conftest import Open, html
from tests.ui.writing import EXAMPLE, Writing, button

ENGLISH = Translator("en")
DOCUMENT: dict[str, Any] = {
    "list_clause": "8",
    "list_state": "adopted",
    "list_from": "2014-06-20",
    "list_titles": {"en": "The people of the border"},
    "list_source": "minutes",
    "list_projects": [{"key": "a", "project": "ILL-13", "reason": "water", "language": "en"}],
    "list_needs": [
        {"key": "n", "what": "a school", "language": "en", "country": "MR", "clause": "8",
         "asked_by": "a council <b>bold</b>"}
    ],
}  # fmt: skip


def draft(writing: Writing, document: dict[str, Any]) -> ListDraft:
    who = writing.people[UserRole.SECRETARY]
    made = lists.open_list_draft(writing.register, who, portfolio=EXAMPLE, token=writing.token())
    return lists.save_list_draft(writing.register, who, made.id, document, draft_seen=made)


def submitted(writing: Writing) -> ListDraft:
    made = draft(writing, DOCUMENT)
    who = writing.people[UserRole.SECRETARY]
    return lists.submit_list_draft(writing.register, who, made.id, draft_seen=made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_every_choice_of_a_list_has_a_name(language: str) -> None:
    words = Translator(language)
    for field in LIST_FIELDS:
        assert words(f"field.{field.name}")
        for choice in field.choices:
            assert words(f"{field.name}.{choice}")
        if field.shape is Shape.ROWS:
            assert words(f"field.{field.name}.add")
        for column in field.columns:
            assert words(f"cell.{column.name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_opens_with_what_was_typed(writing: Writing, page: Open, language: str) -> None:
    made = draft(writing, DOCUMENT)
    test = page("list_entry", language, as_role="secretary", draft=str(made.id))
    assert not test.exception
    values = [str(element.value) for element in test.text_input]
    assert {"The people of the border", "water", "a school", "a council <b>bold</b>"} <= set(values)
    assert "<b>bold</b>" not in html(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said_beside_its_field_when_it_is_handed_in(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    row = {"key": "a", "project": "ILL-13", "reason": "", "language": "en"}
    made = draft(writing, {**DOCUMENT, "list_source": "", "list_projects": [row]})
    test = page("list_entry", language, as_role="secretary", draft=str(made.id))
    button(test, words("lists.submit")).click()
    said = html(test.run())
    assert not test.exception
    for field in ("list_source", "list_projects"):
        assert esc(words(f"field.{field}")) in said
    assert said.count("rp-wrong") >= 2
    assert lists.read_list_draft(
        writing.register, writing.people[UserRole.SECRETARY], made.id
    ).state.can_be_edited


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewer_sees_the_effect_and_records_it_for_everybody(
    writing: Writing, page: Open, language: str
) -> None:
    words, made = Translator(language), submitted(writing)
    test = page("list_entry", language, as_role="reviewer", draft=str(made.id))
    assert not test.exception
    said = html(test)
    name = next(
        label.titles[language]
        for label in writing.register.labels.projects.values()
        if label.identifier == "ILL-13"
    )
    assert esc(words.count("lists.effect.joining", 1, projects=name)) in said
    assert "&lt;b&gt;bold" in said
    assert words("lists.take_back") not in [found.label for found in test.button]
    button(test, words("lists.publish")).click()
    assert html(test.run()).count(esc(words("error.reason_missing"))) == 2  # above, and beside
    assert test.text_area[0].label == words("entry.needed", field=words("review.reason"))
    test.text_area[0].set_value("Read with the minutes")
    button(test, words("lists.publish")).click()
    assert not test.run().exception
    assert esc(words("lists.ended.published")) in html(test)
    public = html(page("lists", language))
    assert "The people of the border" in public
    assert esc(words.day(writing.register.labels.lists[-1].valid_from)) in public


def test_the_author_of_a_list_is_told_to_leave_it_to_somebody_else(
    writing: Writing, page: Open
) -> None:
    made = submitted(writing)
    said = html(page("list_entry", as_role="secretary", draft=str(made.id)))
    assert ENGLISH("lists.publish") not in said
    assert ENGLISH("review.answer") in said


def test_only_those_who_draft_are_offered_to(writing: Writing, page: Open) -> None:
    draft(writing, DOCUMENT)
    keys = {str(found.key) for found in page("lists", as_role="secretary").button}
    assert "begin-list" in keys
    public = page("lists")
    assert "begin-list" not in {str(found.key) for found in public.button}
    assert "The people of the border" not in html(public)
    assert not navigation.is_theirs("list_entry", PUBLIC)


def test_a_press_begins_a_draft_and_leads_to_it(writing: Writing, page: Open) -> None:
    test = page("lists", as_role="secretary")
    test.button(key="begin-list").click().run()
    (made,) = lists.list_list_drafts(writing.register, writing.people[UserRole.SECRETARY], EXAMPLE)
    assert made.document == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_drafts_of_lists_stand_on_the_desk_with_their_state(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    begun, waiting = draft(writing, DOCUMENT), submitted(writing)
    own = html(page("desk", language, as_role="secretary"))
    assert f"draft={begun.id}" in own
    assert f"draft={waiting.id}" in own
    assert esc(words("desk.list")) in own
    for name in ("desk", "review"):
        said = html(page(name, language, as_role="reviewer"))
        assert f"list_entry?draft={waiting.id}" in said or f"draft={waiting.id}" in said
        assert esc(words("empty.review")) not in said
    reviewer = writing.people[UserRole.REVIEWER]
    lists.return_list_draft(writing.register, reviewer, waiting.id, "Name the <minutes>")
    assert "Name the &lt;minutes&gt;" in html(page("desk", language, as_role="secretary"))


def test_a_new_list_starts_from_an_earlier_one(writing: Writing, page: Open) -> None:
    test = page("lists", as_role="secretary")
    earlier = next(one for one in writing.register.labels.lists if one.clause == 2)
    test.button(key=f"copy-list-{earlier.reference}").click().run()
    assert not test.exception
    (made,) = lists.list_list_drafts(writing.register, writing.people[UserRole.SECRETARY], EXAMPLE)
    assert made.titles == earlier.titles
    assert [row["project"] for row in made.document["list_projects"]] == [
        entry.project for entry in earlier.projects
    ]
    assert len(made.document["list_needs"]) == len(earlier.needs)
    opened = page("list_entry", as_role="secretary", draft=str(made.id))
    assert not opened.exception
    assert ENGLISH("lists.take_back") not in [found.label for found in opened.button]
