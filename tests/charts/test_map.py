"""The map: its classes and their limits, its names, and what is never coloured."""

import csv
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts import map, style
from portfolio.charts.map import NARROW, WIDE, Boundaries, build
from portfolio.measures import breakdowns
from portfolio.settings import ROOT
from portfolio.text.languages import LANGUAGES
from tests.charts.samples import REGION, TOLD, reader, seen

OURS = map.read(json.loads((ROOT / "data" / "map" / "region.json").read_text()))


@given(st.integers(1, 10**15))
def test_limits_are_round_and_part_what_there_is(most: int) -> None:
    limits = style.limits(most)
    assert limits == sorted(set(limits))
    assert len(limits) < len(style.CLASSES)
    assert all(0 < limit < most for limit in limits)
    if most > 1_000:
        assert len(limits) == len(style.CLASSES) - 1
        assert limits[-1] * 3 >= most


def test_limits_of_the_record_are_those_of_the_drawings() -> None:
    million = 100_000_000
    assert [limit / million for limit in style.limits(6 * million)] == [0.5, 1, 2.5, 5]
    assert [limit / million for limit in style.limits(20 * million)] == [1, 2.5, 5, 10]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_classes_say_their_limits_and_arabic_says_them_in_words(language: str) -> None:
    said = [
        words
        for _, words in build(
            reader(language), breakdowns.split(seen(TOLD), "country"), REGION
        ).classes
    ]
    assert len(said) == len(style.CLASSES) + 1
    if language == "ar":
        assert not any(sign in words for sign in "≤>–" for words in said)
        assert said[0].startswith("حتى ")
    else:
        assert said[0].startswith("≤ ")
    units = {"".join(re.findall(r"[^\W\d_]+$", words)) for words in said[:-1]}
    assert len(units) == 1, "classes are of one unit"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_name_touches_another(language: str, width: int) -> None:
    lines = (ROOT / "data" / "countries.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    names = [(row["iso3"], row[f"name_{language}"]) for row in rows]
    found = map.fitting_names(OURS, names, width)
    assert {"LBY", "DZA", "MLI"} <= set(found)
    assert len(found) > (6 if width == NARROW else 12)


def test_a_name_stands_on_its_country() -> None:
    for code, (west, south, east, north) in {
        "LBY": (9, 19, 26, 34),
        "MLI": (-12, 10, 5, 25),
        "TUN": (7, 30, 12, 38),
        "MRT": (-17, 14, -4, 28),
    }.items():
        longitude, latitude = OURS.centres[code]
        assert west < longitude < east
        assert south < latitude < north


def test_western_sahara_has_no_value_and_its_limit_is_dashed() -> None:
    assert "ESH" in OURS.areas
    assert "ESH" not in OURS.countries
    assert len(OURS.limits) == 1
    drawn = build(reader("en"), breakdowns.split(seen(TOLD), "country"), REGION)
    (plain, *_) = drawn.figure["data"]
    assert "ESH" in plain["locations"]
    assert plain["colorscale"][0][1] == style.NO_VALUE
    (line,) = (trace for trace in drawn.figure["data"] if trace.get("mode") == "lines")
    assert line["line"]["dash"] != "solid"


def test_an_area_that_is_no_country_is_never_coloured_by_a_figure() -> None:
    disputed = Boundaries(areas=("LBY", "TUN"), countries=frozenset(("TUN",)))
    data = build(reader("en"), breakdowns.split(seen(TOLD), "country"), disputed).figure["data"]
    assert "LBY" in data[0]["locations"]


def test_a_tooltip_is_as_round_as_the_shares_it_rests_on() -> None:
    who = reader("en")
    split = breakdowns.split(seen(TOLD), "country")
    drawn = build(who, split, REGION)
    hovers = " ".join(text for trace in drawn.figure["data"] for text in trace.get("text", ()))
    assert who.amount(7_00000000 * 60 // 100) in hovers
    assert who.exact(7_00000000 * 60 // 100) not in hovers


def test_a_country_mostly_out_of_sight_has_no_name() -> None:
    assert not {"ITA", "ESP", "TUR", "GRC", "FRA"} & set(OURS.centres)
    assert {"MAR", "DZA", "LBY", "EGY", "TCD", "SDN"} <= set(OURS.centres)
