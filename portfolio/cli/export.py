"""Command export: the files of a view, as the pages offer them, written where a person says."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from portfolio import settings
from portfolio.cli import printing
from portfolio.domain.params import PUBLIC
from portfolio.exchange import PARQUET, TABLE, WORKBOOK, FileFormat
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.present.data_table import DataTable
from portfolio.present.format import Formatter
from portfolio.services import exports, params
from portfolio.services.exports import Imprint
from portfolio.services.figure_table import figure_table
from portfolio.services.ledger_table import ledger_table
from portfolio.services.live import LivePortfolio, register
from portfolio.services.project_table import project_table
from portfolio.text.words import Translator

FORMATS: Final[Mapping[str, FileFormat]] = {
    own.extension: own for own in (WORKBOOK, TABLE, PARQUET)
}
_STEPS: Final = 4


class FileExists(click.ClickException):
    """The file to write is there already; exit status 3."""

    exit_code = 3


def refuse_place(output: Path | None, *, is_text: bool, force: bool) -> None:
    """Refuse a file that is there already, and bytes on a terminal."""
    if output is not None and output.exists() and not force:
        raise FileExists(Translator("en")("cli.export.exists", file=str(output)))
    if output is None and sys.stdout.isatty() and not is_text:
        raise click.UsageError(Translator("en")("cli.export.terminal"))


def _figures(_: LivePortfolio, view: View, reader: Formatter) -> DataTable:
    return figure_table(view, reader)


def _projects(portfolio: LivePortfolio, view: View, reader: Formatter) -> DataTable:
    codes = lists.everywhere(view)
    return project_table(
        portfolio.project_days(), view, reader, codes, reader.words("projects.table")
    )


def _ledger(_: LivePortfolio, view: View, reader: Formatter) -> DataTable:
    return ledger_table(view, reader, PUBLIC, reader.words("data.ledger"))


CONTENTS: Final[Mapping[str, Callable[[LivePortfolio, View, Formatter], DataTable]]] = {
    "projects": _projects,
    "figures": _figures,
    "ledger": _ledger,
}


@click.command()
@click.option(
    "--format", "extension", type=click.Choice([*FORMATS]), required=True, help="Of the file."
)
@click.option(
    "--what",
    type=click.Choice([*CONTENTS]),
    default="projects",
    show_default=True,
    help="Rows of the file: a project, a figure, or an entry of the ledger.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; by default to standard output.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option("--site", help="Where the portfolio is reached; by default PORTFOLIO_PUBLIC_ADDRESS.")
@printing.asks
def export(
    extension: str, what: str, output: Path | None, force: bool, site: str | None, **options: Any
) -> None:
    """Write a view as a workbook, as CSV or as Parquet, with what everybody sees of it.

    Exit status: 0 written, 1 an error of the portfolio, 2 an option that can't be understood,
    3 the file is there already (nothing is written without --force).
    """
    refuse_place(output, is_text=extension == TABLE.extension, force=force)
    words = Translator(options.pop("lang"))
    with _Progress(words) as progress:
        portfolio = register()
        view = portfolio.view(printing.question(portfolio, options, words))
        progress.step("cli.export.reading")
        reader = Formatter(words, view.question.currency, params.record_names(portfolio, view))
        table = CONTENTS[what](portfolio, view, reader)
        progress.step("cli.export.writing")
        imprint = _imprint(portfolio, view, reader, what, site)
        data = exports.file_of(portfolio, imprint, table, FORMATS[extension])
        progress.step("cli.export.saving")
        if output is None:
            click.echo(data, nl=False)
        else:
            save_file(output, data, force=force)
        progress.step("cli.export.done")
    if output is not None:
        said = words.count("cli.export.rows", table.size, file=str(output))
        click.echo(said, err=True)


def _imprint(
    portfolio: LivePortfolio, view: View, reader: Formatter, what: str, site: str | None
) -> Imprint:
    chosen, default = settings.current(), portfolio.default_question()
    home = (site or chosen.public_address or "http://localhost:8501").rstrip("/")
    page = {"projects": "projects", "ledger": "completeness"}.get(what, "")
    return Imprint(
        view=view,
        default=default,
        reader=reader,
        publishers=chosen.publishers,
        address=exports.address(home, page, view.question, default, reader.words.language),
    )


def save_file(file: Path, data: bytes, *, force: bool) -> None:
    """The whole file or none: written beside its place and moved there."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
        Path(name).chmod(0o666 & ~_umask())
        if force:
            Path(name).replace(file)
        else:
            os.link(name, file)  # refuses a file that has appeared meanwhile
    except FileExistsError:
        raise FileExists(Translator("en")("cli.export.exists", file=str(file))) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Progress:
    """A line on the terminal that says what is being done; nothing elsewhere."""

    def __init__(self, words: Translator) -> None:
        self.words, self.is_shown = words, sys.stderr.isatty()
        self.bar = click.progressbar(length=_STEPS, file=sys.stderr, show_eta=False)

    def __enter__(self) -> "_Progress":
        if self.is_shown:
            self.bar.__enter__()
        return self

    def step(self, phrase: str) -> None:
        """One step is done; the phrase names the next."""
        if self.is_shown:
            self.bar.label = self.words(phrase)
            self.bar.update(1)

    def __exit__(self, *error: object) -> None:
        if self.is_shown:
            self.bar.__exit__(None, None, None)
