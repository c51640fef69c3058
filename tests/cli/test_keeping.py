"""History, backup and restore on the command line: plain sentences, and an exit status to act on."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.domain.errors import MadeBeforeRelease
from portfolio.services import live
from portfolio.store.database import Database
from portfolio.store.tables import history
from portfolio.text.words import Translator
from tests.faults import saver
from tests.store.test_history import tamper

Run = Callable[..., Result]
WORDS = Translator("en")


@pytest.fixture
def run(database: Database) -> Iterator[Run]:
    """The command line on a store with three entries, on each engine in turn."""
    saver.prepare(database)
    saver.save(database)
    with pytest.MonkeyPatch.context() as patch:

        def on(*words: str, url: str = "") -> Result:
            address = url or database.url.render_as_string(hide_password=False)
            patch.setenv("PORTFOLIO_DATABASE_URL", address)
            settings.current.cache_clear()
            live.register.cache_clear()
            return CliRunner().invoke(portfolio, words)

        yield on
    settings.current.cache_clear()
    live.register.cache_clear()


def test_a_sound_history_prints_its_length_and_its_head(run: Run, database: Database) -> None:
    result = run("history", "verify")
    with database.reading() as connection:
        head = connection.scalars(sa.select(history.c.hash).order_by(history.c.number)).all()[-1]
    assert (result.exit_code, result.output.strip()) == (
        0,
        WORDS("history.sound", entries=4, head=head),
    )


def test_a_broken_history_names_the_first_bad_entry(run: Run, database: Database) -> None:
    tamper(database, sa.update(history).where(history.c.number > 2).values(person_id=99))
    result = run("history", "verify")
    assert result.exit_code == 1
    assert result.output == f"{WORDS('history.changed', number=3)}\n"
    result = run("doctor")
    assert result.exit_code == 1
    assert f"wrong  {WORDS('history.changed', number=3)}" in result.output


def test_entries_are_shown_the_newest_first(run: Run) -> None:
    result = run("history", "show", "--project", saver.SHARED, "--newest", "1")
    assert result.exit_code == 0, result.output
    assert "Person 1  publish_draft  project Border posts – save until killed" in result.output
    assert "flow flow 0:" in result.output
    (line,) = run("history", "show", "--newest", "1", "--json").output.splitlines()
    assert json.loads(line)["number"] == 4
    assert "nowhere" in run("history", "show", "--project", "nowhere").output


def test_a_portfolio_moves_through_a_file(run: Run, tmp_path: Path) -> None:
    file, there = str(tmp_path / "portfolio.zip"), f"sqlite:///{tmp_path / 'there.db'}"
    written = run("backup", file)
    assert written.exit_code == 0, written.output
    assert "chain head" in written.output
    restored = run("restore", file, url=there)
    assert restored.exit_code == 0, restored.output
    assert restored.output.splitlines()[1:] == written.output.splitlines()[1:]
    assert run("history", "verify", url=there).output == run("history", "verify").output
    again = run("restore", file, url=there)
    assert (again.exit_code, "not empty" in again.output) == (1, True)


def test_what_cannot_be_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    for words in (
        ("backup", str(tmp_path / "nowhere" / "b.zip")),
        ("restore", str(tmp_path / "nowhere.zip")),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert "Error: The backup" in result.output
    for words in (("backup", str(tmp_path / "b.zip")), ("history", "verify")):
        assert "database can" in run(*words, url=empty).output
    assert not (tmp_path / "empty.db").exists()


def test_a_database_of_before_the_first_release_is_refused_in_words(
    run: Run, database: Database, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
    sentence = WORDS.error(MadeBeforeRelease(schema="0007"))
    for words in (
        ("init",),
        ("figures",),
        ("history", "verify"),
        ("history", "show"),
        ("backup", str(tmp_path / "b.zip")),
    ):
        result = run(*words)
        assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n"), words
    assert not (tmp_path / "b.zip").exists()
