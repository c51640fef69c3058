"""Road to the conference: deadlines of the text, milestones by month, status of the text, and the replay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from portfolio.domain.clauses import (
    ADOPTED,
    CLAUSES,
    CONFERENCE_WINDOW,
    FINANCE_CLAUSE,
    TRIANGULAR_CLAUSE,
    DeadlineState,
    Deliverable,
    PriorityList,
)
from portfolio.domain.projects import MilestoneState, ScheduleStatus
from portfolio.domain.reference import Kind
from portfolio.ledger.view import View, per_view
from portfolio.measures import breakdowns, progress
from portfolio.measures.figures import NOTHING, Amounts, Progress
from portfolio.measures.headline import headline
from portfolio.measures.progress import days_left, deliverables, steps

NO_CLAUSE: Final = 0


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deliverable of a clause and its deadline."""

    deliverable: Deliverable
    by: date | None  # the last day in time; None where the text sets no limit
    state: MilestoneState
    done_on: date | None
    days_late: int  # days past the limit; 0 when done, not yet due or without a limit
    days_left: int | None  # days up to the limit; None when done, past it or without a limit
    adopted_list: PriorityList | None = None  # the list whose adoption is what proves it done

    @property
    def is_late(self) -> bool:
        """Whether it is open after its deadline, or missed."""
        return self.days_late > 0 or self.state is MilestoneState.MISSED


@dataclass(frozen=True, slots=True)
class Tally:
    """Number of milestones done, past their day without being done, and still to come."""

    done: int = 0
    late: int = 0
    planned: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.late + self.planned


@dataclass(frozen=True, slots=True)
class Calendar:
    """Milestones by clause (0: none) and by the month they are due, from Rabat to the conference.

    ``months`` are first days of months. What is due outside them is in
    ``earlier`` and ``later``, by clause.
    """

    months: tuple[date, ...]
    tallies: Mapping[tuple[int, date], Tally]
    earlier: Mapping[int, Tally]
    later: Mapping[int, Tally]
    total: Tally

    @property
    def clauses(self) -> tuple[int, ...]:
        """The clauses that have milestones, those of no clause last."""
        found = {clause for clause, _ in self.tallies} | set(self.earlier) | set(self.later)
        return tuple(sorted(found, key=lambda clause: (clause == NO_CLAUSE, clause)))


def last_day(deliverable: Deliverable, conference: date) -> date | None:
    """The last day on which a deliverable is in time (domain section 1).

    Clause 4's are due before the conference, so on the day before it; clause 11's inside the
    window that the text sets, whatever the day of the conference.
    """
    match deliverable.limit:
        case DeadlineState.FIXED:
            return deliverable.limit_date
        case DeadlineState.CONFERENCE:
            return conference - timedelta(days=1)
        case DeadlineState.WINDOW:
            return CONFERENCE_WINDOW[1]
        case DeadlineState.NONE:
            return None


def limits(view: View, chosen_deliverables: Iterable[Deliverable]) -> tuple[DeadlineLine, ...]:
    """Deadline line of each deliverable, in their order: its state and deadline in the view."""
    states, today = deliverables(view), view.question.as_of
    lines = []
    for deliverable in chosen_deliverables:
        held = states[deliverable.reference]
        by = last_day(deliverable, view.conference)
        is_open = by is not None and held.state is not MilestoneState.DONE
        left = (by - today).days if by is not None and is_open else None
        lines.append(
            DeadlineLine(
                deliverable=deliverable,
                by=by,
                state=held.state,
                done_on=held.done_on,
                days_late=max(0, -left) if left is not None else 0,
                days_left=left if left is not None and left >= 0 else None,
                adopted_list=held.adopted_list,
            )
        )
    return tuple(lines)


