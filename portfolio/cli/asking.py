"""The options that ask a question, shared by every command that prints figures."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import click

from portfolio.domain.filters import PortfolioChoice, ViewParams
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.projects import Band
from portfolio.services import questions
from portfolio.services.portfolio import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

F = TypeVar("F", bound=Callable[..., Any])
FILTERS: Final = (
    "kind", "priority", "clause", "country", "region", "funder", "status", "provenance",
)  # fmt: skip


portfolio: Final = click.option(
    "--portfolio",
    type=click.Choice([choice.word for choice in PortfolioChoice]),
    help="Of a demonstration: its illustrative example, or the record. Ignored elsewhere.",
)


def portfolio_of_word(register: LivePortfolio, word: str | None) -> PortfolioChoice:
    """The portfolio of that word; where there is no example, the record whatever the word."""
    usual = register.default_portfolio
    if word is None or not usual.is_example:
        return usual
    return PortfolioChoice[word.upper()]


def asks(command: F) -> F:
    """Give a command the options that make a question; they arrive as ``asked``."""
    options: list[Callable[[F], F]] = [
        click.option(f"--{name}", multiple=True, help=f"Keep this {name} only; repeatable.")
        for name in FILTERS
    ]
    options += [
        click.option("--as-of", metavar="D", help="What was true on this day (YYYY-MM-DD)."),
        click.option(
            "--known-on", metavar="D", help='Only what was recorded by this day, or "then".'
        ),
        click.option("--currency", metavar="C", help=f"Reporting currency ({REPORTING_DEFAULT})."),
        portfolio,
        click.option("--in-kind", type=click.Choice(["on", "off"]), help="Add in-kind flows."),
        click.option(
            "--band",
            type=click.Choice([band.word for band in Band]),
            help="The band the figures are of (official); bands are never added.",
        ),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def question(register: LivePortfolio, options: dict[str, Any], words: Translator) -> ViewParams:
    """The question the options ask; a click error in the reader's words if it can't be asked."""
    asked: dict[str, Sequence[str]] = {}
    for name, value in options.items():
        if value:
            asked[name] = list(value) if isinstance(value, tuple) else [value]
    default = register.default_question()
    found, problems = questions.parse(asked, default, register.labels)
    if problems:
        raise click.UsageError("\n".join(words.error(problem) for problem in problems))
    return found
