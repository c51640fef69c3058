"""Parquet files: a table in exact types for analysis, with its view and labels as metadata."""

import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from portfolio.domain.money import Money, exponent
from portfolio.domain.params import RecordedState
from portfolio.present.data_table import DataColumn, DataTable, ValueKind, data_of
from portfolio.present.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

_DIGITS: Final = 38  # of a decimal of 128 bits
_SHARE_PLACES: Final = 4


def as_parquet(
    table: Table | DataTable, language: str, notes: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """Parquet file without the total of the table; ``notes`` and headings are its metadata.

    An amount has four columns: whole minor units, the same as a decimal, its currency, and the
    state that says why there is none (ruling 26). Shares are parts of one.
    """
    # Read when the first file is asked for: it takes 60 MB and is of no use to pages.
    import pyarrow as pa
    from pyarrow import parquet

    data = data_of(table)
    columns: dict[str, Any] = {}
    labels: dict[str, str] = {}
    for column in data.columns:
        for name, array in _arrays(column, data.size):
            free = _free_name(name, columns)
            columns[free], labels[free] = array, column.label
    made = pa.table(columns)
    told = {
        "caption": data.caption,
        "language": language,
        "labels": json.dumps(labels, ensure_ascii=False),
        "view": json.dumps(dict(notes), ensure_ascii=False),
    }
    buffer = io.BytesIO()
    parquet.write_table(made.replace_schema_metadata(told), buffer, compression="zstd")
    return buffer.getvalue()


def _arrays(column: DataColumn, size: int) -> "Iterator[tuple[str, pa.Array]]":
    """The arrays that hold a column, by name."""
    import pyarrow as pa

    key, values = column.key, column.values[:size]
    match column.kind:
        case ValueKind.AMOUNT:
            places = exponent(column.unit)
            yield f"{key}_minor", pa.array(values, pa.int64())
            exact = [None if one is None else Money(one, column.unit).decimal() for one in values]
            yield key, pa.array(exact, pa.decimal128(_DIGITS, places))
            yield f"{key}_currency", pa.array([column.unit] * size, pa.string())
            yield f"{key}_state", pa.array(_states(column, size), pa.string())
        case ValueKind.SHARE:
            parts = [None if one is None else one.scaleb(-2) for one in values]
            yield key, pa.array(parts, pa.decimal128(_DIGITS, _SHARE_PLACES))
            yield f"{key}_state", pa.array(_states(column, size), pa.string())
        case ValueKind.NUMBER:
            places = max((_places(one) for one in values if one is not None), default=0)
            kind = pa.decimal128(_DIGITS, places) if places else pa.int64()
            yield key, pa.array(values if places else [_whole(one) for one in values], kind)
            if column.states:
                yield f"{key}_state", pa.array(_states(column, size), pa.string())
        case ValueKind.DAY:
            yield key, pa.array(values, pa.date32())
        case ValueKind.TEXT:
            yield key, pa.array(values, pa.string())


def _states(column: DataColumn, size: int) -> list[str | None]:
    """ "recorded" where there is a value, else why there is none; None where nothing is said."""
    recorded = RecordedState.RECORDED.value
    return [
        recorded if value is not None else column.states.get(place)
        for place, value in enumerate(column.values[:size])
    ]


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _free_name(name: str, names: Mapping[str, Any]) -> str:
    """A name no column has yet."""
    free, number = name, 1
    while free in names:
        number += 1
        free = f"{name}_{number}"
    return free
