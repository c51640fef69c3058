"""Progress of long work on a terminal: one line of standard error as wide as that is, nothing elsewhere."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

_BESIDE: Final = 13  # signs of a line that are neither label nor bar
_MIN_BAR: Final = 5
MAX_COLUMNS: Final = 100
Advance = Callable[[int, int], None]  # steps done, of how many


@contextmanager
def bar(label: str) -> Iterator[Advance]:
    """A bar that is told how far the work is; on no terminal nothing is written."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = min(_columns(), MAX_COLUMNS)
    label = label[: columns - _BESIDE - _MIN_BAR]
    with click.progressbar(
        length=100,
        label=label,
        file=sys.stderr,
        width=max(_MIN_BAR, columns - len(label) - _BESIDE),
        show_eta=False,
    ) as line:
        yield lambda done, total: line.update(100 * min(done, total) // max(total, 1) - line.pos)


def _columns() -> int:
    """Width of the terminal of standard error: standard output may go to a file."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or MAX_COLUMNS
    except (OSError, ValueError):
        return MAX_COLUMNS
