"""Rows pasted from a spreadsheet into a table of a form: what each gives, and what is wrong with it.

Nothing is guessed: a column of amounts or days that can be read in two ways is asked about once, as
in a file (ruling 28), and a row with a cell that can't be read is left with its reason.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from portfolio.domain import errors, money, parsing
from portfolio.domain.drafts import Row
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Field, FieldColumn, Shape
from portfolio.domain.imports import ImportLookups, ImportProblem, SourceRow
from portfolio.domain.parsing import FieldError, Missing, NotAChoice, TooManyRows
from portfolio.exchange import cells as source_cells
from portfolio.exchange import source_errors
from portfolio.exchange.conventions import amount_question, day_question
from portfolio.exchange.match_targets import TARGETS
from portfolio.exchange.matching import Question
from portfolio.exchange.pasted_cells import Cells, read_cells
from portfolio.exchange.source_table import is_total
from portfolio.exchange.template.cells import CellReader, Names, amount_text
from portfolio.exchange.template.sheets import row_column
from portfolio.exchange.typed_amounts import AmountConvention, read_amount
from portfolio.exchange.typed_days import DayConvention, read_day
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import plain, squeeze
from portfolio.text.words import Translator

_FIRST_ROWS: Final = 5  # among which the headings are looked for
# What a spreadsheet shows in place of a value: an error, or a column too narrow for its number.
_NO_VALUE: Final = re.compile(r"#+|#[A-Z][A-Z/0]*[!?]?")
_PER_CENT: Final = re.compile(r"\s*[%٪]\s*")
_NUMBER: Final = re.compile(r"\d+")
_CURRENCY: Final = "currency"
NO_PROJECTS: Final[Mapping[str, Iterable[str]]] = {}


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A row: its number from 1, its cells as pasted, typed text by column, what is wrong with it."""

    number: int
    cells: Cells
    values: Mapping[str, str]
    problems: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PastedTable:
    """What was pasted: the columns its cells give, its rows, and what was passed over.

    ``heading``: the row of headings, () without one: then the columns are in the order of the form.
    ``questions``: the conventions of columns of amounts and days, by the names of the columns.
    """

    entry: Field
    columns: tuple[FieldColumn, ...]
    heading: Cells
    rows: tuple[PastedRow, ...]
    passed_over: tuple[ImportProblem, ...]
    unknown: tuple[str, ...]  # headings of columns that the form does not have
    questions: Mapping[str, Question] = field(default_factory=dict)

    @property
    def readable(self) -> tuple[PastedRow, ...]:
        """The rows of which every cell could be read."""
        return tuple(row for row in self.rows if not row.problems)

    @property
    def unreadable(self) -> tuple[PastedRow, ...]:
        """The rows with something wrong."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def is_open(self) -> bool:
        """Whether a question has to be answered before a row is read."""
        return bool(self.questions) and not self.rows


def read_pasted(
    text: str,
    entry: Field,
    lookups: ImportLookups,
    *,
    language: str,
    conventions: Mapping[str, str] | None = None,
    projects: Mapping[str, Iterable[str]] = NO_PROJECTS,
) -> PastedTable:
    """The table of a text that was pasted for the rows of ``entry``.

    ``language``: of plain numbers in it. ``conventions``: what was answered, by column; while a
    question is open no row is read. ``projects``: titles by identifier, which cells may name.
    Raises TooLong, TooManyRows.
    """
    lines = [
        (number, tuple(cell.strip() for cell in cells))
        for number, cells in enumerate(read_cells(text), start=1)
        if any(cell.strip() for cell in cells)
    ]
    return _PasteReading(entry, lines, CellReader(lookups, {}), lookups, language, projects).table(
        conventions or {}
    )


class _PasteReading:
    """One text while it is read."""

    def __init__(
        self,
        entry: Field,
        lines: Sequence[tuple[int, Cells]],
        reader: CellReader,
        lookups: ImportLookups,
        language: str,
        projects: Mapping[str, Iterable[str]],
    ) -> None:
        self.entry, self.reader, self.language = entry, reader, language
        self.names = replace(lookups.entries, projects=frozenset(projects))
        self.projects = Names(projects)
        at, places = _heading(entry, lines[:_FIRST_ROWS])
        self.heading = lines[at][1] if places else ()
        self.places = places or dict(enumerate(entry.columns))
        self.above = [line for line in lines[:at] if not _match(entry, line[1])] if places else []
        self.lines = lines[at + 1 :] if places else lines

    def table(self, conventions: Mapping[str, str]) -> PastedTable:
        """The table by the conventions that were answered."""
        passed_over, data = self._sorted()
        if len(data) > errors.ROWS:
            raise TooManyRows(most=errors.ROWS)
        width = max((len(cells) for _, cells in data), default=0)
        questions = self._questions(data)
        answers = {
            name: conventions.get(name) or (question.proposal.value if question.proposal else "")
            for name, question in questions.items()
        }
        is_open = any(
            question.is_asked and not conventions.get(name) for name, question in questions.items()
        )
        columns = [column for at, column in self.places.items() if self.heading or at < width]
        return PastedTable(
            entry=self.entry,
            columns=tuple(columns),
            heading=self.heading,
            rows=()
            if is_open
            else tuple(self._row(number, cells, answers) for number, cells in data),
            passed_over=tuple(passed_over),
            unknown=tuple(
                cell for at, cell in enumerate(self.heading) if cell and at not in self.places
            ),
            questions={name: one for name, one in questions.items() if one.is_asked},
        )

    def _sorted(self) -> tuple[list[ImportProblem], list[tuple[int, Cells]]]:
        """What is passed over, and the rows of data."""
        passed_over, data = [], []
        if self.above:
            numbers = source_cells.ranges(number for number, _ in self.above)
            error = source_errors.RowsAboveHeading(rows=numbers)
            passed_over.append(ImportProblem(error, row=self.above[0][0], is_blocking=False))
        for number, cells in self.lines:
            if is_total(SourceRow(number, tuple(cell or None for cell in cells))):
                passed_over.append(
                    ImportProblem(source_errors.TotalRow(), row=number, is_blocking=False)
                )
            elif self.heading and cells == self.heading:
                again = source_errors.HeadingAgain()
                passed_over.append(ImportProblem(again, row=number, is_blocking=False))
            else:
                data.append((number, cells))
        return passed_over, data

    def _questions(self, data: Sequence[tuple[int, Cells]]) -> dict[str, Question]:
        found: dict[str, Question] = {}
        for at, column in self.places.items():
            own = [(number, _at(cells, at)) for number, cells in data]
            own = [(number, cell) for number, cell in own if not _NO_VALUE.fullmatch(cell)]
            if column.shape is Shape.AMOUNT:
                found[column.name] = amount_question(own)
            elif column.shape is Shape.SHARE:
                found[column.name] = amount_question([(n, _PER_CENT.sub("", c)) for n, c in own])
            elif column.shape is Shape.DAY:
                found[column.name] = day_question(own)
        return found

    def _row(self, number: int, cells: Cells, answers: Mapping[str, str]) -> PastedRow:
        values = {column.name: "" for column in self.entry.columns}
        problems: list[FieldError] = []
        row = str(number)
        beyond = [cell for at, cell in enumerate(cells) if cell and at not in self.places]
        if beyond and not self.heading:
            wide = source_errors.RowTooWide(cells=len(cells), columns=len(self.entry.columns))
            problems.append(FieldError(self.entry.name, wide, row))
        beside = ""
        for at, column in self.places.items():
            text = _at(cells, at)
            if not text:
                continue
            try:
                values[column.name], unit = self._cell(column, text, answers.get(column.name, ""))
                beside = beside or unit
            except PortfolioError as error:
                problems.append(FieldError(self.entry.name, error, row, column.name))
        if beside and values.get(_CURRENCY) == "":
            values[_CURRENCY] = beside
        elif beside and values.get(_CURRENCY, beside) != beside:
            other = source_errors.CurrencyDiffers(currency=beside)
            problems.append(FieldError(self.entry.name, other, row, _CURRENCY))
        if not problems:
            parsing.read_cells(self.entry, row, values, self.names, problems)
            # What is only missing can be typed in the form, which says so.
            problems = [one for one in problems if not isinstance(one.error, Missing)]
        return PastedRow(number, cells, values, tuple(problems))

    def _cell(self, column: FieldColumn, text: str, convention: str) -> tuple[str, str]:
        """(typed text, the currency that an amount names) of a cell; raises what is wrong."""
        if _NO_VALUE.fullmatch(text):
            raise source_errors.CellHasError(text=errors.glimpse(text))
        match column.shape:
            case Shape.AMOUNT:
                amount = read_amount(text, AmountConvention(convention))
                return amount.text, amount.currency
            case Shape.SHARE:
                share = read_amount(_PER_CENT.sub("", text), AmountConvention(convention))
                return share.text, ""
            case Shape.DAY:
                return read_day(text, DayConvention(convention)), ""
            case Shape.PROJECT:
                return self._project(text), ""
            case Shape.CLAUSE:
                numbers = _NUMBER.findall(money.normal_form(text))
                text = numbers[0] if len(numbers) == 1 else text
            case Shape.NUMBER:
                return plain(text, self.language), ""
        return self.reader.reader(row_column(self.entry, column), self.language)(text), ""

    def _project(self, text: str) -> str:
        found = self.projects.find(text)
        if len(found) != 1:
            raise NotAChoice(value=errors.glimpse(text))
        return next(iter(found))


def _at(cells: Cells, place: int) -> str:
    return cells[place] if place < len(cells) else ""


@cache
def _names(entry: Field) -> Mapping[str, FieldColumn]:
    """The columns of a table by what they are called in any language, folded."""
    known: dict[str, FieldColumn] = {}
    own = {column.name: column for column in entry.columns}
    for language in LANGUAGES:
        words = Translator(language)
        for name, column in own.items():
            for called in (row_column(entry, column).heading(words), name, f"{entry.name}.{name}"):
                known.setdefault(squeeze(called), column)
    for target in TARGETS.values():
        if target.sheet.name == entry.name and not target.constants and target.column.name in own:
            for language in LANGUAGES:
                for called, _ in target.names(language):
                    known.setdefault(squeeze(called), own[target.column.name])
    return known


def _match(entry: Field, cells: Cells) -> dict[int, FieldColumn]:
    """The columns that the cells of a heading name; none where it is no heading."""
    known, found = _names(entry), dict[int, FieldColumn]()
    for at, cell in enumerate(cells):
        column = known.get(squeeze(cell.rstrip("* ")))
        if column is not None and column not in found.values():
            found[at] = column
    given = sum(map(bool, cells))
    return found if 2 * len(found) >= given and len(found) >= min(given, 2) else {}


def _heading(
    entry: Field, lines: Sequence[tuple[int, Cells]]
) -> tuple[int, Mapping[int, FieldColumn]]:
    """(place of the last heading among the first rows, its columns); (0, none) without one."""
    found: tuple[int, Mapping[int, FieldColumn]] = 0, {}
    for at, (_, cells) in enumerate(lines):
        if places := _match(entry, cells):
            found = at, places
        elif found[1]:
            break
    return found


def told_apart(
    table: PastedTable, standing: Iterable[Row]
) -> tuple[list[PastedRow], list[PastedRow]]:
    """(rows that a table of a form does not have yet, rows that it has as often already)."""
    columns = list(table.columns)
    if any(column.shape is Shape.AMOUNT for column in columns):  # which may name their currency
        columns += [column for column in table.entry.columns if column.name == _CURRENCY]
    known = Counter(_mark(row, columns) for row in standing)
    added, there = list[PastedRow](), list[PastedRow]()
    for row in table.readable:
        mark = _mark(row.values, columns)
        (there if known[mark] > 0 else added).append(row)
        known[mark] -= 1
    return added, there


def _mark(row: Row, columns: Iterable[FieldColumn]) -> tuple[str, ...]:
    """What makes two rows equal: their cells, however many zeros end a number."""
    return tuple(
        _number(row, column.name)
        if column.shape in (Shape.AMOUNT, Shape.SHARE)
        else _text(row, column.name)
        for column in dict.fromkeys(columns)
    )


def _text(row: Row, name: str) -> str:
    return " ".join(str(row.get(name) or "").split())


def _number(row: Row, name: str) -> str:
    text = amount_text(_text(row, name), _text(row, _CURRENCY))
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text
