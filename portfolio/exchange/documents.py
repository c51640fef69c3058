"""Documents read from data files: checked content, lines, and the index of what they may refer to."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path as FilePath
from typing import Any, Final, Generic, NoReturn, TypeVar

from babel.numbers import list_currencies
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portfolio.domain import errors, reference
from portfolio.domain.errors import (
    AlreadyExists,
    BrokenFile,
    DayOutOfReason,
    NotADate,
    NotAnAmount,
    NotASource,
    PortfolioError,
    UnknownCurrency,
    glimpse,
)
from portfolio.domain.money import Money, exponent
from portfolio.domain.reference import Country, Organisation
from portfolio.exchange import errors as exchange_errors
from portfolio.exchange.schema import OrganisationsFile, ProjectsFile

_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@cache
def _codes() -> frozenset[str]:
    """ISO 4217 codes, current and withdrawn: sources of 2012 use the old ouguiya."""
    return frozenset(list_currencies())


def money(text: str, currency: str) -> Money:
    """The amount, written with exactly the currency's decimals or none (ruling 28).

    Raises UnknownCurrency, AmountNotAsWritten, AmountTooLarge.
    """
    if currency not in _codes():
        raise UnknownCurrency(code=currency)
    places = exponent(currency)
    try:
        amount = Money.parse(text, currency)
    except NotAnAmount:
        raise _not_as_written(text, currency, places) from None
    if len(text.partition(".")[2]) not in (0, places):
        raise _not_as_written(text, currency, places)
    return amount


def _not_as_written(text: str, currency: str, places: int) -> exchange_errors.AmountNotAsWritten:
    example = Money(123_450 * 10**places, currency).decimal()
    return exchange_errors.AmountNotAsWritten(
        text=glimpse(text), currency=currency, example=f"{example:f}"
    )


def basis_points(text: str) -> int:
    """A percentage ("12.5") in basis points; raises NotAPercentage outside 0–100 or below 0.01."""
    if not _PERCENTAGE.fullmatch(text):
        raise exchange_errors.NotAPercentage(text=glimpse(text))
    whole, _, rest = text.partition(".")
    points = int(whole) * 100 + int(rest.ljust(2, "0"))
    if points > 10_000:
        raise exchange_errors.NotAPercentage(text=text)
    return points


Path = tuple[str | int, ...]

_DECODER: Final = json.JSONDecoder()
_BLANK: Final = re.compile(r"[ \t\r\n]*")


def line_at(text: str, offset: int) -> int:
    """The line of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1


def walk(text: str) -> Iterator[tuple[Path, int]]:
    """JSON values of a valid text with their paths and offsets, a repeated field each time.

    The offset of a field's value is that of its name: a reader looks for the name.
    """
    start = _skip(text, 0)
    yield (), start
    yield from _inside(text, start, ())


def lines_of(text: str, *paths: Path) -> list[int]:
    """The line of the value at each path; of its nearest enclosing value where it is not there."""
    found = dict(walk(text))
    lines = []
    for path in paths:
        while path and path not in found:
            path = path[:-1]
        lines.append(line_at(text, found[path]))
    return lines


def first_repeated(text: str) -> tuple[Path, int] | None:
    """The first field an object names twice, as path and line; None where there is none."""
    seen: set[Path] = set()
    for path, offset in walk(text):
        if path in seen:
            return path, line_at(text, offset)
        seen.add(path)
    return None


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _inside(text: str, at: int, path: Path) -> Iterator[tuple[Path, int]]:
    """The values inside the array or object at ``at``."""
    if text[at] not in "{[":
        return
    named, index = text[at] == "{", 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        start = at
        step: str | int = index
        if named:
            step, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield (*path, step), start
        yield from _inside(text, at, (*path, step))
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        index += 1


