"""The commands of people: list, add, disable, enable, role, reset."""

import click

from portfolio.cli.printing import table
from portfolio.domain.people import UserRole
from portfolio.services import people as accounts
from portfolio.services.people import CONSOLE
from portfolio.services.portfolio import register
from portfolio.text.words import Translator

_ROLES = click.Choice([duty.word for duty in UserRole if duty is not UserRole.PUBLIC])
_WORDS = Translator("en")


@click.group()
def people() -> None:
    """Accounts: whoever may run this command may do everything."""


@people.command("list")
def list_people() -> None:
    """Print everybody with an account."""
    table(
        ["login", "role", "organisation", "", "name"],
        [
            [
                account.person.login,
                account.person.duty.word,
                account.person.organisation or "",
                _WORDS("people.disabled") if account.person.is_disabled else "",
                account.person.name,
            ]
            for account in accounts.list_people(register(), CONSOLE)
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
    token = accounts.add_person(
        register(), CONSOLE, login, name, UserRole[role.upper()], organisation
    )
    _print_link(login, site, token)


@people.command()
@click.argument("login")
def disable(login: str) -> None:
    """Close an account; its sessions end at once."""
    accounts.disable_person(register(), CONSOLE, login)


@people.command()
@click.argument("login")
def enable(login: str) -> None:
    """Open a closed account again."""
    accounts.enable_person(register(), CONSOLE, login)


@people.command()
@click.argument("login")
@click.argument("role", type=_ROLES)
@click.option("--organisation", help="Identifier of a donor's organisation.")
def role(login: str, role: str, organisation: str | None) -> None:
    """Give somebody another role; the sessions of the old one end."""
    accounts.change_role(register(), CONSOLE, login, UserRole[role.upper()], organisation)


@people.command()
@click.argument("login")
@click.option("--site", default="http://localhost:8501", help="Where the portfolio is reached.")
def reset(login: str, site: str) -> None:
    """End somebody's password and sessions and print a new one-time link."""
    _print_link(login, site, accounts.reset_password(register(), CONSOLE, login))


def _print_link(login: str, site: str, token: str) -> None:
    address = f"{site.rstrip('/')}/invitation?token={token}"
    click.echo(_WORDS("people.link", login=login, address=address))
