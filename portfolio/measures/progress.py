"""Progress of projects: status, milestone weights done and due, and the clauses' own deliverables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final, Protocol, TypeVar

import numpy as np

from portfolio.domain.clauses import (
    CLAUSES,
    FINANCE_CLAUSE,
    LIST_DELIVERABLES,
    TRIANGULAR_CLAUSE,
    PriorityList,
    first_adopted,
)
from portfolio.domain.flows import Flow
from portfolio.domain.money import Dimension, is_whole
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import (
    MilestoneState,
    Project,
    ScheduleStatus,
    ShareSet,
    schedule_status,
)
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import NO_ONE, Bools, Ints, ranges, totals_by
from portfolio.ledger.view import View, day_number, day_of, per_view
from portfolio.measures.figures import Progress
from portfolio.measures.projects import project_figures


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone as valid in the view."""

    milestone_id: int
    project: str
    reference: str
    titles: Mapping[str, str]
    clause: int | None
    due: date
    weight: int
    state: MilestoneState  # DONE only with a date by the as-of date and evidence
    done_on: date | None
    days_late: int  # days past the due date, 0 when done or not yet due


@dataclass(frozen=True, slots=True)
class DeliverableLine:
    """State of a clause's own deliverable in the view."""

    state: MilestoneState
    done_on: date | None
    adopted_list: PriorityList | None = None  # the list whose adoption is what proves it done


@dataclass(frozen=True)
class Steps:
    """Milestone version rows in force in the view, of projects of the band."""

    rows: Ints
    done: Bools
    due: Bools
    late: Bools  # its day is past and it is not done


@per_view
def steps(view: View) -> Steps:
    """Milestone versions in force; done counts if done by the day with evidence."""
    columns, projects = view.portfolio.milestones, view.portfolio.projects
    state = project_figures(view)
    # Progress needs no rate: projects that the converted totals leave out have their milestones.
    counted = np.concatenate(
        (state.codes[state.in_band], state.unconverted[view.in_band(state.unconverted)])
    )
    if not view.question.band.has_requirement:  # context has no progress (ruling 24)
        counted = counted[:0]
    if 4 * len(counted) >= 3 * view.portfolio.size:
        wanted = np.zeros(view.portfolio.size, np.bool_)
        wanted[counted] = True
        held = columns.holding(view.day, view.before)
        held = held.compress(wanted.take(columns.project.take(held)))
    else:
        counted = np.sort(counted)
        rows = ranges(projects.first_milestone[counted], projects.n_milestones[counted])
        held = columns.holding(view.day, view.before, rows)
    if view.cells.clauses is not None:
        held = held[_of_clauses(view, held, view.cells.clauses)]
    done = columns.state.take(held) == MilestoneState.DONE
    done_on = columns.done_on.take(held)
    done &= (done_on != NO_ONE) & (done_on <= view.day) & (columns.has_evidence.take(held) == 1)
    due = columns.due.take(held)
    return Steps(held, done, due <= view.day, (due < view.day) & ~done)


@per_view
def overall(view: View) -> Progress:
    """Progress of all milestones of the projects of the band."""
    found = steps(view)
    return _progress(_tally(view, found, np.zeros(len(found.rows), np.int64), 1)[:, 0])


@per_view
def by_clause(view: View) -> Mapping[int, Progress]:
    """Progress of each clause as a filter by it alone counts it; clauses without any are absent.

    Clauses 9 and 10 are views over the others' milestones, so the lines overlap (ruling 31).
    """
    found, columns = steps(view), view.portfolio.milestones
    clause = columns.clause.take(found.rows) - NO_ONE
    kind = view.portfolio.projects.kind.take(columns.project.take(found.rows))
    place, size = 2 * clause + (kind == Kind.TRIANGULAR), CLAUSES[-1] + 1 - NO_ONE
    tally = _tally(view, found, place, 2 * size).reshape(-1, size, 2)
    sums = tally.sum(axis=2)
    lines = {number: sums[:, number - NO_ONE] for number in CLAUSES}
    lines[FINANCE_CLAUSE] = sums.sum(axis=1)
    lines[TRIANGULAR_CLAUSE] = tally[:, :, 1].sum(axis=1) + tally[:, TRIANGULAR_CLAUSE - NO_ONE, 0]
    return {number: _progress(line) for number, line in lines.items() if line[_MILESTONES]}


