"""What `streamlit run app.py` finds: the application, and settings Streamlit really has."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config
from streamlit.web.server.app_discovery import discover_asgi_app

from portfolio.charts.style import ACCENT
from portfolio.settings import ROOT

FILE = ROOT / ".streamlit" / "config.toml"
HARDENED = {
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.fileWatcherType": "none",
    "server.address": "localhost",
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
}


def _options(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and f"{prefix}{name}" not in config._config_options_template:
            yield from _options(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _written() -> dict[str, Any]:
    return dict(_options(tomllib.loads(FILE.read_text())))


@pytest.mark.parametrize("option", _written())
def test_streamlit_knows_every_option_it_is_given(option: str) -> None:
    assert option in config._config_options_template


def test_nothing_is_left_open_that_can_be_shut() -> None:
    written = _written()
    assert {name: written[name] for name in HARDENED} == HARDENED
    assert written["server.allowedHosts"] == ["localhost", "127.0.0.1", "[::1]"]


def test_there_are_exactly_ten_colours_for_charts() -> None:
    colours = _written()["theme.chartCategoricalColors"]
    assert len(colours) == len(set(colours)) == 10


def test_there_is_one_theme_and_one_accent() -> None:
    written = _written()
    assert written["theme.base"] == "light"
    assert not [name for name in written if name.startswith(("theme.dark", "theme.light"))]
    assert written["theme.primaryColor"] == ACCENT


def test_streamlit_finds_the_application_in_app_py() -> None:
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app
    assert found.app_name == "app"
