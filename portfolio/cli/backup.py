"""The commands backup and restore."""

from pathlib import Path

import click

from portfolio import settings
from portfolio.services import backup as kept
from portfolio.services.backup import BackupFiles
from portfolio.store.database import Database
from portfolio.text.words import Translator

_WORDS = Translator("en")
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write a consistent copy of everything to FILE while the server runs."""
    database = Database(settings.current().database)
    database.revision()  # an address without a portfolio is told before anything is made
    _print("backup.written", kept.backup(database, file), file)


@click.command()
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Fill an empty database from FILE and prove it equal, or leave it empty."""
    _print("backup.restored", kept.restore(Database(settings.current().database), file), file)


def _print(key: str, kept_files: BackupFiles, file: Path) -> None:
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
    click.echo(
        _WORDS("backup.file", sha256=kept_files.sha256, bytes=_WORDS.number(kept_files.bytes))
    )
    click.echo(_WORDS("backup.left_out"))
