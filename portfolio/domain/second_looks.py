"""Second looks: a row of money that counts on one person's word is looked at by somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from portfolio.domain.people import UserRole


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
