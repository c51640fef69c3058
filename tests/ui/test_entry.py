"""Entry: the form follows the fields, says what is wrong beside them, and loses nothing."""

import re
from types import SimpleNamespace

import pytest

from portfolio.domain import money
from portfolio.domain.errors import SharesIncomplete
from portfolio.domain.fields import (
    BY_NAME,
    FIELDS,
    FLOW,
    EntryStep,
    Field,
    FieldColumn,
    Shape,
    choice_section,
    fields_of,
)
from portfolio.domain.params import UserRole
from portfolio.present.html import plain
from portfolio.services import drafts
from portfolio.services.live import LivePortfolio
from portfolio.text import typing
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import entry_form
from tests.ui.conftest import Open, html
from tests.ui.entering import entry, number, widget
from tests.ui.writing import Writing, button

ENGLISH = Translator("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_every_choice_has_a_name(language: str) -> None:
    words = Translator(language)
    for field in (*FIELDS, FLOW):
        if field is not FLOW:
            assert words(f"field.{field.name}")
        if field.shape is Shape.ROWS and field is not FLOW:
            assert words(f"field.{field.name}.add")
        for column in field.columns:
            assert words(f"cell.{column.name}")
            for choice in column.choices:
                assert words(f"{_section(field, column)}.{choice}")


def _section(field: Field, column: FieldColumn) -> str:
    return choice_section(field.name, column.name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", range(1, 6))
def test_a_step_shows_each_of_its_fields(
    writing: Writing, page: Open, language: str, step: int
) -> None:
    draft = writing.draft("Shown")
    test = page("entry", language, as_role="secretary", draft=str(draft.id), step=str(step))
    assert not test.exception
    if step > len(EntryStep):
        return
    shown = {element.key for element in (*test.text_input, *test.text_area, *test.selectbox)}
    shown |= {element.key for element in (*test.date_input, *test.multiselect, *test.checkbox)}
    for field in fields_of(EntryStep(step), is_new=True):
        assert any(str(key).startswith(f"e{draft.id}-0-{field.name}-") for key in shown) or (
            field.shape is Shape.ROWS and not draft.document.get(field.name)
        ), field.name


def test_what_is_typed_is_kept_without_any_button(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHAT)
    widget(test, "titles", "", "ar").set_value("مراكز حدودية")
    widget(test, "sector").set_value("15210")
    test.run()
    kept = writing.read(number(test)).document
    assert kept["titles"] == {"en": "In hand", "ar": "مراكز حدودية"}
    assert kept["sector"] == "15210"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234.50"), ("fr", "1 234,50"), ("ar", "١٢٣٤٫٥٠")]
)
def test_an_amount_is_read_as_its_language_writes_it_and_said_back_in_full(
    writing: Writing, page: Open, language: str, said: str
) -> None:
    test = entry(writing, page, EntryStep.MONEY, language)
    widget(test, "budgets", "i", "amount").set_value(said)
    test.run()
    assert not test.exception
    assert writing.read(number(test)).document["budgets"][0]["amount"] == "1234.50"
    assert Translator(language).exact(123_450, "EUR") in html(test)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("said", "currency"), [("250.000", "LYD"), ("250,000", "EUR")])
def test_an_ambiguous_amount_is_the_same_question_in_every_language_until_a_button_answers_it(
    writing: Writing, page: Open, language: str, said: str, currency: str
) -> None:
    words, step = Translator(language), str(int(EntryStep.MONEY))
    test = entry(writing, page, EntryStep.MONEY)
    draft = number(test)
    widget(test, "budgets", "i", "currency").set_value(currency)
    widget(test, "budgets", "i", "amount").set_value(said)
    test.run()
    assert writing.read(draft).document["budgets"][0]["amount"] == f"{said}?"
    again = page("entry", language, as_role="secretary", draft=str(draft), step=step)
    assert widget(again, "budgets", "i", "amount").value == said
    assert words("error.ambiguous_amount", text=said) in html(again)
    assert writing.read(draft).document["budgets"][0]["amount"] == f"{said}?"
    first = next(b for b in again.button if str(b.key).endswith("-reading-0"))
    first.click()
    again.run()
    assert not again.exception
    assert not again.warning
    kept = writing.read(draft).document["budgets"][0]["amount"]
    assert money.read(kept, currency).decimal() == 250_000
    assert words("error.ambiguous_amount", text=said) not in html(again)
    later = page("entry", "fr", as_role="secretary", draft=str(draft), step=step)
    assert writing.read(draft).document["budgets"][0]["amount"] == kept
    assert typing.amount(widget(later, "budgets", "i", "amount").value, "fr") == kept


