"""Delivery of promises, per funder and per project of a funder (ruling 32)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

import numpy as np

from portfolio.domain.flows import Announcement, FinanceKind, FlowKind
from portfolio.ledger.columns import NO_ONE, Bools, Ints, any_in_runs, sum_runs
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT, PLEDGE
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures import funders
from portfolio.measures.funders import Delivery, DeliveryAmounts, ElapsedTime, Payment
from portfolio.measures.funding import (
    any_stage,
    counted_rows,
    currency_runs,
    funder_word,
    funding,
    side_of,
)
from portfolio.measures.timeline import codes_in_band, own_pairs

K = TypeVar("K")


@dataclass(frozen=True)
class _Pairs:
    """Sums of each (project, funder), cash and in-kind of one as two entries."""

    project: list[int]
    funder: list[int]
    amounts: list[DeliveryAmounts]
    own_amounts: list[DeliveryAmounts]
    currencies: list[tuple[int, int]]  # least and greatest currency number of its rows
    has: list[tuple[bool, bool, bool]]
    first_pledge: list[int]
    pledges: list[int]


@per_view
def delivery(view: View) -> tuple[Delivery, ...]:
    """Every funder of the band over all its projects, the greatest announcement first.

    Whole projects: filters by clause, country and priority choose projects and split no pledge.
    """
    lines: dict[str, list[Delivery]] = {}
    for line in view.once(_lines):
        lines.setdefault(line.funder, []).append(line)
    found = [_together(view, several) for several in lines.values()]
    return tuple(
        sorted(
            found,
            key=lambda line: (-line.amounts.announcements, -line.amounts.secured, line.funder),
        )
    )


def of_funder(view: View, funder: str) -> tuple[Delivery, ...]:
    """The projects of one funder, each by itself, by identifier."""
    lines = [line for line in view.once(_lines) if line.funder == funder]
    return tuple(sorted(lines, key=lambda line: line.project or ""))


def _together(view: View, lines: Sequence[Delivery]) -> Delivery:
    """One funder's projects added up."""
    codes = {line.currency for line in lines}
    one = codes.pop() if len(codes) == 1 else None
    own = [line.own_amounts for line in lines if line.own_amounts is not None]
    scheduled = [line for line in lines if line.has_schedule]
    has_rates = all(line.schedule is not None for line in scheduled)
    has_own = one is not None and all(line.own_schedule is not None for line in scheduled)
    amounts = DeliveryAmounts()
    for line in lines:
        amounts += line.amounts
    starts = [line.elapsed_time.first for line in lines if line.elapsed_time is not None]
    ends = [end for line in scheduled if (end := _end_of(view, line)) is not None]
    return replace(
        lines[0],
        project=None,
        amounts=amounts,
        currency=one,
        own_amounts=sum(own, DeliveryAmounts())
        if one is not None and len(own) == len(lines)
        else None,
        has_pledge=any(line.has_pledge for line in lines),
        has_commitment=any(line.has_commitment for line in lines),
        has_payment=any(line.has_payment for line in lines),
        has_schedule=bool(scheduled),
        schedule=funders.sum_up(line.schedule for line in scheduled)
        if scheduled and has_rates
        else None,
        own_schedule=funders.sum_up(line.own_schedule for line in scheduled)
        if scheduled and has_own
        else None,
        elapsed_time=_elapsed(view, min(starts), max(ends, default=None)) if starts else None,
        pledges=sum(line.pledges for line in lines),
        projects=len(lines),
        announced_projects=sum(line.announced_projects for line in lines),
        unannounced_projects=sum(line.unannounced_projects for line in lines),
        scheduled_projects=len(scheduled),
        disbursed_on_schedule=sum(line.disbursed_on_schedule for line in lines),
        own_on_schedule=sum(line.own_on_schedule for line in lines),
        disbursed_where_announced=sum(line.disbursed_where_announced for line in lines),
        own_where_announced=sum(line.own_where_announced for line in lines),
        has_payment_where_announced=any(line.has_payment_where_announced for line in lines),
        pledged_by_finance=_summed(line.pledged_by_finance for line in lines),
        committed_by_finance=_summed(line.committed_by_finance for line in lines),
        pledged_by_announcement=_summed(line.pledged_by_announcement for line in lines),
    )


