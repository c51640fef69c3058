"""Rows of one funder: which count in its totals of the day, and what each adds to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Band
from portfolio.ledger.view import View
from portfolio.measures import entries
from portfolio.measures.entries import LedgerEntry
from portfolio.measures.exclusions import ExclusionReason
from portfolio.measures.explain import explain
from portfolio.measures.figures import Figure
from portfolio.measures.headline import left_out
from portfolio.measures.rows import LedgerRow


class TotalsReason(StrEnum):
    """Reason why a row that counts in its project adds nothing to the totals of its funder."""

    OUTSIDE = "outside"  # of a kind that is in no total
    BAND = "band"  # its project is in another band, or cancelled
    SPENT = "spent"  # expenditure is no source of funding
    PASSED_ON = "passed_on"  # it only moves money received before
    LARGER_SIDE = "larger_side"  # the other of commitments and disbursements is secured


@dataclass(frozen=True, slots=True)
class FunderRow:
    """A row's part of pledged, secured and disbursed in minor units of the reading currency.

    ``reason``: why it adds to none, None where it counts. ``band``: of its project, None for none.
    """

    reason: ExclusionReason | TotalsReason | None
    pledged: int = 0
    secured: int = 0
    disbursed: int = 0
    band: Band | None = None


def funder_rows(view: View, rows: Iterable[tuple[str, int, FlowKind]]) -> Mapping[int, FunderRow]:
    """Rows (project, flow id, kind) by flow id, in a view that is narrowed to their funder.

    What counts is what the ledger of a project and the explanation of a total say of a row.
    """
    adds = {figure: _explained(view, figure) for figure in (Figure.SECURED, Figure.PAID)}
    without_rate = {one.project for one in left_out(view)}
    wanted, found = list(rows), {}
    ledgers = {project: entries.flows(view, project) for project, _, _ in wanted}
    for project, number, kind in wanted:
        entry = ledgers[project].get(number)
        if entry is None:
            found[number] = FunderRow(TotalsReason.OUTSIDE)
        elif entry.exclusion is None and project in without_rate:
            found[number] = FunderRow(ExclusionReason.NO_RATE)
        else:
            found[number] = _row(view, project, kind, entry, adds)
    return found


def _explained(view: View, figure: Figure) -> Mapping[str, LedgerRow]:
    """What each row adds to the total, by its source."""
    parts = explain(view, figure).contributions
    return {row.source: row for part in parts for row in part.rows}


def _row(
    view: View,
    project: str,
    kind: FlowKind,
    entry: LedgerEntry,
    adds: Mapping[Figure, Mapping[str, LedgerRow]],
) -> FunderRow:
    if entry.exclusion is not None:
        return FunderRow(entry.exclusion)
    code = view.portfolio.code_of(view.portfolio.ids[project])
    band = int(view.band[code]) if code is not None else 0
    if band != view.question.band:
        return FunderRow(TotalsReason.BAND, band=Band(band) if band else None)
    if kind is FlowKind.PLEDGE:
        pledged = (entry.amount or 0) - entry.internal
        is_passed_on = bool(entry.internal) and not pledged
        return FunderRow(TotalsReason.PASSED_ON if is_passed_on else None, pledged=pledged)
    if kind is FlowKind.EXPENDITURE:
        return FunderRow(TotalsReason.SPENT)
    source = f"flow:{entry.row}"
    secured, disbursed = (adds[one].get(source) for one in (Figure.SECURED, Figure.PAID))
    added = FunderRow(
        None,
        secured=secured.amount if secured else 0,
        disbursed=disbursed.amount if disbursed else 0,
    )
    if added.secured or added.disbursed or not entry.amount:
        return added
    passed_on = entry.internal == entry.amount
    return FunderRow(TotalsReason.PASSED_ON if passed_on else TotalsReason.LARGER_SIDE)
