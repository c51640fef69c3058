"""The two roundings of the contract, written from their definitions."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def half_even(value: Fraction) -> int:
    """The nearest whole number; exactly between two, the even one (domain section 2)."""
    below = floor(value)
    rest = value - below
    if rest == Fraction(1, 2):
        return below if below % 2 == 0 else below + 1
    return below if rest < Fraction(1, 2) else below + 1


def half_up(value: Fraction) -> int:
    """Ruling 1: half up means floor(x + ½), also below zero."""
    return floor(value + Fraction(1, 2))


def cumulative(amount: int, weights: Sequence[int]) -> list[int]:
    """Section 4: part k = round(amount × cumulative share k) − round(amount × cumulative share k−1)."""
    whole = sum(weights)
    parts = []
    for k in range(len(weights)):
        upto = half_up(amount * Fraction(sum(weights[: k + 1]), whole))
        before = half_up(amount * Fraction(sum(weights[:k]), whole))
        parts.append(upto - before)
    return parts
