"""No colour of money is a colour of standing, in charts and in style sheets alike."""

import re
from itertools import chain

from portfolio.charts import progress, style
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
