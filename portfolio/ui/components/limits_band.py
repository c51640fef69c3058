"""What the declaration itself asks for: deliverables with a limit, and those without one folded away."""

from collections.abc import Sequence

import streamlit as st

from portfolio.measures.road import DeadlineLine
from portfolio.ui.components import deliverables
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session, lines: Sequence[DeadlineLine]) -> None:
    """The dated deliverables by their limit, late ones first; the others below."""
    words = session.words
    dated = sorted(
        (line for line in lines if line.by is not None),
        key=lambda line: (-line.days_late, line.by, line.deliverable.clause),
    )
    undated = [line for line in lines if line.by is None]
    late = sum(1 for line in dated if line.days_late)
    ahead = sum(1 for line in dated if line.days_left is not None)
    said = words("road.limits.none")
    if dated:
        said = words.count("road.limits.late", late) if late else words("road.limits.none_late")
        next_ = words.count("road.limits.ahead", ahead)
        said = f"{said} {next_ if ahead else words('declaration.answer.no_next')}"
    parts = [
        text("h2", words("road.limits"), class_="rp-section"),
        text("p", said, class_="rp-takeaway"),
    ]
    if dated:
        parts.append(deliverables.as_html(session, dated, with_clause=True))
    if undated:
        summary = text("summary", words.count("road.limits.undated", len(undated)))
        inside = deliverables.as_html(session, undated, with_clause=True)
        parts.append(tag("details", summary, inside, class_="rp-folded"))
    with st.container(key="chart-limits"):
        st.html("".join(parts))
