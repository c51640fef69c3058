"""People: who works with the record, in which role, and for which organisation."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

SYSTEM: Final = "system"  # the login history names where a program wrote and nobody was signed in
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
