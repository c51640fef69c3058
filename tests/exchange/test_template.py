"""Our template: read as it was written, and what is wrong in one told with its place."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain import drafts
from portfolio.domain.contents import Contents
from portfolio.domain.documents import document
from portfolio.domain.fields import Shape
from portfolio.domain.imports import ErrorCell, ImportLookups
from portfolio.domain.parsing import EntryLookups
from portfolio.exchange import DIRECTORY
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.filling import flow_rows
from portfolio.exchange.template.notes import TemplateContent, note
from portfolio.exchange.template.reading import read_template
from portfolio.exchange.template.sheets import LIST_ROW_SHEETS, ROW_SHEETS, SHEETS, headings
from portfolio.exchange.template.tables import is_template
from portfolio.exchange.template.writer import write_template
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import known_currencies
from portfolio.text.words import Translator
from tests.exchange.template_files import file, lookups, sheet, told

ROOT = Path(__file__).parents[2]
DAY = date(2014, 6, 30)
NEW = ("Project", "Title – English", "Status", "Status effective from", "Type of cooperation")
PERIOD = ("Project", "First day", "Last day", "Amount", "Currency")


@pytest.fixture(scope="module")
def demonstration() -> Contents:
    contents: Contents = DIRECTORY.reader(ROOT / "data", demonstration=True)  # type: ignore[misc]
    return contents


def of(contents: Contents) -> EntryLookups:
    return EntryLookups(
        {one.identifier: one for one in contents.organisations},
        {country.code: country for country in contents.countries},
        known_currencies(),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_written_and_read_again_is_the_same(
    demonstration: Contents, language: str
) -> None:
    names = of(demonstration)
    documents = {project.identifier: document(project) for project in demonstration.projects}
    identifiers = {one.id: one.identifier for one in demonstration.organisations}
    data = write_template(TemplateContent(DAY, demonstration.projects), names, Translator(language))
    read = read_template(read_source(data, "projects.xlsx"), ImportLookups(names, documents))
    assert read.is_template
    assert told(read) == []
    assert [project.identifier for project in read.projects] == list(documents)
    for project, expected in zip(read.projects, demonstration.projects, strict=True):
        assert drafts.changes(documents[project.identifier], project.document) == ()
        rows = [
            {name: text for name, text in row.items() if text}
            for row in flow_rows(expected, identifiers)
        ]
        assert [{"reference": flow.reference, **flow.values} for flow in project.flows] == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_has_an_example_that_nobody_imports(
    demonstration: Contents, language: str
) -> None:
    names = of(demonstration)
    data = write_template(TemplateContent(DAY), names, Translator(language))
    source = read_source(data, "projects.xlsx")
    mark = Translator(language)("template.example")
    assert sum(row.cells[0] == mark for one in source.sheets for row in one.rows) == len(SHEETS)
    read = read_template(source, ImportLookups(names))
    assert (read.projects, read.organisations, told(read)) == ((), (), [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_heading_of_its_own_and_a_note(language: str) -> None:
    words = Translator(language)
    for one in SHEETS:
        assert len(headings(one, language)) == 2 * len(one.columns)
        assert all("\n" in note(column, words) for column in one.columns)


def test_headings_in_different_languages_never_mean_different_columns() -> None:
    for one in SHEETS:
        meant: dict[str, str] = {}
        for language in LANGUAGES:
            for heading, column in headings(one, language).items():
                assert meant.setdefault(heading, column.name) == column.name


def a_new_project(*more: tuple[Any, ...]) -> Any:
    row = ("A", "Border posts", "In implementation", date(2014, 2, 1), "bilateral")
    return sheet("Projects", NEW, row, *more)


def test_a_sheet_without_machine_names_is_known_by_its_headings_in_any_language() -> None:
    read = read_template(
        file(
            a_new_project(),
            sheet(
                "Besoin",
                ("Projet", "Premier jour", "Dernier jour", "Montant", "Devise"),
                ("A", date(2014, 1, 1), "31 décembre 2014", "1 234 567,5", "eur"),
            ),
            sheet("x", ("المشروع", "البلد", "الحصة (%)"), ("A", "TN", Decimal(100))),
        ),
        lookups(),
    )
    assert told(read) == []
    (project,) = read.projects
    assert (project.key, project.identifier) == ("A", "")
    assert project.document == {
        "titles": {"en": "Border posts"},
        "status": "implementation",
        "status_from": "2014-02-01",
        "kind": "bilateral",
        "budgets": [
            {
                "key": "2014-01-01/2014-12-31",
                "first_day": "2014-01-01",
                "last_day": "2014-12-31",
                "amount": "1234567.50",
                "currency": "EUR",
            }
        ],
        "country_shares": [{"key": "TN", "country": "TN", "share": "100"}],
    }
    place = project.places["budgets", "2014-01-01/2014-12-31", "amount"]
    assert (place.sheet, place.row, place.column) == ("Besoin", 2, "Montant")
    assert project.places["titles", "", "en"].column == "Title – English"


def test_a_cell_that_says_nothing_changes_nothing() -> None:
    before = {"budgets": [{"key": "k", "first_day": "2014-01-01", "last_day": "2014-12-31"}]}
    read = read_template(
        file(
            sheet("Projects", NEW, ("RD-1", None, "  ", None, "")),
            sheet("b", PERIOD, ("RD-1", date(2014, 1, 1), date(2014, 12, 31), Decimal(5), None)),
        ),
        lookups(RD_1=before),
    )
    assert told(read) == []
    assert read.projects[0].document == {
        "budgets": [
            {"key": "k", "first_day": "2014-01-01", "last_day": "2014-12-31", "amount": "5"}
        ]
    }


def test_one_key_twice_leaves_both_rows_out_and_says_so_at_each() -> None:
    read = read_template(file(a_new_project(("a", "Other posts"))), lookups())
    assert read.projects == ()
    assert told(read) == [
        ("key_twice", "Projects", 2, "Project"),
        ("key_twice", "Projects", 3, "Project"),
    ]


def test_rows_of_no_project_and_of_one_left_out_are_told_once() -> None:
    read = read_template(
        file(
            sheet("Projects", NEW, ("A", "Posts", "nearly done"), ("B", "Posts")),
            sheet("b", PERIOD, ("A", date(2014, 1, 1)), ("C", date(2014, 1, 1)), (None, "x")),
        ),
        lookups(),
    )
    assert [project.key for project in read.projects] == ["B"]
    assert told(read) == [
        ("no_such_choice", "Projects", 2, "Status"),
        ("unknown_key", "b", 3, "Project"),
        ("key_missing", "b", 4, "Project"),
    ]
    assert read.problems[0].project == "A"


def test_a_project_can_not_be_new_by_its_key_and_published_by_its_identifier() -> None:
    rows = (("Project", "Identifier", "Title – English"), ("A", "RD-1", "Posts"))
    read = read_template(file(sheet("Projects", *rows)), lookups(RD_1={}))
    assert read.projects == ()
    assert told(read) == [("identifier_published", "Projects", 2, "Identifier")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DONOR-A", "DONOR-A"),
        ("bailleur a", "DONOR-A"),
        ("المانح أ", "DONOR-A"),
        ("Agence", "AG-2"),
        ("Border agency", "several_organisations"),
        ("Donnor B", "unknown_organisation_word"),
        ("zzzz", "no_organisations"),
    ],
)
def test_an_organisation_is_named_by_its_identifier_or_by_a_name_that_is_its_alone(
    name: str, expected: str
) -> None:
    rows = (("Project", "Title – English", "Reporting organisation"), ("A", "Posts", name))
    read = read_template(file(sheet("Projects", *rows)), lookups())
    found = [project.document["owner"] for project in read.projects]
    assert [*found, *(what for what, *_ in told(read))] == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Decimal("1234.5"), "1234.50"),
        (Decimal("0.30000000000000004"), "digits_lost"),
        ("12345678901234567.89", "12345678901234567.89"),
        ("1,234.50", "1234.50"),
        ("250.000", "convention_missing"),
        ("٢٥٠", "250.00"),
        (ErrorCell("#REF!"), "cell_has_error"),
        (ErrorCell("=A1", is_formula=True), "formula_without_value"),
    ],
)
def test_an_amount_is_exact_or_told(cell: Any, expected: str) -> None:
    rows = (PERIOD, ("A", date(2014, 1, 1), date(2014, 12, 31), cell, "EUR"))
    read = read_template(file(a_new_project(), sheet("b", *rows)), lookups())
    found = [row["amount"] for one in read.projects for row in one.document.get("budgets", ())]
    assert [*found, *(what for what, *_ in told(read))] == [expected]


def test_more_rows_than_a_table_takes_and_texts_longer_than_any_field_are_told() -> None:
    rows = [("A", "TN", Decimal(1))] * 201
    read = read_template(
        file(
            a_new_project(("B", "x" * 40_000)),
            sheet("s", ("Project", "Country", "Share in %"), *rows),
        ),
        lookups(),
    )
    assert told(read) == [
        ("too_long", "Projects", 3, "Title – English"),
        ("too_many_rows", "s", 202, ""),
    ]


def test_what_is_passed_over_is_told_and_stops_nothing() -> None:
    head = ("Project", "Title – English", "Title – English", "Colour", "Changes effective from")
    read = read_template(
        file(
            sheet("Projects", head, ("A", "Posts", "Other", "red", date(2014, 7, 1))),
            sheet("Sums", ("a", "b"), (Decimal(1), Decimal(2))),
        ),
        lookups(),
    )
    assert [one.document for one in read.projects] == [{"titles": {"en": "Posts"}}]
    assert told(read) == [
        ("column_twice", "Projects", 1, "Title – English"),
        ("column_passed_over", "Projects", 1, "Colour"),
        ("sheet_passed_over", "Sums", 0, ""),
        ("only_published_projects", "Projects", 2, "Changes effective from"),
    ]
    assert not any(problem.is_blocking for problem in read.problems)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PERIOD, True),
        (("Project", "Amount", "Currency", "Last day"), False),
        (("Project", "Title – English", "Colour"), True),
        (("Project", "Status", "Sector"), False),
        (("Projet", "Rôle", "Pays"), True),
        (("Project", "Country", "Donor"), False),
        (("Identifier", "Type", "Country"), False),
    ],
)
def test_a_table_of_somebody_else_with_a_few_of_our_headings_is_no_template(
    head: tuple[str, ...], expected: bool
) -> None:
    assert is_template(file(sheet("a", head, ("x",)))) is expected


def test_a_hidden_sheet_is_read_and_told() -> None:
    hidden = sheet("b", PERIOD, ("A", date(2014, 1, 1)), is_hidden=True)
    read = read_template(file(a_new_project(), hidden), lookups())
    assert told(read) == [("hidden_sheet_read", "b", 0, "")]
    assert "budgets" in read.projects[0].document


def test_an_organisation_of_the_file_may_be_named_in_it() -> None:
    read = read_template(
        file(
            sheet(
                "Projects", ("Project", "Reporting organisation"), ("A", "Guards"), ("B", "XX-1")
            ),
            sheet("Organisations", ("Identifier", "Name – English"), ("XX-1", "Guards")),
        ),
        lookups(),
    )
    assert told(read) == []
    assert [one.document["owner"] for one in read.projects] == ["XX-1", "XX-1"]
    assert [(one.identifier, one.names) for one in read.organisations] == [
        ("XX-1", {"en": "Guards"})
    ]


def test_an_organisation_without_an_identifier_is_named_by_its_name() -> None:
    heads = ("Identifier", "Name – English", "Name – French")
    read = read_template(
        file(
            sheet("Projects", ("Project", "Reporting organisation"), ("A", "Gardes")),
            sheet("o", heads, (None, "Guards", "Gardes"), (None, "Scouts"), (None, "Guards")),
        ),
        lookups(),
    )
    assert [one.document["owner"] for one in read.projects] == ["Guards"]
    assert [one.names["en"] for one in read.organisations] == ["Guards", "Scouts"]
    assert told(read) == [("key_twice", "o", 4, "Identifier")]


def test_what_a_person_said_that_a_name_means_is_what_it_means() -> None:
    rows = (
        ("Project", "Title – English", "Reporting organisation"),
        ("A", "Posts", "Border agency"),
    )
    known = replace(lookups(), aliases={"Border agency": "AG-2"})
    read = read_template(file(sheet("Projects", *rows)), known)
    assert [one.document["owner"] for one in read.projects] == ["AG-2"]


def test_entries_of_a_new_project_say_what_its_form_has_no_column_for() -> None:
    heads = ("Project", "Reference", "Stage", "Funder", "Amount", "Currency", "Date", "Note")
    row = ("pledge", "Donor A", Decimal(5), "EUR", date(2014, 3, 1), "by letter")
    read = read_template(
        file(a_new_project(), sheet("f", heads, ("A", None, *row), ("A", "F-12345", *row))),
        lookups(),
    )
    assert [flow.values["amount"] for flow in read.projects[0].flows] == ["5.00"]
    assert told(read) == [
        ("only_published_projects", "f", 2, "Note"),
        ("no_such_reference", "f", 3, "Reference"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_written_sheet_shows_its_headings_and_notes_whole_and_its_days_as_days(
    demonstration: Contents, language: str
) -> None:
    content = TemplateContent(DAY, demonstration.projects[:2], demonstration.lists)
    data = write_template(content, of(demonstration), Translator(language))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheets = [
            packed.read(f"xl/worksheets/sheet{at}.xml").decode() for at in range(2, 2 + len(SHEETS))
        ]
        drawings = [n for n in packed.namelist() if n.startswith("xl/drawings/vmlDrawing")]
        notes = "".join(packed.read(name).decode() for name in drawings)
    assert len(sheets) == len(drawings) == len(SHEETS)
    for one, text in zip(SHEETS, sheets, strict=True):
        assert ('rightToLeft="1"' in text) == (language == "ar")
        assert 'ySplit="2"' in text
        height = float(re.search(r'<row r="2"[^>]* ht="([\d.]+)"', text)[1])  # type: ignore[index]
        lists = re.findall(r'<dataValidation type="list"[^>]* sqref="[A-Z]+3:[A-Z]+(\d+)"', text)
        filled = max(int(n) for n in re.findall(r'<row r="(\d+)"', text))
        assert all(int(last) >= filled + 500 - 2 for last in lists)
        assert len(lists) == sum(
            bool(column.choices)
            or column.shape
            in (Shape.ORGANISATION, Shape.COUNTRY, Shape.CURRENCY, Shape.SWITCH, Shape.PROJECT)
            or (column is one.columns[0] and one in (*ROW_SHEETS, *LIST_ROW_SHEETS))
            for column in one.columns
        )
        assert height >= 32
    assert notes.count("height:") >= sum(len(one.columns) for one in SHEETS)
    source = read_source(data, "projects.xlsx")
    first = next(row for one in source.sheets[1:2] for row in one.rows if row.number == 3)
    place = [column.name for column in SHEETS[0].columns].index("status_from")
    assert first.cells[place] == DAY


def test_an_unknown_country_is_told_with_the_closest_name_and_never_with_a_code(
    demonstration: Contents,
) -> None:
    rows = [("A", text, "100") for text in ("Nigerr", "Sahelistan", "Xyzzy")]
    source = file(sheet("Shares by country", ("Project", "Country", "Share in %"), *rows))
    result = read_template(source, ImportLookups(of(demonstration), {}))
    closest = [problem.error.values.get("closest") or {} for problem in result.problems[:3]]
    assert isinstance(closest[0], Mapping)
    assert closest[0]["en"] == "Niger"
    assert all(isinstance(names, Mapping) for names in closest)
    for language, name in closest[0].items():  # as the page's reader calls it
        assert name in Translator(language).error(result.problems[0].error)
