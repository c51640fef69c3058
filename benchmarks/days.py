"""Many days in one answer: the days a headline jumped, and the replay, beside one fresh headline."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from benchmarks.lines import Line, at_most
from benchmarks.rounds import Job, interleaved
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, day_number
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.measures.jumps import FIGURES, TENTH, jumps
from portfolio.measures.road import HeadlineReplay, replay

# The day of the record on which its readers stand: seven months after the curve begins.
_AS_OF: Final = date(2014, 6, 30)
_CHECKED: Final = 21  # days before it that are looked at one by one


class Missed(Exception):
    """A day on which the headline moved by more than a tenth is not among the jumps."""


def lines(portfolio: Portfolio, size: int, rounds: int) -> list[Line]:
    """Jumps and replay on a fresh view, in milliseconds and in fresh headlines."""
    check(portfolio)
    jobs: dict[str, Job] = {
        "headline": lambda: headline(_on(portfolio, _AS_OF)),
        "jumps": lambda: jumps(_on(portfolio, _AS_OF)),
        "replay": partial(_replay, portfolio),
    }
    timings = interleaved(jobs, rounds, warm=("headline",))
    where, shown = f", {size:,} projects", 2 * len(_replay(portfolio).days)
    cpu = {name: timings.cpu_milliseconds(name) for name in jobs}  # of one thread: less of the load
    return [
        Line(f"CPU of the jumps of seven months{where}", cpu["jumps"], "ms"),
        Line(f"jumps of seven months / one headline, CPU{where}", cpu["jumps"] / cpu["headline"],
             "x", at_most(5)),
        Line(f"CPU of a replay of {shown} days{where}", cpu["replay"], "ms"),
        Line(f"replay of {shown} days / one headline, CPU{where}", cpu["replay"] / cpu["headline"],
             "x", at_most(3 * shown)),
    ]  # fmt: skip


def check(portfolio: Portfolio) -> None:
    """Stop unless the jumps of the last days are those of a headline for each of them."""
    found = {(jump.day, jump.figure) for jump in jumps(_on(portfolio, _AS_OF))}
    was: dict[Figure, int] = {}
    for ago in range(_CHECKED, -1, -1):
        day = _AS_OF - timedelta(days=ago)
        amounts = headline(_on(portfolio, day)).amounts
        now = {figure: amounts.of(figure) or 0 for figure in FIGURES}
        for figure, before in was.items():
            is_jump = bool(before) and abs(now[figure] - before) * TENTH > before
            if is_jump is not ((day_number(day), figure) in found):
                raise Missed(f"{figure} on {day}: {before} to {now[figure]}")
        was = now


def _on(portfolio: Portfolio, day: date) -> View:
    return View(portfolio, ViewParams(as_of=day))


def _replay(portfolio: Portfolio) -> HeadlineReplay:
    return replay(_on(portfolio, _AS_OF))
