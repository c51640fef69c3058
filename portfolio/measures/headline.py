"""Headline figures of a view: sums over its projects, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from portfolio.domain.projects import Band, Status
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.allocation import filtered_figures, left_of_each
from portfolio.measures.figures import (
    RECORDS,
    Amounts,
    BandLine,
    Figure,
    Headline,
    LeftOut,
    RecordCounts,
)
from portfolio.measures.projects import ProjectFigures, parts_by_funder, standing


@per_view
def headline(view: View) -> Headline:
    """The figures of the view's projects of the band (domain sections 2 and 9)."""
    state = filtered_figures(view)
    counted = state.in_band
    closed = counted & (state.status == Status.CLOSED)
    bare = counted & ~state.has_requirement
    band = view.question.band
    if not band.has_requirement:
        bare = np.zeros(len(counted), np.bool_)
    return Headline(
        amounts=sum_up(state, counted, band),
        projects=int(counted.sum()),
        bands={
            own: BandLine(sum_up(state, state.band == own, own), int((state.band == own).sum()))
            for own in Band
        },
        suspended_projects=int((counted & (state.status == Status.SUSPENDED)).sum()),
        closed_gap=int(state.amounts[Figure.GAP][closed].sum()),
        without_requirement=tuple(
            sorted(view.portfolio.identifier(int(code)) for code in state.codes[bare])
        ),
        secured_without_requirement=int(state.amounts[Figure.SECURED][bare].sum()),
        left_out=left_out(view),
        funded_without_requirement=records(state.record[bare]).by_figure[Figure.SECURED],
    )


def sum_up(state: ProjectFigures, mask: Bools, band: Band) -> Amounts:
    """The figures over the chosen projects, which are of one band."""
    amounts = Amounts(
        records=records(state.record[mask]),
        **{figure.value: int(values[mask].sum()) for figure, values in state.amounts.items()},
    )
    return of_band(amounts, band)


def of_band(amounts: Amounts, band: Band) -> Amounts:
    """The figures that have a meaning in a band: context is recorded funding alone (ruling 24)."""
    return amounts if band.has_requirement else amounts.recorded_alone


def records(record: Ints) -> RecordCounts:
    """How many of some projects record each figure."""
    return RecordCounts.of(np.bincount(record, minlength=RECORDS).tolist())


def left_out(view: View, *bands: Band) -> tuple[LeftOut, ...]:
    """Projects missing from every converted total and the rows that have no rate (ruling 2).

    Of the band the view asks for, or of the ``bands`` named.
    """
    state, portfolio = standing(view), view.portfolio
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
    """The parts of secured and of disbursed, of the funders asked for (ruling 25).

    A funder's part toward the requirement of a project is in proportion to what it has there,
    by cumulative rounding. A filter by clause, country or priority leaves of each part its share.
    """
    asked = view.question.filters
    # What a project has of all its funders: a filter by funder leaves the others out.
    everybody = replace(view.question, filters=replace(asked, funders=frozenset()))
    seen = View(view.portfolio, everybody, view.conference, view.conference_source)
    state = standing(seen if asked.funders else view)
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
