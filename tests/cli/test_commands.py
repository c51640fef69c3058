"""The command line prints the same figures as the measures, and tells what is wrong in words."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.domain.money import Money
from portfolio.measures import breakdowns, delivery, headline
from portfolio.measures.figures import Figure
from portfolio.services import live
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.begun import begun

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The command line on a demonstration of its own."""
    file = tmp_path_factory.mktemp("cli") / "portfolio.db"
    shutil.copy(begun(tmp_path_factory), file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{file}")
        patch.setenv("PORTFOLIO_DEMONSTRATION", "on")
        settings.current.cache_clear()
        live.register.cache_clear()
        yield lambda *words: CliRunner().invoke(portfolio, words)
        live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_document_of_figures_holds_the_figures_of_the_measures(run: Run) -> None:
    found = document(run("figures", "--json"))
    view = live.register().view(live.register().default_question())
    whole = headline.headline(view).amounts
    for figure in Figure:
        told = found["headline"]["amounts"][figure]
        if whole.recorded_amount(figure) is None:
            assert told == {"amount": None, "state": whole.state(figure)}
        else:
            assert Money.parse(told, "EUR").amount_minor == whole.of(figure)
    for axis in breakdowns.AXES:
        lines = {line["key"]: line for line in found["splits"][axis]}
        for line in breakdowns.split(view, axis).lines:
            told = lines[line.key]["secured"]
            if line.amounts.recorded_amount(Figure.SECURED) is None:
                assert told == {"amount": None, "state": "not_recorded"}
            else:
                assert Money.parse(told, "EUR").amount_minor == line.amounts.secured


def test_a_filter_a_day_and_a_currency_are_asked_as_in_an_address(run: Run) -> None:
    asked = ("--country", "LY", "--as-of", "2014-03-31", "--known-on", "then", "--currency", "USD")
    question = document(run("figures", "--json", *asked))["question"]
    assert question["filters"]["countries"] == ["LY"]
    assert question["as_of"] == question["known_on"] == "2014-03-31"
    assert question["currency"] == "USD"


def test_a_band_is_asked_by_name_and_never_added(run: Run) -> None:
    bands = {}
    for band in ("official", "pipeline"):
        found = document(run("figures", "--json", "--band", band))
        assert found["question"]["band"] == band
        bands[band] = found["headline"]["amounts"]
        assert found["headline"]["bands"][band]["amounts"] == bands[band]
    assert found["headline"]["bands"]["official"]["amounts"] == bands["official"]
    assert bands["official"] != bands["pipeline"]
    assert run("figures", "--pipeline", "on").exit_code == 2
    refused = run("figures", "--band", "pipeline", "--status", "closed")
    assert refused.exit_code == 2
    assert "Official totals" in refused.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_printed_in_every_language(run: Run, language: str) -> None:
    result = run("figures", "--lang", language)
    assert result.exit_code == 0, result.output
    assert "ILL-" in result.output


def test_amounts_left_out_are_printed_as_their_currency_writes_them(run: Run) -> None:
    result = run("figures", "--currency", "MRO")  # known, and no rate leads to it
    assert result.exit_code == 0, result.output
    asked = replace(live.register().default_question(), currency="MRO")
    row = headline.headline(live.register().view(asked)).left_out[0]
    assert Translator("en").exact(row.amount_minor, row.currency) in result.output
    assert f" {row.amount_minor} {row.currency}" not in result.output


@pytest.mark.parametrize("code", ["XOF", "XAF", "MAD", "TND", "LYD", "DZD", "EGP", "MRO"])
def test_currencies_of_the_region_are_known_whatever_the_rows_use(run: Run, code: str) -> None:
    assert document(run("figures", "--json", "--currency", code))["question"]["currency"] == code


def test_an_explanation_adds_up(run: Run) -> None:
    found = document(run("explain", "secured", "--axis", "clause", "--key", "3", "--json"))
    total = Money.parse(found["total"], "EUR").amount_minor
    parts = [Money.parse(part["amount"], "EUR").amount_minor for part in found["contributions"]]
    assert total == sum(parts) > 0
    for part in found["contributions"]:
        rows = [Money.parse(row["adds"], "EUR").amount_minor for row in part["rows"]]
        assert sum(rows) == Money.parse(part["whole"], "EUR").amount_minor


def test_an_explanation_is_printed(run: Run) -> None:
    result = run("explain", "gap", "--project", "ILL-05")
    assert result.exit_code == 0, result.output
    assert "budget:" in result.output


def test_an_unknown_filter_is_refused_in_words(run: Run) -> None:
    result = run("figures", "--country", "ZZ")
    assert result.exit_code == 2
    assert "ZZ" in result.output
    assert "Traceback" not in result.output


def test_an_unknown_figure_is_refused_in_words(run: Run) -> None:
    result = run("explain", "happiness")
    assert result.exit_code == 1
    assert "happiness" in result.output


def test_a_sheet_is_written_in_the_words_of_the_addresses(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mali.pdf"
    assert run("sheet", str(file), "--country", "ML", "--lang", "ar").exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    printed = run("sheet", "--country", "ML", "--lang", "ar")
    assert printed.stdout_bytes == file.read_bytes()
    project = run("sheet", "--project", "ILL-02", "--site", "https://portfolio.example/")
    assert b"https://portfolio.example/projects?" in project.stdout_bytes


def test_a_sheet_of_what_is_not_there_is_refused(run: Run) -> None:
    assert run("sheet", "--project", "NOPE").exit_code == 1
    assert run("sheet", "--country", "ZZ").exit_code == 2
    assert "--project" in run("sheet", "--help").output


def test_every_fact_is_dumped(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    assert run("dump", str(file)).exit_code == 0
    facts = json.loads(file.read_text(encoding="utf-8"))
    assert len(facts["declaration"]["clauses"]) == 11
    assert {project["identifier"] for project in facts["projects"]} >= {"ILL-01", "ILL-05"}
    flows = [flow for project in facts["projects"] for flow in project["flows"]]
    assert all(isinstance(flow["amount_minor"], int) and flow["currency"] for flow in flows)


def test_relations_and_lists_are_dumped_with_their_portfolio(run: Run, tmp_path: Path) -> None:
    dumped = {}
    for name in ("example", "record"):
        file = tmp_path / f"{name}.json"
        assert run("dump", str(file), "--portfolio", name).exit_code == 0
        dumped[name] = json.loads(file.read_text(encoding="utf-8"))
    by_clause = {one["clause"]: one for one in dumped["example"]["lists"]}
    assert by_clause[2]["source"]
    assert by_clause[2]["projects"][0]["project"] == "ILL-01"
    assert all(entry["reasons"] for entry in by_clause[2]["projects"])
    assert by_clause[2]["needs"]
    assert dumped["record"]["lists"] == []
    relations = [row for project in dumped["record"]["projects"] for row in project["relations"]]
    assert relations
    assert all(row["reasons"] and row["source"] and row["valid_from"] for row in relations)


def test_loading_again_changes_nothing(run: Run) -> None:
    revision = live.register().portfolio().revision
    assert run("load").exit_code == 0
    assert live.register().portfolio().revision == revision


def test_the_doctor_names_a_map_that_is_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "own.json").write_text("{}")
    monkeypatch.setenv("PORTFOLIO_MAP", str(file))
    settings.current.cache_clear()
    said = run("doctor")
    assert said.exit_code == 0
    assert Translator("en")("doctor.map_wrong", file=str(file)) in said.output


def test_the_doctor_finds_a_sound_installation(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "wrong" not in result.output
    assert "SQLite" in result.output


@pytest.mark.parametrize("command", [("figures", "--json"), ("dump",)])
def test_what_is_printed_is_of_one_portfolio(run: Run, command: tuple[str, ...]) -> None:
    example = run(*command).stdout
    record = run(*command, "--portfolio", "record").stdout
    assert "ILL-" in example
    assert "EU-MR-MIG" not in example
    assert "ILL-" not in record
    assert "EU-MR-MIG" in record


def test_the_document_tells_promise_and_delivery_by_funder(run: Run) -> None:
    found = document(run("figures", "--json"))["delivery"]
    view = live.register().view(live.register().default_question())
    lines = delivery.delivery(view)
    assert [line["funder"] for line in found] == [line.funder for line in lines]
    for said, line in zip(found, lines, strict=True):
        if line.has_pledge:
            assert Money.parse(said["announced"], "EUR").amount_minor == line.amounts.announcements
        else:
            assert said["announced"] == {"amount": None, "state": "not_recorded"}
        assert "by_project" not in said
    asked = document(run("figures", "--json", "--funder", lines[0].funder))["delivery"]
    assert [line["funder"] for line in asked] == [lines[0].funder]
    assert len(asked[0]["by_project"]) == asked[0]["projects"]
