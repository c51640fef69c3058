"""Columns with spare capacity: tables of the ledger, whole-number rounding, and labels."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import numpy as np
import numpy.typing as npt

from portfolio.domain.clauses import Deliverable, PriorityList
from portfolio.domain.reference import Country, Organisation

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# table → column → one integer per row, in any order; NO_ONE means NULL.
RawTables = Mapping[str, Mapping[str, Ints]]

NO_ONE: Final = -1
# Days are whole days since 1970-01-01; recorded_at is microseconds since then, UTC;
# amounts are minor units; enums are their integer values; the rest are row ids.
PROJECT_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "project": (
        "id", "owner_id", "declared_kind", "has_exception", "provenance", "is_example",
        "revision",
    ),
    "project_status": ("id", "project_id", "status", "valid_from", "recorded_at"),
    "project_relation": ("id", "project_id", "relation", "valid_from", "recorded_at"),
    "project_publication": ("id", "project_id", "state", "valid_from", "recorded_at"),
    "project_participant": ("id", "project_id", "role", "organisation_id", "country_id"),
    "project_relevance": ("id", "project_id", "clause"),
    "share_set": ("id", "project_id", "axis", "valid_from", "recorded_at"),
    # key: clause number, country id or priority, by the axis of the set
    "share": ("id", "project_id", "set_id", "key", "basis_points"),
    "budget": (
        "id", "project_id", "type", "first_day", "last_day", "amount", "currency_id",
        "valid_from", "recorded_at",
    ),
    "flow": (
        "id", "project_id", "kind", "provider_id", "receiver_id", "amount", "currency_id",
        "value_date", "recorded_at", "perspective", "confidence", "provenance", "in_kind",
        "corrects_id", "supersedes_id", "honours_id", "provider_project_id",
        "finance_type", "announcement",
    ),
    "planned_payment": (
        "id", "project_id", "type", "provider_id", "first_day", "last_day", "amount",
        "currency_id", "valid_from", "recorded_at",
    ),
    "flow_confidence": ("id", "project_id", "flow_id", "confidence", "valid_from", "recorded_at"),
    "milestone_version": (
        "id", "project_id", "milestone_id", "clause", "due", "weight", "state", "done_on",
        "has_evidence", "valid_from", "recorded_at",
    ),
}  # fmt: skip
SHARED_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "rate": ("id", "currency_id", "day", "per_eur", "recorded_at"),
    "deliverable_version": (
        "id", "deliverable_id", "state", "done_on", "has_evidence", "valid_from", "recorded_at",
    ),
}  # fmt: skip

# Below this no product of an amount and 10,000 leaves 64 bits.
_PLAIN = 9 * 10**14


def muldiv_half_even(amounts: Ints, numerators: Ints, denominators: Ints) -> Ints:
    """amounts × numerators / denominators, each rounded half even, exact whatever the size.

    Denominators are positive and below 2**62.
    """
    if not len(amounts):
        return np.zeros(0, np.int64)
    quotient, rest = _divided(amounts, numerators, denominators)
    other = denominators - rest
    up = (rest > other) | ((rest == other) & (quotient & 1 == 1))
    return np.asarray(quotient + up)


def muldiv_half_up(amounts: Ints, numerators: Ints, denominators: Ints) -> Ints:
    """amounts × numerators / denominators, each rounded half up, under the same conditions."""
    if not len(amounts):
        return np.zeros(0, np.int64)
    quotient, rest = _divided(amounts, numerators, denominators)
    return np.asarray(quotient + (rest >= denominators - rest))


def _divided(amounts: Ints, numerators: Ints, denominators: Ints) -> tuple[Ints, Ints]:
    """(quotient rounded down, what is left over) of amounts × numerators / denominators.

    A float estimate is off by a few units at most; what it leaves over fits 64 bits even where
    the product does not, because 64-bit integers wrap around alike on both sides.
    """
    estimate = np.rint(amounts * (numerators / denominators)).astype(np.int64)
    with np.errstate(over="ignore"):
        rest = amounts * numerators - estimate * denominators
    correction = rest // denominators
    rest -= correction * denominators
    quotient: Ints = estimate + correction
    return quotient, rest


def in_proportion(run_of_row: Ints, whole: Ints, weights: Ints) -> Ints:
    """Each run's whole shared over its entries by their weights, by cumulative rounding.

    ``run_of_row`` numbers consecutive entries; ``whole`` is per run; the weights of a run add up to more
    than nothing. The parts of a run add up to its whole (domain section 4, ruling 25).
    """
    total = totals_by(run_of_row, weights, len(whole))
    start = np.searchsorted(run_of_row, np.arange(len(whole)))
    summed = np.cumsum(weights)
    before = np.where(start > 0, summed.take(np.maximum(start - 1, 0)), 0)
    reached = muldiv_half_up(
        whole.take(run_of_row), summed - before.take(run_of_row), total.take(run_of_row)
    )
    parts = reached.copy()
    parts[1:] -= reached[:-1] * (run_of_row[1:] == run_of_row[:-1])
    return parts


def cumulative_parts(amounts: Ints, points: Ints) -> Ints:
    """amounts × points / 10,000, half up (floor(x + 1/2), also below zero)."""
    if len(amounts) and max(-int(amounts.min()), int(amounts.max())) > _PLAIN:
        whole, rest = np.divmod(amounts, 10_000)
        return np.asarray(whole * points + (rest * points + 5_000) // 10_000)
    product = amounts * points
    product += 5_000
    product //= 10_000
    return product


def totals_by(keys: Ints, amounts: Ints, size: int) -> Ints:
    """Sum of the amounts per key, exact (bincount would add binary floats)."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, keys, amounts)
    return totals


