"""Report of a view on one sheet: position, standing, three asks, pledges without a disbursement."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from portfolio.domain.errors import UnknownProject
from portfolio.domain.params import Filters
from portfolio.domain.projects import Band, ScheduleStatus
from portfolio.ledger.columns import Bools
from portfolio.ledger.view import View, per_view
from portfolio.measures import breakdowns, entries, lists, progress
from portfolio.measures.allocation import filtered_figures
from portfolio.measures.breakdowns import UNALLOCATED
from portfolio.measures.delivery import delivery
from portfolio.measures.figures import (
    Amounts,
    BreakdownRow,
    Figure,
    Headline,
    Progress,
    ProjectLine,
    Record,
)
from portfolio.measures.funders import Delivery
from portfolio.measures.funding import funder_word
from portfolio.measures.headline import headline
from portfolio.measures.open_pledges import OpenPledge, open_pledges
from portfolio.measures.progress import MilestoneLine
from portfolio.measures.road import DeadlineLine, TextStanding, text_standing

LATE: Final = 2  # late milestones and deliverables named
LONGEST: Final = 4  # pledges without a disbursement named
PARTS: Final = 5  # rows of a breakdown named
SHORTFALLS: Final = 3


# What makes a row of a breakdown greater: the first figure, then the next.
_ORDER: Final[Mapping[str, tuple[Figure, ...]]] = {
    "funder": (
        Figure.COVERED,
        Figure.PLEDGED_TOWARD_GAP,
        Figure.SECURED,
        Figure.PLEDGED_OPEN,
    ),
    "other": (Figure.GAP_AFTER_PLEDGES, Figure.REQUIREMENT, Figure.SECURED),
}


class Subject(StrEnum):
    """Subject of a sheet; each value is a word of phrase keys and file names."""

    WHOLE = "whole"
    COUNTRY = "country"
    FUNDER = "funder"
    CLAUSE = "clause"
    PROJECT = "project"
    SELECTION = "selection"  # several filters at once


@dataclass(frozen=True, slots=True)
class PledgeAsk:
    """Funder with most pledged and not committed, of what all have pledged."""

    funder: str
    amount_minor: int
    total_minor: int
    oldest_days: int | None  # since its oldest open pledge was first made


@dataclass(frozen=True, slots=True)
class ShortfallAsk:
    """Projects with most missing after pledges, the greatest first, of what all miss."""

    projects: tuple[tuple[str, int], ...]  # identifier → missing, minor units
    total_minor: int

    @property
    def amount_minor(self) -> int:
        """What they miss together."""
        return sum(missing for _, missing in self.projects)


@dataclass(frozen=True, slots=True)
class DeadlineAsk:
    """Deliverable of the text or milestone of a project that is late longest, else due next."""

    deliverable: DeadlineLine | None = None
    milestone: MilestoneLine | None = None


@dataclass(frozen=True, slots=True)
class UndisbursedPledges:
    """Open pledges without a disbursement: those open longest, how many there are, and their sum."""

    rows: tuple[OpenPledge, ...] = ()
    count: int = 0
    total_minor: int = 0


@dataclass(frozen=True, slots=True)
class PartsTable:
    """The greatest rows of a breakdown, and what the others come to."""

    axis: str
    rows: tuple[BreakdownRow, ...]
    others: tuple[BreakdownRow, ...]
    total: Amounts


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one sheet; every one is a figure of the pages of the same view."""

    subject: Subject
    key: str  # ISO code, funder, number of the clause or identifier of the project; else ""
    band: Band
    amounts: Amounts
    projects: int
    headline: Headline
    work: Progress
    status: ScheduleStatus
    late: tuple[MilestoneLine, ...]  # the longest late first
    upcoming: MilestoneLine | None
    text: TextStanding | None  # None where the view is not one of the text
    asks: tuple[PledgeAsk | ShortfallAsk | DeadlineAsk, ...]
    undisbursed_pledges: UndisbursedPledges
    parts: tuple[PartsTable, ...]
    titles: Mapping[str, Mapping[str, str]]  # of the projects named, by identifier
    project: ProjectLine | None = None
    delivery: Delivery | None = None  # of the one funder

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no project of the band, and none left out."""
        return not self.projects and not self.headline.left_out


def subject_of(filters: Filters) -> tuple[Subject, str]:
    """Subject of a view by its filters: one country, funder or clause, else several, or the whole."""
    if filters.is_empty:
        return Subject.WHOLE, ""
    for subject, field, values in (
        (Subject.COUNTRY, "countries", filters.countries),
        (Subject.FUNDER, "funders", filters.funders),
        (Subject.CLAUSE, "clauses", filters.clauses),
    ):
        if len(values) == 1 and replace(filters, **{field: frozenset()}).is_empty:
            return subject, str(next(iter(values)))
    return Subject.SELECTION, ""


@per_view
def report(view: View) -> Report:
    """The report of a view: of the whole, or of what its filters leave."""
    subject, key = subject_of(view.question.filters)
    head = headline(view)
    found = Report(
        subject=subject,
        key=key,
        band=view.question.band,
        amounts=head.amounts,
        projects=head.projects,
        headline=head,
        work=(work := progress.overall(view)),
        status=progress.status_of(view, work),
        late=progress.late_longest(view, LATE),
        upcoming=progress.next_due(view),
        text=text if (text := text_standing(view)).is_shown and text.total else None,
        asks=(),
        undisbursed_pledges=_undisbursed_pledges(view),
        parts=tuple(_parts(view, axis) for axis in _axes(view.question.filters)),
        titles={},
        delivery=next(iter(delivery(view)), None) if subject is Subject.FUNDER else None,
    )
    split = breakdowns.split(view, "funder")
    return _complete(view, found, split.lines, _shortfalls(view, head))


def project_report(view: View, identifier: str) -> Report:
    """The report of one project, without the view's filters; raises UnknownProject."""
    portfolio = view.portfolio
    code = portfolio.code_of(portfolio.ids.get(identifier, -1))
    if code is None or not view.in_scope[code]:
        raise UnknownProject(identifier=identifier)
    line = lists.lines(view, np.array([code], np.int64))[0]
    band = line.band or Band.OFFICIAL
    asked = replace(view.question, filters=Filters(), band=band)
    seen = View(portfolio, asked, view.conference, view.conference_source)
    line = lists.lines(seen, np.array([code], np.int64))[0]
    mine = np.zeros(portfolio.size, np.bool_)
    mine[code] = True
    head = replace(
        headline(seen),
        amounts=line.amounts,
        projects=1,
        without_requirement=(),
        left_out=tuple(row for row in headline(seen).left_out if row.project == identifier),
    )
    work = progress.by_project(seen).get(identifier, Progress(0, 0, 0, 0, 0, 0))
    rows = entries.funders(seen, identifier)
    found = Report(
        subject=Subject.PROJECT,
        key=identifier,
        band=band,
        amounts=line.amounts,
        projects=1,
        headline=head,
        work=work,
        status=progress.status_of(seen, work),
        late=progress.late_longest(seen, LATE, code),
        upcoming=progress.next_due(seen, code),
        text=None,
        asks=(),
        undisbursed_pledges=_undisbursed_pledges(seen, mine),
        parts=(_cut("funder", rows, line.amounts),),
        titles={},
        project=line,
    )
    missing = line.amounts.recorded_amount(Figure.GAP_AFTER_PLEDGES) or 0
    shortfall = ShortfallAsk(((identifier, missing),), missing) if missing else None
    return _complete(seen, found, rows, shortfall)


