"""Candidates to close the gap: the projects that money could complete, and why others wait."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from portfolio.domain.money import Dimension
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import Ints
from portfolio.ledger.view import View
from portfolio.measures.allocation import AmountsToAllocate, shared_out
from portfolio.measures.figures import Figure, ProjectLine
from portfolio.measures.lists import lines
from portfolio.measures.projects import ProjectFigures, project_figures

_STOPPED: Final = (Status.CLOSED, Status.SUSPENDED)


class Order(StrEnum):
    """Order of candidates; each value is its word in addresses."""

    GAP = "gap"  # the greatest gap first
    LEAST = "least"  # what the smallest sum completes first
    CLAUSE = "clause"  # clause by clause, the greatest part of the gap first


class WaitingReason(StrEnum):
    """Reason why a project with a gap is not ready for money: the first that applies to it."""

    STOPPED = "stopped"  # closed or suspended
    INCOMPLETE = "incomplete"  # unpublished, or without title, kind or whole shares
    IMPLEMENTER = "implementer"  # nobody carries it out
    CONTACT = "contact"  # no office, or none that can be written to


@dataclass(frozen=True, slots=True)
class Candidate:
    """Project ready for funding; minor units of the view's currency.

    ``gap`` is its part inside the view, ``parts`` the same by clause (0: unallocated), in order.
    ``completes`` and ``pledged`` are of the whole project: what it needs in all, and how much of
    that open pledges would bring.
    """

    project: ProjectLine
    gap: int
    completes: int
    pledged: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CandidateList:
    """Candidates of one band, the greatest gap first, and the projects with a gap that are none."""

    candidates: tuple[Candidate, ...]
    waiting: Mapping[WaitingReason, int]  # reason → projects
    waiting_gap: int

    @property
    def gap(self) -> int:
        """Gap of the candidates together; with ``waiting_gap`` the gap of the band."""
        return sum(candidate.gap for candidate in self.candidates)

    def in_order(self, order: Order) -> tuple[Candidate, ...]:
        """Candidates in the requested order; ``by_clause`` orders those of one clause."""
        if order is Order.LEAST:
            return tuple(
                sorted(self.candidates, key=lambda one: (one.completes, one.project.identifier))
            )
        return self.candidates

    def by_clause(self) -> dict[int, tuple[tuple[Candidate, int], ...]]:
        """Candidates with their part of the gap by clause, in the order of the text; 0 comes last."""
        found: dict[int, list[tuple[Candidate, int]]] = {}
        for candidate in self.candidates:
            for clause, part in candidate.parts:
                if part:
                    found.setdefault(clause, []).append((candidate, part))
        return {
            clause: tuple(
                sorted(found[clause], key=lambda pair: (-pair[1], pair[0].project.identifier))
            )
            for clause in sorted(found, key=lambda number: (number == 0, number))
        }


def closing_candidates(view: View, band: Band | None = None) -> CandidateList:
    """Projects of a band (by default that of the view) that money could complete.

    Ready are those that run or are prepared, published and whole (title, kind, shares on every
    axis), with an implementer and a contact office that has an e-mail address.
    """
    return view.once(_OfBand(band or view.question.band))


@dataclass(frozen=True)
class _OfBand:
    """Candidates of one band; equal bands are equal keys, so that a view caches the result."""

    band: Band

    def __call__(self, view: View) -> CandidateList:
        """Every project of the band with a gap, ready or waiting, by its reason."""
        state = project_figures(view)
        at = np.flatnonzero((state.band == self.band) & (state.amounts[Figure.GAP] > 0))
        parts = _parts(view, state, at)
        reasons = _reasons(view, state.codes[at])
        ready, waiting, waiting_gap = list[int](), Counter[WaitingReason](), 0
        for number, reason in enumerate(reasons):
            left = sum(parts[number].values())
            if left and reason is None:
                ready.append(number)
            elif left and reason is not None:
                waiting[reason] += 1
                waiting_gap += left
        listed = lines(view, state.codes[at[ready]])
        gap, after = state.amounts[Figure.GAP], state.amounts[Figure.GAP_AFTER_PLEDGES]
        candidates = [
            Candidate(
                project=line,
                gap=sum(parts[number].values()),
                completes=int(gap[at[number]]),
                pledged=int(gap[at[number]] - after[at[number]]),
                parts=tuple(sorted(parts[number].items())),
            )
            for number, line in zip(ready, listed, strict=True)
        ]
        candidates.sort(key=lambda one: (-one.gap, one.project.identifier))
        return CandidateList(tuple(candidates), waiting, waiting_gap)


def _parts(view: View, state: ProjectFigures, at: Ints) -> list[dict[int, int]]:
    """Gap of each project by clause, inside the filters."""
    found: list[dict[int, int]] = [{} for _ in at]
    gaps = state.amounts[Figure.GAP][at]
    units = AmountsToAllocate(state.codes[at], gaps[np.newaxis], (Figure.GAP,))
    for cells in shared_out(view, units, Dimension.CLAUSE):
        clauses = cells.keys[Dimension.CLAUSE].tolist()
        for unit, clause, part in zip(
            cells.unit.tolist(), clauses, cells.amounts[0].tolist(), strict=True
        ):
            found[unit][clause] = found[unit].get(clause, 0) + part
    return found


def _reasons(view: View, codes: Ints) -> list[WaitingReason | None]:
    """Reason for which each project waits; None where it is ready."""
    portfolio = view.portfolio
    whole = (
        (view.clause_sets[codes] > 0)
        & (view.country_sets[codes] > 0)
        & (view.priority_sets[codes] > 0)
        & (portfolio.projects.kind[codes] > Kind.UNCLASSIFIED)
    )
    stopped = np.isin(view.status[codes], _STOPPED)
    reasons: list[WaitingReason | None] = []
    for number, is_whole, is_stopped in zip(
        portfolio.projects.id[codes].tolist(), whole.tolist(), stopped.tolist(), strict=True
    ):
        label = portfolio.labels.projects[number]
        if is_stopped:
            reasons.append(WaitingReason.STOPPED)
        elif not is_whole or not label.titles:
            reasons.append(WaitingReason.INCOMPLETE)
        elif not label.implementer:
            reasons.append(WaitingReason.IMPLEMENTER)
        elif not label.contact_office or not label.contact_email:
            reasons.append(WaitingReason.CONTACT)
        else:
            reasons.append(None)
    return reasons
