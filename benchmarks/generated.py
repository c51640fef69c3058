"""A generated portfolio of any size: the columns of the store's tables, the same for every seed.

Only what every way can answer exactly: no pass-through, no honours, no grant reported twice,
nothing in kind; everything published and confirmed; no net below zero. A budget in a floating
currency holds from its own first day on, so that its euro amount does not depend on the day asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from benchmarks import world
from benchmarks.world import EUR, GBP, USD, XOF, day_number
from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.domain.flows import BudgetType, FlowKind, ReportedBy, Verification
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import MilestoneState, Publication, Relation, Status
from portfolio.domain.reference import Kind, ParticipantRole, Region
from portfolio.ledger.columns import NO_ONE, Bools, Ints

FIRST, LAST = date(2009, 10, 1), date(2025, 12, 31)
FLOWS, MILESTONES = 8, 6
_ROUGH: Final = np.array([0.0, 100.0, 120.0, 85.0, 655.957])  # minor units of a euro, to draw from
Columns = dict[str, Ints]


@dataclass(frozen=True)
class Generated:
    """Table → column → one integer per row; and the euro cents of each flow and budget row."""

    size: int
    tables: Mapping[str, Columns]
    flow_eur: Ints
    budget_eur: Ints
    rates: Mapping[int, world.Quotes]

    @property
    def rows(self) -> int:
        """Rows in all tables."""
        return sum(len(columns["id"]) for columns in self.tables.values())


def generate(size: int, seed: int = 20131114) -> Generated:
    """``size`` projects with their rows; ids count from 1 in the order of the projects."""
    return _Draw(size, np.random.default_rng(seed)).portfolio()


class _Draw:
    def __init__(self, size: int, rng: np.random.Generator) -> None:
        self.size, self.rng = size, rng
        self.all = np.arange(size, dtype=np.int64)
        low, high = day_number(date(2010, 1, 1)), day_number(date(2021, 12, 31))
        self.start = rng.integers(low, high, size)
        self.kind = self.one_of([1, 2, 3, 4], [0.4, 0.25, 0.2, 0.15])
        # No example: it is a portfolio of its own, and all ways ask about the record.
        self.provenance = self.one_of([1, 2, 3], [0.5, 0.3, 0.2])
        self.currency = self.one_of([EUR, USD, GBP, XOF], [0.5, 0.25, 0.1, 0.15])
        self.need = np.exp(rng.normal(np.log(800_000), 0.8, size)).clip(20_000, 6_000_000)
        self.rates = world.quotes(FIRST, LAST)

    def one_of(self, values: list[int], weights: list[float], size: int | None = None) -> Ints:
        chosen = self.rng.choice(values, self.size if size is None else size, p=weights)
        return chosen.astype(np.int64)

    def between(self, low: int, high: int) -> Ints:
        return self.rng.integers(low, high, self.size)

    def chance(self, share: float) -> Bools:
        return np.asarray(self.rng.random(self.size) < share)

    def portfolio(self) -> Generated:
        beneficiaries, pivotal = self._countries()
        implementer = self.rng.choice(world.IMPLEMENTERS, self.size).astype(np.int64)
        funders = self._funders()
        sets, parts, clauses = self._shares(beneficiaries)
        flow, eur = self._flows(funders, implementer)
        budget, needed = self._budgets()
        milestone, versions = self._milestones(clauses)
        tables = {
            "project": self._projects(implementer),
            "project_text": self._rows(self.all, {}),
            "project_status": self._statuses(),
            # Every project contributes: context has no requirement to compare.
            "project_relation": self._rows(
                self.all,
                {
                    "relation": np.full(self.size, int(Relation.CONTRIBUTING)),
                    **_held(self.start),
                },
            ),
            "project_publication": self._rows(
                self.all,
                {"state": np.full(self.size, int(Publication.PUBLISHED)), **_held(self.start)},
            ),
            "project_participant": self._participants(beneficiaries, pivotal, funders, implementer),
            "share_set": sets,
            "share": parts,
            "budget": budget,
            "flow": flow,
            "milestone": milestone,
            "milestone_text": {**milestone, "milestone_id": milestone["id"]},
            "milestone_version": versions,
            "rate": self._rate_rows(),
        }
        return Generated(self.size, tables, eur, needed, self.rates)

    @staticmethod
    def _rows(project: Ints, columns: Columns) -> Columns:
        """The rows in the order of their projects, numbered from 1."""
        order = np.argsort(project, kind="stable")
        rows = {name: np.asarray(column, np.int64)[order] for name, column in columns.items()}
        ids = np.arange(1, len(project) + 1, dtype=np.int64)
        return {"id": ids, "project_id": project[order] + 1, **rows}

    def _projects(self, implementer: Ints) -> Columns:
        return {
            "id": self.all + 1,
            "owner_id": implementer,
            "declared_kind": self.kind,
            "has_exception": np.zeros(self.size, np.int64),
            "provenance": self.provenance,
            "revision": np.ones(self.size, np.int64),
        }

    def _countries(self) -> tuple[Ints, Ints]:
        """Beneficiary country ids (n × 4, −1 where there are fewer) and the pivotal country."""
        regions = np.array(
            [[world.COUNTRY_ID[code] for code in world.REGION_COUNTRIES[region]]
             for region in (Region.ARAB_MAGHREB, Region.SAHEL_SAHARA, Region.NEIGHBOURING)]
        )  # fmt: skip
        home = self.between(0, 3)
        mixed = np.argsort(self.rng.random((self.size, regions.shape[1])), axis=1)
        drawn = np.take_along_axis(regions[home], mixed, axis=1).astype(np.int64)
        pivotal = np.where(self.kind == Kind.TRIANGULAR, drawn[:, 4], NO_ONE)
        across = self.kind == Kind.INTER_REGIONAL
        drawn[across, 1] = regions[(home[across] + 1) % 3, mixed[across, 1]]
        several = self.between(2, 5)
        count = np.select(
            [self.kind == Kind.BILATERAL, self.kind == Kind.TRIANGULAR],
            [np.ones(self.size, np.int64), self.between(1, 3)],
            several,
        )
        drawn = drawn[:, :4]
        return np.where(np.arange(4) < count[:, None], drawn, NO_ONE), pivotal

    def _funders(self) -> Ints:
        """Four different funder ids a project; which of them give is up to the flows."""
        first = self.between(0, len(world.FUNDERS))
        steps = np.cumsum(self.rng.integers(1, 15, (self.size, 3)), axis=1)
        others = (first[:, None] + steps) % len(world.FUNDERS)
        return np.concatenate((first[:, None], others), axis=1).astype(np.int64) + 1

    def _participants(
        self, beneficiaries: Ints, pivotal: Ints, funders: Ints, implementer: Ints
    ) -> Columns:
        who, slot = np.nonzero(beneficiaries >= 0)
        triangular = np.flatnonzero(pivotal >= 0)
        parts = [
            (who, ParticipantRole.BENEFICIARY, None, beneficiaries[who, slot]),
            (self.all, ParticipantRole.PROVIDER, funders[:, 0], None),
            (self.all, ParticipantRole.PROVIDER, funders[:, 1], None),
            (self.all, ParticipantRole.IMPLEMENTING, implementer, None),
            (triangular, ParticipantRole.PIVOTAL, None, pivotal[triangular]),
            (triangular, ParticipantRole.FACILITATING, funders[triangular, 2], None),
        ]
        nobody = [np.full(len(project), NO_ONE, np.int64) for project, *_ in parts]
        return self._rows(
            np.concatenate([project for project, *_ in parts]).astype(np.int64),
            {
                "role": np.concatenate([np.full(len(p), int(role)) for p, role, *_ in parts]),
                "organisation_id": np.concatenate(
                    [n if o is None else o for (_, _, o, _), n in zip(parts, nobody, strict=True)]
                ),
                "country_id": np.concatenate(
                    [n if c is None else c for (*_, c), n in zip(parts, nobody, strict=True)]
                ),
            },
        )

    def _statuses(self) -> Columns:
        second = self.one_of([Status.IMPLEMENTATION, Status.CANCELLED, NO_ONE], [0.85, 0.08, 0.07])
        third = self.one_of(
            [Status.CLOSED, Status.SUSPENDED, Status.FINALISATION, NO_ONE], [0.5, 0.08, 0.1, 0.32]
        )
        third = np.where(second == Status.IMPLEMENTATION, third, NO_ONE)
        later = self.start + self.between(30, 300)
        end = later + self.between(600, 1_700)
        status = np.concatenate((np.full(self.size, int(Status.PIPELINE)), second, third))
        held = np.concatenate((self.start, later, end))
        kept = np.flatnonzero(status != NO_ONE)
        project = np.tile(self.all, 3)[kept]
        return self._rows(project, {"status": status[kept], **_held(held[kept])})

    def _shares(self, beneficiaries: Ints) -> tuple[Columns, Columns, Ints]:
        """Share sets and their parts (15 % replaced later), and three clauses a project."""
        money = np.array(MONEY_CLAUSES)
        parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []  # project, axis, held, key, points
        clauses = self._distinct(money, 3)
        both = np.tile(np.array([1, 2], np.int64), (self.size, 1))
        turn = self.chance(0.5)
        both[turn] = both[turn, ::-1]
        for axis, keys, count, again in (
            (Dimension.CLAUSE, clauses, self.one_of([1, 2, 3], [0.4, 0.35, 0.25]), True),
            (Dimension.COUNTRY, beneficiaries, (beneficiaries >= 0).sum(axis=1), False),
            (Dimension.PRIORITY, both, self.one_of([1, 2], [0.6, 0.4]), False),
        ):
            parts.append(self._set(axis, keys, count.astype(np.int64), self.all, self.start))
            changed = np.flatnonzero(self.chance(0.15))
            newer = self._distinct(money, 3) if again else keys
            held = self.start[changed] + self.rng.integers(150, 1_600, len(changed))
            own = count.astype(np.int64)[changed]
            parts.append(self._set(axis, newer[changed], own, changed.astype(np.int64), held))
        columns = [np.concatenate([part[at] for part in parts]) for at in range(5)]
        project, axes, held, key, points = columns
        number = np.concatenate([np.full(len(part[0]), at) for at, part in enumerate(parts)])
        order = np.lexsort((np.arange(len(project)), number, project))
        project, axes, held, key, points, number = (
            column[order] for column in (project, axes, held, key, points, number)
        )
        first = np.ones(len(project), np.bool_)
        first[1:] = (project[1:] != project[:-1]) | (number[1:] != number[:-1])
        set_id = np.cumsum(first).astype(np.int64)
        sets = self._rows(project[first], {"axis": axes[first], **_held(held[first])})
        rows = self._rows(project, {"set_id": set_id, "key": key, "basis_points": points})
        return sets, rows, clauses

    def _distinct(self, values: Ints, count: int) -> Ints:
        mixed = np.argsort(self.rng.random((self.size, len(values))), axis=1)[:, :count]
        return np.asarray(values[mixed], np.int64)

    def _set(
        self, axis: Dimension, keys: Ints, count: Ints, project: Ints, held: Ints
    ) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Whole shares of the first ``count`` keys of each row."""
        weight = self.rng.uniform(0.2, 1.0, keys.shape) * (
            np.arange(keys.shape[1]) < count[:, None]
        )
        upto = np.floor(np.cumsum(weight, axis=1) / weight.sum(axis=1)[:, None] * WHOLE)
        upto[np.arange(keys.shape[1]) >= count[:, None] - 1] = WHOLE
        points = np.diff(upto.astype(np.int64), axis=1, prepend=0)
        who, slot = np.nonzero(np.arange(keys.shape[1]) < count[:, None])
        return (
            project[who],
            np.full(len(who), int(axis), np.int64),
            held[who],
            keys[who, slot],
            points[who, slot],
        )

    def _budgets(self) -> tuple[Columns, Ints]:
        periods = self.one_of([2, 3, 4], [0.3, 0.4, 0.3])
        who, year = np.nonzero(np.arange(4) < periods[:, None])
        first = self.start[who] + 365 * year
        floating = np.isin(self.currency, (USD, GBP))[who]
        amount = self.need[who] / periods[who] * self.rng.uniform(0.7, 1.3, len(who))
        revised = np.flatnonzero(self.rng.random(len(who)) < 0.07)
        held = np.where(floating, first, self.start[who])
        project = np.concatenate((who, who[revised])).astype(np.int64)
        currency = self.currency[project]
        again = amount[revised] * self.rng.uniform(0.7, 1.4, len(revised))
        euro = np.concatenate((amount, again))
        minor = np.rint(euro * _ROUGH[currency]).astype(np.int64)
        first = np.concatenate((first, first[revised]))
        later = held[revised] + self.rng.integers(60, 700, len(revised))
        kind = np.full(len(project), int(BudgetType.ORIGINAL))
        kind[len(who) :] = BudgetType.REVISED
        rows = self._rows(
            project,
            {
                "type": kind,
                "first_day": first,
                "last_day": first + 364,
                "amount": minor,
                "currency_id": currency,
                **_held(np.concatenate((held, later))),
            },
        )
        eur = world.in_euro(rows["amount"], rows["currency_id"], rows["first_day"], self.rates)
        return rows, eur

    def _flows(self, funders: Ints, implementer: Ints) -> tuple[Columns, Ints]:
        """Eight flows a project: what each of its three or four funders promises, signs and pays."""
        n = self.size
        pledge, commitment = int(FlowKind.PLEDGE), int(FlowKind.COMMITMENT)
        paid, spent = int(FlowKind.DISBURSEMENT), int(FlowKind.EXPENDITURE)
        kind = np.empty((n, FLOWS), np.int64)
        funder = np.zeros((n, FLOWS), np.int64)  # 0–3: which of the project's funders
        kind[:, :5] = (pledge, commitment, paid, commitment, paid)
        funder[:, :8] = (0, 0, 0, 1, 1, 2, 0, 0)
        kind[:, 5] = self.one_of([pledge, commitment, paid], [0.4, 0.4, 0.2])
        kind[:, 6] = spent
        # The last one: more paid, a cancellation, an error mended, a pledge changed, another
        # funder's pledge, or more spent.
        last = self.one_of([0, 1, 2, 3, 4, 5], [0.25, 0.15, 0.08, 0.2, 0.17, 0.15])
        kind[:, 7] = np.array([paid, commitment, paid, pledge, pledge, spent])[last]
        funder[:, 7] = np.where(last == 4, 3, 0)
        low = np.array([0, 50, 100, 50, 200, 50, 300, 300])
        high = np.array([100, 400, 900, 500, 1_000, 700, 1_090, 1_090])
        day = self.start[:, None] + self.rng.integers(low, high, (n, FLOWS))
        day[:, 7] = np.select(
            [(last == 1) & self.chance(0.5), last == 1, last == 2, last == 3],
            [day[:, 1], day[:, 1] + self.between(80, 400), day[:, 2],
             day[:, 0] + self.between(100, 500)],
            day[:, 7],
        )  # fmt: skip
        organisation = np.take_along_axis(funders, funder, axis=1)
        own = self.rng.choice([EUR, USD, GBP, XOF], 1_000, p=[0.45, 0.3, 0.15, 0.1])
        currency = own[organisation].astype(np.int64)
        other = np.where(currency[:, 0] == EUR, USD, EUR)
        currency[:, 2] = np.where(self.chance(0.06), other, currency[:, 2])
        currency[:, 0] = np.where(self.chance(0.03), other, currency[:, 0])
        currency[:, 6] = self.currency
        share = self.rng.dirichlet((2.0, 2.0, 2.0), n) * self.rng.uniform(0.3, 1.4, n)[:, None]
        share = np.concatenate((share, share[:, 2:]), axis=1) * self.need[:, None]
        part = self.rng.uniform(
            [0.7, 0.5, 0.2, 0.5, 0.2, 0.4, 0.1, 0.1],
            [1.4, 1.2, 0.9, 1.2, 1.3, 1.2, 0.6, 0.5],
            (n, 8),
        )
        euro = np.take_along_axis(share, funder, axis=1) * part
        euro[last == 3, 7] = euro[last == 3, 0] * self.rng.uniform(0.6, 1.5, int((last == 3).sum()))
        amount = np.rint(euro * _ROUGH[currency]).astype(np.int64) + 1
        names = np.full((n, FLOWS), NO_ONE, np.int64)
        corrects, supersedes = names.copy(), names.copy()
        ids = np.arange(1, n * FLOWS + 1, dtype=np.int64).reshape(n, FLOWS)
        rate_day = day.copy()
        for choice, target in ((1, 1), (2, 2)):
            own_rows = np.flatnonzero(last == choice)
            currency[own_rows, 7] = currency[own_rows, target]
            part_back = self.rng.integers(5, 31, len(own_rows))
            amount[own_rows, 7] = -(amount[own_rows, target] * part_back // 100) - 1
            corrects[own_rows, 7] = ids[own_rows, target]
            rate_day[own_rows, 7] = day[own_rows, target]
        changed = np.flatnonzero(last == 3)
        currency[changed, 7] = currency[changed, 0]
        supersedes[changed, 7] = ids[changed, 0]
        provider = np.where(kind == spent, implementer[:, None], organisation)
        receiver = np.where(kind == spent, NO_ONE, implementer[:, None])
        flat = {
            "kind": kind,
            "provider_id": provider,
            "receiver_id": receiver,
            "amount": amount,
            "currency_id": currency,
            "value_date": day,
            "recorded_at": day * world.MICROSECONDS + world.NOON,
            "perspective": np.full((n, FLOWS), int(ReportedBy.OUTGOING)),
            "confidence": np.full((n, FLOWS), int(Verification.CONFIRMED)),
            "provenance": np.repeat(self.provenance[:, None], FLOWS, axis=1),
            "in_kind": np.zeros((n, FLOWS), np.int64),
            "corrects_id": corrects,
            "supersedes_id": supersedes,
            "honours_id": names,
            "provider_project_id": names,
        }
        rows = self._rows(
            np.repeat(self.all, FLOWS), {name: column.ravel() for name, column in flat.items()}
        )
        eur = world.in_euro(rows["amount"], rows["currency_id"], rate_day.ravel(), self.rates)
        return rows, eur

    def _milestones(self, clauses: Ints) -> tuple[Columns, Columns]:
        """Six milestones a project: planned, some moved, most done or missed later."""
        project = np.repeat(self.all, MILESTONES)
        n = len(project)
        milestone = self._rows(project, {})
        clause = clauses[project, self.rng.integers(0, 3, n)]
        weight = self.rng.integers(1, 6, n)
        start = self.start[project]
        due = start + self.rng.integers(100, 1_400, n)
        moved = self.rng.random(n) < 0.1
        later = due + np.where(moved, 120, 0)
        done = self.rng.random(n) < 0.7
        missed = ~done & (self.rng.random(n) < 0.25)
        done_on = later + self.rng.integers(-60, 200, n)
        shared = {"milestone_id": milestone["id"], "clause": clause, "weight": weight}
        nothing = np.zeros(n, np.int64)
        versions = [
            (np.ones(n, np.bool_), start, due, MilestoneState.PLANNED),
            (moved, start + 50, later, MilestoneState.PLANNED),
            (done, done_on, later, MilestoneState.DONE),
            (missed, later + 60, later, MilestoneState.MISSED),
        ]
        columns: dict[str, list[Ints]] = {}
        for rows, held, by, state in versions:
            is_done = state is MilestoneState.DONE
            for name, column in {
                **shared,
                "project": project,
                "due": by,
                "state": nothing + int(state),
                "done_on": done_on if is_done else nothing + NO_ONE,
                "has_evidence": nothing + int(is_done),
                "held": held,
            }.items():
                columns.setdefault(name, []).append(np.asarray(column[rows], np.int64))
        whole = {name: np.concatenate(parts) for name, parts in columns.items()}
        order = np.lexsort((whole["held"], whole["milestone_id"]))
        whole = {name: column[order] for name, column in whole.items()}
        dates = _held(whole.pop("held"))
        return milestone, self._rows(whole.pop("project"), {**whole, **dates})

    def _rate_rows(self) -> Columns:
        currency = np.concatenate([np.full(len(q.days), key) for key, q in self.rates.items()])
        day = np.concatenate([quoted.days for quoted in self.rates.values()])
        return {
            "id": np.arange(1, len(day) + 1, dtype=np.int64),
            "currency_id": currency.astype(np.int64),
            "day": day,
            "per_eur": np.concatenate([quoted.per_eur for quoted in self.rates.values()]),
            "recorded_at": day * world.MICROSECONDS + world.FOUR,
        }


def _held(days: Ints) -> Columns:
    return {"valid_from": days, "recorded_at": days * world.MICROSECONDS + world.NOON}