@per_view
def calendar(view: View) -> Calendar:
    """Milestones of the projects of the band, by clause and month due."""
    found, columns = steps(view), view.portfolio.milestones
    due = columns.due[found.rows]
    clause = np.clip(columns.clause[found.rows], NO_CLAUSE, None)
    first, last = _month(ADOPTED), max(_month(view.conference), _month(ADOPTED))
    size = last - first + 1
    months = due.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    # Slot 0 is what is due before the first month, the last slot what is due after the last.
    slot = np.clip(months - first + 1, 0, size + 1)
    late = ~found.done & (due < view.day)
    state = np.where(found.done, 0, np.where(late, 1, 2))
    clauses, row = np.unique(clause, return_inverse=True)
    counts = np.zeros((len(clauses), size + 2, 3), np.int64)
    np.add.at(counts, (row, slot, state), 1)
    starts = tuple(_first_day(first + offset) for offset in range(size))
    tallies: dict[tuple[int, date], Tally] = {}
    beside: tuple[dict[int, Tally], dict[int, Tally]] = ({}, {})
    for index, number in enumerate(clauses.tolist()):
        for at in np.flatnonzero(counts[index].any(axis=1)).tolist():
            tally = Tally(*counts[index, at].tolist())
            if 0 < at <= size:
                tallies[number, starts[at - 1]] = tally
            else:
                beside[at > size][number] = tally
    total = Tally(*counts.sum(axis=(0, 1)).tolist())
    return Calendar(starts, tallies, *beside, total)


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class TextStanding:
    """Number of deliverables done, due, late and without a deadline, and which are late.

    ``done + due + late + none`` are all of them. Never merged with the standing of projects.
    """

    done: int
    due: int  # open, the deadline is today or ahead
    late: int  # open, from the day after the deadline, or missed
    none: int  # open, and the text sets no deadline
    late_lines: tuple[DeadlineLine, ...]  # the longest late first: names, deadlines, days
    next_line: DeadlineLine | None  # the open deliverable whose deadline comes next
    status: ScheduleStatus
    has_deadline: bool  # the text sets one for any of them
    is_shown: bool  # False in a view by country, region or funder, and of context

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.due + self.late + self.none


@per_view
def text_standing(view: View) -> TextStanding:
    """Status of the text: deliverables of the filtered clauses, of all without a filter."""
    wanted = view.question.filters.clauses
    return _of(view, (d for d in _declared(view) if not wanted or d.clause in wanted))


@per_view
def by_clause(view: View) -> Mapping[int, TextStanding]:
    """Status of the text by clause with deliverables, whatever the filter by clause."""
    declared = _declared(view)
    return {
        number: _of(view, (d for d in declared if d.clause == number))
        for number in sorted({d.clause for d in declared})
    }


def _declared(view: View) -> tuple[Deliverable, ...]:
    return tuple(view.portfolio.labels.deliverables.values())


def _of(view: View, deliverables: Iterable[Deliverable]) -> TextStanding:
    lines = limits(view, deliverables)
    late = tuple(sorted((line for line in lines if line.is_late), key=_longest_first))
    done = sum(line.state is MilestoneState.DONE for line in lines)
    ahead = [line for line in lines if line.days_left is not None and not line.is_late]
    filters = view.question.filters
    return TextStanding(
        done=done,
        due=len(ahead),
        late=len(late),
        none=len(lines) - done - len(ahead) - len(late),
        late_lines=late,
        next_line=min(
            ahead, key=lambda line: (line.days_left, line.deliverable.clause), default=None
        ),
        status=_status(len(lines), done, len(late), days_left(view)),
        has_deadline=any(line.by is not None for line in lines),
        is_shown=view.question.band.has_requirement
        and not (filters.countries or filters.regions or filters.funders),
    )


def _longest_first(line: DeadlineLine) -> tuple[int, int, int]:
    return -line.days_late, line.deliverable.clause, line.deliverable.position


