"""Commands for accounts: whoever may run them may do everything."""

import click

from portfolio.cli import printing
from portfolio.domain.params import UserRole
from portfolio.services import people as services_people
from portfolio.services.live import register
from portfolio.services.people import CONSOLE
from portfolio.text.words import Translator

_WORDS = Translator("en")
_ROLES = click.Choice([duty.word for duty in UserRole if duty is not UserRole.PUBLIC])


@click.group()
def people() -> None:
    """Accounts: whoever may run this command may do everything."""


@people.command("list")
def list_people() -> None:
    """Print everybody with an account."""
    printing.table(
        ["login", "role", "organisation", "", "name"],
        [
            [
                account.person.login,
                account.person.duty.word,
                account.person.organisation or "",
                _WORDS("people.disabled") if account.person.is_disabled else "",
                account.person.name,
            ]
            for account in services_people.list_people(register(), CONSOLE)
        ],
    )


@people.command()
@click.argument("login")
@click.option("--name", required=True, help="As others will read it in the history.")
@click.option("--role", type=_ROLES, required=True)
@click.option("--organisation", help="Identifier of a donor's organisation.")
@click.option("--site", default="http://localhost:8501", help="Where the portfolio is reached.")
def add(login: str, name: str, role: str, organisation: str | None, site: str) -> None:
    """Make an account and print the one-time link that chooses its password."""
    token = services_people.add_person(
        register(), CONSOLE, login, name, UserRole[role.upper()], organisation
    )
    _print_link(login, site, token)


@people.command()
@click.argument("login")
def disable(login: str) -> None:
    """Close an account; its sessions end at once."""
    services_people.disable_person(register(), CONSOLE, login)


@people.command()
@click.argument("login")
@click.confirmation_option(prompt="Name and user name are gone for good. Go on?")
def strike(login: str) -> None:
    """Take a person's name and user name out of the record for good; a number stays."""
    number = services_people.strike_person(register(), CONSOLE, login)
    click.echo(_WORDS("people.strike.done", number=str(number)))


@people.command()
@click.argument("login")
def enable(login: str) -> None:
    """Open a closed account again."""
    services_people.enable_person(register(), CONSOLE, login)


@people.command()
@click.argument("login")
@click.argument("role", type=_ROLES)
@click.option("--organisation", help="Identifier of a donor's organisation.")
def role(login: str, role: str, organisation: str | None) -> None:
    """Give somebody another role; the sessions of the old one end."""
    services_people.change_role(register(), CONSOLE, login, UserRole[role.upper()], organisation)


@people.command()
@click.argument("login")
@click.option("--site", default="http://localhost:8501", help="Where the portfolio is reached.")
def reset(login: str, site: str) -> None:
    """End somebody's password and sessions and print a new one-time link."""
    _print_link(login, site, services_people.reset_password(register(), CONSOLE, login))


def _print_link(login: str, site: str, token: str) -> None:
    address = f"{site.rstrip('/')}/invitation?token={token}"
    click.echo(_WORDS("people.link", login=login, address=address))
