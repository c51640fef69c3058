"""The eleven operative clauses, their priorities, time limits and deliverables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

CLAUSES: Final = tuple(range(1, 12))
MONEY_CLAUSES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 11)
FINANCE_CLAUSE: Final = 9  # a view over all money, with and without human development
TRIANGULAR_CLAUSE: Final = 10  # a view over the projects that pass the role check
ADOPTED: Final = date(2013, 11, 14)
CONFERENCE_WINDOW: Final = (date(2014, 7, 1), date(2014, 12, 31))
CONFERENCE_DEFAULT: Final = date(2014, 12, 31)
DEMONSTRATION_DAY: Final = date(2014, 6, 30)


class Priority(IntEnum):
    """The two priorities of the declaration; a project's own share."""

    SECURITY = 1
    HUMAN_DEVELOPMENT = 2

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the priority."""
        return self.name.lower()


class Theme(IntEnum):
    """What a clause is about; only the first two propose a priority."""

    SECURITY = 1
    HUMAN_DEVELOPMENT = 2
    MACHINERY = 3
    FINANCE = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the theme."""
        return self.name.lower()


class DeadlineState(IntEnum):
    """Where a deliverable's time limit comes from."""

    NONE = 0
    FIXED = 1
    CONFERENCE = 2  # before the third conference: moves with its date
    WINDOW = 3  # inside the window the text gives for the conference


@dataclass(frozen=True, slots=True)
class Clause:
    """One operative clause: verbatim texts, our label and plain wording (Arabic: working translation)."""

    number: int
    theme: Theme
    verbatim: Mapping[str, str]  # "en", "fr"; the Arabic is lost
    working_translation: str  # Arabic, our own
    labels: Mapping[str, str]
    plain: Mapping[str, str]
    differences: Mapping[str, str]  # where English and French differ, worded per language
    limits: Mapping[str, str]  # the time limit in words, per language


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What counts as evidence that a clause is carried out."""

    reference: str
    clause: int
    position: int
    limit: DeadlineState
    limit_date: date | None
    names: Mapping[str, str]
