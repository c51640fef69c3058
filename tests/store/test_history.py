"""History: told with every write, refused to whoever would change it, and checked from end to end."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Provenance
from portfolio.domain.history import HistoryEntry, digest
from portfolio.store import seeding
from portfolio.store.database import Database
from portfolio.store.history import ChainCheck, read_entries, verify
from portfolio.store.projects import read_project
from portfolio.store.reading import read_revision
from portfolio.store.saving import save_project
from portfolio.store.tables import history, portfolio_state
from tests.build import a_portfolio, a_project, partner

TRIGGERS = {
    "sqlite": tuple(
        f"DROP TRIGGER history_is_never_{w}" for w in ("changed", "deleted", "replaced")
    ),
    "postgresql": ("ALTER TABLE history DISABLE TRIGGER USER",),
}
POSTS = a_project("Border posts").needing("12m EUR").clause(3)
ENTERED = partner("A").commits("3m EUR").called("first")


def tell(database: Database, *identifiers: str, person_id: int = 3) -> None:
    for identifier in identifiers:
        with database.new_revision("said so", person_id, "save_organisation") as change:
            change.record("organisation", identifier, {"name": "before"}, {"name": "after"})


def entries(database: Database) -> tuple[HistoryEntry, ...]:
    """The oldest first."""
    with database.reading() as connection:
        return read_entries(connection)[::-1]


def verdict(database: Database) -> ChainCheck:
    with database.reading() as connection:
        return verify(connection)


def tamper(database: Database, *statements: Any) -> None:
    """As somebody does who has the file or the owner's password."""
    with database.engine.begin() as connection:
        for trigger in TRIGGERS[connection.dialect.name]:
            connection.exec_driver_sql(trigger)
        for statement in statements:
            connection.execute(statement)


# -- what the database refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET reason = 'another' WHERE number = 2",
        "UPDATE history SET number = number + 10",
        "DELETE FROM history WHERE number = 3",
        "DELETE FROM history",
        "TRUNCATE history",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(
    database: Database, statement: str
) -> None:
    if database.is_sqlite and statement.startswith("TRUNCATE"):
        statement = "REPLACE INTO history SELECT * FROM history"
    tell(database, "A", "B", "C")
    before = entries(database)
    with pytest.raises(sa.exc.DBAPIError), database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert entries(database) == before


# -- what verify finds ------------------------------------------------------------------------


def test_an_untouched_history_is_sound(database: Database) -> None:
    assert verdict(database) == ChainCheck(0, "")
    tell(database, "A", "B", "C")
    found = verdict(database)
    assert (found.is_sound, found.entries, found.head) == (True, 3, entries(database)[-1].hash)


@pytest.mark.parametrize("column", [column.name for column in history.columns])
def test_a_change_of_any_column_is_found(database: Database, column: str) -> None:
    tell(database, "A", "B", "C", "D")
    kept = history.c[column]
    was = entries(database)[2]
    another: Any = {
        "number": 9,
        "recorded_at": was.recorded_at + timedelta(microseconds=1),
        "revision": 1,
        "person_id": 7,
        "project_id": 7,
    }.get(column, "another")
    tamper(database, sa.update(history).where(history.c.number == 3).values({kept: another}))
    found = verdict(database)
    assert (found.is_sound, found.broken_at) == (False, 3)


@pytest.mark.parametrize(("number", "broken_at"), [(1, 1), (2, 2), (4, 4)])
def test_a_deleted_entry_is_found(database: Database, number: int, broken_at: int) -> None:
    tell(database, "A", "B", "C", "D")
    tamper(database, sa.delete(history).where(history.c.number == number))
    assert verdict(database).broken_at == broken_at


def test_a_history_emptied_whole_is_found(database: Database) -> None:
    tell(database, "A", "B")
    tamper(database, sa.delete(history))
    assert verdict(database).broken_at == 1


