"""The rows behind any figure: what each project adds to it, and which rows make that up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.errors import UnknownFigure
from portfolio.domain.flows import FlowKind
from portfolio.domain.organisations import UNKNOWN
from portfolio.domain.recorded import RecordedState
from portfolio.domain.shares import Dimension
from portfolio.ledger.counting import COMMITMENT, DISBURSEMENT
from portfolio.ledger.sources import NO_ONE, Bools, Ints
from portfolio.ledger.view import View, day_of
from portfolio.measures import projects
from portfolio.measures.cells import (
    PROJECT_FIGURES,
    AmountsToAllocate,
    pair_units,
    project_units,
    shared_out,
)
from portfolio.measures.counted import counted_rows, pockets
from portfolio.measures.entries import Quote, incoming_from, quotes
from portfolio.measures.figures import (
    COVERING_FIGURES,
    FUNDER_FIGURES,
    SHARED_BY_FUNDER,
    Amounts,
    Figure,
    LeftOut,
)
from portfolio.measures.funding import funder_word, funding
from portfolio.measures.requirement import requirement
from portfolio.measures.splits import AXES, WORDS, key_word, split
from portfolio.measures.standing import ProjectFigures, standing
from portfolio.measures.totals import headline, left_out

_STAGES: Final = {
    Figure.SECURED: (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT),
    Figure.PAID: (FlowKind.DISBURSEMENT,),
    Figure.PLEDGED_OPEN: (FlowKind.PLEDGE,),
    Figure.SPENT: (FlowKind.EXPENDITURE,),
    Figure.COVERED: (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT),
    Figure.PLEDGED_TOWARD_GAP: (FlowKind.PLEDGE,),
}
_OF_LARGER_SIDE: Final = (Figure.SECURED, Figure.COVERED)
# What a project figure adds and takes away, in the order it is read.
_MADE_OF: Final = {
    Figure.GAP: ((Figure.REQUIREMENT, 1), (Figure.SECURED, -1)),
    Figure.SURPLUS: ((Figure.SECURED, 1), (Figure.REQUIREMENT, -1)),
    Figure.GAP_AFTER_PLEDGES: (
        (Figure.REQUIREMENT, 1),
        (Figure.SECURED, -1),
        (Figure.PLEDGED_OPEN, -1),
    ),
    Figure.GAP_UNPAID: ((Figure.REQUIREMENT, 1), (Figure.PAID, -1)),
    Figure.DISBURSED_TOWARD_REQUIREMENT: ((Figure.PAID, 1),),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row behind a figure: what it says in its own currency and what it adds."""

    source: str  # "flow:17", "budget:4", or "rule:…" for what a rule takes off or puts back
    stage: str  # word of the stage, "requirement", or the phrase key of the rule
    day: date | None
    amount_minor: int | None
    currency: str | None
    amount: int  # minor units of the reporting currency it adds to the figure
    funder: str | None = None
    reason: str = ""  # phrase key: why it adds less than it says, or nothing
    converted: int | None = None  # ``minor`` in the reporting currency, whatever it adds
    internal: int = 0  # the part of ``converted`` that only moves money received before
    quotes: tuple[Quote, ...] = ()  # the rates ``converted`` was worked out with


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one project (of one funder, where the figure has one) adds; its rows add to ``whole``."""

    project: str
    funder: str | None
    whole: int
    amount: int  # the part of ``whole`` inside the asked cell and filters
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and what adds up to it; ``rest`` is the sum of contributions not listed."""

    figure: Figure
    axis: str | None
    key: str | None
    currency: str
    total: int | None  # None where the figure has no meaning, as a requirement of context
    state: RecordedState  # of the figure where it was asked for (ruling 26)
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
    """The contributions behind a headline figure, or behind one line of a split.

    ``axis``/``key`` name a line of ``splits.split``; ``project`` keeps one project, whatever its
    status. Greatest contributions first; raises UnknownFigure for an unknown name.
    """
    if figure not in set(Figure):
        raise UnknownFigure(name=figure)
    wanted, whole = Figure(figure), standing(view)
    state = _state(view, wanted, axis, key, project)
    units = _units(view, wanted)
    chosen = _chosen(view, whole, units, axis, key, project)
    parts, inside = _parts(view, units.only(chosen), axis, key)
    numbers = np.flatnonzero(chosen)
    rank = np.zeros(len(numbers), np.int64)
    if wanted in SHARED_BY_FUNDER:
        rank = _by_name(view, whole.pairs.funder[numbers])
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
    """Whether the figure is an amount where it was asked for."""
    amounts: Amounts | None = headline(view).amounts
    if project is not None:
        code = view.portfolio.code_of(view.portfolio.ids.get(project, NO_ONE))
        shown = [] if code is None else [code] if code in projects.everywhere(view) else []
        listed = projects.lines(view, np.array(shown, np.int64))
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
    """Which units belong to the line asked for (axes of the sharing-out are parted later)."""
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
    """Units with rows of the figure's own stages; what is worked out of other figures has none."""
    if figure is Figure.REQUIREMENT:
        return requirement(view).has[units.code]
    if figure not in _STAGES:
        return np.zeros(len(units.code), np.bool_)
    piece, columns = view.slice, view.portfolio.flows.flows
    stages = [int(stage) for stage in _STAGES[figure]]
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
    """What each unit adds inside the filters and the cell asked for, and whether it is in it."""
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
        funder = int(standing(view).pairs.funder[at])
    rows = _rows(view, figure, code, funder)
    return Contribution(
        project=view.portfolio.identifier(code),
        funder=None if funder is None else funder_word(view, funder),
        whole=whole,
        amount=part,
        rows=tuple(_balanced(rows, whole, figure)),
    )