def _status(total: int, done: int, late: int, days: int) -> ScheduleStatus:
    """Schedule status of the text: on time or late; at risk applies to planned work alone."""
    if total == 0:
        return ScheduleStatus.NO_MILESTONES
    if days < 0:
        return ScheduleStatus.DONE if done == total else ScheduleStatus.NOT_DONE
    if late:
        return ScheduleStatus.LATE
    return ScheduleStatus.ON_TRACK if done else ScheduleStatus.NOTHING_DUE


MAX_DAYS: Final = 60  # of a conference postponed for years, the first five years and its own day


@dataclass(frozen=True, slots=True)
class ReplayClause:
    """One clause on one day: its money, and its own deliverables (None: it has none)."""

    amounts: Amounts
    status: ScheduleStatus  # of the projects' milestones
    text: TextStanding | None


@dataclass(frozen=True, slots=True)
class ReplayDay:
    """Figures of a view as of that day, in one reading; amounts in minor units."""

    day: date
    amounts: Amounts  # the headline's
    projects: int
    progress: Progress
    status: ScheduleStatus
    text: TextStanding
    clauses: Mapping[int, ReplayClause]


@dataclass(frozen=True, slots=True)
class HeadlineReplay:
    """Every day in two readings, in order: as known today, and as known then."""

    days: tuple[date, ...]
    known_today: tuple[ReplayDay, ...]
    known_then: tuple[ReplayDay, ...]


def replay(view: View, also: Iterable[date] = ()) -> HeadlineReplay:
    """Headline on the adoption, every month end, the day of the view and the conference.

    ``also``: further days of that time, such as those of the example's scenes. Each entry is what
    a view as of its day answers under the filters of this one; "as known today" has the view's
    own reading, "as known then" knows what was recorded by each day.
    """
    days = tuple(_days(view.conference, (view.question.as_of, *also)))
    known = view.question.known_on
    return HeadlineReplay(
        days=days,
        known_today=tuple(_on(view, day, known) for day in days),
        known_then=tuple(_on(view, day, min(day, known or day)) for day in days),
    )


def _days(conference: date, also: Iterable[date]) -> Iterator[date]:
    last = max(conference, ADOPTED)
    found = {ADOPTED}
    month = ADOPTED.replace(day=1)
    while len(found) < MAX_DAYS:
        month = (month + timedelta(days=31)).replace(day=1)
        if month > last:
            break
        found.add(month - timedelta(days=1))
    found |= {day for day in also if ADOPTED <= day <= last}
    yield from sorted({*found, last})


def _on(view: View, day: date, known_on: date | None) -> ReplayDay:
    """One day of the replay; everything computed on the way is freed with its view."""
    question = replace(view.question, as_of=day, known_on=known_on)
    seen = View(view.portfolio, question, view.conference, view.conference_source)
    head, overall = headline(seen), progress.overall(seen)
    return ReplayDay(
        day=day,
        amounts=head.amounts,
        projects=head.projects,
        progress=overall,
        status=progress.status_of(seen, overall),
        text=text_standing(seen),
        clauses=_clauses(seen, head.amounts),
    )


def _clauses(view: View, whole: Amounts) -> dict[int, ReplayClause]:
    """Money of each clause; 9 shows all of it, 10 that of triangular projects (ruling 16)."""
    amounts = {
        int(line.key): line.amounts
        for line in breakdowns.split(view, "clause").lines
        if line.key.isdigit()
    }
    amounts[FINANCE_CLAUSE] = whole
    kinds = {line.key: line.amounts for line in breakdowns.split(view, "kind").lines}
    amounts[TRIANGULAR_CLAUSE] = kinds.get(Kind.TRIANGULAR.word, NOTHING)
    texts, work = by_clause(view), progress.by_clause(view)
    return {
        number: ReplayClause(
            amounts.get(number, NOTHING),
            progress.status_of(view, work[number])
            if number in work
            else ScheduleStatus.NO_MILESTONES,
            texts.get(number),
        )
        for number in CLAUSES
    }
