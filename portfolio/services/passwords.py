"""Passwords: which may be chosen, and argon2id, two at a time at most."""

import gzip
import secrets
import string
from functools import cache
from pathlib import Path
from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portfolio.domain.errors import PortfolioError

SHORTEST: Final = 12
LONGEST: Final = 200
# The most common passwords of twelve signs and more: SecLists, common-passwords.LICENSE.
_COMMON_FILE: Final = Path(__file__).with_name("common-passwords.txt.gz")
# What that list lacks and somebody here would try.
_COMMON_HERE: Final = frozenset(
    """
    password123456 password1234567 motdepasse123 motdepasse1234 administrateur administrator1
    administrator123 adminadminadmin bienvenue123 bienvenue1234 changeme1234 changeme12345
    letmein12345 iloveyou12345 abcdefghijklm abcd12345678 azertyuiop12 azertyuiopqs azerty123456
    superman1234 football1234 trustno1trustno1 marhaba12345 secret123456 temporary123 testtesttest
    test12345678 portfolio123 rabatdeclaration borderborder bordersecurity declaration1
    """.split()
)
# Each takes 64 MiB and a fifth of a second: a rush of sign-ins must not take the machine.
_TURNS: Final = Semaphore(2)
_HASHER: Final = PasswordHasher()
_SIGNS: Final = string.punctuation + " "


class PasswordTooShort(PortfolioError):
    """A password has at least twelve characters (values: least)."""

    phrase = "error.password_too_short"


class PasswordTooLong(PortfolioError):
    """A password has at most two hundred characters (values: most)."""

    phrase = "error.password_too_long"


class PasswordGuessable(PortfolioError):
    """A password that is among the first tried, repeats itself, or contains the login."""

    phrase = "error.password_guessable"


@cache
def common() -> frozenset[str]:
    """Passwords of twelve signs and more, in small letters, that are among the first tried."""
    return frozenset(gzip.decompress(_COMMON_FILE.read_bytes()).decode().split()) | _COMMON_HERE


def check(password: str, login: str) -> None:
    """Raise what is wrong with a password; what it is made of is nobody's business."""
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
    """The argon2id hash that is kept."""
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
