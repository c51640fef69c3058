"""Accounts are made, changed, closed and opened again, and each change can be answered for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from portfolio.domain import errors
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import UserRole
from portfolio.services import organisations, passwords, people, sessions
from portfolio.services.access import TextRefused
from portfolio.services.live import LivePortfolio
from portfolio.services.people import (
    CONSOLE,
    LastAdministrator,
    OrganisationMissing,
    OwnAccount,
    UnknownPerson,
)
from portfolio.services.sessions import LoginTaken, NameMissing, NotALogin, WrongSignIn
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.people import read_people
from tests.services.accounts import HERE, SECRET, account
from tests.services.desk import Desk, a_desk

pytestmark = pytest.mark.usefixtures("quick_hashing")


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_whoever_is_disabled_changed_or_reset_is_out_at_once(desk: Desk) -> None:
    register = desk.register
    changes: tuple[Callable[[str], object], ...] = (
        lambda login: people.disable_person(register, CONSOLE, login),
        lambda login: people.change_role(register, CONSOLE, login, UserRole.MINISTER),
        lambda login: people.reset_password(register, CONSOLE, login),
        lambda login: people.end_sessions(register, CONSOLE, login),
    )
    for number, change in enumerate(changes):
        login = f"person{number}"
        sid = account(desk, login)
        assert sessions.resume(register.database, sid) is not None
        change(login)
        assert sessions.resume(register.database, sid) is None


def test_a_disabled_person_cannot_sign_in_until_enabled(desk: Desk) -> None:
    account(desk)
    people.disable_person(desk.register, CONSOLE, "amina")
    with pytest.raises(WrongSignIn):
        sessions.sign_in(desk.register.database, "amina", SECRET, HERE)
    people.enable_person(desk.register, CONSOLE, "amina")
    assert sessions.sign_in(desk.register.database, "amina", SECRET, HERE)


def test_a_donor_needs_an_organisation_of_the_record(desk: Desk) -> None:
    with pytest.raises(OrganisationMissing):
        people.add_person(desk.register, CONSOLE, "donor1", "Donor", UserRole.DONOR, "NOBODY")
    people.add_person(desk.register, CONSOLE, "donor1", "Donor", UserRole.DONOR, "DONOR-A")
    with pytest.raises(LoginTaken):
        people.add_person(desk.register, CONSOLE, "DONOR1", "Donor", UserRole.DONOR, "DONOR-A")


def test_a_donor_added_under_a_merged_name_works_for_what_it_became(desk: Desk) -> None:
    organisations.merge_organisations(
        desk.register, desk.administrator, "DONOR-B", "DONOR-A", "the same body", token="m"
    )
    people.add_person(desk.register, CONSOLE, "donor1", "Donor", UserRole.DONOR, "DONOR-B")
    found = [one.person for one in people.list_people(desk.register, CONSOLE)]
    assert [one.organisation for one in found if one.login == "donor1"] == ["DONOR-A"]


def test_the_last_administrator_stays(desk: Desk) -> None:
    with pytest.raises(LastAdministrator):
        people.disable_person(desk.register, CONSOLE, "administrator")
    with pytest.raises(LastAdministrator):
        people.change_role(desk.register, CONSOLE, "administrator", UserRole.SECRETARY)
    account(desk, "second", UserRole.ADMINISTRATOR)
    people.disable_person(desk.register, CONSOLE, "administrator")


def test_two_administrators_who_close_each_other_leave_one(desk: Desk) -> None:
    account(desk, "second", UserRole.ADMINISTRATOR)
    # Two processes: within one, writers wait for each other already.
    registers = [another_process(desk) for _ in range(2)]

    def close(register: LivePortfolio, login: str) -> bool:
        try:
            people.disable_person(register, CONSOLE, login)
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        closed = list(both.map(close, registers, ("administrator", "second")))
    assert sorted(closed) == [False, True]
    assert sessions.has_administrator(desk.register.database)
    for register in registers:
        register.database.close()


def another_process(desk: Desk) -> LivePortfolio:
    url = desk.register.database.url.render_as_string(hide_password=False)
    return LivePortfolio(Database(url), demonstration=True, conference=CONFERENCE_DEFAULT)


def test_every_change_is_told_with_before_and_after_and_no_secret(desk: Desk) -> None:
    register, who = desk.register, desk.administrator
    link = people.add_person(register, who, "amina", "Border desk", UserRole.SECRETARY, "DONOR-A")
    sessions.accept(register.database, link, SECRET)
    people.change_role(register, who, "amina", UserRole.DONOR, "DONOR-B")
    people.disable_person(register, who, "amina")
    people.enable_person(register, who, "amina")
    again = people.reset_password(register, who, "amina")
    people.end_sessions(register, who, "amina")
    with register.database.reading() as connection:
        entries = list(reversed(history.read_entries(connection, subject="person")))
        (amina,) = [one.id for one in read_people(connection) if one.login == "amina"]
    told_by = [(entry.person_id, entry.command, entry.differences) for entry in entries]
    assert {entry.identifier for entry in entries} == {str(amina)}
    assert told_by == [
        (who.person, "add_person", (("organisation", None, ""), ("role", None, "secretary"))),
        (amina, "accept_invitation", (("password", None, "chosen"),)),
        (who.person, "change_role", (("organisation", "", "DONOR-B"),
                                     ("role", "secretary", "donor"))),
        (who.person, "disable_person", (("disabled", False, True),)),
        (who.person, "enable_person", (("disabled", True, False),)),
        (who.person, "reset_password", (("password", None, "reset"),)),
        (who.person, "end_sessions", (("sessions", None, "ended"),)),
    ]  # fmt: skip
    told = str(entries)
    assert not [
        secret
        for secret in (SECRET, link, again, "argon2", "amina'", "Border desk")
        if secret in told
    ]


def test_the_list_says_who_is_closed_who_is_in_and_who_has_no_password_yet(desk: Desk) -> None:
    account(desk)
    people.add_person(desk.register, CONSOLE, "invited", "Invited", UserRole.MINISTER)
    people.disable_person(desk.register, CONSOLE, "minister")
    listed = {one.person.login: one for one in people.list_people(desk.register, CONSOLE)}
    assert (listed["amina"].sessions, listed["amina"].has_password) == (1, True)
    assert (listed["invited"].sessions, listed["invited"].has_password) == (0, False)
    assert [login for login, one in listed.items() if one.person.is_disabled] == ["minister"]


@pytest.mark.parametrize("login", ["nobody", "demonstration-secretary"])
def test_nobody_and_the_demonstrations_people_are_unknown(desk: Desk, login: str) -> None:
    sessions.demonstrate(desk.register.database, UserRole.SECRETARY)
    with pytest.raises(UnknownPerson):
        people.disable_person(desk.register, CONSOLE, login)
    with pytest.raises(UnknownPerson):
        people.reset_password(desk.register, CONSOLE, login)


@pytest.mark.parametrize("login", ["x", "a b c", "Amélie", "<b>bold</b>", "x" * 61])
def test_what_is_no_login_makes_no_account(desk: Desk, login: str) -> None:
    with pytest.raises(NotALogin):
        people.add_person(desk.register, CONSOLE, login, "Somebody", UserRole.SECRETARY)


def test_a_blank_name_makes_no_account(desk: Desk) -> None:
    with pytest.raises(NameMissing):
        people.add_person(desk.register, CONSOLE, "amina", "  ", UserRole.SECRETARY)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a\x00b", errors.UnreadableSigns),
        ("\u202egnp", errors.UnreadableSigns),
        ("x" * 201, errors.TooLong),
    ],
)
def test_what_no_record_keeps_makes_no_account(
    desk: Desk, text: str, error: type[Exception]
) -> None:
    with pytest.raises(TextRefused) as caught:
        people.add_person(desk.register, CONSOLE, text, text, UserRole.SECRETARY)
    assert [(p.field, type(p.error)) for p in caught.value.problems] == [
        ("login", error),
        ("name", error),
    ]


def test_an_administrator_who_cannot_sign_in_counts_as_none(desk: Desk) -> None:
    people.add_person(desk.register, CONSOLE, "second", "Border desk", UserRole.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        people.disable_person(desk.register, CONSOLE, "administrator")
    people.reset_password(desk.register, CONSOLE, "administrator")
    assert not sessions.has_administrator(desk.register.database)
    token = sessions.set_up_token(desk.register.database)
    begun = sessions.accept(desk.register.database, token, SECRET, login="third", name="Third")
    assert begun.duty is UserRole.ADMINISTRATOR


@pytest.mark.parametrize("login", ["administrator", " Administrator "])
def test_nobody_resets_their_own_password(desk: Desk, login: str) -> None:
    with pytest.raises(OwnAccount):
        people.reset_password(desk.register, desk.administrator, login)
    assert sessions.has_administrator(desk.register.database)


def test_a_reset_lifts_the_brake_on_guesses_at_a_login(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for _ in range(passwords.MAX_PER_LOGIN_AND_NETWORK):
        with pytest.raises(sessions.WrongSignIn):
            sessions.sign_in(database, "amina", "wrong", HERE)
    token = people.reset_password(desk.register, desk.administrator, "amina")
    sessions.accept(database, token, SECRET)
    assert sessions.sign_in(database, "amina", SECRET, HERE).duty is UserRole.SECRETARY