def _of_clauses(view: View, rows: Ints, clauses: frozenset[int]) -> Bools:
    """Milestones that a filter by clauses counts: those of the clauses, and the views 9 and 10."""
    columns, projects = view.portfolio.milestones, view.portfolio.projects
    if FINANCE_CLAUSE in clauses:
        return np.ones(len(rows), np.bool_)
    counted = np.isin(columns.clause.take(rows), sorted(clauses))
    if TRIANGULAR_CLAUSE in clauses:
        counted |= projects.kind[columns.project[rows]] == Kind.TRIANGULAR
    return counted


@per_view
def by_project(view: View) -> Mapping[str, Progress]:
    """Progress by project identifier; projects without milestones are absent."""
    found, columns = steps(view), view.portfolio.milestones
    tally = _tally(view, found, columns.project.take(found.rows), view.portfolio.size)
    return {
        view.portfolio.identifier(code): _progress(tally[:, code])
        for code in np.flatnonzero(tally[_MILESTONES]).tolist()
    }


_MILESTONES: Final = 3  # the row of a tally that counts them


def _tally(view: View, steps: Steps, place: Ints, size: int) -> Ints:
    """The fields of Progress, a row each, summed by place (0 … size − 1), one a milestone that holds."""
    weight = view.portfolio.milestones.weight.take(steps.rows)
    return np.stack(
        (
            totals_by(place, weight * steps.done, size),
            totals_by(place, weight * steps.due, size),
            totals_by(place, weight, size),
            np.bincount(place, minlength=size),
            np.bincount(place.compress(steps.done), minlength=size),
            np.bincount(place.compress(steps.late), minlength=size),
        )
    )


def _progress(sums: Ints) -> Progress:
    return Progress(*sums.tolist())


def days_left(view: View) -> int:
    """Days from the as-of date to the conference; below zero once it is past."""
    return day_number(view.conference) - view.day


def status_of(view: View, progress: Progress) -> ScheduleStatus:
    """On track, at risk or late; done or not done after the conference (rulings 19 and 27)."""
    return schedule_status(progress.done, progress.planned, progress.total, days_left(view))


@per_view
def milestones(view: View) -> tuple[MilestoneLine, ...]:
    """Every milestone of the projects of the band: late first, then by due date."""
    return _lines(view, range(len(steps(view).rows)))


def late_longest(view: View, count: int, project: int | None = None) -> tuple[MilestoneLine, ...]:
    """The milestones late longest, of one project by its code or of all; at most ``count``."""
    late = np.flatnonzero(steps(view).late & _of_project(view, project))
    due = view.portfolio.milestones.due.take(steps(view).rows.take(late))
    if len(late) > count:  # of those due on one day all are compared
        late = late.compress(due <= np.sort(due)[count - 1])
    return _lines(view, late.tolist())[:count]


def next_due(view: View, project: int | None = None) -> MilestoneLine | None:
    """The open milestone due next, today or later, of one project or of all."""
    found, columns = steps(view), view.portfolio.milestones
    due = columns.due.take(found.rows)
    is_open = ~found.done & (columns.state.take(found.rows) != MilestoneState.MISSED)
    ahead = np.flatnonzero(is_open & (due >= view.day) & _of_project(view, project))
    if not len(ahead):
        return None
    return _lines(view, ahead.compress(due[ahead] == due[ahead].min()).tolist())[0]


def _of_project(view: View, project: int | None) -> Bools:
    projects = view.portfolio.milestones.project.take(steps(view).rows)
    return np.asarray(projects >= 0 if project is None else projects == project)


