"""Settings come from the environment, are checked, and are all written down."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from portfolio import VERSION
from portfolio.settings import ROOT, SettingRefused, Settings, read


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PORTFOLIO_{name.upper()}", raising=False)


def test_without_settings_the_product_demonstrates_itself_in_a_file_of_its_own() -> None:
    settings = read()
    assert settings.database == f"sqlite:///{ROOT / 'var' / 'portfolio.db'}"
    assert settings.demonstrates
    assert settings.public
    assert settings.conference_date == date(2014, 12, 31)
    assert settings.boundaries == ROOT / "data" / "map" / "region.json"


def test_a_database_of_ones_own_starts_empty_unless_a_demonstration_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", "postgresql+psycopg://127.0.0.1/portfolio")
    assert not read().demonstrates
    monkeypatch.setenv("PORTFOLIO_DEMONSTRATION", "on")
    assert read().demonstrates


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DEMONSTRATION", "MAP"):
        monkeypatch.setenv(f"PORTFOLIO_{name}", " ")
    settings = read()
    assert settings.database_url is None
    assert settings.demonstrates
    assert settings.map is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTFOLIO_DATABASE_URL", "mysql://root:hunter2@db/portfolio"),
        ("PORTFOLIO_DEMONSTRATION", "perhaps"),
        ("PORTFOLIO_PUBLIC", "sometimes"),
        ("PORTFOLIO_DATA", "/nowhere/at/all"),
        ("PORTFOLIO_MAP", "/nowhere/region.json"),
        ("PORTFOLIO_PUBLISHER", "a" * 201),
        ("PORTFOLIO_CONTACT", "Office\nof nobody"),
        ("PORTFOLIO_PUBLIC_ADDRESS", "portfolio.example.org"),
        ("PORTFOLIO_PUBLIC_ADDRESS", "https://somebody:hunter2@example.org"),
        ("PORTFOLIO_PUBLIC_ADDRESS", "https://example.org/below"),
        ("PORTFOLIO_PUBLIC_ADDRESS", "javascript:alert(1)"),
        ("PORTFOLIO_CONFERENCE_DATE", "31/12/2014"),
        ("PORTFOLIO_CONFERENCE_DATE", "2014-02-30"),
        ("PORTFOLIO_CONFERENCE_DATE", "0214-12-31"),
        ("PORTFOLIO_CONFERENCE_DATE", "1417392000"),
    ],
)
def test_a_value_that_cannot_be_understood_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused) as refused:
        read()
    assert str(refused.value).startswith(f"{name}: ")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_secretariat_can_put_its_own_map_in_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own.json"
    own.write_text("{}")
    monkeypatch.setenv("PORTFOLIO_MAP", str(own))
    assert read().boundaries == own


def test_every_setting_is_written_down_and_nothing_else_is() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    written = set(re.findall(r"^\| `(PORTFOLIO_\w+)`", text, re.MULTILINE))
    assert written == {f"PORTFOLIO_{name.upper()}" for name in Settings.model_fields}


def test_a_map_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_MAP", "off")
    assert read().boundaries is None


def test_who_publishes_is_said_in_the_languages_it_is_given_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read().publishers == read().contacts == {}
    assert read().public_address is None
    monkeypatch.setenv("PORTFOLIO_PUBLISHER", "The secretariat")
    monkeypatch.setenv("PORTFOLIO_PUBLISHER_AR", " الأمانة ")
    monkeypatch.setenv("PORTFOLIO_CONTACT", " ")
    monkeypatch.setenv("PORTFOLIO_PUBLIC_ADDRESS", "https://portfolio.example.org/")
    assert read().publishers == {"en": "The secretariat", "ar": "الأمانة"}
    assert read().contacts == {}
    assert read().public_address == "https://portfolio.example.org"


def test_the_version_shown_is_the_one_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
