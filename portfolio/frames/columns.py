"""Columns of each data frame, and frames from rows: exact whole numbers, days and moments."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

Row = dict[str, Any]
AMOUNT: Final = ("amount_minor", "amount", "currency", "state", "state_label")
_FIGURE: Final = ("figure", "figure_label")
_PROJECT: Final = (
    "project", "title", "kind", "kind_label", "status", "status_label", "relation",
    "relation_label", "band", "provenance", "provenance_label",
)  # fmt: skip
# The columns of each frame, in order.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "figures": ("band", "band_label", *_FIGURE, *AMOUNT, "projects", "projects_recording"),
    "breakdown": ("axis", "key", "label", *_FIGURE, *AMOUNT, "projects", "projects_recording"),
    "crossing": ("row", "row_label", "column", "column_label", *_FIGURE, *AMOUNT),
    "years": ("year", "line", *AMOUNT),
    "projects": (*_PROJECT, "in_total", *_FIGURE, *AMOUNT),
    "explanation": (
        "project", "title", "funder", "funder_label", "whole_minor", "whole", *AMOUNT[:3],
    ),
    "milestones": (
        "project", "title", "milestone", "milestone_title", "clause", "due", "weight", "state",
        "state_label", "done_on", "days_late",
    ),
    "delivery": ("funder", "funder_label", "project", "title", "line", "line_label", *AMOUNT),
    "ledger": (
        "row", "project", "title", "stage", "stage_label", "funder", "funder_label", "receiver",
        "receiver_label", "day", "last_day", "recorded_at", "verification", "verification_label",
        "provenance", "provenance_label", "amount_minor", "amount", "currency", "converted_minor",
        "converted", "passed_on_minor", "passed_on", "reporting_currency", "counts", "in_total",
        "exclusion", "exclusion_label", "rates",
    ),
}  # fmt: skip
_INTEGERS: Final = frozenset(
    ("amount_minor", "whole_minor", "converted_minor", "passed_on_minor", "projects",
     "projects_recording", "year", "clause", "weight", "days_late"),
)  # fmt: skip
_TRUTHS: Final = frozenset(("counts", "in_total"))
_DAYS: Final = frozenset(("day", "last_day", "due", "done_on"))
_EPOCH: Final = date(1970, 1, 1)


def frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The frame of that name: its columns in order, whole numbers exact, days and moments as such."""
    found = list(rows)
    return pd.DataFrame(
        {column: _column(column, [row.get(column) for row in found]) for column in COLUMNS[name]}
    )


def _column(name: str, values: list[Any]) -> Any:
    if name in _INTEGERS:
        return pd.array(values, dtype="Int64")
    if name in _TRUTHS:
        return pd.array(values, dtype="bool")
    if name in _DAYS:
        days = [None if day is None else (day - _EPOCH) // timedelta(days=1) for day in values]
        return pd.to_datetime(pd.array(days, dtype="Int64"), unit="D")
    if name == "recorded_at":
        return pd.to_datetime(pd.array(values, dtype="Int64"), unit="us", utc=True)
    return pd.Series(values, dtype="object")
