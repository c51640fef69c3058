"""Operations on an installation: backup, clock, doctor, dump, and history for people."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from portfolio.domain.attachments import Attachment
from portfolio.domain.clauses import CONFERENCE_WINDOW, PriorityList
from portfolio.domain.contents import Event, PledgingEvent
from portfolio.domain.errors import Code, Paragraph, PortfolioError, UnknownProject
from portfolio.domain.flows import COUNTABLE
from portfolio.domain.history import HistoryEntry
from portfolio.domain.money import Rate
from portfolio.domain.params import PortfolioChoice, Principal, UserRole, ViewParams, Visibility
from portfolio.domain.parsing import FieldErrors
from portfolio.domain.projects import Project
from portfolio.domain.reference import Country, Organisation
from portfolio.measures.headline import headline
from portfolio.services.access import command
from portfolio.services.live import LivePortfolio, open_portfolio
from portfolio.services.working import reason as read_reason
from portfolio.settings import Settings
from portfolio.sheet.typesetting import missing_fonts
from portfolio.store import attachments, history, reading, reconciliation, snapshot
from portfolio.store import backup as store_backup
from portfolio.store.attachments import FileCheck
from portfolio.store.checks import Manifest, health, missing_guards, odd_texts, work
from portfolio.store.database import Database
from portfolio.store.drafts import project_row
from portfolio.store.history import ChainCheck
from portfolio.store.people import read_people
from portfolio.store.rates import read_rates
from portfolio.store.reading import Declaration
from portfolio.store.reconciliation import Reconciliation
from portfolio.store.reference import save_setting


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """Backup as written or restored, with the values to note down with it."""

    manifest: Manifest
    bytes: int
    sha256: str  # of the file: noted elsewhere, it shows later that the file is still the same


def backup(database: Database, file: Path) -> BackupFiles:
    """Write a consistent copy while others go on working; raises BackupNotWritten."""
    return _kept(store_backup.backup(database, file), file)


def restore(database: Database, file: Path) -> BackupFiles:
    """Fill an empty database and prove it equal to the backup, or leave it empty."""
    return _kept(store_backup.restore(database, file), file)


def _kept(manifest: Manifest, file: Path) -> BackupFiles:
    with file.open("rb") as opened:
        said = hashlib.file_digest(opened, "sha256").hexdigest()
    return BackupFiles(manifest, file.stat().st_size, said)


class ClockNotBehind(PortfolioError):
    """The clock agrees with history: there is nothing to confirm (values: clock)."""


@command
def confirm_clock(register: LivePortfolio, who: Principal, reason: Paragraph) -> None:
    """Allow saving although the newest entry is ahead; later entries get its instant until then.

    Raises EntryRefused without a reason, ClockNotBehind.
    """
    entered = FieldErrors()
    why = entered.read("reason", read_reason, reason)
    entered.refuse()
    database = register.database
    with database.new_revision(
        why or "", who.person, "confirm_clock", confirms_clock=True
    ) as change:
        moment = database.moment(change.connection)
        if not moment.is_behind or history.is_confirmed(change.connection, moment):
            raise ClockNotBehind(clock=history.moment_text(moment.clock))
        before = save_setting(change, history.CONFIRMED, moment.recorded_at.isoformat())
        after = {"clock": moment.clock.isoformat(), "newest": moment.recorded_at.isoformat()}
        change.record("clock", "", {"newest": before} if before else {}, after)


@command
def read_logins(register: LivePortfolio, who: Principal) -> Mapping[int, str]:
    """User names by the number of the person, by which history names people."""
    with register.database.reading() as connection:
        return {person.id: person.login for person in read_people(connection)}


NEWEST: Final = 200
_PEOPLES: Final = "person"  # entries about accounts are displayed to their administrators alone


@command
def read_history(
    register: LivePortfolio,
    who: Principal,
    *,
    project: Code | None = None,
    subject: Code | None = None,
    newest: int = NEWEST,
) -> tuple[HistoryEntry, ...]:
    """Entries, the newest first: of one project, of one kind of subject, or all.

    Entries about accounts are for administrators alone. Raises UnknownProject.
    """
    without = None if who.duty is UserRole.ADMINISTRATOR else _PEOPLES
    with register.database.reading() as connection:
        number = None if project is None else project_row(connection, project)
        if project is not None and number is None:
            raise UnknownProject(identifier=project)
        return history.read_entries(
            connection, project_id=number, subject=subject, without=without, newest=newest
        )


def verify(database: Database) -> ChainCheck:
    """Walk the whole chain; what was found is worded by the verdict's phrase and ``chain_values``."""
    with database.reading() as connection:
        return history.verify(connection)


