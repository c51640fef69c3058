"""Shares in basis points and the one way money is shared out: cumulative rounding, half up."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

WHOLE: Final = 10_000
UNALLOCATED: Final = 0


class Dimension(IntEnum):
    """What a project's money is shared out over, in the fixed order of the sharing steps."""

    CLAUSE = 1
    COUNTRY = 2
    PRIORITY = 3


def cumulative(amount: int, total: int) -> int:
    """``amount`` × ``total`` / 10,000, half up (floor(x + 1/2), also below zero)."""
    return (2 * amount * total + WHOLE) // (2 * WHOLE)


def share_out(amount: int, basis_points: Sequence[int]) -> list[int]:
    """Parts of ``amount`` in the order of ``basis_points`` (which sum to 10,000); they add up to it."""
    parts, reached, given = [], 0, 0
    for points in basis_points:
        reached += points
        part = cumulative(amount, reached)
        parts.append(part - given)
        given = part
    return parts


def split_evenly(number: int) -> list[int]:
    """Basis points of so many equal shares of the whole; the last ones take what is left over."""
    each, left = divmod(WHOLE, number)
    return [each + (position >= number - left) for position in range(number)]


def is_whole(basis_points: Sequence[int]) -> bool:
    """Whether the shares are usable: none negative, 10,000 in all (rulings, sharing out 15)."""
    return sum(basis_points) == WHOLE and min(basis_points, default=-1) >= 0
