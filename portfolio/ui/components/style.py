"""The one style sheet of the components."""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from portfolio.charts import style as chart_style
from portfolio.measures.figures import Figure

SHEET: Final = Path(__file__).parent.parent / "assets" / "components.css"


def draw() -> None:
    """Send the style sheet with the page."""
    st.html(_sheet())


@cache
def _sheet() -> str:
    """The sheet with the colours of money, which charts and components share."""
    money = {
        "accent": chart_style.ACCENT,
        "ink": chart_style.INK,
        "muted": chart_style.MUTED,
        "rule": chart_style.RULE,
        "hatch": chart_style.HATCH,
        "paid": chart_style.MONEY[Figure.PAID],
        "secured": chart_style.MONEY[Figure.SECURED],
        "pledged": chart_style.MONEY[Figure.PLEDGED_OPEN],
        "gap": chart_style.MONEY[Figure.GAP],
    }
    names = "".join(f"--rp-{name}:{colour};" for name, colour in money.items())
    return f"<style>:root{{{names}}}{SHEET.read_text(encoding='utf-8')}</style>"
