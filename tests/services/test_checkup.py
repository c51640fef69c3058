"""The check of an installation finds damage, and never breaks on it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from portfolio.services.operations import Check, findings
from portfolio.settings import Settings
from portfolio.store import tables
from portfolio.store.database import Database
from tests.services.desk import a_desk


def looked_at(database: Database) -> tuple[Check, ...]:
    url = database.url.render_as_string(hide_password=False)
    return findings(Settings(database_url=url))


def phrases(found: tuple[Check, ...], standing: str) -> set[str]:
    return {finding.phrase for finding in found if finding.state == standing}


def test_a_sound_store_has_nothing_wrong(database: Database) -> None:
    a_desk(database).published()
    found = looked_at(database)
    assert phrases(found, "wrong") == set()
    assert {"doctor.guards", "doctor.rows", "doctor.clock", "doctor.texts"} <= phrases(
        found, "fine"
    )


def test_a_missing_or_changed_guard_of_history_is_named(database: Database) -> None:
    a_desk(database)
    with database.engine.execution_options(portfolio_writes=True).begin() as connection:
        if database.is_sqlite:
            connection.execute(sa.text("DROP TRIGGER history_is_never_deleted"))
            connection.execute(sa.text("DROP TRIGGER history_is_never_changed"))
            connection.execute(
                sa.text(
                    "CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history"
                    " BEGIN SELECT 1; END"
                )
            )
            names = "history_is_never_changed, history_is_never_deleted"
        else:
            connection.execute(sa.text("DROP TRIGGER history_is_never_emptied ON history"))
            connection.execute(
                sa.text("ALTER TABLE history DISABLE TRIGGER history_is_never_changed")
            )
            names = "history_is_never_changed, history_is_never_emptied"
    (said,) = (f for f in looked_at(database) if f.phrase == "doctor.guards_missing")
    assert (said.state, said.values) == ("wrong", {"names": names})


def test_a_row_changed_by_hand_is_wrong(database: Database) -> None:
    a_desk(database).published()
    with database.engine.execution_options(portfolio_writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE budget SET amount = amount + 1"))
    assert phrases(looked_at(database), "wrong") == {"doctor.rows_differ"}


def test_a_text_of_an_old_record_that_no_field_takes_is_named(database: Database) -> None:
    a_desk(database)
    with database.new_revision("ten\tmegabytes " + "x" * 100_000) as change:
        change.connection.execute(
            sa.insert(tables.setting),
            [{"key": "a", "value": "b\x07"}, {"key": "b", "value": "Ok\n"}],
        )
        if database.is_sqlite:  # PostgreSQL never took it
            change.connection.execute(sa.insert(tables.setting).values(key="n", value="x\0y"))
    with database.reading() as connection:
        number = connection.scalar(sa.select(sa.func.max(tables.history.c.number)))
    said = {
        (f.phrase, f.values["where"]) for f in looked_at(database)
        if f.state == "look" and f.phrase.startswith("doctor.text")
    }  # fmt: skip
    expected = {
        ("doctor.text_control", "setting a value"),
        ("doctor.text_long", f"history {number} reason"),
    }
    if database.is_sqlite:
        expected.add(("doctor.text_nul", "setting n value"))
    assert said == expected


def _in_pages(data: bytes, chosen: Callable[[int], bool]) -> bytes:
    """The file with other bytes in some pages; the first page names the schema and stays."""
    noise = random.Random(14)
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    return b"".join(
        noise.randbytes(len(page)) if number and chosen(number) else page
        for number, page in enumerate(pages)
    )


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing in it": lambda _: b"",
    "a half": lambda data: data[: len(data) // 2],
    "cut inside a page": lambda data: data[: len(data) // 2 + 1000],
    "other bytes": lambda data: random.Random(1).randbytes(len(data)),
    "a text": lambda _: b"ceci n'est pas une base" * 1000,
    "every page": lambda data: _in_pages(data, lambda _: True),
    "every third page": lambda data: _in_pages(data, lambda number: number % 3 == 0),
    "the last pages": lambda data: _in_pages(data, lambda number: number > len(data) // 4096 - 20),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_wrong_and_no_crash(
    tmp_path: Path, sqlite_template: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "portfolio.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    a_desk(database).published()
    database.close()
    file.write_bytes(damage(file.read_bytes()))
    found = looked_at(Database(f"sqlite:///{file}"))
    assert phrases(found, "wrong")
