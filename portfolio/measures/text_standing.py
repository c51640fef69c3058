"""Where the text stands: the deliverables of its clauses done, due and late (ruling 27)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.domain.clauses import Deliverable
from portfolio.domain.milestones import MilestoneState, ScheduleStatus
from portfolio.ledger.view import View
from portfolio.measures.progress import days_left
from portfolio.measures.road import DeadlineLine, limits


@dataclass(frozen=True, slots=True)
class TextStanding:
    """How many deliverables are done, due, late and without a deadline, and which are late.

    ``done + due + late + none`` are all of them. Never merged with the standing of projects.
    """

    done: int
    due: int  # open, the deadline is today or ahead
    late: int  # open, from the day after the deadline, or given up
    none: int  # open, and the text sets no deadline
    late_lines: tuple[DeadlineLine, ...]  # the longest late first: names, deadlines, days
    next_line: DeadlineLine | None  # the open deliverable whose deadline comes next
    status: ScheduleStatus
    is_shown: bool  # False in a view by country, region or funder, and of context

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.due + self.late + self.none


def text_standing(view: View) -> TextStanding:
    """The deliverables of the clauses a view asks for, of all where it asks for none."""
    return view.once(_text_standing)


def _text_standing(view: View) -> TextStanding:
    wanted = view.question.filters.clauses
    return _of(view, (d for d in _declared(view) if not wanted or d.clause in wanted))


def by_clause(view: View) -> Mapping[int, TextStanding]:
    """The standing of each clause that asks for deliverables, whatever the filter by clause."""
    return view.once(_by_clause)


def _by_clause(view: View) -> Mapping[int, TextStanding]:
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
        is_shown=view.question.band.has_requirement
        and not (filters.countries or filters.regions or filters.funders),
    )


def _longest_first(line: DeadlineLine) -> tuple[int, int, int]:
    return -line.days_late, line.deliverable.clause, line.deliverable.position


def _status(total: int, done: int, late: int, days: int) -> ScheduleStatus:
    """What the text knows: on time or late; at risk is a word for planned work alone."""
    if total == 0:
        return ScheduleStatus.NO_MILESTONES
    if days < 0:
        return ScheduleStatus.DONE if done == total else ScheduleStatus.NOT_DONE
    if late:
        return ScheduleStatus.LATE
    return ScheduleStatus.ON_TRACK if done else ScheduleStatus.NOTHING_DUE
