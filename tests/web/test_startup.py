"""What happens once before the first reader."""

import asyncio
import gc
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from portfolio import settings
from portfolio.domain.errors import MadeBeforeRelease
from portfolio.services import live, sessions, word_index
from portfolio.store.engines import StoreBusy
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.web import app, packing, plain


@pytest.fixture(autouse=True)
def _unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "fill_in_background", lambda: None)


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_the_register_is_open_and_at_rest_before_the_first_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen_when_opened: list[int] = []
    monkeypatch.setattr(
        live, "open_register", lambda: frozen_when_opened.append(gc.get_freeze_count())
    )

    purged: list[object] = []
    indexed: list[object] = []
    register = SimpleNamespace(database="the store")
    monkeypatch.setattr(live, "register", lambda: register)
    monkeypatch.setattr(sessions, "purge", lambda _: 0)
    monkeypatch.setattr(app, "sweep", purged.append)
    monkeypatch.setattr(app, "_offer_links", lambda: None)
    monkeypatch.setattr(word_index, "build_in_background", indexed.append)

    async def start() -> int:
        async with app.lifespan(object()):
            while not purged:
                await asyncio.sleep(0.01)
            return gc.get_freeze_count()

    # In a thread of its own: a browser of another test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(start())).result() > 0
    assert frozen_when_opened == [0]
    assert purged == ["the store"]
    assert indexed == [register]
    assert {"pandas", "plotly.graph_objects"} <= set(sys.modules)


def test_a_register_that_cannot_be_opened_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(live, "open_register", refuse)
    with pytest.raises(OSError, match="the disk is full"):
        app.prepare()


def test_a_database_of_before_the_first_release_stops_the_start_with_a_sentence_in_each_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = MadeBeforeRelease(schema="0007")

    def refuse() -> None:
        raise refusal

    monkeypatch.setattr(live, "open_register", refuse)
    with pytest.raises(MadeBeforeRelease):
        app.prepare()
    lines = capsys.readouterr().err.splitlines()
    for language in LANGUAGES:
        assert Translator(language).error(refusal) in lines


def test_a_store_that_is_busy_is_purged_a_day_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[object] = []

    def refuse(store: object) -> None:
        asked.append(store)
        if len(asked) == 1:
            raise StoreBusy(reason="another is writing")

    monkeypatch.setattr(live, "register", lambda: SimpleNamespace(database="the store"))
    monkeypatch.setattr(sessions, "purge", refuse)
    monkeypatch.setattr(app, "sweep", lambda _: 0)
    monkeypatch.setattr(app, "PURGE_SECONDS", 0.01)

    async def days() -> None:
        task = asyncio.create_task(app.purge_daily())
        while len(asked) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(days())).result()
    assert "could not be purged" in caplog.text


def test_a_map_or_font_that_is_wrong_is_named_at_the_start_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file := tmp_path / "own.json").write_text("{}")
    monkeypatch.setenv("PORTFOLIO_MAP", str(file))
    folder = tmp_path / "assets"
    shutil.copytree(plain.FOLDER, folder)
    damaged = max((folder / "fonts").glob("*.woff2"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    monkeypatch.setattr(plain, "FOLDER", folder)
    for cached in (settings.current, plain.assets):
        cached.cache_clear()
    try:
        app.read_files()
    finally:
        monkeypatch.undo()
        for cached in (settings.current, plain.assets):
            cached.cache_clear()
    assert str(file) in caplog.text
    assert damaged.name in caplog.text
