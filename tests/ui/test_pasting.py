"""Rows pasted from a spreadsheet into the tables of forms: looked at first, added once, never lost."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain import errors
from portfolio.domain.errors import TooLong
from portfolio.domain.fields import FIELDS, EntryStep, Shape
from portfolio.domain.params import UserRole
from portfolio.domain.parsing import TooManyRows
from portfolio.services import drafts, lists
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.entering import entry
from tests.ui.writing import EXAMPLE, Writing, button

ENGLISH = Translator("en")
BUDGETS = "First day\tLast day\tAmount\tCurrency\n2015-01-01\t2015-12-31\t1200.50\tEUR\n"
BAD = "2016-01-01\t2016-12-31\t12 apples\tEUR\n"


def pasting(test: AppTest, field: str) -> Any:
    """The field for the copied cells of a table."""
    return next(area for area in test.text_area if f"-{field}-" in str(area.key))


def paste(test: AppTest, field: str, text: str) -> AppTest:
    pasting(test, field).set_value(text)
    return test.run()


def rows(writing: Writing, test: AppTest, field: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = writing.read(int(test.query_params["draft"])).document[field]
    return found


@pytest.mark.parametrize("step", list(EntryStep))
def test_every_table_of_a_step_takes_copied_cells(
    writing: Writing, page: Open, step: EntryStep
) -> None:
    test = entry(writing, page, step)
    tables = [field for field in FIELDS if field.page is step and field.shape is Shape.ROWS]
    assert [pasting(test, field.name).value for field in tables] == [""] * len(tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_looked_at_and_then_added(writing: Writing, page: Open, language: str) -> None:
    words = Translator(language)
    test = entry(writing, page, EntryStep.MONEY, language)
    paste(test, "budgets", BUDGETS)
    assert not test.exception
    assert words.count("paste.added", 1) in html(test)
    assert words("paste.preview") in html(test)
    assert len(rows(writing, test, "budgets")) == 1  # nothing yet
    button(test, words.count("paste.add", 1)).click()
    test.run()
    assert not test.exception
    added = rows(writing, test, "budgets")[1]
    assert (added["first_day"], added["amount"], added["currency"]) == (
        "2015-01-01",
        "1200.50",
        "EUR",
    )
    assert pasting(test, "budgets").value == ""
    assert words.count("paste.done", 1) in html(test)


def test_pasted_twice_they_are_told_and_not_doubled(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", BUDGETS)
    button(test, ENGLISH.count("paste.add", 1)).click()
    test.run()
    paste(test, "budgets", BUDGETS)
    assert ENGLISH.count("paste.there", 1) in html(test)
    assert not any(b.label == ENGLISH.count("paste.add", 1) for b in test.button)
    assert len(rows(writing, test, "budgets")) == 2


def test_a_row_that_cannot_be_read_stays_with_its_reason(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", BUDGETS + BAD)
    assert ENGLISH.count("paste.left", 1) in html(test)
    assert "Row 3 – Amount" in html(test)
    button(test, ENGLISH.count("paste.add", 1)).click()
    test.run()
    assert len(rows(writing, test, "budgets")) == 2
    left = pasting(test, "budgets").value
    assert left == BUDGETS.splitlines()[0] + "\n" + BAD.strip()
    assert "12 apples" in html(test)
    paste(test, "budgets", left.replace("12 apples", "12"))
    button(test, ENGLISH.count("paste.add", 1)).click()
    test.run()
    assert len(rows(writing, test, "budgets")) == 3
    assert pasting(test, "budgets").value == ""


def test_a_column_of_two_readings_is_asked_about_with_what_each_makes_of_it(
    writing: Writing, page: Open
) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", "Amount\tCurrency\n250,000\tEUR\n1,250\tEUR\n")
    assert ENGLISH("paste.open") in html(test)
    [asked] = test.radio
    assert asked.options[0].startswith(ENGLISH("import.convention.point"))
    assert "250,000 → 250000" in asked.options[0]
    assert not any(ENGLISH.count("paste.add", 2) == b.label for b in test.button)
    asked.set_value("point")
    test.run()
    assert not test.exception
    button(test, ENGLISH.count("paste.add", 2)).click()
    test.run()
    assert [row["amount"] for row in rows(writing, test, "budgets")][1:] == ["250000", "1250"]


def test_what_was_pasted_outlives_a_reload(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", BUDGETS)
    number = test.query_params["draft"]
    again = page("entry", "fr", as_role="secretary", draft=number, step="4")
    assert pasting(again, "budgets").value == BUDGETS
    button(again, Translator("fr")("paste.clear")).click()
    again.run()
    assert pasting(again, "budgets").value == ""


def test_rows_are_still_in_the_field_where_the_draft_could_not_be_saved(
    writing: Writing, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", BUDGETS)

    def refuse(*_: object, **__: object) -> None:
        raise TooLong(most=1, length=2)

    monkeypatch.setattr(drafts, "save_draft", refuse)
    button(test, ENGLISH.count("paste.add", 1)).click()
    test.run()
    assert pasting(test, "budgets").value == BUDGETS


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x\ty\n" * 5_000, TooManyRows(most=errors.ROWS)),
        ("x" * 1_000_000, TooLong(most=60_000, length=1_000_000)),
    ],
)
def test_too_much_is_refused_in_words(
    writing: Writing, page: Open, text: str, error: errors.PortfolioError
) -> None:
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "budgets", text)
    assert not test.exception
    assert ENGLISH.error(error) in html(test)
    assert len(rows(writing, test, "budgets")) == 1


def test_hostile_cells_are_text(writing: Writing, page: Open) -> None:
    image = "<img src=http://elsewhere.example/x.png> ![x](http://elsewhere.example/x.png)"
    test = entry(writing, page, EntryStep.MONEY)
    paste(test, "milestones", f"Title\tDue\tWeight\n{image}\t2014-05-01\t2\n{image}\t{image}\t2")
    assert not test.exception
    assert "<img" not in html(test)
    for element in (*test.markdown, *test.caption):
        assert "elsewhere.example" not in str(element.value)


def test_participants_and_shares_are_named_by_their_words(writing: Writing, page: Open) -> None:
    test = entry(writing, page, EntryStep.WHERE, participants=[])
    paste(test, "participants", "Bénéficiaire\tLibye\nPivotal partner\tTN\n\tتونس")
    assert ENGLISH("paste.order", columns="Role and Country") in html(test)
    button(test, ENGLISH.count("paste.add", 3)).click()
    test.run()
    made = [(row["role"], row["country"]) for row in rows(writing, test, "participants")]
    assert made == [("beneficiary", "LY"), ("pivotal", "TN"), ("", "TN")]


def test_a_list_takes_its_projects_and_needs_so(writing: Writing, page: Open) -> None:
    who = writing.people[UserRole.SECRETARY]
    draft = lists.open_list_draft(writing.register, who, portfolio=EXAMPLE, token="a list")
    test = page("list_entry", as_role="secretary", draft=str(draft.id))
    paste(test, "list_projects", "ILL-02\tNearest to the border\tEnglish")
    button(test, ENGLISH.count("paste.add", 1)).click()
    test.run()
    assert not test.exception
    document = lists.read_list_draft(writing.register, who, draft.id).document
    [row] = document["list_projects"]
    assert (row["project"], row["language"]) == ("ILL-02", "en")
