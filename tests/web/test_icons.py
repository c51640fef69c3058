"""The font of the icons in use, and fonts that are none."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont
from starlette.testclient import TestClient

from portfolio.settings import ROOT
from portfolio.text.languages import LANGUAGES
from portfolio.web import plain, shell

ARABIC = "fonts/noto-sans-arabic-regular.woff2"


def build() -> ModuleType:
    path = ROOT / "data" / "icons" / "build.py"
    spec = importlib.util.spec_from_file_location("build_icons", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_icon_that_a_page_or_a_widget_of_streamlit_names_is_in_the_font() -> None:
    icons = build()
    drawable = icons.icon_names() & set(icons.ligatures(TTFont(icons.source())))
    assert len(drawable) > 50
    missing = drawable - set(icons.ligatures(TTFont(icons.FILE)))
    assert not missing, "run data/icons/build.py"


def test_the_font_of_icons_is_a_small_part_of_streamlits() -> None:
    icons = build()
    assert icons.FILE.stat().st_size * 20 < icons.source().stat().st_size


def test_the_font_of_every_icon_leads_to_the_one_of_those_in_use(client: TestClient) -> None:
    answer = client.get(f"/static/media/{build().source().name}")
    assert answer.status_code == 307
    assert answer.headers["location"] == plain.address("fonts/icons.woff2")
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get(answer.headers["location"]).content[:4] == b"wOF2"


@pytest.fixture
def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the assets, read in place of them."""
    for name in plain.assets():
        if (plain.FOLDER / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((plain.FOLDER / name).read_bytes())
    monkeypatch.setattr(plain, "FOLDER", tmp_path)
    plain.assets.cache_clear()
    shell.frame.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _forgotten() -> object:
    yield
    plain.assets.cache_clear()
    shell.frame.cache_clear()


@pytest.mark.parametrize("name", ["fonts/icons.woff2", ARABIC])
@pytest.mark.parametrize("damage", ["empty", "cut", "page", "gone"])
def test_a_font_that_is_none_leaves_every_page_and_is_said_at_the_start(
    altered: Path,
    name: str,
    damage: str,
    caplog: pytest.LogCaptureFixture,
    client: TestClient,
) -> None:
    file = altered / name
    whole = file.read_bytes()
    file.write_bytes(
        {"empty": b"", "cut": whole[:-9], "page": b"<!DOCTYPE html>", "gone": b""}[damage]
    )
    if damage == "gone":
        file.unlink()
    plain.assets()
    if name == "fonts/icons.woff2":  # Streamlit's own serves
        assert client.get(f"/static/media/{build().source().name}").status_code != 307
    assert damage == "gone" or Path(name).name in caplog.text
    for language in LANGUAGES:
        answer = client.get("/", params={"lang": language})
        assert answer.status_code == 200
        assert f"{name}?v=" not in answer.text
        for sheet in ("components.css", "app.css"):
            assert client.get(plain.address(sheet)).status_code == 200
