"""Texts in the store that no command would take today: too long, or with signs no record keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.limits import PARAGRAPH
from portfolio.store.manifest import CARRIED

# JSON documents: their length is that of what they hold, and signs stand in them escaped.
_DOCUMENTS: Final = frozenset(
    ("history.before", "history.after", "draft.document", "draft.base", "draft.noted", "unsaved.document")
)  # fmt: skip
_CONTROL: Final = "".join(map(chr, (*range(1, 9), *range(11, 32), 127)))


@dataclass(frozen=True, slots=True)
class OddText:
    """A text of an old record: where it stands, how long it is, whether it holds a sign of control."""

    table: str
    row: str  # the primary key
    column: str
    length: int
    has_nul: bool
    has_control: bool


def odd_texts(connection: sa.Connection, most: int) -> Iterator[OddText]:
    """The first ``most`` of them, table by table."""
    left = most
    for table in CARRIED:
        for column in table.columns:
            if not isinstance(column.type, sa.Text) or left <= 0:
                continue
            found = list(_of(connection, table, column, left))
            left -= len(found)
            yield from found


def _of(
    connection: sa.Connection, table: sa.Table, column: sa.Column[str], most: int
) -> Iterator[OddText]:
    key = [part.label(f"key_{n}") for n, part in enumerate(table.primary_key.columns)]
    length: sa.ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        raw = sa.cast(column, sa.LargeBinary)
        nul = sa.func.instr(raw, sa.text("X'00'")) > 0  # SQLite measures a text up to its first NUL
        control = column.op("GLOB")(f"*[{_CONTROL}]*")
        length = sa.func.max(sa.func.length(column), sa.func.length(raw) / 4)
    else:
        nul = sa.false()
        control = column.op("~")(f"[{_CONTROL}]")
        length = sa.func.length(column)
    is_document = f"{table.name}.{column.name}" in _DOCUMENTS
    wrong = [nul] if is_document else [nul, control, length > PARAGRAPH]
    query = sa.select(
        *key, length.label("size"), nul.label("has_nul"), control.label("has_control")
    ).where(sa.or_(*wrong))
    for row in connection.execute(query.order_by(*table.primary_key.columns).limit(most)):
        yield OddText(
            table.name,
            " ".join(str(value) for value in row[: len(key)]),
            column.name,
            int(row.size),
            bool(row.has_nul),
            bool(row.has_control),
        )