_SIMPLE: Final[Mapping[str, type[PortfolioError]]] = {
    "missing": exchange_errors.MissingField,
    "extra_forbidden": exchange_errors.UnknownField,
    "string_type": exchange_errors.NotText,
    "int_type": exchange_errors.NotWhole,
    "int_from_float": exchange_errors.NotWhole,
    "bool_type": exchange_errors.NotYesOrNo,
    "tuple_type": exchange_errors.NotList,
    "list_type": exchange_errors.NotList,
    "dict_type": exchange_errors.NotObject,
    "model_type": exchange_errors.NotObject,
    "model_attributes_type": exchange_errors.NotObject,
    "string_too_short": exchange_errors.FileFieldIsEmpty,
    "too_short": exchange_errors.FileFieldIsEmpty,
    "nothing_said": exchange_errors.FileFieldIsEmpty,
}
_TOLD: Final[Mapping[str, Callable[[str, Mapping[str, Any]], PortfolioError]]] = {
    "unknown_word": lambda field, told: exchange_errors.UnknownWord(
        field=field, value=told["value"], allowed=told["allowed"]
    ),
    "not_a_day": lambda field, told: NotADate(name=field, value=told["value"]),
    "day_out_of_reason": lambda _, told: DayOutOfReason(**told),
    "not_a_source": lambda _, __: NotASource(),
    "not_a_moment": lambda field, told: exchange_errors.NotAMoment(
        field=field, value=told["value"]
    ),
}


def reason(error: ErrorDetails) -> PortfolioError:
    """The reason for one complaint; a complaint without a name of ours is "out of range"."""
    kind = error["type"]
    names = [str(step) for step in error["loc"] if isinstance(step, str) and step != "[key]"]
    field = names[-1] if names else ""
    if kind in _SIMPLE:
        return _SIMPLE[kind](field=field)
    if kind in _TOLD:
        return _TOLD[kind](field, error.get("ctx", {}))
    return exchange_errors.OutOfRange(field=field, value=error["input"])


Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document(Generic[Content]):
    """Content of ``file`` (its name inside the data directory) with the text it was read from."""

    file: str
    text: str
    content: Content

    def broken_file(self, path: Path, reason: PortfolioError) -> BrokenFile:
        """The fault of the value at ``path``, with its line."""
        (line,) = lines_of(self.text, path)
        return BrokenFile(file=self.file, line=line, reason=reason)


def read_text(directory: FilePath, file: str) -> str:
    """The text of a file; raises MissingFile, or BrokenFile where it is no UTF-8."""
    try:
        written = (directory / file).read_bytes()
    except OSError:
        raise exchange_errors.MissingFile(file=file) from None
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = written.count(b"\n", 0, wrong.start) + 1
        raise BrokenFile(file=file, line=line, reason=exchange_errors.NotReadable()) from None
    return text.replace("\r\n", "\n")


def read(directory: FilePath, file: str, model: type[Content]) -> Document[Content]:
    """The checked content of a JSON file; raises MissingFile or BrokenFile with the first fault."""
    text = read_text(directory, file)
    _refuse_what_is_no_json(file, text)
    try:
        return Document(file, text, model.model_validate_json(text))
    except ValidationError as wrong:
        errors = wrong.errors()
        lines = lines_of(text, *(tuple(error["loc"]) for error in errors))
        line, error = min(zip(lines, errors, strict=True), key=lambda fault: fault[0])
        raise BrokenFile(file=file, line=line, reason=reason(error)) from None


def _refuse_what_is_no_json(file: str, text: str) -> None:
    repeats = False

    def once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeats
        fields = dict(pairs)
        repeats = repeats or len(fields) < len(pairs)
        return fields

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as wrong:
        reason: PortfolioError = exchange_errors.NotJson(column=wrong.colno)
        raise BrokenFile(file=file, line=wrong.lineno, reason=reason) from None
    if repeats and (again := first_repeated(text)):
        path, line = again
        reason = exchange_errors.RepeatedField(field=path[-1])
        raise BrokenFile(file=file, line=line, reason=reason)
    for path, value in _texts(content, ()):
        try:
            errors.paragraph(value)
        except PortfolioError as wrong:
            (line,) = lines_of(text, path)
            raise BrokenFile(file=file, line=line, reason=wrong) from None


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a JSON value with its path; also the names of its fields."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield (*path, name), name
            yield from _texts(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, number))


