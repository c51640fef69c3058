"""Explanation of any figure: what each project adds to it, with its rows."""

from dataclasses import dataclass

import numpy as np

from portfolio.domain.errors import UnknownFigure
from portfolio.domain.money import Dimension
from portfolio.domain.params import RecordedState
from portfolio.ledger.columns import NO_ONE, Bools, Ints
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.allocation import (
    PROJECT_FIGURES,
    AmountsToAllocate,
    pair_units,
    project_units,
    shared_out,
)
from portfolio.measures.breakdowns import AXES, WORDS, key_word, split
from portfolio.measures.entries import Quote
from portfolio.measures.figures import FUNDER_FIGURES, SHARED_BY_FUNDER, Amounts, Figure, LeftOut
from portfolio.measures.funding import funder_word
from portfolio.measures.headline import headline, left_out
from portfolio.measures.projects import ProjectFigures, project_figures, requirement
from portfolio.measures.rows import STAGES, LedgerRow, balanced_rows, by_funder, rows_of


@dataclass(frozen=True, slots=True)
class Contribution:
    """Contribution of one project (and funder, if the figure has one); rows add to ``whole``."""

    project: str
    funder: str | None
    whole: int
    amount: int  # the part of ``whole`` inside the requested cell and filters
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and what adds up to it; ``rest`` is the sum of contributions not listed."""

    figure: Figure
    axis: str | None
    key: str | None
    currency: str
    total: int | None  # None where the figure has no meaning, as a requirement of context
    state: RecordedState  # of the requested figure (ruling 26)
    contributions: tuple[Contribution, ...]
    rest_count: int
    rest: int
    left_out: tuple[LeftOut, ...]

    @property
    def quotes(self) -> frozenset[Quote]:
        """Every rate its rows were converted with."""
        rows = (row for part in self.contributions for row in part.rows)
        return frozenset(quote for row in rows for quote in row.quotes)


def explain(
    view: View,
    figure: str,
    axis: str | None = None,
    key: str | None = None,
    *,
    project: str | None = None,
    limit: int | None = None,
) -> Explanation:
    """Contributions behind a headline figure, or behind one row of a breakdown.

    ``axis``/``key`` name a line of ``breakdowns.split``; ``project`` selects one, whatever its
    status. Greatest contributions first; raises UnknownFigure for an unknown name.
    """
    if figure not in set(Figure):
        raise UnknownFigure(name=figure)
    wanted, whole = Figure(figure), project_figures(view)
    state = _state(view, wanted, axis, key, project)
    units = _units(view, wanted)
    chosen = _chosen(view, whole, units, axis, key, project)
    parts, inside = _parts(view, units.only(chosen), axis, key)
    numbers = np.flatnonzero(chosen)
    rank = np.zeros(len(numbers), np.int64)
    if wanted in SHARED_BY_FUNDER:
        rank = by_funder(view, whole.pairs.funder[numbers])
    order = np.lexsort((rank, units.code[numbers], -parts))
    # Rows that add up to nothing explain a figure as well as others do.
    is_told = inside & (units.amounts[0, numbers] == 0)
    is_told &= (project is not None) | _has_rows(view, whole, wanted, units)[numbers]
    order = order[(parts[order] != 0) | is_told[order]]
    listed = order if limit is None else order[:limit]
    return Explanation(
        figure=wanted,
        axis=axis,
        key=key,
        currency=view.question.currency,
        total=None if state is RecordedState.NOT_APPLICABLE else int(parts.sum()),
        state=state,
        contributions=tuple(
            _contribution(view, wanted, units, int(numbers[at]), int(parts[at])) for at in listed
        ),
        rest_count=len(order) - len(listed),
        rest=int(parts[order[len(listed) :]].sum()),
        left_out=left_out(view),
    )


def _state(
    view: View, figure: Figure, axis: str | None, key: str | None, project: str | None
) -> RecordedState:
    """Recorded state of the requested figure."""
    amounts: Amounts | None = headline(view).amounts
    if project is not None:
        code = view.portfolio.code_of(view.portfolio.ids.get(project, NO_ONE))
        shown = [] if code is None else [code] if code in lists.everywhere(view) else []
        listed = lists.lines(view, np.array(shown, np.int64))
        amounts = listed[0].amounts if listed else None
    elif axis is not None:
        lines = split(view, axis).lines if axis in AXES else ()
        amounts = next((line.amounts for line in lines if line.key == key), None)
    return RecordedState.NOT_RECORDED if amounts is None else amounts.state(figure)


def _units(view: View, figure: Figure) -> AmountsToAllocate:
    """The units of one figure."""
    if figure in SHARED_BY_FUNDER:
        every = pair_units(view)
        at = SHARED_BY_FUNDER.index(figure)
    else:
        every = project_units(view)
        at = PROJECT_FIGURES.index(figure)
    return AmountsToAllocate(every.code, every.amounts[[at]], (figure,))


def _chosen(
    view: View,
    state: ProjectFigures,
    units: AmountsToAllocate,
    axis: str | None,
    key: str | None,
    project: str | None,
) -> Bools:
    """Units that belong to the requested line (axes of the allocation are split later)."""
    inside = np.zeros(view.portfolio.size, np.bool_)
    has_funder = units.figures[0] in SHARED_BY_FUNDER
    if project is not None:
        code = view.portfolio.code_of(view.portfolio.ids.get(project, NO_ONE))
        if code is not None:
            inside[code] = True
    else:
        inside[state.codes[state.in_band]] = True
    chosen: Bools = inside[units.code]
    if units.figures[0] in FUNDER_FIGURES or (has_funder and axis == "funder"):
        chosen &= state.pairs.passes_filter
    if project is not None:
        return chosen
    properties = {
        "kind": view.portfolio.projects.kind,
        "status": view.status,
        "provenance": view.portfolio.projects.provenance,
    }
    if axis in properties:
        member = next((entry for entry in WORDS[axis] if entry.word == key), None)
        chosen &= properties[axis][units.code] == (-1 if member is None else int(member))
    elif axis == "funder" and has_funder:
        words = np.array([funder_word(view, int(funder)) == key for funder in state.pairs.funder])
        chosen &= words.astype(np.bool_)
    return np.asarray(chosen)


def _has_rows(view: View, state: ProjectFigures, figure: Figure, units: AmountsToAllocate) -> Bools:
    """Units with rows of the figure's own stages; a figure computed from others has none."""
    if figure is Figure.REQUIREMENT:
        return requirement(view).has[units.code]
    if figure not in STAGES:
        return np.zeros(len(units.code), np.bool_)
    piece, columns = view.slice, view.portfolio.flows.flows
    stages = [int(stage) for stage in STAGES[figure]]
    own = view.counts & np.isin(piece.of(columns.kind), stages)
    if not view.question.in_kind:
        own &= piece.pair_in_kind[piece.pair_of_row()] == 0
    rows = np.flatnonzero(own)
    code = piece.of(columns.project)[rows]
    if figure not in SHARED_BY_FUNDER:
        return np.isin(units.code, code)
    funder = piece.pair_funder[piece.pair_of_row()[rows]]
    span = int(max(funder.max(initial=0), state.pairs.funder.max(initial=0))) + 1
    return np.isin(units.code * span + state.pairs.funder, code * span + funder)