def verify_rows(database: Database) -> Reconciliation:
    """Compare the rows behind figures with a replay of history."""
    with database.reading() as connection:
        return reconciliation.compare(connection)


def verify_files(database: Database) -> FileCheck:
    """Compare every attached file with the digest that history records of it."""
    return attachments.check_files(database)


def file_values(attachment: Attachment) -> dict[str, object]:
    """The values of a sentence about a file that is lost."""
    return {
        "file": attachment.file_name,
        "project": attachment.project,
        "reference": attachment.reference,
        "sha256": attachment.sha256,
    }


def chain_values(verdict: ChainCheck) -> dict[str, object]:
    """The values of a verdict's phrase."""
    return {
        "entries": verdict.entries,
        "head": verdict.head or "–",
        "number": verdict.broken_at or 0,
    }


CheckState = Literal["fine", "look", "wrong"]
_APART: Final = timedelta(seconds=30)  # two well-set clocks agree within this
_MOST_TEXTS: Final = 20  # named one by one
_REST: Final = timedelta(days=30)  # a draft untouched for longer is reported


@dataclass(frozen=True, slots=True)
class Check:
    """Check of one thing: fine, to be looked at, or wrong; ``phrase`` and values word it."""

    state: CheckState
    phrase: str
    values: dict[str, object]


def findings(settings: Settings) -> tuple[Check, ...]:
    """Check the store of the settings; never raises for what is wrong with it."""
    found: list[Check] = []
    try:
        database = Database(settings.database, settings.files)
        if database.revision() == 0:
            return (Check("look", "doctor.empty", {}),)
        for finding in _of(settings, database):
            found.append(finding)
    except PortfolioError as error:
        found.append(Check("wrong", "doctor.unreachable", {"error": error}))
    return tuple(found)


def _of(settings: Settings, database: Database) -> Iterator[Check]:
    state = health(database)
    yield Check("fine", "doctor.engine", {"engine": state.engine})
    if database.is_sqlite:
        in_wal = state.journal == "wal"
        yield Check(
            "wrong" if in_wal and not state.wal_is_safe else "fine",
            "doctor.journal",
            {"journal": state.journal},
        )
        sound = state.integrity == "ok" and not state.broken_references
        yield Check(
            "fine" if sound else "wrong",
            "doctor.integrity",
            {"integrity": state.integrity, "broken": state.broken_references},
        )
        if state.integrity != "ok":  # nothing that is read from such a file can be relied on
            return
    lacking = missing_fonts()
    yield Check(
        "look" if lacking else "fine",
        "doctor.fonts_missing" if lacking else "doctor.fonts",
        {"fonts": ", ".join(lacking)} if lacking else {},
    )
    yield from _of_the_clock(database)
    yield Check("fine", "doctor.counts", dict(state.counts))
    with database.reading() as connection:
        rates = snapshot.read_shared(connection)["rate"]
    yield Check("fine" if len(rates["id"]) else "look", "doctor.rates", {"n": len(rates["id"])})
    register = open_portfolio(
        settings.database,
        demonstration=settings.demonstrates,
        conference=settings.conference_date,
        data=settings.data,
        files=settings.files,
    )
    history = verify(database)
    verdict: CheckState = "fine" if history.is_sound else "wrong"
    yield Check(verdict, history.phrase, chain_values(history))
    missing = missing_guards(database)
    yield Check(
        "wrong" if missing else "fine",
        "doctor.guards_missing" if missing else "doctor.guards",
        {"names": ", ".join(missing)},
    )
    yield from _of_the_rows(database)
    yield from _of_the_files(database)
    yield from _of_the_texts(database)
    yield from _of_the_work(database)
    first, last = CONFERENCE_WINDOW
    yield Check(
        "fine" if first <= register.conference <= last else "look",
        "doctor.conference",
        {"day": register.conference, "first": first, "last": last},
    )
    every = Visibility(published_only=False, confidences=COUNTABLE)
    head = headline(register.view(ViewParams(as_of=register.default_day, scope=every)))
    yield Check(
        "look" if head.left_out else "fine",
        "doctor.without_rate",
        {"n": head.projects_left_out},
    )
    yield Check(
        "look" if head.without_requirement else "fine",
        "doctor.without_requirement",
        {"n": len(head.without_requirement)},
    )


