"""How the gaps close: month by month, what of the requirement was covered and paid."""

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View, day_number
from portfolio.measures.cells import AmountsToAllocate, left_of
from portfolio.measures.counted import counted_rows
from portfolio.measures.figures import Closing, Figure
from portfolio.measures.standing import standing
from portfolio.measures.timeline import Movements, codes_in_band, month_ends, movements
from portfolio.measures.totals import headline


def closing(view: View) -> Closing:
    """Requirement less gap, and less gap in payments, at month ends up to the as-of date.

    The requirement is the one known and dated by the as-of date; each project counts up to its
    own, so the lines never stand above it (one project's surplus fills no other's gap).
    """
    return view.once(_closing)


def _closing(view: View) -> Closing:
    days = month_ends(view.question.as_of)
    # Every funder's money fills a gap, also where a filter narrows secured to one of them.
    pairs = codes_in_band(view)[view.slice.pair_project]
    if not view.question.in_kind:
        pairs &= view.slice.pair_in_kind == 0
    moved = movements(view, pairs, days)
    needed = headline(view).amounts.requirement or 0
    covered, paid = (
        tuple(
            needed - gap if first is not None and first <= day_number(day) else None
            for day, gap in zip(days, _gaps(view, moved, change, len(days)), strict=True)
        )
        for change, first in (
            (moved.secured, _first_day(view, pairs, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)),
            (moved.paid, _first_day(view, pairs, FlowKind.DISBURSEMENT)),
        )
    )
    return Closing(days, covered, paid, needed)


def _first_day(view: View, pairs: Bools, *kinds: FlowKind) -> int | None:
    """The first value day of a row of some kinds in projects with a requirement; None without one.

    Rows that are internal count here: what they leave is recorded (ruling 26).
    """
    state, piece, flows = standing(view), view.slice, view.portfolio.flows.flows
    needing = np.zeros(view.portfolio.size, np.bool_)
    needing[state.codes[state.in_band & state.has_requirement]] = True
    rows = counted_rows(view).counts & (pairs & needing[piece.pair_project])[piece.pair_of_row()]
    days = piece.of(flows.value_day)[rows & np.isin(piece.of(flows.kind), kinds)]
    return int(days.min()) if len(days) else None


def _gaps(view: View, movements: Movements, change: Ints, size: int) -> list[int]:
    """What is missing at the end of each bucket, as the filters of the view leave it."""
    state = standing(view)
    held = state.in_band & state.has_requirement
    codes, needed = state.codes[held], state.amounts[Figure.REQUIREMENT][held]
    place = np.full(view.portfolio.size, -1, np.int64)
    place[codes] = np.arange(len(codes))
    at = place[view.slice.pair_project[movements.pair]]
    known = np.flatnonzero(at >= 0)
    known = known[np.argsort(movements.bucket[known], kind="stable")]
    ends = np.searchsorted(movements.bucket[known], np.arange(size), side="right").tolist()
    had = np.zeros(len(codes), np.int64)
    missing, whole = [], int(needed.sum())
    for start, end in zip([0, *ends], ends, strict=False):
        rows = known[start:end]
        touched = np.unique(at[rows])
        before = np.maximum(needed[touched] - had[touched], 0)
        np.add.at(had, at[rows], change[rows])
        after = np.maximum(needed[touched] - had[touched], 0)
        whole += int((after - before).sum())
        if view.cells.keeps_all:
            missing.append(whole)
        else:
            gap = np.maximum(needed - had, 0)
            missing.append(left_of(view, AmountsToAllocate(codes, gap[np.newaxis], (Figure.GAP,))))
    return missing
