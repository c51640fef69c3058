"""Migrations happen whole or not at all, once, and on both engines."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portfolio.domain.errors import MadeBeforeRelease, MadeByNewerVersion
from portfolio.store import engines, saving
from portfolio.store.database import Database
from portfolio.store.reading import changed_since
from portfolio.store.tables import METADATA
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

SECOND = '''
"""Give countries a capital, and refuse one without a name."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999_second", "0004_attachments", None, None
def upgrade():
    with op.batch_alter_table("country") as table:
        table.add_column(sa.Column("capital", sa.Text, nullable=False, server_default=""))
        table.create_check_constraint("iso3", "length(iso3) = 3")
    op.execute("INSERT INTO setting (key, value) VALUES ('second', 'begun')")
    if {breaks}:
        op.execute("SELECT * FROM no_such_table")
'''


class Interrupted(Exception):
    """Stands for a crash at one statement of a migration."""


def writer(database: Database) -> sa.Engine:
    return database.engine.execution_options(**{engines.WRITES: True})


def names(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def described(engine: sa.Engine) -> dict[str, Any]:
    """Everything an engine says of its tables: columns, keys, rules and indexes, in no order."""
    inspected = sa.inspect(engine)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspected.get_columns(name)
            },
            "key": inspected.get_pk_constraint(name),
            "references": by_name(inspected.get_foreign_keys(name)),
            "unique": by_name(inspected.get_unique_constraints(name)),
            "checks": by_name(inspected.get_check_constraints(name)),
            "indexes": by_name(inspected.get_indexes(name)),
        }
        for name in inspected.get_table_names()
        if name != "alembic_version"
    }


def by_name(constraints: Any) -> list[str]:
    return sorted(plain(found) for found in constraints)


def plain(found: Any) -> str:
    """A description in which equal conditions look equal: SQL of a partial index as its text."""
    if isinstance(found, dict):
        return str({key: plain(value) for key, value in sorted(found.items())})
    return str(found)


def test_the_migrations_make_the_schema_the_tables_describe(
    database: Database, new_store: Callable[..., str]
) -> None:
    described_by_tables = Database(new_store(migrated=False))
    METADATA.create_all(described_by_tables.engine)
    expected, found = described(described_by_tables.engine), described(database.engine)
    described_by_tables.close()
    assert found == expected
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_changes_since_a_revision_are_found_by_its_index(database: Database) -> None:
    seen: list[str] = []
    sa.event.listen(database.engine, "after_cursor_execute", lambda *called: seen.append(called[2]))
    with database.reading() as connection:
        assert changed_since(connection, 0) == []
        if database.is_sqlite:  # PostgreSQL chooses by how many rows there are
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}", (0,)).all()
            assert "ix_project_revision" in plan[0][-1]


@pytest.mark.parametrize("statement", [1, 2, 7, 25, 45, 70])
def test_a_first_migration_that_crashed_can_be_retried(blank_url: str, statement: int) -> None:
    database = Database(blank_url)
    seen = 0

    def crash(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Interrupted

    sa.event.listen(database.engine, "after_cursor_execute", crash)
    with pytest.raises(Interrupted):
        database.create_or_upgrade()
    sa.event.remove(database.engine, "after_cursor_execute", crash)
    assert names(database) == set()
    database.create_or_upgrade()
    assert names(database) == {*METADATA.tables, "alembic_version"}
    assert database.revision() == 0
    database.close()


def test_a_later_migration_that_crashed_leaves_rows_and_schema_and_can_be_retried(
    database: Database, tmp_path: Path
) -> None:
    saving.insert(
        database,
        {
            "country": {
                "id": [1, 2],
                "code": ["LY", "TN"],
                "iso3": ["LBY", "TUN"],
                "region": [1, 1],
                "is_dac_recipient": [True, True],
                "name_ar": ["ليبيا", "تونس"],
            },
            "organisation": {
                "identifier": ["XM-A"],
                "name_en": ["A"],
                "country_id": [1],
                "is_illustrative": [False],
            },
        },
    )

    def countries() -> Any:
        with database.engine.connect() as connection:
            question = "SELECT id, code, iso3, name_ar FROM country ORDER BY id"
            return connection.exec_driver_sql(question).all()

    before = countries()
    script = tmp_path / "9999_second.py"
    for _ in range(2):
        script.write_text(SECOND.format(breaks=True))
        with pytest.raises(sa.exc.DBAPIError):
            engines.upgrade(writer(database), more=[tmp_path])
        assert countries() == before
        assert names(database) == {*METADATA.tables, "alembic_version"}
    script.write_text(SECOND.format(breaks=False))
    engines.upgrade(writer(database), more=[tmp_path])
    assert countries() == before
    found = sa.inspect(database.engine)
    assert "capital" in {column["name"] for column in found.get_columns("country")}
    assert {check["name"] for check in found.get_check_constraints("country")} == {
        "ck_country_code",
        "ck_country_iso3",
    }
    with database.reading() as connection:  # references are watched again afterwards
        assert (
            database.is_sqlite is False
            or connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        )
        assert connection.exec_driver_sql("SELECT country_id FROM organisation").scalar() == 1


def test_a_database_made_by_a_newer_program_is_refused_and_left(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "9999_second.py").write_text(SECOND.format(breaks=False))
    engines.upgrade(writer(database), more=[tmp_path])
    with pytest.raises(MadeByNewerVersion) as refusal:
        database.create_or_upgrade()
    assert refusal.value.values == {"schema": "9999_second"}


@pytest.mark.parametrize("schema", ["0001", "0007"])
def test_a_database_made_before_the_first_release_is_refused_in_words_and_left(
    database: Database, schema: str
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{schema}'")
        connection.exec_driver_sql("DROP TABLE second_look")
    with pytest.raises(MadeBeforeRelease) as refusal:
        database.create_or_upgrade()
    assert names(database) == {*METADATA.tables, "alembic_version"} - {"second_look"}
    for language in LANGUAGES:
        assert "0.1.0" in Translator(language).error(refusal.value)


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(database: Database) -> None:
    database.create_or_upgrade()
    assert database.revision() == 0


def test_processes_that_start_at_once_migrate_once(blank_url: str) -> None:
    starting = (
        "import sys; from portfolio.store.database import Database;"
        "database = Database(sys.argv[1]); sys.stdin.read(1);"
        "database.create_or_upgrade(); print(database.revision())"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", starting, blank_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    said = [process.communicate(timeout=120) for process in processes]
    assert [out.strip() for out, _ in said] == ["0"] * 3, said


def test_a_process_killed_in_its_first_migration_leaves_a_file_that_can_be_used(
    tmp_path: Path,
) -> None:
    file = tmp_path / "killed.db"
    dying = (
        "import os, signal, sys; import sqlalchemy as sa;"
        "from portfolio.store.database import Database;"
        "database = Database(sys.argv[1]); seen = []\n"
        "def die(*_):\n"
        "    seen.append(1)\n"
        "    if len(seen) == 30: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sa.event.listen(database.engine, 'after_cursor_execute', die)\n"
        "database.create_or_upgrade()"
    )
    done = subprocess.run(
        [sys.executable, "-c", dying, f"sqlite:///{file}"],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == -9
    database = Database(f"sqlite:///{file}")
    database.create_or_upgrade()
    assert database.revision() == 0
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
