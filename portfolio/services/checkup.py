"""What is right and wrong with an installation, each thing in one plain line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import ViewParams, Visibility
from portfolio.domain.flows import COUNTABLE
from portfolio.measures.totals import headline
from portfolio.services import telling
from portfolio.services.portfolio import open_portfolio
from portfolio.settings import Settings
from portfolio.store import clock, reading, reconciliation
from portfolio.store.database import Database
from portfolio.store.health import health, missing_guards, work
from portfolio.store.texts import odd_texts

Standing = Literal["fine", "look", "wrong"]
_APART: Final = timedelta(seconds=30)  # two clocks that are kept right agree within this
_MOST_TEXTS: Final = 20  # named one by one
_REST: Final = timedelta(days=30)  # a draft older than this is asked about


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: fine, worth a look, or wrong; ``phrase`` and values word it."""

    standing: Standing
    phrase: str
    values: dict[str, object]


def findings(settings: Settings) -> tuple[Check, ...]:
    """Look at the store the settings name; never raises for what is wrong with it."""
    found: list[Check] = []
    try:
        database = Database(settings.database)
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
    yield from _of_the_clock(database)
    yield Check("fine", "doctor.counts", dict(state.counts))
    with database.reading() as connection:
        rates = reading.read_shared(connection)["rate"]
    yield Check("fine" if len(rates["id"]) else "look", "doctor.rates", {"n": len(rates["id"])})
    register = open_portfolio(
        settings.database,
        demonstration=settings.demonstrates,
        conference=settings.conference_date,
        data=settings.data,
    )
    history = telling.verify(database)
    standing: Standing = "fine" if history.is_sound else "wrong"
    yield Check(standing, history.phrase, telling.chain_values(history))
    missing = missing_guards(database)
    yield Check(
        "wrong" if missing else "fine",
        "doctor.guards_missing" if missing else "doctor.guards",
        {"names": ", ".join(missing)},
    )
    yield from _of_the_rows(database)
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
    with database.reading() as connection:
        found = reconciliation.compare(connection)
    if found.unknown:
        subjects = ", ".join(found.unknown)
        yield Check("look", "doctor.rows_unknown", {"subjects": subjects})
    if found.differences:
        first = found.differences[0]
        named = f"{first.subject} {first.identifier} {first.field}".strip()
        yield Check("wrong", "doctor.rows_differ", {"n": len(found.differences), "first": named})
    else:
        yield Check("fine", "doctor.rows", {"n": found.rows})


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
        confirmed = clock.is_confirmed(connection, moment)
        server, here = clock.of_the_server(connection), clock.now()
    values: dict[str, object] = {
        "clock": clock.moment_text(moment.clock),
        "newest": clock.moment_text(moment.newest) if moment.newest else "–",
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
            {"server": clock.moment_text(server), "seconds": round(apart.total_seconds())},
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
