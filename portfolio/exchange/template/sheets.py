"""Sheets and columns of the template, made of the fields of the domain; their headings and notes in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from portfolio.domain.clauses import CLAUSES, MONEY_CLAUSES
from portfolio.domain.fields import (
    FIELDS,
    FLOW,
    LIST_FIELDS,
    ORGANISATION,
    Field,
    FieldColumn,
    Shape,
    choice_section,
)
from portfolio.domain.flows import FINANCE_TYPES, FlowKind
from portfolio.domain.projects import MilestoneState
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import squeeze
from portfolio.text.words import Translator

VERSION: Final = 1  # raised where a column changes its meaning; one more column does not
PROJECT: Final = "project"  # the column that says which project a row belongs to
REFERENCE: Final = "reference"
SPOKEN: Final = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)
LIST_LANGUAGE: Final = "template.list.language"
# What a file tells of a milestone that happened, beside its plan.
PROGRESS: Final = (
    FieldColumn(
        "state", Shape.CHOICE, choices=tuple(state.name.lower() for state in MilestoneState)
    ),
    FieldColumn("done_on", Shape.DAY, label="template.done_on"),
    FieldColumn("evidence", Shape.PARAGRAPH, label="record.evidence"),
)
_OTHERS: Final = {
    ("flow", "kind"): tuple(kind.word for kind in FlowKind),
    ("flow", "finance_type"): tuple(map(str, sorted(FINANCE_TYPES))),
}
_SECTIONS: Final = {"state": "milestone"}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a sheet: its machine name, its shape, and the keys of its words."""

    name: str  # "titles.en", "amount"
    shape: Shape
    label: str
    help_key: str = ""
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    section: str = ""  # of the catalogs that names the choices
    language: str = ""  # of a text that is written in several
    others: tuple[str, ...] = ()  # values that recorded rows have and no form offers

    @property
    def place(self) -> tuple[str, str]:
        """The field or column, and the language, of its value."""
        return self.name.partition(".")[0], self.language

    def heading(self, words: Translator) -> str:
        """Its heading, without the star of a column that is needed."""
        name = words(self.label)
        if not self.language:
            return name
        return words("entry.in_language", field=name, language=words(f"language.{self.language}"))

    def choice(self, value: str, words: Translator) -> str:
        """A choice as its reader knows it; any other value as it is."""
        if not self.section or value not in (*self.choices, *self.others):
            return value
        key = f"{self.section}.{value}"
        return words(key) if words.has(key) else value


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet: the field whose rows it has, and its columns, the project's key first."""

    name: str
    label: str
    help_key: str
    columns: tuple[TemplateColumn, ...]
    field: Field | None = None  # None: the projects themselves

    def machine_name(self, column: TemplateColumn) -> str:
        """The name of a column that is the same in every language."""
        return f"{self.name}.{column.name}"


def row_column(field: Field, column: FieldColumn) -> TemplateColumn:
    """A column of a field of rows."""
    choices = column.choices
    section = _SECTIONS.get(column.name) or choice_section(field.name, column.name)
    if column.shape is Shape.CLAUSE:
        section = ""  # clauses are written by their numbers
        is_money = field.name == "clause_shares"
        choices = tuple(map(str, MONEY_CLAUSES if is_money else CLAUSES))
    return TemplateColumn(
        column.name,
        column.shape,
        column.label or ("record.state" if column.name == "state" else f"cell.{column.name}"),
        column.help_key or f"template.cell.{column.name}",
        column.is_needed,
        choices,
        section,
        others=_OTHERS.get((field.name, column.name), ()),
    )


def _columns(field: Field) -> Iterator[TemplateColumn]:
    """The columns of a field of a project: one, or one for each language."""
    for language in LANGUAGES if field.shape in SPOKEN else ("",):
        yield TemplateColumn(
            f"{field.name}.{language}" if language else field.name,
            field.shape,
            f"field.{field.name}",
            f"field.{field.name}.help",
            field.is_needed,
            field.choices,
            choice_section(field.name),
            language,
        )


