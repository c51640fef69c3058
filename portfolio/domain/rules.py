"""Rules of a project: shares, periods, days, participants, flows, each written once.

A form shows them at its fields, the file reader at their place in the file, a save raises the
first that is blocking.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portfolio.domain import flows
from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    ClauseTakesNoMoney,
    CorrectionWithoutTarget,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.flows import (
    FINANCED,
    Announcement,
    BudgetPeriod,
    Flow,
    FlowKind,
    NotOfThisStage,
    Provenance,
    budgets_in_force,
)
from portfolio.domain.money import Dimension, is_whole
from portfolio.domain.parsing import Twice
from portfolio.domain.projects import Project
from portfolio.domain.reference import is_too_long

LIFE: Final = (("start_planned", "end_planned"), ("start_actual", "end_actual"))
_MONEY_CLAUSES: Final = frozenset(map(str, MONEY_CLAUSES))
# What a row may name: a correction stays in its stage and currency, a pledge replaces a pledge. Whose
# pledge it is that is honoured shows in the list of findings (rulings, rates 5).
_TARGETS: Final[Mapping[str, Callable[[Flow, Flow], bool]]] = {
    "corrects_id": lambda row, target: (row.kind, row.currency) == (target.kind, target.currency),
    "supersedes_id": lambda row, target: row.kind is target.kind is FlowKind.PLEDGE,
    "honours_id": lambda _, target: target.kind is FlowKind.PLEDGE,
}
_CHAINS: Final = ("corrects_id", "supersedes_id")  # may not lead back to their start


class DaysReversed(PortfolioError):
    """An end lies before its beginning (values: first, last)."""


class NamesNobody(PortfolioError):
    """A participant names neither a country nor an organisation."""


class UnknownReference(PortfolioError):
    """A record names something that is not recorded (values: what, identifier)."""


class TitleMissing(PortfolioError):
    """A project needs a title in at least one language (values: identifier)."""


class NamesItself(PortfolioError):
    """A row can't replace or correct itself, nor a row that leads back to it (values: reference)."""


class NotNegative(PortfolioError):
    """A correction takes something back: its amount is below zero."""


class NotOfOneKind(PortfolioError):
    """A row names another stage, funder or currency than it has itself (values: reference)."""


# -- the rules, by subject ----------------------------------------------------------------------

Period = tuple[date, date]
Life = tuple[date | None, date | None]  # None where a side is not stated


def share_errors(
    axis: Dimension, parts: Sequence[tuple[str, int]]
) -> Iterator[tuple[int | None, PortfolioError]]:
    """(place of a part, None for all, error) of a share set in basis points."""
    seen = set()
    for place, (key, _) in enumerate(parts):
        if key in seen:
            yield place, Twice(value=key)
        seen.add(key)
        if axis is Dimension.CLAUSE and key not in _MONEY_CLAUSES:
            yield place, ClauseTakesNoMoney(clause=int(key) if key.isdecimal() else key)
    points = [share for _, share in parts]
    if not is_whole(points):
        yield None, SharesIncomplete(axis=axis.name.lower(), total=sum(points))


def length_errors(periods: Sequence[Period]) -> Iterator[tuple[int, str, PortfolioError]]:
    """(place, column, error) of periods of more than twelve months."""
    for place, (first, last) in enumerate(periods):
        if is_too_long(first, last):
            yield place, "last_day", BudgetTooLong(first=first, last=last)


def overlap_errors(periods: Sequence[Period]) -> Iterator[tuple[int, str, PortfolioError]]:
    """(place, column, error) of periods that share a day with one before them."""
    end = date.min
    for place, (first, last) in sorted(enumerate(periods), key=lambda at: at[1]):
        if first <= end:
            yield place, "first_day", BudgetOverlaps(first=first, last=last)
        end = max(end, last)


def order_error(first: date | None, last: date | None) -> DaysReversed | None:
    """Error of an end before its beginning; None where they are in order or one is missing."""
    return DaysReversed(first=first, last=last) if first and last and last < first else None


def plan_error(first: date, last: date, life: Life) -> tuple[str, PortfolioError] | None:
    """(column, error) of a period planned backwards or outside its project's life; None where sound."""
    if reversed_days := order_error(first, last):
        return "last_day", reversed_days
    if error := flows.outside(first, last, *life):
        return ("last_day" if isinstance(error, flows.OutsideItsEnd) else "first_day"), error
    return None


def life_of(project: Project) -> Life:
    """The first and last day of a project as its dates allow."""
    return flows.life(
        project.start_planned, project.start_actual, project.end_planned, project.end_actual
    )


def stage_errors(
    kind: FlowKind, finance_type: object, announcement: Announcement | str | None
) -> Iterator[tuple[str, PortfolioError]]:
    """(column, error): finance type needs a pledge or commitment, new a pledge (ruling 32)."""
    if finance_type and kind not in FINANCED:
        yield "finance_type", NotOfThisStage(stage=kind.word)
    if announcement and kind is not FlowKind.PLEDGE:
        yield "announcement", NotOfThisStage(stage=kind.word)


# -- a project, wherever it comes from ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProjectError:
    """A rule that a project breaks, at the path of the value: fields by name, rows by place.

    ``is_blocking``: no such project is saved; the others bar a file and are findings where they
    are in the record.
    """

    path: tuple[str | int, ...]
    error: PortfolioError
    is_blocking: bool = True


