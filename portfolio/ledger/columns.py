"""Columns of one length with spare room behind them, so that a changed project is appended."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from portfolio.ledger.sources import Bools, Ints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Buffer:
    """The buffers behind one family of columns and how far they are filled."""

    def __init__(self) -> None:
        self.buffers: dict[str, np.ndarray[Any, Any]] = {}
        self.filled = -1
        self.capacity = -1


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Integer columns of one length; subclasses name them. Never changed, only extended."""

    room: Buffer = field(default_factory=Buffer, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(entry.name for entry in fields(self) if entry.name != "room")

    def __len__(self) -> int:
        return len(getattr(self, self.names[0]))


C = TypeVar("C", bound=Columns)
F = TypeVar("F", bound="DataclassInstance")


def among(values: Ints, codes: Iterable[int]) -> Bools:
    """Which values of a column of codes (none below 0) are among the wanted, read from a table."""
    table = np.zeros(int(values.max(initial=0)) + 1, np.bool_)
    table[[value for value in codes if 0 <= value < len(table)]] = True
    return table.take(values)


def extend_columns(base: C, tail: C) -> C:
    """``base`` with the rows of ``tail`` behind it; whoever holds ``base`` still sees only its own.

    Copies only when the room is used up or another extension of the same base took it.
    """
    size, more = len(base), len(tail)
    room = base.room
    if room.filled != size or room.capacity < size + more:
        room = _with_capacity(base, size + more)
    for name, buffer in room.buffers.items():
        buffer[size : size + more] = getattr(tail, name)
    return _filled(base, room, size + more)


def with_room(columns: C) -> C:
    """The same columns with room behind them: the first change after a start need not copy them."""
    size = len(columns)
    return _filled(columns, _with_capacity(columns, size), size)


def each_with_room(family: F) -> F:
    """The same dataclass with room behind each of the columns it holds."""
    held = {entry.name: getattr(family, entry.name) for entry in fields(family)}
    own = {name: with_room(value) for name, value in held.items() if isinstance(value, Columns)}
    return replace(family, **own)


def _with_capacity(columns: Columns, capacity: int) -> Buffer:
    """Buffers that hold the columns and have room for an eighth more than the rows wanted."""
    room = Buffer()
    room.capacity = capacity + capacity // 8 + 1_024
    for name in columns.names:
        column = getattr(columns, name)
        room.buffers[name] = np.empty(room.capacity, column.dtype)
        room.buffers[name][: len(column)] = column
    return room


def _filled(columns: C, room: Buffer, size: int) -> C:
    """The columns as the first rows of the buffers."""
    room.filled = size
    return replace(
        columns, room=room, **{name: buffer[:size] for name, buffer in room.buffers.items()}
    )