def _summed(several: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: Counter[K] = Counter()
    for counts in several:
        total.update(counts)
    return dict(total)


def _end_of(view: View, line: Delivery) -> date | None:
    return view.once(_ends).get((line.project or "", line.funder))


def _ends(view: View) -> dict[tuple[str, str], date]:
    """The last day of each schedule, by project and funder."""
    return {
        (view.portfolio.identifier(project), funder_word(view, funder)): day_of(
            max(payment.last_day for payment in own)
        )
        for (project, funder), own in funders.by_pair(funders.payments(view)).items()
    }


def _elapsed(view: View, first: date, end: date | None) -> ElapsedTime:
    last = end or view.conference
    return ElapsedTime(first, last, (view.question.as_of - first).days, (last - first).days)


def _lines(view: View) -> tuple[Delivery, ...]:
    """Every (project, funder) of the view's band that has a row of funding or a planned payment."""
    pairs = _pairs(view)
    at: dict[tuple[int, int], list[int]] = {}
    for number, key in enumerate(zip(pairs.project, pairs.funder, strict=True)):
        at.setdefault(key, []).append(number)
    planned = funders.by_pair(funders.payments(view))
    kinds = _by_kind(view)
    return tuple(
        _line(view, key, pairs, at.get(key, []), planned.get(key, []), kinds.get(key))
        for key in dict.fromkeys((*at, *planned))
    )


Kinds = tuple[Counter[FinanceKind], Counter[FinanceKind], Counter[Announcement | None]]


def _line(
    view: View,
    key: tuple[int, int],
    pairs: _Pairs,
    numbers: Sequence[int],
    planned: Sequence[Payment],
    kinds: Kinds | None,
) -> Delivery:
    project, funder = key
    amounts, own = DeliveryAmounts(), DeliveryAmounts()
    for number in numbers:
        amounts += pairs.amounts[number]
        own += pairs.own_amounts[number]
    held = {code for number in numbers for code in pairs.currencies[number]}
    if not numbers:
        held = set(funders.currencies(planned).tolist())
    is_one = len(held) == 1
    has = [any(pairs.has[number][stage] for number in numbers) for stage in range(3)]
    firsts = [first for n in numbers if (first := pairs.first_pledge[n]) != NO_ONE]
    end = day_of(max(payment.last_day for payment in planned)) if planned else None
    own_planned = planned if all({p.currency} == held for p in planned) else ()
    pledged, committed, announced = kinds or (Counter(), Counter(), Counter())
    return Delivery(
        funder=funder_word(view, funder),
        project=view.portfolio.identifier(project),
        amounts=amounts,
        currency=view.portfolio.labels.currencies[min(held)] if is_one else None,
        own_amounts=own if is_one else None,
        has_pledge=has[0],
        has_commitment=has[1],
        has_payment=has[2],
        has_schedule=bool(planned),
        schedule=funders.sum_up(p.converted for p in planned) if planned else None,
        own_schedule=funders.sum_up(p.amount for p in own_planned) if own_planned else None,
        elapsed_time=_elapsed(view, day_of(min(firsts)), end) if firsts else None,
        pledges=sum(pairs.pledges[number] for number in numbers),
        announced_projects=int(has[0]),
        unannounced_projects=int(amounts.without_announcement > 0),
        scheduled_projects=int(bool(planned)),
        disbursed_on_schedule=amounts.disbursed if planned else 0,
        own_on_schedule=own.disbursed if planned and is_one else 0,
        disbursed_where_announced=amounts.disbursed if has[0] else 0,
        own_where_announced=own.disbursed if has[0] and is_one else 0,
        has_payment_where_announced=has[0] and has[2],
        pledged_by_finance=dict(pledged),
        committed_by_finance=dict(committed),
        pledged_by_announcement=dict(announced),
    )


def _pairs(view: View) -> _Pairs:
    piece, nets, money = view.slice, currency_runs(view), funding(view)
    start, shown = piece.pair_start, _shown(view)
    has = [any_in_runs(nets.has[stage], start) for stage in (PLEDGE, COMMITMENT, DISBURSEMENT)]
    least, greatest = _currency_range(view)
    announced = np.maximum(side_of(piece, nets, PLEDGE), 0)
    own_announced, own_committed, own_disbursed = (
        sum_runs(np.maximum(nets.native[stage], 0), start)
        for stage in (PLEDGE, COMMITMENT, DISBURSEMENT)
    )
    own_secured = np.maximum(own_committed, own_disbursed)
    first, pledges = _pledge_rows(view)
    chosen = np.flatnonzero(shown)

    def of(column: Ints | Bools) -> list[int]:
        listed: list[int] = column[chosen].tolist()
        return listed

    own = [
        _amounts(*values)
        for values in zip(
            of(own_announced), of(money.open_own), of(own_secured), of(own_disbursed),
            of(own_announced), of(money.open_own), of(own_secured), strict=True,
        )
    ]  # fmt: skip
    amounts = [
        _amounts(*values)
        for values in zip(
            of(announced), of(money.pledged_open), of(money.secured), of(money.paid),
            of(own_announced), of(money.open_own), of(own_secured), of(least == greatest),
            strict=True,
        )
    ]  # fmt: skip
    return _Pairs(
        project=of(piece.pair_project),
        funder=of(piece.pair_funder),
        amounts=amounts,
        own_amounts=own,
        currencies=list(zip(of(least), of(greatest), strict=True)),
        has=[(bool(p), bool(c), bool(d)) for p, c, d in zip(*map(of, has), strict=True)],
        first_pledge=of(first),
        pledges=of(pledges),
    )


def _amounts(
    announcements: int,
    still_open: int,
    secured: int,
    disbursed: int,
    own_announced: int,
    own_open: int,
    own_secured: int,
    is_one: int = 1,
) -> DeliveryAmounts:
    """The sums of one pair; at each row's own rate, what honours is its part of secured."""
    honoured = max(0, announcements - still_open)
    at_own_rates = min(honoured, secured)
    if is_one:
        part = max(0, own_announced - own_open)
        at_own_rates = _half_even(secured * part, own_secured) if own_secured else 0
    return DeliveryAmounts(announcements, still_open, honoured, secured, disbursed, at_own_rates)


def _half_even(numerator: int, denominator: int) -> int:
    return round(Fraction(numerator, denominator))


def _shown(view: View) -> Bools:
    """Pairs of the band that the view counts and that have a counting row of funding."""
    piece = view.slice
    shown = own_pairs(view) & codes_in_band(view)[piece.pair_project]
    return np.asarray(shown & any_in_runs(any_stage(currency_runs(view)), piece.pair_start))


def _currency_range(view: View) -> tuple[Ints, Ints]:
    """The least and greatest currency number among each pair's counting rows of funding."""
    piece = view.slice
    currency = view.portfolio.flows.currency_runs.currency
    if piece.currency_runs is not None:
        currency = currency.take(piece.currency_runs)
    if not len(piece.pair_start):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    enters = any_stage(currency_runs(view))
    most = int(currency.max(initial=0)) + 1
    least = np.minimum.reduceat(np.where(enters, currency, most), piece.pair_start)
    greatest = np.maximum.reduceat(np.where(enters, currency, -1), piece.pair_start)
    return least, greatest


def _pledge_rows(view: View) -> tuple[Ints, Ints]:
    """Per pair: the day of its first pledge row in force, NO_ONE for none; live pledges."""
    piece = view.slice
    columns = view.portfolio.flows.flows
    pair, size = piece.pair_of_row(), len(piece.pair_project)
    is_pledge = piece.of(columns.kind) == FlowKind.PLEDGE
    correcting, _, _ = piece.links(view.portfolio.flows.corrections)
    is_pledge[correcting] = False
    stood = np.flatnonzero(view.in_force & is_pledge)
    none = np.iinfo(np.int64).max
    first = np.full(size, none, np.int64)
    np.minimum.at(first, pair[stood], piece.of(columns.value_day)[stood])
    live = np.flatnonzero(counted_rows(view).counts & is_pledge)
    count = np.bincount(pair[live], minlength=size).astype(np.int64)
    return np.where(first == none, NO_ONE, first), count


def _by_kind(view: View) -> dict[tuple[int, int], Kinds]:
    """Live pledges and net commitments by finance type and announcement; corrections included."""
    piece, rows = view.slice, counted_rows(view)
    columns = view.portfolio.flows.flows
    kind = piece.of(columns.kind)
    root = np.arange(len(kind), dtype=np.int64)
    correcting, target, rank = piece.links(view.portfolio.flows.corrections)
    for depth in range(1, int(rank.max(initial=0)) + 1):
        own = (rank == depth) & (target >= 0)
        root[correcting[own]] = root[target[own]]
    pair = piece.pair_of_row()
    chosen = np.flatnonzero(rows.counts & (kind <= FlowKind.COMMITMENT) & _shown(view)[pair])
    finance, announcement = (
        piece.of(column)[root[chosen]].tolist()
        for column in (columns.finance_type, columns.announcement)
    )
    found: dict[tuple[int, int], Kinds] = {}
    for at, money, said in zip(chosen.tolist(), finance, announcement, strict=True):
        number = pair[at]
        key = int(piece.pair_project[number]), int(piece.pair_funder[number])
        pledged, committed, announced = found.setdefault(key, (Counter(), Counter(), Counter()))
        amount = int(rows.converted[at])
        how = FinanceKind.of(None if money == NO_ONE else money)
        if kind[at] == FlowKind.COMMITMENT:
            committed[how] += amount
        else:
            pledged[how] += amount
            announced[None if said == NO_ONE else Announcement(said)] += amount
    return found
