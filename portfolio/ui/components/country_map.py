"""The map of the gap by country beside its ranked bars: a country on it narrows the page to it."""

import streamlit as st

from portfolio.charts import countries, map
from portfolio.measures.figures import Split
from portfolio.ui.components import frame, narrowing, outline
from portfolio.ui.session import Session


def draw(here: Session, page: str, split: Split) -> None:
    """Map and bars side by side; the bars alone where the settings leave the map out."""
    outlined = outline.boundaries()
    if outlined is None:
        _bars(here, split)
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        drawn = here.kept("map", lambda: map.build(here.reader, split, outlined))
        words = here.words
        note, select = words("note.boundaries"), words("chart.map.select")
        narrowing.bars(here, page, drawn, split, note=select, always=note)
    with right:
        _bars(here, split)


def _bars(here: Session, split: Split) -> None:
    frame.show(here, here.kept("countries", lambda: countries.build(here.reader, split)))
