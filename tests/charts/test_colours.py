"""No colour of money is a colour of standing, in charts and in style sheets alike."""

import re
from itertools import chain, combinations, pairwise
from typing import Any

import pytest

from portfolio.charts import bars, ladder, progress, style
from portfolio.measures.figures import Figure
from portfolio.settings import ROOT

SHEETS = tuple(
    path.read_text("utf-8")
    for folder in ("web/assets", "ui/assets")
    for path in sorted((ROOT / "portfolio" / folder).glob("*.css"))
)
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
# Grey says that there is nothing to say: it belongs to neither.
NEUTRAL = {style.INK, style.MUTED, style.PAPER, style.RULE}
MONEY_RULE = re.compile(r"(--rp-(?:paid|secured|pledged|gap|hatch):|\.rp-is-)[^;}]*")
STANDING_RULE = re.compile(
    r"[^{}]*\.rp-(?:(?:mark-|flag-|state-)?(?:late|done)|on_track|at_risk|not_done)\b[^{}]*\{([^}]*)\}"
)


def money() -> set[str]:
    drawn = {*style.MONEY.values(), style.HATCH}
    named = chain.from_iterable(
        COLOUR.findall(found[0]) for sheet in SHEETS for found in MONEY_RULE.finditer(sheet)
    )
    return {*drawn, *named} - NEUTRAL


def standing() -> set[str]:
    named = chain.from_iterable(
        COLOUR.findall(found[1]) for sheet in SHEETS for found in STANDING_RULE.finditer(sheet)
    )
    return {*progress.COLOURS.values(), *named} - NEUTRAL


def test_no_colour_of_money_is_a_colour_of_standing() -> None:
    assert {"#0b3f6e", "#4f90bf", "#b87a14"} <= money()
    assert {"#1b7f5c", "#7a3e8e", "#a33b20"} <= standing()
    assert not money() & standing()


def _grey(colour: str) -> float:
    """What is left of a colour in grey print, from 0 to 255 (ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _look(fill: dict[str, Any]) -> tuple[object, ...]:
    return fill.get("pattern", {}).get("shape"), fill["line"]["width"]


TOGETHER = (
    [figure for _, figure, _ in bars.LINES],
    [*bars.STEPS],
    [*ladder.COLUMNS],
    [*ladder.FUNDER_COLUMNS],
)


@pytest.mark.parametrize("figures", TOGETHER)
def test_figures_of_one_chart_differ_in_grey_or_in_their_pattern(figures: list[Figure]) -> None:
    for one, other in combinations(figures, 2):
        fills = style.marker(one), style.marker(other)
        apart = abs(_grey(fills[0]["color"]) - _grey(fills[1]["color"]))
        # The gap and its part after pledges are one family of fill: their labels tell them apart.
        is_family = {one, other} <= {Figure.GAP, Figure.GAP_AFTER_PLEDGES, Figure.GAP_UNPAID}
        assert is_family or apart > 50 or _look(fills[0]) != _look(fills[1]), (one, other)


def test_classes_of_the_map_are_steps_in_grey() -> None:
    greys = [_grey(colour) for colour in (style.PAPER, style.NO_VALUE, *style.CLASSES)]
    assert all(lighter - darker > 18 for lighter, darker in pairwise(greys))


def test_style_sheets_give_a_pledge_the_pattern_it_has_in_charts() -> None:
    sheets = "\n".join(SHEETS)
    for rule in (r"\.rp-is-pledged_open, \.rp-is-pledged_toward_gap", r"\.rp-part-pledged"):
        assert re.search(rf"{rule} \{{ background: var\(--rp-dotted\)", sheets)
    assert style.marker(Figure.PLEDGED_OPEN)["pattern"]["shape"] == "."
