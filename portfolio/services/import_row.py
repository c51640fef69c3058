"""A row of a file and what it would do to a published project, with what it is compared with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from portfolio.domain import transactions
from portfolio.domain.documents import milestone_state, status_state
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Flow, Provenance
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportRow
from portfolio.domain.imports import (
    ImportedFlow,
    ImportedMilestone,
    ImportedStatus,
    ImportProblem,
    Origin,
)
from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryLookups, FieldError
from portfolio.domain.projects import DatedStatus, Project
from portfolio.services.live import LivePortfolio
from portfolio.services.milestones import MilestoneEvent
from portfolio.store.database import Connection


class ChangedSince(PortfolioError):
    """A person changed since what the file changes too (values: file, last, present)."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Record and reader that a file is compared with; ``source`` is of rows that name none."""

    register: LivePortfolio
    who: Principal
    connection: Connection
    names: EntryLookups
    recorded_at: datetime
    today: date
    source: str = ""  # "" for our own template, whose rows count as entered
    provenance: Provenance = Provenance.ENTERED
    # Ids of no stored row, each its own, so that new rows may name each other.
    numbers: Iterator[int] = field(default_factory=lambda: count(2**42))


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What a flow or a milestone of a file would do; ``present`` is the amount or state that stands."""

    kind: ImportedKind
    origin: Origin
    effect: Effect
    values: dict[str, str]
    present: str = ""
    reference: str = ""
    problems: tuple[ImportProblem, ...] = ()


@dataclass(slots=True)
class RowComparison:
    """Rows of one published project as they are compared, and the project with what they add."""

    project: Project
    new: list[Flow] = field(default_factory=list)
    events: list[MilestoneEvent | DatedStatus] = field(default_factory=list)
    rows: list[RowPreview] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowBase:
    """Rows that a file names as it had them last: what it gave, else what it was filled from.

    Of the record amounts in minor units and states of milestones, by reference; and the status.
    """

    flows: Sequence[ImportRow] = ()
    amounts: Mapping[str, int] = field(default_factory=dict)
    milestones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project | None, rows: Sequence[ImportRow]) -> "RowBase":
        """The rows of a project as it was recorded, and what versions of the file gave since."""
        flows = [row for row in rows if row.kind is ImportedKind.FLOW]
        last = {row.reference: row.document for row in rows if row.kind is ImportedKind.MILESTONE}
        statuses = [row.document for row in rows if row.kind is ImportedKind.STATUS]
        status = statuses[-1] if statuses else {}
        if project is None:
            return cls(flows, milestones=last, status=status)
        amounts = {row.reference: row.amount_minor for row in transactions.flows_in_force(project)}
        states = {one.reference: milestone_state(one) for one in project.milestones}
        return cls(flows, amounts, {**states, **last}, status or status_state(project))


def problems_of(
    source_row: ImportedFlow | ImportedMilestone | ImportedStatus,
    problems: Iterable[FieldError],
    *,
    is_blocking: bool = True,
) -> tuple[ImportProblem, ...]:
    """What is wrong with the cells of a row, each at its place."""
    at = source_row.origin
    return tuple(
        ImportProblem(
            problem.error,
            at.sheet,
            at.row,
            problem.column or problem.field,
            is_blocking=is_blocking,
        )
        for problem in problems
    )
