"""The page of imports: a file that was read, its problems, applied, reviewed together, taken back."""

from collections.abc import Mapping
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain.import_jobs import ImportAnswers, ImportState
from portfolio.domain.params import UserRole
from portfolio.services import import_work, imports
from portfolio.services.import_work import PROCESS, ImportProgress
from portfolio.store.imports import update_own
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui.pages.imports import job as job_page
from portfolio.ui.pages.imports import progress as progress_of_page
from tests.building.import_workbook import workbook
from tests.ui.conftest import Open, html
from tests.ui.writing import ENTRY, EXAMPLE, Writing, button

ENGLISH = Translator("en")


def upload(writing: Writing, *titles: str) -> int:
    rows = [(f"N{at}", {**ENTRY, "titles": {"en": title}}) for at, title in enumerate(titles)]
    rows.append(("N9", {**ENTRY, "titles": {"en": "Faulty"}, "objective": ""}))
    return imports.start_import(
        writing.register, writing.people[UserRole.SECRETARY], workbook(rows), "many.xlsx",
        portfolio=EXAMPLE, token=writing.token(),
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_an_import_open_in_every_language(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    said = html(page("imports", language, as_role="secretary"))
    assert words("empty.imports") in said
    assert said.count(words("download.zip")) == 2
    number = upload(writing, "Harbour radar")
    assert "many.xlsx" in html(page("imports", language, as_role="secretary"))
    test = page("imports", language, as_role="secretary", item=str(number))
    assert not test.exception
    said = html(test)
    assert words("import.effect.new") in said
    assert words("import.effect.rejected") in said
    assert words("review.headline") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_mistake_in_every_row_is_one_line_of_the_page(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    rows = [
        (f"N{at}", {**ENTRY, "titles": {"en": f"Post {at}"}, "objective": ""}) for at in range(12)
    ]
    number = imports.start_import(
        writing.register, writing.people[UserRole.SECRETARY], workbook(rows, language),
        "alike.xlsx", portfolio=EXAMPLE, token=writing.token(),
    )  # fmt: skip
    said = html(page("imports", language, as_role="secretary", item=str(number)))
    span = words("import.problem.span", first="2", last="13")
    assert said.count(words.count("import.problem.rows", 12, rows=span)) == 1
    assert words("import.problems.alike", n="12") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_which_every_row_is_rejected_says_how_many_and_offers_them_at_once(
    writing: Writing, page: Open, language: str, offered: dict[str, bytes]
) -> None:
    faulty = [(f"N{at}", {**ENTRY, "titles": {"en": f"T{at}"}, "objective": ""}) for at in (1, 2)]
    number = imports.start_import(
        writing.register, writing.people[UserRole.SECRETARY], workbook(faulty), "many.xlsx",
        portfolio=EXAMPLE, token=writing.token(),
    )  # fmt: skip
    test = page("imports", language, as_role="secretary", item=str(number))
    assert not test.exception
    told = html(test)
    sentence = Translator(language).count("import.nothing.rejected", 2)
    assert sentence in told
    assert told.index(sentence) < told.index(Translator(language)("import.problems"))


def test_an_import_is_applied_reviewed_together_and_taken_back(
    writing: Writing, page: Open
) -> None:
    other = writing.submit(writing.draft("Typed by hand"))
    number = upload(writing, "Harbour radar", "Desert patrol")
    test = page("imports", as_role="secretary", item=str(number))
    button(test, ENGLISH("import.apply")).click()
    test.run()
    assert not test.exception
    assert ENGLISH("import.state.applied") in html(test)
    review = page("review", as_role="reviewer", item=str(number))
    assert not review.exception
    said = html(review)
    assert "Harbour radar" in said
    assert f"draft={other.id}" not in said
    button(review, ENGLISH("several.look")).click()
    review.run()
    button(review, ENGLISH.count("several.publish", 2)).click()
    review.run()
    assert not review.exception
    assert ENGLISH("several.published", project="").split("{")[0].strip()[:12] in html(review)
    test = page("imports", as_role="reviewer", item=str(number))
    next(a for a in test.text_area if "take-back" in str(a.key)).set_value("wrong year")
    button(test, ENGLISH("import.take_back.save")).click()
    test.run()
    assert not test.exception
    assert ENGLISH("import.stays.none") in html(test)


def run(test: AppTest, writing: Writing, number: int) -> None:
    """Run the page again once the work under way has ended."""
    import_work.wait(writing.register, number, 30)
    test.run()
    assert not test.exception


def test_work_under_way_shows_a_bar_and_is_cancelled_by_anybody(
    writing: Writing, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, opened = upload(writing, "Harbour radar"), Event()
    look = ImportProgress.look

    def waits(progress: ImportProgress) -> None:
        assert opened.wait(30)
        look(progress)

    monkeypatch.setattr(ImportProgress, "look", waits)
    monkeypatch.setattr(job_page, "WAIT_SECONDS", 0)
    monkeypatch.setattr(progress_of_page, "WAIT_SECONDS", 0)
    test = page("imports", as_role="secretary", item=str(number))
    button(test, ENGLISH("import.apply")).click()
    test.run()
    for role in ("secretary", "reviewer"):
        seen = page("imports", as_role=role, item=str(number))
        assert not seen.exception
        (bar,) = seen.get("progress")
        assert bar.proto.text == ENGLISH("import.working.applying")
        assert ENGLISH("import.state.applying") in html(page("imports", as_role=role))
    button(seen, ENGLISH("import.cancel")).click()
    seen.run()
    opened.set()
    run(seen, writing, number)
    assert ENGLISH("import.cancelled") in html(seen)
    button(seen, ENGLISH("import.again")).click()
    run(seen, writing, number)
    run(seen, writing, number)
    assert ENGLISH("import.effect.new") in html(seen)


def test_what_was_chosen_and_not_used_yet_survives_a_reload(writing: Writing, page: Open) -> None:
    number = upload(writing, "Harbour radar", "Desert patrol")
    test = page("imports", as_role="secretary", item=str(number))
    test.multiselect[0].set_value(["N1"])
    test.run()
    again = page("imports", as_role="secretary", item=str(number))
    assert again.multiselect[0].value == ["N1"]
    button(again, ENGLISH("import.answer")).click()
    again.run()
    run(again, writing, number)
    job = imports.read_import(writing.register, writing.people[UserRole.SECRETARY], number)
    assert job.answers.left_out == {"N1"}
    assert again.multiselect[0].value == ["N1"]
    assert ENGLISH("import.answer") not in [one.label for one in again.button]


def test_an_unknown_import_is_told_and_a_reader_has_no_such_page(
    writing: Writing, page: Open
) -> None:
    assert ENGLISH("error.unknown_import", number=99) in html(
        page("imports", as_role="secretary", item="99")
    )
    assert ENGLISH("web.not_found.title") in html(page("imports"))


def test_a_table_that_is_not_ours_is_matched_on_the_page(writing: Writing, page: Open) -> None:
    number = imports.start_import(
        writing.register, writing.people[UserRole.SECRETARY],
        b"Code;Title;Amount\nP1;Posts;1.234\n", "other.csv", portfolio=EXAMPLE, token="other",
    )  # fmt: skip
    for language in LANGUAGES:
        test = page("imports", language, as_role="secretary", item=str(number))
        assert not test.exception
        assert Translator(language)("import.match") in html(test)
        assert Translator(language)("import.state.failed") not in html(test)
        assert len(test.selectbox) == 3


def test_a_table_is_read_once_every_question_about_its_columns_has_its_answer(
    writing: Writing, page: Open
) -> None:
    who = writing.people[UserRole.SECRETARY]
    number = imports.start_import(
        writing.register, who, b"Code;Title;Amount\nP1;Posts;1.234\n", "other.csv",
        portfolio=EXAMPLE, token="open",
    )  # fmt: skip
    test = page("imports", as_role="secretary", item=str(number))
    columns = {"Code": "project", "Title": "titles.en", "Amount": "budgets.amount"}
    for box, target in zip(test.selectbox, columns.values(), strict=True):
        box.set_value(target)
    test.run()
    missing = ENGLISH("import.match.open", names="Amount")
    assert missing in html(test)
    assert button(test, ENGLISH("import.match.save")).disabled
    test.radio[0].set_value("point")
    test.run()
    assert missing not in html(test)
    assert not button(test, ENGLISH("import.match.save")).disabled


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_import_that_was_read_without_an_answer_leads_back_to_its_question(
    writing: Writing, page: Open, language: str
) -> None:
    who = writing.people[UserRole.SECRETARY]
    number = imports.start_import(
        writing.register, who, b"Code;Title;Amount\nP1;Posts;1.234\n", "other.csv",
        portfolio=EXAMPLE, token="read",
    )  # fmt: skip
    columns = {"Code": "project", "Title": "titles.en", "Amount": "budgets.amount"}
    imports.answer_import(writing.register, who, number, ImportAnswers(columns=columns))
    with writing.register.database.transaction("", who.person, "start_import") as change:
        update_own(change, number, PROCESS, ImportState.FAILED, state=ImportState.READY, reason="")
    test = page("imports", language, as_role="secretary", item=str(number))
    assert not test.exception
    assert Translator(language)("import.match.open", names="Amount") in html(test)
    assert [box.value for box in test.selectbox] == list(columns.values())
    test.radio[0].set_value("comma")
    test.run()
    button(test, Translator(language)("import.match.save")).click()
    run(test, writing, number)
    job = imports.read_import(writing.register, who, number)
    assert (job.state, job.answers.conventions) == (ImportState.READY, {"Amount": "comma"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_of_two_readings_in_the_template_is_asked_about_once_for_its_column(
    writing: Writing, page: Open, language: str
) -> None:
    words, who = Translator(language), writing.people[UserRole.SECRETARY]
    rows = [
        (f"N{at}", {**ENTRY, "titles": {"en": f"T{at}"}, "budgets": [
            {"first_day": "2014-02-01", "last_day": "2015-01-31", "amount": text, "currency": "EUR"}
        ]})
        for at, text in enumerate(("1.200", "2.500"))
    ]  # fmt: skip
    number = imports.start_import(
        writing.register, who, workbook(rows), "many.xlsx", portfolio=EXAMPLE, token="amounts"
    )
    test = page("imports", language, as_role="secretary", item=str(number))
    assert not test.exception
    assert words("template_error.convention_missing", text="1.200") in html(test)
    (question,) = test.radio
    assert ["200" in option for option in question.options] == [True, True]
    question.set_value("comma")
    test.run()
    button(test, words("import.answer")).click()
    run(test, writing, number)
    found = imports.preview_import(writing.register, who, number)
    amounts = [one.document["budgets"][0]["amount"] for one in found.projects]
    assert amounts == ["1200.00", "2500.00"]
    assert found.writes
    assert test.radio[0].value == "comma"  # it can still be answered otherwise


NEEDS: dict[str, list[Mapping[str, str]]] = {
    "priority_lists": [
        {"list": "L", "list_clause": "8", "list_state": "proposed", "list_from": "2014-03-01",
         "list_titles.en": "Human development first", "list_source": "minutes"},
    ],
    "list_needs": [
        {"list": "L", "what": "Wells", "clause": "8", "asked_by": "Ministry", "estimate": "5000",
         "currency": "EUR"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_a_file_is_previewed_applied_and_reviewed(
    writing: Writing, page: Open, language: str
) -> None:
    words, secretary = Translator(language), writing.people[UserRole.SECRETARY]
    number = imports.start_import(
        writing.register, secretary, workbook([], language, NEEDS), f"needs-{language}.xlsx",
        portfolio=EXAMPLE, token=writing.token(),
    )  # fmt: skip
    test = page("imports", language, as_role="secretary", item=str(number))
    assert not test.exception
    said = html(test)
    assert words("import.kind.list") in said
    assert [t for t in ("Human development first", "Wells", "5") if t not in said] == []
    assert words("import.rejected") not in said
    button(test, words("import.apply")).click()
    test.run()
    assert words("import.kind.list") in html(test)
    review = page("review", language, as_role="reviewer", item=str(number))
    assert not review.exception
    assert "Human development first" in html(review)
