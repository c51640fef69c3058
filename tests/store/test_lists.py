"""Lists of priority projects in the store: read back as they were written, told and replayed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portfolio.domain.clauses import ListedProject, ListState, Need, PriorityList
from portfolio.domain.contents import Contents
from portfolio.domain.flows import Provenance
from portfolio.domain.rules import UnknownReference
from portfolio.store import reconciliation, seeding, snapshot
from portfolio.store.backup import backup, restore
from portfolio.store.database import Database
from portfolio.store.lists import read_lists
from portfolio.store.reading import read_labels
from tests.build import a_portfolio, a_project
from tests.building.words import noon

DAY = date(2014, 3, 28)
LIST = PriorityList(
    id=1,
    reference="L-2",
    clause=2,
    state=ListState.ADOPTED,
    valid_from=DAY,
    recorded_at=noon(DAY),
    titles={"en": "Priority projects", "ar": "المشاريع ذات الأولوية"},
    source="minutes of the meeting",
    provenance=Provenance.ILLUSTRATIVE,
    is_example=True,
    projects=(ListedProject("Q", {"en": "first"}), ListedProject("P", {"fr": "ensuite"})),
    needs=(
        Need("LY", 2, "Sebha", {"en": "A post"}, {"fr": "Ministère"}, 1_500, "TND"),
        Need(None, 8, "", {"en": "A school"}, {"en": "Council"}),
    ),
)


def contents(*lists: PriorityList) -> Contents:
    files = a_portfolio(a_project("P").illustrative(), a_project("Q").illustrative()).contents()
    return replace(files, lists=lists)


def stored(database: Database) -> tuple[PriorityList, ...]:
    with database.reading() as connection:
        assert read_labels(connection).lists == read_lists(connection)
        return read_lists(connection)


def test_a_list_reads_back_as_it_was_written_in_its_order(database: Database) -> None:
    seeding.save(database, contents(LIST))
    assert stored(database) == (LIST,)


def test_loading_the_same_list_again_writes_nothing(database: Database) -> None:
    first = seeding.save(database, contents(LIST))
    assert "priority_list" in first.shared_rows
    again = seeding.save(database, contents(LIST))
    assert (again.shared_rows, again.revision) == ((), first.revision)


def test_a_changed_list_takes_the_place_of_its_row_and_is_seen_by_every_process(
    database: Database,
) -> None:
    seeding.save(database, contents(LIST))
    with database.reading() as connection:
        before = snapshot.read(connection)
    changed = replace(LIST, projects=LIST.projects[:1], needs=())
    seeding.save(database, contents(changed))
    assert stored(database) == (changed,)
    with database.reading() as connection:
        assert snapshot.update(connection, before).portfolio.labels.lists == read_lists(connection)


def test_a_list_names_projects_that_there_are(database: Database) -> None:
    unknown = replace(LIST, projects=(ListedProject("nowhere", {"en": "why"}),))
    with pytest.raises(UnknownReference):
        seeding.save(database, contents(unknown))
    assert stored(database) == ()


def test_history_tells_of_lists_and_finds_what_was_changed_behind_it(database: Database) -> None:
    seeding.save(database, contents(LIST))
    seeding.save(database, contents(replace(LIST, source="other minutes")))
    with database.reading() as connection:
        assert reconciliation.compare(connection).differences == ()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE priority_list SET clause = 8")
        (found,) = reconciliation.compare(connection).differences
    assert (found.subject, found.identifier, found.field) == ("list", "L-2", "clause")


def test_a_backup_carries_the_lists(database: Database, tmp_path: Path) -> None:
    seeding.save(database, contents(LIST))
    backup(database, tmp_path / "portfolio.zip")
    target = Database(f"sqlite:///{tmp_path / 'target.db'}")
    restore(target, tmp_path / "portfolio.zip")
    assert stored(target) == (LIST,)
    target.close()
