"""Accounts from the command line: one-time links are printed, secrets are not kept."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.domain.params import UserRole
from portfolio.services import live, passwords, sessions

SECRET = "five wild geese by the ford"
HERE = "192.0.2.7"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line on a store that begins with nobody."""
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{tmp_path / 'portfolio.db'}")
    monkeypatch.setenv("PORTFOLIO_DEMONSTRATION", "off")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 64, 1))
    settings.current.cache_clear()
    live.register.cache_clear()
    passwords.nobodys.cache_clear()
    yield lambda *words: CliRunner().invoke(portfolio, ["people", *words])
    live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()
    passwords.nobodys.cache_clear()


def token_in(result: Result, site: str = "http://localhost:8501") -> str:
    assert result.exit_code == 0, result.output
    return str(re.findall(rf"{re.escape(site)}/invitation\?token=(\S+)", result.output)[0])


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_an_account_lives_from_the_command_line(run: Run) -> None:
    added = run("add", "amina", "--name", "Border desk", "--role", "secretary")
    database = live.register().database
    assert sessions.accept(database, token_in(added), SECRET).duty is UserRole.SECRETARY
    assert "amina secretary Border desk" in said(run("list"))
    assert run("role", "amina", "reviewer").exit_code == 0
    assert run("disable", "amina").exit_code == 0
    assert "amina reviewer closed Border desk" in said(run("list"))
    assert run("enable", "amina").exit_code == 0
    assert sessions.sign_in(database, "amina", SECRET, HERE).duty is UserRole.REVIEWER
    again = run("reset", "amina", "--site", "https://portfolio.example.org/")
    token = token_in(again, "https://portfolio.example.org")
    with pytest.raises(sessions.WrongSignIn):
        sessions.sign_in(database, "amina", SECRET, HERE)
    assert sessions.accept(database, token, f"{SECRET}!").duty is UserRole.REVIEWER


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("add", "a b", "--name", "A", "--role", "minister"), "3 to 60"),
        (("add", "donor1", "--name", "A", "--role", "donor"), "organisation"),
        (("disable", "nobody"), "nobody"),
    ],
)
def test_what_makes_no_account_is_said_in_a_sentence(
    run: Run, words: tuple[str, ...], complaint: str
) -> None:
    refused = run(*words)
    assert refused.exit_code != 0
    assert complaint in refused.output
    assert "Traceback" not in refused.output
