"""View of one reader: projects and rows that its parameters let count, each step computed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, wraps
from typing import Any, Final, TypeVar

import numpy as np

from portfolio.domain import clauses
from portfolio.domain.clauses import (
    CONFERENCE_DEFAULT,
    FINANCE_CLAUSE,
    TRIANGULAR_CLAUSE,
    PriorityList,
)
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Dimension
from portfolio.domain.params import PortfolioChoice, ViewParams
from portfolio.domain.projects import Publication, Relation, Status, not_recorded
from portfolio.domain.reference import UNKNOWN, Kind
from portfolio.ledger import counting
from portfolio.ledger.columns import NO_ONE, Bools, Ints, among
from portfolio.ledger.counting import FlowSlice, PassThrough, Reading
from portfolio.ledger.portfolio import Portfolio

EPOCH: Final = date(1970, 1, 1)
UNKNOWN_FUNDER: Final = "unknown"
_DAY_MICROSECONDS: Final = 86_400_000_000
# The band of a relation (row) and a status (column), by their numbers; 0 for none.
_BANDS: Final = np.array(
    [
        [0] * (len(Status) + 1),
        *([0, *(s.band_of(r) or 0 for s in sorted(Status))] for r in sorted(Relation)),
    ],
    dtype=np.int64,
)
# Relation of a project without a recorded one, by the number of its provenance.
_UNRECORDED: Final = np.array(
    [0, *(not_recorded(provenance) for provenance in sorted(Provenance))], dtype=np.int64
)
R = TypeVar("R")


def day_number(day: date) -> int:
    """Whole days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def of_portfolio(portfolio: Portfolio, choice: PortfolioChoice) -> Bools:
    """Codes of projects of the example, or of the record (ruling 33)."""
    return np.asarray(portfolio.projects.is_example == choice.is_example)


@dataclass(frozen=True)
class CellFilter:
    """Cells of the allocation that a view includes, by key; None includes all of an axis."""

    clauses: frozenset[int] | None
    countries: frozenset[int] | None  # ranks in ISO order
    priorities: frozenset[int] | None

    @property
    def keeps_all(self) -> bool:
        """Whether nothing is narrowed."""
        return self.clauses is None and self.countries is None and self.priorities is None