File = Document[OrganisationsFile] | Document[ProjectsFile]


@dataclass(slots=True)
class Numbers:
    """Ids assigned to the files' own rows, in the order they are read."""

    flows: Iterator[int] = field(default_factory=lambda: count(1))
    budgets: Iterator[int] = field(default_factory=lambda: count(1))
    milestones: Iterator[int] = field(default_factory=lambda: count(1))


@dataclass(frozen=True, slots=True)
class FileIndex:
    """Index of everything that can be named, and the numbers of what is being read."""

    countries: frozenset[str]
    organisations: Mapping[str, Organisation]
    projects: Mapping[str, int]
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a projects file: finds what it names, and words its faults with their line."""

    document: Document[ProjectsFile]
    path: Path
    register: FileIndex

    def at(self, *steps: str | int) -> "Place":
        """The value further inside."""
        return Place(self.document, (*self.path, *steps), self.register)

    def refuse(self, reason: PortfolioError) -> NoReturn:
        """Raises the BrokenFile of this place."""
        raise self.document.broken_file(self.path, reason)

    def organisation(self, identifier: str | None) -> int | None:
        """The id of the organisation named here, None where none is."""
        if identifier is None:
            return None
        if identifier not in self.register.organisations:
            self.refuse(exchange_errors.UnknownOrganisationInFile(identifier=identifier))
        return self.register.organisations[identifier].id

    def country(self, code: str | None) -> None:
        """Refuses a country that is not on the list."""
        if code is not None and code not in self.register.countries:
            self.refuse(exchange_errors.UnknownCountryInFile(code=code))

    def project(self, identifier: str | None) -> int | None:
        """The id of the project named here, None where none is."""
        if identifier is None:
            return None
        if identifier not in self.register.projects:
            self.refuse(exchange_errors.UnknownProvider(identifier=identifier))
        return self.register.projects[identifier]

    def money(self, text: str, currency: str) -> Money:
        """The amount written here."""
        try:
            return money(text, currency)
        except PortfolioError as reason:
            raise self.document.broken_file((*self.path, "amount"), reason) from None

    def email(self, entry: str) -> str:
        """The e-mail address written here, "" where none is."""
        try:
            return reference.email(entry) if entry else ""
        except PortfolioError as reason:
            self.refuse(reason)


def register(countries: Iterable[Country], files: Iterable[File]) -> FileIndex:
    """The register of all files together; raises BrokenFile at the second use of an identifier."""
    files = tuple(files)
    codes = frozenset(country.code for country in countries)
    organisations: dict[str, Organisation] = {}
    projects: dict[str, int] = {}
    for file in files:
        for n, entry in enumerate(file.content.organisations):
            path = ("organisations", n)
            if entry.identifier in organisations:
                again = AlreadyExists(what="organisation", identifier=entry.identifier)
                raise file.broken_file((*path, "identifier"), again)
            if entry.country is not None and entry.country not in codes:
                unknown = exchange_errors.UnknownCountryInFile(code=entry.country)
                raise file.broken_file((*path, "country"), unknown)
            organisations[entry.identifier] = entry.value(Organisation, id=len(organisations) + 1)
        if isinstance(file.content, ProjectsFile):
            for n, project in enumerate(file.content.projects):
                if project.identifier in projects:
                    again = AlreadyExists(what="project", identifier=project.identifier)
                    raise file.broken_file(("projects", n, "identifier"), again)
                projects[project.identifier] = len(projects) + 1
    return FileIndex(codes, organisations, projects)
