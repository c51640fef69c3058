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
    valid_from: Ints
    recorded_at: Ints


def build(raw: Mapping[str, Ints], codes: Ints) -> MilestoneColumns:
    """The versions in their order."""
    order = np.lexsort(
        (raw["id"], raw["recorded_at"], raw["valid_from"], raw["milestone_id"], codes)
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
        valid_from=raw["valid_from"][order],
        recorded_at=raw["recorded_at"][order],
    )
