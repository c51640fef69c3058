"""The replay: what each month from Rabat to the conference would have answered, in both readings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from portfolio.domain.clauses import ADOPTED, CLAUSES, FINANCE_CLAUSE, TRIANGULAR_CLAUSE
from portfolio.domain.projects import ScheduleStatus
from portfolio.domain.reference import Kind
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, progress, road
from portfolio.measures.figures import NOTHING, Amounts, Progress
from portfolio.measures.headline import headline
from portfolio.measures.road import TextStanding

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
        text=road.text_standing(seen),
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
    texts, work = road.by_clause(view), progress.by_clause(view)
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
