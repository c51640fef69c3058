"""The commands: init, load, figures, explain, dump, doctor; others have modules of their own."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from portfolio import settings
from portfolio.cli import asking, documents, printing
from portfolio.cli.backup import backup, restore
from portfolio.cli.clock import clock
from portfolio.cli.history import history
from portfolio.cli.people import people
from portfolio.domain.errors import PortfolioError
from portfolio.measures.explain import explain as explain_figure
from portfolio.services import checkup, dumping, loading
from portfolio.services.portfolio import LivePortfolio, register
from portfolio.services.rates import sources_of
from portfolio.store.database import Database
from portfolio.text.words import Translator


class WordedGroup(click.Group):
    """Commands whose domain errors are told in one sentence, with exit status 1."""

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
portfolio.add_command(history)
portfolio.add_command(clock)
portfolio.add_command(backup)
portfolio.add_command(restore)


def _database() -> Database:
    database = Database(settings.current().database)
    database.create_or_upgrade()
    return database


@portfolio.command()
@click.option("--empty", is_flag=True, help="No projects: the declaration, countries and rates.")
def init(empty: bool) -> None:
    """Create the database and load the data files into it."""
    chosen = settings.current()
    demonstration = chosen.demonstrates and not empty
    loaded = loading.load(_database(), chosen.data, demonstration=demonstration)
    click.echo(json.dumps(documents.plain(loaded), ensure_ascii=False))


@portfolio.command()
@click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def load(directory: Path | None) -> None:
    """Load the data files again; what has not changed is left alone."""
    chosen = settings.current()
    loaded = loading.load(
        _database(), directory or chosen.data, demonstration=register().demonstration
    )
    click.echo(json.dumps(documents.plain(loaded), ensure_ascii=False))


def _asked(options: dict[str, Any]) -> tuple[LivePortfolio, Translator, Any]:
    held, words = register(), Translator(options.pop("lang"))
    return held, words, held.view(asking.question(held, options, words))


@portfolio.command()
@asking.asks
@click.option("--json", "as_json", is_flag=True, help="As a document (docs/files.md).")
def figures(as_json: bool, **options: Any) -> None:
    """Print the headline figures and every split."""
    _, words, view = _asked(options)
    if as_json:
        _print(documents.figures(view))
    else:
        printing.figures(view, words)


@portfolio.command()
@click.argument("figure")
@click.option("--axis", help="A split: clause, kind, priority, country, region, funder …")
@click.option("--key", help="A line of that split.")
@click.option("--project", help="One project by its identifier.")
@asking.asks
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
        _print(documents.explanation(found, sources_of(held, found.quotes)))
    else:
        printing.explanation(found, words)


@portfolio.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False
)
@asking.portfolio
def dump(file: Path | None, portfolio: str | None) -> None:
    """Write every fact of a portfolio as JSON (docs/files.md), to FILE or to standard output."""
    held = register()
    facts = documents.plain(dumping.everything(held, asking.portfolio_of_word(held, portfolio)))
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    if file is None:
        click.echo(text)
    else:
        file.write_text(text + "\n", encoding="utf-8")


@portfolio.command()
def doctor() -> None:
    """Say plainly what is right and wrong with this installation."""
    words = Translator("en")
    found = checkup.findings(settings.current())
    for finding in found:
        click.echo(f"{finding.standing:<7}{words(finding.phrase, **finding.values)}")
    if any(finding.standing == "wrong" for finding in found):
        sys.exit(1)


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