def test_the_rest_of_the_shares_is_said_while_they_are_typed(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.CLAUSES)
    assert ENGLISH("entry.shares.whole") in html(test)
    widget(test, "clause_shares", "e", "share").set_value("59.99")
    test.run()
    assert ENGLISH("entry.shares.left", share=ENGLISH("entry.percent", number="0.01")) in html(test)
    widget(test, "clause_shares", "e", "share").set_value("72.5")
    test.run()
    assert ENGLISH("entry.shares.over", share=ENGLISH("entry.percent", number="12.5")) in html(test)


def test_a_kind_says_what_its_participants_lack(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHERE)
    assert ENGLISH("entry.kind.holds") in html(test)
    button(test, ENGLISH("entry.row.remove"), f"e{number(test)}-0-remove-participants-c").click()
    test.run()
    assert ENGLISH("lack.facilitating") in html(test)


def test_rows_come_and_go_and_keep_what_stands_in_the_others(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.CLAUSES)
    button(test, ENGLISH("field.clause_shares.add")).click()
    test.run()
    rows = writing.read(number(test)).document["clause_shares"]
    assert [row["clause"] for row in rows] == ["2", "7", ""]
    widget(test, "clause_shares", rows[2]["key"], "clause").set_value("3")
    button(test, ENGLISH("entry.row.remove"), f"e{number(test)}-0-remove-clause_shares-e").click()
    test.run()
    rows = writing.read(number(test)).document["clause_shares"]
    assert [row["clause"] for row in rows] == ["7", "3"]


def test_an_empty_form_is_not_scolded_until_a_step_is_left(writing: Writing, page: Open) -> None:
    who = writing.people[UserRole.SECRETARY]
    draft = drafts.open_draft(writing.register, who, token="empty")
    test = page("entry", as_role="secretary", draft=str(draft.id))
    wrong = ENGLISH("error.missing")
    assert wrong not in html(test)
    assert any("Objective" in b.label for b in test.button)  # but the side says what is missing
    button(test, ENGLISH("entry.save")).click()
    test.run()
    assert wrong in html(test)


def test_what_stands_in_the_way_leads_to_its_field(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHAT, contact_office="")
    next(b for b in test.button if ENGLISH("field.contact_office") in b.label).click()
    test.run()
    assert test.query_params["step"] == str(int(EntryStep.WHERE))
    assert test.query_params["field"] == "contact_office"
    assert re.search(r'data-rp-focus="field-contact_office [0-9]+"', html(test))
    assert ENGLISH("error.missing") in html(test)


def test_an_address_of_a_project_opens_no_draft_until_somebody_presses(
    writing: Writing, page: Open
) -> None:
    test = page(
        "entry", as_role="secretary", project="SEAHORSE-MED", portfolio="record", field="milestones"
    )
    assert not test.exception
    assert writing.open() == ()
    button(test, ENGLISH("entry.edit.begin")).click()
    test.run()
    assert not test.exception
    draft = writing.read(number(test))
    assert draft.project == "SEAHORSE-MED"
    assert ENGLISH(f"step.{EntryStep.MONEY.word}.lead") in html(test)
    assert ENGLISH("review.unchanged") in html(test)
    assert ENGLISH("entry.complete") not in html(test)
    again = page("entry", as_role="reviewer", project="SEAHORSE-MED", portfolio="record")
    assert number(again) == draft.id


def test_what_is_not_there_is_said_the_same_way_whatever_it_is(
    writing: Writing, page: Open
) -> None:
    for asked in ("999", "0"):
        said = html(page("entry", as_role="secretary", draft=asked))
        assert ENGLISH("error.unknown_draft", number=int(asked)) in said
    said = html(page("entry", as_role="secretary", project="NOWHERE"))
    assert ENGLISH("error.unknown_project", identifier="NOWHERE") in said


def test_a_project_like_another_is_noticed_before_it_is_handed_in(
    writing: Writing, page: Open
) -> None:
    test = entry(writing, page, EntryStep.WHAT)
    widget(test, "titles", "", "en").set_value("Regional border security training centre")
    test.run()
    assert ENGLISH.count("alike.found", 1) in html(test)
    assert "project=ILL-02" in html(test)


def test_handing_in_and_taking_back(writing: Writing, page: Open) -> None:
    draft = writing.draft("Handed in")
    test = page("entry", as_role="secretary", draft=str(draft.id), step="5")
    test.text_area[0].set_value("Please look at the shares")
    button(test, ENGLISH("check.send")).click()
    test.run()
    assert ENGLISH("stands.submitted") in html(test)
    assert writing.read(draft.id).state.word == "submitted"
    button(test, ENGLISH("entry.take_back")).click()
    test.run()
    assert writing.read(draft.id).state.word == "draft"
    assert len(test.text_area) == 1 or test.text_input


