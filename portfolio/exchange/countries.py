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
class _Row:
    """One line of the table: cells by column."""

    cells: dict[str, str]

    def matching(self, column: str, pattern: str) -> str:
        value = self.cells[column]
        if not value:
            raise faults.Empty(field=column)
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
    text = documents.read_text(directory, FILE)
    # Remarks become blank lines, so that the lines keep their numbers.
    lines = ["" if line.startswith("#") else line for line in text.split("\n")]
    rows = csv.reader(lines, strict=True)
    countries: list[Country] = []
    header: list[str] | None = None
    try:
        for cells in rows:
            if not cells:
                continue
            if header is None:
                if cells != COLUMNS:
                    raise faults.WrongHeader(expected=",".join(COLUMNS))
                header = cells
                continue
            if len(cells) != len(COLUMNS):
                raise faults.NotCsv(expected=len(COLUMNS), found=len(cells))
            row = _Row(dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True)))
            countries.append(_country(row, len(countries) + 1))
            _refuse_repeated(countries)
        if header is None:
            raise faults.WrongHeader(expected=",".join(COLUMNS))
    except (PortfolioError, csv.Error) as wrong:
        reason = (
            wrong
            if isinstance(wrong, PortfolioError)
            else faults.NotCsv(expected=len(COLUMNS), found=1)
        )
        raise BrokenFile(file=FILE, line=max(1, rows.line_num), reason=reason) from None
    return tuple(countries)


def _country(row: _Row, number: int) -> Country:
    return Country(
        id=number,
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
