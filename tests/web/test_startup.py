"""What happens once before the first reader."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from portfolio.domain.errors import MadeBeforeRelease
from portfolio.services import live
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.web import app


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

    async def start() -> int:
        async with app.lifespan(object()):
            return gc.get_freeze_count()

    # In a thread of its own: a browser of another test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(start())).result() > 0
    assert frozen_when_opened == [0]
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
