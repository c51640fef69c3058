"""Rows of the ledgers of some projects by column: counted or why not, and what each is converted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

import numpy as np

from portfolio.domain.flows import COUNTABLE, Provenance, Verification
from portfolio.domain.projects import Relation
from portfolio.ledger.columns import Bools, Ints, among, ranges
from portfolio.ledger.counting import FlowSlice
from portfolio.ledger.view import View, per_view
from portfolio.measures.projects import requirement


class ExclusionReason(StrEnum):
    """Reason why a row adds nothing to the figures of its project in a view."""

    LATER = "later"  # dated after the as-of date
    UNKNOWN_THEN = "unknown_then"  # recorded after the day of the reading
    WITHDRAWN = "withdrawn"  # a flow only proposed and taken back, or a period revised to nothing
    PROPOSED = "proposed"  # not sure enough for the scope
    ILLUSTRATIVE = "illustrative"  # illustrative, and the reader left such records out
    REPLACED = "replaced"  # a later pledge or a revised period replaces it
    OTHER_SIDE = "other_side"  # the other side's report of the same money counts
    WITHOUT_TARGET = "without_target"  # it corrects a row that does not count
    IN_KIND = "in_kind"  # counted separately from cash
    NO_RATE = "no_rate"  # it cannot be converted
    CONTEXT = "context"  # a context project, which has no requirement
    OVERLAPS = "overlaps"  # periods share a day, so none of them is the requirement


REASONS: Final[Sequence[ExclusionReason | None]] = (None, *ExclusionReason)  # by number
_NUMBER: Final = {reason: number for number, reason in enumerate(REASONS)}


@dataclass(frozen=True, slots=True)
class LedgerColumns:
    """Rows of flows or of budget periods, project by project in the order they were asked for.

    ``row``: place in the portfolio's columns. ``reason``: place in ``REASONS``, 0 where the row
    counts. ``amount`` and ``internal``: minor units of the reporting currency; the amount is one
    where it ``has_amount``. ``rate_day``: the day of the rates used, where it ``has_quotes``.
    """

    row: Ints
    reason: Ints
    amount: Ints
    has_amount: Bools
    internal: Ints
    rate_day: Ints
    has_quotes: Bools

    def among(self, places: Bools) -> "LedgerColumns":
        """The rows of these places alone."""
        return LedgerColumns(*(getattr(self, own.name)[places] for own in fields(self)))

    def because(self, *reasons: ExclusionReason | None) -> Bools:
        """Which rows are left out for one of these reasons; None is of those that count."""
        return among(self.reason, [_NUMBER[reason] for reason in reasons])


class _Reasons:
    """Reasons of rows while they are found: the first one of each row stays."""

    def __init__(self, size: int) -> None:
        self.numbers = np.zeros(size, np.int64)

    def mark(self, rows: Bools, reason: ExclusionReason) -> None:
        """Give the reason to those of the rows that have none yet."""
        self.numbers[rows & (self.numbers == 0)] = _NUMBER[reason]


def flow_columns(view: View, codes: Ints) -> LedgerColumns:
    """Flows of the four stages of some projects; other kinds are outside every total."""
    piece = FlowSlice(view.portfolio, codes)
    assert piece.rows is not None
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    good = conversions.good[piece.rows] == 1
    reasons = _flow_reasons(view, piece)
    reasons.mark(~good, ExclusionReason.NO_RATE)
    unseen = among(
        reasons.numbers,
        [_NUMBER[ExclusionReason.LATER], _NUMBER[ExclusionReason.UNKNOWN_THEN]],
    )
    inside = view.internal
    passed = (inside[row].converted if row in inside else 0 for row in piece.rows.tolist())
    internal = np.fromiter(passed, np.int64, len(piece.rows))
    return LedgerColumns(
        row=piece.rows,
        reason=reasons.numbers,
        amount=conversions.amount[piece.rows],
        has_amount=good & ~unseen,
        internal=np.where(reasons.numbers == 0, internal, 0),
        rate_day=piece.of(view.portfolio.flows.flows.rate_day),
        has_quotes=~unseen,
    )


def _flow_reasons(view: View, piece: FlowSlice) -> _Reasons:
    """Reasons why rows of a slice do not count: the widest reading first, limit after limit."""
    columns, reading = view.portfolio.flows.flows, view.reading
    wide = replace(
        reading,
        recorded_before=None,
        is_example=True,
        confidences=frozenset(map(int, COUNTABLE)),
    )
    value_day = piece.of(columns.value_day)
    reasons = _Reasons(len(value_day))
    mark = reasons.mark
    mark(value_day > view.day, ExclusionReason.LATER)
    if view.before is not None:
        mark(piece.of(columns.recorded_at) >= view.before, ExclusionReason.UNKNOWN_THEN)
        wide = replace(wide, recorded_before=view.before)
    if not reading.is_example:
        mark(piece.of(columns.provenance) == Provenance.ILLUSTRATIVE, ExclusionReason.ILLUSTRATIVE)
    confidence = piece.confidence(reading)
    sure = among(confidence, reading.confidences)
    # A scope may ask for withdrawn rows, too.
    mark((confidence == Verification.WITHDRAWN) & ~sure, ExclusionReason.WITHDRAWN)
    counts = piece.in_force(reading)
    mark(piece.in_force(wide) & ~counts & ~sure, ExclusionReason.PROPOSED)
    mark(~counts & _other_side_counts(piece, counts), ExclusionReason.OTHER_SIDE)
    mark(~counts, ExclusionReason.WITHOUT_TARGET)
    mark(~piece.live(counts), ExclusionReason.REPLACED)
    if not view.question.in_kind:
        mark(piece.pair_in_kind[piece.pair_of_row()] == 1, ExclusionReason.IN_KIND)
    return reasons


def _other_side_counts(piece: FlowSlice, counts: Bools) -> Bools:
    """Rows in whose place the other side's report of the same money counts (ruling 7)."""
    family = piece.portfolio.flows
    row, inside = piece.local(family.two_sided.row)
    row, group = row[inside], family.two_sided.group[inside]
    kept = family.two_sided.counts[inside] == 1
    found = np.zeros(len(counts), np.bool_)
    found[row[~kept & np.isin(group, group[kept & counts[row]])]] = True
    return found


