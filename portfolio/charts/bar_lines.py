"""Bars without a picture: the words and shares from which a narrow screen makes a list."""

from dataclasses import dataclass
from typing import Final

from portfolio.measures.figures import Figure

# Figures that lie inside others, in a bar as in a picture.
THIN_PARTS: Final = frozenset(
    (
        Figure.DISBURSED_TOWARD_REQUIREMENT,
        Figure.PLEDGED_TOWARD_GAP,
        Figure.PAID,
        Figure.PLEDGED_OPEN,
    )
)


@dataclass(frozen=True, slots=True)
class BarLine:
    """One horizontal bar: its key, its name, the words at its end, and its parts.

    ``parts``: figure, start and length of each, as shares (0 to 1) of the longest bar of the chart.
    """

    key: str
    name: str
    label: str
    parts: tuple[tuple[Figure, float, float], ...]