def _parts(
    view: View, units: AmountsToAllocate, axis: str | None, key: str | None
) -> tuple[Ints, Bools]:
    """What each unit adds inside the filters and the requested cell, and whether it is in it."""
    steps = {"clause": Dimension.CLAUSE, "country": Dimension.COUNTRY, "region": Dimension.COUNTRY}
    steps["priority"] = Dimension.PRIORITY
    if view.cells.keeps_all and axis not in steps:
        return np.array(units.amounts[0]), np.ones(len(units.code), np.bool_)
    wanted = steps.get(axis or "", Dimension.CLAUSE)
    regions = {c.code: c.region.word for c in view.portfolio.labels.countries.values()}
    total = np.zeros(len(units.code), np.int64)
    inside = np.zeros(len(units.code), np.bool_)
    for cells in shared_out(view, units, wanted):
        keep = np.ones(len(cells.unit), np.bool_)
        if axis in steps:
            own = cells.keys[wanted]
            names = {k: key_word(view, wanted, k) for k in np.unique(own).tolist()}
            if axis == "region":
                names = {k: regions.get(name, name) for k, name in names.items()}
            keep = np.isin(own, [k for k, name in names.items() if name == key])
        np.add.at(total, cells.unit[keep], cells.amounts[0, keep])
        inside[cells.unit[keep]] = True
    return np.asarray(total), inside


def _contribution(
    view: View, figure: Figure, units: AmountsToAllocate, at: int, part: int
) -> Contribution:
    code = int(units.code[at])
    whole = int(units.amounts[0, at])
    funder: int | None = None
    if figure in SHARED_BY_FUNDER:
        funder = int(project_figures(view).pairs.funder[at])
    rows = rows_of(view, figure, code, funder)
    return Contribution(
        project=view.portfolio.identifier(code),
        funder=None if funder is None else funder_word(view, funder),
        whole=whole,
        amount=part,
        rows=tuple(balanced_rows(rows, whole, figure)),
    )
