"""Commands of the product: what each is called with and does; records, files, checks, backups, people."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from portfolio import settings
from portfolio.cli import documents, printing
from portfolio.cli.checks import findings
from portfolio.cli.export import export
from portfolio.cli.imports import import_file
from portfolio.cli.people import people
from portfolio.cli.template import template
from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import HistoryEntry, canonical
from portfolio.exchange import as_json, plain
from portfolio.measures.explain import explain as explain_figure
from portfolio.services import live, operations, sheets
from portfolio.services.live import LivePortfolio, register
from portfolio.services.operations import BackupFiles, confirm_clock
from portfolio.services.people import CONSOLE
from portfolio.services.rates import sources_of
from portfolio.store.database import Database
from portfolio.text.words import Translator

_WORDS = Translator("en")
_FILE = click.Path(dir_okay=False, path_type=Path)


def _at_address() -> Database:
    """The database of the settings, as it stands."""
    chosen = settings.current()
    return Database(chosen.database, chosen.files)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write a consistent copy of everything to FILE while the server runs."""
    database = _at_address()
    database.refuse_other_schema()  # before anything is created
    _backup_print("backup.written", operations.backup(database, file), file)


@click.command()
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Fill an empty database from FILE and prove it equal, or leave it empty."""
    _backup_print("backup.restored", operations.restore(_at_address(), file), file)


def _backup_print(key: str, kept_files: BackupFiles, file: Path) -> None:
    manifest, proof = kept_files.manifest, kept_files.manifest.proof
    rows = sum(proof.rows.values())
    click.echo(_WORDS(key, file=str(file), n=_WORDS.number(rows), tables=len(manifest.tables)))
    click.echo(_WORDS("backup.made", made=manifest.made_at, revision=proof.revision))
    for table, sums in proof.amounts.items():
        for currency, minor in sums.items():
            amount = _WORDS.exact(minor, currency)
            click.echo("  " + _WORDS("word.colon", label=table, value=amount))
    click.echo(_WORDS("backup.chain", entries=proof.entries, head=proof.head or "–"))
    if proof.broken_at is not None:
        click.echo(_WORDS("backup.broken", number=proof.broken_at), err=True)
    files = manifest.files
    if files.count:
        size = _WORDS.number(files.bytes)
        click.echo(_WORDS("backup.files", n=files.count, bytes=size, sha256=files.sha256))
    if files.missing:
        click.echo(_WORDS("backup.files_lost", n=files.missing), err=True)
    click.echo(
        _WORDS("backup.file", sha256=kept_files.sha256, bytes=_WORDS.number(kept_files.bytes))
    )
    click.echo(_WORDS("backup.left_out"))


@click.group()
def clock() -> None:
    """The clock and the newest entry of history."""


@clock.command()
@click.option("--reason", required=True, help="As others will read it in the history.")
def confirm(reason: str) -> None:
    """Save again though the newest entry lies ahead of the clock, which is right."""
    confirm_clock(register(), CONSOLE, reason)
    click.echo(_WORDS("clock.confirmed"))


@click.group()
def history() -> None:
    """Who changed what, when and why, as one chain that shows every later change of it."""


@history.command()
@click.option("--rows", is_flag=True, help="Also compare every row that makes a figure with it.")
def verify(*, rows: bool) -> None:
    """Walk the whole chain; exit status 1 and the first bad entry when it does not hold."""
    database = _at_address()
    database.refuse_other_schema()  # an address without a portfolio is reported, not filled
    found = operations.verify(database)
    click.echo(_WORDS(found.phrase, **operations.chain_values(found)), err=not found.is_sound)
    if not found.is_sound or not _verify_files(database):
        sys.exit(1)
    if rows and not _verify_rows(database):
        sys.exit(1)


def _verify_files(database: Database) -> bool:
    """Print the attached files that are not as history records them; whether there are none."""
    found = operations.verify_files(database)
    for lost in found.missing:
        click.echo(_WORDS("doctor.file_lost", **operations.file_values(lost)), err=True)
    return not found.missing


def _verify_rows(database: Database) -> bool:
    """Print what differs from history; whether nothing does."""
    found = operations.verify_rows(database)
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
    if not found.differences:
        click.echo(_WORDS.count("history.rows_sound", found.rows))
    return not found.differences


@history.command()
@click.option("--project", help="One project by its identifier.")
@click.option("--newest", default=20, show_default=True, help="How many entries.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, whole.")
def show(project: str | None, newest: int, as_json: bool) -> None:
    """Print the newest entries."""
    logins = operations.read_logins(register(), CONSOLE)
    for entry in operations.read_history(register(), CONSOLE, project=project, newest=newest):
        click.echo(_line(entry) if as_json else _said(entry, logins))


def _said(entry: HistoryEntry, logins: Mapping[int, str]) -> str:
    reason = f" – {entry.reason}" if entry.reason else ""
    who = _WORDS.author(entry.person_id, logins)
    head = (
        f"{entry.number}  {entry.recorded_at:%Y-%m-%d %H:%M:%S}  {who}  {entry.command}"
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


class WordedGroup(click.Group):
    """Command group that prints domain errors as one sentence, with exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PortfolioError as error:
            raise click.ClickException(Translator("en").error(error)) from error


