"""Passwords: which may be chosen, and argon2id, two at a time at most."""

import secrets
from functools import cache
from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portfolio.domain.errors import PortfolioError

SHORTEST: Final = 12
LONGEST: Final = 200
# Twelve letters or more, and among the first that anybody tries.
_COMMON: Final = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123412341234 111111111111 000000000000
    123123123123 qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiopasdf qwerty123456 qwerty1234567
    1qaz2wsx3edc 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qazxsw23edc zaq12wsxcde3 asdfghjkl123 asdfghjklzxc
    password1234 password12345 password123456 password1234567 passwordpassword motdepasse123
    motdepasse1234 administrator administrateur administrator1 adminadminadmin administrator123
    welcome12345 welcome123456 bienvenue123 bienvenue1234 changeme1234 changeme12345 letmein12345
    letmeinletmein iloveyou1234 iloveyou12345 abcdefghijkl abcdefghijklm abc123456789 abcd12345678
    azertyuiop12 azertyuiop123 azertyuiopqs azerty123456 superman1234 football1234 trustno1trustno1
    marhaba12345 secretsecret secret123456 temporary123 testtesttest test12345678 portfolio123
    rabatdeclaration borderborder bordersecurity declaration1
    """.split()
)
# Each takes 64 MiB and a fifth of a second: a rush of sign-ins must not take the machine.
_TURNS: Final = Semaphore(2)
_HASHER: Final = PasswordHasher()


class PasswordTooShort(PortfolioError):
    """A password has at least twelve characters (values: least)."""

    phrase = "error.password_too_short"


class PasswordTooLong(PortfolioError):
    """A password has at most two hundred characters (values: most)."""

    phrase = "error.password_too_long"


class PasswordGuessable(PortfolioError):
    """A password that is among the first tried, repeats itself, or contains the login."""

    phrase = "error.password_guessable"


def check(password: str, login: str) -> None:
    """Raise what is wrong with a password; what it is made of is nobody's business."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    plain = password.casefold()
    repeats = len(set(plain)) < 5
    if plain in _COMMON or repeats or (len(login) > 3 and login.casefold() in plain):
        raise PasswordGuessable


def hashed(password: str) -> str:
    """The argon2id hash that is kept."""
    with _TURNS:
        return _HASHER.hash(password)


@cache
def nobodys() -> str:
    """A hash that no password fits: what an unknown login is compared with."""
    return hashed(secrets.token_urlsafe(32))


def fits(kept: str, password: str) -> bool:
    """Whether the password is the one hashed; takes as long where there is none to compare."""
    nobody = nobodys()
    with _TURNS:
        try:
            return _HASHER.verify(kept or nobody, password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False
