"""Sessions: signing in and out, resuming, one-time links, and files offered to one session alone."""

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from portfolio.domain import errors
from portfolio.domain.errors import DatabaseUnavailable, PortfolioError
from portfolio.domain.params import IDLE, LONGEST, Person, Principal, UserRole, digest
from portfolio.exchange import FileFormat
from portfolio.services import passwords
from portfolio.store import people
from portfolio.store.database import Database
from portfolio.store.people import Invitation

_SEEN_EVERY: Final = timedelta(minutes=1)
# How long a row of a session, a link or an attempt is of use to nobody before it is deleted.
RETENTION: Final = timedelta(days=90)
LINK_LASTS: Final = timedelta(hours=72)
_LOGIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-@")
DEMONSTRATION_DONOR: Final = "ILLUSTRATIVE-A"
_log = logging.getLogger(__name__)


class WrongSignIn(PortfolioError):
    """Login and password do not match; the message does not reveal which of them is wrong."""


class WrongPassword(PortfolioError):
    """The present password, required before another is chosen, is wrong."""


class LinkUsed(PortfolioError):
    """A one-time link that was used, is too old, or never was."""


class NotALogin(PortfolioError):
    """A login has 3 to 60 letters without accents, digits, dots, hyphens or an at sign."""


class NameMissing(PortfolioError):
    """A person needs a name that others can read in the history."""


class LoginTaken(PortfolioError):
    """An account has this login already (values: login)."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """New session: the token of its cookie, and its role."""

    token: str
    duty: UserRole


def sign_in(database: Database, login: str, password: str, address: str) -> SignIn:
    """Begin a session. Raises WrongSignIn or TooManyAttempts."""
    wanted = login.strip().casefold()[:200]
    attempt = passwords.admit(database, wanted, address)
    with database.reading() as connection:
        # A login with other signs is not looked up: PostgreSQL refuses some signs altogether.
        found = people.find_person(connection, wanted) if set(wanted) <= _LOGIN else None
    right = passwords.fits(found[1] if found else "", password[: passwords.LONGEST + 1])
    if found is None or not right or found[0].is_disabled or found[0].is_demonstration:
        _log.warning("sign-in failed")
        raise WrongSignIn
    with database.transaction("sign in") as change:
        passwords.succeed(change, attempt)
        token = secrets.token_urlsafe(32)
        people.insert_session(change, digest(token), found[0].id)
    _log.info("person %d signed in", found[0].id)
    return SignIn(token, found[0].duty)


def change_password(
    database: Database, who: Principal, present: str, new_password: str, address: str
) -> SignIn:
    """Choose another password for oneself: every session ends and one begins.

    Raises WrongPassword, TooManyAttempts, what is wrong with the password chosen, and LinkUsed
    for an account that is not the reader's own any more.
    """
    with database.reading() as connection:
        found = people.find_person(connection, who.login)
    if found is None or found[0].is_demonstration or found[0].is_disabled:
        raise LinkUsed
    passwords.check(new_password, who.login)
    attempt = passwords.admit(database, who.login, address)
    if not passwords.fits(found[1], present[: passwords.LONGEST + 1]):
        raise WrongPassword
    secret, token = passwords.hash_password(new_password), secrets.token_urlsafe(32)
    with database.transaction("own password", found[0].id, "change_password") as change:
        passwords.succeed(change, attempt)
        people.update_person(change, found[0].id, password=secret)
        people.end_sessions(change, number=found[0].id)
        people.end_invitations(change, found[0].id)
        people.insert_session(change, digest(token), found[0].id)
        change.record("person", str(found[0].id), {}, {"password": "chosen"})
    return SignIn(token, found[0].duty)


def resume(database: Database, sid: str, *, active: bool = True) -> Principal | None:
    """Principal of a session; None once it ended, went idle, grew old, or its person left.

    A role of the demonstration ends with the first account of a real person.

    ``active`` False does not use the session: a page that refreshes itself is nobody's work.
    """
    now = datetime.now(UTC)
    with database.reading() as connection:
        found = people.find_session(connection, sid)
    if found is None or found.person.is_disabled:
        return None
    if found.person.is_demonstration and has_people(database):
        return None
    if now - found.last_seen_at > IDLE or now - found.created_at > LONGEST:
        return None
    if active and now - found.last_seen_at > _SEEN_EVERY:
        _touch(database, sid)
    return principal(found.person)


def _touch(database: Database, sid: str) -> None:
    """Record that a session is in use; where nothing can be written, reading goes on."""
    try:
        with database.transaction("session in use", waits=False) as change:
            people.touch_session(change, sid)
    except DatabaseUnavailable as problem:
        _log.warning("a session in use could not be noted: %s", problem)


def principal(person: Person) -> Principal:
    """Principal of a person's account."""
    return Principal(
        person.login,
        person.duty,
        person.id,
        person.organisation,
        person.is_demonstration,
        person.name,
    )