@click.group(cls=WordedGroup)
def portfolio() -> None:
    """The Rabat Declaration portfolio: the same exact figures as the pages show."""


portfolio.add_command(people)
portfolio.add_command(import_file)
portfolio.add_command(history)
portfolio.add_command(clock)
portfolio.add_command(backup)
portfolio.add_command(restore)
portfolio.add_command(export)
portfolio.add_command(template)


def _database() -> Database:
    database = _at_address()
    database.create_or_upgrade()
    return database


@portfolio.command()
@click.option("--empty", is_flag=True, help="No projects: the declaration, countries and rates.")
def init(empty: bool) -> None:
    """Create the database and load the data files into it."""
    chosen = settings.current()
    demonstration = chosen.demonstrates and not empty
    loaded = live.load(_database(), chosen.data, demonstration=demonstration)
    click.echo(json.dumps(plain(loaded), ensure_ascii=False))


@portfolio.command()
@click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def load(directory: Path | None) -> None:
    """Load the data files again; what has not changed is left alone."""
    chosen = settings.current()
    loaded = live.load(
        _database(), directory or chosen.data, demonstration=register().demonstration
    )
    click.echo(json.dumps(plain(loaded), ensure_ascii=False))


def _asked(options: dict[str, Any]) -> tuple[LivePortfolio, Translator, Any]:
    held, words = register(), Translator(options.pop("lang"))
    return held, words, held.view(printing.question(held, options, words))


@portfolio.command()
@printing.asks
@click.option("--json", "as_json", is_flag=True, help="As a document (docs/files.md).")
def figures(as_json: bool, **options: Any) -> None:
    """Print the headline figures and every split."""
    _, words, view = _asked(options)
    if as_json:
        _write_document(documents.figures(view))
    else:
        printing.figures(view, words)


@portfolio.command()
@click.argument("figure")
@click.option("--axis", help="A split: clause, kind, priority, country, region, funder …")
@click.option("--key", help="A line of that split.")
@click.option("--project", help="One project by its identifier.")
@printing.asks
@click.option("--json", "as_json", is_flag=True, help="As a document (docs/files.md).")
def explain(
    figure: str,
    axis: str | None,
    key: str | None,
    project: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Print the rows that add up to FIGURE (requirement, secured, gap …)."""
    held, words, view = _asked(options)
    found = explain_figure(view, figure, axis, key, project=project)
    if as_json:
        _write_document(documents.explanation(found, sources_of(held, found.quotes)))
    else:
        printing.explanation(found, words)


@portfolio.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False
)
@printing.portfolio
def dump(file: Path | None, portfolio: str | None) -> None:
    """Write every fact of a portfolio as JSON (docs/files.md), to FILE or to standard output."""
    held = register()
    facts = operations.everything(held, printing.portfolio_of_word(held, portfolio))
    if file is None:
        _write_document(facts)
    else:
        file.write_bytes(as_json(facts))


@portfolio.command()
def doctor() -> None:
    """Say plainly what is right and wrong with this installation."""
    found = findings(settings.current())
    for finding in found:
        click.echo(f"{finding.state:<7}{_WORDS(finding.phrase, **finding.values)}")
    if any(finding.state == "wrong" for finding in found):
        sys.exit(1)


@portfolio.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False
)
@click.option("--project", help="One project by its identifier, without filters.")
@click.option("--site", help="Where the portfolio is reached; by default PORTFOLIO_PUBLIC_ADDRESS.")
@printing.asks
def sheet(file: Path | None, project: str | None, site: str | None, **options: Any) -> None:
    """Write one page to carry (PDF) on this view, to FILE or to standard output.

    The whole, a country (--country ML), a funder, a clause or a project, with the figures of the
    pages, three asks, and the address of the view as a QR code.
    """
    held, words, view = _asked(options)
    chosen = settings.current()
    order = sheets.SheetOrder(
        view=view,
        default=held.default_question(),
        words=words,
        site=(site or chosen.public_address or "http://localhost:8501").rstrip("/"),
        publishers=chosen.publishers,
        project=project or "",
    )
    page = sheets.as_pdf(held, order)
    if file is None:
        click.echo(page, nl=False)
    else:
        file.write_bytes(page)


def _write_document(document: Any) -> None:
    click.echo(as_json(document), nl=False)
