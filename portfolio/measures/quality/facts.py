"""What rules ask of the record beside the ledger's columns, by project code and flow row."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.domain.organisations import Organisation
from portfolio.ledger.flows import DANGLING
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.projects import Participation, participation
from portfolio.ledger.rounding import positions
from portfolio.ledger.sources import NO_ONE, Bools, Ints, RawTables
from portfolio.text.folding import squeeze


@dataclass(frozen=True)
class Reference:
    """Flow rows that name another: the row, and the row named (DANGLING where it is not held)."""

    row: Ints
    target: Ints


@dataclass(frozen=True)
class Naming:
    """Each organisation a project names, once: the project's code and the organisation's row id.

    ``similar``: for organisations of nearly an earlier one's name the earlier one, by row id.
    """

    project: Ints
    organisation: Ints
    similar: Mapping[int, int]


@dataclass(frozen=True, eq=False)
class RuleInputs:
    """One entry a project code, NO_ONE where nothing is said; flows by row number.

    Equal only to itself: what is worked out from it is kept with it.
    """

    declared_kinds: Ints
    has_exception: Bools
    has_office: Bools
    start_planned: Ints
    end_planned: Ints
    start_actual: Ints
    end_actual: Ints
    people: Participation
    honours: Reference
    supersedes: Reference
    derived_kinds: Ints  # flows whose day the source does not state
    title: Ints  # numbers of folded titles, equal where titles are, and the project code of each
    title_groups: Ints
    naming: Naming

    @property
    def end(self) -> Ints:
        """The last day of each project: the actual one where it is known, else the planned one."""
        return np.where(self.end_actual != NO_ONE, self.end_actual, self.end_planned)


def facts(
    portfolio: Portfolio, raw: RawTables, people: Mapping[str, Ints], titles: tuple[Ints, Ints]
) -> RuleInputs:
    """The facts of a portfolio: ``raw`` as store.quality reads it, ``titles`` (project id, number)."""
    size, labels = portfolio.size, portfolio.labels
    codes = np.full(int(portfolio.projects.id.max(initial=0)) + 1, NO_ONE, np.int64)
    alive = np.flatnonzero(portfolio.alive)
    codes[portfolio.projects.id[alive]] = alive
    own = codes[raw["project"]["id"]]

    def by_code(name: str) -> Ints:
        values = np.full(size, NO_ONE, np.int64)
        values[own] = raw["project"][name]
        return values

    written, flows = raw["flow"], portfolio.flows.flows
    at = _LivingRows(flows.id, portfolio.alive[flows.project])
    row = at(written["id"])

    def naming(name: str) -> Reference:
        named = (written[name] != NO_ONE) & (row >= 0)
        target = at(written[name][named])
        return Reference(row[named], np.where(target >= 0, target, DANGLING))

    taking = codes[people["project_id"]]
    return RuleInputs(
        declared_kinds=by_code("declared_kind"),
        has_exception=by_code("has_exception") == 1,
        has_office=by_code("has_office") == 1,
        start_planned=by_code("start_planned"),
        end_planned=by_code("end_planned"),
        start_actual=by_code("start_actual"),
        end_actual=by_code("end_actual"),
        people=participation(people, taking, size, labels.countries, labels.organisations),
        honours=naming("honours_id"),
        supersedes=naming("supersedes_id"),
        derived_kinds=row[(written["date_derived"] == 1) & (row >= 0)],
        title=titles[1],
        title_groups=codes[titles[0]],
        naming=_naming(portfolio, taking, people["organisation_id"]),
    )


def _naming(portfolio: Portfolio, taking: Ints, rows: Ints) -> Naming:
    """Who takes part, gives or receives, by project."""
    flows = portfolio.flows.flows
    alive = np.flatnonzero(portfolio.alive[flows.project])
    code = flows.project[alive]
    projects = np.concatenate((taking, code, code))
    named = np.concatenate((rows, flows.provider[alive], flows.receiver[alive]))
    known = (projects >= 0) & (named > 0)
    pairs = np.unique(np.stack((projects[known], named[known])), axis=1)
    alike = _alike(portfolio.labels.organisations)
    return Naming(pairs[0].astype(np.int64), pairs[1].astype(np.int64), alike)


def _alike(organisations: Mapping[int, Organisation]) -> dict[int, int]:
    """For each organisation of nearly an earlier one's name the earlier one, by row id."""
    bearers: dict[str, int] = {}
    pairs: dict[int, int] = {}
    for number, organisation in sorted(organisations.items()):
        for name in {squeeze(name) for name in organisation.names.values()} - {""}:
            first = bearers.setdefault(name, number)
            if first != number:
                pairs[number] = first
    return pairs


class _LivingRows:
    """Finds the living rows of ids."""

    def __init__(self, ids: Ints, alive: Bools) -> None:
        self.at = np.flatnonzero(alive)
        self.order = np.argsort(ids[self.at], kind="stable")
        self.ids = ids[self.at][self.order]

    def __call__(self, target: Ints) -> Ints:
        """The row number of each id, below 0 where no living row has it."""
        found = positions(self.ids, self.order, target)
        if not len(self.at):
            return found
        return np.where(found >= 0, self.at[np.maximum(found, 0)], NO_ONE)