def ranges(first: Ints, count: Ints) -> Ints:
    """first[0], first[0]+1, … (count[0] of them), then the same for every other entry."""
    total = int(count.sum())
    if not total:
        return np.zeros(0, np.int64)
    skip = np.cumsum(count) - count
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(first - skip, count))


def starts_of(length: Ints) -> Ints:
    """Start of each of the consecutive runs of these lengths."""
    return np.asarray(np.cumsum(length) - length)


def sum_runs(values: Ints | Bools, starts: Ints) -> Ints:
    """Sum of each of the non-empty runs that follow one another from row 0 on.

    Differences of one running sum: several times faster than ``reduceat`` on short runs, and
    exact also where the running sum wraps around, as the sums themselves fit 64 bits.
    """
    if not len(starts):
        return np.zeros(0, np.int64)
    running, sums = np.cumsum(values, dtype=np.int64), np.empty(len(starts), np.int64)
    sums[:-1], sums[-1] = running.take(starts[1:] - 1), running[-1]
    sums[1:] -= sums[:-1].copy()
    return sums


def any_in_runs(values: Bools, starts: Ints) -> Bools:
    """Whether any value is true in each of the consecutive non-empty runs from row 0 on."""
    return np.asarray(sum_runs(values, starts) > 0)


def last_of_each(*keys: Ints) -> Bools:
    """True on the last row of each run of equal keys in sorted columns."""
    last = np.zeros(len(keys[0]), np.bool_)
    for key in keys:
        last[:-1] |= key[1:] != key[:-1]
    last[-1:] = True
    return last


def runs(*keys: Ints) -> tuple[Ints, Ints]:
    """(start, length) of the runs of equal keys in sorted columns."""
    size = len(keys[0])
    if not size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    change = np.zeros(size, np.bool_)
    change[0] = True
    for key in keys:
        change[1:] |= key[1:] != key[:-1]
    start = np.flatnonzero(change).astype(np.int64)
    return start, np.diff(start, append=size)


def positions(sorted_ids: Ints, order: npt.NDArray[np.intp], target: Ints) -> Ints:
    """Row positions of the ids of ``target`` (order = argsort of the id column), −1 for none."""
    if not len(sorted_ids):
        return np.full(len(target), -1, np.int64)
    at = np.minimum(np.searchsorted(sorted_ids, target), len(sorted_ids) - 1)
    return np.where(sorted_ids[at] == target, order[at], -1).astype(np.int64)


class Buffer:
    """The buffers behind one family of columns and how far they are filled."""

    def __init__(self) -> None:
        self.buffers: dict[str, np.ndarray[Any, Any]] = {}
        self.filled = -1
        self.capacity = -1
        self._claiming = Lock()

    def claim(self, first: int, last: int) -> bool:
        """Claim the rows from ``first`` to ``last`` for one extension; False where another has."""
        with self._claiming:
            if self.filled != first or self.capacity < last:
                return False
            self.filled = last
            return True


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


NEVER: Final = int(np.iinfo(np.int64).max)  # a day that does not come


