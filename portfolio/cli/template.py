"""Command template: the template of projects, empty or filled with a view, as a workbook or as CSV."""

from pathlib import Path
from typing import Any, Final

import click

from portfolio.cli import printing
from portfolio.cli.export import refuse_place, save_file
from portfolio.exchange import TABLE, WORKBOOK
from portfolio.present.format import Formatter
from portfolio.services import import_template, params
from portfolio.services.description import description
from portfolio.services.live import register
from portfolio.text.words import Translator

FORMATS: Final = (WORKBOOK.extension, TABLE.extension)


@click.command()
@click.option(
    "--format",
    "extension",
    type=click.Choice(FORMATS),
    default=WORKBOOK.extension,
    show_default=True,
    help="A workbook, or CSV: a file for each sheet, packed in a zip.",
)
@click.option(
    "--filled", "is_filled", is_flag=True, help="With the projects of the view, to be changed."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; by default to standard output.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@printing.asks
def template(
    extension: str, is_filled: bool, output: Path | None, force: bool, **options: Any
) -> None:
    """Write the template of projects that ``import`` and the page Import read again.

    Exit status: 0 written, 1 an error of the portfolio, 2 an option that can't be understood,
    3 the file is there already (nothing is written without --force).
    """
    refuse_place(output, is_text=False, force=force)
    words, portfolio = Translator(options.pop("lang")), register()
    is_workbook = extension == WORKBOOK.extension
    if is_filled:
        view = portfolio.view(printing.question(portfolio, options, words))
        if is_workbook:
            names = params.record_names(portfolio, view)
            reader = Formatter(words, view.question.currency, names)
            notes = description(reader, view.question, portfolio.default_question())
            data = import_template.filled_template(portfolio, view, words, notes)
        else:
            data = import_template.filled_tables(portfolio, view, words)
    elif any(options.values()):
        raise click.UsageError(
            "Filters choose the projects of --filled; an empty template has none."
        )
    elif is_workbook:
        data = import_template.empty_template(portfolio, words)
    else:
        data = import_template.empty_tables(portfolio, words)
    if output is None:
        click.echo(data, nl=False)
    else:
        save_file(output, data, force=force)