def project_errors(project: Project) -> Iterator[ProjectError]:
    """Every rule the project breaks, in the order of its fields.

    Reports of others are stored as they came: incomplete shares and overlapping budgets of imported
    projects are findings (domain rulings 10 and 15), not refusals. Budgets read from published
    documents often span years; only people's own entries are limited to twelve months.
    """
    is_ours = project.provenance is not Provenance.IMPORTED
    if not any(project.titles.values()):
        yield ProjectError(("titles",), TitleMissing(identifier=project.identifier), is_ours)
    for first, last in LIFE:
        if error := order_error(getattr(project, first), getattr(project, last)):
            yield ProjectError((last,), error, is_blocking=False)
    for place, person in enumerate(project.participants):
        if person.organisation is None and person.country is None:
            yield ProjectError(("participants", place), NamesNobody(), is_blocking=False)
    for place, shares in enumerate(project.share_sets):
        for part, wrong in share_errors(shares.axis, shares.parts):
            key = () if part is None else (shares.parts[part][0],)
            yield ProjectError(("share_sets", place, "parts", *key), wrong, is_ours)
    is_entered = project.provenance is Provenance.ENTERED
    for at, column, wrong in budget_errors(project.budgets):
        yield ProjectError(("budgets", at, column), wrong, is_entered)
    for at, column, wrong, is_blocking in flow_errors(project.flows):
        yield ProjectError(("flows", at, column), wrong, is_blocking)
    for at, row in enumerate(project.planned_payments):
        if outside := plan_error(row.first_day, row.last_day, life_of(project)):
            column, wrong = outside
            yield ProjectError(("planned_payments", at, column), wrong, is_blocking=False)


def refuse_broken(project: Project) -> None:
    """Raise the first blocking rule that the project breaks."""
    for found in project_errors(project):
        if found.is_blocking:
            raise found.error


def budget_errors(
    rows: Sequence[BudgetPeriod],
) -> Iterator[tuple[int, str, PortfolioError]]:
    """(place of a period's first row, column, error) of the budgets of one project (ruling 10).

    Periods overlap where they are in force on the same day: one moved to other days does not
    overlap the days it had before.
    """
    places: dict[Period, int] = {}
    for place, row in enumerate(rows):
        places.setdefault((row.first_day, row.last_day), place)
    periods = list(places)
    for at, column, wrong in length_errors(periods):
        yield places[periods[at]], column, wrong
    overlapping = set()
    for day in sorted({row.valid_from for row in rows}):
        in_force = budgets_in_force(row for row in rows if row.valid_from <= day)
        standing = [(row.first_day, row.last_day) for row in in_force if not row.is_withdrawn]
        for at, column, wrong in overlap_errors(standing):
            if standing[at] not in overlapping:
                overlapping.add(standing[at])
                yield places[standing[at]], column, wrong


def flow_errors(rows: Sequence[Flow]) -> Iterator[tuple[int, str, PortfolioError, bool]]:
    """(place, field, error, whether it is blocking) of the flows of one project."""
    by_id = {flow.id: flow for flow in rows}
    references: set[str] = set()
    replaced: set[int] = set()
    for at, flow in enumerate(rows):
        if flow.reference in references:
            again = AlreadyExists(what="flow", identifier=flow.reference)
            yield at, "reference", again, True
        references.add(flow.reference)
        is_imported = flow.provenance is Provenance.IMPORTED
        if flow.corrects_id is None and flow.amount_minor < 0:
            yield (
                at,
                "amount_minor",
                CorrectionWithoutTarget(reference=flow.reference),
                not is_imported,
            )
        if flow.supersedes_id is not None and flow.supersedes_id in by_id:
            if flow.supersedes_id in replaced:
                second = SecondSuccessor(reference=by_id[flow.supersedes_id].reference)
                yield at, "supersedes_id", second, True
            replaced.add(flow.supersedes_id)
        for name, fits in _TARGETS.items():
            number = getattr(flow, name)
            if number is None:
                continue
            target = by_id.get(number)
            if target is None:
                yield at, name, _unknown(name, flow), True
            elif target is flow or (name in _CHAINS and _returns(flow, name, by_id)):
                yield at, name, NamesItself(reference=flow.reference), True
            elif not fits(flow, target):
                yield at, name, NotOfOneKind(reference=target.reference), False
        if flow.corrects_id is not None and flow.amount_minor >= 0:
            yield at, "amount_minor", NotNegative(), False
        for column, wrong in stage_errors(flow.kind, flow.finance_type, flow.announcement):
            yield at, column, wrong, False


def _unknown(name: str, flow: Flow) -> PortfolioError:
    if name == "corrects_id":
        return CorrectionWithoutTarget(reference=flow.reference)
    return UnknownReference(what="flow", identifier=str(getattr(flow, name)))


def _returns(flow: Flow, name: str, by_id: Mapping[int, Flow]) -> bool:
    """Whether following what rows name leads back to the row."""
    seen, at = {flow.id}, by_id.get(getattr(flow, name))
    while at is not None and at.id not in seen:
        seen.add(at.id)
        at = by_id.get(getattr(at, name))
    return at is not None