def _complete(
    view: View, body: Report, funders: tuple[BreakdownRow, ...], shortfall: ShortfallAsk | None
) -> Report:
    """The report with its asks, those that are empty left out, and the titles it needs."""
    deadline = _deadline(body)
    asks = (_pledge_ask(view, body, funders), shortfall, deadline)
    if not body.band.has_requirement:  # context is background: nothing is asked of it
        asks = (None, None, None)
    named = {row.project for row in body.undisbursed_pledges.rows} | {
        line.project for line in body.late
    }
    if body.upcoming is not None:
        named.add(body.upcoming.project)
    if shortfall is not None:
        named |= {identifier for identifier, _ in shortfall.projects}
    labels, ids = view.portfolio.labels.projects, view.portfolio.ids
    return replace(
        body,
        asks=tuple(ask for ask in asks if ask is not None),
        titles={identifier: labels[ids[identifier]].titles for identifier in sorted(named)},
    )


def _pledge_ask(view: View, body: Report, funders: tuple[BreakdownRow, ...]) -> PledgeAsk | None:
    """What is pledged toward the gap; where no requirement is recorded, all that is pledged."""
    figure = Figure.PLEDGED_TOWARD_GAP
    if body.amounts.recorded_amount(Figure.REQUIREMENT) is None:
        figure = Figure.PLEDGED_OPEN
    most = min(funders, key=lambda row: (-(row.amounts.of(figure) or 0), row.key), default=None)
    amount = most.amounts.of(figure) if most is not None else None
    if most is None or not amount:
        return None
    ages = [
        one.age_days
        for one in open_pledges(view).lines
        if one.funder == most.key and (body.project is None or one.project == body.key)
    ]
    total = body.amounts.of(figure) or amount
    return PledgeAsk(most.key, amount, max(total, amount), max(ages, default=None))


