"""Passwords: which may be chosen, their hashes, and the brake on guessing them."""

import gzip
import ipaddress
import logging
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portfolio.domain.errors import PortfolioError
from portfolio.domain.params import digest
from portfolio.store import people
from portfolio.store.database import Change, Database

SHORTEST: Final = 12
LONGEST: Final = 200
# The most common passwords of twelve signs and more: SecLists, common-passwords.LICENSE.
_COMMON_FILE: Final = Path(__file__).with_name("common-passwords.txt.gz")
# What that list lacks and a person here would try.
_COMMON_HERE: Final = frozenset(
    """
    password123456 password1234567 motdepasse123 motdepasse1234 administrateur administrator1
    administrator123 adminadminadmin bienvenue123 bienvenue1234 changeme1234 changeme12345
    letmein12345 iloveyou12345 abcdefghijklm abcd12345678 azertyuiop12 azertyuiopqs azerty123456
    superman1234 football1234 trustno1trustno1 marhaba12345 secret123456 temporary123 testtesttest
    test12345678 portfolio123 rabatdeclaration borderborder bordersecurity declaration1
    """.split()
)
# Each needs 64 MiB and a fifth of a second: a rush of sign-ins must not block the machine.
_TURNS: Final = Semaphore(2)
_HASHER: Final = PasswordHasher()
_SIGNS: Final = string.punctuation + " "


class PasswordTooShort(PortfolioError):
    """A password has at least twelve characters (values: least)."""


class PasswordTooLong(PortfolioError):
    """A password has at most two hundred characters (values: most)."""


class PasswordGuessable(PortfolioError):
    """A password that is among the first tried, repeats itself, or contains the login."""


@cache
def common() -> frozenset[str]:
    """Passwords of twelve signs and more, in small letters, that are among the first tried."""
    return frozenset(gzip.decompress(_COMMON_FILE.read_bytes()).decode().split()) | _COMMON_HERE


def check(password: str, login: str) -> None:
    """Raise what is wrong with a password; which characters it uses is free."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    plain = password.casefold()
    repeats = len(set(plain)) < 5
    # "Password1234!" is tried right after "password1234".
    is_common = not common().isdisjoint((plain, plain.strip(_SIGNS)))
    if is_common or repeats or (len(login) > 3 and login.casefold() in plain):
        raise PasswordGuessable


def hash_password(password: str) -> str:
    """argon2id hash of a password, as stored."""
    with _TURNS:
        return _HASHER.hash(password)


@cache
def nobodys() -> str:
    """A hash that no password fits: what an unknown login is compared with."""
    return hash_password(secrets.token_urlsafe(32))


def fits(text: str, password: str) -> bool:
    """Whether the password is the one hashed; takes as long where there is none to compare."""
    nobody = nobodys()
    with _TURNS:
        try:
            return _HASHER.verify(text or nobody, password) and bool(text)
        except (VerificationError, InvalidHashError):
            return False


WINDOW: Final = timedelta(minutes=15)
# Failed attempts within the window. One login from everywhere together has a limit of its own:
# many addresses at once count as one.
MAX_PER_LOGIN_AND_NETWORK: Final = 5
MAX_PER_LOGIN: Final = 20
MAX_PER_NETWORK: Final = 30
# Everybody with IPv6 has a network of 2⁶⁴ addresses to himself.
_IPV6_NETWORK: Final = 64
_log = logging.getLogger(__name__)


class TooManyAttempts(PortfolioError):
    """There were too many failed attempts; wait (values: minutes)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An admitted attempt to sign in: whom it counts against until it succeeds."""

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

    Of many guesses sent at once no more are admitted than one after the other.
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
            people.count_attempts(change.connection, subject, now - WINDOW) >= limit
            for subject, limit in limits.items()
        ):
            change.abandon()
            rows = None
        else:
            rows = people.add_attempts(change, tuple(limits), now - 4 * WINDOW)
    if rows is None:
        _log.warning("sign-in refused: too many attempts")
        raise TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))
    return Attempt(tuple(limits), rows)


def succeed(change: Change, attempt: Attempt) -> None:
    """Record that the attempt did not fail: it and those before it from there no longer count.

    What others fail at from elsewhere still counts.
    """
    people.clear_attempts(change, attempt.subjects[0], attempt.rows)


def forget(change: Change, login: str) -> None:
    """Lift the brake of a login, wherever it was guessed at."""
    people.clear_attempts_of(change, _login(login))


def _login(login: str) -> str:
    # A digest: what was typed as a login may be a password.
    return digest(f"login {login}")
