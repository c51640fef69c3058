"""A chart in its frame: title, the sentence that says what it shows, the chart or its table."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from portfolio.charts.drawn import ChartSpec, to_plotly
from portfolio.ui.components import downloads, files, tables
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.components.opening import said_of
from portfolio.ui.components.own_words import clause_words
from portfolio.ui.session import Session

TABLE: Final = "table"  # the name in an address of the charts shown as tables


def show(
    session: Session,
    spec: ChartSpec,
    *,
    selects: bool = False,
    note: str = "",
    links: list[str] | None = None,
) -> list[str]:
    """Draw a chart and return what its selected points stand for (``selects``), else nothing.

    The switch beside the title shows the same numbers as a table with a download; ``links`` make
    its rows links. ``note`` is a remark under the chart.
    """
    with st.container(key=f"chart-{spec.name}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(text("h2", spec.title, class_="rp-chart-title"))
            as_table = not spec.is_empty and _is_table(session, spec.name)
        said = text("p", spec.takeaway, class_="rp-takeaway")
        st.html(said if as_table or spec.is_empty else said + _legend(spec))
        selected: list[str] = []
        if as_table:
            table(session, spec, links=links)
        elif not spec.is_empty:
            selected = _chart(spec, selects=selects)
        remark = esc(note) + (clause_words(session) if spec.names_clauses else "")
        if remark:
            st.html(tag("p", remark, class_="rp-note"))
    return selected


def _is_table(session: Session, name: str) -> bool:
    """The switch between a chart and its table, which the address keeps."""
    key, wanted = f"table-{name}", name in session.beside.get(TABLE, [])
    # A switch nobody has moved is off: writing that down would tell which charts were drawn before.
    if st.session_state.get(key, False) != wanted:
        st.session_state[key] = wanted
    return st.toggle(session.words("show.table"), key=key, on_change=_switch, args=(name,))


def _switch(name: str) -> None:
    """Name a chart in the address as shown by its table, or no longer."""
    others = [other for other in st.query_params.get_all(TABLE) if other != name]
    shown = [name] if st.session_state[f"table-{name}"] else []
    if others or shown:
        st.query_params[TABLE] = [*others, *shown]
    else:
        st.query_params.pop(TABLE, None)


def _legend(spec: ChartSpec) -> str:
    """The colours of a chart: as HTML, since Plotly breaks a legend at the width of its bars."""
    items = [tag("li", tag("i", class_=f"rp-is-{part}"), esc(said)) for part, said in spec.legend]
    items += [
        tag("li", tag("i", class_="rp-class", style=f"background:{colour}"), esc(said))
        for colour, said in spec.classes
    ]
    return tag("ul", *items, class_="rp-legend") if items else ""


def table(session: Session, spec: ChartSpec, *, links: list[str] | None = None) -> None:
    """The numbers of a chart as a table, and the same to take away."""
    tables.show(session, spec.table, links=links)
    download(session, spec)


def download(session: Session, spec: ChartSpec) -> None:
    """A button that saves the chart's numbers, exact, with the view they belong to."""
    downloads.draw(
        session,
        session.words("download.csv"),
        lambda: files.as_csv(spec.table, session.words.language, said_of(session)),
        file_name=f"{spec.name}-{session.question.as_of}-{session.question.currency}.csv",
        name=spec.name,
        title=session.words("download.what"),
    )


def _chart(spec: ChartSpec, *, selects: bool) -> list[str]:
    if not selects:
        st.plotly_chart(
            to_plotly(spec),
            key=f"figure-{spec.name}",
            theme=None,
            config=dict(spec.config),
            alt=spec.alt,
        )
        return []
    event: Mapping[str, Any] = st.plotly_chart(
        to_plotly(spec),
        key=f"figure-{spec.name}",
        theme=None,
        config=dict(spec.config),
        alt=spec.alt,
        on_select="rerun",
        selection_mode="points",
    )
    points = event["selection"]["points"]
    return [value for point in points if (value := _stands_for(point.get("customdata")))]


def _stands_for(custom: object) -> str:
    """What a point names: Plotly gives it bare or in a list."""
    if isinstance(custom, list):
        return str(custom[0]) if custom else ""
    return "" if custom is None else str(custom)
