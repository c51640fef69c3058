"""Results of a quality rule, as columns, and the values of one line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Protocol

import numpy as np

from portfolio.domain.money import WHOLE, Money
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, day_of
from portfolio.measures.funding import funder_word


@dataclass(frozen=True, slots=True)
class Name:
    """Something the record itself names: ``axis`` is "funder" or "project"."""

    axis: str
    key: str


@dataclass(frozen=True, slots=True)
class RecordTitles:
    """Titles in the record, per language; ``reference`` where there are none."""

    texts: Mapping[str, str]
    reference: str


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both counted."""

    first: date
    last: date


class ResultValues(Protocol):
    """One value of the sentence about each line of a finding, read only for the lines shown."""

    def at(self, view: View, line: int, /) -> object:
        """The value of a line."""


@dataclass(frozen=True)
class AmountValues:
    """Amounts in minor units and the ids of their currencies."""

    amount_minor: Ints
    currency: Ints

    def at(self, view: View, line: int, /) -> Money:
        """The exact amount of a line."""
        code = view.portfolio.labels.currencies[int(self.currency[line])]
        return Money(int(self.amount_minor[line]), code)


@dataclass(frozen=True)
class PerEur:
    """Rates in units of 1e-8 of a currency per 1 EUR."""

    units: Ints

    def at(self, _: View, line: int, /) -> Decimal:
        """The exact rate of a line."""
        return Decimal(int(self.units[line])).scaleb(-8)


@dataclass(frozen=True)
class Days:
    """Days as day numbers."""

    numbers: Ints

    def at(self, _: View, line: int, /) -> date:
        """The day of a line."""
        return day_of(int(self.numbers[line]))


@dataclass(frozen=True)
class Parts:
    """Shares in basis points."""

    points: Ints

    def at(self, _: View, line: int, /) -> Fraction:
        """The share of a line."""
        return Fraction(int(self.points[line]), WHOLE)


@dataclass(frozen=True)
class Members:
    """Members of an enumeration by their numbers."""

    numbers: Ints
    kind: type[IntEnum]

    def at(self, _: View, line: int, /) -> IntEnum:
        """The member of a line."""
        return self.kind(int(self.numbers[line]))


@dataclass(frozen=True)
class Funders:
    """Organisations by row id, 0 for the unknown funder."""

    ids: Ints

    def at(self, view: View, line: int, /) -> Name:
        """The organisation of a line, by its identifier."""
        return Name("funder", funder_word(view, int(self.ids[line])))


@dataclass(frozen=True)
class Projects:
    """Other projects by code."""

    codes: Ints

    def at(self, view: View, line: int, /) -> Name:
        """The project of a line, by its identifier."""
        return Name("project", view.portfolio.identifier(int(self.codes[line])))


@dataclass(frozen=True)
class Milestones:
    """Milestones by row id."""

    ids: Ints

    def at(self, view: View, line: int, /) -> RecordTitles:
        """Name of the milestone of a line."""
        label = view.portfolio.labels.milestones[int(self.ids[line])]
        return RecordTitles(label.titles, label.reference)


@dataclass(frozen=True)
class RuleResult:
    """Lines of one rule: the project of each, the day it holds from, its values.

    ``flow`` are row numbers of flows where the lines are about flows.
    """

    project: Ints  # codes
    since: Ints  # day numbers
    values: Mapping[str, ResultValues] = field(default_factory=dict)
    flow: Ints | None = None

    def order(self, portfolio: Portfolio, text: Bools) -> Ints:
        """The lines of some project codes, the oldest first; then as the projects were recorded."""
        lines = np.flatnonzero(text[self.project])
        of = portfolio.projects.id[self.project[lines]]
        return lines[np.lexsort((of, self.since[lines]))]
