"""Accounts of people: created, changed, closed and reopened by administrators."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.params import IDLE, Person, Principal, UserRole, digest
from portfolio.services import passwords
from portfolio.services.access import command
from portfolio.services.live import LivePortfolio
from portfolio.services.sessions import LINK_LASTS, LoginTaken, checked_login, checked_name
from portfolio.store import people
from portfolio.store.database import Change

# Principal of the command line: history names nobody for it.
CONSOLE = Principal(duty=UserRole.ADMINISTRATOR)


class UnknownPerson(PortfolioError):
    """Nobody has this login (values: login)."""


class OrganisationMissing(PortfolioError):
    """A donor's account needs an organisation of the record."""


class OwnAccount(PortfolioError):
    """One's own password can't be removed: another is chosen on a page of its own."""


class OwnName(PortfolioError):
    """Nobody strikes their own name: another administrator does."""

    phrase = "error.own_name"


class LastAdministrator(PortfolioError):
    """The last administrator can't be closed or change role."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person, and how many sessions are in use now."""

    person: Person
    sessions: int
    has_password: bool


@command
def list_people(register: LivePortfolio, who: Principal) -> tuple[Account, ...]:
    """Everybody with an account but the demonstration's own and those struck."""
    with register.database.reading() as connection:
        counts = people.count_sessions(connection, datetime.now(UTC) - IDLE)
        with_password = people.with_password(connection)
        return tuple(
            Account(person, counts.get(person.id, 0), person.id in with_password)
            for person in people.read_people(connection)
            if not (person.is_demonstration or person.is_struck)
        )


@command
def add_person(
    register: LivePortfolio,
    who: Principal,
    login: Code,
    name: Line,
    duty: UserRole,
    organisation: Code | None = None,
) -> str:
    """Create an account; returns the token of the one-time link that chooses its password."""
    wanted, named = checked_login(login), checked_name(name)
    with register.database.transaction("", who.person, "add_person") as change:
        if people.find_person(change.connection, wanted) is not None:
            raise LoginTaken(login=wanted)
        number = people.insert_person(
            change,
            login=wanted,
            name=named,
            duty=duty,
            organisation_id=_organisation(change, duty, organisation),
        )
        told = {"role": duty.word, "organisation": _served(duty, organisation)}
        change.record("person", str(number), {}, told)
        return _invite(change, number)


@command
def disable_person(register: LivePortfolio, who: Principal, login: Code) -> None:
    """Close an account: its sessions end at once."""
    with register.database.transaction("", who.person, "disable_person") as change:
        person = _find(change, login)
        _keep_one_administrator(change, person)
        _set(change, person, {"disabled": person.is_disabled}, {"disabled": True}, is_disabled=True)


@command
def enable_person(register: LivePortfolio, who: Principal, login: Code) -> None:
    """Open a closed account again, with the password it had."""
    with register.database.transaction("", who.person, "enable_person") as change:
        person = _find(change, login)
        was = {"disabled": person.is_disabled}
        _set(change, person, was, {"disabled": False}, is_disabled=False)


@command
def change_role(
    register: LivePortfolio,
    who: Principal,
    login: Code,
    duty: UserRole,
    organisation: Code | None = None,
) -> None:
    """Change a person's role: the sessions of the old one end."""
    with register.database.transaction("", who.person, "change_role") as change:
        person = _find(change, login)
        if duty is not UserRole.ADMINISTRATOR:
            _keep_one_administrator(change, person)
        _set(
            change,
            person,
            {"role": person.duty.word, "organisation": person.organisation or ""},
            {"role": duty.word, "organisation": _served(duty, organisation)},
            duty=duty,
            organisation_id=_organisation(change, duty, organisation),
        )


@command
def reset_password(register: LivePortfolio, who: Principal, login: Code) -> str:
    """End a person's sessions and password; returns the token of a new one-time link.

    Lifts the brake on guesses too. Raises UnknownPerson, and OwnAccount for oneself: the link
    would be shown to a session that has just ended.
    """
    if login.strip().casefold() == who.login:
        raise OwnAccount
    with register.database.transaction("", who.person, "reset_password") as change:
        person = _find(change, login)
        _set(change, person, {}, {"password": "reset"}, password="")
        passwords.forget(change, person.login)
        return _invite(change, person.id)


@command
def strike_person(register: LivePortfolio, who: Principal, login: Code) -> int:
    """Remove name and login of a person from the record for good; returns the number that stays.

    What they recorded stays, under that number alone. The account is closed, its sessions, links,
    noted attempts and texts not recorded yet are gone. Raises UnknownPerson, OwnName for
    oneself, LastAdministrator.
    """
    with register.database.transaction("", who.person, "strike_person") as change:
        person = _find(change, login)
        if person.id == who.person:
            raise OwnName
        _keep_one_administrator(change, person)
        passwords.forget(change, person.login)
        people.strike_person(change, person.id)
        change.record("person", str(person.id), {}, {"struck": True})
        return person.id


@command
def end_sessions(register: LivePortfolio, who: Principal, login: Code) -> int:
    """End every session of a person; how many were open."""
    with register.database.transaction("", who.person, "end_sessions") as change:
        person = _find(change, login)
        ended = people.end_sessions(change, number=person.id)
        change.record("person", str(person.id), {}, {"sessions": "ended"})
        return ended


def _find(change: Change, login: str) -> Person:
    found = people.find_person(change.connection, login.strip().casefold())
    if found is None or found[0].is_demonstration or found[0].is_struck:
        raise UnknownPerson(login=login)
    return found[0]


def _set(
    change: Change,
    person: Person,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    **values: Any,
) -> None:
    """Change an account, end its sessions, and record it in history."""
    people.update_person(change, person.id, **values)
    people.end_sessions(change, number=person.id)
    change.record("person", str(person.id), before, after)


def _invite(change: Change, number: int) -> str:
    token = secrets.token_urlsafe(32)
    people.insert_invitation(change, digest(token), number, LINK_LASTS)
    return token


def _served(duty: UserRole, organisation: str | None) -> str:
    return (organisation or "") if duty.serves_an_organisation else ""


def _organisation(change: Change, duty: UserRole, organisation: str | None) -> int | None:
    if not duty.serves_an_organisation:
        return None
    number = people.organisation_id(change.connection, organisation or "")
    if number is None:
        raise OrganisationMissing
    return number


def _keep_one_administrator(change: Change, leaving: Person) -> None:
    if leaving.duty is not UserRole.ADMINISTRATOR:
        return
    if not set(people.administrators(change.connection, hold=True)) - {leaving.id}:
        raise LastAdministrator
