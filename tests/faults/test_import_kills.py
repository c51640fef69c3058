"""An import that is killed in the middle leaves everything or nothing, and says it was interrupted."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from portfolio.domain.import_jobs import ImportState
from portfolio.domain.params import PortfolioChoice
from portfolio.services import drafts, imports
from portfolio.store.database import Database
from portfolio.store.history import verify
from portfolio.store.tables import draft, import_row
from tests.building.effort import IS_FULL
from tests.building.import_workbook import workbook
from tests.building.imports import titled
from tests.services.desk import a_desk, entry

PROJECTS: Final = 6
# Statements after which the process is killed: while it compares, writes and commits.
MOMENTS: Final = (30, 40, 50, 60, 70, 80, 90) if IS_FULL else (45,)
DYING: Final = """
import os, signal, sys
import sqlalchemy as sa
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import Principal, UserRole
from portfolio.services import imports
from portfolio.services.live import LivePortfolio
from portfolio.store.database import Database
url, number, person, moment = sys.argv[1], *map(int, sys.argv[2:])
database, seen = Database(url), []
register = LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
def die(*_):
    seen.append(1)
    if len(seen) == moment: os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(database.engine, "before_cursor_execute", die)
imports.apply_import(register, Principal("secretary", UserRole.SECRETARY, person), number, token="x")
"""


def test_a_killed_import_leaves_nothing_and_says_so(database: Database) -> None:
    desk = a_desk(database)
    who = desk.secretary
    data = workbook((f"N{at}", entry(titles={"en": titled(at)})) for at in range(PROJECTS))
    number = imports.start_import(desk.register, who, data, "projects.xlsx", token="t")
    url = database.url.render_as_string(hide_password=False)
    states = set()
    for moment in MOMENTS:
        done = subprocess.run(
            [sys.executable, "-c", DYING, url, str(number), str(who.person), str(moment)],
            cwd=Path(__file__).parents[2],
            check=False,
        )
        job = imports.read_import(desk.register, who, number)
        states.add(job.state)
        with database.reading() as connection:
            counts = {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
                for table in (draft, import_row)
            }
            assert verify(connection).is_sound
        # An engine that needs fewer statements has applied it before the later moments come.
        assert done.returncode == -9 or job.state is ImportState.APPLIED
        # Killed before the end of the transaction, or after it.
        assert set(counts.values()) == {PROJECTS if job.state is ImportState.APPLIED else 0}
        if job.state is ImportState.APPLIED:
            break
    assert ImportState.INTERRUPTED in states
    imports.apply_import(desk.register, who, number, token="y")
    assert len(drafts.list_drafts(desk.register, who, PortfolioChoice.RECORD)) == PROJECTS
