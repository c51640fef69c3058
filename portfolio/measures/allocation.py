"""Allocation of project figures to clauses, countries and priorities, exactly.

Units of one shape have the same numbers of clauses, countries and priorities. Their parts fill an
array without holes, so nothing is repeated or gathered cell by cell.

One fixed order (domain section 4): clause, country inside each clause, priority inside each
country, by cumulative rounding, so that the parts of every step add up to what was shared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.clauses import TRIANGULAR_CLAUSE
from portfolio.domain.money import Dimension
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import Bools, Ints, cumulative_parts, ranges
from portfolio.ledger.view import View, per_view
from portfolio.measures.figures import SHARED_BY_FUNDER, Figure
from portfolio.measures.projects import ProjectFigures, project_figures

Matrix = npt.NDArray[np.int64]
_CACHED: Final = 65_536  # numbers in a block: what is read again is still near the processor
_WORTH: Final = 300  # units a shape must have on average to be faster than cell by cell


@dataclass(frozen=True)
class Division:
    """Division of each project code on the axes: the first of its parts, and how many."""

    first: Mapping[Dimension, Ints]
    count: Mapping[Dimension, Ints]


@per_view
def divide(view: View) -> Division:
    """The parts of each project code by the view's share sets."""
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
    """Units sorted by shape; ``edges``: where each shape begins and the last one ends."""

    order: Ints
    edges: tuple[int, ...]

    @property
    def are_large(self) -> bool:
        """Whether allocating the units shape by shape is faster."""
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
    """Allocate one row of amounts a figure and add the parts to ``sums`` (figures × keys)."""
    for start, stop in pairwise(shapes.edges):
        own = codes[shapes.order[start]]
        cells = len(amounts)
        for count in divide(view).count.values():
            cells *= int(count[own])
        block = max(1, _CACHED // cells)
        for begin in range(start, stop, block):
            units = shapes.order[begin : min(begin + block, stop)]
            _shape_add(view, codes.take(units), amounts.take(units, axis=1), sums)


def _shape_add(view: View, codes: Ints, amounts: Matrix, sums: Mapping[Dimension, Matrix]) -> None:
    """Allocate units of one shape by cumulative rounding: clause, country, priority."""
    parts, how = view.portfolio.parts, divide(view)
    n_parts = {axis: int(count[codes[0]]) for axis, count in how.count.items()}
    last = max((axis for axis, count in n_parts.items() if count > 1), default=0)
    whole = amounts[:, np.newaxis]
    cells = whole  # figures × cells so far × units
    for axis, count in n_parts.items():
        part = how.first[axis].take(codes) + np.arange(count)[:, np.newaxis]
        by_part = whole  # a single part is the whole, however the steps before it rounded
        if count > 1:
            reached = cumulative_parts(cells[:, :, np.newaxis], parts.cumulative.take(part[:-1]))
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


PROJECT_FIGURES: Final = tuple(figure for figure in Figure if figure not in SHARED_BY_FUNDER)
_BLOCK: Final = 16_384  # units allocated at a time: their cells stay in the cache


@dataclass(frozen=True)
class AmountsToAllocate:
    """Amounts to allocate: ``code`` the project of each, one row of ``amounts`` a figure."""

    code: Ints
    amounts: npt.NDArray[np.int64]
    figures: tuple[Figure, ...]

    def only(self, mask: Bools) -> "AmountsToAllocate":
        """Some of the units."""
        at = np.flatnonzero(mask)
        return AmountsToAllocate(self.code.take(at), self.amounts.take(at, axis=1), self.figures)


@dataclass(frozen=True)
class Allocations:
    """A block of parts: the unit each comes from, its key on each axis allocated so far."""

    unit: Ints
    keys: dict[Dimension, Ints]
    amounts: npt.NDArray[np.int64]


def project_units(view: View) -> AmountsToAllocate:
    """One unit a project: the figures that have no funder (ruling 14)."""
    whole = project_figures(view)
    stacked = np.stack([whole.amounts[figure] for figure in PROJECT_FIGURES])
    return AmountsToAllocate(whole.codes, stacked, PROJECT_FIGURES)


def pair_units(view: View) -> AmountsToAllocate:
    """One unit a funder of a project: the figures that have a funder (rulings 14 and 25)."""
    whole = project_figures(view)
    stacked = np.stack([whole.pairs.amounts[figure] for figure in SHARED_BY_FUNDER])
    return AmountsToAllocate(whole.codes[whole.pairs.at], stacked, SHARED_BY_FUNDER)


def shared_out(view: View, units: AmountsToAllocate, last: Dimension) -> Iterator[Allocations]:
    """Blocks of cells down to an axis, only those that match the view's filters."""
    wanted = max(last, _deepest(view))
    sets = _sets(view)
    for start in range(0, len(units.code), _BLOCK):
        stop = min(start + _BLOCK, len(units.code))
        cells = Allocations(
            np.arange(start, stop, dtype=np.int64), {}, units.amounts[:, start:stop]
        )
        for axis in Dimension:
            if axis <= wanted:
                cells = _step(view, units, cells, axis, sets[axis])
        yield cells


def sums_by_axis(
    view: View, units: AmountsToAllocate, size: int
) -> Mapping[Dimension, npt.NDArray[np.int64]]:
    """Sums per figure and key (0 … size − 1) of each axis, of the filtered cells."""
    sums = {axis: np.zeros((len(units.figures), size), np.int64) for axis in Dimension}
    if view.cells.keeps_all:
        known = shapes(view, units.code)
        if known.are_large:
            add_by_shape(view, units.code, units.amounts, known, sums)
            return sums
    for cells in shared_out(view, units, Dimension.PRIORITY):
        for axis, total in sums.items():
            _cell_add(total, cells.keys[axis], cells.amounts)
    return sums


def _cell_add(total: npt.NDArray[np.int64], keys: Ints, amounts: npt.NDArray[np.int64]) -> None:
    """Add a row of amounts per figure under their keys."""
    for row, values in enumerate(amounts):
        np.add.at(total[row], keys, values)


def _sets(view: View) -> dict[Dimension, Ints]:
    """The share set of each project code on each axis."""
    return {
        Dimension.CLAUSE: view.clause_sets,
        Dimension.COUNTRY: view.country_sets,
        Dimension.PRIORITY: view.priority_sets,
    }


def _deepest(view: View) -> int:
    """The last axis the filters narrow; 0 where they narrow none."""
    cells = view.cells
    if cells.priorities is not None:
        return Dimension.PRIORITY
    if cells.countries is not None:
        return Dimension.COUNTRY
    return Dimension.CLAUSE if cells.clauses is not None else 0


def _step(
    view: View, units: AmountsToAllocate, cells: Allocations, axis: Dimension, sets: Ints
) -> Allocations:
    """The cells allocated over one more axis by cumulative rounding, then filtered."""
    share_sets, parts = view.portfolio.share_sets, view.portfolio.parts
    own = sets[units.code[cells.unit]]
    count = share_sets.n_parts[own]
    first = share_sets.first_part[own]
    if len(count) and int(count.max()) == 1:
        keys = {**cells.keys, axis: parts.key[first]}
        return _kept(view, units, Allocations(cells.unit, keys, cells.amounts))
    part = ranges(first, count)
    source = np.repeat(np.arange(len(count)), count)
    follows = np.ones(len(source), np.int64)
    follows[np.cumsum(count) - count] = 0
    cumulative = parts.cumulative[part]
    amounts = np.empty((len(cells.amounts), len(source)), np.int64)
    for row, whole in enumerate(cells.amounts):
        reached = cumulative_parts(whole[source], cumulative)
        amounts[row] = reached
        amounts[row, 1:] -= reached[:-1] * follows[1:]
    keys = {known: key[source] for known, key in cells.keys.items()}
    keys[axis] = parts.key[part]
    return _kept(view, units, Allocations(cells.unit[source], keys, amounts))


def _kept(view: View, units: AmountsToAllocate, cells: Allocations) -> Allocations:
    """Cells that match the filter on the axis just allocated."""
    axis = max(cells.keys)
    wanted = {
        Dimension.CLAUSE: view.cells.clauses,
        Dimension.COUNTRY: view.cells.countries,
        Dimension.PRIORITY: view.cells.priorities,
    }[axis]
    if wanted is None:
        return cells
    keep = np.isin(cells.keys[axis], sorted(wanted)) & (cells.keys[axis] > 0)
    if axis is Dimension.CLAUSE and TRIANGULAR_CLAUSE in wanted:
        keep |= view.portfolio.projects.kind[units.code[cells.unit]] == Kind.TRIANGULAR
    at = np.flatnonzero(keep)
    return Allocations(
        cells.unit.take(at),
        {known: key.take(at) for known, key in cells.keys.items()},
        cells.amounts.take(at, axis=1),
    )


@per_view
def filtered_figures(view: View) -> ProjectFigures:
    """Figures per project as the filters by clause, country and priority leave them."""
    whole = project_figures(view)
    if view.cells.keeps_all:
        return whole
    left = _left(view, project_units(view))
    of_pairs = _left(view, pair_units(view))
    amounts = dict(zip(PROJECT_FIGURES, left, strict=True))
    for figure, values in zip(SHARED_BY_FUNDER, of_pairs, strict=True):
        total = np.zeros(len(whole.codes), np.int64)
        np.add.at(total, whole.pairs.at, values)
        amounts[figure] = total
    pairs = replace(whole.pairs, amounts=dict(zip(SHARED_BY_FUNDER, of_pairs, strict=True)))
    return replace(whole, amounts=amounts, pairs=pairs)


def _left(view: View, units: AmountsToAllocate) -> npt.NDArray[np.int64]:
    """Amounts of each unit inside the filters."""
    left = np.zeros_like(units.amounts)
    for cells in shared_out(view, units, Dimension.CLAUSE):
        for row, values in enumerate(cells.amounts):
            np.add.at(left[row], cells.unit, values)
    return left


def left_of_each(view: View, codes: Ints, amounts: Ints) -> Ints:
    """What the filters leave of each amount, allocated like its project's."""
    left: Ints = _left(view, AmountsToAllocate(codes, amounts[np.newaxis], (Figure.SECURED,)))[0]
    return left


def funder_units(view: View) -> Ints:
    """The unit each pair of the slice is allocated in: cash and in-kind of a funder are one (ruling 14)."""
    project, funder = view.slice.pair_project, view.slice.pair_funder
    begins = np.ones(len(project), np.int64)  # pairs of one funder are adjacent
    begins[1:] = (project[1:] != project[:-1]) | (funder[1:] != funder[:-1])
    return np.cumsum(begins) - 1


def left_of(view: View, units: AmountsToAllocate) -> int:
    """Amounts of some units in all, inside the filters."""
    return sum(int(cells.amounts.sum()) for cells in shared_out(view, units, Dimension.CLAUSE))
