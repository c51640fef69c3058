"""Bars as a list: a chart of horizontal bars on a screen too narrow for names and amounts beside them."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from portfolio.charts.bar_lines import THIN_PARTS, BarLine
from portfolio.present.html import link, tag


def as_html(bars: Sequence[BarLine], hrefs: Mapping[str, str]) -> Markup:
    """Name and amount of each bar over the bar itself; ``hrefs``: where a bar leads, by its key."""
    return tag("ul", *(_line(bar, hrefs.get(bar.key, "")) for bar in bars), class_="rp-bars")


def _line(bar: BarLine, href: str) -> Markup:
    parts = [
        tag(
            "i",
            class_=f"rp-is-{figure}{' rp-thin' if figure in THIN_PARTS else ''}",
            style=f"inset-inline-start:{start:.2%};inline-size:{length:.2%}",
        )
        for figure, start, length in bar.parts
        if length > 0
    ]
    name = link(bar.name, href) if href else tag("span", bar.name)
    return tag(
        "li",
        name,
        tag("b", bar.label),
        tag("div", *parts, class_="rp-bar-track", aria_hidden="true"),
    )
