"""Headline figures of a view: sums over its projects, the bands, and what the totals leave out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import Bools, Ints, totals_by
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.allocation import filtered_figures, left_of_each
from portfolio.measures.figures import (
    RECORDS,
    Amounts,
    BandLine,
    Figure,
    Headline,
    LeftOut,
    Record,
    RecordCounts,
)
from portfolio.measures.projects import parts_by_funder, project_figures


@dataclass(frozen=True)
class ProjectGroups:
    """Projects of equal properties as one: a few hundred groups instead of every project."""

    band: Ints
    kind: Ints
    status: Ints
    provenance: Ints
    record: Ints
    projects: Ints  # how many they are
    amounts: Mapping[Figure, Ints]

    @property
    def has_requirement(self) -> Bools:
        """Groups of projects with a requirement."""
        return self.record & Record.REQUIREMENT > 0

    def count(self, mask: Bools) -> int:
        """How many projects some groups hold."""
        return int(self.projects[mask].sum())

    def records(self, mask: Bools) -> RecordCounts:
        """How many projects of some groups record each figure."""
        tally = totals_by(self.record[mask], self.projects[mask], RECORDS)
        return RecordCounts.of(tally.tolist())


@per_view
def groups_of(view: View) -> ProjectGroups:
    """The view's projects by band, kind, status, provenance and Record, summed in one pass."""
    state, projects = filtered_figures(view), view.portfolio.projects
    kind, provenance = projects.kind.take(state.codes), projects.provenance.take(state.codes)
    sizes = (*(max(enum) + 1 for enum in (Band, Kind, Status, Provenance)), RECORDS)
    place = np.ravel_multi_index((state.band, kind, state.status, provenance, state.record), sizes)
    count = np.bincount(place, minlength=math.prod(sizes))
    used = count > 0
    group, size = (np.cumsum(used) - 1).take(place), int(used.sum())
    one = np.zeros(size, np.int64)  # of each group any project: in these they are equal
    one[group] = np.arange(len(group))
    return ProjectGroups(
        band=state.band[one],
        kind=kind[one],
        status=state.status[one],
        provenance=provenance[one],
        record=state.record[one],
        projects=count[used],
        amounts={name: totals_by(group, values, size) for name, values in state.amounts.items()},
    )


@per_view
def headline(view: View) -> Headline:
    """The figures of the view's projects of the band (domain sections 2 and 9)."""
    groups, state, band = groups_of(view), filtered_figures(view), view.question.band
    bands = {own: _band_line(groups, own) for own in Band}
    counted = groups.band == band
    closed = counted & (groups.status == Status.CLOSED)
    bare = counted & ~groups.has_requirement & band.has_requirement
    bare_projects = state.codes[state.in_band & ~state.has_requirement & band.has_requirement]
    return Headline(
        amounts=bands[band].amounts,
        projects=bands[band].projects,
        bands=bands,
        suspended_projects=groups.count(counted & (groups.status == Status.SUSPENDED)),
        closed_gap=int(groups.amounts[Figure.GAP][closed].sum()),
        without_requirement=tuple(sorted(map(view.portfolio.identifier, bare_projects.tolist()))),
        secured_without_requirement=int(groups.amounts[Figure.SECURED][bare].sum()),
        left_out=left_out(view),
        funded_without_requirement=groups.records(bare).by_figure[Figure.SECURED],
    )


def _band_line(groups: ProjectGroups, band: Band) -> BandLine:
    mask = groups.band == band
    return BandLine(sum_up(groups, mask, band), groups.count(mask))


def sum_up(groups: ProjectGroups, mask: Bools, band: Band) -> Amounts:
    """The figures over the chosen groups of projects, which are of one band."""
    sums = {figure.value: int(values[mask].sum()) for figure, values in groups.amounts.items()}
    return of_band(Amounts(records=groups.records(mask), **sums), band)


def of_band(amounts: Amounts, band: Band) -> Amounts:
    """The figures that have a meaning in a band: context is recorded funding alone (ruling 24)."""
    return amounts if band.has_requirement else amounts.recorded_alone


def records(record: Ints) -> RecordCounts:
    """Number of the projects that record each figure."""
    return RecordCounts.of(np.bincount(record, minlength=RECORDS).tolist())


def left_out(view: View, *bands: Band) -> tuple[LeftOut, ...]:
    """Projects missing from every converted total, and their rows without a rate (ruling 2).

    Of the view's band, or of ``bands``.
    """
    state, portfolio = project_figures(view), view.portfolio
    asked = [int(band) for band in bands or (view.question.band,)]
    wanted = set(state.unconverted[np.isin(view.band[state.unconverted], asked)].tolist())
    flows, budgets = portfolio.flows.flows, portfolio.budgets
    found = [
        LeftOut(
            portfolio.identifier(int(flows.project[row])),
            f"flow:{int(flows.id[row])}",
            int(flows.amount[row]),
            portfolio.labels.currencies[int(flows.currency[row])],
            day_of(flows.rate_day[row]),
        )
        for row in state.unconverted_flows
        if int(flows.project[row]) in wanted
    ]
    found += [
        LeftOut(
            portfolio.identifier(int(budgets.project[row])),
            f"budget:{int(budgets.id[row])}",
            int(budgets.amount[row]),
            portfolio.labels.currencies[int(budgets.currency[row])],
            day_of(min(int(budgets.first_day[row]), view.day)),
        )
        for row in state.unconverted_budgets
        if int(budgets.project[row]) in wanted
    ]
    return tuple(sorted(found, key=_place))


def _place(line: LeftOut) -> tuple[str, str, int]:
    """Rows of a project in the order of their numbers: as text, 10 would come before 9."""
    kind, number = line.row.split(":")
    return line.project, kind, int(number)


@dataclass(frozen=True, slots=True)
class FundingParts:
    """One whole sum of recorded funding by what it does, in minor units (ruling 25).

    ``toward`` a requirement, each project only up to its own; ``surplus`` above it; ``rest`` in
    projects without a recorded requirement. Together they are the whole.
    """

    toward: int
    surplus: int
    rest: int

    @property
    def whole(self) -> int:
        """The sum of recorded funding."""
        return self.toward + self.surplus + self.rest


_TOWARD: Final = {
    Figure.SECURED: Figure.COVERED,
    Figure.PAID: Figure.DISBURSED_TOWARD_REQUIREMENT,
}


@per_view
def funding_parts(view: View) -> Mapping[Figure, FundingParts]:
    """Parts of secured and of disbursed funding, narrowed by the funder filter (ruling 25).

    A funder's part toward the requirement of a project is in proportion to what it has there,
    by cumulative rounding. A filter by clause, country or priority leaves of each part its share.
    """
    asked = view.question.filters
    # What a project has of all its funders: a filter by funder leaves the others out.
    everybody = replace(view.question, filters=replace(asked, funders=frozenset()))
    seen = View(view.portfolio, everybody, view.conference, view.conference_source)
    state = project_figures(seen if asked.funders else view)
    pairs = state.pairs
    kept = state.in_band[pairs.at] & pairs.passes_filter
    if asked.funders:
        kept &= np.isin(pairs.funder, view.funder_ids)
    codes, has = state.codes.take(pairs.at[kept]), state.has_requirement.take(pairs.at)
    found = {}
    for figure, met in _TOWARD.items():
        whole = pairs.amounts[figure]
        toward = parts_by_funder(view, pairs, state.amounts[met], whole)
        found[figure] = FundingParts(
            *(
                int(left_of_each(view, codes, part[kept]).sum())
                for part in (toward, whole * has - toward, whole * ~has)
            )
        )
    return found
