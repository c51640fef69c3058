"""View parameters (filters, scope, as-of date, portfolio); people, roles and principals."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from portfolio.domain.clauses import Priority
from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind, Region


@dataclass(frozen=True, slots=True)
class Filters:
    """Filter values per axis; an empty set filters nothing. Countries and funders by code.

    Kind, status, provenance and funder select projects (a funder also narrows secured, pledged
    and paid to itself). Clause, country, region and priority keep those parts of each project's
    money, so that a filtered headline equals the row of the unfiltered breakdown.
    """

    kinds: frozenset[Kind] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    clauses: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    regions: frozenset[Region] = frozenset()
    funders: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()
    provenances: frozenset[Provenance] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered away."""
        return self == Filters()


class PortfolioChoice(IntEnum):
    """Portfolio of a view, one of two; nothing of one counts in the other (ruling 33)."""

    RECORD = 1  # what is documented, entered and imported
    EXAMPLE = 2  # illustrative, for a demonstration

    @property
    def word(self) -> str:
        """The word of an address and the key under which the catalogs name the portfolio."""
        return self.name.lower()

    @classmethod
    def of(cls, *, is_example: bool) -> "PortfolioChoice":
        """The portfolio that a project of this kind belongs to."""
        return cls.EXAMPLE if is_example else cls.RECORD

    @property
    def is_example(self) -> bool:
        """Whether all its records are illustrative."""
        return self is PortfolioChoice.EXAMPLE

    @property
    def other(self) -> "PortfolioChoice":
        """The portfolio that is not shown."""
        return PortfolioChoice.RECORD if self.is_example else PortfolioChoice.EXAMPLE


@dataclass(frozen=True, slots=True)
class Visibility:
    """Scope that a reader may see count: portfolio, published only or all, verification."""

    published_only: bool = True
    confidences: frozenset[Verification] = frozenset(
        (Verification.CONFIRMED, Verification.DOCUMENTED)
    )
    portfolio: PortfolioChoice = PortfolioChoice.RECORD


@dataclass(frozen=True, slots=True)
class ViewParams:
    """One view of the portfolio; equal questions at one revision have equal answers.

    Totals include the projects of one ``band``; a status filter applies inside it (ruling 29).

    ``known_on`` None: what was true on ``as_of`` as we know it now; a day: only rows recorded
    (UTC) up to that day ("what we knew then" has known_on = as_of).
    """

    as_of: date
    known_on: date | None = None
    currency: str = REPORTING_DEFAULT
    filters: Filters = field(default_factory=Filters)
    scope: Visibility = field(default_factory=Visibility)
    in_kind: bool = False
    band: Band = Band.OFFICIAL


class RecordedState(StrEnum):
    """Recorded state of an amount (domain ruling 26); each value is a word of files and pages."""

    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"  # no row of the stage exists
    NOT_APPLICABLE = "not_applicable"  # it can have no meaning: the requirement of one funder
    NO_RATE = "no_rate"  # rows exist and one of them cannot be converted


ANYBODY: Final = "public"  # the login and the role of a reader who has not signed in
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)


class UserRole(IntEnum):
    """Role of a person; what each may do is the table of services.access."""

    PUBLIC = 1
    MINISTER = 2
    DONOR = 3
    SECRETARY = 4
    REVIEWER = 5
    ADMINISTRATOR = 6

    @property
    def word(self) -> str:
        """The key under which the catalogs and the command line name the role."""
        return self.name.lower()

    @property
    def sees_working_versions(self) -> bool:
        """Whether drafts, what awaits review and what is only proposed may be seen."""
        return self >= UserRole.SECRETARY

    @property
    def serves_an_organisation(self) -> bool:
        """Whether the role belongs to one organisation, whose flows it may see and confirm."""
        return self is UserRole.DONOR


STRUCK_SIGN: Final = "#"  # no login that a person chooses contains it


def struck_login(number: int) -> str:
    """Placeholder login of a person whose name was struck."""
    return f"{STRUCK_SIGN}{number}"


@dataclass(frozen=True, slots=True)
class Person:
    """Account of a person; a demonstration account has no password and represents a role."""

    id: int
    login: str
    name: str
    duty: UserRole
    organisation: str | None  # identifier, of a donor
    is_disabled: bool
    is_demonstration: bool
    created_at: datetime

    @property
    def is_struck(self) -> bool:
        """Whether name and login were taken out of the record: the number stays."""
        return self.login.startswith(STRUCK_SIGN)


@dataclass(frozen=True, slots=True)
class Principal:
    """Principal of a request, the first argument of services. ``person`` is None if anonymous."""

    login: str = ANYBODY
    duty: UserRole = UserRole.PUBLIC
    person: int | None = None
    organisation: str | None = None  # identifier
    is_demonstration: bool = False
    name: str = ""  # empty where nobody is behind it

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.person is None


PUBLIC: Final = Principal()


def digest(token: str) -> str:
    """SHA-256 digest of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class LookPolicy(StrEnum):
    """What a row documented by the secretariat is before another person has checked it."""

    MARKED = "marked"  # it counts, marked as awaiting a second check
    REQUIRED = "required"  # it is only proposed: in no official figure, seen by nobody outside


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Second check requested of a row that somebody made count; nobody checks their own rows.

    ``recorder_id`` and ``looker_id`` are row ids of accounts, which no change of role, password,
    name or organisation affects; ``recorder`` is the login, ``duty`` the role they acted in.
    """

    flow_id: int
    recorder_id: int
    recorder: str
    duty: UserRole
    asked_at: datetime
    looker_id: int | None = None
    looked_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody else has looked yet."""
        return self.looked_at is None

    @property
    def is_statement(self) -> bool:
        """Whether the funder itself spoke."""
        return self.duty.serves_an_organisation

    def as_known(self, known_on: date | None) -> "SecondLook | None":
        """The second check as a reading knows it; None if requested after that day (UTC)."""
        if known_on is None:
            return self
        if self.asked_at.astimezone(UTC).date() > known_on:
            return None
        if self.looked_at is not None and self.looked_at.astimezone(UTC).date() > known_on:
            return replace(self, looker_id=None, looked_at=None)
        return self


def may_give(person_id: int | None, looks: Collection[SecondLook]) -> bool:
    """Whether this person may still give a second check of a row.

    What several recorded together was requested at one moment: none of them checks it.
    """
    own = {(look.flow_id, look.asked_at) for look in looks if look.recorder_id == person_id}
    return person_id is not None and any(
        look.is_open and (look.flow_id, look.asked_at) not in own for look in looks
    )


def awaits(looks: Iterable[SecondLook]) -> bool:
    """Whether any second check of a row is still open."""
    return any(look.is_open for look in looks)