def _lines(view: View, places: Iterable[int]) -> tuple[MilestoneLine, ...]:
    """Some of the milestones in force, late first, then by due date."""
    found, portfolio = steps(view), view.portfolio
    columns = portfolio.milestones
    lines = []
    for at in places:
        row = int(found.rows[at])
        label = portfolio.labels.milestones[int(columns.milestone[row])]
        done, due = bool(found.done[at]), int(columns.due[row])
        missed = int(columns.state[row]) == MilestoneState.MISSED
        clause = int(columns.clause[row])
        lines.append(
            MilestoneLine(
                milestone_id=int(columns.milestone[row]),
                project=portfolio.identifier(int(columns.project[row])),
                reference=label.reference,
                titles=label.titles,
                clause=clause if clause > 0 else None,
                due=day_of(due),
                weight=int(columns.weight[row]),
                state=MilestoneState.DONE
                if done
                else MilestoneState.MISSED
                if missed
                else MilestoneState.PLANNED,
                done_on=day_of(int(columns.done_on[row])) if done else None,
                days_late=0 if done else max(0, view.day - due),
            )
        )
    lines.sort(key=lambda line: (-line.days_late, line.due, line.project, line.reference))
    return tuple(lines)


@per_view
def deliverables(view: View) -> Mapping[str, DeliverableLine]:
    """State of each clause deliverable by reference; one without a version is planned.

    "List adopted" is done from the day of the first adopted list of its clause that is known in
    the view: the list is the evidence (ruling 34), whatever a later row records.
    """
    columns = view.portfolio.deliverables
    found = {
        deliverable.reference: DeliverableLine(MilestoneState.PLANNED, None)
        for deliverable in view.portfolio.labels.deliverables.values()
    }
    for row in columns.holding(view.day, view.before).tolist():
        reference = view.portfolio.labels.deliverables[int(columns.deliverable[row])].reference
        state = MilestoneState(int(columns.state[row]))
        done_on = int(columns.done_on[row])
        if state is MilestoneState.DONE and not (
            NO_ONE != done_on <= view.day and int(columns.has_evidence[row])
        ):
            state = MilestoneState.PLANNED
        done = state is MilestoneState.DONE
        found[reference] = DeliverableLine(state, day_of(done_on) if done else None)
    for clause, reference in LIST_DELIVERABLES.items():
        adopted = first_adopted(view.lists, clause)
        if adopted is None or reference not in found:
            continue
        day = found[reference].done_on
        if day is None or adopted.valid_from <= day:
            found[reference] = DeliverableLine(MilestoneState.DONE, adopted.valid_from, adopted)
    return found


class HasRecordedAt(Protocol):
    """Protocol of a row with its moment of recording."""

    @property
    def recorded_at(self) -> datetime:
        """The moment, UTC."""


class HasValidFrom(HasRecordedAt, Protocol):
    """Protocol of a row valid from a day on."""

    @property
    def valid_from(self) -> date:
        """The first day it is valid."""


D = TypeVar("D", bound=HasValidFrom)


def is_known(row: HasRecordedAt, question: ViewParams) -> bool:
    """Whether the reading knows the row: always, or recorded by its known-on day (ruling 18)."""
    known_on = question.known_on
    return known_on is None or row.recorded_at.astimezone(UTC).date() <= known_on


def is_withdrawn(flow: Flow, question: ViewParams) -> bool:
    """Whether the reading knows that the row was taken back while only proposed, on whatever day."""
    known = tuple(change for change in flow.confidences if is_known(change, question))
    return replace(flow, confidences=known).is_withdrawn


def holding(rows: Sequence[D], question: ViewParams) -> D | None:
    """The row in force on the as-of date: the latest, then the one recorded last, then the last."""
    held = [
        (row.valid_from, row.recorded_at, at)
        for at, row in enumerate(rows)
        if row.valid_from <= question.as_of and is_known(row, question)
    ]
    return rows[max(held)[2]] if held else None


def shares(project: Project, axis: Dimension, question: ViewParams) -> ShareSet | None:
    """Shares of an axis in force; None where there are none or they do not sum to the whole."""
    found = holding([entry for entry in project.share_sets if entry.axis is axis], question)
    if found is None or not is_whole([points for _, points in found.parts]):
        return None
    return found


def milestone_states(project: Project, question: ViewParams) -> tuple[MilestoneLine, ...]:
    """Milestones of the project in force, by due date (ruling 19: done by then, with evidence)."""
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
