"""Parameters of a view and who asks: filters, scope, as-of date, portfolio; people and roles."""

import hashlib
from collections.abc import Iterable
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
    """Values kept per axis; an empty set keeps everything. Countries and funders by code.

    Kind, status, provenance and funder select projects (a funder also narrows secured, pledged
    and paid to itself). Clause, country, region and priority keep those parts of each project's
    money, so that a filtered headline equals the line of the unfiltered split.
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
    """Which of two portfolios a view is of; nothing of one counts in the other (ruling 33)."""

    RECORD = 1  # what is documented, entered and imported
    EXAMPLE = 2  # made up, for a demonstration

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
        """Whether everything in it is made up."""
        return self is PortfolioChoice.EXAMPLE

    @property
    def other(self) -> "PortfolioChoice":
        """The portfolio that is not shown."""
        return PortfolioChoice.RECORD if self.is_example else PortfolioChoice.EXAMPLE


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a reader may see count: which portfolio, published only or all, how sure flows must be."""

    published_only: bool = True
    confidences: frozenset[Verification] = frozenset(
        (Verification.CONFIRMED, Verification.DOCUMENTED)
    )
    portfolio: PortfolioChoice = PortfolioChoice.RECORD


@dataclass(frozen=True, slots=True)
class ViewParams:
    """One view of the portfolio; equal questions at one revision have equal answers.

    Totals hold the projects of one ``band``; a status filter chooses inside it (ruling 29).

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
    """What an amount rests on (domain ruling 26); each value is a word of files and of the interface."""

    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"  # no row of the stage exists
    NOT_APPLICABLE = "not_applicable"  # it can have no meaning: the requirement of one funder
    NO_RATE = "no_rate"  # rows exist and one of them cannot be converted


ANYBODY: Final = "public"  # the login and the role of a reader who has not signed in
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)


class UserRole(IntEnum):
    """What a person is here for; what each may do is the table of services.access."""

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
        """Whether the role is held for one organisation, whose flows it may see and confirm."""
        return self is UserRole.DONOR


STRUCK_SIGN: Final = "#"  # no login that somebody chooses holds it


def struck_login(number: int) -> str:
    """What stands for the login of a person whose name was struck."""
    return f"{STRUCK_SIGN}{number}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; a demonstration person has no password and stands for a role."""

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
    """Who asks: what every service is given first. ``person`` is None for an anonymous reader."""

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
    """What is kept of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class LookPolicy(StrEnum):
    """What a row the secretariat documents is before somebody else has looked at it."""

    MARKED = "marked"  # it counts, and says that it awaits a second look
    REQUIRED = "required"  # it is only proposed: in no official figure, seen by nobody outside


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A look asked for when somebody's word made a row count; nobody looks at their own word.

    ``recorder_id`` and ``looker_id`` are accounts by row id, which no change of role, password,
    name or organisation moves; ``recorder`` is the login, ``duty`` the role they spoke in.
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

    def may_be_given_by(self, person_id: int | None) -> bool:
        """Whether this person's look is still wanted."""
        return self.is_open and person_id is not None and person_id != self.recorder_id

    def as_known(self, known_on: date | None) -> "SecondLook | None":
        """The look as a reading knows it; None where it was not asked for by that day (UTC)."""
        if known_on is None:
            return self
        if self.asked_at.astimezone(UTC).date() > known_on:
            return None
        if self.looked_at is not None and self.looked_at.astimezone(UTC).date() > known_on:
            return replace(self, looker_id=None, looked_at=None)
        return self


def awaits(looks: Iterable[SecondLook]) -> bool:
    """Whether any of a row's looks is still to come."""
    return any(look.is_open for look in looks)