def sign_out(database: Database, sid: str) -> None:
    """End a session wherever it is open."""
    with database.transaction("sign out") as change:
        ended = people.end_sessions(change, digest=sid)
    if ended:
        _log.info("signed out")


def purge(database: Database) -> int:
    """Delete sessions, one-time links and sign-in attempts of over 90 days ago; how many rows.

    They open nothing since long before: this is privacy, as docs/privacy.md promises.
    """
    with database.transaction("purge") as change:
        rows = people.purge(change, change.recorded_at - RETENTION)
        if not rows:
            change.abandon()
    if rows:
        _log.info("%d rows of past sessions, links and attempts purged", rows)
    return rows


# -- one-time links -------------------------------------------------------------------------------


def has_administrator(database: Database) -> bool:
    """Whether a real person can sign in and administer this installation."""
    with database.reading() as connection:
        return bool(people.administrators(connection))


def has_people(database: Database) -> bool:
    """Whether anybody real can sign in; who was only invited chooses a password first."""
    with database.reading() as connection:
        able = people.with_password(connection)
        return any(
            not person.is_demonstration and person.id in able
            for person in people.read_people(connection)
        )


def set_up_token(database: Database) -> str:
    """A new one-time token with which the first administrator creates an account."""
    token = secrets.token_urlsafe(32)
    with database.transaction("set-up link", command="set_up") as change:
        people.insert_invitation(change, digest(token), None, LINK_LASTS)
    return token


def invitation(database: Database, token: str) -> Invitation:
    """The one-time link of a token; raises LinkUsed."""
    with database.reading() as connection:
        found = people.find_invitation(connection, digest(token))
        if (
            found is None
            or found.expires < datetime.now(UTC)
            or not people.opens(connection, found)
        ):
            raise LinkUsed
    return found


def accept(
    database: Database, token: str, password: str, *, login: str = "", name: str = ""
) -> SignIn:
    """Use a one-time link: choose a password, and at set-up login and name; signs in.

    Raises LinkUsed, what is wrong with the password,
    NotALogin, NameMissing, LoginTaken.
    """
    link = invitation(database, token)
    chosen = link.person.login if link.person else checked_login(login)
    named = link.person.name if link.person else checked_name(name)
    passwords.check(password, chosen)
    secret = passwords.hash_password(password)
    session = secrets.token_urlsafe(32)
    with database.transaction("one-time link", command="accept_invitation") as change:
        if not (people.use_invitation(change, link.id) and people.opens(change.connection, link)):
            raise LinkUsed
        if link.person is None:
            if people.find_person(change.connection, chosen) is not None:
                raise LoginTaken(login=chosen)
            number = people.insert_person(
                change, login=chosen, name=named, duty=UserRole.ADMINISTRATOR, password=secret
            )
            change.record("person", str(number), {}, {"role": UserRole.ADMINISTRATOR.word})
        else:
            number = link.person.id
            people.update_person(change, number, password=secret)
            people.end_sessions(change, number=number)
            passwords.forget(change, chosen)
            change.record("person", str(number), {}, {"password": "chosen"})
        change.person_id = number
        people.insert_session(change, digest(session), number)
    return SignIn(session, link.person.duty if link.person else UserRole.ADMINISTRATOR)


