"""Milestones: what is due when, how much it weighs, and whether it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum


class MilestoneState(IntEnum):
    """Planned, done (with date and evidence) or missed (keeps its weight)."""

    PLANNED = 1
    DONE = 2
    MISSED = 3


class Standing(IntEnum):
    """How far things are on the road to the conference (rulings, time and progress 19)."""

    NOT_APPLICABLE = 0
    ON_TRACK = 1
    AT_RISK = 2
    LATE = 3

    @property
    def word(self) -> str:
        """The key under which the catalogs name the standing."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class MilestoneVersion:
    """A milestone as it holds from a day on."""

    clause: int | None
    due: date
    weight: int
    state: MilestoneState
    done_on: date | None
    evidence: str
    held_from: date
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project with its dated versions, oldest first."""

    id: int
    reference: str
    titles: Mapping[str, str]
    versions: tuple[MilestoneVersion, ...]


def standing(done: int, planned: int, total: int, days_left: int) -> Standing:
    """On track, late or at risk from weights done, due and in all, and days to the conference."""
    if total == 0:
        return Standing.NOT_APPLICABLE
    if done >= planned:
        return Standing.ON_TRACK
    if 4 * (planned - done) >= total or days_left <= 30:
        return Standing.LATE
    return Standing.AT_RISK
