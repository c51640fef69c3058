"""What of one project's dated rows holds in a question: status, shares, milestones and progress."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from portfolio.domain.filters import ViewParams
from portfolio.domain.flows import Flow
from portfolio.domain.milestones import MilestoneState
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.shares import Dimension, is_whole
from portfolio.measures.figures import Progress
from portfolio.measures.progress import MilestoneLine


class HasRecordedAt(Protocol):
    """A row that says when it was recorded."""

    @property
    def recorded_at(self) -> datetime:
        """The moment, UTC."""


class HasValidFrom(HasRecordedAt, Protocol):
    """A row that holds from a day on."""

    @property
    def valid_from(self) -> date:
        """The first day it holds."""


D = TypeVar("D", bound=HasValidFrom)


def is_known(row: HasRecordedAt, question: ViewParams) -> bool:
    """Whether the reading knows the row: always, or recorded up to the asked day (ruling 18)."""
    known_on = question.known_on
    return known_on is None or row.recorded_at.astimezone(UTC).date() <= known_on


def is_withdrawn(flow: Flow, question: ViewParams) -> bool:
    """Whether the reading knows that the row was taken back while only proposed, on whatever day."""
    known = tuple(change for change in flow.confidences if is_known(change, question))
    return replace(flow, confidences=known).is_withdrawn


def holding(rows: Sequence[D], question: ViewParams) -> D | None:
    """The row that holds on the as-of date: the latest, then the one recorded last, then the last."""
    held = [
        (row.valid_from, row.recorded_at, at)
        for at, row in enumerate(rows)
        if row.valid_from <= question.as_of and is_known(row, question)
    ]
    return rows[max(held)[2]] if held else None


def shares(project: Project, axis: Dimension, question: ViewParams) -> ShareSet | None:
    """The shares of an axis that hold; None where there are none or they do not sum to the whole."""
    found = holding([entry for entry in project.share_sets if entry.axis is axis], question)
    if found is None or not is_whole([points for _, points in found.parts]):
        return None
    return found


def milestones(project: Project, question: ViewParams) -> tuple[MilestoneLine, ...]:
    """The project's milestones as they hold, by due date (ruling 19: done by the day, with evidence)."""
    lines = []
    for milestone in project.milestones:
        version = holding(milestone.versions, question)
        if version is None:
            continue
        done_on = version.done_on
        is_done = (
            version.state is MilestoneState.DONE
            and bool(version.evidence)
            and done_on is not None
            and done_on <= question.as_of
        )
        missed = version.state is MilestoneState.MISSED
        state = MilestoneState.MISSED if missed else MilestoneState.PLANNED
        lines.append(
            MilestoneLine(
                milestone_id=milestone.id,
                project=project.identifier,
                reference=milestone.reference,
                titles=milestone.titles,
                clause=version.clause,
                due=version.due,
                weight=version.weight,
                state=MilestoneState.DONE if is_done else state,
                done_on=done_on if is_done else None,
                days_late=0 if is_done else max(0, (question.as_of - version.due).days),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.due, line.reference)))


def progress(lines: Iterable[MilestoneLine], day: date) -> Progress:
    """Weights done, due and in all of some milestones on a day, and their counts."""
    every = tuple(lines)
    done = [line for line in every if line.state is MilestoneState.DONE]
    due = [line for line in every if line.due <= day]
    return Progress(
        done=sum(line.weight for line in done),
        planned=sum(line.weight for line in due),
        total=sum(line.weight for line in every),
        milestones=len(every),
        milestones_done=len(done),
        milestones_late=sum(1 for line in every if line.days_late),
    )
