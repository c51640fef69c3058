"""Share columns: dated sets of shares per project and axis, and their parts as running sums."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.domain.shares import WHOLE, Dimension
from portfolio.ledger.columns import Columns
from portfolio.ledger.rounding import last_of_each, runs, totals_by
from portfolio.ledger.sources import Ints


@dataclass(frozen=True, kw_only=True)
class ShareSetColumns(Columns):
    """Sets sorted by project, axis, held-from, recorded, id. Set 0 stands for "no shares"."""

    project: Ints
    axis: Ints
    valid_from: Ints
    recorded_at: Ints
    is_whole: Ints
    first_part: Ints
    n_parts: Ints


@dataclass(frozen=True, kw_only=True)
class PartColumns(Columns):
    """Parts in the fixed order of their axis; ``upto`` is the share reached with this part.

    ``key``: clause number, rank of the country in ISO order (from 1), priority; 0 unallocated.
    """

    key: Ints
    upto: Ints


def build(
    sets: Mapping[str, Ints],
    parts: Mapping[str, Ints],
    codes: Ints,
    country_rank: Ints,
    *,
    base: int,
    part_base: int,
) -> tuple[ShareSetColumns, PartColumns]:
    """Sets and parts behind ``base`` sets and ``part_base`` parts; base 0 adds set 0."""
    order = np.lexsort((sets["id"], sets["recorded_at"], sets["valid_from"], sets["axis"], codes))
    set_ids = sets["id"][order]
    by_id = np.argsort(set_ids, kind="stable")
    own = by_id[np.searchsorted(set_ids[by_id], parts["set_id"])]
    axis = sets["axis"][order][own]
    key = parts["key"]
    key = np.where(
        axis == Dimension.COUNTRY, country_rank[np.where(axis == Dimension.COUNTRY, key, 0)], key
    )
    total = totals_by(own, parts["basis_points"], len(set_ids))
    negative = np.zeros(len(set_ids), np.bool_)
    negative[own[parts["basis_points"] < 0]] = True
    kept = np.flatnonzero(parts["basis_points"] != 0)
    by = kept[np.lexsort((key[kept], own[kept]))]
    own, key, points = own[by], key[by], parts["basis_points"][by]
    start, length = runs(own)
    upto = np.cumsum(points)
    if len(start):
        upto -= np.repeat(upto[start] - points[start], length)
    first, count = np.zeros(len(set_ids), np.int64), np.zeros(len(set_ids), np.int64)
    if len(start):
        first[own[start]], count[own[start]] = start, length
    is_whole = (total == WHOLE) & ~negative
    project = codes[order]
    zero = np.zeros(0 if base else 1, np.int64)
    shift = part_base + len(zero)

    def behind(column: Ints, head: int) -> Ints:
        return np.concatenate((zero + head, column)).astype(np.int64)

    return (
        ShareSetColumns(
            project=behind(project, -1),
            axis=behind(sets["axis"][order], 0),
            valid_from=behind(sets["valid_from"][order], 0),
            recorded_at=behind(sets["recorded_at"][order], 0),
            is_whole=behind(is_whole, 1),
            first_part=behind(first + shift, 0),
            n_parts=behind(count, 1),
        ),
        PartColumns(key=behind(key, 0), upto=behind(upto, WHOLE)),
    )


def sets_at(
    sets: ShareSetColumns, axis: Dimension, size: int, day: int, before: int | None
) -> Ints:
    """The set that holds for each project code on a day in a reading; 0 where none is usable."""
    counts = (sets.axis == axis) & (sets.valid_from <= day)
    if before is not None:
        counts &= sets.recorded_at < before
    found = np.flatnonzero(counts)
    found = found.compress(last_of_each(sets.project.take(found)))
    found = found.compress(sets.is_whole.take(found) == 1)
    chosen = np.zeros(size, np.int64)
    chosen[sets.project.take(found)] = found
    return chosen
