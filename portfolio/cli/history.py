"""The commands of history: verify, show."""

import json
import sys
from typing import Any

import click

from portfolio import settings
from portfolio.domain.history import HistoryEntry, canonical
from portfolio.services import telling
from portfolio.services.people import CONSOLE
from portfolio.services.portfolio import register
from portfolio.store.database import Database
from portfolio.text.words import Translator

_WORDS = Translator("en")


@click.group()
def history() -> None:
    """Who changed what, when and why, as one chain that shows every later change of it."""


@history.command()
@click.option("--rows", is_flag=True, help="Also compare every row that makes a figure with it.")
def verify(*, rows: bool) -> None:
    """Walk the whole chain; exit status 1 and the first bad entry when it does not hold."""
    database = Database(settings.current().database)
    database.revision()  # an address without a portfolio is told, not filled
    found = telling.verify(database)
    click.echo(_WORDS(found.phrase, **telling.chain_values(found)), err=not found.is_sound)
    if not found.is_sound:
        sys.exit(1)
    if rows and not _verify_rows(database):
        sys.exit(1)


def _verify_rows(database: Database) -> bool:
    """Print what differs from history; whether nothing does."""
    found = telling.verify_rows(database)
    for row in found.differences:
        click.echo(
            _WORDS(
                "history.row_differs",
                subject=row.subject,
                identifier=row.identifier,
                field=row.field or "–",
                told=_short("–" if row.from_history is None else row.from_history),
                stored=_short("–" if row.from_store is None else row.from_store),
            ),
            err=True,
        )
    if found.unknown:
        click.echo(_WORDS("history.baseline_told", subjects=", ".join(found.unknown)))
    if not found.differences:
        click.echo(_WORDS.count("history.rows_sound", found.rows))
    return not found.differences


@history.command()
@click.option("--project", help="One project by its identifier.")
@click.option("--newest", default=20, show_default=True, help="How many entries.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, whole.")
def show(project: str | None, newest: int, as_json: bool) -> None:
    """Print the newest entries."""
    for entry in telling.read_history(register(), CONSOLE, project=project, newest=newest):
        click.echo(_line(entry) if as_json else _said(entry))


def _said(entry: HistoryEntry) -> str:
    reason = f" – {entry.reason}" if entry.reason else ""
    head = (
        f"{entry.number}  {entry.recorded_at:%Y-%m-%d %H:%M:%S}  {entry.login}  {entry.command}"
        f"  {entry.subject} {entry.identifier}{reason}"
    )
    return "\n".join(
        [
            head,
            *(
                f"    {name}: {_short(before)} → {_short(after)}"
                for name, before, after in entry.differences
            ),
        ]
    )


def _short(value: Any) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 200 else f"{said[:199]}…"


def _line(entry: HistoryEntry) -> str:
    return canonical(
        {
            name: getattr(entry, name)
            if name != "recorded_at"
            else entry.recorded_at.isoformat(timespec="microseconds")
            for name in HistoryEntry.__dataclass_fields__
        }
    )