def forged(after: HistoryEntry, **said: Any) -> dict[str, Any]:
    """An entry made up by somebody who knows how the hash is made."""
    entry = replace(after, number=after.number + 1, previous=after.hash, **said)
    entry = replace(entry, hash=digest(entry))
    row = {field.name: getattr(entry, field.name) for field in fields(entry)}
    row["recorded_at"] = row.pop("recorded_at")
    return row


def test_an_entry_added_behind_the_last_is_found(database: Database) -> None:
    tell(database, "A", "B")
    tamper(database, sa.insert(history).values(forged(entries(database)[-1], reason="made up")))
    assert verdict(database).broken_at == 3


def test_an_entry_pushed_in_between_is_found(database: Database) -> None:
    tell(database, "A", "B", "C")
    first = entries(database)[0]
    moved = [sa.update(history).where(history.c.number == n).values(number=n + 1) for n in (3, 2)]
    tamper(database, *moved, sa.insert(history).values(forged(first, reason="made up")))
    assert verdict(database).broken_at == 3


def test_the_last_entry_written_anew_with_its_hash_is_found(database: Database) -> None:
    tell(database, "A", "B")
    rewritten = forged(entries(database)[0], reason="made up")
    last = history.c.number == 2
    tamper(database, sa.update(history).where(last).values(rewritten))
    assert verdict(database).broken_at == 2


def test_two_entries_in_each_others_place_are_found(database: Database) -> None:
    tell(database, "A", "B", "C", "D")
    swapped = ((2, 99), (3, 2), (99, 3))
    tamper(
        database,
        *(sa.update(history).where(history.c.number == a).values(number=b) for a, b in swapped),
    )
    assert verdict(database).broken_at == 2


def test_a_head_set_back_with_the_entries_cut_off_still_shows_outside(database: Database) -> None:
    # Whoever rewrites the end and the head together is found by the head noted elsewhere: it is
    # printed by every verify and kept in every backup.
    tell(database, "A", "B", "C")
    noted, second = verdict(database).head, entries(database)[1]
    tamper(
        database,
        sa.delete(history).where(history.c.number == 3),
        sa.update(portfolio_state).values(history_length=2, history_head=second.hash),
    )
    found = verdict(database)
    assert found.is_sound
    assert found.head != noted


# -- what is told -----------------------------------------------------------------------------


def test_writers_at_once_leave_one_unbroken_chain(database: Database) -> None:
    others = [Database(database.url.render_as_string(hide_password=False)) for _ in range(2)]

    def write(writer: int) -> None:
        opened = (database, *others)[writer % 3]
        for number in range(8):
            tell(opened, f"{writer}-{number}")
            with opened.transaction("kept beside", 3, "add_person") as change:
                change.record("person", f"{writer}-{number}", {}, {"name": "new"})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    found = verdict(database)
    assert (found.is_sound, found.entries) == (True, 96)
    told = [entry.revision for entry in entries(database) if entry.subject == "organisation"]
    assert told == list(range(1, 49))
    for opened in others:
        opened.close()


def test_a_write_that_fails_or_is_abandoned_tells_nothing(database: Database) -> None:
    tell(database, "A")
    before = entries(database)
    for opened in (database.new_revision, database.transaction):
        with suppress(ZeroDivisionError), opened("fails") as change:
            change.record("person", "B", {}, {"name": "new"})
            raise ZeroDivisionError
        with opened("finds nothing to do") as change:
            change.record("person", "C", {}, {"name": "new"})
            change.abandon()
    assert entries(database) == before
    tell(database, "D")
    assert verdict(database) == ChainCheck(2, entries(database)[-1].hash)


def test_every_write_tells_at_least_its_reason(database: Database) -> None:
    with database.new_revision("for no stated change", 4, "lock_period"):
        pass
    (told,) = entries(database)
    assert (told.person_id, told.command, told.reason) == (
        4,
        "lock_period",
        "for no stated change",
    )
    assert (told.subject, told.revision, told.differences) == ("portfolio", 1, ())