@dataclass(frozen=True, kw_only=True)
class VersionColumns(Columns):
    """Dated versions, those of one thing side by side: on a day the last one that holds by then wins."""

    VERSIONS_OF: ClassVar[
        tuple[str, ...]
    ]  # the columns that are equal in the versions of one thing

    valid_from: Ints
    valid_until: Ints  # the first day a later version of the same thing holds, NEVER for the last
    recorded_at: Ints

    def holding(self, day: int, before: int | None, rows: Ints | None = None) -> Ints:
        """Numbers of the rows that hold on a day in a reading; ``rows``: all versions of some things."""
        if before is None and rows is None:
            return np.flatnonzero((self.valid_from <= day) & (self.valid_until > day))
        rows = np.arange(len(self), dtype=np.int64) if rows is None else rows
        begun = self.valid_from.take(rows) <= day
        if before is None:
            return rows.compress(begun & (self.valid_until.take(rows) > day))
        # What was recorded since replaces nothing in a reading of the past.
        known = rows.compress(begun & (self.recorded_at.take(rows) < before))
        keys = (getattr(self, name).take(known) for name in self.VERSIONS_OF)
        return known.compress(last_of_each(*keys))


def valid_until(valid_from: Ints, *things: Ints) -> Ints:
    """The first day a later row of the same thing holds, NEVER where there is none."""
    last = last_of_each(*things)
    # Things lie far apart, so that one running minimum from the end serves them all.
    apart = (np.cumsum(last) - last) * (int(np.ptp(valid_from)) + 1 if len(valid_from) else 1)
    least = np.minimum.accumulate((valid_from + apart)[::-1])[::-1] - apart
    until = np.full(len(valid_from), NEVER, np.int64)
    until[:-1] = np.where(last[:-1], NEVER, least[1:])
    return until


C = TypeVar("C", bound=Columns)
F = TypeVar("F", bound="DataclassInstance")


def among(values: Ints, codes: Iterable[int]) -> Bools:
    """Mask of the values of a column of codes (none below 0) that are in ``codes``, by a table."""
    table = np.zeros(int(values.max(initial=0)) + 1, np.bool_)
    table[[value for value in codes if 0 <= value < len(table)]] = True
    return table.take(values)


def extend_columns(base: C, tail: C) -> C:
    """``base`` with the rows of ``tail`` behind it; holders of ``base`` still see only its own.

    Copies only when the room is used up or another extension of the same base took it.
    """
    size, whole = len(base), len(base) + len(tail)
    room = base.room
    if not room.claim(size, whole):
        room = _with_capacity(base, whole)
    for name, buffer in room.buffers.items():
        buffer[size:whole] = getattr(tail, name)
    return _filled(base, room, whole)


def with_room(columns: C) -> C:
    """Columns with room behind them: the first change after a start need not copy them."""
    size = len(columns)
    return _filled(columns, _with_capacity(columns, size), size)


def first_rows(columns: C, size: int) -> C:
    """The first rows of the columns; an extension of fewer than all of them copies them."""
    if size == len(columns):
        return columns
    return replace(columns, **{name: getattr(columns, name)[:size] for name in columns.names})


def each_with_room(family: F) -> F:
    """The same dataclass with spare capacity behind each of its columns."""
    held = {entry.name: getattr(family, entry.name) for entry in fields(family)}
    own = {name: with_room(value) for name, value in held.items() if isinstance(value, Columns)}
    return replace(family, **own)


def _with_capacity(columns: Columns, capacity: int) -> Buffer:
    """Buffers with the columns and capacity for an eighth more than the requested rows."""
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


_RECENT: Final = 4_096  # changed names that are looked up before the others until all are merged
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class ProjectLabel:
    """Label of a project: what lists and search show without opening it."""

    identifier: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    implementer: str | None  # organisation identifier of the first implementing participant
    contact_office: str
    place: str
    contact_email: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneLabel:
    """Label of a milestone."""

    reference: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by row id, as the columns name them by number."""

    projects: Mapping[int, ProjectLabel] = field(default_factory=dict)
    organisations: Mapping[int, Organisation] = field(default_factory=dict)
    countries: Mapping[int, Country] = field(default_factory=dict)
    currencies: Mapping[int, str] = field(default_factory=dict)
    milestones: Mapping[int, MilestoneLabel] = field(default_factory=dict)
    deliverables: Mapping[int, Deliverable] = field(default_factory=dict)
    lists: tuple[PriorityList, ...] = ()  # of priority projects, in the order of their rows


def rename_labels(base: Mapping[int, N], names: Mapping[int, N]) -> Mapping[int, N]:
    """``base`` with the changed names before it: they are looked into first, it is not copied."""
    recent: dict[int, N] = {}
    rest = base
    if isinstance(base, ChainMap):
        *before, rest = base.maps
        recent = {**before[0]}
    recent |= names
    if len(recent) > _RECENT or not isinstance(rest, dict):
        return {**rest, **recent}
    return ChainMap(recent, rest)
