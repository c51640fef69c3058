"""Lists of projects, ranked or by identifier, and the two lists of priority projects on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from portfolio.domain.clauses import LIST_CLAUSES, ListState, PriorityList
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Band, Relation, Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import NO_ONE, Bools, Ints, among
from portfolio.ledger.view import View, per_view
from portfolio.measures.allocation import filtered_figures
from portfolio.measures.figures import (
    NOTHING,
    RESTS_ON,
    Amounts,
    Figure,
    ProjectLine,
    RecordCounts,
)
from portfolio.measures.headline import records
from portfolio.measures.projects import ProjectFigures, filtered_projects


@per_view
def listed_projects(view: View) -> Ints:
    """Codes of the projects a list of the view names, by identifier.

    In the official band a list covers the whole record, each project with its status: it adds
    nothing up. Another band, or a filter by status, narrows it.
    """
    return by_identifier(view, in_list(view))


def in_list(view: View) -> Bools:
    """The projects of ``listed_projects`` as a mask of project codes."""
    chosen, statuses = filtered_projects(view), view.question.filters.statuses
    if statuses:
        return np.asarray(chosen & among(view.status, map(int, statuses)))
    if view.question.band is Band.OFFICIAL:
        return chosen
    return np.asarray(chosen & (view.band == view.question.band))


@per_view
def everywhere(view: View) -> Ints:
    """Codes of the filtered projects, whatever their band, by identifier."""
    return by_identifier(view, filtered_projects(view))


def by_identifier(view: View, mask: Bools) -> Ints:
    """Codes of the projects of a mask in the order of their identifiers."""
    order = view.portfolio.by_identifier
    return order.compress(mask.take(order))


def in_context(view: View) -> Ints:
    """Codes of the context projects that match the filters, whatever the view's band."""
    codes = everywhere(view)
    return codes.compress(view.band[codes] == Band.CONTEXT)


def counted_projects(view: View) -> Ints:
    """Codes of the projects a list of the view names without those that are context."""
    codes = listed_projects(view)
    return codes.compress(view.relation[codes] != Relation.CONTEXT)


def lines(view: View, codes: Ints) -> tuple[ProjectLine, ...]:
    """The projects of some codes, in their order."""
    state, portfolio = filtered_figures(view), view.portfolio
    place = np.searchsorted(state.codes, codes)
    found = []
    for code, at in zip(codes.tolist(), place.tolist(), strict=True):
        convertible = at < len(state.codes) and int(state.codes[at]) == code
        label = portfolio.labels.projects[int(portfolio.projects.id[code])]
        found.append(
            ProjectLine(
                identifier=label.identifier,
                titles=label.titles,
                kind=Kind(int(portfolio.projects.kind[code])),
                status=Status(int(view.status[code])),
                provenance=Provenance(int(portfolio.projects.provenance[code])),
                relation=(relation := Relation(int(view.relation[code]))),
                amounts=_amounts(state, at, relation)
                if convertible
                else _without_rate(state, code, relation),
                has_requirement=convertible and bool(state.has_requirement[at]),
                convertible=convertible,
                countries=countries_of(view, code),
                clauses=clauses_of(view, code),
                implementer=label.implementer,
                contact_office=label.contact_office,
                contact_email=label.contact_email,
            )
        )
    return tuple(found)


def figure_values(view: View, codes: Ints, figure: Figure) -> list[int | None]:
    """A figure of the projects of some codes, as ``known_amount`` of their lines has it."""
    state, needed = filtered_figures(view), int(RESTS_ON[figure])
    if not len(state.codes):
        return [None] * len(codes)
    place = np.minimum(np.searchsorted(state.codes, codes), len(state.codes) - 1)
    known = (state.codes[place] == codes) & (state.record[place] & needed == needed)
    if NOTHING.recorded_alone.of(figure) is None:
        without = [relation for relation in Relation if not relation.has_requirement]
        known &= ~among(view.relation[codes], map(int, without))
    amounts = state.amounts[figure][place]
    return [
        amount if is_known else None
        for amount, is_known in zip(amounts.tolist(), known.tolist(), strict=True)
    ]


