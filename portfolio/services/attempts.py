"""The brake on guessing passwords: failed attempts counted per login and per network of addresses."""

import ipaddress
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.people import digest
from portfolio.store import people as store
from portfolio.store.database import Change, Database

WINDOW: Final = timedelta(minutes=15)
# Failed attempts within the window. One login from everywhere together has a limit of its own:
# whoever guesses from many addresses at once is one guesser.
MAX_PER_LOGIN_AND_NETWORK: Final = 5
MAX_PER_LOGIN: Final = 20
MAX_PER_NETWORK: Final = 30
# Everybody with IPv6 has a network of 2⁶⁴ addresses to himself.
_IPV6_NETWORK: Final = 64
_log = logging.getLogger(__name__)


class TooManyAttempts(PortfolioError):
    """There were too many failed attempts; wait (values: minutes)."""

    phrase = "error.too_many_attempts"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that may be looked at: whom it counts against until it succeeds."""

    subjects: tuple[str, ...]
    rows: tuple[int, ...]


def network(address: str) -> str:
    """The network an address is one of: itself, of IPv6 the first 64 bits; other text as it is."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))
    return str(parsed)


def admit(database: Database, login: str, address: str) -> Attempt:
    """Count an attempt, before it is known to fail; raises TooManyAttempts.

    Of many guesses sent at once no more may be looked at than one after the other.
    """
    now = datetime.now(UTC)
    own, origin = _login(login), network(address)
    limits = {
        f"{own} {digest(origin)}": MAX_PER_LOGIN_AND_NETWORK,
        own: MAX_PER_LOGIN,
        digest(f"address {origin}"): MAX_PER_NETWORK,
    }
    with database.transaction("sign-in attempt") as change:
        if any(
            store.count_attempts(change.connection, subject, now - WINDOW) >= limit
            for subject, limit in limits.items()
        ):
            change.abandon()
            rows = None
        else:
            rows = store.add_attempts(change, tuple(limits), now - 4 * WINDOW)
    if rows is None:
        _log.warning("sign-in refused: too many attempts")
        raise TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))
    return Attempt(tuple(limits), rows)


def succeed(change: Change, attempt: Attempt) -> None:
    """The attempt did not fail: it counts against nobody, nor do those before it from there.

    What others fail at from elsewhere goes on counting.
    """
    store.clear_attempts(change, attempt.subjects[0], attempt.rows)


def forget(change: Change, login: str) -> None:
    """Lift the brake of a login, wherever it was guessed at."""
    store.clear_attempts_of(change, _login(login))


def _login(login: str) -> str:
    # A digest: what was typed as a login may be a password.
    return digest(f"login {login}")