def _shortfalls(view: View, head: Headline) -> ShortfallAsk | None:
    """The projects with most missing after pledges, inside the filters."""
    total = head.amounts.recorded_amount(Figure.GAP_AFTER_PLEDGES)
    if not total:
        return None
    state = filtered_figures(view)
    missing = np.where(state.in_band, state.amounts[Figure.GAP_AFTER_PLEDGES], 0)
    least = np.sort(missing)[-SHORTFALLS:][0] if len(missing) else 0
    places = np.flatnonzero((missing >= least) & (missing > 0)).tolist()
    rows = [(view.portfolio.identifier(int(state.codes[at])), int(missing[at])) for at in places]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return ShortfallAsk(tuple(rows[:SHORTFALLS]), total) if rows else None


def _deadline(body: Report) -> DeadlineAsk | None:
    """Of the text where the view is one of it, else of the projects."""
    text = body.text
    if text is not None and text.late_lines:
        return DeadlineAsk(deliverable=text.late_lines[0])
    if text is not None and text.next_line is not None:
        return DeadlineAsk(deliverable=text.next_line)
    milestone = body.late[0] if body.late else body.upcoming
    return DeadlineAsk(milestone=milestone) if milestone is not None else None


def _undisbursed_pledges(view: View, projects: Bools | None = None) -> UndisbursedPledges:
    """Open pledges of each funder in each project without a disbursement, the oldest first.

    Of each the part that the filters leave, so that they are parts of what the view has pledged.
    """
    state = filtered_figures(view)
    pairs = state.pairs
    chosen = (pairs.amounts[Figure.PLEDGED_OPEN] > 0) & (pairs.record & Record.DISBURSEMENT == 0)
    if projects is not None:
        chosen &= projects[state.codes[pairs.at]]
    left = {
        (
            view.portfolio.identifier(int(state.codes[pairs.at[at]])),
            funder_word(view, int(pairs.funder[at])),
        ): int(pairs.amounts[Figure.PLEDGED_OPEN][at])
        for at in np.flatnonzero(chosen).tolist()
    }
    rows = [
        replace(one, amount_minor=left[one.project, one.funder])
        for one in open_pledges(view).lines
        if (one.project, one.funder) in left
    ]
    rows.sort(key=lambda one: (-one.age_days, -one.amount_minor, one.project, one.funder))
    total = sum(one.amount_minor for one in rows)
    return UndisbursedPledges(tuple(rows[:LONGEST]), len(rows), total)


def _axes(filters: Filters) -> tuple[str, ...]:
    """Breakdowns that say something of a view: none along the one axis it is filtered by."""
    single = {"funder": filters.funders, "country": filters.countries, "clause": filters.clauses}
    return tuple(axis for axis, values in single.items() if len(values) != 1)


def _parts(view: View, axis: str) -> PartsTable:
    split = breakdowns.split(view, axis)
    return _cut(axis, split.lines, split.total)


def _cut(axis: str, lines: tuple[BreakdownRow, ...], total: Amounts) -> PartsTable:
    """The rows with anything in them, the greatest first; what has no key of its own comes last."""
    figures = _ORDER["funder" if axis == "funder" else "other"]
    filled = [line for line in lines if any(line.amounts.of(figure) for figure in figures)]
    filled.sort(
        key=lambda line: (
            line.key == UNALLOCATED,
            [-(line.amounts.of(figure) or 0) for figure in figures],
            line.key,
        )
    )
    return PartsTable(axis, tuple(filled[:PARTS]), tuple(filled[PARTS:]), total)
