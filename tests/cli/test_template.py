"""The command template: what it writes is read again and changes nothing."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portfolio.cli.commands import portfolio
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.template.sheets import SHEETS
from portfolio.services import import_preview, live
from portfolio.services.people import CONSOLE

Run = Callable[..., Result]


@pytest.fixture
def run(demonstration: None) -> Run:
    return lambda *words: CliRunner().invoke(portfolio, ["template", *map(str, words)])


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
