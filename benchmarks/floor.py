"""Bare NumPy written for the nine questions alone: about as fast as whole columns can answer.

It leans on what the generated portfolio promises (one scope, one reading, nothing internal, no
net below zero) and keeps, per row, whether its funder's money in the project was in one currency
so far and on which day a pledge was replaced. What depends on the day or a filter it computes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.answers import (
    FIGURES,
    PROJECT_FIGURES,
    TOP,
    Answers,
    Ask,
    Way,
    months,
    running,
    without_zeros,
)
from benchmarks.generated import Columns, Generated
from portfolio.domain.flows import FlowKind
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import MilestoneState
from portfolio.ledger.columns import NO_ONE, Bools, Ints
from portfolio.measures.figures import FUNDER_FIGURES, Figure

Matrix = npt.NDArray[np.int64]
_KEYS: Final = 32  # more than there are clauses, countries or priorities
_BLOCK: Final = 4_096  # units shared out at a time, so that their parts stay in the cache
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Dated:
    """Rows sorted by group and by what makes the later one win; ``end`` marks a group's last row."""

    project: Ints
    group: Ints
    held: Ints
    columns: Columns

    def holding(self, shown: Bools | None, day: int) -> Ints:
        """The row of each group that holds on the day."""
        mask = self.held <= day
        if shown is not None:
            mask &= shown[self.project]
        rows = np.flatnonzero(mask)
        group = self.group[rows]
        last = np.ones(len(rows), np.bool_)
        last[:-1] = group[1:] != group[:-1]
        return np.asarray(rows[last])


def _dated(rows: Columns, group: Ints, names: tuple[str, ...], *first: Ints) -> Dated:
    order = np.lexsort((rows["id"], rows["recorded_at"], rows["valid_from"], *first, group))
    return Dated(
        rows["project_id"][order] - 1,
        group[order],
        rows["valid_from"][order],
        {name: rows[name][order] for name in names},
    )


