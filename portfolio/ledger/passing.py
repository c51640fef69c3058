"""Pass-through: the part of a flow that only moves money received before (ruling 8)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Band
from portfolio.domain.rates import half_even
from portfolio.ledger.counting import FlowSlice, Reading
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sources import Ints


@dataclass(frozen=True, slots=True)
class PassThrough:
    """The internal part of one flow row: in its own currency and in the reporting currency."""

    native: int
    converted: int


@dataclass(slots=True)
class _FundingRow:
    number: int
    project: int
    provider: int
    receiver: int
    source_project: int  # code of the portfolio project it comes from, −1 for none
    native: int
    converted: int
    currency: int
    inside: int = 0  # native units found internal
    inside_converted: int = 0


def affected_projects(portfolio: Portfolio) -> Ints:
    """Codes of projects in which pass-through is possible at all, and of those they draw on."""
    projects, drawing = portfolio.projects, portfolio.flows.drawing
    found = projects.passes_on == 1
    found[portfolio.flows.flows.project[drawing.row]] = True
    if len(drawing):
        found |= np.isin(projects.id, drawing.target)
    return np.flatnonzero(found & portfolio.alive).astype(np.int64)


def pass_through_parts(
    portfolio: Portfolio, codes: Ints, reading: Reading, target: str, band: Ints
) -> Mapping[int, PassThrough]:
    """Internal part by flow row number, over the concerned projects ``codes``.

    ``band`` is that of each project code, 0 for none: a project in none cannot be drawn on by
    name. Money an official project hands on is internal in every band; what another hands to a
    project outside its own band is incoming there (ruling 29).
    """
    if not len(codes):
        return {}
    piece = FlowSlice(portfolio, codes)
    counts = piece.live(piece.standing(reading))
    conversions, _ = portfolio.converted(target, reading.recorded_before, reading.day)
    own = np.flatnonzero(counts & (piece.of(portfolio.flows.flows.kind) <= FlowKind.DISBURSEMENT))
    columns = portfolio.flows.flows
    code_of_id = {int(portfolio.projects.id[code]): int(code) for code in codes if band[int(code)]}
    order = np.lexsort((piece.of(columns.id)[own], piece.of(columns.value_day)[own]))
    in_kind = piece.pair_in_kind[piece.pair_of_row()]
    assert piece.rows is not None
    stages: dict[tuple[int, int], list[_FundingRow]] = defaultdict(list)
    for at in own[order]:
        number = int(piece.rows[at])
        project = int(columns.project[number])
        named = code_of_id.get(int(columns.provider_project[number]), -1)
        if named >= 0 and band[named] not in (Band.OFFICIAL, band[project]):
            named = -1
        stages[int(columns.kind[number]), int(in_kind[at])].append(
            _FundingRow(
                number,
                project,
                int(columns.provider[number]),
                int(columns.receiver[number]),
                named,
                int(columns.amount[number]),
                int(conversions.amount[number]),
                int(columns.currency[number]),
            )
        )
    found: dict[int, PassThrough] = {}
    for rows in stages.values():
        _passed_on_inside(rows)
        _drawn_from_projects(rows)
        for row in rows:
            # A part below half a minor unit of the row's currency still counts (ruling 31).
            if row.inside or row.inside_converted:
                found[row.number] = PassThrough(row.inside, row.inside_converted)
    return found


def _passed_on_inside(rows: list[_FundingRow]) -> None:
    """(a) What an organisation passes on inside a project, up to its net receipts there."""
    by_project: dict[int, list[_FundingRow]] = defaultdict(list)
    for row in rows:
        by_project[row.project].append(row)
    for own in by_project.values():
        givers = {row.provider for row in own if row.provider >= 0}
        for organisation in sorted(givers):
            # Receipts are whole rows: whether somebody passed them on in turn changes nothing.
            receipts = [
                replace(r, inside=0, inside_converted=0)
                for r in own
                if r.receiver == organisation != r.provider
            ]
            if receipts:
                _consume([r for r in own if r.provider == organisation != r.receiver], receipts)


def _drawn_from_projects(rows: list[_FundingRow]) -> None:
    """(b) What comes from another counted project, up to that project's own net receipts."""
    drawing: dict[int, list[_FundingRow]] = defaultdict(list)
    for row in rows:
        if row.source_project >= 0 and row.source_project != row.project:
            drawing[row.source_project].append(row)
    # What came into each project from outside it, before any project draws on another.
    receipts = {code: [replace(r) for r in rows if r.project == code] for code in drawing}
    for code, given in drawing.items():
        _consume(given, receipts[code])


def _consume(outgoing: list[_FundingRow], receipts: list[_FundingRow]) -> None:
    """Mark what the given rows hand on, in their order: their running net, up to the receipts.

    Compared in the one currency of all these rows, else in the reporting currency.
    """
    one = len({row.currency for row in (*receipts, *outgoing)}) == 1

    def outside(row: _FundingRow) -> int:
        return row.native - row.inside if one else row.converted - row.inside_converted

    limit = max(0, sum(outside(row) for row in receipts))
    passed = handed = 0
    for row in outgoing:
        passed += outside(row)
        reached = min(max(passed, 0), limit)
        part, handed = reached - handed, reached
        if not part:
            continue
        if one:
            row.inside += part
            row.inside_converted = _share(row.converted, row.inside, row.native)
        else:
            row.inside_converted += part
            row.inside = _share(row.native, row.inside_converted, row.converted)


def _share(amount: int, part: int, whole: int) -> int:
    """amount × part / whole, half even."""
    return half_even(Fraction(amount * part, whole)) if whole else 0
