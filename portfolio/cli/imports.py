"""Command ``import``: what a file would do, and applying it as somebody; nothing is written by default."""

import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import click

from portfolio.cli import printing
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob, ImportState
from portfolio.domain.params import Principal
from portfolio.exchange import as_json, plain
from portfolio.services import import_preview, imports
from portfolio.services import people as services_people
from portfolio.services.import_preview import ImportPreview
from portfolio.services.live import LivePortfolio, register
from portfolio.services.people import CONSOLE, UnknownPerson
from portfolio.text.words import Translator

_WORDS = Translator("en")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Print what it would do; so it is without --apply.")
@click.option("--apply", "applies", is_flag=True, help="Apply everything accepted, or nothing.")
@click.option("--as", "login", metavar="LOGIN", help="Whose drafts and entries they become.")
@click.option("--json", "as_document", is_flag=True, help="As a document.")
@printing.portfolio
def import_file(
    file: Path,
    login: str | None,
    portfolio: str | None,
    *,
    dry_run: bool,
    applies: bool,
    as_document: bool,
) -> None:
    """Read projects from FILE: what is new, changed and wrong, and what it does to the headline.

    Exit status 0: nothing is wrong; 1: something is, or could not be read; 2: wrong options.
    """
    if applies and dry_run:
        raise click.UsageError("--apply writes and --dry-run does not: choose one of them.")
    if applies and not login:
        raise click.UsageError("--apply needs --as LOGIN: somebody answers for what is written.")
    live_portfolio = register()
    chosen = printing.portfolio_of_word(live_portfolio, portfolio)
    who = _person(live_portfolio, login) if login else CONSOLE
    data = file.read_bytes()
    with _progress() as progress:
        found = import_preview.look(live_portfolio, who, data, file.name, chosen, progress)
    job = None
    if applies and found.writes:
        number = imports.start_import(
            live_portfolio, who, data, file.name, portfolio=chosen, token=secrets.token_urlsafe(16)
        )
        job = _applied(live_portfolio, who, number)
    if as_document:
        click.echo(as_json(_document(found, job)), nl=False)
    else:
        _print(found, job)
    if any(problem.is_blocking for problem in found.every_problem):
        sys.exit(1)


def _person(live_portfolio: LivePortfolio, login: str) -> Principal:
    for account in services_people.list_people(live_portfolio, CONSOLE):
        person = account.person
        if person.login == login and not person.is_disabled:
            return Principal(login, person.duty, person.id, person.organisation)
    raise UnknownPerson(login=login)


@contextmanager
def _progress() -> Iterator[Any]:
    """What counts the projects that were compared, on a terminal alone."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=0, file=sys.stderr, show_percent=False) as bar:

        def tick() -> None:
            bar.length = (bar.length or 0) + 1
            bar.update(1)

        yield tick


def _applied(live_portfolio: LivePortfolio, who: Principal, number: int) -> ImportJob:
    """Apply a job, telling a terminal how far it is."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            imports.apply_import(live_portfolio, who, number, token=f"console {number}")
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=work, name="import")
    thread.start()
    if sys.stderr.isatty():
        with click.progressbar(length=100, file=sys.stderr) as bar:
            while thread.is_alive():
                job = imports.read_import(live_portfolio, who, number)
                bar.update(100 * job.done // max(job.total, 1) - bar.pos)
                time.sleep(0.2)
    thread.join()
    if failed:
        raise failed[0]
    return imports.read_import(live_portfolio, who, number)


def _document(preview: ImportPreview, job: ImportJob | None) -> dict[str, Any]:
    counts = {
        kind.word: {
            effect.word: number for effect in Effect if (number := preview.count(kind, effect))
        }
        for kind in ImportedKind
    }
    return {
        "file": preview.job.file_name,
        "portfolio": preview.job.portfolio.word,
        "revision": preview.revision,
        "applied": job.id if job is not None and job.state is ImportState.APPLIED else None,
        "counts": {kind: effects for kind, effects in counts.items() if effects},
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "project": problem.project,
                "error": problem.error.phrase,
                "why": _WORDS.error(problem.error),
                "is_left_out": problem.is_blocking,
            }
            for problem in preview.every_problem
        ],
        "headline": {"before": plain(preview.before), "after": plain(preview.after)},
    }


def _print(preview: ImportPreview, job: ImportJob | None) -> None:
    rows = [
        [_WORDS(f"import.kind.{kind.word}"), _WORDS(f"import.effect.{effect.word}"), str(number)]
        for kind in ImportedKind
        for effect in Effect
        if (number := preview.count(kind, effect))
    ]
    for name, became, count in rows:
        click.echo(f"{name:<16}{became:<12}{count:>8}")
    for problem in preview.every_problem:
        place = " ".join(filter(None, (problem.sheet, str(problem.row or ""), problem.column)))
        mark = "!" if problem.is_blocking else " "
        click.echo(f"{mark} {place}: {_WORDS.error(problem.error)}", err=problem.is_blocking)
    if job is not None and job.state is ImportState.APPLIED:
        click.echo(_WORDS("import.console.applied", number=job.id))
    else:
        click.echo(_WORDS("import.console.nothing_saved"))
