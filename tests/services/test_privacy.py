"""A person is struck: the name is nowhere any more, the number stays, and history stays sound."""

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portfolio.domain import params
from portfolio.domain.params import UserRole
from portfolio.domain.reader import Preferences
from portfolio.services import (
    drafts,
    operations,
    own_page,
    people,
    publishing,
    reference,
    sessions,
)
from portfolio.services.people import CONSOLE, LastAdministrator, OwnName, UnknownPerson
from portfolio.services.sessions import WrongSignIn
from portfolio.store import readers, reconciliation
from portfolio.store.database import Database
from portfolio.store.history import read_entries, verify
from portfolio.store.people import read_people
from portfolio.store.tables import METADATA, attempt, invitation, person_session, visit
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.services.accounts import HERE, SECRET, later
from tests.services.desk import Desk, a_desk, entry

pytestmark = pytest.mark.usefixtures("quick_hashing")
LOGIN, NAME = "zaynab.striking", "Zaynab Striking"


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def worked(desk: Desk) -> int:
    """Zaynab signs in, drafts, publishes another's draft, locks a period; her number."""
    register = desk.register
    token = people.add_person(register, CONSOLE, LOGIN, NAME, UserRole.REVIEWER)
    digest = params.digest(sessions.accept(register.database, token, SECRET).token)
    who = sessions.resume(register.database, digest)
    assert who is not None
    opened = drafts.open_draft(register, desk.secretary, token="opened")
    saved = drafts.save_draft(register, desk.secretary, opened.id, entry(), draft_seen=opened)
    drafts.submit_draft(register, desk.secretary, saved.id, draft_seen=saved)
    submitted = drafts.read_draft(register, who, saved.id)
    publishing.publish_draft(
        register, who, submitted.id, draft_seen=submitted, reason="in order", token="out"
    )
    own = drafts.open_draft(register, who, token="own")
    drafts.save_draft(register, who, own.id, entry(), draft_seen=own)
    reference.save_period(register, who, "Q1", date(2014, 1, 1), date(2014, 3, 31), token="period")
    reference.lock_period(register, who, "Q1", token="lock")
    with pytest.raises(WrongSignIn):
        sessions.sign_in(register.database, LOGIN, "not her password", HERE)
    own_page.save_preferences(register, who, "ar", "LY", "large")
    own_page.begin_visit(register, who)
    assert who.person is not None
    return who.person


def texts(database: Database) -> str:
    """Every value of every table."""
    with database.reading() as connection:
        return "\n".join(
            str(tuple(row))
            for table in METADATA.sorted_tables
            for row in connection.execute(sa.select(table))
        )


def test_before_a_person_is_struck_only_the_table_of_people_holds_the_name(desk: Desk) -> None:
    number = worked(desk)
    lines = [line for line in texts(desk.register.database).splitlines() if "aynab" in line]
    assert [line.split(",")[0] for line in lines] == [f"({number}"]


def test_a_person_struck_is_a_number_in_the_store_the_backup_and_the_restored_store(
    desk: Desk, tmp_path: Path
) -> None:
    register, number = desk.register, worked(desk)
    with register.database.reading() as connection:
        before = read_entries(connection)
        assert readers.read_preferences(connection, number) != Preferences()
    assert people.strike_person(register, desk.administrator, LOGIN) == number
    operations.backup(register.database, tmp_path / "portfolio.zip")
    restored = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    operations.restore(restored, tmp_path / "portfolio.zip")
    with zipfile.ZipFile(tmp_path / "portfolio.zip") as archive:
        assert not [name for name in archive.namelist() if b"aynab" in archive.read(name)]
    for database in (register.database, restored):
        assert "aynab" not in texts(database)
        with database.reading() as connection:
            assert verify(connection).is_sound
            assert read_entries(connection)[1:] == before
            assert reconciliation.compare(connection).differences == ()
            assert readers.read_preferences(connection, number) == Preferences()
            assert readers.read_visit(connection, number) is None
            (struck,) = [one for one in read_people(connection) if one.id == number]
        assert (struck.name, struck.is_disabled, struck.is_struck) == ("", True, True)
    restored.close()
    logins = operations.read_logins(register, desk.secretary)
    mine = [one for one in before if one.person_id == number]
    assert {one.command for one in mine} >= {"publish_draft", "open_draft", "lock_period"}
    said = [Translator(language).author(number, logins) for language in LANGUAGES]
    assert said[:2] == [f"Person {number}", f"Personne n°\u00a0{number}"]
    assert str(number) in said[2]
    assert len(set(said)) == 3


def test_a_person_struck_signs_in_no_more_and_is_found_by_no_command(desk: Desk) -> None:
    register, number = desk.register, worked(desk)
    again = sessions.sign_in(register.database, LOGIN, SECRET, HERE)
    people.strike_person(register, desk.administrator, LOGIN)
    assert sessions.resume(register.database, params.digest(again.token)) is None
    for login in (LOGIN, f"#{number}"):
        with pytest.raises(WrongSignIn):
            sessions.sign_in(register.database, login, SECRET, HERE)
        with pytest.raises(UnknownPerson):
            people.enable_person(register, desk.administrator, login)
        with pytest.raises(UnknownPerson):
            people.strike_person(register, desk.administrator, login)
    listed = people.list_people(register, desk.administrator)
    assert number not in [account.person.id for account in listed]
    # Somebody else may take the login up: what was struck does not become theirs.
    people.add_person(register, CONSOLE, LOGIN, "Another", UserRole.SECRETARY)
    taken_up = [
        a.person.id for a in people.list_people(register, CONSOLE) if a.person.login == LOGIN
    ]
    assert number not in taken_up


def test_nobody_strikes_themselves_or_the_last_administrator(desk: Desk) -> None:
    with pytest.raises(OwnName):
        people.strike_person(desk.register, desk.administrator, desk.administrator.login)
    with pytest.raises(LastAdministrator):
        people.strike_person(desk.register, CONSOLE, desk.administrator.login)


def test_what_is_kept_of_a_session_a_link_an_attempt_and_a_visit_is_deleted_after_90_days(
    desk: Desk,
) -> None:
    register = desk.register
    number = worked(desk)
    people.reset_password(register, desk.administrator, LOGIN)
    with pytest.raises(WrongSignIn):
        sessions.sign_in(register.database, LOGIN, "not her password", HERE)
    rows = past(desk)
    assert all(rows.values())
    assert sessions.purge(register.database) == 0
    assert past(desk) == rows
    moved = {
        person_session: (person_session.c.created_at, person_session.c.seen_at),
        invitation: (invitation.c.created_at, invitation.c.expires_at),
        attempt: (attempt.c.at,),
        visit: (visit.c.seen_at,),
    }
    for table, columns in moved.items():
        for column in columns:
            later(desk, column, timedelta(days=94))
        deleted = rows[table.name]
        assert sessions.purge(register.database) == deleted
        assert past(desk)[table.name] == 0
    with register.database.reading() as connection:
        assert number in {found.id for found in read_people(connection)}
        assert verify(connection).is_sound


def past(desk: Desk) -> dict[str, int]:
    """How many sessions, links, attempts and visits the store holds."""
    with desk.register.database.reading() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (person_session, invitation, attempt, visit)
        }
