"""Columns of the template with amounts in text that may be read in two ways: asked once each (ruling 28)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from portfolio.domain.errors import LINE, glimpse
from portfolio.domain.fields import Shape
from portfolio.domain.imports import CellValue
from portfolio.exchange.conventions import ColumnQuestion, amount_question
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.cells import CellText, text_of
from portfolio.exchange.template.tables import TemplateTable, cell_at
from portfolio.exchange.typed_amounts import AmountConvention, is_ambiguous, read_amount
from portfolio.text import typing


def amount_questions(
    tables: Sequence[TemplateTable],
) -> dict[str, ColumnQuestion[AmountConvention]]:
    """What is asked about each column with an amount of two readings, by its sheet and heading."""
    return {
        column: amount_question(cells)
        for table in tables
        for column, _, cells in _open_columns(table)
    }


def with_conventions(table: TemplateTable, conventions: Mapping[str, str]) -> TemplateTable:
    """The table with readers of the columns that are asked about, by the answers given."""
    known = {by.value: by for by in AmountConvention}
    readers = {
        name: _reader(known.get(conventions.get(column, "")), table.language)
        for column, name, _ in _open_columns(table)
    }
    return replace(table, readers={**table.readers, **readers}) if readers else table


def _open_columns(
    table: TemplateTable,
) -> Iterator[tuple[str, str, list[tuple[int, CellValue]]]]:
    """The name in questions, the machine name and the cells of each column that is asked about."""
    for place, column, heading in table.columns:
        if column.shape is Shape.AMOUNT:
            cells = [(row.number, cell_at(row.cells, place)) for row in table.rows]
            if any(is_ambiguous(cell) for _, cell in cells):
                yield f"{table.name} · {heading}"[:LINE], column.name, cells


def _reader(convention: AmountConvention | None, language: str) -> CellText:
    """What reads the cells of a column that is asked about; others than ambiguous ones need no answer."""

    def read(cell: CellValue) -> str:
        text = text_of(cell)
        if isinstance(cell, Decimal):
            return text
        if convention is None:
            if is_ambiguous(cell):
                raise template_errors.ConventionMissing(text=glimpse(text))
            return typing.amount(text, language)
        amount = read_amount(cell, convention)
        # A currency has a column of its own: one beside the amount is refused as it is elsewhere.
        return typing.amount(text, language) if amount.currency else amount.text

    return read
