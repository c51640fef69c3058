"""Map of what is missing by country, on boundaries of our own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, pi, radians, tan
from pathlib import Path
from typing import Any, Final

from portfolio.charts import ladder, style
from portfolio.charts.style import SPOKEN_LINES, ChartSpec
from portfolio.measures.figures import Breakdown, Figure
from portfolio.present.format import UNALLOCATED, Formatter

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
    """Areas by ISO 3166-1 alpha-3 code; ``centres``: label positions of countries mostly in sight.

    ``sizes``: square degrees of it in sight. ``limits``: lines drawn dashed, since no agreement
    fixes them.
    """

    areas: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    centres: Mapping[str, Point] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    limits: tuple[tuple[Point, ...], ...] = ()


def read_file(file: Path) -> Boundaries | None:
    """The boundaries of a file; None where it cannot be read or is none as docs/map.md describes."""
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


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


OUTLINE: Final = "/assets/map/region.json"
HEIGHT: Final = 310


def build(reader: Formatter, split: Breakdown, boundaries: Boundaries | None = None) -> ChartSpec:
    """Map of the breakdown by country; only countries with boundaries are coloured.

    Money without a country cannot be on a map: the sentence says how much there is.
    """
    boundaries = boundaries or Boundaries()
    rows = [
        ladder.Bar(line.key, reader.name("country", line.key), line.amounts, line.projects)
        for line in split.lines
    ]
    codes = reader.names.iso3
    placed = [row for row in rows if codes.get(row.key) in boundaries.countries]
    known = [row for row in rows if row.key != UNALLOCATED and row.key in codes]
    elsewhere = sum(row.amounts.gap or 0 for row in rows if row not in known)
    title = reader.words("chart.map.title")
    missing = [row for row in known if row.amounts.gap]
    takeaway = reader.words.count("chart.map.takeaway", len(missing), projects=split.total.gap)
    if elsewhere:
        takeaway += " " + reader.words("chart.map.elsewhere", gap=reader.amount(elsewhere))
    ordered = sorted(missing, key=lambda row: -(row.amounts.gap or 0))
    limits = style.limits(max((row.amounts.gap or 0 for row in placed), default=0))
    return ChartSpec(
        name="map",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, placed, boundaries, limits),
        config=style.config(),
        make_table=lambda: ladder.table(
            reader, title, reader.words("axis.country"), rows, split.total
        ),
        make_lines=lambda: [
            reader.words("chart.map.spoken", name=row.name, gap=reader.amount(row.amounts.gap))
            for row in ordered[:SPOKEN_LINES]
        ],
        is_empty=not rows,
        classes=_legend(reader, placed, limits),
    )


def _class(row: ladder.Bar, limits: Sequence[int]) -> int | None:
    """The class of a country, 0 where there is no gap; None where no requirement is recorded."""
    gap = row.amounts.recorded_amount(Figure.GAP)
    return gap and 1 + sum(gap > limit for limit in limits)


def _colour(number: int) -> str:
    return style.CLASSES[number - 1] if number else style.PAPER


def _legend(
    reader: Formatter, bars: Sequence[ladder.Bar], limits: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """Each class with its limits, then zero and what has no recorded gap, where there are such."""
    words = reader.words
    found = {_class(row, limits) for row in bars}
    amounts = [words.round_amount(limit, reader.currency, limits[-1]) for limit in limits]
    items = []
    for number in range(1, len(limits) + 2) if limits else ():
        if number == 1:
            said = words("chart.map.up_to", most=amounts[0])
        elif number == len(limits) + 1:
            said = words("chart.map.above", least=amounts[-1])
        else:
            said = words("chart.map.between", least=amounts[number - 2], most=amounts[number - 1])
        items.append((_colour(number), said))
    if not any(found - {None}):
        items = []
    if 0 in found:
        items.append((_colour(0), words("chart.map.zero")))
    return (*items, (style.NO_VALUE, words("chart.map.nothing")))


def _figure(
    reader: Formatter, rows: list[ladder.Bar], boundaries: Boundaries, limits: Sequence[int]
) -> dict[str, Any]:
    codes = reader.names.iso3
    by_class: dict[int | None, list[ladder.Bar]] = {}
    for row in rows:
        by_class.setdefault(_class(row, limits), []).append(row)
    shown = {codes[row.key] for row in rows}
    plain = sorted(set(boundaries.areas) - shown)
    west, south, east, north = WINDOW
    return {
        "data": [
            {**_areas(plain, style.NO_VALUE), "hoverinfo": "skip"},
            *(
                {
                    **_areas(
                        [codes[row.key] for row in members],
                        style.NO_VALUE if number is None else _colour(number),
                    ),
                    "customdata": [row.key for row in members],
                    "text": [style.text(reader, _hover(reader, row, number)) for row in members],
                    "hoverinfo": "text",
                }
                for number, members in sorted(
                    by_class.items(), key=lambda item: -1 if item[0] is None else item[0]
                )
            ),
            *(_limit(line) for line in boundaries.limits),
            *_names(reader, rows, boundaries),
        ],
        "layout": style.layout(
            reader,
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            geo={
                "visible": False,
                "projection": {"type": "mercator"},
                "lonaxis": {"range": [west, east]},
                "lataxis": {"range": [south, north]},
                "bgcolor": style.PAPER,
                "domain": {"x": [0, 1], "y": [0, 1]},
            },
        ),
    }


def _hover(reader: Formatter, row: ladder.Bar, number: int | None) -> str:
    """A country and its gap, rounded: the shares of a project by country only estimate."""
    if number is None:
        return reader.words(
            "word.colon", label=row.name, value=reader.words("chart.map.no_requirement")
        )
    return reader.words("word.colon", label=row.name, value=reader.amount(row.amounts.gap))


def _areas(codes: Sequence[str], colour: str) -> dict[str, Any]:
    """Areas in one colour."""
    return {
        "type": "choropleth",
        "geojson": OUTLINE,
        "locations": list(codes),
        "z": [0] * len(codes),
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "marker": {"line": {"color": style.EDGE, "width": 0.8}},
    }


def _limit(line: Sequence[Point]) -> dict[str, Any]:
    """A limit that no agreement fixes: dashed, as on maps of the United Nations."""
    return {
        "type": "scattergeo",
        "mode": "lines",
        "lon": [point[0] for point in line],
        "lat": [point[1] for point in line],
        "line": {"color": style.MUTED, "width": 1.4, "dash": "4px,3px"},
        "hoverinfo": "skip",
    }


def _names(
    reader: Formatter, rows: list[ladder.Bar], boundaries: Boundaries
) -> list[dict[str, Any]]:
    """The names of countries: those a narrow screen has room for, and the others (hidden there)."""
    codes = reader.names.iso3
    ranked = sorted(rows, key=lambda row: -(row.amounts.gap or 0))
    others = {iso3: code for code, iso3 in codes.items() if iso3 in boundaries.centres}
    wanted = [(codes[row.key], row.name) for row in ranked]
    wanted += [
        (iso3, reader.name("country", others[iso3]))
        for iso3 in sorted(others, key=lambda iso3: -boundaries.sizes[iso3])
        if iso3 not in {code for code, _ in wanted}
    ]
    narrow = fitting_names(boundaries, wanted, NARROW)
    first = [entry for entry in wanted if entry[0] in narrow]
    rest = [entry for entry in wanted if entry[0] not in narrow]
    wide = fitting_names(boundaries, first + rest, WIDE)
    said = dict(wanted)
    return [
        {
            "type": "scattergeo",
            "mode": "text",
            "lon": [boundaries.centres[code][0] for code in group],
            "lat": [boundaries.centres[code][1] for code in group],
            "text": [style.text(reader, said[code]) for code in group],
            "textfont": {"size": 12, "color": style.INK},
            "hoverinfo": "skip",
        }
        for group in (narrow, [code for code in wide if code not in narrow])
    ]
