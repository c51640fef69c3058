"""A store as a release leaves it: some of everything, for both engines and as a backup.

``python -m tests.store.release VERSION`` writes the files of ``tests/store/releases/VERSION`` with
the program at hand. It is run once, by the commit that makes the release; files of a release are
never written again.
"""

import gzip
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from portfolio.domain.entry_rules import PlannedPaymentEntry
from portfolio.domain.params import PortfolioChoice, UserRole, ViewParams, Visibility
from portfolio.exchange.directory import read_directory
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.services import (
    drafts,
    lists,
    milestones,
    organisations,
    people,
    rates,
    reference,
    transactions,
    verification,
    working,
)
from portfolio.services.live import LivePortfolio
from portfolio.services.organisations import OrganisationEntry
from portfolio.store import checks, seeding
from portfolio.store.backup import backup
from portfolio.store.database import Database
from tests.servers import running
from tests.services.desk import Desk, a_desk, flow

RELEASES: Final = Path(__file__).with_name("releases")
DATA: Final = Path(__file__).parents[2] / "data"
PROJECTS: Final = 4  # of the data files, of each portfolio
RATES_OF: Final = 2014
DAYS: Final = (date(2014, 3, 1), date(2014, 6, 30), date(2014, 12, 31))
LIST: Final[dict[str, Any]] = {
    "list_clause": "2",
    "list_state": "adopted",
    "list_from": "2014-04-28",
    "list_titles": {"en": "Priority projects"},
    "list_source": "minutes of the meeting",
    "list_needs": [
        {"key": "n", "what": "Un poste", "language": "fr", "country": "LY", "place": "Sebha",
         "clause": "2", "estimate": "1500000", "currency": "EUR", "asked_by": "Ministère"}
    ],
}  # fmt: skip


def fill(database: Database) -> None:
    """Load some of the data files, and do once what people do."""
    desk = a_desk(database)
    contents = read_directory(DATA, demonstration=True)
    documented = [each for each in contents.projects if not each.is_example][:PROJECTS]
    example = [each for each in contents.projects if each.is_example][:PROJECTS]
    some = (*documented, *example)
    names, ids = {each.identifier for each in some}, {each.id for each in some}
    shown = tuple(
        one for one in contents.lists if {entry.project for entry in one.projects} <= names
    )
    whole = tuple(
        replace(
            each,
            flows=tuple(
                row
                for row in each.flows
                if row.provider_project_id is None or row.provider_project_id in ids
            ),
        )
        for each in some
    )
    few = replace(
        contents,
        projects=whole,
        lists=shown,
        rates=tuple(
            rate for rate in contents.rates if rate.day.year == RATES_OF and rate.day.day % 5 == 0
        ),
    )
    seeding.save(database, few, mode="demonstration")
    _work(desk)


def _work(desk: Desk) -> None:
    register, secretary, administrator = desk.register, desk.secretary, desk.administrator
    project = desk.published()
    transactions.propose_pledge(register, desk.donor, project, flow(), token="1")
    transactions.record_flow(
        register, secretary, project, flow(amount="5", source="A letter"), token="2"
    )
    transactions.record_flow(
        register, secretary, project, flow(amount="7", currency="USD"), token="3"
    )
    rows = [row.flow.reference for row in verification.own_flows(register, desk.donor)]
    waiting = [row.flow.reference for row in verification.list_awaiting(register, secretary)]
    second = waiting[0]
    first = next(name for name in rows if name != second)
    verification.dispute_flow(register, desk.donor, project, first, "not ours", token="4")
    verification.confirm_flow(register, desk.donor, project, second, token="confirmed")
    milestones.record_milestone(
        register, secretary, project, "M-1", "done", "2014-06-01", "Report 3", token="5"
    )
    planned = PlannedPaymentEntry(
        "2014-07-01", "2014-12-31", "500000", "EUR", "2014-03-01", "Letter 4"
    )
    milestones.plan_payment(register, desk.donor, project, planned, token="6")
    typed = OrganisationEntry("NEW-1", {"en": "New one"}, "10", "FR")
    organisations.save_organisation(register, administrator, typed, is_new=True, token="7")
    organisations.merge_organisations(
        register, administrator, "DONOR-B", "NEW-1", "One body", token="8"
    )
    rates.enter_rate(register, administrator, "USD", date(2014, 6, 2), "1.3", "Bank", token="9")
    reference.set_conference(
        register, administrator, date(2014, 10, 1), "A letter", "Agreed", token="10"
    )
    reference.save_period(
        register, desk.reviewer, "Q1", date(2014, 1, 1), date(2014, 3, 31), token="11"
    )
    reference.lock_period(register, desk.reviewer, "Q1", token="12")
    _lists(desk, project)
    drafts.open_draft(register, secretary, project, token="13")
    working.keep_typed(register, secretary, "a form", {"amount": "12 o'clock", "note": "غات"})
    people.add_person(register, administrator, "zaynab", "Zaynab", UserRole.REVIEWER)
    people.strike_person(register, administrator, "zaynab")


