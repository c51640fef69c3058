"""Columns of one length with spare room behind them, so that a changed project is appended."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import numpy as np

from portfolio.ledger.sources import Bools, Ints


class Room:
    """The buffers behind one family of columns and how far they are filled."""

    def __init__(self) -> None:
        self.buffers: dict[str, np.ndarray[Any, Any]] = {}
        self.filled = -1
        self.capacity = -1


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Integer columns of one length; subclasses name them. Never changed, only extended."""

    room: Room = field(default_factory=Room, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(entry.name for entry in fields(self) if entry.name != "room")

    def __len__(self) -> int:
        return len(getattr(self, self.names[0]))


C = TypeVar("C", bound=Columns)


def among(values: Ints, wanted: Iterable[int]) -> Bools:
    """Which values of a column of codes (none below 0) are among the wanted, read from a table."""
    table = np.zeros(int(values.max(initial=0)) + 1, np.bool_)
    table[[value for value in wanted if 0 <= value < len(table)]] = True
    return table.take(values)


def extended(base: C, tail: C) -> C:
    """``base`` with the rows of ``tail`` behind it; whoever holds ``base`` still sees only its own.

    Copies only when the room is used up or another extension of the same base took it.
    """
    size, more = len(base), len(tail)
    room = base.room
    if room.filled != size or room.capacity < size + more:
        room = Room()
        room.capacity = (size + more) + (size + more) // 8 + 1_024
        for name in base.names:
            column = getattr(base, name)
            buffer = np.empty(room.capacity, column.dtype)
            buffer[:size] = column
            room.buffers[name] = buffer
    for name, buffer in room.buffers.items():
        buffer[size : size + more] = getattr(tail, name)
    room.filled = size + more
    return replace(
        base,
        room=room,
        **{name: buffer[: size + more] for name, buffer in room.buffers.items()},
    )