def _key() -> TemplateColumn:
    return TemplateColumn(PROJECT, Shape.LINE, "cell.project", "template.key", is_needed=True)


def _reference() -> TemplateColumn:
    return TemplateColumn(REFERENCE, Shape.LINE, "template.reference", "template.reference.help")


def _rows(field: Field) -> TemplateSheet:
    """The sheet of a field of rows; entries and milestones are named by their references."""
    columns = [_key()]
    if field.name in ("flows", "milestones"):
        columns.append(_reference())
    # What is recorded of a published project has every column of an entry.
    rows = FLOW if field.name == "flows" else field
    columns += [row_column(rows, column) for column in rows.columns]
    if field.name == "milestones":
        columns += [row_column(field, column) for column in PROGRESS]
    name = f"field.{field.name}"
    return TemplateSheet(field.name, name, f"{name}.help", tuple(columns), field)


def _organisations() -> TemplateSheet:
    """The sheet of organisations that the record does not have yet."""
    columns: list[TemplateColumn] = []
    for column in ORGANISATION.columns:
        spoken = column.shape in SPOKEN
        columns += [
            TemplateColumn(
                f"{column.name}.{language}" if language else column.name,
                column.shape,
                "template.name" if spoken else column.label,
                column.help_key or f"template.organisation.{column.name}",
                column.name in ("identifier", "names"),
                column.choices,
                choice_section("organisation", column.name),
                language,
            )
            for language in (LANGUAGES if spoken else ("",))
        ]
    return TemplateSheet(
        "organisations",
        "template.organisations",
        "template.organisations.help",
        tuple(columns),
        ORGANISATION,
    )


def _of_list(field: Field) -> TemplateSheet:
    """The sheet of what a list names: its projects, or its needs."""
    columns = (
        replace(column, help_key=LIST_LANGUAGE) if column.name == "language" else column
        for column in (row_column(field, column) for column in field.columns)
    )
    label = f"template.{field.name}"
    return TemplateSheet(field.name, label, f"{label}.help", (_LIST_KEY, *columns), field)


PROJECTS: Final = TemplateSheet(
    "projects",
    "nav.projects",
    "template.projects.help",
    (
        _key(),
        *(
            column
            for field in FIELDS
            if field.shape is not Shape.ROWS
            for column in _columns(field)
        ),
    ),
)
ROW_SHEETS: Final = tuple(_rows(field) for field in FIELDS if field.shape is Shape.ROWS)
ORGANISATIONS: Final = _organisations()
_LIST_KEY: Final = TemplateColumn(
    "list", Shape.LINE, "cell.list", "template.list_key", is_needed=True
)
LISTS: Final = TemplateSheet(
    "priority_lists",
    "template.priority_lists",
    "template.priority_lists.help",
    (
        _LIST_KEY,
        *(
            column
            for field in LIST_FIELDS
            if field.shape is not Shape.ROWS
            for column in _columns(field)
        ),
    ),
)
LIST_ROW_SHEETS: Final = tuple(
    _of_list(field) for field in LIST_FIELDS if field.shape is Shape.ROWS
)
LIST_SHEETS: Final = (LISTS, *LIST_ROW_SHEETS)
SHEETS: Final = (PROJECTS, *ROW_SHEETS, ORGANISATIONS, *LIST_SHEETS)
BY_NAME: Final = {sheet.name: sheet for sheet in SHEETS}


@cache
def headings(sheet: TemplateSheet, language: str) -> dict[str, TemplateColumn]:
    """The columns of a sheet by their headings in a language, folded; by machine name, too."""
    words = Translator(language)
    return {
        **{squeeze(sheet.machine_name(column)): column for column in sheet.columns},
        **{squeeze(column.heading(words)): column for column in sheet.columns},
    }


@cache
def _marks() -> frozenset[str]:
    return frozenset(squeeze(Translator(language)("template.example")) for language in LANGUAGES)


def is_example_mark(text: str) -> bool:
    """Whether a text in the first column says, in any language, that its row is an example."""
    return squeeze(text) in _marks()