def _lists(desk: Desk, project: str) -> None:
    who = desk.secretary
    document = {
        **LIST,
        "list_projects": [{"key": "a", "project": project, "reason": "why", "language": "en"}],
    }
    draft = lists.open_list_draft(desk.register, who, token="list")
    draft = lists.save_list_draft(desk.register, who, draft.id, document, draft_seen=draft)
    draft = lists.submit_list_draft(desk.register, who, draft.id, draft_seen=draft)
    lists.publish_list_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="read", token="out"
    )
    lists.open_list_draft(desk.register, who, token="another list")


def facts(database: Database, tables: Mapping[str, int] | None = None) -> dict[str, Any]:
    """What must be the same after an upgrade and after a restore: rows, amounts, history, figures.

    ``tables``: those of the release, where a later one has more. Figures in minor units of EUR, as
    text; history as its length and the hash of its last entry.
    """
    with database.reading() as connection:
        proof = asdict(checks.prove(connection, tables))
    register = LivePortfolio(database, demonstration=True, conference=date(2014, 12, 31))
    amounts = {
        f"{portfolio.word} {day} {figure.name.lower()}": str(
            headline(
                register.view(ViewParams(as_of=day, scope=Visibility(portfolio=portfolio)))
            ).amounts.of(figure)
        )
        for portfolio in PortfolioChoice
        for day in DAYS
        for figure in Figure
    }
    return {**proof, "figures": amounts}


def stored(version: str, engine: str) -> str:
    """The SQL that makes the store of a release on an engine."""
    return gzip.decompress((RELEASES / version / f"{engine}.sql.gz").read_bytes()).decode("utf-8")


def write(version: str) -> None:
    """Write the files of a release: SQL of both engines, what each holds, and a backup."""
    folder = RELEASES / version
    folder.mkdir(parents=True)
    held = {}
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "portfolio.db"
        held["sqlite"] = _fill(f"sqlite:///{file}", folder / "backup.zip")
        with closing(sqlite3.connect(file)) as connection:
            _pack(folder / "sqlite.sql.gz", "\n".join(connection.iterdump()))
    with running() as server:
        url = server.create()
        held["postgresql"] = _fill(url)
        dump = [
            server.program("pg_dump"),
            "--no-owner",
            "--no-acl",
            "--inserts",
            "--rows-per-insert=500",
        ]
        done = subprocess.run([*dump, url], check=True, capture_output=True, text=True)
        _pack(folder / "postgresql.sql.gz", done.stdout)
    text = json.dumps(held, ensure_ascii=False, indent=1)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")


def _fill(url: str, target: Path | None = None) -> dict[str, Any]:
    database = Database(url)
    database.create_or_upgrade()
    fill(database)
    if target is not None:
        backup(database, target)
    held = facts(database)
    database.close()
    return held


def _pack(file: Path, text: str) -> None:
    file.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    write(sys.argv[1])
