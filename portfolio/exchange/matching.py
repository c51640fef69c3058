"""Tables of other people: which column is which field, proposed, confirmed by a person, and read by that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from portfolio.domain.errors import PortfolioError, glimpse
from portfolio.domain.fields import Shape
from portfolio.domain.imports import (
    CellValue,
    ImportedFile,
    ImportLookups,
    ImportProblem,
    SourceFile,
    SourceTable,
)
from portfolio.exchange.conventions import ColumnQuestion, amount_question, day_question
from portfolio.exchange.match_suggestions import column_name
from portfolio.exchange.match_targets import CURRENCY, TARGETS, MatchTarget
from portfolio.exchange.source_errors import CurrencyUnclear
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.cells import CellText, text_of
from portfolio.exchange.template.csv_files import without_guards
from portfolio.exchange.template.reading import read_tables
from portfolio.exchange.template.sheets import BY_NAME, PROJECT, PROJECTS, TemplateColumn
from portfolio.exchange.template.tables import TemplateTable
from portfolio.exchange.typed_amounts import AmountConvention, read_amount
from portfolio.exchange.typed_days import DayConvention, read_day
from portfolio.text.languages import DEFAULT, LANGUAGES


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A confirmed match, which may be kept as JSON and used for the next file of the same headings.

    ``columns``: the name of a target by the name of a column (``column_name``); ``conventions``:
    the word of a convention by it. What is not in ``columns`` is not read.
    """

    columns: Mapping[str, str]
    conventions: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The match as JSON."""
        return {"columns": dict(self.columns), "conventions": dict(self.conventions)}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "TableMatch":
        """The match of a document; targets that there are no more are left out."""
        columns = {name: one for name, one in document["columns"].items() if one in TARGETS}
        return cls(columns, dict(document.get("conventions") or {}))


Question = ColumnQuestion[AmountConvention] | ColumnQuestion[DayConvention]


def questions(table: SourceTable, columns: Mapping[str, str]) -> dict[str, Question]:
    """The conventions that columns of amounts and days may be written in, by their names.

    ``columns``: the target of each. A column that needs no answer has a proposal and is not asked.
    """
    found: dict[str, Question] = {}
    for column in table.columns:
        name = column_name(column, table.columns)
        target = TARGETS.get(columns.get(name, ""))
        if target is None:
            continue
        own = [(row.number, _at(row.cells, column.index)) for row in table.rows]
        if target.column.shape in (Shape.AMOUNT, Shape.SHARE):
            found[name] = amount_question(own)
        elif target.column.shape is Shape.DAY:
            found[name] = day_question(own)
    return found


def open_columns(
    by_column: Mapping[str, Question], conventions: Mapping[str, str]
) -> tuple[str, ...]:
    """Names of the columns that wait for an answer: asked about, and none of its choices given."""
    return tuple(
        name
        for name, question in by_column.items()
        if question.is_asked and conventions.get(name) not in [by.value for by in question.choices]
    )


def read_matched(
    source: SourceFile, match: TableMatch, lookups: ImportLookups, *, sheet: str = ""
) -> ImportedFile:
    """What a table of somebody else gives by its confirmed match; never raises.

    ``sheet``: the name of the one that is read, the first where it is not given. A project may have
    several rows, one for each entry: its own fields say the same in each, or are told.
    """
    source = without_guards(source)
    found = next((one for one in source.sheets if one.name == sheet), None)
    if found is None and source.sheets:
        found = source.sheets[0]
    if found is None:
        return ImportedFile(is_template=False, problems=source.problems)
    table = detect_table(found)
    reader = _MatchReader(table, match)
    problems = [problem for problem in source.problems if problem.sheet in ("", found.name)]
    problems += [*table.problems, *reader.unmatched_columns()]
    contents = read_tables(reader.tables(), problems, lookups, is_template=False)
    return replace(contents, open_columns=open_columns(reader.questions, match.conventions))


class _MatchReader:
    """Tables of the template made of one table of somebody else."""

    def __init__(self, table: SourceTable, match: TableMatch) -> None:
        self.table = table
        self.match = match
        self.names = {column_name(column, table.columns): column.index for column in table.columns}
        self.columns = {
            name: TARGETS[target]
            for name, target in match.columns.items()
            if name in self.names and target in TARGETS
        }
        self.questions = questions(table, match.columns)
        self.conventions = {
            name: match.conventions.get(name) or (question.proposal or "")
            for name, question in self.questions.items()
        }

    def unmatched_columns(self) -> Iterator[ImportProblem]:
        """Columns with something in them of which nothing is read."""
        for name in self.names:
            if name not in self.columns:
                error = template_errors.ColumnNotMatched(heading=name)
                yield ImportProblem(
                    error, self.table.sheet, self.table.header_row, name, is_blocking=False
                )

    def tables(self) -> list[TemplateTable]:
        """One table for the projects, and one for each kind of row that the columns make."""
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, MatchTarget]] = {}
        for name, target in self.columns.items():
            if target.name != CURRENCY:
                key = target.sheet.name, tuple(target.constants.items())
                groups.setdefault(key, {})[name] = target
        groups.setdefault((PROJECTS.name, ()), {})
        stages = [key for key in groups if key[0] == "flows" and key[1]]
        if stages:  # who and when of a row of amounts by stage is that of each of them
            shared = {
                name: target
                for name, target in groups.pop(("flows", ()), {}).items()
                if target.column.name not in ("amount", "kind")
            }
            for key in stages:
                groups[key] = {**shared, **groups[key]}
        ordered = sorted(groups.items(), key=lambda one: one[0][0] != PROJECTS.name)
        return [self._table(name, dict(constants), own) for (name, constants), own in ordered]

    def _table(
        self, name: str, constants: dict[str, str], targets: Mapping[str, MatchTarget]
    ) -> TemplateTable:
        sheet = BY_NAME[name]
        by_name = {column.name: column for column in sheet.columns}
        columns = [(self.names[name], target.column, name) for name, target in targets.items()]
        readers: dict[str, CellText] = {}
        for heading, target in targets.items():
            reader = self._reader(heading, target.column)
            if reader is not None:
                readers[target.column.name] = reader
        if CURRENCY in by_name:
            named = [one for one, target in self.columns.items() if target.name == CURRENCY]
            amounts = [one for one, target in targets.items() if target.column.name == "amount"]
            if not named:  # cells of amounts may name it themselves
                named, readers[CURRENCY] = amounts, _currency
            columns += [(self.names[one], by_name[CURRENCY], one) for one in named[:1]]
        key, heading = self._key()
        columns = [one for one in columns if one[1].name != PROJECT]
        columns.append((key, sheet.columns[0], heading))
        # A row of amounts by stage, or of one country, is none where that cell is blank.
        driving = [
            self.names[heading]
            for heading, target in targets.items()
            if target.constants or target.column.name in _DRIVING.get(name, ())
        ]
        return TemplateTable(
            sheet,
            self.table.sheet,
            DEFAULT,
            tuple(columns),
            self.table.rows,
            constants=constants,
            readers=readers,
            driving=tuple(driving),
            has_repeats=True,
        )

    def _key(self) -> tuple[int, str]:
        """The place and the heading of what says which project a row is of."""
        for wanted in (PROJECT, "identifier", *(f"titles.{language}" for language in LANGUAGES)):
            for heading, target in self.columns.items():
                if target.name == wanted:
                    return self.names[heading], heading
        return -1, ""

    def _reader(self, heading: str, column: TemplateColumn) -> CellText | None:
        convention = self.conventions.get(heading, "")
        if column.shape in (Shape.AMOUNT, Shape.SHARE):
            return _amount_reader(convention)
        return _day_reader(convention) if column.shape is Shape.DAY else None


# The cell without which a row of somebody else's table is no row of this kind.
_DRIVING: Final[Mapping[str, tuple[str, ...]]] = {
    "budgets": ("amount",),
    "flows": ("amount",),
    "milestones": ("title",),
    "documents": ("address",),
}


def _amount_reader(convention: str) -> CellText:
    known = {by.value: by for by in AmountConvention}

    def read(cell: CellValue) -> str:
        if isinstance(cell, Decimal):
            return text_of(cell)
        if convention not in known:
            raise template_errors.ConventionMissing(text=glimpse(text_of(cell)))
        return read_amount(cell, known[convention]).text

    return read


def _day_reader(convention: str) -> CellText:
    known = {by.value: by for by in DayConvention}

    def read(cell: CellValue) -> str:
        if isinstance(cell, date):
            return cell.isoformat()
        if convention not in known:
            raise template_errors.ConventionMissing(text=glimpse(text_of(cell)))
        return read_day(cell, known[convention])

    return read


def _currency(cell: CellValue) -> str:
    """The currency that a cell of an amount names, "" for none."""
    try:
        return read_amount(cell, AmountConvention.POINT).currency
    except CurrencyUnclear:
        raise
    except PortfolioError:
        return read_amount(cell, AmountConvention.COMMA).currency


def _at(row: Sequence[CellValue], place: int) -> CellValue:
    return row[place] if 0 <= place < len(row) else None
