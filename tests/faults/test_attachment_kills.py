"""A process killed while it attaches files leaves no row without bytes; bytes without a row are swept."""

from pathlib import Path
from random import Random
from secrets import token_bytes, token_hex
from typing import Final

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import Principal, UserRole
from portfolio.services import attachments, operations
from portfolio.services.attachments import attach_file
from portfolio.services.live import LivePortfolio
from portfolio.store.attachments import read_attachments
from portfolio.store.database import Database
from tests.building import files
from tests.building.effort import IS_FULL
from tests.faults import saver
from tests.services.desk import a_desk

KILLS: Final = 12 if IS_FULL else 3
LONGEST: Final = 0.15  # seconds from a first save to the kill


def attach(database: Database) -> int:
    """One more file of a hundred thousand bytes that no other has; how many that makes."""
    register = LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    with database.reading() as connection:
        (identifier,) = register.portfolio().ids
        who = Principal("secretary", UserRole.SECRETARY, 3)
        before = len(read_attachments(connection, identifier))
    data = files.png((b"noIs", token_bytes(100_000)))
    attach_file(register, who, identifier, "", "", "a", data, token=token_hex(8))
    return before + 1


@pytest.fixture
def desk_store(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'portfolio.db'}")
    database.create_or_upgrade()
    a_desk(database).published()
    return database


def test_a_kill_leaves_no_row_without_bytes(desk_store: Database) -> None:
    moments = Random(11)
    for _ in range(KILLS):
        acknowledged = saver.killed(
            desk_store.url.render_as_string(hide_password=False),
            moments.random() * LONGEST,
            save=attach,
        )
        found = operations.verify_files(desk_store)
        assert found.missing == ()
        assert found.files >= acknowledged > 0
        assert found.orphans <= 1
        attachments.sweep(desk_store)
        assert operations.verify_files(desk_store).orphans == 0
        assert operations.verify(desk_store).is_sound
    assert operations.verify_rows(desk_store).differences == ()
    desk_store.close()
