"""Clauses of the declaration, their deliverables, and the lists of priority projects they order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Money

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
    """Theme of a clause; only the first two propose a priority."""

    SECURITY = 1
    HUMAN_DEVELOPMENT = 2
    MACHINERY = 3
    FINANCE = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the theme."""
        return self.name.lower()


class DeadlineState(IntEnum):
    """Origin of a deliverable's deadline."""

    NONE = 0
    FIXED = 1
    CONFERENCE = 2  # before the third conference: moves with its date
    WINDOW = 3  # inside the window that the text sets for the conference


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
    limits: Mapping[str, str]  # the deadline in words, per language


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Deliverable: evidence that a clause is carried out."""

    reference: str
    clause: int
    position: int
    limit: DeadlineState
    limit_date: date | None
    names: Mapping[str, str]


LIST_CLAUSES: Final = (2, 8)
# What the clauses call "list adopted", by clause: an adopted list is its evidence.
LIST_DELIVERABLES: Final = {2: "2-security-list", 8: "8-human-development-list"}


class ListState(IntEnum):
    """State of a recorded list; an adopted one is *replaced* from the day of the next."""

    PROPOSED = 1
    ADOPTED = 2

    @property
    def word(self) -> str:
        """The key under which catalogs and files name the state."""
        return self.name.lower()


class AdoptedAhead(PortfolioError):
    """A list's day of adoption or proposal lies in the future (values: day, today)."""

    phrase = "error.list_adopted_ahead"


def refuse_ahead(day: date, today: date) -> None:
    """Raise AdoptedAhead for a list recorded before its own day."""
    if day > today:
        raise AdoptedAhead(day=day, today=today)


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project of a list, by identifier, with the reason why it is one, by language."""

    project: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """Need on a priority list, no project yet; the sum is an estimate, None where not recorded."""

    country: str | None
    clause: int
    place: str
    what: Mapping[str, str]
    asked_by: Mapping[str, str]
    amount_minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class PriorityList:
    """One list as it was recorded, whole; what changes is a later list (ruling 34).

    ``valid_from``: the day it was adopted, or proposed.
    """

    id: int
    reference: str
    clause: int
    state: ListState
    valid_from: date
    recorded_at: datetime
    titles: Mapping[str, str]
    source: str
    provenance: Provenance
    is_example: bool = False
    projects: tuple[ListedProject, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def order(self) -> tuple[date, datetime, int]:
        """By what a later list is later: its day, when it was recorded, its row (ruling 18)."""
        return self.valid_from, self.recorded_at, self.id


def known_lists(
    lists: Iterable[PriorityList], day: date, known_on: date | None
) -> tuple[PriorityList, ...]:
    """The lists that count on a day in a reading, the earliest first."""
    return tuple(
        sorted(
            (
                one
                for one in lists
                if one.valid_from <= day
                and (known_on is None or one.recorded_at.date() <= known_on)
            ),
            key=lambda one: one.order,
        )
    )


def in_force(lists: Iterable[PriorityList]) -> dict[int, PriorityList]:
    """By clause, the last adopted of lists that are known on a day, the earliest first."""
    return {one.clause: one for one in lists if one.state is ListState.ADOPTED}


def first_adopted(lists: Iterable[PriorityList], clause: int) -> PriorityList | None:
    """The first list adopted for a clause, of lists in the order of ``known_lists``; None without one."""
    adopted = (one for one in lists if one.clause == clause and one.state is ListState.ADOPTED)
    return next(adopted, None)


def list_state(one: PriorityList) -> dict[str, Any]:
    """A list as history records and compares it: every field but its row number."""
    return {
        "clause": one.clause,
        "state": one.state.word,
        "valid_from": one.valid_from.isoformat(),
        "recorded_at": one.recorded_at.isoformat(),
        "titles": dict(one.titles),
        "source": one.source,
        "provenance": one.provenance.word,
        "is_example": one.is_example,
        "projects": [
            f"{number}. {entry.project}: {_texts(entry.reasons)}"
            for number, entry in enumerate(one.projects, start=1)
        ],
        "needs": [f"{number}. {_need(entry)}" for number, entry in enumerate(one.needs, start=1)],
    }


def _texts(texts: Mapping[str, str]) -> str:
    return " / ".join(f"{language}: {texts[language]}" for language in sorted(texts))


def _need(need: Need) -> str:
    """One line with every field of a need."""
    amount = ""
    if need.amount_minor is not None and need.currency is not None:
        amount = f"{Money(need.amount_minor, need.currency).decimal():f} {need.currency}"
    parts = (need.country or "", str(need.clause), need.place, amount, _texts(need.asked_by))
    return " | ".join((_texts(need.what), *parts))
