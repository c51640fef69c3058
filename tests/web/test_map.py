"""The boundaries every map is drawn from."""

import csv
import json
from itertools import pairwise
from typing import Any

import pytest

from portfolio.settings import ROOT

FILE = ROOT / "data" / "map" / "region.json"
Ring = list[list[float]]


def _features() -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for feature in json.loads(FILE.read_text())["features"]}


def _areas() -> dict[str, dict[str, Any]]:
    found = _features().items()
    return {code: feature for code, feature in found if feature["properties"]["kind"] != "limit"}


def _rings(area: dict[str, Any]) -> list[list[Ring]]:
    shape = area["geometry"]
    polygons = shape["coordinates"]
    return polygons if shape["type"] == "MultiPolygon" else [polygons]


def _is_inside(longitude: float, latitude: float, ring: Ring) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude):
            inside ^= longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1
    return inside


def _at(longitude: float, latitude: float) -> list[str]:
    return [
        code
        for code, area in _areas().items()
        if any(_is_inside(longitude, latitude, polygon[0]) for polygon in _rings(area))
    ]


def test_the_file_is_small_enough_to_send() -> None:
    assert FILE.stat().st_size <= 160_000


@pytest.mark.parametrize("place", [(-13.2, 27.15), (-10.6, 26.2), (-14.8, 23.7)])
def test_western_sahara_is_one_neutral_area(place: tuple[float, float]) -> None:
    assert _at(*place) == ["ESH"]
    assert _areas()["ESH"]["properties"]["kind"] == "neutral"


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("MAR", (-7.6, 33.4)),
        ("MAR", (-11.1, 28.5)),
        ("SOM", (44.06, 9.4)),
        ("CYP", (33.3, 35.25)),
        ("EGY", (31.3, 22.1)),
        ("SDN", (33.7, 21.87)),
        ("LBY", (13.3, 32.5)),
        ("TCD", (15.1, 12.4)),
    ],
)
def test_a_place_lies_in_its_country(code: str, place: tuple[float, float]) -> None:
    assert _at(*place) == [code]


def test_every_country_of_the_declarations_regions_is_on_the_map() -> None:
    lines = (ROOT / "data" / "countries.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    named = {row["iso3"] for row in rows if row["region"] != "partners"}
    drawn = {code for code, area in _areas().items() if area["properties"]["kind"] == "country"}
    assert named
    assert named <= drawn


def test_outer_rings_run_clockwise_and_close() -> None:
    for code, area in _areas().items():
        for polygon in _rings(area):
            ring = polygon[0]
            assert ring[0] == ring[-1], code
            twice = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(ring))
            assert twice > 0, code


def test_the_limit_of_western_sahara_is_a_line_of_its_own() -> None:
    """It is drawn dashed, as on maps of the United Nations, along the edge of both areas."""
    line = _features()["ESH-MAR"]
    assert line["properties"]["kind"] == "limit"
    assert line["geometry"]["type"] == "LineString"
    for code in ("ESH", "MAR"):
        points = [point for polygon in _rings(_areas()[code]) for point in polygon[0]]
        assert all(point in points for point in line["geometry"]["coordinates"])
