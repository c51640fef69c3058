"""Sessions begin with a password or a one-time link, and end in every way they should."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portfolio.domain.people import IDLE, LONGEST, Duty
from portfolio.services import passwords, people, sessions
from portfolio.services.people import CONSOLE, LastAdministrator, OrganisationMissing, UnknownPerson
from portfolio.services.sessions import (
    LinkUsed,
    LoginTaken,
    NameMissing,
    NotALogin,
    TooManyAttempts,
    WrongSignIn,
)
from portfolio.store import telling
from portfolio.store.database import Database
from portfolio.store.tables import attempt, invitation, person, person_session
from tests.services.desk import Desk, a_desk

SECRET = "five wild geese by the ford"
HERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashing that costs a millisecond: what is tested here is not how long it takes."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 64, 1))
    passwords.nobodys.cache_clear()
    yield
    passwords.nobodys.cache_clear()


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def account(desk: Desk, login: str = "amina", duty: Duty = Duty.SECRETARY) -> str:
    """Somebody with a password; the digest of their first session."""
    token = people.add_person(desk.register, CONSOLE, login, "Border desk", duty)
    return sessions.digest(sessions.accept(desk.register.database, token, SECRET).token)


def later(desk: Desk, column: sa.Column[object], by: timedelta) -> None:
    """Move a recorded moment of every session back, as if time had passed."""
    micros = int(by.total_seconds() * 1_000_000)
    table = column.table
    raw = sa.type_coerce(column, sa.BigInteger)
    with desk.register.database.keeping("time passes") as change:
        change.connection.execute(
            sa.update(table).values({column: sa.type_coerce(raw - micros, sa.BigInteger)})
        )


def test_a_person_signs_in_and_is_known(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    begun = sessions.sign_in(database, " Amina ", SECRET, HERE)
    who = sessions.resume(database, sessions.digest(begun.token))
    assert who is not None
    assert (who.login, who.duty, who.is_demonstration) == ("amina", Duty.SECRETARY, False)


def test_the_store_holds_neither_the_token_nor_the_password(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    token = sessions.sign_in(database, "amina", SECRET, HERE).token
    with database.reading() as connection:
        kept = [
            str(row)
            for table in (person, person_session, invitation, attempt)
            for row in connection.execute(sa.select(table))
        ]
        told = [entry.before + entry.after for entry in telling.read_entries(connection)]
    assert not [row for row in (*kept, *told) if token in row or SECRET in row]
    assert any("$argon2id$" in row for row in kept)


def test_every_sign_in_is_a_session_of_its_own(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    tokens = [sessions.sign_in(database, "amina", SECRET, HERE).token for _ in range(2)]
    assert tokens[0] != tokens[1]
    sessions.sign_out(database, sessions.digest(tokens[0]))
    resumed = [sessions.resume(database, sessions.digest(token)) for token in tokens]
    assert [who is None for who in resumed] == [True, False]


@pytest.mark.parametrize(("login", "password"), [("amina", "wrong"), ("nobody", SECRET)])
def test_which_of_login_and_password_is_wrong_is_not_said(
    desk: Desk, login: str, password: str
) -> None:
    account(desk)
    with pytest.raises(WrongSignIn) as refused:
        sessions.sign_in(desk.register.database, login, password, HERE)
    assert refused.value.values == {}


def test_the_sixth_wrong_guess_waits_and_so_does_the_right_one_after_it(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, "amina", "wrong", HERE)
    for password in ("wrong", SECRET):
        with pytest.raises(TooManyAttempts):
            sessions.sign_in(database, "amina", password, HERE)
    assert sessions.sign_in(database, "amina", SECRET, "192.0.2.8").duty is Duty.SECRETARY
    later(desk, attempt.c.at, sessions.WINDOW + timedelta(seconds=1))
    assert sessions.sign_in(database, "amina", SECRET, HERE).duty is Duty.SECRETARY


def test_many_logins_tried_from_one_address_wait_too(desk: Desk) -> None:
    database = desk.register.database
    for number in range(30):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, f"guess{number}", "wrong", HERE)
    with pytest.raises(TooManyAttempts):
        sessions.sign_in(database, "another", "wrong", HERE)


@pytest.mark.parametrize(
    ("column", "by", "is_there"),
    [
        (person_session.c.seen_at, IDLE - timedelta(minutes=1), True),
        (person_session.c.seen_at, IDLE + timedelta(minutes=1), False),
        (person_session.c.created_at, LONGEST - timedelta(minutes=1), True),
        (person_session.c.created_at, LONGEST + timedelta(minutes=1), False),
    ],
)
def test_a_session_ends_when_idle_and_when_old(
    desk: Desk, column: sa.Column[object], by: timedelta, is_there: bool
) -> None:
    sid = account(desk)
    later(desk, column, by)
    assert (sessions.resume(desk.register.database, sid) is not None) is is_there


def test_use_keeps_a_session_awake_and_a_heartbeat_does_not(desk: Desk) -> None:
    sid = account(desk)
    database = desk.register.database
    for active, is_there in ((True, True), (False, False)):
        later(desk, person_session.c.seen_at, IDLE - timedelta(minutes=5))
        assert sessions.resume(database, sid, active=active) is not None
        later(desk, person_session.c.seen_at, timedelta(minutes=10))
        assert (sessions.resume(database, sid) is not None) is is_there


def test_whoever_is_disabled_changed_or_reset_is_out_at_once(desk: Desk) -> None:
    register = desk.register
    changes: tuple[Callable[[str], object], ...] = (
        lambda login: people.disable_person(register, CONSOLE, login),
        lambda login: people.change_role(register, CONSOLE, login, Duty.MINISTER),
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


def test_a_one_time_link_works_once_and_a_newer_one_ends_it(desk: Desk) -> None:
    database = desk.register.database
    old = people.add_person(desk.register, CONSOLE, "amina", "Desk", Duty.SECRETARY)
    new = people.reset_password(desk.register, CONSOLE, "amina")
    with pytest.raises(LinkUsed):
        sessions.accept(database, old, SECRET)
    sessions.accept(database, new, SECRET)
    for token in (new, "no such token"):
        with pytest.raises(LinkUsed):
            sessions.accept(database, token, SECRET)


def test_a_one_time_link_grows_old(desk: Desk) -> None:
    token = people.add_person(desk.register, CONSOLE, "amina", "Desk", Duty.SECRETARY)
    later(desk, invitation.c.expires_at, sessions.LINK_LASTS + timedelta(seconds=1))
    with pytest.raises(LinkUsed):
        sessions.accept(desk.register.database, token, SECRET)


def test_the_first_administrator_is_made_by_the_set_up_link_alone(database: Database) -> None:
    assert not sessions.has_administrator(database)
    void, token = sessions.set_up_token(database), sessions.set_up_token(database)
    with pytest.raises(LinkUsed):
        sessions.accept(database, void, SECRET, login="first", name="First")
    begun = sessions.accept(database, token, SECRET, login="First", name="First desk")
    assert begun.duty is Duty.ADMINISTRATOR
    assert sessions.has_administrator(database)
    with pytest.raises(LinkUsed):
        sessions.accept(database, token, SECRET, login="second", name="Second")


@pytest.mark.parametrize(
    ("login", "name", "error"),
    [("a", "A", NotALogin), ("Amélie", "A", NotALogin), ("a b c", "A", NotALogin),
     ("x" * 61, "A", NotALogin), ("<b>x</b>", "A", NotALogin), ("first", " ", NameMissing)],
)  # fmt: skip
def test_set_up_refuses_what_makes_no_account(
    database: Database, login: str, name: str, error: type[Exception]
) -> None:
    token = sessions.set_up_token(database)
    with pytest.raises(error):
        sessions.accept(database, token, SECRET, login=login, name=name)
    assert sessions.invitation(database, token)


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaaaaaa", "password1234", "my name is amina!", "x" * 201]
)
def test_passwords_that_are_no_secret_are_refused(password: str) -> None:
    with pytest.raises(
        (passwords.PasswordTooShort, passwords.PasswordTooLong, passwords.PasswordGuessable)
    ):
        passwords.check(password, "amina")


@pytest.mark.parametrize(
    "password", [SECRET, "كلمة مرور طويلة جدا", "abcdefgh1!" * 12, "quatre oies x"]
)
def test_any_long_sentence_is_a_password_and_is_kept_whole(password: str) -> None:
    passwords.check(password, "amina")
    kept = passwords.hashed(password)
    assert passwords.fits(kept, password)
    assert not passwords.fits(kept, password[:-1])


def test_a_donor_needs_an_organisation_of_the_record(desk: Desk) -> None:
    with pytest.raises(OrganisationMissing):
        people.add_person(desk.register, CONSOLE, "donor1", "Donor", Duty.DONOR, "NOBODY")
    people.add_person(desk.register, CONSOLE, "donor1", "Donor", Duty.DONOR, "DONOR-A")
    with pytest.raises(LoginTaken):
        people.add_person(desk.register, CONSOLE, "DONOR1", "Donor", Duty.DONOR, "DONOR-A")


def test_the_last_administrator_stays(desk: Desk) -> None:
    with pytest.raises(LastAdministrator):
        people.disable_person(desk.register, CONSOLE, "administrator")
    with pytest.raises(LastAdministrator):
        people.change_role(desk.register, CONSOLE, "administrator", Duty.SECRETARY)
    account(desk, "second", Duty.ADMINISTRATOR)
    people.disable_person(desk.register, CONSOLE, "administrator")


def test_people_are_told_in_history_without_their_secrets(desk: Desk) -> None:
    account(desk)
    people.change_role(desk.register, desk.administrator, "amina", Duty.REVIEWER)
    with desk.register.database.reading() as connection:
        [change, *_] = telling.read_entries(connection, subject="person")
    assert (change.login, change.command, change.identifier) == (
        "administrator", "change_role", "amina",
    )  # fmt: skip
    assert ("role", "secretary", "reviewer") in change.differences


def test_nobody_is_unknown_person(desk: Desk) -> None:
    with pytest.raises(UnknownPerson):
        people.disable_person(desk.register, CONSOLE, "nobody")


def test_a_demonstration_person_has_a_session_and_no_password(desk: Desk) -> None:
    database = desk.register.database
    begun = sessions.demonstrate(database, Duty.SECRETARY)
    who = sessions.resume(database, sessions.digest(begun.token))
    assert who is not None
    assert who.is_demonstration
    with pytest.raises(WrongSignIn):
        sessions.sign_in(database, "demonstration-secretary", "", HERE)
    assert "demonstration-secretary" not in [
        account.person.login for account in people.list_people(desk.register, CONSOLE)
    ]
