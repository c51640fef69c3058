"""Milestones: what is due when, how much it weighs, and whether it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final


class MilestoneState(IntEnum):
    """Planned, done (with date and evidence) or missed (keeps its weight)."""

    PLANNED = 1
    DONE = 2
    MISSED = 3


class ScheduleStatus(IntEnum):
    """On time or late, of milestones and of deliverables (rulings 19 and 27)."""

    NO_MILESTONES = 0
    NOTHING_DUE = 1  # nothing was due yet and nothing is done: neither good nor bad
    ON_TRACK = 2
    AT_RISK = 3
    LATE = 4
    DONE = 5  # after the day of the conference there is only done and not done
    NOT_DONE = 6

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the status."""
        return self.name.lower()

    @property
    def shape(self) -> str:
        """The sign that stands with the word, so that colour is never all that tells."""
        return _SHAPES[self]

    @property
    def is_behind(self) -> bool:
        """Whether the word names a lag."""
        return self in (ScheduleStatus.AT_RISK, ScheduleStatus.LATE, ScheduleStatus.NOT_DONE)


_SHAPES: Final = {
    ScheduleStatus.NO_MILESTONES: "○",
    ScheduleStatus.NOTHING_DUE: "○",
    ScheduleStatus.ON_TRACK: "●",
    ScheduleStatus.AT_RISK: "▲",
    ScheduleStatus.LATE: "■",
    ScheduleStatus.DONE: "●",
    ScheduleStatus.NOT_DONE: "■",
}


@dataclass(frozen=True, slots=True)
class MilestoneVersion:
    """A milestone as it holds from a day on."""

    clause: int | None
    due: date
    weight: int
    state: MilestoneState
    done_on: date | None
    evidence: str
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project with its dated versions, oldest first."""

    id: int
    reference: str
    titles: Mapping[str, str]
    versions: tuple[MilestoneVersion, ...]


def schedule_status(done: int, planned: int, total: int, days_left: int) -> ScheduleStatus:
    """Where work stands, from weights done, due and in all, and days to the conference."""
    if total == 0:
        return ScheduleStatus.NO_MILESTONES
    if days_left < 0:
        return ScheduleStatus.DONE if done >= total else ScheduleStatus.NOT_DONE
    if done == planned == 0:
        return ScheduleStatus.NOTHING_DUE
    if done >= planned:
        return ScheduleStatus.ON_TRACK
    if 4 * (planned - done) >= total or days_left <= 30:
        return ScheduleStatus.LATE
    return ScheduleStatus.AT_RISK
