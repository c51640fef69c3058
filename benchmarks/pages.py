"""The nine questions of the summary page, put to every way at one size."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import engines, floor, frames, product
from benchmarks.answers import ASKS, TARGET_ASK, Way, differences
from benchmarks.generated import Generated
from benchmarks.lines import Line, Target, at_least, at_most
from benchmarks.rounds import Timings, interleaved
from portfolio.ledger.portfolio import Portfolio

SHOWN_DIFFERENCES = 12


@dataclass(frozen=True)
class Floors:
    """What the product's page has to reach beside each way."""

    read_sql: float
    sql: float
    duckdb: float
    bare: float

    def of(self, way: str) -> Target | None:
        """The target of one way's ratio, None where there is none."""
        return {
            READ_SQL: at_least(self.read_sql),
            SQL: at_least(self.sql),
            DUCKDB: at_least(self.duckdb),
            BARE: at_most(self.bare),
        }.get(way)


READ_SQL, SQL, DUCKDB, BARE = (
    "pandas.read_sql", "SQL on the store (SQLite)", "DuckDB in memory", "bare NumPy (the floor)",
)  # fmt: skip
PRODUCT = "the product"
FULL = Floors(read_sql=100, sql=25, duckdb=3, bare=2)


class Mismatch(Exception):
    """Ways that do not give the same answers must not be timed against each other."""


def every_way(generated: Generated, portfolio: Portfolio, path: Path) -> list[Way]:
    """All the ways over one portfolio, the product first."""
    with sqlite3.connect(path) as connection:
        held = frames.read(connection)
    connection.close()
    return [
        product.product_way(portfolio),
        frames.read_sql_way(path),
        frames.frames_way(held),
        engines.sqlite_way(path),
        engines.duckdb_way(held),
        floor.floor_way(generated),
    ]


def check(ways: Sequence[Way]) -> None:
    """Stop unless every way gives the same answers to every ask, to the minor unit."""
    for ask in ASKS:
        expected = ways[-1].answer(ask)
        for way in ways[:-1]:
            found = list(differences(way.name, way.answer(ask), expected))
            if found:
                listed = "\n  ".join(found[:SHOWN_DIFFERENCES])
                raise Mismatch(f"{ask.name}: {len(found)} answers differ\n  {listed}")


def timed(ways: Sequence[Way], rounds: int) -> dict[str, Timings]:
    """Timings by ask; the ways take turns inside every round."""
    found = {}
    for ask in ASKS:
        jobs = {way.name: partial(way.answer, ask) for way in ways}
        found[ask.name] = interleaved(jobs, rounds)
    return found


def table(size: int, timings: dict[str, Timings]) -> str:
    """Median wall and CPU milliseconds, and how often the product's time, per way and ask."""
    rows = [f"{size:,} projects: ms (CPU ms), x the product; load {os.getloadavg()[0]:.1f}"]
    asks = list(timings)
    rows.append(f"  {'':<26}" + "".join(f"{name:>30}" for name in asks))
    for way in timings[asks[0]].wall:
        cells = []
        for name in asks:
            one = timings[name]
            text = f"{one.milliseconds(way):,.1f} ({one.cpu_milliseconds(way):,.0f})"
            cells.append(f"{text:>20} {one.ratio(way, PRODUCT):>7.2f} x")
        rows.append(f"  {way:<26}" + "".join(f"{cell:>30}" for cell in cells))
    return "\n".join(rows)


def lines(size: int, timings: dict[str, Timings], floors: Floors | None) -> list[Line]:
    """The ratios of the page with an as-of date and filters; the other asks for information."""
    found = []
    for name, one in timings.items():
        aimed = floors if name == TARGET_ASK else None
        for way in one.wall:
            label = f"page, {name}, {size:,} projects: "
            if way == PRODUCT:
                found.append(Line(f"{label}{way}", one.milliseconds(way), "ms"))
            elif way == BARE:
                target = aimed.of(way) if aimed else None
                found.append(
                    Line(f"{label}{PRODUCT} / {way}", one.ratio(PRODUCT, way), "x", target)
                )
            else:
                target = aimed.of(way) if aimed else None
                found.append(
                    Line(f"{label}{way} / {PRODUCT}", one.ratio(way, PRODUCT), "x", target)
                )
    return found


def say(text: str) -> None:
    """Progress for whoever waits; figures go to the output."""
    print(text, file=sys.stderr, flush=True)
