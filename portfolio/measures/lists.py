"""The two lists of priority projects on a day: in force, proposed since, and replaced before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.domain.priority_lists import LIST_CLAUSES, ListState, PriorityList
from portfolio.domain.projects import Status
from portfolio.ledger.sources import NO_ONE
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts, Figure, ProjectLine, RecordCounts
from portfolio.measures.projects import lines


@dataclass(frozen=True, slots=True)
class PastList:
    """A list that stands no longer, and the day from which another does."""

    list: PriorityList
    replaced_on: date


@dataclass(frozen=True, slots=True)
class ClauseLists:
    """What is recorded of one clause: ``proposals`` is later than the list in force."""

    clause: int
    in_force: PriorityList | None
    proposals: PriorityList | None
    past: tuple[PastList, ...]  # the latest first


def of_clauses(view: View) -> Mapping[int, ClauseLists]:
    """The lists of clauses 2 and 8 on the day of the view, in its reading (ruling 34)."""
    return view.once(_of_clauses)


def _of_clauses(view: View) -> Mapping[int, ClauseLists]:
    found = {}
    for clause in LIST_CLAUSES:
        in_force: PriorityList | None = None
        proposed: PriorityList | None = None
        past: list[PastList] = []
        for one in view.lists:
            if one.clause != clause:
                continue
            before = (in_force, proposed) if one.state is ListState.ADOPTED else (proposed,)
            past += [PastList(old, one.valid_from) for old in before if old is not None]
            if one.state is ListState.ADOPTED:
                in_force, proposed = one, None
            else:
                proposed = one
        past.sort(key=lambda old: (old.replaced_on, old.list.order), reverse=True)
        found[clause] = ClauseLists(clause, in_force, proposed, tuple(past))
    return found


def project_lines(view: View, one: PriorityList) -> Mapping[str, ProjectLine]:
    """Lines of the projects of a list that the reader of the view may see, by identifier."""
    portfolio = view.portfolio
    codes = []
    for entry in one.projects:
        code = portfolio.code_of(portfolio.ids.get(entry.project, NO_ONE))
        if code is not None and view.in_scope[code]:
            codes.append(code)
    found = lines(view, np.array(sorted(codes), np.int64))
    return {line.identifier: line for line in found}


def without_cancelled(rows: Iterable[ProjectLine]) -> tuple[ProjectLine, ...]:
    """Those the sums of a list hold: all but the cancelled, which leave every total (section 2)."""
    return tuple(row for row in rows if row.status is not Status.CANCELLED)


def known_amount(line: ProjectLine, figure: Figure) -> int | None:
    """A figure of a line in minor units of the view's currency; None where nothing says it."""
    return line.amounts.recorded_amount(figure) if line.convertible else None


def together(rows: Iterable[ProjectLine]) -> Amounts:
    """The figures of several lines with a requirement and a rate, with how many record each.

    What is not recorded adds nothing (ruling 26); ``known`` tells it from a zero.
    """
    amounts = [row.amounts for row in rows if row.convertible]
    counts = [one.records for one in amounts if one.records is not None]
    return Amounts(
        records=RecordCounts(
            len(amounts),
            {figure: sum(one.by_figure[figure] for one in counts) for figure in Figure},
        ),
        **{
            figure.value: sum(one.recorded_amount(figure) or 0 for one in amounts)
            for figure in Figure
        },
    )