class Floor:
    """The columns, sorted once, and the one pass over them that answers a page."""

    def __init__(self, generated: Generated) -> None:
        tables = generated.tables
        self.size = generated.size
        self.kind = tables["project"]["declared_kind"]
        self.provenance = tables["project"]["provenance"]
        status = tables["project_status"]
        self.status = _dated(status, status["project_id"], ("status",))
        budget = {**tables["budget"], "eur": generated.budget_eur}
        period = budget["project_id"] * 100_000 + budget["first_day"]
        self.budget = _dated(budget, period, ("eur",), budget["type"])
        version = tables["milestone_version"]
        names = ("clause", "due", "weight", "state", "done_on", "has_evidence")
        self.milestone = _dated(version, version["milestone_id"], names)
        self._flows(tables["flow"], generated.flow_eur)
        self._shares(tables["share_set"], tables["share"])

    def _flows(self, flow: Columns, eur: Ints) -> None:
        key = flow["project_id"] * 1_000 + flow["provider_id"]
        order = np.lexsort((flow["id"], flow["value_date"], key))
        flow = {name: column[order] for name, column in flow.items()}
        eur, key = eur[order], key[order]
        keys, pair = np.unique(key, return_inverse=True)
        self.pair_project, self.pair_funder = keys // 1_000 - 1, keys % 1_000
        replaced = np.full(len(eur) + 1, _NEVER)
        names = flow["supersedes_id"] != NO_ONE
        replaced[flow["supersedes_id"][names]] = flow["value_date"][names]
        kind = flow["kind"]

        def family(chosen: Bools) -> Columns:
            rows = np.flatnonzero(chosen)
            return {
                "project": flow["project_id"][rows] - 1,
                "pair": pair[rows].astype(np.int64),
                "day": flow["value_date"][rows],
                "amount": flow["amount"][rows],
                "eur": eur[rows],
                "currency": flow["currency_id"][rows],
                "replaced": replaced[flow["id"][rows]],
                "kind": kind[rows],
            }

        self.pledges = family(kind == FlowKind.PLEDGE)
        self.spent = family(kind == FlowKind.EXPENDITURE)
        self.binding = family((kind == FlowKind.COMMITMENT) | (kind == FlowKind.DISBURSEMENT))
        rows = self.binding
        rows["month"] = months(rows["day"])
        first = _starts(rows["pair"])
        length = np.diff(first, append=len(rows["pair"]))
        other = rows["currency"] != np.repeat(rows["currency"][first], length)
        seen = np.cumsum(other)
        rows["mixed"] = seen - np.repeat(seen[first] - other[first], length)

    def _shares(self, sets: Columns, parts: Columns) -> None:
        self.sets = {}
        order = np.lexsort((parts["key"], parts["set_id"]))
        owner, points = parts["set_id"][order], parts["basis_points"][order]
        first = _starts(owner)
        count = np.diff(first, append=len(owner))
        upto = np.cumsum(points)
        self.part_key = parts["key"][order]
        self.part_upto = upto - np.repeat(upto[first] - points[first], count)
        place = np.argsort(sets["id"])[np.searchsorted(np.sort(sets["id"]), owner[first])]
        columns = {**sets, "first": np.zeros_like(sets["id"]), "count": np.zeros_like(sets["id"])}
        columns["first"][place], columns["count"][place] = first, count
        for axis in Dimension:
            own = columns["axis"] == axis
            cut = {name: column[own] for name, column in columns.items()}
            self.sets[axis] = _dated(cut, cut["project_id"], ("first", "count"))

    def answer(self, ask: Ask) -> Answers:
        """All nine answers."""
        shown = self._shown(ask)
        codes = np.flatnonzero(shown)
        secured, curve = self._secured(shown, ask)
        pairs = self._pairs(shown, ask.day, *secured)
        nine = self._nine(shown, pairs, ask.day)
        kept = np.flatnonzero(pairs.any(axis=0))
        six = np.stack([nine[FIGURES.index(figure)][codes] for figure in PROJECT_FIGURES])
        shares = self._shared_out(ask.day, codes, six, self.pair_project[kept], pairs[:, kept])
        gap = nine[FIGURES.index(Figure.GAP)]
        top = np.argpartition(-gap, min(TOP, self.size - 1))[:TOP]
        top = top[np.lexsort((top, -gap[top]))]
        kinds = np.zeros((9, 8), np.int64)
        funders = np.zeros((3, 1_000), np.int64)
        for row, values in enumerate(nine):
            np.add.at(kinds[row], self.kind, values)
        for row, values in enumerate(pairs):
            np.add.at(funders[row], self.pair_funder, values)
        return {
            "headline": without_zeros({0: tuple(nine.sum(axis=1).tolist())}),
            "kind": _lines(kinds),
            **{axis.name.lower(): _lines(shares[axis]) for axis in Dimension},
            "funder": _lines(funders),
            "gaps": {
                rank: (int(code) + 1, int(gap[code])) for rank, code in enumerate(top) if gap[code]
            },
            "curve": curve,
            "progress": self._progress(shown, ask.day),
        }

    def _shown(self, ask: Ask) -> Bools:
        rows = self.status.holding(None, ask.day)
        counted = np.zeros(16, np.bool_)
        counted[[int(status) for status in ask.counted]] = True
        shown = np.zeros(self.size, np.bool_)
        shown[self.status.project[rows]] = counted[self.status.columns["status"][rows]]
        for column, wanted in ((self.kind, ask.kinds), (self.provenance, ask.provenances)):
            if wanted:
                allowed = np.zeros(16, np.bool_)
                allowed[[int(value) for value in wanted]] = True
                shown &= allowed[column]
        return shown

    def _secured(
        self, shown: Bools, ask: Ask
    ) -> tuple[tuple[Ints, Matrix], dict[int, tuple[int, ...]]]:
        """Per pair that has bound money: sums of both sides and secured; and the curve."""
        columns = self.binding
        rows = np.flatnonzero((columns["day"] <= ask.day) & shown[columns["project"]])
        pair = columns["pair"][rows]
        first = _starts(pair)
        length = np.diff(first, append=len(pair))
        paid = columns["kind"][rows] == FlowKind.DISBURSEMENT
        amount, eur = columns["amount"][rows], columns["eur"][rows]
        sums = np.empty((4, len(rows)), np.int64)
        for at, values in enumerate((amount, eur)):
            given = values * paid
            for row, side in ((at, values - given), (at + 2, given)):
                total = np.cumsum(side)
                total -= np.repeat(total[first] - side[first], length)
                sums[row] = total
        cn, ce, dn, de = sums
        mixed = columns["mixed"][rows] > 0
        take_paid = np.where(mixed, de > ce, dn > cn)
        secured = np.where(take_paid, de, ce)
        more = np.diff(secured, prepend=0)
        more[first] = secured[first]
        month = columns["month"][rows]
        low, high = (int(month.min()), int(month.max())) if len(month) else (0, -1)
        added = np.zeros((2, high - low + 1), np.int64)
        np.add.at(added[0], month - low, more)
        np.add.at(added[1], month - low, eur * paid)
        curve = running({low + at: (int(s), int(p)) for at, (s, p) in enumerate(added.T)}, ask)
        last = first + length - 1
        state = np.stack(
            (np.maximum(cn, dn)[last], secured[last], de[last], mixed[last],
             columns["currency"][rows[last]])
        )  # fmt: skip
        return (pair[last], state), curve

    def _pairs(self, shown: Bools, day: int, pair: Ints, state: Matrix) -> Matrix:
        """Secured, pledged and paid of every pair (rows in the order of FUNDER_FIGURES)."""
        size = len(self.pair_project)
        whole = np.zeros((5, size), np.int64)
        whole[:, pair] = state
        native, secured, paid, mixed, currency = whole
        columns = self.pledges
        live = (columns["day"] <= day) & (columns["replaced"] > day) & shown[columns["project"]]
        rows = np.flatnonzero(live)
        owner = columns["pair"][rows]
        first = _starts(owner)
        own = owner[first]
        if not len(own):
            return np.stack((secured, np.zeros(size, np.int64), paid))
        pledged = np.add.reduceat(columns["amount"][rows], first)
        in_eur = np.add.reduceat(columns["eur"][rows], first)
        least = np.minimum.reduceat(columns["currency"][rows], first)
        most = np.maximum.reduceat(columns["currency"][rows], first)
        alike = (least == most) & (mixed[own] == 0)
        alike &= (currency[own] == 0) | (currency[own] == least)
        left = np.maximum(pledged - native[own], 0)
        whole_part, rest = np.divmod(left * in_eur, pledged)
        up = (2 * rest > pledged) | ((2 * rest == pledged) & (whole_part & 1 == 1))
        still = np.where(alike, whole_part + up, np.maximum(in_eur - secured[own], 0))
        still_open = np.zeros(size, np.int64)
        still_open[own] = still
        return np.stack((secured, still_open, paid))

    def _nine(self, shown: Bools, pairs: Matrix, day: int) -> Matrix:
        """The nine figures per project; zeros where it is not shown."""
        totals = np.zeros((3, self.size), np.int64)
        for row, values in enumerate(pairs):
            np.add.at(totals[row], self.pair_project, values)
        needed, spent = np.zeros((2, self.size), np.int64)
        rows = self.budget.holding(shown, day)
        np.add.at(needed, self.budget.project[rows], self.budget.columns["eur"][rows])
        columns = self.spent
        rows = np.flatnonzero((columns["day"] <= day) & shown[columns["project"]])
        np.add.at(spent, columns["project"][rows], columns["eur"][rows])
        secured, still_open, paid = totals
        left = needed - secured
        nine = {
            Figure.REQUIREMENT: needed,
            Figure.SECURED: secured,
            Figure.GAP: np.maximum(left, 0),
            Figure.SURPLUS: np.maximum(-left, 0),
            Figure.PLEDGED_OPEN: still_open,
            Figure.GAP_AFTER_PLEDGES: np.maximum(left - still_open, 0),
            Figure.PAID: paid,
            Figure.GAP_UNPAID: np.maximum(needed - paid, 0),
            Figure.SPENT: spent,
        }
        return np.stack([nine[figure] for figure in FIGURES])

    def _shared_out(
        self, day: int, codes: Ints, six: Matrix, owners: Ints, three: Matrix
    ) -> dict[Dimension, Matrix]:
        """The nine figures by key of each axis, every step sharing out the parts before it.

        Units with the same numbers of clauses, countries and priorities are taken together: their
        parts are whole rows of a matrix, and nothing is gathered or repeated cell by cell.
        """
        first, count = np.zeros((2, len(Dimension), self.size), np.int64)
        for at, axis in enumerate(Dimension):
            sets = self.sets[axis]
            rows = sets.holding(None, day)
            first[at, sets.project[rows]] = sets.columns["first"][rows]
            count[at, sets.project[rows]] = sets.columns["count"][rows]
        shape = ((count[0] * 16 + count[1]) * 16 + count[2]).astype(np.int16)
        found = {axis: np.zeros((9, _KEYS), np.int64) for axis in Dimension}
        for figures, projects, amounts in (
            (PROJECT_FIGURES, codes, six),
            (FUNDER_FIGURES, owners, three),
        ):
            order = np.argsort(shape[projects], kind="stable")
            places = [FIGURES.index(figure) for figure in figures]
            sums = np.zeros((len(Dimension), len(figures) * _KEYS), np.int64)
            for start, stop in _blocks(shape[projects][order]):
                own = order[start:stop]
                self._block(
                    first[:, projects[own]], count[:, projects[own[0]]], amounts[:, own], sums
                )
            for at, axis in enumerate(Dimension):
                found[axis][places] = sums[at].reshape(len(figures), _KEYS)
        return found

    def _block(self, first: Matrix, count: Ints, amounts: Matrix, sums: Matrix) -> None:
        """Share out units of one shape and add their parts to ``sums`` (axis x figures of keys)."""
        cells = [amounts]
        row_of_figure = (np.arange(len(amounts)) * _KEYS)[:, None]
        for at in range(len(Dimension)):
            part = [first[at] + slot for slot in range(int(count[at]))]
            if len(part) == 1:  # a single part is the whole, whatever the steps before rounded
                by_slot = [amounts]
            else:
                upto = [self.part_upto[rows] for rows in part[:-1]]
                shared = [_parts(cell, upto) for cell in cells]
                cells = [piece for pieces in shared for piece in pieces]
                by_slot = [sum(pieces[1:], pieces[0]) for pieces in zip(*shared, strict=True)]
            for rows, values in zip(part, by_slot, strict=True):
                np.add.at(sums[at], (self.part_key[rows] + row_of_figure).ravel(), values.ravel())

    def _progress(self, shown: Bools, day: int) -> dict[int, tuple[int, ...]]:
        rows = self.milestone.holding(shown, day)
        state, done_on, evidence, due, weight, clause = (
            self.milestone.columns[name][rows]
            for name in ("state", "done_on", "has_evidence", "due", "weight", "clause")
        )
        done = (state == MilestoneState.DONE) & (done_on <= day) & (evidence == 1)
        sums = np.zeros((3, _KEYS), np.int64)
        for row, values in enumerate((weight * done, weight * (due <= day), weight)):
            np.add.at(sums[row], clause, values)
        return _lines(sums)


