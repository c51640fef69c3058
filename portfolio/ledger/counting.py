"""Counting: which flow rows count in a view, and the part that only passes money through."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from portfolio.domain.flows import FlowKind, Provenance
from portfolio.domain.money import half_even
from portfolio.domain.projects import Band
from portfolio.ledger.columns import Bools, Ints, ranges, starts_of
from portfolio.ledger.flows import LinkColumns
from portfolio.ledger.portfolio import Portfolio


@dataclass(frozen=True)
class Reading:
    """The dates and the scope rows are judged by; ``recorded_before`` ends the reading (microseconds)."""

    day: int
    recorded_before: int | None
    confidences: frozenset[int]
    is_example: bool  # illustrative rows count in the example portfolio alone


class FlowSlice:
    """The flow rows of some projects as local columns; ``codes`` None takes every row as it is."""

    def __init__(self, portfolio: Portfolio, codes: Ints | None) -> None:
        self.portfolio, self.codes = portfolio, codes
        family, projects = portfolio.flows, portfolio.projects
        self.rows = self.segments = self.currency_runs = self.pairs = None
        if codes is not None:
            self.rows = ranges(projects.first_flow[codes], projects.n_flows[codes])
            self.segments = ranges(projects.first_segment[codes], projects.n_segments[codes])
            self.currency_runs = ranges(
                projects.first_currency_run[codes], projects.n_currency_runs[codes]
            )
            self.pairs = ranges(projects.first_pair[codes], projects.n_pairs[codes])
        length = self._of(family.segments.n, self.segments)
        self.segment_start = np.cumsum(length) - length
        self.segment_currency_run = self._of(family.segments.currency_run, self.segments)
        if codes is not None:  # runs keep their order inside a project, so only its start moves
            count = projects.n_currency_runs[codes]
            moved = projects.first_currency_run[codes] - starts_of(count)
            self.segment_currency_run = self.segment_currency_run - np.repeat(
                moved, projects.n_segments[codes]
            )
        self.n_currency_runs = (
            len(family.currency_runs) if self.currency_runs is None else len(self.currency_runs)
        )
        # Where each segment stands among stages × currency runs.
        kind = self._of(family.segments.kind, self.segments)
        self.segment_place = (kind - 1) * self.n_currency_runs + self.segment_currency_run
        currency_run_count = self._of(family.pairs.n_currency_runs, self.pairs)
        self.pair_start = np.cumsum(currency_run_count) - currency_run_count
        self.pair_currency_runs = currency_run_count
        self.pair_project = self._of(family.pairs.project, self.pairs)
        self.pair_funder = self._of(family.pairs.funder, self.pairs)
        self.pair_in_kind = self._of(family.pairs.in_kind, self.pairs)

    @staticmethod
    def _of(column: Ints, at: Ints | None) -> Ints:
        return column if at is None else column.take(at)

    def of(self, column: Ints) -> Ints:
        """A flow column for the rows of the slice."""
        return self._of(column, self.rows)

    def pair_of_row(self) -> Ints:
        """Local pair number of each row."""
        n_flows = self._of(self.portfolio.flows.pairs.n_flows, self.pairs)
        return np.repeat(np.arange(len(n_flows), dtype=np.int64), n_flows)

    def by_day(self) -> Ints:
        """Local row numbers, each pair's in order of value date, then id."""
        order = self.of(self.portfolio.flows.flows.by_day)
        if self.rows is None:
            return order
        return np.asarray(order - (self.rows - np.arange(len(self.rows))))

    def local(self, rows: Ints) -> tuple[Ints, Bools]:
        """Local numbers of flow rows, and which of them are in the slice."""
        if self.rows is None:
            return rows, np.ones(len(rows), np.bool_)
        place = self._place.take(rows)
        held = place >= 0
        return np.maximum(place, 0), held

    @cached_property
    def _place(self) -> Ints:
        """Local number of every flow row, −1 for those outside: read often, so no search."""
        assert self.rows is not None
        place = np.full(len(self.portfolio.flows.flows), -1, np.int64)
        place[self.rows] = np.arange(len(self.rows))
        return place

    def links(self, links: LinkColumns) -> tuple[Ints, Ints, Ints]:
        """(row, target, rank) of the links of the slice's rows; a target outside it is below 0."""
        row, held = self.local(links.row)
        target, inside = self.local(np.maximum(links.target, 0))
        target = np.where((links.target >= 0) & inside, target, -1)
        return row[held], target[held], links.rank[held]

    def in_force(self, reading: Reading) -> Bools:
        """Rows that count by date, record, scope and reference (rulings 7, 18, 20)."""
        family = self.portfolio.flows
        rows = family.flows
        counts = self._dated(reading.day)
        confidence = self.confidence(reading)
        if reading.confidences == frozenset((2, 3)):
            counts &= confidence >= 2
        else:
            counts &= np.isin(confidence, list(reading.confidences))
        if reading.recorded_before is not None:
            counts &= self.of(rows.recorded_at) < reading.recorded_before
        if not reading.is_example:
            counts &= self.of(rows.provenance) != Provenance.ILLUSTRATIVE
        corrections = self.links(family.corrections)
        _without_their_target(counts, *corrections)
        row, held = self.local(family.two_sided.row)
        if held.any():
            row, group = row[held], family.two_sided.group[held]
            kept = family.two_sided.counts[held] == 1
            both = np.intersect1d(group[kept & counts[row]], group[~kept & counts[row]])
            counts[row[~kept & np.isin(group, both)]] = False
            _without_their_target(counts, *corrections)
        return counts

    def _dated(self, day: int) -> Bools:
        """Rows with a value date up to the day; compared before they are gathered if many."""
        value_day = self.portfolio.flows.flows.value_day
        if self.rows is not None and 4 * len(self.rows) < len(value_day):
            return np.asarray(value_day.take(self.rows) <= day)
        dated = value_day <= day
        return np.asarray(dated if self.rows is None else dated.take(self.rows))

    def live(self, in_force: Bools) -> Bools:
        """Standing rows without replaced pledges and their corrections (ruling 6)."""
        family = self.portfolio.flows
        successor, replaced, _ = self.links(family.successors)
        if not len(successor):
            return in_force
        counts = in_force.copy()
        counts[replaced[in_force[successor] & (replaced >= 0)]] = False
        _without_their_target(counts, *self.links(family.corrections))
        return counts

    def confidence(self, reading: Reading) -> Ints:
        """Verification of each row of the slice on the day of a reading (ruling 18)."""
        changes = self.portfolio.flows.confidences
        confidence = self.of(self.portfolio.flows.flows.confidence)
        changed = changes.holding(reading.day, reading.recorded_before)
        row, inside = self.local(changes.row[changed])
        if inside.any():
            confidence = confidence.copy()
            confidence[row[inside]] = changes.confidence[changed[inside]]
        return confidence


def _without_their_target(counts: Bools, row: Ints, target: Ints, rank: Ints) -> None:
    """A correction counts only where the row it names counts (ruling 20), chains in order."""
    for depth in range(1, int(rank.max(initial=0)) + 1):
        own = rank == depth
        counts[row[own]] &= (target[own] >= 0) & counts[np.maximum(target[own], 0)]


PLEDGE, COMMITMENT = FlowKind.PLEDGE - 1, FlowKind.COMMITMENT - 1
DISBURSEMENT, EXPENDITURE = FlowKind.DISBURSEMENT - 1, FlowKind.EXPENDITURE - 1


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
    counts = piece.live(piece.in_force(reading))
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
            # Receipts are whole rows: whether they were passed on in turn changes nothing.
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
    """Mark what the rows pass through, in their order: their running net, up to the receipts.

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
