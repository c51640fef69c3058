"""Pages without a browser: the demonstration in a store of its own, and a reader who opens it."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from portfolio import settings
from portfolio.services import live
from portfolio.services.live import LivePortfolio
from portfolio.services.sessions import Files
from portfolio.ui import downloads, session
from tests.begun import begun, reading_once
from tests.ui.people import signed_in
from tests.ui.writing import Writing, copied

MAIN = Path(__file__).parents[2] / "portfolio" / "page.py"
Open = Callable[..., AppTest]
STORE = "portfolio.db"
CHOSEN = ("PORTFOLIO_DATABASE_URL", "PORTFOLIO_DEMONSTRATION")
# Every AppTest would read what each installed package says of itself, in search of components:
# more work than most pages. There are none, and what is installed stays while tests run.
pytest.MonkeyPatch().setattr(
    manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
)


def _opened(folder: Path, *, demonstration: bool) -> Iterator[LivePortfolio]:
    """The process's register on a new store, as the settings would open it."""
    before = {name: os.environ.get(name) for name in CHOSEN}
    os.environ["PORTFOLIO_DATABASE_URL"] = f"sqlite:///{folder / STORE}"
    os.environ["PORTFOLIO_DEMONSTRATION"] = "1" if demonstration else "0"
    settings.current.cache_clear()
    live.register.cache_clear()
    try:
        with reading_once():
            register = live.register()
        yield register
    finally:
        live.register().database.close()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        settings.current.cache_clear()
        live.register.cache_clear()


@pytest.fixture(scope="package")
def demonstration_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration, in one store for all tests of pages."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(begun(tmp_path_factory), folder / STORE)
    yield from _opened(folder, demonstration=True)


@pytest.fixture
def demonstration(
    demonstration_store: LivePortfolio, monkeypatch: pytest.MonkeyPatch
) -> LivePortfolio:
    """The register of the demonstration, in force for one test."""
    monkeypatch.setattr("portfolio.ui.session.register", lambda: demonstration_store)
    return demonstration_store


@pytest.fixture
def writing(
    demonstration_store: LivePortfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Writing]:
    """A demonstration that one test may write to, in force for it."""
    file = Path(str(demonstration_store.database.engine.url.database))
    for written in copied(file, tmp_path):
        monkeypatch.setattr("portfolio.ui.session.register", lambda own=written: own.register)
        yield written


@pytest.fixture
def empty(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LivePortfolio]:
    """A register that holds the declaration, countries and rates, and no project."""
    shutil.copy(begun(tmp_path_factory, demonstration=False), tmp_path / STORE)
    for register in _opened(tmp_path, demonstration=False):
        monkeypatch.setattr("portfolio.ui.session.register", lambda held=register: held)
        yield register


@pytest.fixture
def page() -> Open:
    """Opens a page as a reader does: ``page("gaps", "fr", clause="3")`` is ``/gaps?lang=fr&clause=3``."""
    return opened


def opened(
    name: str = "summary",
    language: str = "en",
    *,
    as_role: str | None = None,
    user: dict[str, str] | None = None,
    **query: str | list[str],
) -> AppTest:
    """The page by its name after its first run; ``as_role`` opens it as somebody signed in."""
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    test.user = {"login": "public", "role": "public", "sid": "0" * 32, "language": language}
    if as_role is not None:
        test.user = signed_in(vars(session)["register"](), as_role, language)  # the test's own
    if user is not None:
        test.user = user
    if name != "summary":
        turn(test, name)
    test.query_params["lang"] = language
    for parameter, value in query.items():
        test.query_params[parameter] = value
    return test.run()


def turn(test: AppTest, name: str) -> None:
    """Turn to a page by its name; the next run shows it.

    Before its first run AppTest knows a page by its file, which bears the page's name.
    """
    test._page_hash = calc_hash(name)  # switch_page knows pages that are scripts alone


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Files that pages offer while the test runs, by name, each made at once."""
    found: dict[str, bytes] = {}

    def keep(_: Any, files: Files, *, stem: str, **__: Any) -> None:
        found.update({own.file_name(stem): make() for own, make in files.items()})

    monkeypatch.setattr(downloads, "draw_download", keep)
    return found


def html(test: AppTest) -> str:
    """Everything the page shows as HTML, in one piece."""
    return "\n".join(element.proto.body for element in test.get("html"))
