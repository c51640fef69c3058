"""The figures, their explanations and the whole record, as the command line prints them."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from click.testing import CliRunner

from portfolio.cli.commands import portfolio
from portfolio.measures.figures import Figure
from tests.freeze.world import World

DAYS: Final = ("2013-11-14", "2014-03-31", "2014-12-31")
READINGS: Final[tuple[tuple[str, ...], ...]] = ((), ("--known-on", "then"))
FILTERS: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("--clause", "2"),
    ("--clause", "3", "--clause", "7"),
    ("--country", "ML"),
    ("--country", "LY", "--priority", "security"),
    ("--region", "arab_maghreb"),
    ("--funder", "ILLUSTRATIVE-A"),
    ("--kind", "triangular"),
    ("--status", "implementation"),
    ("--provenance", "documented"),
)
SHAPES: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("--currency", "USD"),
    ("--portfolio", "record"),
    ("--band", "pipeline"),
    ("--in-kind", "on"),
    ("--portfolio", "record", "--currency", "LYD"),
)
EXPLAINED: Final = tuple(Figure)


def views() -> Iterator[tuple[str, ...]]:
    """Sixty views: every day and reading with every filter, the shapes in turn."""
    for number, (day, reading, kept) in enumerate(product(DAYS, READINGS, FILTERS)):
        yield ("--as-of", day, *reading, *kept, *SHAPES[number % len(SHAPES)])


def _run(*words: str) -> str:
    found = CliRunner().invoke(portfolio, words)
    return f"{found.exit_code}\n{found.output}"


def texts(world: World) -> Iterator[tuple[str, str]]:
    """Every document with the name it is kept under."""
    for choice in ("example", "record"):
        yield f"dump {choice}", _run("dump", "--portfolio", choice)
    for number, view in enumerate(views()):
        name = " ".join(view)
        yield f"figures {name}", _run("figures", "--json", *view)
        figure = EXPLAINED[number % len(EXPLAINED)]
        yield f"explain {figure} {name}", _run("explain", figure, "--json", *view)
    for figure in EXPLAINED:
        yield f"explain {figure}", _run("explain", figure, "--json", "--project", world.project)
    for language in ("en", "fr", "ar"):
        yield f"printed {language}", _run("figures", "--lang", language)
