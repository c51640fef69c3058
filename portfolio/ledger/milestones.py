"""Milestone columns: the dated versions of each project's milestones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.ledger.columns import Columns
from portfolio.ledger.sources import Ints


@dataclass(frozen=True, kw_only=True)
class MilestoneColumns(Columns):
    """Versions sorted by project, milestone, held-from, recorded, id: the last one holds."""

    project: Ints
    milestone: Ints
    clause: Ints
    due: Ints
    weight: Ints
    state: Ints
    done_on: Ints
    has_evidence: Ints
    held_from: Ints
    recorded: Ints


def build(raw: Mapping[str, Ints], codes: Ints) -> MilestoneColumns:
    """The versions in their order."""
    order = np.lexsort(
        (raw["id"], raw["recorded_at"], raw["held_from"], raw["milestone_id"], codes)
    )
    return MilestoneColumns(
        project=codes[order],
        milestone=raw["milestone_id"][order],
        clause=raw["clause"][order],
        due=raw["due"][order],
        weight=raw["weight"][order],
        state=raw["state"][order],
        done_on=raw["done_on"][order],
        has_evidence=raw["has_evidence"][order],
        held_from=raw["held_from"][order],
        recorded=raw["recorded_at"][order],
    )
