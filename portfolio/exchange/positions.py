"""Where a value stands in a JSON text: its path, walked to the line."""

import json
import re
from collections.abc import Iterator
from typing import Final

Path = tuple[str | int, ...]

_DECODER: Final = json.JSONDecoder()
_BLANK: Final = re.compile(r"[ \t\r\n]*")


def line_at(text: str, offset: int) -> int:
    """The line of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1


def walk(text: str) -> Iterator[tuple[Path, int]]:
    """Every value of a valid JSON text with its path and offset, a repeated field each time.

    The value of a field is where its name stands: a reader looks for the name.
    """
    start = _skip(text, 0)
    yield (), start
    yield from _inside(text, start, ())


def lines_of(text: str, *paths: Path) -> list[int]:
    """The line of the value at each path; of its nearest enclosing value where it is not there."""
    found = dict(walk(text))
    lines = []
    for path in paths:
        while path and path not in found:
            path = path[:-1]
        lines.append(line_at(text, found[path]))
    return lines


def first_repeated(text: str) -> tuple[Path, int] | None:
    """The first field an object names twice, as path and line; None where there is none."""
    seen: set[Path] = set()
    for path, offset in walk(text):
        if path in seen:
            return path, line_at(text, offset)
        seen.add(path)
    return None


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _inside(text: str, at: int, path: Path) -> Iterator[tuple[Path, int]]:
    """The values inside the array or object at ``at``."""
    if text[at] not in "{[":
        return
    named, index = text[at] == "{", 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        start = at
        step: str | int = index
        if named:
            step, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield (*path, step), start
        yield from _inside(text, at, (*path, step))
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        index += 1