def _of_the_rows(database: Database) -> Iterator[Check]:
    found = verify_rows(database)
    if found.differences:
        first = found.differences[0]
        named = f"{first.subject} {first.identifier} {first.field}".strip()
        yield Check("wrong", "doctor.rows_differ", {"n": len(found.differences), "first": named})
    else:
        yield Check("fine", "doctor.rows", {"n": found.rows})


def _of_the_files(database: Database) -> Iterator[Check]:
    found = verify_files(database)
    for lost in found.missing:
        yield Check("wrong", "doctor.file_lost", file_values(lost))
    if found.files and database.files is not None and not found.missing:
        yield Check("fine", "doctor.files", {"n": found.files, "folder": str(database.files.path)})
    if found.orphans:
        yield Check("look", "doctor.files_unrecorded", {"n": found.orphans})
    if database.files is None:
        yield Check("look", "doctor.no_file_folder", {})


def _of_the_texts(database: Database) -> Iterator[Check]:
    with database.reading() as connection:
        found = tuple(odd_texts(connection, _MOST_TEXTS))
    if not found:
        yield Check("fine", "doctor.texts", {})
    for text in found:
        key = "nul" if text.has_nul else "control" if text.has_control else "long"
        where = f"{text.table} {text.row} {text.column}"
        yield Check("look", f"doctor.text_{key}", {"where": where, "length": text.length})


def _of_the_clock(database: Database) -> Iterator[Check]:
    with database.reading() as connection:
        moment = database.moment(connection)
        confirmed = history.is_confirmed(connection, moment)
        server, here = history.of_the_server(connection), history.now()
    values: dict[str, object] = {
        "clock": history.moment_text(moment.clock),
        "newest": history.moment_text(moment.newest) if moment.newest else "–",
    }
    if not moment.is_behind:
        yield Check("fine", "doctor.clock", values)
    elif confirmed:
        yield Check("look", "doctor.clock_confirmed", values)
    else:
        yield Check("wrong", "doctor.clock_behind", values)
    if server is not None:
        apart = abs(server - here)
        yield Check(
            "fine" if apart <= _APART else "wrong",
            "doctor.server_clock",
            {"server": history.moment_text(server), "seconds": round(apart.total_seconds())},
        )


def _of_the_work(database: Database) -> Iterator[Check]:
    found = work(database, datetime.now(UTC), _REST)
    yield Check(
        "fine" if found.administrators else "look",
        "doctor.administrators",
        {"n": found.administrators},
    )
    yield Check("fine", "doctor.sessions", {"n": found.sessions})
    yield Check("fine", "doctor.periods", {"n": found.periods, "locked": found.locked_periods})
    yield Check(
        "look" if found.resting else "fine",
        "doctor.drafts",
        {"n": found.resting, "days": _REST.days},
    )


@dataclass(frozen=True, slots=True)
class Everything:
    """A whole portfolio at one revision."""

    revision: int
    portfolio: PortfolioChoice
    conference: str
    declaration: Declaration
    countries: tuple[Country, ...]
    organisations: tuple[Organisation, ...]
    rates: tuple[Rate, ...]
    events: tuple[Event, ...]
    pledging_events: tuple[PledgingEvent, ...]
    projects: tuple[Project, ...]
    lists: tuple[PriorityList, ...]


def everything(register: LivePortfolio, portfolio: PortfolioChoice) -> Everything:
    """Every fact of one portfolio in the store, with what both have in common (ruling 33)."""
    conference = register.conference.isoformat()
    with register.database.reading() as connection:
        ids = reading.read_ids(connection, portfolio)
        return Everything(
            revision=reading.read_revision(connection),
            portfolio=portfolio,
            conference=conference,
            declaration=reading.read_declaration(connection),
            countries=reading.read_countries(connection),
            organisations=reading.read_organisations(connection),
            rates=read_rates(connection),
            events=reading.read_events(connection),
            pledging_events=reading.read_pledging_events(connection),
            projects=tuple(reading.read_projects(connection, ids).values()),
            lists=tuple(
                one
                for one in reading.read_lists(connection)
                if one.is_example is portfolio.is_example
            ),
        )
