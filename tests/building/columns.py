"""Columns compared: the living rows of a portfolio, numbered as if they had been read from nothing."""

from dataclasses import fields
from typing import Any

import numpy as np

from portfolio.ledger.columns import Columns, Ints
from portfolio.ledger.portfolio import Portfolio

# Columns that hold row numbers of other columns, and of which.
_REFERENCES = {
    "projects": {
        "first_flow": "flows",
        "first_segment": "segments",
        "first_currency_run": "currency_runs",
        "first_pair": "pairs",
        "first_budget": "budgets",
        "first_milestone": "milestones",
    },
    "flows": {"pair": "pairs", "by_day": "flows"},
    "segments": {"first": "flows", "currency_run": "currency_runs"},
    "currency_runs": {"pair": "pairs"},
    "corrections": {"row": "flows", "target": "flows"},
    "successors": {"row": "flows", "target": "flows"},
    "honours": {"row": "flows", "target": "flows"},
    "drawing": {"row": "flows"},
    "two_sided": {"row": "flows"},
    "confidences": {"row": "flows"},
    "share_sets": {"first_part": "parts"},
}


def living(portfolio: Portfolio, *targets: str) -> dict[str, Any]:
    """Every column of the living projects in the order of their ids, all labels, rates and conversions."""
    families = {
        entry.name: value
        for owner in (portfolio, portfolio.flows)
        for entry in fields(owner)
        if isinstance(value := getattr(owner, entry.name), Columns)
        and entry.name != "deliverables"  # of no project
    }
    projects = _projects(portfolio, families)
    alive = np.flatnonzero(portfolio.alive)
    rank = np.full(portfolio.size + 1, -1)  # of no project: the last slot answers −1
    rank[alive[np.argsort(portfolio.projects.id[alive])]] = np.arange(len(alive))
    rows, place = {}, {}
    for name, owner in projects.items():
        ranks = rank[owner]
        kept = np.flatnonzero(ranks >= 0)
        rows[name] = kept[np.argsort(ranks[kept], kind="stable")]
        place[name] = np.full(len(owner) + 1, -1)
        place[name][rows[name]] = np.arange(len(kept))
    found: dict[str, Any] = {}
    for name, columns in families.items():
        for column in columns.names:
            if column == "batch":  # of the reading, not of the store
                continue
            values = getattr(columns, column)[rows[name]]
            if column == "project":
                values = rank[values]
            elif of := _REFERENCES.get(name, {}).get(column):
                if column.startswith("first_"):  # a run of no rows begins nowhere
                    count = getattr(columns, f"n_{column.removeprefix('first_')}s")
                    values = np.where(count[rows[name]] > 0, values, -1)
                values = np.where(values >= 0, place[of][values], values)
            elif (name, column) == ("two_sided", "group"):
                _, first, own = np.unique(values, return_index=True, return_inverse=True)
                values = first[own]  # by the first row of each
            found[f"{name}.{column}"] = values.tolist()
    for target in targets:
        both = zip(portfolio.converted(target, None, 0), ("flows", "budgets"), strict=True)
        for converted, name in both:
            found[f"{target}.{name}"] = (
                converted.amount[rows[name]].tolist(),
                converted.good[rows[name]].tolist(),
            )
    # A milestone that went leaves its label behind, and nothing asks for it.
    named = portfolio.labels.milestones
    milestones = {n: named[n] for n in found["milestones.milestone"]}
    return {**found, **_beside(portfolio), "labels.milestones": milestones}


def _projects(portfolio: Portfolio, families: dict[str, Any]) -> dict[str, Ints]:
    """The project code of each row of each family; −1 for what stands for no project."""
    flows, sets = portfolio.flows, portfolio.share_sets
    own: dict[str, Ints] = {
        "projects": np.arange(portfolio.size),
        "currency_runs": flows.pairs.project[flows.currency_runs.pair],
        "segments": flows.pairs.project[flows.currency_runs.pair[flows.segments.currency_run]],
        "parts": np.repeat(sets.project, sets.n_parts),
    }
    for name, columns in families.items():
        if "project" in columns.names:
            own[name] = columns.project
        elif "row" in columns.names:
            own[name] = flows.flows.project[columns.row]
    assert own.keys() == families.keys()
    return own


def _beside(portfolio: Portfolio) -> dict[str, Any]:
    rates, labels = portfolio.rates, portfolio.labels
    order = np.argsort(rates.rows["id"])
    return {
        "rates": {name: column[order].tolist() for name, column in rates.rows.items()},
        "quotes": {
            number: (quotes.day.tolist(), quotes.per_eur.tolist(), quotes.id.tolist())
            for number, quotes in rates.quotes.items()
        },
        "currencies of rates": rates.currencies,
        "deliverables": {
            name: getattr(portfolio.deliverables, name).tolist()
            for name in portfolio.deliverables.names
        },
        "country codes": portfolio.country_codes,
        "revision": portfolio.revision,
        **{f"labels.{entry.name}": _plain(getattr(labels, entry.name)) for entry in fields(labels)},
    }


def _plain(labels: Any) -> Any:
    return labels if isinstance(labels, tuple) else dict(labels)
