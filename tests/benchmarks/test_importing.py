"""The workbook of the benchmark is one that the product imports whole."""

import json
from pathlib import Path

import pytest

from benchmarks import importing, stored
from benchmarks.generated import generate


def test_every_project_of_the_workbook_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, book = tmp_path / "portfolio.db", tmp_path / "new.xlsx"
    stored.write(generate(20), store).close()
    importing.workbook(5, book)
    importing.main("whole", store, book)
    assert json.loads(capsys.readouterr().out)["projects"] == 5
