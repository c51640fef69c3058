"""A row of a file of projects: its texts, where each stands, and what of it a document has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from portfolio.domain.drafts import Document, Place
from portfolio.domain.fields import EVERY_BY_NAME, Field
from portfolio.domain.imports import (
    ImportedMilestone,
    ImportedOrganisation,
    ImportedStatus,
    Origin,
)
from portfolio.exchange.template.cells import amount_text
from portfolio.exchange.template.sheets import PROGRESS

STATUS: Final = ("status", "status_from")  # of a published project a dated row of its own
_PROGRESS: Final = frozenset(column.name for column in PROGRESS)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A row of a table: its texts by machine name, and where each stands."""

    table: str  # the name of the sheet of the template
    values: Mapping[str, str]
    origin: Origin
    headings: Mapping[str, str]  # by machine name

    def at(self, name: str) -> Origin:
        """The place of one of its cells."""
        return Origin(self.origin.sheet, self.origin.row, self.headings.get(name, ""))


class Places(Mapping[Place, Origin]):
    """Where each cell of a document stands, worked out when it is asked for."""

    def __init__(self, rows: Mapping[tuple[str, str], TemplateRow]) -> None:
        """``rows``: by field and row key; the row of the project itself under two empty ones."""
        self._rows = rows

    def __getitem__(self, place: Place) -> Origin:
        """The place of a cell, of its row where the cell is not given; raises KeyError."""
        name, key, column = place
        if key:
            return self._rows[name, key].at(column)
        row = self._rows["", ""]
        return row.at(f"{name}.{column}" if column else name)

    def __iter__(self) -> Iterator[Place]:
        for (name, key), row in self._rows.items():
            for machine_name in row.values:
                first, _, language = machine_name.partition(".")
                yield (name, key, machine_name) if key else (first, "", language)

    def __len__(self) -> int:
        return sum(len(row.values) for row in self._rows.values())


def row_cells(entry: Field, row: TemplateRow) -> dict[str, str]:
    """The cells of a row that its document has."""
    names = _names(entry.name)
    values = row_amounts(row.values) if "amount" in row.values else row.values
    return {name: text for name, text in values.items() if name in names}


@cache
def _names(field: str) -> frozenset[str]:
    return frozenset(column.name for column in EVERY_BY_NAME[field].columns)


def row_amounts(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a row, its amount with the decimals of its currency."""
    if "amount" not in values:
        return dict(values)
    amount = amount_text(values["amount"], values.get("currency", ""))
    return {**values, "amount": amount}


def milestone_progress(
    places: Mapping[tuple[str, str], TemplateRow], current: Document
) -> Iterator[ImportedMilestone]:
    """What rows of milestones tell beside the plan."""
    known = {row["key"] for row in current.get("milestones") or ()}
    for (name, key), row in places.items():
        if name != "milestones":
            continue
        values = {name: text for name, text in row.values.items() if name in _PROGRESS}
        if values:
            reference = key if key in known else ""
            yield ImportedMilestone(row.values.get("title", ""), values, row.origin, reference)


def row_status(row: TemplateRow) -> ImportedStatus | None:
    """Status that the row of a published project gives."""
    values = {name: row.values[name] for name in STATUS if row.values.get(name)}
    return ImportedStatus(values, row.at(next(iter(values)))) if values else None


def organisation_key(one: ImportedOrganisation) -> str:
    """How cells name an organisation of the file: its identifier, or where it has none its name."""
    return one.identifier or next(iter(one.names.values()), "")
