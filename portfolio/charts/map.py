"""The map of what is missing, by country, on our own outline; the ranked bars say the same."""

from collections.abc import Collection
from typing import Any

from portfolio.charts import ladder, style
from portfolio.charts.drawn import SPOKEN_LINES, Drawn
from portfolio.charts.reader import UNALLOCATED, Reader
from portfolio.measures.figures import Split

OUTLINE = "/assets/map/region.json"
HEIGHT = 360


def build(reader: Reader, split: Split, outlined: Collection[str] = ()) -> Drawn:
    """Drawn from the split by country; ``outlined``: ISO 3166-1 alpha-3 codes the outline holds.

    Money without a country cannot be on a map: the sentence says how much there is.
    """
    rows = [
        ladder.Bar(line.key, reader.name("country", line.key), line.amounts, line.projects)
        for line in split.lines
    ]
    placed = [row for row in rows if row.key != UNALLOCATED and row.key in reader.names.iso3]
    elsewhere = sum(row.amounts.gap or 0 for row in rows if row not in placed)
    title = reader.words("chart.map.title")
    missing = [row for row in placed if row.amounts.gap]
    takeaway = reader.words.count("chart.map.takeaway", len(missing), projects=split.total.gap)
    if elsewhere:
        takeaway += " " + reader.words("chart.map.elsewhere", gap=reader.amount(elsewhere))
    ordered = sorted(missing, key=lambda row: -(row.amounts.gap or 0))
    return Drawn(
        name="map",
        title=title,
        takeaway=takeaway,
        figure=_figure(reader, placed, outlined),
        config=style.config(),
        tabled=lambda: ladder.table(reader, title, reader.words("axis.country"), rows, split.total),
        listed=lambda: [
            reader.words("chart.map.spoken", name=row.name, gap=reader.amount(row.amounts.gap))
            for row in ordered[:SPOKEN_LINES]
        ],
        is_empty=not rows,
    )


def _figure(reader: Reader, rows: list[ladder.Bar], outlined: Collection[str]) -> dict[str, Any]:
    codes = [reader.names.iso3[row.key] for row in rows]
    plain = sorted(set(outlined) - set(codes))
    most = max((row.amounts.gap or 0 for row in rows), default=0)
    base = {
        "type": "choropleth",
        "geojson": OUTLINE,
        "showscale": False,
        "marker": {"line": {"color": "#ffffff", "width": 0.8}},
    }
    places = style.ticks(most, 3)
    return {
        "data": [
            {
                **base,
                "locations": plain,
                "z": [0] * len(plain),
                "colorscale": [[0, style.NO_VALUE], [1, style.NO_VALUE]],
                "hoverinfo": "skip",
            },
            {
                **base,
                "locations": codes,
                "z": [row.amounts.gap or 0 for row in rows],
                "zmin": 0,
                "zmax": max(most, 1),
                "colorscale": style.SCALE,
                "customdata": [row.key for row in rows],
                "text": [
                    style.text(reader, f"{row.name}: {reader.exact(row.amounts.gap)}")
                    for row in rows
                ],
                "hoverinfo": "text",
                "showscale": True,
                "colorbar": {
                    "orientation": "h",
                    "thickness": 10,
                    "len": 0.6,
                    "y": 0.0,
                    "yanchor": "bottom",
                    "outlinewidth": 0,
                    "tickvals": places,
                    "ticktext": [style.amount_at(reader, place) for place in places],
                    "tickfont": {"size": 12, "color": style.MUTED},
                },
            },
        ],
        "layout": style.layout(
            reader,
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 0, "b": 8},
            geo={
                "visible": False,
                "projection": {"type": "mercator"},
                "lonaxis": {"range": [-19, 40]},
                "lataxis": {"range": [8, 38.5]},
                "bgcolor": "#ffffff",
                "domain": {"x": [0, 1], "y": [0.12, 1]},
            },
        ),
    }