@dataclass(frozen=True, slots=True)
class _PeriodNeeds:
    """What each budget row of the portfolio adds to the requirement, by its place."""

    is_used: Bools
    is_unconverted: Bools
    amount: Ints


@per_view
def _needed(view: View) -> _PeriodNeeds:
    need, size = requirement(view), len(view.portfolio.budgets.id)
    found = _PeriodNeeds(
        np.zeros(size, np.bool_), np.zeros(size, np.bool_), np.zeros(size, np.int64)
    )
    found.is_used[need.rows] = True
    found.is_unconverted[need.unconverted] = True
    found.amount[need.rows] = need.converted
    return found


def period_columns(view: View, codes: Ints) -> LedgerColumns:
    """Budget rows of some projects, converted at the rate of their first day."""
    portfolio, needed = view.portfolio, _needed(view)
    columns, projects = portfolio.budgets, portfolio.projects
    rows = ranges(projects.first_budget[codes], projects.n_budgets[codes])
    in_force = np.isin(rows, columns.holding(view.day, view.before, rows))
    reasons = _Reasons(len(rows))
    mark = reasons.mark
    mark(columns.valid_from[rows] > view.day, ExclusionReason.LATER)
    if view.before is not None:
        mark(columns.recorded_at[rows] >= view.before, ExclusionReason.UNKNOWN_THEN)
    mark(view.relation[columns.project[rows]] == Relation.CONTEXT, ExclusionReason.CONTEXT)
    mark(~in_force, ExclusionReason.REPLACED)
    mark(columns.withdrawn[rows] == 1, ExclusionReason.WITHDRAWN)
    mark(needed.is_unconverted[rows], ExclusionReason.NO_RATE)
    mark(~needed.is_used[rows], ExclusionReason.OVERLAPS)
    has_no_rate = reasons.numbers == _NUMBER[ExclusionReason.NO_RATE]
    return LedgerColumns(
        row=rows,
        reason=reasons.numbers,
        # The requirement counts a row without a rate as nothing; it is no amount to be read.
        amount=needed.amount[rows],
        has_amount=needed.is_used[rows] & ~has_no_rate,
        internal=np.zeros(len(rows), np.int64),
        rate_day=np.minimum(columns.first_day[rows], view.day),
        has_quotes=reasons.numbers == 0,
    )
