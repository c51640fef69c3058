"""Sharing out: each figure of a project into its clause, country and priority cells, exactly.

One fixed order (domain section 4): clause, country inside each clause, priority inside each
country, by cumulative rounding, so that the parts of every step add up to what was shared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.clauses import TRIANGULAR_CLAUSE
from portfolio.domain.cooperation import Kind
from portfolio.domain.shares import Dimension
from portfolio.ledger.rounding import cumulative_parts, ranges
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View
from portfolio.measures.figures import SHARED_BY_FUNDER, Figure
from portfolio.measures.shapes import add_by_shape, shapes
from portfolio.measures.standing import ProjectFigures, standing

PROJECT_FIGURES: Final = tuple(figure for figure in Figure if figure not in SHARED_BY_FUNDER)
_BLOCK: Final = 16_384  # units shared out at a time: what they become stays in the cache


@dataclass(frozen=True)
class AmountsToAllocate:
    """Amounts to share out: ``code`` the project of each, one row of ``amounts`` a figure."""

    code: Ints
    amounts: npt.NDArray[np.int64]
    figures: tuple[Figure, ...]

    def only(self, mask: Bools) -> "AmountsToAllocate":
        """Some of the units."""
        at = np.flatnonzero(mask)
        return AmountsToAllocate(self.code.take(at), self.amounts.take(at, axis=1), self.figures)


@dataclass(frozen=True)
class Allocations:
    """A block of parts: the unit each comes from, its key on each axis shared out so far."""

    unit: Ints
    keys: dict[Dimension, Ints]
    amounts: npt.NDArray[np.int64]


def project_units(view: View) -> AmountsToAllocate:
    """One unit a project: the figures that have no funder (ruling 14)."""
    whole = standing(view)
    stacked = np.stack([whole.amounts[figure] for figure in PROJECT_FIGURES])
    return AmountsToAllocate(whole.codes, stacked, PROJECT_FIGURES)


def pair_units(view: View) -> AmountsToAllocate:
    """One unit a funder of a project: the figures that have a funder (rulings 14 and 25)."""
    whole = standing(view)
    stacked = np.stack([whole.pairs.amounts[figure] for figure in SHARED_BY_FUNDER])
    return AmountsToAllocate(whole.codes[whole.pairs.at], stacked, SHARED_BY_FUNDER)


def shared_out(view: View, units: AmountsToAllocate, upto: Dimension) -> Iterator[Allocations]:
    """Blocks of cells down to an axis, only those the view's filters keep."""
    wanted = max(upto, _deepest(view))
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
    """Sums per figure and key (0 … size − 1) of each axis, of what the filters keep."""
    sums = {axis: np.zeros((len(units.figures), size), np.int64) for axis in Dimension}
    if view.cells.keeps_all:
        known = shapes(view, units.code)
        if known.are_large:
            add_by_shape(view, units.code, units.amounts, known, sums)
            return sums
    for cells in shared_out(view, units, Dimension.PRIORITY):
        for axis, total in sums.items():
            _add(total, cells.keys[axis], cells.amounts)
    return sums


def _add(total: npt.NDArray[np.int64], keys: Ints, amounts: npt.NDArray[np.int64]) -> None:
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
    """The cells shared out over one more axis by cumulative rounding, then filtered."""
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
    upto = parts.upto[part]
    amounts = np.empty((len(cells.amounts), len(source)), np.int64)
    for row, whole in enumerate(cells.amounts):
        reached = cumulative_parts(whole[source], upto)
        amounts[row] = reached
        amounts[row, 1:] -= reached[:-1] * follows[1:]
    keys = {known: key[source] for known, key in cells.keys.items()}
    keys[axis] = parts.key[part]
    return _kept(view, units, Allocations(cells.unit[source], keys, amounts))


def _kept(view: View, units: AmountsToAllocate, cells: Allocations) -> Allocations:
    """The cells that the filter on the axis just shared out keeps."""
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


def filtered_figures(view: View) -> ProjectFigures:
    """Figures per project as the filters by clause, country and priority leave them."""
    return view.once(_kept_standing)


def _kept_standing(view: View) -> ProjectFigures:
    whole = standing(view)
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
    """What the filters leave of each unit."""
    left = np.zeros_like(units.amounts)
    for cells in shared_out(view, units, Dimension.CLAUSE):
        for row, values in enumerate(cells.amounts):
            np.add.at(left[row], cells.unit, values)
    return left


def left_of_each(view: View, codes: Ints, amounts: Ints) -> Ints:
    """What the filters leave of each amount, shared out as its project's."""
    left: Ints = _left(view, AmountsToAllocate(codes, amounts[np.newaxis], (Figure.SECURED,)))[0]
    return left


def left_of(view: View, units: AmountsToAllocate) -> int:
    """What the filters leave of some units in all."""
    return sum(int(cells.amounts.sum()) for cells in shared_out(view, units, Dimension.CLAUSE))