def test_what_changes_no_figure_tells_only_what_it_says(database: Database) -> None:
    tell(database, "A")
    with database.transaction("a session begins", 3):
        pass
    with database.transaction("a person joins", 5, "add_person") as change:
        change.record("person", "donor", {"duty": "donor"}, {"duty": "donor", "name": "New"})
    with database.reading() as connection:
        assert read_revision(connection) == 1
    last = entries(database)[-1]
    assert (len(entries(database)), last.revision, last.differences) == (
        2,
        1,
        (("name", None, "New"),),
    )


def test_a_saved_project_tells_who_by_what_before_and_after(database: Database) -> None:
    seeding.save(database, a_portfolio(POSTS.receiving(ENTERED)).contents())
    with database.reading() as connection:
        stored = read_project(connection, "Border posts")
    raised = replace(
        stored, place="Ghat", flows=(replace(stored.flows[0], amount_minor=400_000_000),)
    )
    for reason in ("as the note says", "sent twice"):
        with database.new_revision(reason, 3, "record_flow") as change:
            save_project(change, raised)
    first, loaded, second, third = entries(database)
    assert (first.person_id, first.command, first.subject) == (None, "load", "project")
    assert (loaded.subject, loaded.revision) == ("portfolio", first.revision)
    assert first.project_id == second.project_id == stored.id
    assert (second.person_id, second.command, second.reason, second.identifier) == (
        3,
        "record_flow",
        "as the note says",
        "Border posts",
    )
    (flow, was, is_now), place = second.differences
    assert (flow, was["amount_minor"], is_now["amount_minor"]) == (
        "flow first",
        300_000_000,
        400_000_000,
    )
    assert place == ("place", None, "Ghat")
    assert (third.subject, third.differences) == ("portfolio", ())  # nothing differed


def test_a_load_does_not_say_that_peoples_own_flows_vanished(database: Database) -> None:
    posts = POSTS.documented()
    loaded = replace(ENTERED, provenance=Provenance.DOCUMENTED)
    own = partner("A").pledges("1m EUR").called("own")
    seeding.save(database, a_portfolio(posts.receiving(loaded, own)).contents())
    seeding.save(database, a_portfolio(posts.needing("1m EUR", "2015-01-01", "2015-12-31")
                                       .receiving(loaded)).contents())  # fmt: skip
    with database.reading() as connection:
        assert len(read_project(connection, "Border posts").flows) == 2
    last = entries(database)[-1]
    assert [name for name, _, _ in last.differences] == ["budgets"]
    # A row of the file's own that is gone from it is told as gone.
    seeding.save(database, a_portfolio(posts).contents())
    last = entries(database)[-1]
    assert {name: now for name, _, now in last.differences}["flow first"] is None
    assert "flow own" not in {name for name, _, _ in last.differences}


def test_entries_are_asked_for_by_project_by_subject_and_by_number(database: Database) -> None:
    seeding.save(database, a_portfolio(POSTS, a_project("Wells")).contents())
    tell(database, "A", "B")
    with database.reading() as connection:
        wells = read_project(connection, "Wells").id
        assert [e.identifier for e in read_entries(connection, project_id=wells)] == ["Wells"]
        assert [e.identifier for e in read_entries(connection, subject="organisation")] == [
            "B",
            "A",
        ]
        assert [e.identifier for e in read_entries(connection, newest=1)] == ["B"]


def test_a_project_that_breaks_a_rule_is_refused_and_tells_nothing(database: Database) -> None:
    seeding.save(database, a_portfolio(POSTS).contents())
    with database.reading() as connection:
        stored = read_project(connection, "Border posts")
    with pytest.raises(PortfolioError), database.new_revision("no title") as change:
        save_project(change, replace(stored, titles={}))
    assert verdict(database).entries == len(entries(database))
    assert entries(database)[-1].command == "load"
