"""Units that divide alike, shared out together: the same cells as ``cells``, row by row of arrays.

Units of one shape have the same numbers of clauses, countries and priorities. Their parts fill an
array without holes, so nothing is repeated or gathered cell by cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.shares import Dimension
from portfolio.ledger.rounding import cumulative_parts
from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View

Matrix = npt.NDArray[np.int64]
_CACHED: Final = 65_536  # numbers in a block: what is read again is still near the processor
_WORTH: Final = 300  # units a shape must hold on average to be sooner done than cell by cell


@dataclass(frozen=True)
class Division:
    """How each project code divides on the axes: the first of its parts, and how many."""

    first: Mapping[Dimension, Ints]
    count: Mapping[Dimension, Ints]


def divide(view: View) -> Division:
    """The parts that the view's share sets give each project code."""
    return view.once(_divided)


def _divided(view: View) -> Division:
    sets = {
        Dimension.CLAUSE: view.clause_sets,
        Dimension.COUNTRY: view.country_sets,
        Dimension.PRIORITY: view.priority_sets,
    }
    columns = view.portfolio.share_sets
    return Division(
        {axis: columns.first_part.take(own) for axis, own in sets.items()},
        {axis: columns.n_parts.take(own) for axis, own in sets.items()},
    )


@dataclass(frozen=True)
class Shapes:
    """Units sorted by shape; ``edges`` say where each shape begins and the last one ends."""

    order: Ints
    edges: tuple[int, ...]

    @property
    def are_large(self) -> bool:
        """Whether taking the units shape by shape is worth it."""
        return len(self.order) >= _WORTH * (len(self.edges) - 1)


def shapes(view: View, codes: Ints) -> Shapes:
    """Units of these projects, by the numbers of parts they have on the three axes."""
    shape = np.zeros(len(codes), np.int64)
    for count in divide(view).count.values():
        own = count.take(codes)
        shape = shape * (int(own.max(initial=0)) + 1) + own
    # Numbers of one or two bytes are sorted by counting them, not by comparing.
    narrow = shape.astype(np.min_scalar_type(int(shape.max(initial=0))))
    order = np.argsort(narrow, kind="stable").astype(np.int64, copy=False)
    edges = np.flatnonzero(np.diff(shape.take(order), prepend=-1)).tolist()
    return Shapes(order, (*edges, len(order)))


def add_by_shape(
    view: View, codes: Ints, amounts: Matrix, shapes: Shapes, sums: Mapping[Dimension, Matrix]
) -> None:
    """Share out one row of amounts a figure and add the parts to ``sums`` (figures × keys)."""
    for start, stop in pairwise(shapes.edges):
        own = codes[shapes.order[start]]
        cells = len(amounts)
        for count in divide(view).count.values():
            cells *= int(count[own])
        block = max(1, _CACHED // cells)
        for begin in range(start, stop, block):
            units = shapes.order[begin : min(begin + block, stop)]
            _add(view, codes.take(units), amounts.take(units, axis=1), sums)


def _add(view: View, codes: Ints, amounts: Matrix, sums: Mapping[Dimension, Matrix]) -> None:
    """Share out units of one shape by cumulative rounding: clause, country, priority."""
    parts, how = view.portfolio.parts, divide(view)
    n_parts = {axis: int(count[codes[0]]) for axis, count in how.count.items()}
    last = max((axis for axis, count in n_parts.items() if count > 1), default=0)
    whole = amounts[:, np.newaxis]
    cells = whole  # figures × cells so far × units
    for axis, count in n_parts.items():
        part = how.first[axis].take(codes) + np.arange(count)[:, np.newaxis]
        by_part = whole  # a single part holds the whole, however the steps before it rounded
        if count > 1:
            reached = cumulative_parts(cells[:, :, np.newaxis], parts.upto.take(part[:-1]))
            by_part = _differences(reached.sum(axis=1), whole)
            if axis < last:
                cells = _differences(reached, cells[:, :, np.newaxis])
                cells = cells.reshape(len(amounts), -1, len(codes))
        keys = parts.key.take(part).ravel()
        for total, values in zip(sums[axis], by_part, strict=True):
            np.add.at(total, keys, values.ravel())


def _differences(total: Matrix, whole: Matrix) -> Matrix:
    """Parts from what is reached with each but the last, which is what remains of the whole."""
    found = np.concatenate((total, whole), axis=-2)
    found[..., 1:, :] -= total
    return found