def _amounts(state: ProjectFigures, at: int, relation: Relation) -> Amounts:
    """The figures of one project by its place."""
    amounts = Amounts(
        records=records(state.record[[at]]),
        **{name.value: int(values[at]) for name, values in state.amounts.items()},
    )
    return amounts if relation.has_requirement else amounts.recorded_alone


def _without_rate(state: ProjectFigures, code: int, relation: Relation) -> Amounts:
    """No figures: one of the project's rows has no rate."""
    own = state.unconverted_record[state.unconverted == code]
    amounts = Amounts(records=replace(records(own), without_rate=True))
    return amounts if relation.has_requirement else amounts.recorded_alone


def clauses_of(view: View, code: int) -> tuple[int, ...]:
    """Numbers of the clauses a project has shares of, in order."""
    return tuple(_keys(view, view.clause_sets, code))


def countries_of(view: View, code: int) -> tuple[str, ...]:
    """Codes of the countries a project has shares of, in order."""
    keys = _keys(view, view.country_sets, code)
    return tuple(view.portfolio.country_codes[key] for key in keys)


def _keys(view: View, sets: Ints, code: int) -> list[int]:
    """Keys of the shares a project has on an axis."""
    chosen = int(sets[code])
    first = int(view.portfolio.share_sets.first_part[chosen])
    count = int(view.portfolio.share_sets.n_parts[chosen])
    return [key for key in view.portfolio.parts.key[first : first + count].tolist() if key]


def ranking(
    view: View,
    figure: Figure = Figure.GAP,
    limit: int | None = None,
    band: Band | None = None,
) -> tuple[ProjectLine, ...]:
    """Projects of a band (by default that of the view), greatest figure first; ties by identifier.

    None without some of the figure.
    """
    return view.once(Ranking(band or view.question.band, figure, limit))


@dataclass(frozen=True)
class Ranking:
    """Ranked list by its parameters; equal ones are equal keys, so that a view caches its lines."""

    band: Band
    figure: Figure
    limit: int | None

    def __call__(self, view: View) -> tuple[ProjectLine, ...]:
        """Projects of the band with some of the figure, the greatest first; ties by identifier."""
        state = filtered_figures(view)
        values = state.amounts[self.figure]
        at = np.flatnonzero((state.band == self.band) & (values > 0))
        if self.limit is not None and self.limit < len(at):
            edge = np.partition(values[at], len(at) - self.limit)[len(at) - self.limit]
            at = at[values[at] >= edge]
        order = sorted(
            at.tolist(),
            key=lambda i: (-int(values[i]), view.portfolio.identifier(int(state.codes[i]))),
        )
        return lines(view, state.codes[np.array(order[: self.limit], np.int64)])


@dataclass(frozen=True, slots=True)
class PastList:
    """Replaced list, and the day from which another is in force."""

    list: PriorityList
    replaced_on: date


@dataclass(frozen=True, slots=True)
class ClauseLists:
    """Lists of one clause as recorded: ``proposals`` is later than the list in force."""

    clause: int
    in_force: PriorityList | None
    proposals: PriorityList | None
    past: tuple[PastList, ...]  # the latest first


@per_view
def of_clauses(view: View) -> Mapping[int, ClauseLists]:
    """The lists of clauses 2 and 8 on the day of the view, in its reading (ruling 34)."""
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
    """Projects in the sums of a list: all but the cancelled, which are in no total (section 2)."""
    return tuple(row for row in rows if row.status is not Status.CANCELLED)


def known_amount(line: ProjectLine, figure: Figure) -> int | None:
    """A figure of a line in minor units of the view's currency; None where it is not recorded."""
    return line.amounts.recorded_amount(figure) if line.convertible else None


def together(rows: Iterable[ProjectLine]) -> Amounts:
    """Summed figures of the lines that have a rate, with how many record each.

    What is not recorded adds nothing (ruling 26); ``recorded_amount`` tells it from a zero.
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


def relevant(view: View, clause: int) -> Ints:
    """Codes of the projects the view shows that are recorded as relevant to a clause."""
    columns = view.portfolio.relevance
    wanted = columns.project[columns.clause == clause]
    codes = listed_projects(view)
    return codes[np.isin(codes, wanted)]
