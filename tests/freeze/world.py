"""The one portfolio that is frozen: the demonstration, a project that was published in it, and drafts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portfolio import settings
from portfolio.services import live
from portfolio.services.live import LivePortfolio
from tests.ui.writing import Writing, copied


@dataclass(frozen=True, slots=True)
class World:
    """A portfolio in force for every page and command, and what in it has an address of its own."""

    live: LivePortfolio
    project: str
    draft: int
    submitted: int


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    """The demonstration in a store of its own, with some work done in it."""
    os.environ["PORTFOLIO_DATABASE_URL"] = f"sqlite:///{folder / 'portfolio.db'}"
    os.environ["PORTFOLIO_DEMONSTRATION"] = "1"
    settings.current.cache_clear()
    live.register.cache_clear()
    live.register().database.close()
    live.register.cache_clear()
    for writing in copied(folder / "portfolio.db", folder):
        world = _worked(writing, folder)
        try:
            yield world
        finally:
            live.register().database.close()


def _worked(writing: Writing, folder: Path) -> World:
    writing.day = date(2014, 3, 1)
    project = writing.published("Posts at the border")
    submitted = writing.submit(writing.draft("Radios for the posts"))
    draft = writing.draft("Training of the guards", objective="")
    os.environ["PORTFOLIO_DATABASE_URL"] = f"sqlite:///{folder / 'written.db'}"
    settings.current.cache_clear()
    live.register.cache_clear()
    return World(live.register(), project, draft.id, submitted.id)
