"""Files of the template in tests: cells in rows, and what is told of them."""

from typing import Any

from portfolio.domain.imports import (
    CellValue,
    ImportedFile,
    ImportLookups,
    SourceFile,
    SourceRow,
    SourceSheet,
)
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.reference import Organisation
from tests.building.world import COUNTRIES, CURRENCIES

ORGANISATIONS = (
    Organisation(1, "DONOR-A", {"en": "Donor A", "fr": "Bailleur A", "ar": "المانح أ"}),
    Organisation(2, "DONOR-B", {"en": "Donor B"}),
    Organisation(3, "AG-1", {"en": "Border agency"}),
    Organisation(4, "AG-2", {"en": "Border Agency", "fr": "Agence"}),
)


def lookups(**published: Any) -> ImportLookups:
    """Four organisations, two of one name, and published documents by identifier (RD_1 for RD-1)."""
    entries = EntryLookups(
        {one.identifier: one for one in ORGANISATIONS},
        {country.code: country for country in COUNTRIES},
        frozenset(CURRENCIES),
    )
    documents = {name.replace("_", "-"): document for name, document in published.items()}
    return ImportLookups(entries, documents)


def sheet(name: str, *rows: tuple[CellValue, ...], is_hidden: bool = False) -> SourceSheet:
    """A sheet of rows, numbered from 1."""
    numbered = (SourceRow(number, cells) for number, cells in enumerate(rows, start=1))
    return SourceSheet(name, is_hidden, tuple(row for row in numbered if any(row.cells)))


def file(*sheets: SourceSheet) -> SourceFile:
    return SourceFile("projects.xlsx", "0" * 64, sheets)


def told(result: ImportedFile) -> list[tuple[str, str, int, str]]:
    """What is wrong in a file: the phrase, the sheet, the row and the column of each."""
    return [
        (problem.error.phrase.partition(".")[2], problem.sheet, problem.row, problem.column)
        for problem in result.problems
    ]
