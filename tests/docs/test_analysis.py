"""The notebook of docs/analysis.md prints what the page says."""

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from portfolio import settings
from portfolio.services import live
from tests.begun import begun

PAGE: Final = Path(__file__).parents[2] / "docs" / "analysis.md"
BLOCK: Final = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


@pytest.fixture
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A demonstration of its own behind ``live.register``."""
    shutil.copy(begun(tmp_path_factory), tmp_path / "portfolio.db")
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{tmp_path / 'portfolio.db'}")
    monkeypatch.setenv("PORTFOLIO_DEMONSTRATION", "on")
    settings.current.cache_clear()
    live.register.cache_clear()
    yield
    live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()


def printed(blocks: list[tuple[str, str]]) -> list[str]:
    """What each block prints, one after the other in one notebook."""
    names: dict[str, Any] = {}
    found = []
    for code, _ in blocks:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(code, str(PAGE), "exec"), names)
        found.append(output.getvalue())
    return found


def test_the_notebook_prints_what_the_page_says(demonstration: None) -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert sum(1 for _, output in blocks if output) == 5
    assert printed(blocks) == [output for _, output in blocks]
