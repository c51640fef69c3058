"""The command export: the figures of the measures in every format, exit statuses, no file lost."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from portfolio.cli.commands import portfolio
from portfolio.measures import headline, lists
from portfolio.services import live
from portfolio.text.words import Translator

Run = Callable[..., Result]
WORDS = Translator("en")


@pytest.fixture
def run(demonstration: None) -> Run:
    return lambda *words: CliRunner().invoke(portfolio, ["export", *map(str, words)])


def gap() -> int:
    view = live.register().view(live.register().default_question())
    return headline.headline(view).amounts.gap or 0


def test_the_gap_of_the_headline_stands_in_every_format(run: Run, tmp_path: Path) -> None:
    files = {ending: tmp_path / f"figures.{ending}" for ending in ("xlsx", "csv", "parquet")}
    for ending, file in files.items():
        assert run("--format", ending, "--what", "figures", "--output", file).exit_code == 0
    heading = f"{WORDS('figure.gap')} (EUR)"
    first = next(csv.DictReader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
    assert Decimal(first[heading]) == Decimal(gap()).scaleb(-2)
    sheet = CalamineWorkbook.from_path(files["xlsx"]).get_sheet_by_index(1).to_python()
    found = dict(zip(sheet[0], sheet[1], strict=True))[heading]
    assert Decimal(repr(found)) == Decimal(gap()).scaleb(-2)
    row = parquet.read_table(files["parquet"]).slice(0, 1).to_pylist()[0]
    assert (row["gap_minor"], row["gap"]) == (gap(), Decimal(gap()).scaleb(-2))
    assert (row["gap_currency"], row["gap_state"]) == ("EUR", "recorded")


def test_every_project_of_the_view_has_a_row(run: Run) -> None:
    made = run("--format", "csv", "--country", "ML", "--lang", "fr")
    assert made.exit_code == 0, made.output
    rows = list(csv.reader(io.StringIO(made.stdout_bytes.decode("utf-8-sig")), delimiter=";"))
    register = live.register()
    default = register.default_question()
    filters = replace(default.filters, countries=frozenset({"ML"}))
    view = register.view(replace(default, filters=filters))
    expected = [line.identifier for line in lists.lines(view, lists.everywhere(view))]
    assert [row[0] for row in rows[1 : rows.index([])]] == expected


def test_a_file_that_is_there_is_left_alone_unless_forced(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ledger.parquet"
    file.write_bytes(b"mine")
    asked = ("--format", "parquet", "--what", "ledger", "--output", file)
    refused = run(*asked)
    assert refused.exit_code == 3
    assert "--force" in refused.output
    assert file.read_bytes() == b"mine"
    assert run(*asked, "--force").exit_code == 0
    assert parquet.read_table(file).num_rows > 100
    assert list(tmp_path.iterdir()) == [file]


def test_an_option_that_cannot_be_understood_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    for wrong in (("--currency", "ZZZ"), ("--as-of", "yesterday"), ("--what", "nothing")):
        assert run("--format", "csv", "--output", file, *wrong).exit_code == 2
    assert not file.exists()


def test_the_ledger_holds_every_row_with_its_kind_in_code_and_in_words(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.parquet"
    assert run("--format", "parquet", "--what", "ledger", "--lang", "ar", "--output", file)
    rows = parquet.read_table(file).to_pylist()
    words = Translator("ar")
    for row in rows:
        if row["stage"] != "requirement":
            assert row["stage_label"] == words(f"flow.{row['stage']}")
        assert (row["converted"] is None) == (row["converted_state"] != "recorded")
        assert row["amount"] == row["amount"].__class__(row["amount_minor"]).scaleb(
            -_places(row["currency"])
        )


def _places(currency: str) -> int:
    return {"XOF": 0, "XAF": 0, "TND": 3, "LYD": 3}.get(currency, 2)
