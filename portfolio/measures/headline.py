"""Headline figures of a view: sums over its projects, and what stands beside them."""

import numpy as np

from portfolio.domain.projects import Band, Status
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.allocation import filtered_figures
from portfolio.measures.figures import (
    RECORDS,
    Amounts,
    BandLine,
    Figure,
    Headline,
    LeftOut,
    RecordCounts,
)
from portfolio.measures.projects import ProjectFigures, standing


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
