"""Search at the side of a page: the index made, and the first query after it and after each save."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from benchmarks import product
from benchmarks.answers import ASKS
from benchmarks.lines import Line, at_most
from benchmarks.upkeep import elsewhere, save
from portfolio.services import word_index
from portfolio.services.live import LivePortfolio
from portfolio.services.search import search

QUERIES: Final = ("illustrative project", "project 77", "P-0000077", "ly", "xx ill 007")
SAVES: Final = 7
_LIMIT_MS: Final = 60


def lines(register: LivePortfolio, size: int) -> list[Line]:
    """All figures of this part; the columns of the register are read already."""
    where = f", {size:,} projects"
    portfolio = register.portfolio()
    built = _seconds(lambda: word_index.word_index(register, portfolio))
    first = _seconds(lambda: _query(register, QUERIES[0]))
    refreshed, asked, other = [], [], elsewhere(register)
    for number in range(SAVES):
        save(other, 11 + number * 41, 10 + number)
        refreshed.append(_seconds(register.portfolio))
        asked.append(_seconds(lambda: _query(register, QUERIES[0])))
    other.close()
    every = [_seconds(partial(_query, register, query)) for query in QUERIES]
    return [
        Line(f"index of words made{where}", built, "s"),
        Line(f"first query after the index is made{where}", first * 1e3, "ms", at_most(_LIMIT_MS)),
        Line(f"first query after a save, the columns up to date{where}", statistics.median(asked) * 1e3,
             "ms", at_most(_LIMIT_MS)),
        Line(f"first query after a save and the columns before it{where}",
             statistics.median(map(sum, zip(refreshed, asked, strict=True))) * 1e3, "ms"),
        Line(f"a query, the slowest of {len(QUERIES)}{where}", max(every) * 1e3, "ms"),
    ]  # fmt: skip


def _seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def _query(register: LivePortfolio, query: str) -> object:
    return search(register, register.view(product.question(ASKS[0])), query)
