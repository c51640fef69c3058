"""Parsing of a project as it is typed: values, and everything wrong or missing field by field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, ParamSpec, TypeVar

from portfolio.domain import dates, errors, money, reference
from portfolio.domain.clauses import CLAUSES, MONEY_CLAUSES
from portfolio.domain.drafts import Document
from portfolio.domain.errors import AmountTooLarge, PortfolioError, UnknownCurrency
from portfolio.domain.fields import FIELDS, Field, FieldColumn, Shape
from portfolio.domain.money import WHOLE
from portfolio.domain.reference import Country, Organisation

NUMBER_MOST: Final = 1_000
MAX_MINOR: Final = 10**16  # of an amount that is typed
# Fields and columns that name where something was read.
_SOURCES: Final = frozenset(("source", "relation_source", "list_source"))
_MOST_DECIMALS: Final = "LYD"  # what an amount may have before its currency is chosen
_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")
Values = dict[str, Any]


class Missing(PortfolioError):
    """A field that a published project needs is empty."""


class NotAChoice(PortfolioError):
    """A value is none of the choices of the field (values: value)."""


class NotAShare(PortfolioError):
    """A share is a percentage with at most two decimals, from 0 to 100 (values: text)."""


class NotANumber(PortfolioError):
    """A weight is a whole number (values: text, most)."""


class TooManyRows(PortfolioError):
    """A table of the form has more rows than it may (values: most)."""


class Twice(PortfolioError):
    """The same value appears in two rows of one table (values: value)."""


class NotPublic(PortfolioError):
    """An address of a document begins with http:// or https:// (values: value)."""


P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class EntryLookups:
    """Names for entries: organisations by identifier, countries by code, currencies, projects."""

    organisations: Mapping[str, Organisation]
    countries: Mapping[str, Country]
    currencies: frozenset[str]
    projects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldError:
    """Error of one field; ``row`` and ``column`` give the place inside a table.

    ``is_blocking``: it prevents a submission; a warning prevents nothing.
    """

    field: str
    error: PortfolioError
    row: str = ""
    column: str = ""
    is_blocking: bool = True


class EntryRefused(PortfolioError):
    """An entry can't be recorded: ``problems`` lists what is wrong, field by field."""

    def __init__(self, problems: tuple[FieldError, ...], **values: object) -> None:
        super().__init__(fields=len(problems), **values)
        self.problems = problems


class FieldErrors:
    """Collects what is wrong with the fields of a form while they are read."""

    def __init__(self) -> None:
        self.problems: list[FieldError] = []

    def read(
        self, field: str, reader: Callable[P, R], *arguments: P.args, **how: P.kwargs
    ) -> R | None:
        """Value of a field by its reader; None, and a problem, where it refuses."""
        try:
            return reader(*arguments, **how)
        except PortfolioError as error:
            self.wrong(field, error)
            return None

    def wrong(self, field: str, error: PortfolioError) -> None:
        """Add an error of a field."""
        self.problems.append(FieldError(field, error))

    def refuse(self) -> None:
        """Raise EntryRefused if anything was wrong."""
        if self.problems:
            raise EntryRefused(tuple(self.problems))


@dataclass(slots=True)
class EntryReading:
    """Typed values as values of the domain; fields that could not be read are left out."""

    values: Values = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)

    def rows(self, name: str) -> Sequence[Values]:
        """The rows of a table that could be read whole, each with its key."""
        found: Sequence[Values] = self.values.get(name, ())
        return found


def read(
    document: Document, names: EntryLookups, *, is_new: bool, fields: Sequence[Field] = FIELDS
) -> EntryReading:
    """The typed fields as values, with everything that is wrong or missing; never raises."""
    found = EntryReading()
    for entry in fields:
        if entry.is_first and not is_new:
            continue
        said = document.get(entry.name)
        if entry.shape is Shape.ROWS:
            found.values[entry.name] = tuple(_rows(entry, said, names, found.problems))
        elif entry.shape is Shape.CLAUSES:
            found.values[entry.name] = _clauses(entry, said, found.problems)
        elif entry.shape in (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH):
            found.values[entry.name] = _spoken(entry, said, found.problems)
        else:
            value = _one(entry, str(said or ""), names, found.problems)
            if value is not None:
                found.values[entry.name] = value
        if entry.is_needed and not _is_given(said):
            found.problems.append(FieldError(entry.name, Missing()))
    return found


