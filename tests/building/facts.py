"""What a portfolio in words says beside the ledger's columns, as the store would give it."""

import numpy as np

from portfolio.domain.contents import Contents
from portfolio.ledger.columns import Ints
from portfolio.ledger.portfolio import Portfolio
from portfolio.measures.quality.context import RuleInputs, facts
from portfolio.services import word_index
from tests.building.tables import Line, days

PROJECT = (
    "id", "declared_kind", "has_exception", "has_office",
    "start_planned", "end_planned", "start_actual", "end_actual",
)  # fmt: skip
FLOW = ("id", "project_id", "honours_id", "supersedes_id", "date_derived")


def facts_of(contents: Contents, portfolio: Portfolio) -> RuleInputs:
    """The facts of a portfolio assembled from these contents."""
    titles = word_index.build(portfolio).titles
    return facts(portfolio, written(contents), (titles.project, titles.title))


def written(contents: Contents) -> dict[str, dict[str, Ints]]:
    """The tables of ``store.snapshot.read_written``."""
    projects: list[Line] = []
    flows: list[Line] = []
    for project in contents.projects:
        dates = (
            project.start_planned, project.end_planned, project.start_actual, project.end_actual,
        )  # fmt: skip
        said = (project.id, project.declared_kind, bool(project.kind_exception))
        projects.append((*said, bool(project.contact_office), *map(days, dates)))
        for flow in project.flows:
            named = (flow.honours_id or -1, flow.supersedes_id or -1)
            if max(named) > 0 or flow.date_derived:
                flows.append((flow.id, project.id, *named, flow.date_derived))
    return {"project": _columns(PROJECT, projects), "flow": _columns(FLOW, flows)}


def _columns(names: tuple[str, ...], lines: list[Line]) -> dict[str, Ints]:
    rows = np.array(lines, np.int64).reshape(len(lines), len(names))
    return {name: rows[:, place].copy() for place, name in enumerate(names)}
