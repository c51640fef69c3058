"""Projects in lists: each with its own figures, ranked by what is missing or shown as found."""

from dataclasses import dataclass, replace

import numpy as np

from portfolio.domain.cooperation import Kind
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Band, Status
from portfolio.domain.relations import Relation
from portfolio.ledger.columns import among
from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View
from portfolio.measures.cells import filtered_figures
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.measures.standing import ProjectFigures, standing
from portfolio.measures.totals import records


def listed_projects(view: View) -> Ints:
    """Codes of the projects a list of the view names, by identifier.

    Beside the official band a list is of the whole record, each project with its status: it adds
    nothing up. Another band, or a status, that is asked for narrows it to those.
    """
    return view.once(_shown)


def _shown(view: View) -> Ints:
    codes, statuses = everywhere(view), view.question.filters.statuses
    if statuses:
        return codes[among(view.status[codes], map(int, statuses))]
    if view.question.band is Band.OFFICIAL:
        return codes
    return codes[view.in_band(codes)]


def everywhere(view: View) -> Ints:
    """Codes of the projects the filters keep, whatever their band, by identifier."""
    return view.once(_everywhere)


def _everywhere(view: View) -> Ints:
    state = standing(view)
    codes = np.concatenate((state.codes, state.unconverted))
    names = [view.portfolio.identifier(int(code)) for code in codes]
    return codes[np.argsort(np.array(names, dtype=np.str_), kind="stable")]


def in_context(view: View) -> Ints:
    """Codes of the projects the filters keep that are context, whatever band is asked for."""
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
                countries=tuple(
                    portfolio.country_codes[key] for key in _keys(view, view.country_sets, code)
                ),
                clauses=tuple(_keys(view, view.clause_sets, code)),
                implementer=label.implementer,
                contact_office=label.contact_office,
                contact_email=label.contact_email,
            )
        )
    return tuple(found)


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
    """A list asked for: equal ones are one, so that a view keeps the lines of each."""

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
