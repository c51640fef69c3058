"""The pandas ways: merge and groupby on frames held in memory, or read anew for every page."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

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
from portfolio.domain.flows import FlowKind
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import MilestoneState
from portfolio.measures.figures import FUNDER_FIGURES

Frames = Mapping[str, pd.DataFrame]
READ: Final = {
    "project": "id, declared_kind, provenance",
    "project_status": "id, project_id, status, valid_from, recorded_at",
    "budget": "id, project_id, type, first_day, last_day, eur, valid_from, recorded_at",
    "flow": "id, project_id, provider_id, kind, amount, eur, currency_id, value_date, supersedes_id",
    "share_set": "id, project_id, axis, valid_from, recorded_at",
    "share": "project_id, set_id, key, basis_points",
    "milestone_version": "id, project_id, milestone_id, clause, due, weight, state, done_on,"
    " evidence <> '' AS has_evidence, valid_from, recorded_at",
}
_PROJECT: Final = [figure.value for figure in PROJECT_FIGURES]
_FUNDER: Final = [figure.value for figure in FUNDER_FIGURES]
_NINE: Final = [figure.value for figure in FIGURES]
_PAIR: Final = ["project_id", "provider_id"]
_HELD: Final = ["valid_from", "recorded_at", "id"]


def read(connection: sqlite3.Connection) -> Frames:
    """The tables the page needs, only the columns it needs."""
    return {
        name: pd.read_sql(f"SELECT {columns} FROM {name}", connection)
        for name, columns in READ.items()
    }


def read_sql_way(path: Path) -> Way:
    """Tables read with ``pandas.read_sql`` at every page, then merged and grouped."""
    connection = sqlite3.connect(path)
    return Way("pandas.read_sql", lambda ask: answers(read(connection), ask))


def frames_way(frames: Frames) -> Way:
    """The same merges and groups on frames kept in memory."""
    return Way("pandas frames in memory", lambda ask: answers(frames, ask))


def answers(frames: Frames, ask: Ask) -> Answers:
    """All nine answers."""
    shown = _shown(frames, ask)
    flow = frames["flow"]
    flow = flow[(flow["value_date"] <= ask.day) & flow["project_id"].isin(shown["id"])]
    pairs = _pairs(flow)
    money = _money(shown, pairs, flow, frames["budget"], ask)
    by_axis = {axis: _parts(frames, shown, axis, ask) for axis in Dimension}
    clause, country, priority = _shared_out(
        money.rename(columns={"id": "project_id"}), pairs, by_axis
    )
    gaps = money.sort_values(["gap", "id"], ascending=[False, True]).head(TOP)
    top = zip(gaps["id"].tolist(), gaps["gap"].tolist(), strict=True)
    nine = money[_NINE].sum()
    return {
        "headline": without_zeros({0: tuple(int(value) for value in nine)}),
        "kind": _lines(money.groupby("kind")[_NINE].sum()),
        "priority": priority,
        "clause": clause,
        "country": country,
        "funder": _lines(pairs.groupby("provider_id")[_FUNDER].sum()),
        "gaps": {rank: line for rank, line in enumerate(top) if line[1]},
        "curve": _curve(flow, ask),
        "progress": _progress(frames["milestone_version"], shown, ask),
    }


def _lines(frame: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    rows = zip(frame.index.tolist(), frame.to_numpy().tolist(), strict=True)
    return without_zeros({int(key): tuple(values) for key, values in rows})


def _shown(frames: Frames, ask: Ask) -> pd.DataFrame:
    status = frames["project_status"]
    status = status[status["valid_from"] <= ask.day].sort_values(["project_id", *_HELD])
    status = status.drop_duplicates("project_id", keep="last")
    status = status[status["status"].isin(ask.counted)]
    project = frames["project"]
    project = project[project["id"].isin(status["project_id"])]
    if ask.kinds:
        project = project[project["declared_kind"].isin(ask.kinds)]
    if ask.provenances:
        project = project[project["provenance"].isin(ask.provenances)]
    return project[["id", "declared_kind"]].rename(columns={"declared_kind": "kind"})


def _pairs(flow: pd.DataFrame) -> pd.DataFrame:
    """Secured, pledged and paid of each funder of each project (domain section 2, rulings 4, 5)."""
    flow = flow[flow["kind"] <= FlowKind.DISBURSEMENT]
    flow = flow[~flow["id"].isin(flow["supersedes_id"].dropna())]
    columns = {name: flow[name] for name in _PAIR}
    for prefix, kind in (("p", 1), ("c", 2), ("d", 3)):
        for column in ("amount", "eur"):
            columns[prefix + column] = flow[column].where(flow["kind"] == kind, 0)
    summed = pd.DataFrame(columns).groupby(_PAIR, sort=False).sum()
    currency = flow.groupby(_PAIR, sort=False)["currency_id"]
    one = currency.min() == currency.max()
    binding = flow[flow["kind"] >= FlowKind.COMMITMENT].groupby(_PAIR, sort=False)["currency_id"]
    single = (binding.min() == binding.max()).reindex(summed.index, fill_value=True)
    native = np.where(summed["camount"] >= summed["damount"], summed["ceur"], summed["deur"])
    secured = np.where(single, native, np.maximum(summed["ceur"], summed["deur"]))
    left = (summed["pamount"] - np.maximum(summed["camount"], summed["damount"])).clip(lower=0)
    promised = summed["pamount"].clip(lower=1)
    whole, rest = np.divmod(left * summed["peur"], promised)
    up = (2 * rest > promised) | ((2 * rest == promised) & (whole % 2 == 1))
    apart = (summed["peur"] - secured).clip(lower=0)
    return pd.DataFrame(
        {
            "secured": secured,
            "pledged_open": np.where(one.reindex(summed.index), whole + up, apart),
            "paid": summed["deur"],
        },
        index=summed.index,
    ).reset_index()


def _money(
    shown: pd.DataFrame, pairs: pd.DataFrame, flow: pd.DataFrame, budget: pd.DataFrame, ask: Ask
) -> pd.DataFrame:
    """The nine figures of each project."""
    budget = budget[(budget["valid_from"] <= ask.day) & budget["project_id"].isin(shown["id"])]
    period = ["project_id", "first_day", "last_day"]
    budget = budget.sort_values([*period, "type", *_HELD]).drop_duplicates(period, keep="last")
    needed = budget.groupby("project_id")["eur"].sum().rename("requirement")
    spent = flow[flow["kind"] == FlowKind.EXPENDITURE].groupby("project_id")["eur"].sum()
    money = shown.merge(needed, how="left", left_on="id", right_index=True)
    money = money.merge(
        pairs.groupby("project_id")[_FUNDER].sum(), how="left", left_on="id", right_index=True
    ).merge(spent.rename("spent"), how="left", left_on="id", right_index=True)
    money = money.fillna(0).astype(np.int64)
    left = money["requirement"] - money["secured"]
    return money.assign(
        gap=left.clip(lower=0),
        surplus=(-left).clip(lower=0),
        gap_after_pledges=(left - money["pledged_open"]).clip(lower=0),
        gap_unpaid=(money["requirement"] - money["paid"]).clip(lower=0),
    )


def _parts(frames: Frames, shown: pd.DataFrame, axis: Dimension, ask: Ask) -> pd.DataFrame:
    """The shares that hold on the day: project, key and the share reached before and with it."""
    sets = frames["share_set"]
    sets = sets[(sets["axis"] == axis) & (sets["valid_from"] <= ask.day)]
    sets = sets[sets["project_id"].isin(shown["id"])].sort_values(["project_id", *_HELD])
    sets = sets.drop_duplicates("project_id", keep="last")
    share = frames["share"]
    share = share[share["set_id"].isin(sets["id"])].sort_values(["set_id", "key"])
    upto = share.groupby("set_id")["basis_points"].cumsum()
    return pd.DataFrame(
        {
            "project_id": share["project_id"],
            axis.name: share["key"],
            "below": upto - share["basis_points"],
            "upto": upto,
        }
    )


def _shared_out(
    money: pd.DataFrame, pairs: pd.DataFrame, by_axis: Mapping[Dimension, pd.DataFrame]
) -> list[dict[int, tuple[int, ...]]]:
    """Clause, country and priority lines: each step shares out the parts of the step before."""
    found: dict[Dimension, list[pd.DataFrame]] = {axis: [] for axis in Dimension}
    for units, figures in ((money, _PROJECT), (pairs, _FUNDER)):
        cells = units[["project_id", *figures]]
        for axis in Dimension:
            cells = cells.merge(by_axis[axis], on="project_id")
            for figure in figures:
                whole = cells[figure]
                upto = (whole * cells["upto"] + WHOLE // 2) // WHOLE
                cells[figure] = upto - (whole * cells["below"] + WHOLE // 2) // WHOLE
            cells = cells.drop(columns=["below", "upto"])
            found[axis].append(cells.groupby(axis.name)[figures].sum())
    lines = []
    for axis in Dimension:
        nine = pd.concat(found[axis], axis=1).fillna(0).astype(np.int64)
        lines.append(_lines(nine[_NINE]))
    return lines


def _curve(flow: pd.DataFrame, ask: Ask) -> dict[int, tuple[int, ...]]:
    """Secured and paid by month, by running sums of each funder of each project."""
    flow = flow[flow["kind"].isin((FlowKind.COMMITMENT, FlowKind.DISBURSEMENT))]
    flow = flow.sort_values([*_PAIR, "value_date", "id"])
    by_pair = [flow[name] for name in _PAIR]
    signed = flow["kind"] == FlowKind.COMMITMENT
    columns = pd.DataFrame(
        {
            "cn": flow["amount"].where(signed, 0),
            "ce": flow["eur"].where(signed, 0),
            "dn": flow["amount"].where(~signed, 0),
            "de": flow["eur"].where(~signed, 0),
        }
    )
    sums = columns.groupby(by_pair, sort=False).cumsum()
    currency = flow["currency_id"].groupby(by_pair, sort=False)
    native = np.where(sums["cn"] >= sums["dn"], sums["ce"], sums["de"])
    secured = pd.Series(
        np.where(
            currency.cummin() == currency.cummax(), native, np.maximum(sums["ce"], sums["de"])
        ),
        index=flow.index,
    )
    before = secured.groupby(by_pair, sort=False).shift(1, fill_value=0)
    month = months(flow["value_date"].to_numpy())
    added = pd.DataFrame({"secured": secured - before, "paid": columns["de"]}).groupby(month).sum()
    rows = zip(added.index.tolist(), added.to_numpy().tolist(), strict=True)
    return running({int(key): (secured, paid) for key, (secured, paid) in rows}, ask)


def _progress(versions: pd.DataFrame, shown: pd.DataFrame, ask: Ask) -> dict[int, tuple[int, ...]]:
    versions = versions[
        (versions["valid_from"] <= ask.day) & versions["project_id"].isin(shown["id"])
    ]
    versions = versions.sort_values(["milestone_id", *_HELD])
    versions = versions.drop_duplicates("milestone_id", keep="last")
    done = (versions["state"] == MilestoneState.DONE) & (versions["done_on"] <= ask.day)
    done &= versions["has_evidence"] == 1
    weights = pd.DataFrame(
        {
            "done": versions["weight"].where(done, 0),
            "planned": versions["weight"].where(versions["due"] <= ask.day, 0),
            "total": versions["weight"],
        }
    )
    return _lines(weights.groupby(versions["clause"]).sum())
