"""Migrations happen whole or not at all, once, and on both engines."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portfolio.domain.errors import DatabaseUnavailable
from portfolio.domain.history import plain
from portfolio.store import engines, history, saving
from portfolio.store.database import Database
from portfolio.store.projects import read_projects
from portfolio.store.tables import METADATA

SECOND = '''
"""Give countries a capital, and refuse one without a name."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "0002", None, None
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


def test_the_migrations_make_the_schema_the_tables_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_migrations_keep_every_named_constraint(database: Database) -> None:
    found = sa.inspect(database.engine)
    for table in METADATA.tables.values():
        kept = {check["name"] for check in found.get_check_constraints(table.name)}
        kept |= {unique["name"] for unique in found.get_unique_constraints(table.name)}
        kept |= {key["name"] for key in found.get_foreign_keys(table.name)}
        kept |= {found.get_pk_constraint(table.name)["name"]}
        assert kept == {str(constraint.name) for constraint in table.constraints}, table.name


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
    with pytest.raises(DatabaseUnavailable, match="newer"):
        database.create_or_upgrade()


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


def test_who_may_have_typed_in_an_older_draft_is_a_contributor_after_the_upgrade(
    blank_url: str,
) -> None:
    database = Database(blank_url)
    engines.upgrade(writer(database), to=["0003"])
    people = ", ".join(
        f"({number}, '{login}', '', 4, '', false, false, 0)"
        for number, login in enumerate(("opened", "saved", "told", "looked"), start=1)
    )
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO person (id, login, name, duty, password, is_disabled, is_demonstration,"
            f" created_at) VALUES {people}",
            "INSERT INTO draft (id, state, version, author_id, editor_id, created_at, updated_at,"
            " token) VALUES (7, 1, 3, 1, 2, 10, 20, 'a'), (70, 1, 1, 4, 4, 30, 30, 'b')",
            "INSERT INTO history (number, recorded_at, revision, login, command, subject,"
            " identifier, hash) VALUES"
            " (1, 15, 0, 'told', 'save_draft', 'draft', '#7', 'x'),"
            " (2, 16, 0, 'looked', 'return_draft', 'draft', '#7', 'y')",
        ):
            connection.exec_driver_sql(statement)
    database.create_or_upgrade()
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT draft_id, person_id, typed_at FROM draft_contributor ORDER BY 1, 2"
        ).all()
    assert [tuple(row) for row in found] == [(7, 1, 10), (7, 2, 20), (7, 3, 15), (70, 4, 30)]
    database.close()


def test_documented_projects_that_contribute_have_their_row_after_the_upgrade(
    blank_url: str,
) -> None:
    database = Database(blank_url)
    engines.upgrade(writer(database), to=["0006"])
    with database.engine.begin() as connection:
        for number, (identifier, provenance) in enumerate(
            (("EUBAM-LY", 3), ("UN-MINUSMA", 3), ("DE-TN", 1)), start=1
        ):
            connection.exec_driver_sql(
                "INSERT INTO project (id, identifier, declared_kind, provenance, revision)"
                f" VALUES ({number}, '{identifier}', 1, {provenance}, 0)"
            )
            connection.exec_driver_sql(
                "INSERT INTO project_publication (project_id, state, valid_from, recorded_at)"
                f" VALUES ({number}, 3, 16023, 1384430400000000)"
            )
    database.create_or_upgrade()
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT project_id, relation, valid_from, recorded_at FROM project_relation"
        ).all()
        assert [tuple(row) for row in found] == [(1, 1, 16023, 1384430400000000)]
        (project,) = read_projects(connection, [1]).values()
        (row,) = project.relations
        assert set(row.reasons) == {"en", "fr", "ar"}
        assert row.source
        assert history.verify(connection).is_sound
        (entry,) = history.in_order(connection)
        assert entry.differences == (("relations", None, [plain(row)]),)
    assert database.revision() == 1


def test_what_was_made_up_belongs_to_the_example_after_the_upgrade(blank_url: str) -> None:
    database = Database(blank_url)
    engines.upgrade(writer(database), to=["0006"])
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO person (id, login, name, duty, password, is_disabled, is_demonstration,"
            " created_at) VALUES (1, 'opened', '', 4, '', false, false, 0)",
            "INSERT INTO project (id, identifier, declared_kind, provenance, revision) VALUES"
            " (1, 'ENTERED', 1, 1, 1), (2, 'SOURCED', 1, 3, 1), (3, 'MADE-UP', 1, 4, 1)",
            "INSERT INTO draft (id, project_id, state, version, author_id, editor_id, created_at,"
            " updated_at, token) VALUES (1, 1, 1, 1, 1, 1, 10, 20, 'a'),"
            " (3, 3, 1, 1, 1, 1, 10, 20, 'c'), (4, NULL, 1, 1, 1, 1, 10, 20, 'd')",
        ):
            connection.exec_driver_sql(statement)
    database.create_or_upgrade()
    with database.engine.connect() as connection:
        for table, examples in (("project", [3]), ("draft", [3])):
            query = f"SELECT id FROM {table} WHERE is_example ORDER BY id"
            assert list(connection.exec_driver_sql(query).scalars()) == examples
    database.close()
