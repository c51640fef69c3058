"""The countries of the product's working list, from a table in CSV."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from portfolio.domain.errors import AlreadyExists, BrokenFile, PortfolioError
from portfolio.domain.places import Country, Region
from portfolio.exchange import documents, faults

FILE: Final = "countries.csv"
COLUMNS: Final = "code iso3 region is_dac_recipient name_en name_fr name_ar".split()
_REGIONS: Final = {region.word: region for region in Region}
_ANSWERS: Final = {"yes": True, "no": False}
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _CountryLine:
    """One line of the table: cells by column."""

    cells: dict[str, str]

    def matching(self, column: str, pattern: str) -> str:
        value = self.cells[column]
        if not value:
            raise faults.FileFieldIsEmpty(field=column)
        if not re.fullmatch(pattern, value, re.DOTALL):
            raise faults.OutOfRange(field=column, value=value)
        return value

    def among(self, column: str, words: dict[str, Answer]) -> Answer:
        value = self.cells[column]
        if value not in words:
            raise faults.UnknownWord(field=column, value=value, allowed=", ".join(words))
        return words[value]


def read_countries(directory: Path) -> tuple[Country, ...]:
    """The countries in the order of the file, lines that begin with # left out.

    Raises MissingFile, or BrokenFile with the line of the first fault.
    """
    countries: list[Country] = []
    is_open = False
    number = 0
    for number, line in enumerate(documents.read_text(directory, FILE).split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = _cells(line)
            if not is_open:
                _check_header(cells)
                is_open = True
                continue
            countries.append(
                _country(_CountryLine(dict(zip(COLUMNS, cells, strict=True))), len(countries))
            )
            _refuse_repeated(countries)
        except PortfolioError as reason:
            raise BrokenFile(file=FILE, line=number, reason=reason) from None
    if not is_open:
        raise BrokenFile(file=FILE, line=number, reason=_wrong_header())
    return tuple(countries)


def _cells(line: str) -> list[str]:
    """The cells of one line; a line is a row, so that a forgotten quotation mark stays on its line."""
    try:
        (cells,) = csv.reader([line], strict=True)
    except csv.Error:
        raise faults.OpenQuotation() from None
    if len(cells) != len(COLUMNS):
        raise faults.NotCsv(expected=len(COLUMNS), found=len(cells))
    return [cell.strip() for cell in cells]


def _check_header(cells: list[str]) -> None:
    if cells != COLUMNS:
        raise _wrong_header()


def _wrong_header() -> PortfolioError:
    return faults.WrongHeader(expected=",".join(COLUMNS))


def _country(row: _CountryLine, before: int) -> Country:
    return Country(
        id=before + 1,
        code=row.matching("code", "[A-Z]{2}"),
        iso3=row.matching("iso3", "[A-Z]{3}"),
        region=row.among("region", _REGIONS),
        is_dac_recipient=row.among("is_dac_recipient", _ANSWERS),
        names={language: row.matching(f"name_{language}", ".+") for language in ("en", "fr", "ar")},
    )


def _refuse_repeated(countries: list[Country]) -> None:
    *before, last = countries
    if any(last.code == other.code or last.iso3 == other.iso3 for other in before):
        raise AlreadyExists(what="country", identifier=last.code)
