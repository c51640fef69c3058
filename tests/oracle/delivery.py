"""Promise to delivery worked out row by row (ruling 32): per funder, and per project of a funder."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from portfolio.domain.flows import FlowKind, PlannedPayment
from tests.oracle.accounts import Account
from tests.oracle.funding import PledgesOpen, currencies, net, secured, side
from tests.oracle.oracle import Oracle
from tests.oracle.rounding import cumulative, half_even
from tests.oracle.rows import Row

PLEDGED, COMMITTED, DISBURSED = FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT


@dataclass(frozen=True)
class Line:
    """Announced, open, honoured, secured, disbursed, honoured at own rates; then own currency, time."""

    amounts: tuple[int, ...]
    own: tuple[int, ...] | None
    currency: str | None
    planned: tuple[int, ...] | None  # planned, expected, later years; None: none or no rate
    elapsed: tuple[int, int] | None  # days passed, days in all


class Deliveries:
    """The lines of an oracle's band."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle, self.question = oracle, oracle.question
        self.lines: dict[tuple[str, str | None], Line] = {}
        funders: dict[str, list[tuple[str, list[Row], list[PlannedPayment]]]] = {}
        for project in oracle.convertible(oracle.in_totals()):
            account = oracle.accounts[project.identifier]
            planned = self._planned(account)
            for funder in sorted({account.funder_of(row) for row in account.rows} | set(planned)):
                kept = self.question.filters.funders
                if kept and funder not in kept:
                    continue
                rows = [
                    row
                    for row in account.rows
                    if account.funder_of(row) == funder
                    and row.flow.kind in (PLEDGED, COMMITTED, DISBURSED)
                ]
                if rows or funder in planned:
                    part = (project.identifier, rows, planned.get(funder, []))
                    funders.setdefault(funder, []).append(part)
        for funder, parts in funders.items():
            for identifier, rows, planned_rows in parts:
                self.lines[funder, identifier] = self._line(
                    funder, [(identifier, rows, planned_rows)]
                )
            self.lines[funder, None] = self._line(funder, parts)

    def _planned(self, account: Account) -> dict[str, list[PlannedPayment]]:
        """The row that stands for each funder and period, as for budgets (ruling 10)."""
        standing: dict[tuple[str, date, date], tuple[tuple[object, ...], PlannedPayment]] = {}
        for place, row in enumerate(account.project.planned_payments):
            if not self.oracle.reading.holds(row.valid_from, row.recorded_at):
                continue
            rank = (row.type, row.valid_from, row.recorded_at, place)
            key = (row.funder, row.first_day, row.last_day)
            if key not in standing or rank > standing[key][0]:
                standing[key] = (rank, row)
        found: dict[str, list[PlannedPayment]] = {}
        for _, row in standing.values():
            if row.amount_minor:
                found.setdefault(row.funder, []).append(row)
        return found

    def _line(self, funder: str, parts: list[tuple[str, list[Row], list[PlannedPayment]]]) -> Line:
        amounts, own = [0] * 6, [0] * 6
        held: set[str] = set()
        planned: list[PlannedPayment] = []
        starts: list[date] = []
        for identifier, rows, payments in parts:
            account = self.oracle.accounts[identifier]
            held |= currencies(rows) if rows else {p.currency for p in payments}
            planned += payments
            starts += self._starts(account, funder)
            for in_kind in (False, True):
                theirs = [row for row in rows if row.flow.in_kind is in_kind]
                if theirs:
                    here, native = self._pair(account, theirs)
                    amounts = [a + b for a, b in zip(amounts, here, strict=True)]
                    own = [a + b for a, b in zip(own, native, strict=True)]
        currency = next(iter(held)) if len(held) == 1 else None
        end = max((p.last_day for p in planned), default=date(2014, 12, 31))
        elapsed = None
        if starts:
            first = min(starts)
            elapsed = ((self.question.as_of - first).days, (end - first).days)
        return Line(
            tuple(amounts),
            tuple(own) if currency else None,
            currency,
            self._schedule(planned),
            elapsed,
        )

    def _pair(self, account: Account, rows: list[Row]) -> tuple[list[int], list[int]]:
        pledges, commitments, disbursements = (
            [row for row in rows if row.flow.kind is kind]
            for kind in (PLEDGED, COMMITTED, DISBURSED)
        )
        opened = PledgesOpen(pledges, commitments, disbursements, account.find)
        announced, still = side(pledges), opened.worth()
        firm = secured(commitments, disbursements)
        honoured = max(0, announced - still)
        own_announced = max(0, net(pledges))
        own_firm = max(0, net(commitments), net(disbursements))
        own_open = opened.open(net, own_firm) if own_announced else 0
        own_honoured = max(0, own_announced - own_open)
        at_own = min(honoured, firm)
        if len(currencies(rows)) == 1:
            at_own = half_even(Fraction(firm * own_honoured, own_firm)) if own_firm else 0
        own_at_own = own_honoured if own_firm else 0
        paid = max(0, net(disbursements))
        return (
            [announced, still, honoured, firm, side(disbursements), at_own],
            [own_announced, own_open, own_honoured, own_firm, paid, own_at_own],
        )

    def _starts(self, account: Account, funder: str) -> list[date]:
        """Value dates of the pledge rows that stood, replaced ones among them."""
        counting = self.oracle.counting
        flows = counting.one_side(
            account.project, [f for f in account.project.flows if counting.counts(f)]
        )
        names = {o.id: o.identifier for o in self.oracle.contents.organisations}
        return [
            flow.value_date
            for flow in flows
            if flow.kind is PLEDGED
            and flow.corrects_id is None
            and (names[flow.provider_id] if flow.provider_id else "unknown") == funder
        ]

    def _schedule(self, planned: list[PlannedPayment]) -> tuple[int, ...] | None:
        if not planned:
            return None
        as_of = self.question.as_of
        total = expected = later = 0
        for row in planned:
            worth = self.oracle.counting.conversion.convert(
                row.amount_minor, row.currency, row.first_day
            )
            if worth is None:
                return None
            year_end = date(as_of.year, 12, 31)
            length = (row.last_day - row.first_day).days + 1
            days = [row.first_day + timedelta(days=number) for number in range(length)]
            groups = [
                sum(day <= as_of for day in days),
                sum(as_of < day <= year_end for day in days),
                sum(day > year_end for day in days),
            ]
            parts = cumulative(worth, groups)
            total, expected, later = total + worth, expected + parts[0], later + parts[2]
        return total, expected, later
