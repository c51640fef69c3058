"""Rates that are far from the ones recorded nearest to them: which, and from which."""

from dataclasses import dataclass

import numpy as np

from portfolio.domain.rates import MAX_STEP, NEIGHBOUR_DAYS
from portfolio.ledger.sources import Bools, Ints


@dataclass(frozen=True)
class RateSteps:
    """Places in a currency's days of rates to look at, and the place of the neighbour of each."""

    at: Ints
    neighbour: Ints


def rate_steps(day: Ints, per_eur: Ints) -> RateSteps:
    """The rates off a neighbour (the nearest before or after, at most NEIGHBOUR_DAYS away).

    ``day`` ascends, one rate a day, in 1e-8 units per EUR. A rate whose only fault is a neighbour
    that is off all of its own is not listed: the neighbour is.
    """
    near = np.diff(day) <= NEIGHBOUR_DAYS
    low, high = np.minimum(per_eur[1:], per_eur[:-1]), np.maximum(per_eur[1:], per_eur[:-1])
    off = near & (high * MAX_STEP.denominator > low * MAX_STEP.numerator)
    no = np.zeros(min(len(day), 1), np.bool_)
    has_before, has_after = _join(no, near), _join(near, no)
    off_before, off_after = _join(no, off), _join(off, no)
    amid = off_before & off_after
    first, last = has_after & ~has_before, has_before & ~has_after
    alone = (
        amid
        | (first & off_after & ~_join(amid[1:], no))
        | (last & off_before & ~_join(no, amid[:-1]))
    )
    from_before = off_before & (alone | ~_join(no, alone[:-1]))
    from_after = off_after & (alone | ~_join(alone[1:], no))
    at = np.flatnonzero(from_before | from_after).astype(np.int64)
    return RateSteps(at, np.where(from_before[at], at - 1, at + 1))


def _join(one: Bools, other: Bools) -> Bools:
    return np.concatenate((one, other))