def _balanced(rows: Iterable[LedgerRow], whole: int, figure: Figure) -> list[LedgerRow]:
    """The rows, and a last one for what the rule of the figure takes off or puts back."""
    listed = list(rows)
    rest = whole - sum(row.amount for row in listed)
    if rest:
        rule = f"explain.rule.{figure.value}"
        listed.append(LedgerRow(f"rule:{figure.value}", rule, None, None, None, rest))
    return listed


def _rows(view: View, figure: Figure, code: int, funder: int | None) -> list[LedgerRow]:
    """The rows of one project that make up its figure."""
    if figure is Figure.REQUIREMENT:
        return _budget_rows(view, code)
    if figure in _MADE_OF:
        if not requirement(view).has[code]:
            return []
        rows = []
        for part, sign in _MADE_OF[figure]:
            needs = part is Figure.REQUIREMENT
            own = _budget_rows(view, code) if needs else _pair_rows(view, part, code)
            rows += [_signed(row, sign) for row in own]
        return rows
    if figure is Figure.SPENT:
        return _flow_rows(view, figure, code, None)
    if figure in COVERING_FIGURES and not requirement(view).has[code]:
        return []
    return _flow_rows(view, figure, code, funder)


def _signed(row: LedgerRow, sign: int) -> LedgerRow:
    return replace(row, amount=sign * row.amount)


def _pair_rows(view: View, figure: Figure, code: int) -> list[LedgerRow]:
    """Rows of every funder of a project, each funder's adding up to its figure."""
    money = funding(view)
    values = {
        Figure.SECURED: money.secured,
        Figure.PLEDGED_OPEN: money.pledged_open,
        Figure.PAID: money.paid,
    }[figure]
    rows: list[LedgerRow] = []
    pairs = np.flatnonzero(money.project == code)
    for pair in pairs[np.argsort(_by_name(view, money.funder[pairs]), kind="stable")].tolist():
        if view.slice.pair_in_kind[pair] and not view.question.in_kind:
            continue
        own = _flow_rows(view, figure, code, int(money.funder[pair]), pair)
        rows += _balanced(own, int(values[pair]), figure)
    return rows


