"""Organisations and countries that take part in projects, read once per revision and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from portfolio.domain.cooperation import ParticipantRole
from portfolio.ledger.labels import ProjectLabel
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sources import Ints
from portfolio.services.portfolio import LivePortfolio
from portfolio.store.taking_part import read_participants


@dataclass(frozen=True)
class Participants:
    """One row a participant, by project id; −1 where a row names no organisation or no country."""

    project: Ints
    role: Ints
    organisation: Ints
    country: Ints

    def beneficiaries(self, project_id: int) -> tuple[int, ...]:
        """Row ids of a project's beneficiary countries, in the order they were recorded."""
        first, last = np.searchsorted(self.project, [project_id, project_id + 1])
        own = slice(int(first), int(last))
        chosen = (self.role[own] == ParticipantRole.BENEFICIARY) & (self.country[own] >= 0)
        return tuple(dict.fromkeys(self.country[own][chosen].tolist()))


_KEPT: Final[WeakKeyDictionary[LivePortfolio, tuple[Portfolio, Participants]]] = WeakKeyDictionary()
_READING: Final = Lock()


def participants(register: LivePortfolio, portfolio: Portfolio) -> Participants:
    """The participants of all projects of a portfolio; only what changed is read again."""
    held = _KEPT.get(register)
    if held is not None and held[0] is portfolio:
        return held[1]
    with _READING:
        held = _KEPT.get(register)
        if held is not None and held[0] is portfolio:
            return held[1]
        found = _read(register, portfolio, held)
        _KEPT[register] = (portfolio, found)
    return found


def _read(
    register: LivePortfolio, portfolio: Portfolio, current: tuple[Portfolio, Participants] | None
) -> Participants:
    ids = None
    if current is not None:
        ids = changed_participants(current[0].labels.projects, portfolio.labels.projects)
        if 10 * len(ids) > portfolio.size:
            ids = None
    with register.database.reading() as connection:
        raw = read_participants(connection, ids)
    names = ("project_id", "role", "organisation_id", "country_id")
    order = np.lexsort((raw["id"], raw["project_id"]))
    columns = [raw[name][order] for name in names]
    if current is not None and ids is not None:
        old = current[1]
        keep = ~np.isin(old.project, ids)
        before = (old.project, old.role, old.organisation, old.country)
        columns = [
            np.concatenate((column[keep], new)) for column, new in zip(before, columns, strict=True)
        ]
        order = np.argsort(columns[0], kind="stable")
        columns = [column[order] for column in columns]
    return Participants(*columns)


def changed_participants(
    before: Mapping[int, ProjectLabel], after: Mapping[int, ProjectLabel]
) -> list[int]:
    """Ids of projects that were read anew between two portfolios: a changed one has a new label."""
    return [number for number, label in after.items() if before.get(number) is not label]
