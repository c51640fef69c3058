"""Completeness of the record: what each project of a view records, and each funder's last entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.view import View, day_of, per_view
from portfolio.measures.funding import funder_word
from portfolio.measures.projects import project_figures, requirement

_DAY_MICROSECONDS: Final = 86_400_000_000


class Part(StrEnum):
    """A part of a project's record that readers look for first."""

    REQUIREMENT = "requirement"
    DISBURSEMENTS = "disbursements"
    MILESTONES = "milestones"


@dataclass(frozen=True, slots=True)
class IncompleteProject:
    """A project that lacks something, and the office that answers for it ("" where none is named)."""

    identifier: str
    lacks: tuple[Part, ...]
    contact_office: str
    contact_email: str
    implementer: str | None = None  # organisation identifier


@dataclass(frozen=True, slots=True)
class LastEntry:
    """A funder's entries: the latest day one is dated, and the day the newest was recorded (UTC)."""

    funder: str
    entries: int
    projects: int
    on: date
    recorded_at: date


@dataclass(frozen=True, slots=True)
class Completeness:
    """Number of projects of a view that record each part; a part without meaning there is absent.

    ``incomplete``: those that lack most first; ``funders``: those not heard from for longest first.
    """

    projects: int
    recorded_projects: Mapping[Part, int]
    incomplete: tuple[IncompleteProject, ...]
    funders: tuple[LastEntry, ...]

    def share(self, part: Part) -> Fraction | None:
        """The share of projects that record a part; None where there is no project or no meaning."""
        if not self.projects or part not in self.recorded_projects:
            return None
        return Fraction(self.recorded_projects[part], self.projects)


@per_view
def completeness(view: View) -> Completeness:
    """What is recorded of the band's projects, each in full, also without a rate (ruling 26).

    A disbursement is a row that counts, whatever it nets to; in kind only if the view includes it.
    Requirement and milestones have no meaning for context projects (ruling 24).
    """
    state, portfolio = project_figures(view), view.portfolio
    codes = np.concatenate(
        (state.codes[state.in_band], state.unconverted[view.in_band(state.unconverted)])
    )
    has = {Part.DISBURSEMENTS: _disbursed(view)[codes]}
    if view.question.band.has_requirement:
        needs, steps = requirement(view).has[codes], _with_milestones(view)[codes]
        has = {Part.REQUIREMENT: needs, **has, Part.MILESTONES: steps}
    incomplete = []
    for at in np.flatnonzero(~np.logical_and.reduce(list(has.values()))).tolist():
        label = portfolio.labels.projects[int(portfolio.projects.id[codes[at]])]
        lacks = tuple(part for part, recorded in has.items() if not recorded[at])
        incomplete.append(
            IncompleteProject(
                label.identifier,
                lacks,
                label.contact_office,
                label.contact_email,
                label.implementer,
            )
        )
    incomplete.sort(key=lambda project: (-len(project.lacks), project.identifier))
    return Completeness(
        projects=len(codes),
        recorded_projects={part: int(recorded.sum()) for part, recorded in has.items()},
        incomplete=tuple(incomplete),
        funders=_last_entries(view, codes),
    )


def _counted(view: View) -> Bools:
    """Rows of the slice that count, in kind only where the view includes it."""
    counts = view.counts
    if view.question.in_kind:
        return counts
    piece = view.slice
    return np.asarray(counts & (piece.pair_in_kind[piece.pair_of_row()] == 0))


def _disbursed(view: View) -> Bools:
    """Project codes with a disbursement that counts."""
    piece, columns = view.slice, view.portfolio.flows.flows
    rows = _counted(view) & (piece.of(columns.kind) == FlowKind.DISBURSEMENT)
    found = np.zeros(view.portfolio.size, np.bool_)
    found[piece.of(columns.project)[rows]] = True
    return found


def _with_milestones(view: View) -> Bools:
    """Project codes with a milestone of any clause by the day of the view."""
    columns = view.portfolio.milestones
    found = np.zeros(view.portfolio.size, np.bool_)
    found[columns.project[columns.holding(view.day, view.before)]] = True
    return found


def _last_entries(view: View, codes: Ints) -> tuple[LastEntry, ...]:
    """Each funder's newest entry in the projects of the view, by the day it was recorded."""
    piece, columns = view.slice, view.portfolio.flows.flows
    shown = np.zeros(view.portfolio.size, np.bool_)
    shown[codes] = True
    funding = piece.of(columns.kind) != FlowKind.EXPENDITURE  # spending is no funding
    rows = np.flatnonzero(_counted(view) & funding & shown[piece.of(columns.project)])
    funder = np.maximum(piece.of(columns.provider)[rows], UNKNOWN)
    if view.question.filters.funders:
        own = np.isin(funder, view.funder_ids)
        rows, funder = rows[own], funder[own]
    keys, line, entries = np.unique(funder, return_inverse=True, return_counts=True)
    newest = np.zeros((2, len(keys)), np.int64)
    np.maximum.at(newest[0], line, piece.of(columns.value_day)[rows])
    np.maximum.at(newest[1], line, piece.of(columns.recorded_at)[rows])
    pairs = np.unique(np.stack((line, piece.of(columns.project)[rows])), axis=1)
    projects = np.bincount(pairs[0], minlength=len(keys))
    lines = [
        LastEntry(
            funder_word(view, int(key)),
            int(entries[at]),
            int(projects[at]),
            day_of(int(newest[0, at])),
            day_of(int(newest[1, at]) // _DAY_MICROSECONDS),
        )
        for at, key in enumerate(keys)
    ]
    lines.sort(key=lambda entry: (entry.recorded_at, entry.funder))
    return tuple(lines)
