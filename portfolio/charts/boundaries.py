"""The boundaries a map is drawn from: its areas, where their names go, and limits drawn dashed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, pi, radians, tan
from typing import Any, Final

Point = tuple[float, float]  # longitude, latitude in degrees

# What the map shows: west, south, east, north.
WINDOW: Final = (-19.0, 8.0, 40.0, 38.5)
MOSTLY: Final = 0.6  # of a country has to be in sight for its name to be written
COUNTRY, LIMIT = "country", "limit"
# Pixels of a letter and a line of a name, and of the map on a telephone and on a screen.
LETTER, LINE = 6.6, 15
NARROW, WIDE = 358, 520


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Areas by ISO 3166-1 alpha-3 code; ``centres``: where the name of a country goes that is mostly in sight.

    ``sizes``: square degrees of it in sight. ``limits``: lines drawn dashed, since no agreement
    fixes them.
    """

    areas: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    centres: Mapping[str, Point] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    limits: tuple[tuple[Point, ...], ...] = ()


def read(document: Mapping[str, Any]) -> Boundaries:
    """The boundaries of a GeoJSON document as docs/map.md describes it."""
    areas: list[str] = []
    countries, centres, sizes, limits = set(), {}, {}, []
    for feature in document["features"]:
        shape, kind = feature["geometry"], feature["properties"].get("kind")
        if kind == LIMIT:
            limits.append(tuple((x, y) for x, y in shape["coordinates"]))
            continue
        code = feature["id"]
        areas.append(code)
        if kind != COUNTRY:
            continue
        countries.add(code)
        rings = list(_rings(shape))
        seen = [_measured(_clipped(ring)) for ring in rings]
        sizes[code], centre = max(seen, default=(0.0, None), key=lambda pair: pair[0])
        whole = sum(_measured(ring)[0] for ring in rings)
        if centre is not None and sum(size for size, _ in seen) > MOSTLY * whole:
            centres[code] = centre
    return Boundaries(tuple(areas), frozenset(countries), centres, sizes, tuple(limits))


def fitting_names(
    boundaries: Boundaries, names: Sequence[tuple[str, str]], width: int
) -> tuple[str, ...]:
    """Codes whose names fit a map of a width in pixels without touching another's.

    ``names``: codes with their names, the most important first.
    """
    west, south, east, north = WINDOW
    scale = min(width / radians(east - west), WIDE / radians(WINDOW[2] - WINDOW[0]))
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for code, name in names:
        centre = boundaries.centres.get(code)
        if centre is None:
            continue
        x = radians(centre[0] - west) * scale
        y = (_mercator(north) - _mercator(centre[1])) * scale
        half = len(name) * LETTER / 2
        box = (x - half, y - LINE / 2, x + half, y + LINE / 2)
        is_inside = box[0] >= 0 and box[2] <= radians(east - west) * scale
        is_inside &= box[1] >= 0 and box[3] <= (_mercator(north) - _mercator(south)) * scale
        if is_inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            found.append(code)
    return tuple(found)


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))


def _rings(shape: Mapping[str, Any]) -> Iterator[list[Point]]:
    """The outer rings of a polygon or of several."""
    every = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in every:
        yield [(x, y) for x, y in polygon[0]]


def _clipped(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the window (Sutherland and Hodgman)."""
    for axis, bound, sign in (
        (0, WINDOW[0], 1),
        (1, WINDOW[1], 1),
        (0, WINDOW[2], -1),
        (1, WINDOW[3], -1),
    ):
        kept: list[Point] = []
        for at, end in enumerate(ring):
            start = ring[at - 1]
            begins, ends = (sign * (point[axis] - bound) >= 0 for point in (start, end))
            if begins != ends:
                part = (bound - start[axis]) / (end[axis] - start[axis])
                kept.append(
                    (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
                )
            if ends:
                kept.append(end)
        ring = kept
    return ring


def _measured(ring: list[Point]) -> tuple[float, Point | None]:
    """The area of a ring and its centre of gravity."""
    twice = x = y = 0.0
    for at, (x2, y2) in enumerate(ring):
        x1, y1 = ring[at - 1]
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if not twice:
        return 0.0, None
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))