def _flow_rows(
    view: View, figure: Figure, code: int, funder: int | None, pair: int | None = None
) -> list[LedgerRow]:
    """The flow rows of a figure's stages, with those that add nothing and why."""
    piece, counted, columns = view.slice, counted_rows(view), view.portfolio.flows.flows
    pair_of_row = piece.pair_of_row()
    own = counted.counts & (piece.of(columns.project) == code)
    own &= np.isin(piece.of(columns.kind), [int(stage) for stage in _STAGES[figure]])
    if not view.question.in_kind:
        own &= piece.pair_in_kind[pair_of_row] == 0
    if pair is not None:
        own &= pair_of_row == pair
    elif funder is not None:
        own &= piece.pair_funder[pair_of_row] == funder
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    rows = []
    at = np.flatnonzero(own)
    at = at[np.argsort(_by_name(view, piece.pair_funder[pair_of_row[at]]), kind="stable")]
    for row in at.tolist():
        number = row if piece.rows is None else int(piece.rows[row])
        amount, reason, passed_on = int(counted.converted[row]), "", view.internal.get(number)
        if passed_on is not None:
            reason = "explain.internal"
        elif band := incoming_from(view, number):
            reason = f"explain.from_{band.word}"
        stage = FlowKind(int(columns.kind[number]))
        if figure in _OF_LARGER_SIDE and stage is not _side(view, int(pair_of_row[row])):
            amount, reason = 0, "explain.other_side"
        provider = int(columns.provider[number])
        rows.append(
            _row(
                view,
                f"flow:{int(columns.id[number])}",
                stage.word,
                int(columns.value_day[number]),
                int(columns.amount[number]),
                int(columns.currency[number]),
                int(columns.rate_day[number]),
                int(conversions.amount[number]),
                amount,
                funder=funder_word(view, provider if provider >= 0 else UNKNOWN),
                reason=reason,
                internal=0 if passed_on is None else passed_on.converted,
            )
        )
    return rows


def _by_name(view: View, funders: Ints) -> Ints:
    """The place of each funder among them by identifier: numbers follow who was recorded first."""
    known, back = np.unique(funders, return_inverse=True)
    words = [funder_word(view, int(funder)) for funder in known]
    place = np.empty(len(known), np.int64)
    place[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(known))
    return np.asarray(place[back.reshape(-1)])


def _side(view: View, pair: int) -> FlowKind:
    """The side secured takes for a pair: commitments at equality (ruling 4).

    Where neither is above nothing, the side that has rows.
    """
    nets, start = pockets(view), view.slice.pair_start
    own = slice(int(start[pair]), int(start[pair]) + int(view.slice.pair_pockets[pair]))
    native, converted = nets.native[:, own], nets.converted[:, own]
    enters = nets.enters[COMMITMENT, own] | nets.enters[DISBURSEMENT, own]
    if int(enters.sum()) > 1:
        sides = [
            int(converted[stage].sum()) if (native[stage] > 0).any() else 0
            for stage in (COMMITMENT, DISBURSEMENT)
        ]
    else:
        sides = [int(native[stage].sum()) for stage in (COMMITMENT, DISBURSEMENT)]
    if max(sides) <= 0:
        has_commitments = bool(nets.has[COMMITMENT, own].any())
        return FlowKind.COMMITMENT if has_commitments else FlowKind.DISBURSEMENT
    return FlowKind.COMMITMENT if sides[0] >= sides[1] else FlowKind.DISBURSEMENT


def _budget_rows(view: View, code: int) -> list[LedgerRow]:
    """The budget periods that make up a project's requirement."""
    need, columns = requirement(view), view.portfolio.budgets
    own = np.flatnonzero(columns.project[need.rows] == code)
    return [
        _row(
            view,
            f"budget:{int(columns.id[need.rows[at]])}",
            "requirement",
            int(columns.first_day[need.rows[at]]),
            int(columns.amount[need.rows[at]]),
            int(columns.currency[need.rows[at]]),
            min(int(columns.first_day[need.rows[at]]), view.day),
            int(need.converted[at]),
            int(need.converted[at]),
        )
        for at in own.tolist()
    ]


def _row(
    view: View,
    source: str,
    stage: str,
    day: int,
    amount_minor: int,
    currency: int,
    rate_day: int,
    amount_converted: int,
    amount: int,
    *,
    funder: str | None = None,
    reason: str = "",
    internal: int = 0,
) -> LedgerRow:
    return LedgerRow(
        source=source,
        stage=stage,
        day=day_of(day),
        amount_minor=amount_minor,
        currency=view.portfolio.labels.currencies[currency],
        amount=amount,
        funder=funder,
        reason=reason,
        converted=amount_converted,
        internal=internal,
        quotes=quotes(view, currency, rate_day),
    )
