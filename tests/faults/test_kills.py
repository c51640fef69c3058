"""A process killed in the middle of saves leaves nothing half-written and loses nothing it kept."""

import sys
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Final

import pytest
import sqlalchemy as sa

from portfolio.domain.projects import Project
from portfolio.store import tables
from portfolio.store.checks import health
from portfolio.store.database import Database
from portfolio.store.history import read_entries, verify
from portfolio.store.projects import read_projects
from portfolio.store.reading import read_revision
from tests.building.effort import IS_FULL
from tests.faults import saver

KILLS: Final = 80 if IS_FULL else 8
CARELESS_KILLS: Final = 40
LONGEST: Final = 0.25  # seconds from a first save to the kill: several saves


def projects(connection: sa.Connection) -> dict[str, Project]:
    ids = connection.scalars(sa.select(tables.project.c.id)).all()
    return read_projects(connection, ids)


def half_written(connection: sa.Connection) -> list[str]:
    """The projects whose flows do not add up to the number in their notes."""
    return [
        identifier
        for identifier, project in projects(connection).items()
        if str(sum(flow.amount_minor for flow in project.flows)) != project.notes
    ]


def test_killed_saves_leave_nothing_half_written_and_lose_nothing(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    saver.prepare(database)
    moments, counted = Random(4), 0
    for _ in range(KILLS):
        acknowledged = saver.killed(url, moments.random() * LONGEST)
        with database.reading() as connection:
            revision = read_revision(connection)
            assert revision >= acknowledged > counted
            assert half_written(connection) == []
            assert set(projects(connection)) == {saver.SHARED} | {
                f"Post {number}" for number in range(2, revision + 1)
            }
            shared = projects(connection)[saver.SHARED]
            assert shared.notes == saver.written(saver.SHARED, revision).notes
            entries = read_entries(connection, project_id=shared.id)
            assert len(entries) == revision
            assert [entry.revision for entry in entries] == list(range(revision, 0, -1))
            verdict = verify(connection)
            assert (verdict.is_sound, verdict.entries) == (True, 2 * revision)
        state = health(database)
        assert (state.integrity, state.broken_references) == ("ok", 0)
        counted = revision
    assert counted > KILLS


def test_the_process_is_started_whatever_ran_before_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test of a page leaves the page's script as ``__main__``, which runs nowhere else."""
    script, main = tmp_path / "page.py", ModuleType("__main__")
    script.write_text("raise KeyError('sid')")
    main.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main)
    saver.prepare(database)
    assert saver.killed(database.url.render_as_string(hide_password=False), 0) > 1


def test_statements_kept_one_by_one_are_caught_half_written(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    saver.prepare(database)
    moments = Random(5)
    for _ in range(CARELESS_KILLS):
        saver.killed(url, moments.random() * LONGEST, careless=True)
        with database.reading() as connection:
            if half_written(connection):
                return
    raise AssertionError("the check would not notice a half-written save")
