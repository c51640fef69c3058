"""Fields of days and of choices: what is typed stays, and what can't be read gets a sentence."""

import ast
from datetime import date
from typing import Any, Final

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain.fields import EntryStep
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.settings import ROOT
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import fields, filters
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing, button

ENGLISH: Final = Translator("en")
THE_DAY: Final = date(2014, 7, 3)


def field(test: AppTest, label: str) -> Any:
    return next(one for one in test.text_input if one.label == label)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["3/7/2014", "3 juillet 2014", "٣/٧/٢٠١٤"])
def test_a_day_of_a_draft_is_kept_and_said_in_words(
    writing: Writing, page: Open, language: str, typed: str
) -> None:
    words, draft = Translator(language), writing.draft("With a day")
    asked = {"draft": str(draft.id), "step": str(int(EntryStep.WHAT))}
    test = page("entry", language, as_role="secretary", **asked)
    field(test, words("field.start_planned")).set_value(typed)
    test.run()
    assert writing.read(draft.id).document["start_planned"] == "2014-07-03"
    assert f'rp-echo">{words.day(THE_DAY)}<' in html(test)
    again = page("entry", language, as_role="secretary", **asked)
    assert field(again, words("field.start_planned")).value == "03/07/2014"


@pytest.mark.parametrize("typed", ["2", "٢", "۲"])
def test_a_weight_is_read_in_either_digits(writing: Writing, page: Open, typed: str) -> None:
    draft, words = writing.draft("Weighed"), Translator("ar")
    asked = {"draft": str(draft.id), "step": str(int(EntryStep.MONEY))}
    test = page("entry", "ar", as_role="secretary", **asked)
    field(test, words("cell.weight")).set_value(typed)
    test.run()
    assert writing.read(draft.id).document["milestones"][0]["weight"] == "2"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["31022014", "31/2/2014", "soon", "3/7/14", "7/13/2014"])
def test_what_is_no_day_stays_with_a_sentence_and_emptying_empties(
    writing: Writing, page: Open, language: str, typed: str
) -> None:
    words, draft = Translator(language), writing.draft("Without a day")
    asked = {"draft": str(draft.id), "step": str(int(EntryStep.WHAT))}
    test = page("entry", language, as_role="secretary", **asked)
    field(test, words("field.start_planned")).set_value(typed)
    test.run()
    assert typed in html(test)
    assert writing.read(draft.id).document["start_planned"] == typed
    again = page("entry", language, as_role="secretary", **asked)
    start = field(again, words("field.start_planned"))
    assert start.value == typed
    start.set_value("")
    again.run()
    assert not writing.read(draft.id).document.get("start_planned")
    assert typed not in html(again)


def test_a_form_says_at_once_that_a_day_cannot_be_read_and_keeps_it(
    writing: Writing, page: Open
) -> None:
    project = writing.published("On the record")
    asked = {"project": project, "field": "status"}
    test = page("record", as_role="secretary", **asked)
    field(test, ENGLISH("record.status.day")).set_value("31/2/2014")
    test.run()
    said = esc(ENGLISH("error.no_such_date", text="31/2/2014", last=date(2014, 2, 28)))
    assert html(test).count(said) == 1
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert html(test).count(said) == 1
    again = page("record", as_role="secretary", **asked)
    assert field(again, ENGLISH("record.status.day")).value == "31/2/2014"


def test_the_day_of_a_view_is_typed_too(demonstration: LivePortfolio, page: Open) -> None:
    test = page("summary")
    test.session_state[filters.key({"lang": ["en"]})] = True
    test.run()
    field(test, ENGLISH("filter.as_of")).set_value("31 avril 2014")
    button(test, ENGLISH("filter.apply")).click()
    test.run()
    assert dict(test.query_params) == {"lang": "en"}
    said = ENGLISH("error.no_such_date", text="31 avril 2014", last=date(2014, 4, 30))
    assert esc(said) in html(test)
    field(test, ENGLISH("filter.as_of")).set_value("30 avril 2014")
    button(test, ENGLISH("filter.apply")).click()
    test.run()
    assert dict(test.query_params) == {"as_of": "2014-04-30", "lang": "en"}


def test_an_empty_choice_is_a_choice_and_no_two_choices_look_alike(
    writing: Writing, page: Open
) -> None:
    draft = writing.draft("Chosen")
    asked = {"draft": str(draft.id), "step": str(int(EntryStep.WHERE))}
    test = page("entry", as_role="secretary", **asked)
    place = next(box for box in test.selectbox if box.label == ENGLISH("field.owner"))
    assert place.options[0] == fields.NOTHING
    assert len(set(place.options)) == len(place.options)
    place.set_value("ILLUSTRATIVE-A")
    test.run()
    assert writing.read(draft.id).document["owner"] == "ILLUSTRATIVE-A"
    next(box for box in test.selectbox if box.label == ENGLISH("field.owner")).set_value("")
    test.run()
    assert not writing.read(draft.id).document.get("owner")


def test_every_day_is_a_text_field_and_every_list_is_searched_by_words() -> None:
    called = [
        (file.name, call)
        for file in sorted((ROOT / "portfolio" / "ui").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]
    lists = []
    for file, call in called:
        assert isinstance(call.func, ast.Attribute)
        assert call.func.attr not in ("date_input", "datetime_input", "time_input"), file
        if call.func.attr in ("selectbox", "multiselect"):
            named = [ast.unparse(keyword.value) for keyword in call.keywords]
            lists.append((file, any(name.endswith(("WORDS", "BY_WORDS")) for name in named)))
    assert lists
    assert all(by_words for _, by_words in lists), lists