def _blocks(shapes: npt.NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Blocks of equal values, none longer than fits the cache."""
    edges = [*np.flatnonzero(np.diff(shapes, prepend=-1)).tolist(), len(shapes)]
    for start, stop in pairwise(edges):
        for begin in range(start, stop, _BLOCK):
            yield begin, min(begin + _BLOCK, stop)


def _parts(whole: Matrix, upto: list[Ints]) -> list[Matrix]:
    """Parts by cumulative rounding, half up; the last one is what remains."""
    parts, before = [], None
    for reached in upto:
        given = whole * reached
        given += WHOLE // 2
        given //= WHOLE
        parts.append(given if before is None else given - before)
        before = given
    parts.append(whole if before is None else whole - before)
    return parts


def _starts(groups: Ints) -> Ints:
    """Where each run of equal values starts."""
    change = np.ones(len(groups), np.bool_)
    change[1:] = groups[1:] != groups[:-1]
    return np.flatnonzero(change).astype(np.int64)


def _lines(sums: Matrix) -> dict[int, tuple[int, ...]]:
    return without_zeros({key: tuple(line) for key, line in enumerate(sums.T.tolist())})


def floor_way(generated: Generated) -> Way:
    """The columns sorted once, then one pass a page."""
    return Way("bare NumPy (the floor)", Floor(generated).answer)
