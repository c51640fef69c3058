"""Breakdowns of the totals by one dimension or two: always the same cells, so that parts add up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.clauses import TRIANGULAR_CLAUSE
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Dimension
from portfolio.domain.projects import Status
from portfolio.domain.reference import Kind, Region
from portfolio.ledger.columns import Ints, ranges, totals_by
from portfolio.ledger.view import View
from portfolio.measures.allocation import (
    PROJECT_FIGURES,
    Allocations,
    AmountsToAllocate,
    filtered_figures,
    pair_units,
    project_units,
    shared_out,
    sums_by_axis,
)
from portfolio.measures.figures import (
    RECORDS,
    SHARED_BY_FUNDER,
    Amounts,
    Breakdown,
    BreakdownRow,
    CrossTab,
    Figure,
    RecordCounts,
)
from portfolio.measures.funding import funder_word
from portfolio.measures.headline import groups_of, headline, of_band, records, sum_up
from portfolio.measures.projects import ProjectFigures, project_figures

AXES: Final = (
    "clause", "kind", "priority", "country", "region", "funder", "provenance", "status",
)  # fmt: skip
UNALLOCATED: Final = "unallocated"
Matrix = npt.NDArray[np.int64]
_SHARED: Final = {
    "clause": Dimension.CLAUSE,
    "country": Dimension.COUNTRY,
    "priority": Dimension.PRIORITY,
}
WORDS: Final[Mapping[str, Iterable[Kind | Status | Provenance]]] = {
    "kind": Kind,
    "status": Status,
    "provenance": Provenance,
}


def split(view: View, axis: str) -> Breakdown:
    """Totals of the band along one of AXES; only keys with a project."""
    return view.once(_BY_AXIS[axis])


def _by_clause(view: View) -> Breakdown:
    return _shared(view, "clause")


def _by_country(view: View) -> Breakdown:
    return _shared(view, "country")


def _by_priority(view: View) -> Breakdown:
    return _shared(view, "priority")


def _by_kind(view: View) -> Breakdown:
    return _worded(view, "kind", groups_of(view).kind)


def _by_status(view: View) -> Breakdown:
    return _worded(view, "status", groups_of(view).status)


def _by_provenance(view: View) -> Breakdown:
    return _worded(view, "provenance", groups_of(view).provenance)


def _worded(view: View, axis: str, value: Ints) -> Breakdown:
    """A split over a property of whole projects, by its value in each group."""
    groups, band = groups_of(view), view.question.band
    lines = []
    for member in WORDS[axis]:
        chosen = (groups.band == band) & (value == member)
        if chosen.any():
            amounts = sum_up(groups, chosen, band)
            lines.append(BreakdownRow(member.word, amounts, groups.count(chosen)))
    return Breakdown(axis, tuple(lines), headline(view).amounts)


def key_word(view: View, axis: Dimension, key: int) -> str:
    """Word of a cell key: clause number, ISO code or priority."""
    if key == 0:
        return UNALLOCATED
    if axis is Dimension.COUNTRY:
        return view.portfolio.country_codes[key]
    if axis is Dimension.PRIORITY:
        return "security" if key == 1 else "human_development"
    return str(key)


def units_in_band(view: View, units: AmountsToAllocate, state: ProjectFigures) -> AmountsToAllocate:
    """The units of projects of the band."""
    counted = np.zeros(view.portfolio.size, np.bool_)
    counted[state.codes[state.in_band]] = True
    return units.only(counted[units.code])


Sums = dict[Figure, Ints]


def _shared(view: View, axis: str) -> Breakdown:
    """Breakdown along an axis of the allocation."""
    shared_axis, state = _SHARED[axis], project_figures(view)
    sums = view.once(_sums)[shared_axis]
    tally = _projects_by_key(view, shared_axis, state, _size(view))
    count = tally.sum(axis=1)
    lines = [
        BreakdownRow(
            key_word(view, shared_axis, key),
            _amounts(view, sums, key, RecordCounts.of(tally[key].tolist())),
            int(count[key]),
        )
        for key in (*range(1, _size(view)), 0)
        if count[key]
    ]
    return Breakdown(axis, tuple(lines), headline(view).amounts)


def _size(view: View) -> int:
    """Number of keys of an axis of the allocation, the unallocated among them."""
    return 1 + max(12, len(view.portfolio.country_codes))


def _sums(view: View) -> Mapping[Dimension, Sums]:
    """Sums by key of all three axes from one allocation, of projects of the band."""
    state = project_figures(view)
    found: dict[Dimension, Sums] = {axis: {} for axis in Dimension}
    for units in (project_units(view), pair_units(view)):
        own = units_in_band(view, units, state)
        totals = sums_by_axis(view, own, _size(view))
        for axis, total in totals.items():
            found[axis] |= dict(zip(own.figures, total, strict=True))
    return found


def _amounts(view: View, sums: Mapping[Figure, Ints], key: int, counts: RecordCounts) -> Amounts:
    amounts = Amounts(
        records=counts, **{figure.value: int(values[key]) for figure, values in sums.items()}
    )
    return of_band(amounts, view.question.band)


def _projects_by_key(view: View, axis: Dimension, state: ProjectFigures, size: int) -> Matrix:
    """Keys × Record: how many projects of the band have a share under each filtered key.

    Counts of different keys overlap.
    """
    codes, record = state.codes[state.in_band], state.record[state.in_band]
    sets = {
        Dimension.CLAUSE: view.clause_sets,
        Dimension.COUNTRY: view.country_sets,
        Dimension.PRIORITY: view.priority_sets,
    }[axis][codes]
    share_sets = view.portfolio.share_sets
    part = ranges(share_sets.first_part[sets], share_sets.n_parts[sets])
    key = view.portfolio.parts.key[part]
    place = key * RECORDS + np.repeat(record, share_sets.n_parts[sets])
    count = _tally(place, size)
    wanted = {
        Dimension.CLAUSE: view.cells.clauses,
        Dimension.COUNTRY: view.cells.countries,
        Dimension.PRIORITY: view.cells.priorities,
    }[axis]
    if wanted is not None:
        keep = np.isin(np.arange(size), sorted(wanted))
        keep[0] = False
        if axis is Dimension.CLAUSE and TRIANGULAR_CLAUSE in wanted:
            owner = np.repeat(codes, share_sets.n_parts[sets])
            every = view.portfolio.projects.kind[owner] == Kind.TRIANGULAR
            return np.where(keep[:, np.newaxis], count, _tally(place[every], size))
        count[~keep] = 0
    return count


def _tally(place: Ints, size: int) -> Matrix:
    """Count of each key × RECORDS + Record in a column; one row a key."""
    counted = np.bincount(place, minlength=size * RECORDS).astype(np.int64)
    return counted.reshape(size, RECORDS)


def _by_region(view: View) -> Breakdown:
    """The country breakdown gathered by primary region."""
    countries = split(view, "country")
    regions = {c.code: c.region for c in view.portfolio.labels.countries.values()}
    lines = []
    state = project_figures(view)
    for region in (*Region, None):
        own = [line for line in countries.lines if regions.get(line.key) is region]
        if own:
            ranks = [
                rank
                for rank, code in enumerate(view.portfolio.country_codes)
                if regions.get(code) is region
            ]
            key = region.word if region else UNALLOCATED
            counts = records(_with_any(view, state, ranks))
            amounts = replace(of_band(sum_of(own), view.question.band), records=counts)
            lines.append(BreakdownRow(key, amounts, counts.projects))
    return Breakdown("region", tuple(lines), countries.total)


def _with_any(view: View, state: ProjectFigures, ranks: list[int]) -> Ints:
    """The Record of each project of the band that has a country share at one of the ranks."""
    codes = state.codes[state.in_band]
    sets, share_sets = view.country_sets[codes], view.portfolio.share_sets
    part = ranges(share_sets.first_part[sets], share_sets.n_parts[sets])
    owner = np.repeat(np.arange(len(codes)), share_sets.n_parts[sets])
    kept_ranks = [
        rank for rank in ranks if view.cells.countries is None or rank in view.cells.countries
    ]
    owners = np.unique(owner[np.isin(view.portfolio.parts.key[part], kept_ranks)])
    return state.record[state.in_band][owners]


def sum_of(lines: list[BreakdownRow]) -> Amounts:
    """Rows of one breakdown added up."""
    sums: dict[str, Any] = {
        figure.value: sum(line.amounts.of(figure) or 0 for line in lines) for figure in Figure
    }
    return Amounts(**sums)


def recorded_sum(lines: Iterable[BreakdownRow], figure: Figure) -> int | None:
    """What some rows record of a figure, in minor units; None where none of them does (ruling 26)."""
    known = [line.amounts.recorded_amount(figure) for line in lines]
    recorded = [minor for minor in known if minor is not None]
    return sum(recorded) if recorded else None


def _by_funder(view: View) -> Breakdown:
    """Breakdown by funder: secured, pledged and paid, and of the requirement covered and pledged.

    Requirement and gaps are of no single funder.
    """
    state = filtered_figures(view)
    pairs = state.pairs
    counted = state.in_band[pairs.at] & pairs.passes_filter
    funders, back = np.unique(pairs.funder[counted], return_inverse=True)
    sums = {
        figure: totals_by(back.astype(np.int64), pairs.amounts[figure][counted], len(funders))
        for figure in SHARED_BY_FUNDER
    }
    tally = _tally(back * RECORDS + pairs.record[counted], len(funders))
    lines = []
    for at, funder in enumerate(funders):
        counts = RecordCounts.of(tally[at].tolist())
        amounts = funder_amounts(sums, at, counts)
        lines.append(BreakdownRow(funder_word(view, int(funder)), amounts, counts.projects))
    lines.sort(key=lambda line: (-line.amounts.secured, line.key))
    return Breakdown("funder", tuple(lines), headline(view).amounts)


def funder_amounts(sums: Mapping[Figure, Ints], at: int, counts: RecordCounts) -> Amounts:
    """The figures that have a funder; None for those that have none."""
    return Amounts(
        records=counts,
        disbursed_toward_requirement=None,
        requirement=None,
        gap=None,
        surplus=None,
        gap_after_pledges=None,
        gap_unpaid=None,
        spent=None,
        **{figure.value: int(values[at]) for figure, values in sums.items()},
    )


def crossing(view: View, rows: str, columns: str) -> CrossTab:
    """Clause × country, or funder × clause; cells where some figure is not zero."""
    return view.once(_CROSSED[rows, columns])


def _clause_by_country(view: View) -> CrossTab:
    state, width = project_figures(view), len(view.portfolio.country_codes) + 1
    record = np.zeros(view.portfolio.size, np.int64)
    record[state.codes] = state.record
    sums: dict[Figure, Ints] = {}
    places: list[Ints] = []
    for units in (project_units(view), pair_units(view)):
        own = units_in_band(view, units, state)
        total = np.zeros((len(own.figures), 13 * width), np.int64)
        for cells in shared_out(view, own, Dimension.COUNTRY):
            key = cells.keys[Dimension.CLAUSE] * width + cells.keys[Dimension.COUNTRY]
            for row, values in enumerate(cells.amounts):
                np.add.at(total[row], key, values)
            if own.figures == PROJECT_FIGURES:
                places.append(_places(cells, key, Dimension.COUNTRY, record[own.code]))
        sums |= dict(zip(own.figures, total, strict=True))
    counts = _counts(places)
    found = {
        (
            key_word(view, Dimension.CLAUSE, int(key) // width),
            key_word(view, Dimension.COUNTRY, int(key) % width),
        ): _amounts(view, sums, int(key), counts[int(key)])
        for key in _filled(sums.values())
    }
    return _crossing(found)


def _funder_by_clause(view: View) -> CrossTab:
    state = project_figures(view)
    units = pair_units(view)
    counted = state.in_band[state.pairs.at] & state.pairs.passes_filter
    own, funder = units.only(counted), state.pairs.funder[counted]
    places: list[Ints] = []
    funders, place = np.unique(funder, return_inverse=True)
    total = np.zeros((len(own.figures), len(funders) * 13), np.int64)
    for cells in shared_out(view, own, Dimension.CLAUSE):
        key = place[cells.unit] * 13 + cells.keys[Dimension.CLAUSE]
        for row, values in enumerate(cells.amounts):
            np.add.at(total[row], key, values)
        places.append(_places(cells, key, Dimension.CLAUSE, state.pairs.record[counted]))
    sums, counts = dict(zip(own.figures, total, strict=True)), _counts(places)
    found = {
        (
            funder_word(view, int(funders[int(key) // 13])),
            key_word(view, Dimension.CLAUSE, int(key) % 13),
        ): funder_amounts(sums, int(key), counts[int(key)])
        for key in _filled(sums.values())
    }
    return _crossing(found)


def _places(cells: Allocations, key: Ints, axis: Dimension, record: Ints) -> Ints:
    """key × RECORDS + Record of each unit per key, counted once however many cells it has there.

    ``axis`` is the last that the key distinguishes; a filter may have allocated further.
    """
    if max(cells.keys) == axis:
        return np.asarray(key * RECORDS + record[cells.unit])
    span = int(key.max(initial=0)) + 1
    once = np.unique(cells.unit * span + key)
    return np.asarray(once % span * RECORDS + record[once // span])


def _counts(places: list[Ints]) -> Mapping[int, RecordCounts]:
    """Number of units that record each figure, by key."""
    held, count = np.unique(np.concatenate([*places, np.zeros(0, np.int64)]), return_counts=True)
    tallies: dict[int, list[int]] = {}
    for place, number in zip(held.tolist(), count.tolist(), strict=True):
        tallies.setdefault(place // RECORDS, [0] * RECORDS)[place % RECORDS] = number
    return {key: RecordCounts.of(tally) for key, tally in tallies.items()}


def _filled(sums: Iterable[Ints]) -> Ints:
    """Keys under which some figure is not zero."""
    return np.flatnonzero((np.stack(list(sums)) != 0).any(axis=0))


def _crossing(amounts: dict[tuple[str, str], Amounts]) -> CrossTab:
    """Cross-tabulation with rows and columns in their reading order."""

    def order(word: str) -> tuple[int, int, str]:
        return (word == UNALLOCATED, int(word) if word.isdigit() else 0, word)

    return CrossTab(
        tuple(sorted({row for row, _ in amounts}, key=order)),
        tuple(sorted({column for _, column in amounts}, key=order)),
        amounts,
    )


_BY_AXIS: Final = {
    "clause": _by_clause,
    "kind": _by_kind,
    "priority": _by_priority,
    "country": _by_country,
    "region": _by_region,
    "funder": _by_funder,
    "provenance": _by_provenance,
    "status": _by_status,
}
_CROSSED: Final = {
    ("clause", "country"): _clause_by_country,
    ("funder", "clause"): _funder_by_clause,
}