def _is_given(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(str(value).strip() for value in value.values())
    if isinstance(value, list | tuple):
        return bool(value)
    return bool(str(value or "").strip())


def _one(entry: Field, value: str, names: EntryLookups, problems: list[FieldError]) -> Any:
    try:
        if entry.name in _SOURCES:
            return errors.source(value)
        return _value(entry.shape, value, entry.choices, names)
    except PortfolioError as error:
        problems.append(FieldError(entry.name, error))
        return None


def _spoken(entry: Field, values: Any, problems: list[FieldError]) -> dict[str, str]:
    keep = errors.line if entry.shape is Shape.SPOKEN_LINE else errors.paragraph
    kept: dict[str, str] = {}
    for language, text in (values if isinstance(values, Mapping) else {}).items():
        try:
            kept[str(language)] = keep(str(text))
        except PortfolioError as error:
            problems.append(FieldError(entry.name, error, column=str(language)))
    return {language: text for language, text in kept.items() if text}


def _clauses(entry: Field, value: Any, problems: list[FieldError]) -> tuple[int, ...]:
    kept = set()
    for number in value if isinstance(value, list | tuple) else ():
        if str(number).isdigit() and int(number) in CLAUSES:
            kept.add(int(number))
        else:
            problems.append(FieldError(entry.name, NotAChoice(value=str(number))))
    return tuple(sorted(kept))


def _rows(
    entry: Field, value: Any, names: EntryLookups, problems: list[FieldError]
) -> list[Values]:
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if len(given) > errors.ROWS:
        problems.append(FieldError(entry.name, TooManyRows(most=errors.ROWS)))
        given = given[: errors.ROWS]
    kept = []
    for number, row in enumerate(given):
        key = str(row.get("key") or number)
        found = read_row(entry, key, row, names, problems)
        if found is not None:
            kept.append({**found, "key": key})
    return kept


def read_row(
    entry: Field, key: str, row: Mapping[str, Any], names: EntryLookups, problems: list[FieldError]
) -> Values | None:
    """One row as values; None where some cell of it can't be read or is missing."""
    before = len(problems)
    values = read_cells(entry, key, row, names, problems)
    return values if len(problems) == before else None


def read_cells(
    entry: Field, key: str, row: Mapping[str, Any], names: EntryLookups, problems: list[FieldError]
) -> Values:
    """The cells of a row that can be read and are not missing, by column."""
    values: Values = {}
    for column in entry.columns:
        said = str(row.get(column.name) or "")
        try:
            if column.is_needed and not said.strip():
                raise Missing
            values[column.name] = _cell(column, said, row, names)
        except PortfolioError as error:
            problems.append(FieldError(entry.name, error, key, column.name))
    return values


def read_form(
    entry: Field, row: Mapping[str, Any], names: EntryLookups
) -> tuple[Values, list[FieldError]]:
    """The one row of a form, as ``read_cells`` returns it; its errors, by column."""
    problems: list[FieldError] = []
    values = read_cells(entry, "", row, names, problems)
    return values, [FieldError(problem.column, problem.error) for problem in problems]


def _cell(column: FieldColumn, cell: str, row: Mapping[str, Any], names: EntryLookups) -> Any:
    if column.shape is Shape.AMOUNT:
        if not column.is_needed and not cell.strip():
            return None
        return _amount(cell, str(row.get("currency") or ""), names)
    if column.name in _SOURCES:
        return errors.source(cell)
    value = _value(column.shape, cell, column.choices, names)
    if column.name == "address" and not str(value).startswith(("http://", "https://")):
        raise NotPublic(value=cell)
    if column.name == "address":
        errors.refuse_no_source(str(value))
    return value


def _amount(value: str, currency: str, names: EntryLookups) -> int:
    """Minor units; the currency has its own cell and its own complaint."""
    if currency not in names.currencies:
        currency = _MOST_DECIMALS
    minor = money.read(value, currency).amount_minor
    if abs(minor) >= MAX_MINOR:
        raise AmountTooLarge(text=errors.glimpse(value))
    return minor


def _value(shape: Shape, value: str, choices: tuple[str, ...], names: EntryLookups) -> Any:
    """One typed value; None for an empty one of any shape but text. Raises what is wrong."""
    typed = value.strip()
    if shape is Shape.LINE:
        return errors.line(value)
    if shape is Shape.PARAGRAPH:
        return errors.paragraph(value)
    if shape is Shape.OFFICE:
        return reference.office(value)
    if shape is Shape.EMAIL:
        return reference.email(value) if typed else ""
    if not typed:
        return False if shape is Shape.SWITCH else None
    return _READERS[shape](typed, choices, names)


def _day(text: str) -> date:
    return errors.day(dates.parse(text))


def _known(entry: str, names: Any) -> str:
    if entry not in names:
        raise NotAChoice(value=entry)
    return entry


def _currency(entry: str, names: EntryLookups) -> str:
    if entry not in names.currencies:
        raise UnknownCurrency(code=entry)
    return entry


def _number(entry: str) -> int:
    if not (entry.isascii() and entry.isdigit()) or int(entry) > NUMBER_MOST:
        raise NotANumber(text=entry, most=NUMBER_MOST)
    return int(entry)


def _share(entry: str) -> int:
    """Basis points of a typed percentage."""
    # Only digits and a point: "1e1", "1_0" and "+5" are numbers to Python alone.
    if not _PERCENTAGE.fullmatch(entry):
        raise NotAShare(text=errors.glimpse(entry))
    points = Decimal(entry) * 100
    if points != points.to_integral_value() or points > WHOLE:
        raise NotAShare(text=entry)
    return int(points)


def _clause(entry: str) -> int:
    if not entry.isdigit() or int(entry) not in CLAUSES:
        raise NotAChoice(value=entry)
    return int(entry)


_READERS: Final[Mapping[Shape, Callable[[str, tuple[str, ...], EntryLookups], Any]]] = {
    Shape.DAY: lambda typed, _, __: _day(typed),
    Shape.CHOICE: lambda typed, choices, _: _known(typed, choices),
    Shape.ORGANISATION: lambda typed, _, names: _known(typed, names.organisations),
    Shape.COUNTRY: lambda typed, _, names: _known(typed, names.countries),
    Shape.CURRENCY: lambda typed, _, names: _currency(typed, names),
    Shape.PROJECT: lambda typed, _, names: _known(typed, names.projects),
    Shape.CLAUSE: lambda typed, _, __: _clause(typed),
    Shape.NUMBER: lambda typed, _, __: _number(typed),
    Shape.SHARE: lambda typed, _, __: _share(typed),
    Shape.SWITCH: lambda typed, _, __: typed == "on",
}
MONEY_CLAUSE_CHOICES: Final = tuple(str(number) for number in MONEY_CLAUSES)
