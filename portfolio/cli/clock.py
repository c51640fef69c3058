"""The command clock: say that this machine's clock is right."""

import click

from portfolio.services.clock import confirm_clock
from portfolio.services.people import CONSOLE
from portfolio.services.portfolio import register
from portfolio.text.words import Translator

_WORDS = Translator("en")


@click.group()
def clock() -> None:
    """The clock beside the newest entry of history."""


@clock.command()
@click.option("--reason", required=True, help="As others will read it in the history.")
def confirm(reason: str) -> None:
    """Save again though the newest entry lies ahead of the clock, which is right."""
    confirm_clock(register(), CONSOLE, reason)
    click.echo(_WORDS("clock.confirmed"))
