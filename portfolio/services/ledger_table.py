"""Table of the ledger as files hold it: a row a budget period and flow, in words and in codes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from portfolio.domain.params import Principal
from portfolio.ledger.view import View
from portfolio.measures.entries import Quote
from portfolio.present.data_table import DataColumn, DataTable, ValueKind
from portfolio.present.format import Formatter
from portfolio.services.ledger_rows import LedgerRows, Row

# Columns people read: the row's key, the phrase of its heading, its kind.
_READ: Final = (
    ("project", "column.identifier", ValueKind.TEXT),
    ("title", "column.title", ValueKind.TEXT),
    ("stage_label", "explain.stage", ValueKind.TEXT),
    ("funder_label", "axis.funder", ValueKind.TEXT),
    ("receiver_label", "column.receiver", ValueKind.TEXT),
    ("day", "column.date", ValueKind.DAY),
    ("last_day", "ledger.last_day", ValueKind.DAY),
    ("recorded_on", "column.recorded", ValueKind.DAY),
    ("verification_label", "filter.confidence", ValueKind.TEXT),
    ("provenance_label", "axis.provenance", ValueKind.TEXT),
    ("amount", "explain.original", ValueKind.NUMBER),
    ("currency", "column.currency", ValueKind.TEXT),
    ("rates", "explain.rate", ValueKind.TEXT),
    ("converted_minor", "explain.converted", ValueKind.AMOUNT),
    ("passed_on_minor", "ledger.passed_on", ValueKind.AMOUNT),
    ("counts", "ledger.counts", ValueKind.TEXT),
    ("in_total", "ledger.in_total", ValueKind.TEXT),
    ("exclusion_label", "ledger.exclusion", ValueKind.TEXT),
)
# Codes and whole minor units beside them.
_CODES: Final = (
    *("stage", "funder", "receiver", "verification", "provenance", "exclusion"),
    *("reporting_currency", "recorded_at"),
)
_LABEL: Final = "_label"
_PASSED_ON: Final = "passed_on_minor"


def ledger_table(view: View, reader: Formatter, who: Principal, caption: str) -> DataTable:
    """Budget periods and flows of the filtered projects that the reader sees, project by project."""
    rows = LedgerRows(view, reader, who).rows()

    @cache
    def rates(quotes: tuple[Quote, ...]) -> str:
        return "; ".join(map(reader.rate, quotes))

    for row in rows:
        recorded = datetime.fromtimestamp(row["recorded_at"] // 1_000_000, UTC)
        row["rates"] = rates(row.pop("quotes"))
        row["recorded_on"], row["recorded_at"] = recorded.date(), recorded.isoformat()
    read = [_column(reader, rows, *about) for about in _READ]
    codes = [
        DataColumn(
            name, name, ValueKind.TEXT, [row.get(name) for row in rows], is_for_machines=True
        )
        for name in _CODES
    ]
    minor = [Decimal(row["amount_minor"]) for row in rows]
    codes.append(
        DataColumn("amount_minor", "amount_minor", ValueKind.NUMBER, minor, is_for_machines=True)
    )
    return DataTable(caption, (*read, *codes))


def _column(
    reader: Formatter, rows: Sequence[Row], name: str, phrase: str, kind: ValueKind
) -> DataColumn:
    values: list[Any] = [None if row.get(name) == "" else row.get(name) for row in rows]
    if name == _PASSED_ON:  # nothing is passed on of most rows: no amount, and no zero
        values = [value or None for value in values]
    words = reader.words
    if name in ("counts", "in_total"):
        values = [words("word.yes" if value else "word.no") for value in values]
    unit, said, states = "", {}, {}
    if kind is ValueKind.AMOUNT:
        unit = reader.currency
        missing = [place for place, value in enumerate(values) if value is None]
        # A row of the ledger is recorded: only a rate can be missing, or its day is not there yet.
        said = dict.fromkeys(missing, words("state.not_applicable"))
        states = dict.fromkeys(missing, "not_applicable")
        for place in missing:
            if rows[place].get("exclusion") == "no_rate":
                said[place], states[place] = words("state.no_rate"), "no_rate"
    key = name.removesuffix("_minor")
    return DataColumn(key, words(phrase), kind, values, unit, said, states)
