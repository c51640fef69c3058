"""Relation of a project to the declaration: listed, contributing or context (ruling 24)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Final

from portfolio.domain.flows import Provenance


class Relation(IntEnum):
    """How a project stands to the declaration; *listed* follows from the lists, no row says it."""

    CONTRIBUTING = 1
    CONTEXT = 2
    LISTED = 3

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the relation."""
        return self.name.lower()

    @property
    def has_requirement(self) -> bool:
        """Whether requirement, gap, progress and standing have a meaning (context has none)."""
        return self is not Relation.CONTEXT


RECORDED: Final = (Relation.CONTRIBUTING, Relation.CONTEXT)  # what a row may say


def not_recorded(provenance: Provenance) -> Relation:
    """The relation of a project that no row gives one: by where its record comes from."""
    if provenance in (Provenance.ENTERED, Provenance.ILLUSTRATIVE):
        return Relation.CONTRIBUTING
    return Relation.CONTEXT


@dataclass(frozen=True, slots=True)
class DatedRelation:
    """The relation a project has from a day on, why (by language), and the source that says so."""

    relation: Relation
    valid_from: date
    recorded_at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
