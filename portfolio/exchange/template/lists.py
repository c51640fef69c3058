"""Lists of priority projects in the template: read from their sheets, and written into them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portfolio.domain import documents, errors
from portfolio.domain.clauses import PriorityList
from portfolio.domain.drafts import Document
from portfolio.domain.errors import PortfolioError
from portfolio.domain.imports import ImportedList, Origin, SourceRow
from portfolio.domain.parsing import TooManyRows
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.cells import amount_text
from portfolio.exchange.template.row import Places, TemplateRow
from portfolio.exchange.template.sheets import LIST_ROW_SHEETS, LIST_SHEETS, LISTS
from portfolio.exchange.template.tables import TemplateTable

_KEY: Final = LISTS.columns[0].name
_LANGUAGE: Final = "en"  # of the texts of a row that names none


@dataclass(frozen=True, slots=True)
class RowReading:
    """What reads the rows of tables: the key of one, its texts, and where to tell what is wrong."""

    key: Callable[[TemplateTable, int, SourceRow], str | None]
    reader: Callable[[TemplateTable], Callable[[SourceRow, str], tuple[TemplateRow, bool]]]
    wrong: Callable[[PortfolioError, Origin], None]


@dataclass(slots=True)
class _CollectedList:
    """A list while its rows are collected."""

    key: str
    row: TemplateRow
    rows: dict[str, list[TemplateRow]] = field(default_factory=dict)
    is_whole: bool = True


def read_lists(
    tables: Sequence[TemplateTable], reading: RowReading, references: frozenset[str]
) -> tuple[ImportedList, ...]:
    """The lists of a file; ``references``: those of recorded lists, which need no row of their own."""
    by_key: dict[str, _CollectedList] = {}
    own = [table for table in tables if table.sheet in LIST_SHEETS and table.key_place >= 0]
    for table in own:
        if table.sheet is LISTS:
            for key, row, is_whole in _rows(table, reading):
                if (earlier := by_key.get(key.casefold())) is not None:
                    twice = template_errors.KeyTwice(value=key, row=earlier.row.origin.row)
                    reading.wrong(twice, row.at(_KEY))
                    earlier.is_whole = False
                else:
                    by_key[key.casefold()] = _CollectedList(key, row, is_whole=is_whole)
    for sheet in LIST_ROW_SHEETS:
        for table in own:
            if table.sheet is sheet:
                _collect(table, reading, by_key, references)
    return tuple(
        ImportedList(one.key, *_document(one), is_whole=one.is_whole) for one in by_key.values()
    )


def _rows(table: TemplateTable, reading: RowReading) -> Iterator[tuple[str, TemplateRow, bool]]:
    """(key, row, whether each cell could be read) of the rows of a table that are not empty."""
    read = reading.reader(table)
    for row in table.rows:
        key = reading.key(table, table.key_place, row)
        if key is not None:
            yield key, *read(row, "")


def _collect(
    table: TemplateTable,
    reading: RowReading,
    by_key: dict[str, _CollectedList],
    references: frozenset[str],
) -> None:
    """The rows of a table, each to its list."""
    for key, row, is_whole in _rows(table, reading):
        one = by_key.get(key.casefold())
        if one is None:
            if key not in references:
                error = template_errors.UnknownListKey(value=errors.glimpse(key))
                reading.wrong(error, row.at(_KEY))
                continue
            one = by_key[key.casefold()] = _CollectedList(
                key, TemplateRow(LISTS.name, {}, row.origin, {})
            )
        rows = one.rows.setdefault(table.sheet.name, [])
        if len(rows) >= errors.ROWS:
            reading.wrong(TooManyRows(most=errors.ROWS), row.origin)
            is_whole = False
        one.is_whole &= is_whole
        if is_whole:
            rows.append(row)


def _document(one: _CollectedList) -> tuple[Document, Origin, Places]:
    """The document of a list with where each of its cells stands."""
    document: dict[str, Any] = {}
    for name, text in one.row.values.items():
        first, _, language = name.partition(".")
        if language:
            document.setdefault(first, {})[language] = text
        else:
            document[first] = text
    placed = {("", ""): one.row}
    for name, rows in one.rows.items():
        document[name] = []
        for number, row in enumerate(rows):
            placed[name, str(number)] = row
            document[name].append({"key": str(number), **_cells(row)})
    return document, one.row.origin, Places(placed)


def _cells(row: TemplateRow) -> dict[str, str]:
    """The cells of a row, its estimate with the decimals of its currency."""
    cells = {"language": _LANGUAGE, **row.values}
    if "estimate" in cells:
        cells["estimate"] = amount_text(cells["estimate"], cells.get("currency", ""))
    return cells


def list_rows(lists: Sequence[PriorityList]) -> dict[str, list[Mapping[str, str]]]:
    """The rows of each sheet of lists by its name, texts by the machine names of its columns."""
    rows: dict[str, list[Mapping[str, str]]] = {sheet.name: [] for sheet in LIST_SHEETS}
    for one in lists:
        document = documents.recorded_document(one)
        titles = {f"list_titles.{language}": text for language, text in one.titles.items()}
        plain = {name: text for name, text in document.items() if isinstance(text, str)}
        rows[LISTS.name].append({_KEY: one.reference, **plain, **titles})
        for sheet in LIST_ROW_SHEETS:
            rows[sheet.name] += [{_KEY: one.reference, **row} for row in document[sheet.name]]
    return rows
