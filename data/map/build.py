"""Makes region.json from the countries of the world-atlas package; how and why is in docs/map.md.

Run it only to make the file again: `pip install shapely`, unpack the npm package `world-atlas`
2.0.2, then `python data/map/build.py path/to/countries-50m.json`. The product itself never needs it.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shapely import BufferJoinStyle, coverage_simplify, make_valid, orient_polygons, set_precision
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

# The numbers of ISO 3166-1, by which world-atlas names its countries.
COUNTRIES = {
    "012": "DZA", "434": "LBY", "478": "MRT", "504": "MAR", "788": "TUN", "818": "EGY",
    "204": "BEN", "854": "BFA", "132": "CPV", "148": "TCD", "384": "CIV", "270": "GMB",
    "288": "GHA", "324": "GIN", "624": "GNB", "430": "LBR", "466": "MLI", "562": "NER",
    "566": "NGA", "686": "SEN", "694": "SLE", "768": "TGO", "120": "CMR", "140": "CAF",
    "729": "SDN", "728": "SSD", "231": "ETH", "232": "ERI", "262": "DJI", "706": "SOM",
    "724": "ESP", "620": "PRT", "250": "FRA", "380": "ITA", "300": "GRC", "470": "MLT",
    "792": "TUR", "196": "CYP", "682": "SAU", "400": "JOR", "275": "PSE",
}  # fmt: skip
# Areas world-atlas cuts out and the United Nations does not show as states.
MERGED = {"Somaliland": "SOM", "N. Cyprus": "CYP"}
WINDOW = box(-26.0, -1.0, 52.0, 49.0)
# The line between Morocco and Western Sahara on the maps of the United Nations.
WESTERN_SAHARA = box(-20.0, 20.0, -8.6, 27.6667)
# North of the 22nd parallel, which is drawn straight: the salient of Wadi Halfa is a dot at this scale.
NORTH_OF_22 = box(25.0, 22.0, 37.5, 23.5)
TOLERANCE = 0.025
SMALLEST = 0.0012  # square degrees: Malta and Gozo stay, rocks go


def features(atlas: Path) -> Iterable[tuple[str, str, BaseGeometry]]:
    """Yield (ISO number or '', name, shape in degrees) of every country of a TopoJSON file."""
    topology = json.loads(atlas.read_text())
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        polygons = [Polygon(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in parts]
        name = geometry["properties"]["name"]
        yield geometry.get("id") or "", name, make_valid(MultiPolygon(polygons))


def regions(atlas: Path) -> dict[str, BaseGeometry]:
    """Return the shapes to draw, by ISO 3166 code; LAND is everything else, without inner borders."""
    pieces: dict[str, list[BaseGeometry]] = {}
    for number, name, outline in features(atlas):
        inside = outline.intersection(WINDOW)
        if not inside.is_empty:
            code = MERGED.get(name) or COUNTRIES.get(number) or number
            code = "ESH" if number == "732" else code if code.isalpha() else "LAND"
            pieces.setdefault(code, []).append(inside)
    shapes = {code: unary_union(parts) for code, parts in pieces.items()}
    shapes["EGY"] = unary_union([shapes["EGY"], shapes["SDN"].intersection(NORTH_OF_22)])
    shapes["SDN"] = shapes["SDN"].difference(NORTH_OF_22)
    both = unary_union([shapes["MAR"], shapes["ESH"]])
    # Closing by a hundredth of a degree removes the slivers along the old line.
    both = both.buffer(0.01, join_style=BufferJoinStyle.mitre).buffer(
        -0.01, join_style=BufferJoinStyle.mitre
    )
    both = both.difference(unary_union([shapes[c] for c in ("DZA", "MRT", "ESP")]))
    shapes["ESH"] = both.intersection(WESTERN_SAHARA)
    shapes["MAR"] = both.difference(WESTERN_SAHARA)
    return shapes


def large_enough(outline: BaseGeometry) -> BaseGeometry:
    """Return the shape without islets too small to be seen at the scale of the map."""
    parts = [p for p in getattr(outline, "geoms", [outline]) if p.geom_type == "Polygon"]
    kept = [p for p in parts if p.area >= SMALLEST] or [max(parts, key=lambda p: p.area)]
    return MultiPolygon(kept) if len(kept) > 1 else kept[0]


def rounded(coordinates: Any) -> Any:
    """Return nested coordinates to a hundredth of a degree (about one kilometre)."""
    if isinstance(coordinates[0], int | float):
        return [round(coordinates[0], 2), round(coordinates[1], 2)]
    return [rounded(inner) for inner in coordinates]


def limit(collection: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the line between Morocco and Western Sahara, which is drawn dashed."""
    area = next(feature for feature in collection if feature["id"] == "ESH")
    ring = area["geometry"]["coordinates"][0]
    line = sorted(point for point in ring if point[1] == round(WESTERN_SAHARA.bounds[3], 2))
    geometry = {"type": "LineString", "coordinates": [line[0], line[-1]]}
    return {
        "type": "Feature",
        "id": "ESH-MAR",
        "properties": {"kind": "limit"},
        "geometry": geometry,
    }


def main(atlas: Path, target: Path) -> None:
    """Write the region as GeoJSON whose feature ids are ISO 3166 codes of three letters."""
    shapes = regions(atlas)
    codes = sorted(shapes)
    # Simplified together, so that neighbours keep one common line.
    simple = coverage_simplify([large_enough(shapes[code]) for code in codes], TOLERANCE)
    collection = []
    for code, outline in zip(codes, simple, strict=True):
        # Plotly fills the outside of a ring that runs the other way round.
        drawn = orient_polygons(set_precision(outline, 0.01), exterior_cw=True)
        kind = {"ESH": "neutral", "LAND": "land"}.get(code, "country")
        geometry = mapping(drawn)
        geometry = {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
        collection.append(
            {"type": "Feature", "id": code, "properties": {"kind": kind}, "geometry": geometry}
        )
    collection.append(limit(collection))
    document = {"type": "FeatureCollection", "features": collection}
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{len(collection)} areas, {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("region.json"))
