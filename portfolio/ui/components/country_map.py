"""The map of the gap by country beside its ranked bars: a country on it narrows the page to it."""

import streamlit as st

from portfolio.charts import countries, map
from portfolio.measures.figures import Breakdown
from portfolio.ui.components import frame, narrowing, outline
from portfolio.ui.session import Session


def draw(session: Session, page: str, split: Breakdown) -> None:
    """Map and bars side by side; the bars alone where the settings leave the map out."""
    outlined = outline.boundaries()
    if outlined is None:
        _bars(session, split)
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        drawn = session.per_view("map", lambda: map.build(session.reader, split, outlined))
        words = session.words
        note, select = words("note.boundaries"), words("chart.map.select")
        narrowing.bars(session, page, drawn, split, note=select, always=note)
    with right:
        _bars(session, split)


def _bars(session: Session, split: Breakdown) -> None:
    frame.show(
        session, session.per_view("countries", lambda: countries.build(session.reader, split))
    )
