"""Lists of priority projects and needs in the template: written and read again, and what is wrong in one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import ListedProject, ListState, Need, PriorityList
from portfolio.domain.documents import recorded_document
from portfolio.domain.flows import Provenance
from portfolio.domain.import_lists import is_same_list, list_changes, updated_list
from portfolio.domain.imports import ImportedFile, ImportLookups
from portfolio.exchange import DIRECTORY
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.csv_files import read_archive, write_archive, write_tables
from portfolio.exchange.template.notes import TemplateContent
from portfolio.exchange.template.reading import read_template
from portfolio.exchange.template.sheets import SHEETS
from portfolio.exchange.template.tables import is_template
from portfolio.exchange.template.writer import write_template
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import effort
from tests.exchange.template_files import file, lookups, sheet, told
from tests.exchange.test_template import of
from tests.exchange.test_template_round_trip import texts

DAY: Final = date(2014, 6, 30)
LISTS: Final = ("Priority list", "Clause", "State of the list", "Adopted or proposed on")
LISTED: Final = ("Priority list", "Project", "Reason", "Language")
NEEDS: Final = (
    "Priority list",
    "What is needed",
    "Clause",
    "Estimated sum",
    "Currency",
    "Asked by",
)


def a_list(reference: str = "LIST-1", **changes: Any) -> PriorityList:
    made = PriorityList(
        id=1,
        reference=reference,
        clause=2,
        state=ListState.ADOPTED,
        valid_from=date(2014, 3, 28),
        recorded_at=datetime(2014, 3, 28, 12, tzinfo=UTC),
        titles={"en": "Priority projects", "ar": "قائمة"},
        source="minutes of the meeting",
        provenance=Provenance.ENTERED,
        projects=(ListedProject("P-2", {"fr": "Pourquoi"}), ListedProject("P-1", {"en": "why"})),
        needs=(
            Need("LY", 2, "Sebha", {"fr": "Un poste"}, {"fr": "Ministère"}, 150_000_000, "EUR"),
            Need(None, 3, "", {"en": "A course"}, {"en": "Ministry"}),
        ),
    )
    return replace(made, **changes)


def by_workbook(content: TemplateContent, language: str) -> Any:
    return read_source(
        write_template(content, lookups().entries, Translator(language)), "lists.xlsx"
    )


def by_files(content: TemplateContent, language: str) -> Any:
    files = write_tables(content, lookups().entries, Translator(language))
    return read_archive(write_archive(files), "lists.zip")


def check(read: ImportedFile, lists: tuple[PriorityList, ...]) -> None:
    """The lists are in the file, and nothing else."""
    assert told(read) == []
    assert read.projects == ()
    assert [one.key for one in read.lists] == [one.reference for one in lists]
    for found, one in zip(read.lists, lists, strict=True):
        expected = recorded_document(one)
        assert found.is_whole
        assert list_changes(expected, found.document) == ()
        assert is_same_list(expected, found.document)
        assert is_same_list(expected, updated_list(expected, found.document))
        assert is_same_list(expected, updated_list({}, found.document))


@st.composite
def hostile_lists(draw: st.DrawFn) -> tuple[PriorityList, ...]:
    """Lists whose every text is hostile, with sums of currencies of 0, 2 and 3 decimals."""
    text, language = texts.filter(bool), st.sampled_from(LANGUAGES)
    spoken = st.builds(lambda key, said: {key: said}, language, text)

    @st.composite
    def needs(draw: st.DrawFn) -> Need:
        own = draw(language)
        currency = draw(st.sampled_from((None, "EUR", "XOF", "TND")))
        return Need(
            draw(st.sampled_from((None, "LY", "NE"))),
            draw(st.integers(1, 11)),
            draw(texts),
            {own: draw(text)},
            {own: draw(text)},
            draw(st.integers(1, 10**17)) if currency else None,
            currency,
        )

    def one(number: int) -> PriorityList:
        return a_list(
            f"LIST-{number}",
            clause=draw(st.sampled_from((2, 8))),
            state=draw(st.sampled_from(ListState)),
            titles=draw(st.dictionaries(language, text, min_size=1)),
            source=draw(text),
            projects=tuple(
                ListedProject(f"P-{at}", draw(spoken)) for at in range(draw(st.integers(0, 3)))
            ),
            needs=tuple(draw(st.lists(needs(), max_size=3))),
        )

    return tuple(one(number) for number in range(draw(st.integers(1, 2))))


@pytest.mark.parametrize("way", [by_workbook, by_files])
@effort.few_views
@given(lists=hostile_lists(), language=st.sampled_from(LANGUAGES))
def test_out_and_in_is_the_identity(
    way: Any, lists: tuple[PriorityList, ...], language: str
) -> None:
    check(read_template(way(TemplateContent(DAY, lists=lists), language), lookups()), lists)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_of_the_demonstration_come_back_as_they_went_out(language: str) -> None:
    root = Path(__file__).parents[2] / "data"
    contents = DIRECTORY.reader(root, demonstration=True)  # type: ignore[misc]
    assert contents.lists
    content, names = TemplateContent(DAY, lists=contents.lists), of(contents)
    source = read_source(write_template(content, names, Translator(language)), "lists.xlsx")
    check(read_template(source, ImportLookups(names)), contents.lists)


def test_a_sheet_of_needs_alone_is_our_template_and_names_a_recorded_list() -> None:
    needs = sheet(
        "Needs",
        NEEDS,
        ("LIST-1", "Un poste", "2", "1500000", "EUR", "Ministère"),
        ("LIST-9", "Un poste", "2", None, None, "Ministère"),
    )
    source = file(needs)
    assert is_template(source)
    read = read_template(source, replace(lookups(), lists=frozenset({"LIST-1"})))
    (found,) = read.lists
    (row,) = found.document["list_needs"]
    assert (found.key, row["estimate"], row["language"]) == ("LIST-1", "1500000.00", "en")
    assert found.places["list_needs", row["key"], "estimate"].column == "Estimated sum"
    assert told(read) == [("unknown_list_key", "Needs", 3, "Priority list")]


def test_a_list_with_a_row_that_cannot_be_read_is_not_whole() -> None:
    read = read_template(
        file(
            sheet("Lists", LISTS, ("L", "5", "adopted", "2014-03-28"), ("L", "2", None, None)),
            sheet("Listed", LISTED, ("M", "P-1", "why", "klingon")),
        ),
        replace(lookups(), lists=frozenset({"M"})),
    )
    assert [(one.key, one.is_whole) for one in read.lists] == [("L", False), ("M", False)]
    assert [problem[0] for problem in told(read)] == [
        "no_such_choice", "key_twice", "no_such_choice",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_that_somebody_wrote_over_is_told(language: str) -> None:
    source = by_workbook(TemplateContent(DAY), language)
    mark = Translator(language)("template.example")

    def written_over(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        return (cells[0], "Ours", *cells[2:]) if cells[:1] == (mark,) else cells

    changed = replace(
        source,
        sheets=tuple(
            replace(
                one,
                rows=tuple(replace(row, cells=written_over(row.cells)) for row in one.rows),
            )
            for one in source.sheets
        ),
    )
    names = [name for name, *_ in told(read_template(source, lookups()))]
    assert names == []
    found = [name for name, *_ in told(read_template(changed, lookups()))]
    assert found == ["example_changed"] * len(found)
    assert len(SHEETS) - 3 <= len(found) <= len(SHEETS)
