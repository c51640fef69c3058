"""The command template: what it writes is read again and changes nothing."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.template.sheets import SHEETS
from portfolio.services import import_preview, live
from portfolio.services.people import CONSOLE
from tests.begun import begun

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The command line on a demonstration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{begun(tmp_path_factory)}")
        patch.setenv("PORTFOLIO_DEMONSTRATION", "on")
        settings.current.cache_clear()
        live.register.cache_clear()
        yield lambda *words: CliRunner().invoke(portfolio, ["template", *map(str, words)])
        live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()


@pytest.mark.parametrize(("extension", "language"), [("xlsx", "ar"), ("csv", "fr")])
def test_the_filled_template_of_the_command_line_changes_nothing(
    run: Run, tmp_path: Path, extension: str, language: str
) -> None:
    file = tmp_path / "template.file"
    options = ("--filled", "--country", "NE", "--lang", language, "--output", file)
    result = run("--format", extension, *options)
    assert result.exit_code == 0, result.output
    name = "template.xlsx" if extension == "xlsx" else "template.zip"
    found = import_preview.look(
        live.register(), CONSOLE, file.read_bytes(), name, PortfolioChoice.EXAMPLE
    )
    assert found.projects
    assert found.lists
    assert not found.writes
    assert [one.error for one in found.every_problem if one.is_blocking] == []
    assert run("--output", file).exit_code == 3


def test_the_empty_template_has_a_file_for_each_sheet_and_no_filters(run: Run) -> None:
    packed = zipfile.ZipFile(io.BytesIO(run("--format", "csv").stdout_bytes))
    assert packed.namelist() == [f"{sheet.name}.csv" for sheet in SHEETS]
    assert run("--country", "NE").exit_code == 2
