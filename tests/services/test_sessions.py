"""Sessions begin with a password or a one-time link, and end in every way they should."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import IPv6Address

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from portfolio.domain import params
from portfolio.domain.params import IDLE, LONGEST, UserRole
from portfolio.services import passwords, people, sessions
from portfolio.services.passwords import TooManyAttempts
from portfolio.services.people import CONSOLE
from portfolio.services.sessions import LinkUsed, NameMissing, NotALogin, WrongSignIn
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.tables import attempt, invitation, person, person_session
from tests.services.accounts import HERE, SECRET, Watched, account, later
from tests.services.desk import Desk, a_desk

pytestmark = pytest.mark.usefixtures("quick_hashing")


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_a_person_signs_in_and_is_known(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    begun = sessions.sign_in(database, " Amina ", SECRET, HERE)
    who = sessions.resume(database, params.digest(begun.token))
    assert who is not None
    assert (who.login, who.duty, who.is_demonstration) == ("amina", UserRole.SECRETARY, False)


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
        told = [entry.before + entry.after for entry in history.read_entries(connection)]
    assert not [row for row in (*kept, *told) if token in row or SECRET in row]
    assert any("$argon2id$" in row for row in kept)


def test_every_sign_in_is_a_session_of_its_own(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    tokens = [sessions.sign_in(database, "amina", SECRET, HERE).token for _ in range(2)]
    assert tokens[0] != tokens[1]
    sessions.sign_out(database, params.digest(tokens[0]))
    resumed = [sessions.resume(database, params.digest(token)) for token in tokens]
    assert [who is None for who in resumed] == [True, False]


@pytest.mark.parametrize(("login", "password"), [("amina", "wrong"), ("nobody", SECRET)])
def test_which_of_login_and_password_is_wrong_is_not_said(
    desk: Desk, login: str, password: str
) -> None:
    account(desk)
    with pytest.raises(WrongSignIn) as refused:
        sessions.sign_in(desk.register.database, login, password, HERE)
    assert refused.value.values == {}


@pytest.mark.parametrize("login", ["amina", "nobody", "closed", "demonstration-secretary", "\x00"])
def test_every_login_costs_one_comparison(
    desk: Desk, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("amina", "closed"):
        account(desk, name)
    people.disable_person(desk.register, CONSOLE, "closed")
    sessions.demonstrate(desk.register.database, UserRole.SECRETARY)
    monkeypatch.setattr(passwords, "_HASHER", watched := Watched())
    passwords.nobodys.cache_clear()
    with pytest.raises(WrongSignIn):
        sessions.sign_in(desk.register.database, login, "wrong", HERE)
    assert watched.compared == 1


def test_of_many_guesses_at_once_five_are_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(desk)
    monkeypatch.setattr(passwords, "_HASHER", watched := Watched())
    passwords.nobodys()

    def guess(number: int) -> type[Exception]:
        with pytest.raises((WrongSignIn, TooManyAttempts)) as refused:
            sessions.sign_in(desk.register.database, "amina", f"guess {number}", HERE)
        return refused.type

    with ThreadPoolExecutor(12) as many:
        said = list(many.map(guess, range(12)))
    assert said.count(WrongSignIn) == watched.compared == 5


def test_signing_in_counts_against_nobody(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for _ in range(31):
        sessions.sign_in(database, "amina", SECRET, HERE)
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(attempt)) == 0


def test_the_sixth_wrong_guess_waits_and_so_does_the_right_one_after_it(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, "amina", "wrong", HERE)
    for password in ("wrong", SECRET):
        with pytest.raises(TooManyAttempts):
            sessions.sign_in(database, "amina", password, HERE)
    assert sessions.sign_in(database, "amina", SECRET, "192.0.2.8").duty is UserRole.SECRETARY
    later(desk, attempt.c.at, passwords.WINDOW + timedelta(seconds=1))
    assert sessions.sign_in(database, "amina", SECRET, HERE).duty is UserRole.SECRETARY


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


def test_a_one_time_link_works_once_and_a_newer_one_ends_it(desk: Desk) -> None:
    database = desk.register.database
    old = people.add_person(desk.register, CONSOLE, "amina", "Desk", UserRole.SECRETARY)
    new = people.reset_password(desk.register, CONSOLE, "amina")
    with pytest.raises(LinkUsed):
        sessions.accept(database, old, SECRET)
    sessions.accept(database, new, SECRET)
    for token in (new, "no such token"):
        with pytest.raises(LinkUsed):
            sessions.accept(database, token, SECRET)


def test_a_one_time_link_grows_old(desk: Desk) -> None:
    token = people.add_person(desk.register, CONSOLE, "amina", "Desk", UserRole.SECRETARY)
    later(desk, invitation.c.expires_at, sessions.LINK_LASTS + timedelta(seconds=1))
    with pytest.raises(LinkUsed):
        sessions.accept(desk.register.database, token, SECRET)


def test_the_first_administrator_is_made_by_the_set_up_link_alone(database: Database) -> None:
    assert not sessions.has_administrator(database)
    void, token = sessions.set_up_token(database), sessions.set_up_token(database)
    with pytest.raises(LinkUsed):
        sessions.accept(database, void, SECRET, login="first", name="First")
    begun = sessions.accept(database, token, SECRET, login="First", name="First desk")
    assert begun.duty is UserRole.ADMINISTRATOR
    assert sessions.has_administrator(database)
    with pytest.raises(LinkUsed):
        sessions.accept(database, token, SECRET, login="second", name="Second")


def test_a_set_up_link_is_void_once_somebody_administers(database: Database) -> None:
    token = sessions.set_up_token(database)
    desk = a_desk(database)
    assert sessions.has_administrator(desk.register.database)
    with pytest.raises(LinkUsed):
        sessions.accept(database, token, SECRET, login="second", name="Second")


def test_the_link_of_a_closed_account_opens_nothing_until_it_is_open_again(desk: Desk) -> None:
    token = people.add_person(desk.register, CONSOLE, "amina", "Desk", UserRole.SECRETARY)
    people.disable_person(desk.register, CONSOLE, "amina")
    with pytest.raises(LinkUsed):
        sessions.accept(desk.register.database, token, SECRET)
    people.enable_person(desk.register, CONSOLE, "amina")
    assert sessions.accept(desk.register.database, token, SECRET).duty is UserRole.SECRETARY


def test_what_is_logged_of_signing_in_holds_nothing_typed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    account(desk)
    database, caplog.records[:] = desk.register.database, []
    with caplog.at_level("INFO"):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, "my password by mistake", "typed", HERE)
        begun = sessions.sign_in(database, "amina", SECRET, HERE)
        sessions.sign_out(database, params.digest(begun.token))
    said = [record.getMessage() for record in caplog.records if "sign" in record.getMessage()]
    # By number: logs are kept where no name can be struck.
    assert said[::2] == ["sign-in failed", "signed out"]
    assert re.fullmatch(r"person \d+ signed in", said[1])


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


def test_a_demonstration_person_has_a_session_until_somebody_real_has_an_account(
    database: Database,
) -> None:
    begun = sessions.demonstrate(database, UserRole.SECRETARY)
    who = sessions.resume(database, params.digest(begun.token))
    assert who is not None
    assert who.is_demonstration
    sessions.accept(database, sessions.set_up_token(database), SECRET, login="first", name="First")
    assert sessions.resume(database, params.digest(begun.token)) is None


def test_a_demonstration_person_has_no_password_and_is_nobody_among_people(desk: Desk) -> None:
    database = desk.register.database
    sessions.demonstrate(database, UserRole.SECRETARY)
    with pytest.raises(WrongSignIn):
        sessions.sign_in(database, "demonstration-secretary", "", HERE)
    assert "demonstration-secretary" not in [
        account.person.login for account in people.list_people(desk.register, CONSOLE)
    ]


def test_guesses_at_one_login_from_many_addresses_are_braked_together(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for number in range(passwords.MAX_PER_LOGIN):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, "amina", "wrong", f"198.51.100.{number}")
    with pytest.raises(TooManyAttempts):
        sessions.sign_in(database, "amina", SECRET, "203.0.113.9")
    later(desk, attempt.c.at, passwords.WINDOW + timedelta(seconds=1))
    assert sessions.sign_in(database, "amina", SECRET, "203.0.113.9").duty is UserRole.SECRETARY


def test_signing_in_leaves_what_others_guess_at_the_login(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    for number in range(passwords.MAX_PER_LOGIN - 1):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(database, "amina", "wrong", f"198.51.100.{number}")
    sessions.sign_in(database, "amina", SECRET, HERE)
    with pytest.raises(WrongSignIn):
        sessions.sign_in(database, "amina", "wrong", "203.0.113.9")
    with pytest.raises(TooManyAttempts):
        sessions.sign_in(database, "amina", "wrong", "203.0.113.10")


@given(some.integers(0, 2**64 - 1), some.integers(0, 2**64 - 1), some.integers(0, 2**64 - 1))
def test_the_addresses_of_one_ipv6_network_are_one_guesser(net: int, one: int, other: int) -> None:
    first, second = (
        passwords.network(str(IPv6Address((net << 64) | host))) for host in (one, other)
    )
    another = passwords.network(str(IPv6Address(((net ^ 1) << 64) | one)))
    if net:  # the lowest network holds IPv4 written as IPv6
        assert first == second
    assert first != another


def test_ipv4_addresses_are_told_apart_however_they_are_written() -> None:
    assert passwords.network("::ffff:192.0.2.7") == passwords.network("192.0.2.7") == "192.0.2.7"
    assert passwords.network("192.0.2.8") != passwords.network("192.0.2.7")
    assert passwords.network("fe80::1%eth0") == passwords.network("fe80::2%eth1")
    assert passwords.network("unknown") == "unknown"


def test_whoever_chooses_another_password_is_signed_in_here_alone(desk: Desk) -> None:
    account(desk)
    database = desk.register.database
    elsewhere = sessions.sign_in(database, "amina", SECRET, HERE)
    begun = sessions.sign_in(database, "amina", SECRET, HERE)
    who = sessions.resume(database, params.digest(begun.token))
    assert who is not None
    chosen = "seven grey herons at dusk"
    after = sessions.change_password(database, who, SECRET, chosen, HERE)
    tokens = (elsewhere.token, begun.token, after.token)
    resumed = [sessions.resume(database, params.digest(token)) for token in tokens]
    assert [one is not None for one in resumed] == [False, False, True]
    with pytest.raises(WrongSignIn):
        sessions.sign_in(database, "amina", SECRET, HERE)
    assert sessions.sign_in(database, "amina", chosen, HERE).duty is UserRole.SECRETARY
    with database.reading() as connection:
        entry = history.read_entries(connection, subject="person", newest=1)[0]
    assert (entry.person_id, entry.command) == (who.person, "change_password")
    assert entry.identifier == str(who.person)
    assert chosen not in str(entry)


def test_guessing_the_present_password_is_braked_like_signing_in(desk: Desk) -> None:
    who = sessions.resume(desk.register.database, account(desk))
    assert who is not None
    database = desk.register.database
    for _ in range(passwords.MAX_PER_LOGIN_AND_NETWORK):
        with pytest.raises(sessions.WrongPassword):
            sessions.change_password(database, who, "wrong", "seven grey herons at dusk", HERE)
    with pytest.raises(TooManyAttempts):
        sessions.change_password(database, who, SECRET, "seven grey herons at dusk", HERE)
    assert sessions.resume(database, account(desk, "other")) is not None


def test_a_weak_password_is_refused_before_the_present_one_is_looked_at(desk: Desk) -> None:
    who = sessions.resume(desk.register.database, account(desk))
    assert who is not None
    with pytest.raises(passwords.PasswordGuessable):
        sessions.change_password(desk.register.database, who, SECRET, "password1234", HERE)