def test_an_incomplete_draft_is_not_handed_in_and_says_why(writing: Writing, page: Open) -> None:
    draft = writing.draft("Incomplete", objective="")
    test = page("entry", as_role="secretary", draft=str(draft.id), step="5")
    button(test, ENGLISH("check.send")).click()
    test.run()
    assert ENGLISH("error.draft_incomplete") in html(test)
    assert writing.read(draft.id).state.word == "draft"


def test_every_currency_of_the_region_can_be_chosen_in_a_portfolio_that_has_seen_none(
    empty: LivePortfolio,
) -> None:
    currency = next(column for column in BY_NAME["budgets"].columns if column.name == "currency")
    here = SimpleNamespace(register=empty)
    offered = entry_form.options_of(BY_NAME["budgets"], currency, here)  # type: ignore[arg-type]
    assert {"LYD", "TND", "MAD", "XOF", "EGP", "MRU"} <= set(offered)
    assert "EUR" in offered[: len(empty.labels.currencies)]


def test_shares_are_split_evenly_to_two_decimals(writing: Writing, page: Open) -> None:
    rows = [{"key": key, "clause": key, "share": ""} for key in ("2", "3", "7")]
    test = entry(writing, page, EntryStep.CLAUSES, clause_shares=rows)
    draft = number(test)
    button(test, ENGLISH("entry.shares.split"), f"e{draft}-0-split-clause_shares").click()
    test.run()
    assert not test.exception
    kept = writing.read(draft).document["clause_shares"]
    assert [row["share"] for row in kept] == ["33.33", "33.33", "33.34"]
    shown = [f.value for f in test.text_input if "-clause_shares-" in str(f.key)]
    assert shown == ["33.33", "33.33", "33.34"]
    assert ENGLISH("entry.shares.whole") in html(test)


def test_99_99_per_cent_is_neither_the_whole_nor_rounded(writing: Writing, page: Open) -> None:
    rows = [{"key": "a", "clause": "2", "share": "99.99"}]
    test = entry(writing, page, EntryStep.CLAUSES, clause_shares=rows)
    said = plain(ENGLISH.error(SharesIncomplete(axis="clause", total=9_999)))
    assert "99.99" in said.replace("\\", "")
    assert any(said in b.label for b in test.button)
    assert html(test).count(ENGLISH("entry.shares.whole")) == 2  # countries and priorities


def test_the_star_of_the_titles_stands_on_the_three_together(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHAT)
    said = ENGLISH("entry.needed", field=ENGLISH("field.titles"))
    assert said in html(test)
    titles = [f.label for f in test.text_input if "-titles-" in str(f.key)]
    assert len(titles) == 3
    assert not any("*" in label for label in titles)


def test_what_the_star_means_is_said_only_where_it_is_so(writing: Writing, page: Open) -> None:
    meaning, changes = ENGLISH("entry.needed.meaning"), ENGLISH("entry.needed.changes")
    assert meaning in html(entry(writing, page, EntryStep.WHAT))
    assert meaning not in html(entry(writing, page, EntryStep.MONEY))  # no field there bears a star
    who = writing.people[UserRole.SECRETARY]
    draft = drafts.open_draft(writing.register, who, "SEAHORSE-MED", token="star")
    said = html(page("entry", as_role="secretary", draft=str(draft.id)))
    assert changes in said
    assert meaning not in said


def test_a_draft_is_copied_with_what_describes_it_and_says_so(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHAT, identifier="RD-OWN")
    draft = number(test)
    button(test, ENGLISH("entry.copy")).click()
    test.run()
    assert not test.exception
    copy = writing.read(number(test))
    assert copy.id != draft
    assert copy.titles == {"en": "In hand"}
    assert "identifier" not in copy.document
    assert "status" not in copy.document
    assert [row["amount"] for row in copy.document["budgets"]] == [""]
    assert ENGLISH("entry.copied.what") in html(test)


def test_a_published_project_is_copied_from_its_page(writing: Writing, page: Open) -> None:
    project = writing.published("To be copied")
    test = page("projects", as_role="secretary", project=project)
    button(test, ENGLISH("action.copy")).click()
    test.run()
    assert not test.exception
    [copy] = [draft for draft in writing.open() if draft.copied_from == project]
    assert copy.project is None
    assert copy.titles == {"en": "To be copied"}
