"""The rows that count in a view, what each adds, and their nets per pocket and stage."""

from dataclasses import dataclass

import numpy as np

from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, EXPENDITURE, PLEDGE
from portfolio.ledger.rounding import any_in_runs, sum_runs
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View


@dataclass(frozen=True)
class CurrencyRuns:
    """Nets per pocket (project, funder, cash or in-kind, currency); rows are stages."""

    native: Ints  # 4 × pockets, minor units of the pocket's currency
    converted: Ints  # 4 × pockets, minor units of the reporting currency
    has: Bools  # 4 × pockets: whether any row counts
    enters: Bools  # the same without rows that are internal as a whole (they left secured)


@dataclass(frozen=True)
class CountedRows:
    """What each row of a slice adds: own currency and reporting currency, internal part gone."""

    counts: Bools
    native: Ints
    converted: Ints
    good: Bools
    internal: Bools  # the whole row is passed-on money


def counted_rows(view: View) -> CountedRows:
    """The rows of the view's slice with their amounts; 0 where a row does not count."""
    return view.once(_counted_rows)


def _counted_rows(view: View) -> CountedRows:
    piece, counts = view.slice, view.counts
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    # Multiplying by 0 or 1 is several times faster than choosing row by row.
    native = piece.of(view.portfolio.flows.flows.amount) * counts
    converted = piece.of(conversions.amount) * counts
    good = piece.of(conversions.good) == 1
    internal = np.zeros(len(counts), np.bool_)
    if view.internal:
        numbers = np.array(sorted(view.internal), np.int64)
        at, held = piece.local(numbers)
        parts = [view.internal[int(number)] for number in numbers[held]]
        native[at[held]] -= np.array([part.native for part in parts], np.int64)
        converted[at[held]] -= np.array([part.converted for part in parts], np.int64)
        left = at[held]
        internal[left] = counts[left] & (native[left] == 0)
    return CountedRows(counts, native, converted, good, internal)


def pockets(view: View) -> CurrencyRuns:
    """Net sums per pocket and stage."""
    return view.once(_pockets)


def _pockets(view: View) -> CurrencyRuns:
    return nets(view)


def nets(view: View, mask: Bools | None = None) -> CurrencyRuns:
    """Net sums per pocket and stage, of all rows that count or of those ``mask`` among them."""
    piece, rows = view.slice, counted_rows(view)
    if mask is not None:
        rows = CountedRows(
            rows.counts & mask,
            rows.native * mask,
            rows.converted * mask,
            rows.good,
            rows.internal & mask,
        )
    shape = (EXPENDITURE + 1, piece.n_pockets)
    native, converted = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    has = np.zeros(shape, np.bool_)
    at = (piece.segment_kind - 1, piece.segment_pocket)
    native[at] = sum_runs(rows.native, piece.segment_start)
    converted[at] = sum_runs(rows.converted, piece.segment_start)
    has[at] = any_in_runs(rows.counts, piece.segment_start)
    enters = has
    if rows.internal.any():
        enters = np.zeros(shape, np.bool_)
        enters[at] = any_in_runs(rows.counts & ~rows.internal, piece.segment_start)
    return CurrencyRuns(native, converted, has, enters)


def any_stage(nets: CurrencyRuns) -> Bools:
    """Pockets with a counting pledge, commitment or disbursement."""
    return np.asarray(nets.has[PLEDGE] | nets.has[COMMITMENT] | nets.has[DISBURSEMENT])
