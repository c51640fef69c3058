"""Choices of a builder out of a few bytes that Hypothesis draws at once.

To draw each choice alone costs more than everything else a property does. Zeros stand for the first
choice and the smallest number, so that an example that fails still shrinks to a plain one.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
_LENGTH: Final = 24  # what a row of money needs at most
_bytes: Final = st.binary(min_size=_LENGTH, max_size=_LENGTH)


class Chance:
    """A source of choices; whatever begins ``anew`` keeps its choices while its neighbours shrink."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw, self._rest = draw, iter(b"")

    def anew(self) -> "Chance":
        """Let go of what is left of the bytes drawn."""
        self._rest = iter(b"")
        return self

    def below(self, limit: int) -> int:
        """A number from 0, each nearly as likely as the next."""
        number, many = self._byte(), 256
        if limit > 16:
            number, many = number * 256 + self._byte(), 65_536
        while many < limit * 128:
            number, many = number * 256 + self._byte(), many * 256
        return number % limit

    def _byte(self) -> int:
        for byte in self._rest:
            return byte
        self._rest = iter(self._draw(_bytes))
        return next(self._rest)

    def between(self, least: int, most: int) -> int:
        """A number of a range, both ends within."""
        return least + self.below(most - least + 1)

    def of_any_size(self, most: int) -> int:
        """A number from 0 to the most: small ones, powers of two and the most itself come often."""
        bits = self.below(most.bit_length() + 2)
        if bits > most.bit_length():
            return most
        return min(most, (1 << bits) - 1 - self.below(1 << bits) if bits else 0)

    def among(self, values: Sequence[T]) -> T:
        """One of some values, the first one the plainest."""
        return values[self.below(len(values))]

    def one_in(self, many: int) -> bool:
        """True once in so many times."""
        return self.below(many) == many - 1

    def some(self, values: Sequence[T], least: int, most: int) -> list[T]:
        """So many of the values, none of them twice, in any order."""
        left = list(values)
        number = self.between(least, min(most, len(left)))
        return [left.pop(self.below(len(left))) for _ in range(number)]