class View:
    """Portfolio seen through view parameters. Immutable; results are cached, readers share them."""

    def __init__(
        self,
        portfolio: Portfolio,
        question: ViewParams,
        conference: date = CONFERENCE_DEFAULT,
        conference_source: str = "",
    ) -> None:
        """``conference``: the day that days are counted to; fixed only where a source states it."""
        self.portfolio, self.question, self.conference = portfolio, question, conference
        self.conference_source = conference_source
        self.day = day_number(question.as_of)
        self.before: int | None = None
        if question.known_on is not None:
            self.before = (day_number(question.known_on) + 1) * _DAY_MICROSECONDS
        self._kept: dict[Callable[..., Any], Any] = {}

    def once(self, compute: "Callable[[View], R]") -> R:
        """The result of ``compute(self)``, computed at the first call only."""
        if compute not in self._kept:
            self._kept[compute] = compute(self)
        kept: R = self._kept[compute]
        return kept

    @property
    def reading(self) -> Reading:
        """The dates and scope rows are judged by."""
        scope = self.question.scope
        return Reading(
            self.day,
            self.before,
            frozenset(int(confidence) for confidence in scope.confidences),
            scope.portfolio.is_example,
        )

    # -- projects -----------------------------------------------------------------------------

    @cached_property
    def status(self) -> Ints:
        """Status per project code on the day; 0 where it has none yet."""
        return self.portfolio.statuses.at(self.portfolio.size, self.day, self.before, 0)

    @cached_property
    def lists(self) -> tuple[PriorityList, ...]:
        """The lists of priority projects known on the day in this reading, the earliest first."""
        asked = self.question
        is_example = asked.scope.portfolio.is_example
        own = (one for one in self.portfolio.labels.lists if one.is_example is is_example)
        return clauses.known_lists(own, asked.as_of, asked.known_on)

    @cached_property
    def on_a_list(self) -> Bools:
        """Project codes that a list in force on the day names (ruling 34)."""
        found = np.zeros(self.portfolio.size, np.bool_)
        for one in clauses.in_force(self.lists).values():
            for entry in one.projects:
                code = self.portfolio.code_of(self.portfolio.ids.get(entry.project, NO_ONE))
                if code is not None:
                    found[code] = True
        return found

    @cached_property
    def relation(self) -> Ints:
        """Relation to the declaration per project code on the day (ruling 24)."""
        portfolio = self.portfolio
        recorded = portfolio.relations.at(portfolio.size, self.day, self.before, 0)
        default = _UNRECORDED.take(portfolio.projects.provenance)
        return np.where(
            self.on_a_list, int(Relation.LISTED), np.where(recorded > 0, recorded, default)
        )

    @cached_property
    def in_scope(self) -> Bools:
        """Codes of projects the reader may count: alive, with a status, published where required.

        Of the requested portfolio alone (ruling 33): rows of the other are neither counted nor
        passed through.
        Withdrawn projects count in no version.
        """
        portfolio, scope = self.portfolio, self.question.scope
        inside = portfolio.alive & (self.status > 0)
        state = portfolio.publications.at(portfolio.size, self.day, self.before, 0)
        if scope.published_only:
            inside &= state == Publication.PUBLISHED
        else:
            inside &= state != Publication.WITHDRAWN
        inside &= of_portfolio(portfolio, scope.portfolio)
        return inside

    @cached_property
    def band(self) -> Ints:
        """The band of each project code before any filter; 0 for what is in none (ruling 29)."""
        return np.asarray(_BANDS[self.relation, self.status] * self.in_scope)

    @cached_property
    def selection(self) -> Bools:
        """Codes of projects that match the filters, in any band; funders are not looked at yet.

        A status filter applies inside the requested band; the other bands stay unchanged.
        """
        projects, filters = self.portfolio.projects, self.question.filters
        kept = self.in_scope.copy()
        if filters.kinds:
            kept &= among(projects.kind, map(int, filters.kinds))
        if filters.provenances:
            kept &= among(projects.provenance, map(int, filters.provenances))
        if filters.statuses:
            elsewhere = (self.band > 0) & (self.band != self.question.band)
            kept &= among(self.status, map(int, filters.statuses)) | elsewhere
        if filters.clauses and FINANCE_CLAUSE not in filters.clauses:
            wanted = sorted(filters.clauses - {TRIANGULAR_CLAUSE})
            has = self._with_parts(self.clause_sets, wanted)
            if TRIANGULAR_CLAUSE in filters.clauses:
                has |= projects.kind == Kind.TRIANGULAR
            kept &= has
        if self.cells.countries is not None:
            kept &= self._with_parts(self.country_sets, sorted(self.cells.countries))
        if self.cells.priorities is not None:
            kept &= self._with_parts(self.priority_sets, sorted(self.cells.priorities))
        if filters.funders:
            pairs = self.portfolio.flows.pairs
            funded = np.zeros(self.portfolio.size, np.bool_)
            funded[pairs.project[np.isin(pairs.funder, self.funder_ids)]] = True
            kept &= funded
        return kept

    def in_band(self, codes: Ints) -> Bools:
        """Which of the selected project codes the totals of the view include: those of its band."""
        return np.asarray(self.band[codes] == self.question.band)

    def _with_parts(self, sets: Ints, keys: list[int]) -> Bools:
        """Project codes whose set of an axis has a part with one of the keys."""
        share_sets, parts = self.portfolio.share_sets, self.portfolio.parts
        wanted = np.isin(parts.key, keys) & (parts.key > 0)
        running = np.concatenate(([0], np.cumsum(wanted)))
        first = share_sets.first_part[sets]
        return np.asarray(running[first + share_sets.n_parts[sets]] > running[first])

    # -- shares -------------------------------------------------------------------------------

    @cached_property
    def share_sets(self) -> Mapping[Dimension, Ints]:
        """Per axis the share set that holds for each project code, whole or not; 0 for none."""
        sets = self.portfolio.share_sets
        held = sets.holding(self.day, self.before)
        axes, found = sets.axis.take(held), {}
        for axis in Dimension:
            own = held.compress(axes == axis)
            found[axis] = np.zeros(self.portfolio.size, np.int64)
            found[axis][sets.project.take(own)] = own
        return found

    def _usable(self, axis: Dimension) -> Ints:
        found = self.share_sets[axis]
        return found * self.portfolio.share_sets.is_whole.take(found)

    @cached_property
    def clause_sets(self) -> Ints:
        """The clause share set of each project code, 0 where none is whole."""
        return self._usable(Dimension.CLAUSE)

    @cached_property
    def country_sets(self) -> Ints:
        """The country share set of each project code, 0 where none is whole."""
        return self._usable(Dimension.COUNTRY)

    @cached_property
    def priority_sets(self) -> Ints:
        """The priority share set of each project code, 0 where none is whole."""
        return self._usable(Dimension.PRIORITY)

    @cached_property
    def cells(self) -> CellFilter:
        """Cells that match the filters by clause, country, region and priority."""
        filters, labels = self.question.filters, self.portfolio.labels
        clauses: frozenset[int] | None = None
        if filters.clauses and FINANCE_CLAUSE not in filters.clauses:
            clauses = filters.clauses
        countries: frozenset[int] | None = None
        if filters.countries or filters.regions:
            ranks = {code: rank for rank, code in enumerate(self.portfolio.country_codes)}
            countries = frozenset(
                ranks[country.code]
                for country in labels.countries.values()
                if (not filters.countries or country.code in filters.countries)
                and (not filters.regions or country.region in filters.regions)
            )
        priorities = frozenset(int(entry) for entry in filters.priorities) or None
        return CellFilter(clauses, countries, priorities)

    # -- flows --------------------------------------------------------------------------------

    @cached_property
    def funder_ids(self) -> list[int]:
        """Organisation ids of the funder filter; 0 is the unknown funder."""
        wanted = self.question.filters.funders
        found = [
            organisation.id
            for organisation in self.portfolio.labels.organisations.values()
            if organisation.identifier in wanted
        ]
        return found + ([UNKNOWN] if UNKNOWN_FUNDER in wanted else [])

    @cached_property
    def slice(self) -> FlowSlice:
        """The flow rows of the selected projects; of all of them where most are selected."""
        codes = np.flatnonzero(self.selection).astype(np.int64)
        if 4 * len(codes) >= 3 * self.portfolio.size:
            return FlowSlice(self.portfolio, None)
        return FlowSlice(self.portfolio, codes)

    @cached_property
    def in_force(self) -> Bools:
        """Rows of the slice in force, replaced pledges among them, as a mask."""
        return self.slice.in_force(self.reading)

    @cached_property
    def counts(self) -> Bools:
        """Rows of the slice that count and are live, as a mask."""
        return self.slice.live(self.in_force)

    @cached_property
    def internal(self) -> dict[int, PassThrough]:
        """Pass-through parts by flow row number, computed before any filter (ruling 8).

        The same whichever band is requested.
        """
        codes = counting.affected_projects(self.portfolio)
        return dict(
            counting.pass_through_parts(
                self.portfolio,
                codes[self.in_scope[codes] & (self.status[codes] != Status.CANCELLED)],
                self.reading,
                self.question.currency,
                self.band,
            )
        )


def per_view(compute: Callable[[View], R]) -> Callable[[View], R]:
    """A function of a view that is computed once for each; never change what it returns."""

    @wraps(compute)
    def kept(view: View) -> R:
        return view.once(compute)

    return kept