def checked_login(login: str) -> str:
    """The login as stored; raises NotALogin."""
    wanted = login.strip().casefold()
    if not 3 <= len(wanted) <= 60 or not set(wanted) <= _LOGIN:
        raise NotALogin
    return wanted


def checked_name(name: str) -> str:
    """The name as stored; raises NameMissing and what ``errors.line`` raises."""
    kept_name = errors.line(name)
    if not kept_name:
        raise NameMissing
    return kept_name


# -- the demonstration ----------------------------------------------------------------------------


def demonstrate(database: Database, duty: UserRole) -> SignIn:
    """Begin a session as the demonstration's person of a role.

    The caller makes sure that this is a demonstration on the visitor's own machine.
    """
    login = f"demonstration-{duty.word}"
    with database.transaction("demonstration role", command="demonstrate") as change:
        found = people.find_person(change.connection, login)
        number = found[0].id if found else None
        if number is None:
            organisation = None
            if duty.serves_an_organisation:
                organisation = people.organisation_id(change.connection, DEMONSTRATION_DONOR)
            number = people.insert_person(
                change,
                login=login,
                duty=duty,
                organisation_id=organisation,
                is_demonstration=True,
            )
        token = secrets.token_urlsafe(32)
        people.insert_session(change, digest(token), number)
    return SignIn(token, duty)


MAX_OFFERS: Final = 4_000  # of all readers together: the oldest go
MAX_OFFERS_PER_READER: Final = 200
LASTING_SECONDS: Final = 12 * 3600.0


Files = Mapping[FileFormat, Callable[[], bytes]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page offers as files: for whom, under which name, and the function of each format.

    ``sid`` is the digest of the reader's session, ``role`` the role it was offered to.
    """

    sid: str
    role: str
    stem: str
    files: Files
    until: float

    def file_format(self, extension: str) -> FileFormat | None:
        """The format offered under an extension; None for one that is not."""
        return next((own for own in self.files if own.extension == extension), None)


_offers: Final[OrderedDict[str, Offer]] = OrderedDict()
_tokens: Final[dict[tuple[str, str, str], str]] = {}  # by session, page and place on it
_places: Final[dict[str, tuple[str, str, str]]] = {}
_lock: Final = Lock()


def offer(
    sid: str,
    role: str,
    page: str,
    name: str,
    files: Files,
    *,
    stem: str,
) -> str:
    """Offer the same content in some formats in a place of a page; returns the token of its address.

    ``page`` identifies an open page of a session, ``name`` a place on it. What was offered in
    the same place before is replaced, and its address opens the new one.
    """
    place = (sid, page, name)
    with _lock:
        token = _tokens.get(place) or secrets.token_urlsafe(24)
        _tokens[place], _places[token] = token, place
        until = time.monotonic() + LASTING_SECONDS
        _offers[token] = Offer(sid, role, stem, files, until)
        _offers.move_to_end(token)
        own = [mine for mine, kept in _offers.items() if kept.sid == sid]
        for old in own[:-MAX_OFFERS_PER_READER]:
            _withdraw(old)
        while len(_offers) > MAX_OFFERS:
            _withdraw(next(iter(_offers)))
    return token


def find(token: str, sid: str, role: str) -> Offer | None:
    """What a token offers to the session and the role it was offered to; None for anybody else."""
    with _lock:
        found = _offers.get(token)
        if found is None or (found.sid, found.role) != (sid, role):
            return None
        if found.until < time.monotonic():
            _withdraw(token)
            return None
        return found


def forget(sid: str, page: str | None = None) -> None:
    """Withdraw what a session was offered, on one of its pages or on all."""
    with _lock:
        for (owner, on, _), token in list(_tokens.items()):
            if owner == sid and page in (None, on):
                _withdraw(token)


def pages() -> set[tuple[str, str]]:
    """The sessions and pages something is offered to."""
    with _lock:
        return {place[:2] for place in _tokens}


def _withdraw(token: str) -> None:
    _offers.pop(token, None)
    _tokens.pop(_places.pop(token, ("", "", "")), None)
