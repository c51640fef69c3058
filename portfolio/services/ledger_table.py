"""Table of the ledger as files hold it: a row a budget period and flow, in words and in codes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from portfolio.domain.params import Principal
from portfolio.ledger.view import View
from portfolio.measures.exclusions import ExclusionReason
from portfolio.present.data_table import DataColumn, DataTable, ValueKind
from portfolio.present.format import Formatter
from portfolio.services.ledger_rows import LedgerRows

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
_PASSED_ON: Final = "passed_on_minor"


def ledger_table(view: View, reader: Formatter, who: Principal, caption: str) -> DataTable:
    """Budget periods and flows of the filtered projects that the reader sees, project by project."""
    rows = LedgerRows(view, reader, who)
    recorded = rows.column("recorded_at")
    instants = {moment: datetime.fromtimestamp(moment // 1_000_000, UTC) for moment in {*recorded}}
    days = {moment: instant.date() for moment, instant in instants.items()}
    texts = {moment: instant.isoformat() for moment, instant in instants.items()}
    made: dict[str, list[Any]] = {
        "rates": rows.rates(lambda quotes: "; ".join(map(reader.rate, quotes))),
        "recorded_on": [days[moment] for moment in recorded],
        "recorded_at": [texts[moment] for moment in recorded],
    }

    def values(name: str) -> list[Any]:
        return made[name] if name in made else rows.column(name)

    exclusions = values("exclusion")
    read = [
        _column(reader, name, values(name), exclusions, phrase, kind)
        for name, phrase, kind in _READ
    ]
    codes = [
        DataColumn(name, name, ValueKind.TEXT, values(name), is_for_machines=True)
        for name in _CODES
    ]
    minor = list(map(Decimal, values("amount_minor")))
    codes.append(
        DataColumn("amount_minor", "amount_minor", ValueKind.NUMBER, minor, is_for_machines=True)
    )
    return DataTable(caption, (*read, *codes))


def _column(
    reader: Formatter,
    name: str,
    values: list[Any],
    exclusions: Sequence[str | None],
    phrase: str,
    kind: ValueKind,
) -> DataColumn:
    words = reader.words
    if kind is ValueKind.TEXT:
        values = [None if value == "" else value for value in values]
    if name == _PASSED_ON:  # nothing is passed on of most rows: no amount, and no zero
        values = [value or None for value in values]
    if name in ("counts", "in_total"):
        yes, no = words("word.yes"), words("word.no")
        values = [yes if value else no for value in values]
    unit, said, states = "", {}, {}
    if kind is ValueKind.AMOUNT:
        unit = reader.currency
        missing = [place for place, value in enumerate(values) if value is None]
        # A row of the ledger is recorded: only a rate can be missing, or its day is not there yet.
        said = dict.fromkeys(missing, words("state.not_applicable"))
        states = dict.fromkeys(missing, "not_applicable")
        no_rate = words("state.no_rate")
        for place in missing:
            if exclusions[place] == ExclusionReason.NO_RATE:
                said[place], states[place] = no_rate, "no_rate"
    return DataColumn(name.removesuffix("_minor"), words(phrase), kind, values, unit, said, states)
