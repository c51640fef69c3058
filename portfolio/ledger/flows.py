"""Flow columns: rows by project, funder, currency and stage, references resolved; planned payments.

Four nested runs of sorted rows: a *pair* is one funder in one project (cash or in-kind), a
*currency run* its rows of one currency, a *segment* the rows of one stage in a currency run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from portfolio.domain.flows import FlowKind, ReportedBy
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import (
    NO_ONE,
    Columns,
    Ints,
    VersionColumns,
    positions,
    runs,
    valid_until,
)

DANGLING = -2  # a reference to a row that the portfolio lacks


@dataclass(frozen=True, kw_only=True)
class FlowColumns(Columns):
    """One row a flow of the four stages; references are row numbers in these columns."""

    id: Ints
    project: Ints
    pair: Ints
    kind: Ints
    provider: Ints
    receiver: Ints
    amount: Ints
    currency: Ints
    value_day: Ints
    rate_day: Ints  # of the row it corrects, where it corrects one
    recorded_at: Ints
    perspective: Ints
    confidence: Ints
    provenance: Ints
    provider_project: Ints
    finance_type: Ints  # IATI FinanceType, NO_ONE where the row states none
    announcement: Ints  # of a pledge, NO_ONE where the row states none
    by_day: Ints  # the rows of each pair in order of value date, then id


@dataclass(frozen=True, kw_only=True)
class StageRunColumns(Columns):
    """Runs of rows of one stage in a currency run."""

    first: Ints
    n: Ints
    currency_run: Ints
    kind: Ints


@dataclass(frozen=True, kw_only=True)
class CurrencyRunColumns(Columns):
    """Runs of segments of one currency in a pair."""

    pair: Ints
    currency: Ints


@dataclass(frozen=True, kw_only=True)
class FunderRunColumns(Columns):
    """One funder in one project; in-kind flows are a pair of their own."""

    project: Ints
    funder: Ints
    in_kind: Ints
    n_currency_runs: Ints
    n_flows: Ints


@dataclass(frozen=True, kw_only=True)
class LinkColumns(Columns):
    """Rows that refer to rows: ``row`` → ``target`` (DANGLING where there is none).

    ``rank`` orders corrections of corrections behind what they correct.
    """

    row: Ints
    target: Ints
    rank: Ints


@dataclass(frozen=True, kw_only=True)
class TwoSidedColumns(Columns):
    """Rows of stages that both sides of a grant reported: the group and the side that counts."""

    row: Ints
    group: Ints
    counts: Ints  # 1 where the row's perspective is the one that counts


@dataclass(frozen=True, kw_only=True)
class VerificationColumns(VersionColumns):
    """Later changes of verification, sorted by flow row, valid-from, recorded, id."""

    VERSIONS_OF = ("row",)

    row: Ints
    confidence: Ints


@dataclass(frozen=True)
class FlowFamily:
    """The flow columns of a portfolio and everything hung on them."""

    flows: FlowColumns
    segments: StageRunColumns
    currency_runs: CurrencyRunColumns
    pairs: FunderRunColumns
    corrections: LinkColumns
    successors: LinkColumns  # row = successor, target = the pledge it replaces
    honours: LinkColumns  # row = commitment (or its correction), target = a pledge of its pair
    drawing: LinkColumns  # row = a flow that names a provider project, target = that project's id
    two_sided: TwoSidedColumns
    confidences: VerificationColumns


@dataclass(frozen=True)
class Bases:
    """Numbers of rows before the ones being built."""

    flow: int = 0
    segment: int = 0
    currency_run: int = 0
    pair: int = 0
    group: int = 0


def build(
    raw: Mapping[str, Ints], changes: Mapping[str, Ints], codes: Ints, owners: Ints, bases: Bases
) -> FlowFamily:
    """Columns of the rows of counted stages; ``codes`` are project codes, ``owners`` theirs by row."""
    keep = np.flatnonzero(raw["kind"] <= FlowKind.EXPENDITURE)
    raw = {name: column[keep] for name, column in raw.items()}
    codes, owners = codes[keep], owners[keep]
    funder = np.where(raw["provider_id"] >= 0, raw["provider_id"], UNKNOWN)
    spread = int(funder.max(initial=0)) + 1
    currencies = int(raw["currency_id"].max(initial=0)) + 1
    pair_key = (codes * spread + funder) * 2 + raw["in_kind"]
    currency_run_key = pair_key * currencies + raw["currency_id"]
    by_day = np.lexsort((raw["id"], raw["value_date"]))
    order = by_day[np.argsort((currency_run_key * 8 + raw["kind"])[by_day], kind="stable")]
    raw = {name: column[order] for name, column in raw.items()}
    codes, owners, funder = codes[order], owners[order], funder[order]
    pair_key, currency_run_key, kind = pair_key[order], currency_run_key[order], raw["kind"]
    segment_first, segment_n = runs(currency_run_key, kind)
    currency_run_first, _ = runs(currency_run_key)
    pair_first, pair_n = runs(pair_key)
    pair_of_row = np.zeros(len(kind), np.int64)
    pair_of_row[pair_first[1:]] = 1
    pair_of_row = np.cumsum(pair_of_row)
    currency_run_of_row = np.zeros(len(kind), np.int64)
    currency_run_of_row[currency_run_first[1:]] = 1
    currency_run_of_row = np.cumsum(currency_run_of_row)
    ids = np.argsort(raw["id"], kind="stable")
    sorted_ids = raw["id"][ids]

    def lookup(rows: Ints, column: str) -> Ints:
        found = positions(sorted_ids, ids, raw[column][rows])
        return np.where(found >= 0, found, DANGLING)

    correcting = np.flatnonzero(raw["corrects_id"] != NO_ONE)
    corrected = lookup(correcting, "corrects_id")
    root, rank = _roots(len(kind), correcting, corrected)
    corrections = LinkColumns(row=correcting, target=corrected, rank=rank)
    replacing = np.flatnonzero((raw["supersedes_id"] != NO_ONE) & (kind == FlowKind.PLEDGE))
    replaced = lookup(replacing, "supersedes_id")
    fine = (replaced >= 0) & (kind[np.maximum(replaced, 0)] == FlowKind.PLEDGE)
    successors = LinkColumns(
        row=replacing[fine], target=replaced[fine], rank=np.zeros(int(fine.sum()), np.int64)
    )
    drawing = np.flatnonzero((raw["provider_project_id"] >= 0) & (kind <= FlowKind.DISBURSEMENT))
    honours = _honours(raw, kind, pair_of_row, root, lookup)
    family = FlowFamily(
        flows=FlowColumns(
            id=raw["id"],
            project=codes,
            pair=pair_of_row + bases.pair,
            kind=kind,
            provider=raw["provider_id"],
            receiver=raw["receiver_id"],
            amount=raw["amount"],
            currency=raw["currency_id"],
            value_day=raw["value_date"],
            rate_day=raw["value_date"][root],
            recorded_at=raw["recorded_at"],
            perspective=raw["perspective"],
            confidence=raw["confidence"],
            provenance=raw["provenance"],
            provider_project=raw["provider_project_id"],
            finance_type=raw["finance_type"],
            announcement=raw["announcement"],
            by_day=np.lexsort((raw["id"], raw["value_date"], pair_of_row)) + bases.flow,
        ),
        segments=StageRunColumns(
            first=segment_first + bases.flow,
            n=segment_n,
            currency_run=currency_run_of_row[segment_first] + bases.currency_run,
            kind=kind[segment_first],
        ),
        currency_runs=CurrencyRunColumns(
            pair=pair_of_row[currency_run_first] + bases.pair,
            currency=raw["currency_id"][currency_run_first],
        ),
        pairs=FunderRunColumns(
            project=codes[pair_first],
            funder=funder[pair_first],
            in_kind=raw["in_kind"][pair_first],
            n_currency_runs=np.bincount(
                pair_of_row[currency_run_first], minlength=len(pair_first)
            ).astype(np.int64),
            n_flows=pair_n,
        ),
        corrections=corrections,
        successors=successors,
        honours=honours,
        drawing=LinkColumns(
            row=drawing, target=raw["provider_project_id"][drawing], rank=np.zeros_like(drawing)
        ),
        two_sided=_two_sided(raw, pair_of_row, owners, funder, bases.group),
        confidences=_confidences(changes, sorted_ids, ids),
    )
    return _moved(family, bases.flow)


def passing_on(family: FlowFamily, size: int, start: int) -> Ints:
    """1 for each project in which an organisation is both receiver and provider of funding."""
    rows = family.flows
    funding = rows.kind <= FlowKind.DISBURSEMENT
    span = int(max(rows.provider.max(initial=0), rows.receiver.max(initial=0))) + 1
    received = np.flatnonzero(funding & (rows.receiver >= 0) & (rows.receiver != rows.provider))
    given = np.flatnonzero(funding & (rows.provider >= 0) & (rows.receiver != rows.provider))
    key = rows.project * span
    both = np.intersect1d(
        key[received] + rows.receiver[received], key[given] + rows.provider[given]
    )
    passes = np.zeros(size, np.int64)
    passes[both // span - start] = 1
    return passes


def _roots(size: int, correcting: Ints, targets: Ints) -> tuple[Ints, Ints]:
    """The row at the end of each chain of corrections, and how deep each correction lies."""
    root = np.arange(size, dtype=np.int64)
    held = targets >= 0
    root[correcting[held]] = targets[held]
    depth = np.zeros(size, np.int64)
    for _ in range(64):
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    for _ in range(64):
        deeper = np.where(held, depth[np.maximum(targets, 0)] + 1, 1)
        if np.array_equal(depth[correcting], deeper):
            break
        depth[correcting] = deeper
    return root, depth[correcting]


def _honours(
    raw: Mapping[str, Ints],
    kind: Ints,
    pair_of_row: Ints,
    root: Ints,
    lookup: Callable[[Ints, str], Ints],
) -> LinkColumns:
    """Commitments that name a pledge of their own pair; a correction follows what it corrects."""
    named = np.where(raw["honours_id"] != NO_ONE, raw["honours_id"], raw["honours_id"][root])
    rows = np.flatnonzero((named != NO_ONE) & (kind == FlowKind.COMMITMENT))
    source = np.where(raw["honours_id"][rows] != NO_ONE, rows, root[rows])
    target = lookup(source, "honours_id")
    safe = np.maximum(target, 0)
    fine = (target >= 0) & (kind[safe] == FlowKind.PLEDGE)
    fine &= pair_of_row[safe] == pair_of_row[rows]
    return LinkColumns(
        row=rows[fine], target=target[fine], rank=np.zeros(int(fine.sum()), np.int64)
    )


def _two_sided(
    raw: Mapping[str, Ints], pair: Ints, owners: Ints, funder: Ints, base: int
) -> TwoSidedColumns:
    """Rows of (pair, stage) groups with rows of both perspectives (rulings, what counts 7)."""
    group = pair * 8 + raw["kind"]
    incoming = raw["perspective"] == ReportedBy.INCOMING
    both = np.intersect1d(group[incoming], group[~incoming])
    rows = np.flatnonzero(np.isin(group, both)) if len(both) else np.zeros(0, np.int64)
    owned = (owners[rows] == funder[rows]) & (funder[rows] != UNKNOWN)
    return TwoSidedColumns(
        row=rows.astype(np.int64),
        group=np.searchsorted(both, group[rows]).astype(np.int64) + base,
        counts=(owned == ~incoming[rows]).astype(np.int64),
    )


def _confidences(
    changes: Mapping[str, Ints], sorted_ids: Ints, order: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> VerificationColumns:
    row = positions(sorted_ids, order, changes["flow_id"])
    known = np.flatnonzero(row >= 0)
    row = row[known]
    own = {name: column[known] for name, column in changes.items()}
    by = np.lexsort((own["id"], own["recorded_at"], own["valid_from"], row))
    return VerificationColumns(
        row=row[by],
        confidence=own["confidence"][by],
        valid_from=own["valid_from"][by],
        valid_until=valid_until(own["valid_from"][by], row[by]),
        recorded_at=own["recorded_at"][by],
    )


def _moved(family: FlowFamily, base: int) -> FlowFamily:
    """The family with its row numbers counted from ``base``."""
    if not base:
        return family

    def link(columns: LinkColumns, offset: int = base) -> LinkColumns:
        target = np.where(columns.target >= 0, columns.target + offset, columns.target)
        return LinkColumns(row=columns.row + base, target=target, rank=columns.rank)

    sides, sure = family.two_sided, family.confidences
    return FlowFamily(
        flows=family.flows,
        segments=family.segments,
        currency_runs=family.currency_runs,
        pairs=family.pairs,
        corrections=link(family.corrections),
        successors=link(family.successors),
        honours=link(family.honours),
        drawing=link(family.drawing, 0),
        two_sided=TwoSidedColumns(row=sides.row + base, group=sides.group, counts=sides.counts),
        confidences=replace(sure, row=sure.row + base),
    )


@dataclass(frozen=True, kw_only=True)
class PlannedPaymentColumns(VersionColumns):
    """Rows sorted by project, funder, period, type, valid-from, recorded, id."""

    VERSIONS_OF = ("project", "funder", "first_day", "last_day")

    id: Ints
    project: Ints
    funder: Ints
    first_day: Ints
    last_day: Ints
    amount: Ints
    currency: Ints


def build_planned_payments(raw: Mapping[str, Ints], codes: Ints) -> PlannedPaymentColumns:
    """The planned payments in their order."""
    order = np.lexsort(
        (
            raw["id"], raw["recorded_at"], raw["valid_from"], raw["type"],
            raw["last_day"], raw["first_day"], raw["provider_id"], codes,
        )
    )  # fmt: skip
    own = {name: column[order] for name, column in raw.items()}
    return PlannedPaymentColumns(
        id=own["id"],
        project=codes[order],
        funder=own["provider_id"],
        first_day=own["first_day"],
        last_day=own["last_day"],
        amount=own["amount"],
        currency=own["currency_id"],
        valid_from=own["valid_from"],
        valid_until=valid_until(
            own["valid_from"], codes[order], own["provider_id"], own["first_day"], own["last_day"]
        ),
        recorded_at=own["recorded_at"],
    )
