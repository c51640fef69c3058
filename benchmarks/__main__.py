"""Measure everything, a line a figure: ``python -m benchmarks [--quick]``, ``open``, ``read``, ``files``."""

import argparse
import math
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import (
    days,
    echo,
    exports,
    importing,
    opening,
    pages,
    pictures,
    reading,
    saving,
    searching,
    server,
    sheets,
    stored,
    upkeep,
)
from benchmarks.answers import ASKS, TARGET_ASK
from benchmarks.generated import generate
from benchmarks.lines import Line, at_most, short, write_json
from benchmarks.rounds import Timings

FULL_SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000)
# At 10,000 projects the fixed cost of a page weighs more, and the other ways have less to read.
QUICK = pages.Floors(read_sql=30, sql=10, duckdb=3, bare=2.5)
SHEET_PROJECTS, SHEET_SECONDS = 10_000, 1.5  # one sheet at this size, at most
SIX_CHARTS, ONE_RERUN = 15, 10  # times faster than plotly.express; times an empty page


@dataclass
class Outcome:
    """What was measured so far."""

    lines: list[Line] = field(default_factory=list)
    page_ms: dict[str, list[tuple[int, float]]] = field(default_factory=dict)

    def add(self, lines: Sequence[Line]) -> None:
        """Print the lines as they come and keep them."""
        for line in lines:
            print(line, flush=True)
        self.lines += lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 when a figure is short, 2 when ways disagree."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["open"]:
        return opening.main(given[1:])
    if given[:1] == ["read"]:
        return reading.main(given[1:])
    if given[:1] == ["files"]:
        return _files()
    asked = _parser().parse_args(given)
    sizes = asked.sizes or (QUICK_SIZES if asked.quick else FULL_SIZES)
    count = asked.rounds or (2 if asked.quick else 3)
    print(f"Python {platform.python_version()}, {platform.machine()}, {', '.join(f'{s:,}' for s in sizes)}"
          f" projects, {count} rounds, seed fixed")  # fmt: skip
    outcome = Outcome()
    try:
        for size in sizes:
            floors = (QUICK if asked.quick else pages.FULL) if size == max(sizes) else None
            _one_size(size, count, floors, asked.quick, outcome)
        for line in saving.lines(asked.quick):
            outcome.add([line])
    except (pages.Mismatch, upkeep.Stale, days.Missed, saving.Different) as problem:
        print(f"answers differ, so nothing is compared: {problem}", file=sys.stderr)
        return 2
    if len(sizes) > 1:
        outcome.add(_growth(outcome, sizes))
    outcome.add(server.lines(ONE_RERUN))
    outcome.add(echo.lines())
    if asked.json:
        write_json(asked.json, outcome.lines)
    missed = short(outcome.lines)
    print(f"{len(outcome.lines)} figures, {len(missed)} short")
    return 1 if missed else 0


def _files() -> int:
    """Files of ten thousand projects and of their ledger out, ten thousand projects in."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "portfolio.db"
        stored.write(generate(SHEET_PROJECTS), path).close()
        outcome.add(exports.lines(path))
        outcome.add(importing.lines(path))
    missed = short(outcome.lines)
    print(f"{len(outcome.lines)} figures, {len(missed)} short")
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 projects only")
    parser.add_argument("--sizes", type=_sizes, help="numbers of projects: 1000,10000,100000")
    parser.add_argument("--rounds", type=int, help="rounds in which every way takes its turn")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _one_size(
    size: int, count: int, floors: pages.Floors | None, quick: bool, outcome: Outcome
) -> None:
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "portfolio.db"
        generated = generate(size)
        database = stored.write(generated, path)
        stored.prepare_for_sql(path)
        pages.say(f"{size:,} projects, {generated.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB"
                  f" written in {time.perf_counter() - begin:.1f} s")  # fmt: skip
        portfolio = upkeep.read(database)
        ways = pages.every_way(generated, portfolio, path)
        pages.check(ways)
        pages.say("every way gives the same answers to the cent")
        timings = pages.timed(ways, count)
        print(pages.table(size, timings), flush=True)
        _remember(size, timings, outcome)
        if size == SHEET_PROJECTS:
            outcome.add(sheets.lines(portfolio, SHEET_SECONDS))
            outcome.add(exports.lines(path))
            outcome.add(importing.lines(path))
        del portfolio
        if floors is not None:
            outcome.add(pages.lines(size, timings, floors))
            del ways
            page = timings[TARGET_ASK].milliseconds(pages.PRODUCT)
            limits = upkeep.QUICK if quick else upkeep.FULL
            register = upkeep.opened(database)
            outcome.add(upkeep.lines(register, path, page, size, limits))
            outcome.add(searching.lines(register, size))
            outcome.add(days.lines(register.portfolio(), size, count))
            outcome.add(pictures.lines(register.portfolio(), SIX_CHARTS))
        database.close()


def _remember(size: int, timings: dict[str, Timings], outcome: Outcome) -> None:
    for name, one in timings.items():
        outcome.page_ms.setdefault(name, []).append((size, one.milliseconds(pages.PRODUCT)))


def _growth(outcome: Outcome, sizes: Sequence[int]) -> list[Line]:
    """Least-squares slope of log time on log size of the product's fresh page, per ask."""
    found = []
    for ask in ASKS:
        points = [(math.log(size), math.log(ms)) for size, ms in outcome.page_ms[ask.name]]
        x = sum(point[0] for point in points) / len(points)
        y = sum(point[1] for point in points) / len(points)
        top = sum((a - x) * (b - y) for a, b in points)
        slope = top / sum((a - x) ** 2 for a, _ in points)
        target = at_most(1.0) if ask.name == TARGET_ASK else None
        name = f"growth exponent of the page, {ask.name}, {min(sizes):,} to {max(sizes):,}"
        found.append(Line(name, slope, "", target))
    return found


if __name__ == "__main__":
    sys.exit(main())
