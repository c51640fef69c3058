"""What every rule looks at: a view without filters, the facts beside it, and the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

import numpy as np

from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.projects import Status
from portfolio.domain.relations import Relation
from portfolio.ledger.columns import among
from portfolio.ledger.sources import Bools, Ints
from portfolio.ledger.view import View, day_number
from portfolio.measures.quality.facts import RuleInputs
from portfolio.measures.quality.found import RuleResult

DAY_MICROSECONDS: Final = 86_400_000_000
_NEVER: Final = np.iinfo(np.int64).max


class Severity(StrEnum):
    """How bad it is: a figure is wrong or missing for it, or somebody should have a look."""

    WRONG = "wrong"
    LOOK = "look"


@dataclass(frozen=True, eq=False)
class RuleContext:
    """The projects and rows of a view as rules judge them; ``report_due`` is the calendar's day.

    ``view`` has no filters: what is found of a project never depends on who else is looked at.
    """

    view: View
    facts: RuleInputs
    report_due: int  # a project touched last before this day has missed its report

    @cached_property
    def day(self) -> int:
        """The day ages are judged on: what was known then, else the as-of date."""
        known_on = self.view.question.known_on
        return self.view.day if known_on is None else day_number(known_on)

    @cached_property
    def judged_projects(self) -> Bools:
        """Project codes anything is asked of: all the view may count but the cancelled ones."""
        return np.asarray(self.view.in_scope & (self.view.status != Status.CANCELLED))

    @cached_property
    def to_mend(self) -> Bools:
        """Project codes worth mending; context is asked for a reason and nothing else (ruling 24)."""
        return np.asarray(self.judged_projects & (self.view.relation != Relation.CONTEXT))

    @cached_property
    def under_way(self) -> Bools:
        """Concerned projects that are not closed."""
        return np.asarray(self.to_mend & (self.view.status != Status.CLOSED))

    @cached_property
    def began(self) -> Ints:
        """The day each project was first recorded on: what it lacks, it has lacked since then."""
        statuses = self.view.portfolio.statuses
        first = np.full(self.view.portfolio.size, _NEVER, np.int64)
        np.minimum.at(first, statuses.project, statuses.recorded_at)
        return recorded_day(first)

    # -- flows --------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> Ints:
        """Row numbers of the flows of the view's slice; its own numbers count from 0."""
        rows = self.view.slice.rows
        return np.arange(len(self.view.counts), dtype=np.int64) if rows is None else rows

    @cached_property
    def of(self) -> Ints:
        """The project code of each flow of the slice."""
        return self.view.slice.of(self.view.portfolio.flows.flows.project)

    @cached_property
    def known_flows(self) -> Bools:
        """Flows of the slice the reading knows, whatever their date; not what was withdrawn."""
        columns, view = self.view.portfolio.flows.flows, self.view
        known = self.to_mend[self.of]
        if view.before is not None:
            known &= view.slice.of(columns.recorded_at) < view.before
        if not view.reading.is_example:
            known &= view.slice.of(columns.provenance) != Provenance.ILLUSTRATIVE
        known &= view.slice.confidence(view.reading) != Verification.WITHDRAWN
        return known

    @cached_property
    def would_count(self) -> Bools:
        """Known flows dated and sure enough to count, whatever the rows they refer to."""
        columns, view = self.view.portfolio.flows.flows, self.view
        dated = view.slice.of(columns.value_day) <= view.day
        sure = among(view.slice.confidence(view.reading), view.reading.confidences)
        return self.known_flows & dated & sure

    @cached_property
    def counts(self) -> Bools:
        """Flows of the slice that count, of concerned projects."""
        return self.view.counts & self.to_mend[self.of]

    def about_flows(self, local: Ints, since: Ints, **value: object) -> RuleResult:
        """Lines about flows of the slice, by their numbers in it; ``since`` and values by line."""
        return RuleResult(self.of[local], since, value, self.rows[local])  # type: ignore[arg-type]

    def local(self, rows: Ints) -> tuple[Ints, Bools]:
        """Numbers in the slice of flow rows, and which of them it holds."""
        return self.view.slice.local(rows)


def recorded_day(recorded_at: Ints) -> Ints:
    """The day (UTC) of moments in microseconds."""
    return recorded_at // DAY_MICROSECONDS


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how bad it is, what finds it, and where it is mended."""

    name: str
    severity: Severity
    find: Callable[[RuleContext], RuleResult]
    page: Literal["entry", "record", "rates", "organisations"]
    field: str = ""
