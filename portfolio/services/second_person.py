"""The second person: who may publish a draft, since nobody publishes what they typed themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.people import Person, Principal, UserRole
from portfolio.services.access import PERMITTED, command
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import drafts as kept
from portfolio.store import people

ALONE: Final = "publish_alone"  # how history names a publication without a second person


class OwnDraft(PortfolioError):
    """Somebody else has to publish what one typed."""

    phrase = "error.own_draft"


class Permission(Enum):
    """Whether somebody whose role publishes may publish one draft."""

    FREE = "free"
    WITH_REASON = "with reason"  # an administrator, where nobody else can
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Publishers:
    """Logins of those who typed in a draft, and of those who did not and can publish it."""

    contributors: tuple[str, ...]
    able: tuple[str, ...]

    def permission(self, who: Principal) -> Permission:
        """Whether this reviewer or administrator may publish the draft."""
        if who.login not in self.contributors:
            return Permission.FREE
        if who.duty is UserRole.ADMINISTRATOR and not self.able:
            return Permission.WITH_REASON
        return Permission.REFUSED


@command
def read_publishers(register: LivePortfolio, who: Principal, number: int) -> Publishers:
    """Who typed in a draft since the last publication, and who can publish it."""
    with register.database.reading() as connection:
        contributors = kept.read_contributors(connection, number)
        return publishers(register, contributors, people.read_people(connection))


def publishers(
    register: LivePortfolio, contributors: Mapping[int, str], everybody: Sequence[Person]
) -> Publishers:
    """The same of people that are read already."""
    typed = tuple(contributors.values())
    able = (login for login in _reviewers(register, everybody) if login not in typed)
    return Publishers(typed, tuple(able))


def _reviewers(register: LivePortfolio, everybody: Sequence[Person]) -> Iterator[str]:
    """Logins of everybody whose role publishes and whose account is open, in their order.

    The people of a demonstration count while anybody may still take their roles: until somebody
    real has an account.
    """
    duties = PERMITTED["publish_draft"]
    real = [one for one in everybody if not one.is_demonstration]
    if real:
        yield from (one.login for one in real if one.duty in duties and not one.is_disabled)
    elif register.demonstration:
        yield from (f"demonstration-{duty.word}" for duty in sorted(duties))
