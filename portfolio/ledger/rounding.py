"""Exact whole-number arithmetic on columns: conversion half even, sharing out half up."""

import numpy as np
import numpy.typing as npt

from portfolio.ledger.sources import Bools, Ints

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
    """Where each of the consecutive runs of these lengths starts."""
    return np.asarray(np.cumsum(length) - length)


def sum_runs(values: Ints | Bools, starts: Ints) -> Ints:
    """Sum of each of the non-empty runs that follow one another from row 0 on.

    Differences of one running sum: several times faster than ``reduceat`` on short runs, and
    exact also where the running sum wraps around, as the sums themselves fit 64 bits.
    """
    if not len(starts):
        return np.zeros(0, np.int64)
    reached = np.cumsum(values, dtype=np.int64).take(np.append(starts[1:], len(values)) - 1)
    return np.diff(reached, prepend=0)


def any_in_runs(values: Bools, starts: Ints) -> Bools:
    """Whether anything holds in each of the non-empty runs that follow one another from row 0 on."""
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
    """Row positions of the wanted ids (order = argsort of the id column), −1 where there is none."""
    if not len(sorted_ids):
        return np.full(len(target), -1, np.int64)
    at = np.minimum(np.searchsorted(sorted_ids, target), len(sorted_ids) - 1)
    return np.where(sorted_ids[at] == target, order[at], -1).astype(np.int64)
