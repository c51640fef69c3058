"""Pass-through: the part of a flow that only moves money received before (ruling 8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.rates import half_even
from portfolio.ledger.counting import FlowSlice, Reading
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sources import Bools, Ints


@dataclass(frozen=True, slots=True)
class Internal:
    """The internal part of one flow row: in its own currency and in the reporting currency."""

    native: int
    converted: int


@dataclass(slots=True)
class _Row:
    number: int
    project: int
    provider: int
    receiver: int
    named: int  # code of the portfolio project it comes from, −1 for none
    native: int
    converted: int
    currency: int
    inside: int = 0  # native units found internal
    inside_converted: int = 0


def concerned(portfolio: Portfolio) -> Ints:
    """Codes of projects in which pass-through is possible at all, and of those they draw on."""
    projects, drawing = portfolio.projects, portfolio.flows.drawing
    found = projects.passes_on == 1
    found[portfolio.flows.flows.project[drawing.row]] = True
    if len(drawing):
        found |= np.isin(projects.id, drawing.target)
    return np.flatnonzero(found & portfolio.alive).astype(np.int64)


def internal_parts(
    portfolio: Portfolio, codes: Ints, reading: Reading, target: str, counted: Bools
) -> Mapping[int, Internal]:
    """Internal part by flow row number, over the concerned projects ``codes``.

    ``counted`` says per project code whether it is a counted portfolio project: only those may
    be drawn on by name.
    """
    if not len(codes):
        return {}
    piece = FlowSlice(portfolio, codes)
    counts = piece.live(piece.standing(reading))
    conversions, _ = portfolio.converted(target, reading.before, reading.day)
    own = np.flatnonzero(counts & (piece.of(portfolio.flows.flows.kind) <= FlowKind.DISBURSEMENT))
    columns = portfolio.flows.flows
    code_of_id = {
        int(portfolio.projects.id[code]): int(code) for code in codes if counted[int(code)]
    }
    order = np.lexsort((piece.of(columns.id)[own], piece.of(columns.value_day)[own]))
    in_kind = piece.pair_in_kind[piece.pair_of_row()]
    assert piece.rows is not None
    stages: dict[tuple[int, int], list[_Row]] = defaultdict(list)
    for at in own[order]:
        number = int(piece.rows[at])
        stages[int(columns.kind[number]), int(in_kind[at])].append(
            _Row(
                number,
                int(columns.project[number]),
                int(columns.provider[number]),
                int(columns.receiver[number]),
                code_of_id.get(int(columns.provider_project[number]), -1),
                int(columns.amount[number]),
                int(conversions.amount[number]),
                int(columns.currency[number]),
            )
        )
    found: dict[int, Internal] = {}
    for rows in stages.values():
        _passed_on_inside(rows)
        _drawn_from_projects(rows)
        for row in rows:
            if row.inside:
                found[row.number] = Internal(row.inside, row.inside_converted)
    return found


def _passed_on_inside(rows: list[_Row]) -> None:
    """(a) What an organisation passes on inside a project, up to its net receipts there."""
    by_project: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_project[row.project].append(row)
    for own in by_project.values():
        givers = {row.provider for row in own if row.provider >= 0}
        for organisation in sorted(givers):
            receipts = [r for r in own if r.receiver == organisation != r.provider]
            if receipts:
                given = [r for r in own if r.provider == organisation != r.receiver]
                _consume(given, receipts, of_whole=True)


def _drawn_from_projects(rows: list[_Row]) -> None:
    """(b) What comes from another counted project, up to that project's own net receipts."""
    drawing: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.named >= 0 and row.named != row.project:
            drawing[row.named].append(row)
    for project, given in sorted(drawing.items()):
        _consume(given, [r for r in rows if r.project == project], of_whole=False)


def _consume(given: list[_Row], receipts: Iterable[_Row], *, of_whole: bool) -> None:
    """Mark the given rows internal, in their order, until the net receipts are used up."""
    receipts = list(receipts)
    one = len({row.currency for row in (*receipts, *given)}) == 1

    def size(row: _Row) -> int:
        return row.native if one else row.converted

    def rest(row: _Row) -> int:
        return size(row) - (row.inside if one else row.inside_converted)

    left = max(0, sum(size(r) if of_whole else rest(r) for r in receipts))
    used = 0
    for row in given:
        room = rest(row)
        part = min(room, left - used) if room > 0 else max(room, -used)
        if not part:
            continue
        used += part
        whole = size(row)
        if one:
            row.inside += part
            row.inside_converted = _share(row.converted, row.inside, whole)
        else:
            row.inside_converted += part
            row.inside = _share(row.native, row.inside_converted, whole)


def _share(amount: int, part: int, whole: int) -> int:
    """amount × part / whole, half even."""
    return half_even(Fraction(amount * part, whole)) if whole else 0
