"""Command ``import``: what a file would do, and applying it as somebody; nothing is written by default."""

import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import click

from portfolio.cli import printing, progress
from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob, ImportState
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.exchange import as_json, plain
from portfolio.services import import_preview, import_work, imports
from portfolio.services import people as services_people
from portfolio.services.import_preview import ImportPreview
from portfolio.services.import_work import ImportNotReady
from portfolio.services.live import LivePortfolio, register
from portfolio.services.people import CONSOLE, UnknownPerson
from portfolio.text.words import Translator

INTERRUPTED: Final = 130  # as shells report a program that Ctrl-C ended
_EVERY: Final = 0.2  # seconds
_PATIENCE: Final = 60.0
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

    \b
    Exit status 0: nothing is wrong, or all of it was left out before;
    1: something is wrong, or the file could not be read;
    2: wrong options; 130: interrupted, and nothing was saved.
    """
    if applies and dry_run:
        raise click.UsageError("--apply writes and --dry-run does not: choose one of them.")
    if applies and not login:
        raise click.UsageError("--apply needs --as LOGIN: somebody answers for what is written.")
    live_portfolio = register()
    chosen = printing.portfolio_of_word(live_portfolio, portfolio)
    who = _person(live_portfolio, login) if login else CONSOLE
    data = file.read_bytes()
    try:
        found = _look(live_portfolio, who, data, file.name, chosen)
        job = _applied(live_portfolio, who, data, found) if applies and found.writes else None
    except KeyboardInterrupt:
        click.echo(_WORDS("import.console.interrupted"), err=True)
        sys.exit(INTERRUPTED)
    if as_document:
        click.echo(as_json(_document(found, job)), nl=False)
    else:
        _print(found, job)
    if any(problem.is_blocking for problem in found.every_problem) or _is_cancelled(job):
        sys.exit(1)


def _person(live_portfolio: LivePortfolio, login: str) -> Principal:
    for account in services_people.list_people(live_portfolio, CONSOLE):
        person = account.person
        if person.login == login and not person.is_disabled:
            return Principal(login, person.duty, person.id, person.organisation)
    raise UnknownPerson(login=login)


def _look(
    live_portfolio: LivePortfolio,
    who: Principal,
    data: bytes,
    name: str,
    portfolio: PortfolioChoice,
) -> ImportPreview:
    """What the file would do; nothing is written."""
    with progress.bar(_WORDS("import.console.comparing")) as advance:

        def begin(total: int) -> Callable[[], None]:
            steps = count(1)
            return lambda: advance(next(steps), total)

        return import_preview.look(live_portfolio, who, data, name, portfolio, begin)


def _applied(
    live_portfolio: LivePortfolio, who: Principal, data: bytes, preview: ImportPreview
) -> ImportJob:
    """Apply the file as a job; raises KeyboardInterrupt once nothing of it is saved any more."""
    number = imports.start_import(
        live_portfolio, who, data, preview.job.file_name,
        portfolio=preview.job.portfolio, token=secrets.token_urlsafe(16), in_background=True,
    )  # fmt: skip
    try:
        job = _follow(live_portfolio, who, number, "import.console.reading")
        if job.state is ImportState.READY:
            imports.apply_import(
                live_portfolio, who, number, token=f"console {number}", in_background=True
            )
            job = _follow(live_portfolio, who, number, "import.console.applying")
    except KeyboardInterrupt:
        with suppress(ImportNotReady):
            imports.cancel_import(live_portfolio, who, number)
        import_work.wait(live_portfolio, number, _PATIENCE)
        job = imports.read_import(live_portfolio, who, number)
        if job.state is not ImportState.APPLIED:  # it may have been too late
            raise
    if job.state in (ImportState.READY, ImportState.FAILED):
        error = PortfolioError(**job.report)
        error.phrase = job.reason
        raise error
    return job


def _follow(live_portfolio: LivePortfolio, who: Principal, number: int, key: str) -> ImportJob:
    """The job once the work on it has ended; a terminal is told how far it is."""
    with progress.bar(_WORDS(key)) as advance:
        while import_work.progress_of(live_portfolio, number) is not None:
            import_work.wait(live_portfolio, number, _EVERY)
            job = imports.read_import(live_portfolio, who, number)
            if import_work.progress_of(live_portfolio, number) is not None:
                advance(job.done, job.total)
        advance(1, 1)
    return imports.read_import(live_portfolio, who, number)


def _is_cancelled(job: ImportJob | None) -> bool:
    return job is not None and job.state is ImportState.CANCELLED


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
    for name, became, several in rows:
        click.echo(f"{name:<16}{became:<12}{several:>8}")
    for problem in preview.every_problem:
        place = " ".join(filter(None, (problem.sheet, str(problem.row or ""), problem.column)))
        mark = "!" if problem.is_blocking else " "
        click.echo(f"{mark} {place}: {_WORDS.error(problem.error)}", err=problem.is_blocking)
    if job is not None and job.state is ImportState.APPLIED:
        click.echo(_WORDS("import.console.applied", number=job.id))
    else:
        click.echo(_WORDS("import.console.nothing_saved"))
