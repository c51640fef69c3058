"""Chart in its frame: sentence, picture or table; narrowing by a click; map and years."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio import settings
from portfolio.charts import breakdowns, grid, map
from portfolio.charts.grid import SEPARATOR
from portfolio.charts.map import Boundaries, read_file
from portfolio.charts.style import ChartSpec, to_plotly
from portfolio.domain.params import ViewParams
from portfolio.domain.reference import Kind
from portfolio.measures.figures import Amounts, Breakdown, CrossTab, Figure
from portfolio.present.format import UNALLOCATED
from portfolio.present.html import link, tag
from portfolio.present.table import Cell, Column, Table
from portfolio.services.params import SUBJECTS
from portfolio.ui import bar_list, downloads, filters, lists, navigation, subjects
from portfolio.ui.badges import clause_words
from portfolio.ui.pictures import picture_choice
from portfolio.ui.session import Session, go

TABLE: Final = "table"  # the name in an address of the charts shown as tables


def show(
    session: Session,
    spec: ChartSpec,
    *,
    selects: bool = False,
    note: str = "",
    links: list[str] | None = None,
    narrow: str = "",
    hrefs: Mapping[str, str] | None = None,
) -> list[str]:
    """Draw a chart and return the keys of its selected points (``selects``), else nothing.

    The switch next to the title shows the same numbers as a table with a download; ``links`` make
    its rows links. ``note`` is a remark under the chart. ``narrow``: HTML that replaces
    the picture and its remark where the screen is too narrow for it; bars become a list there by
    themselves, in which ``hrefs`` say where each leads.
    """
    place = "picture" if narrow else "bars"
    narrow = narrow or (bar_list.as_html(spec.bars, hrefs or {}) if spec.bars else "")
    with st.container(key=f"chart-{spec.name}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(tag("h2", spec.title, class_="rp-chart-title"))
            as_table = not spec.is_empty and _is_table(session, spec.name)
        said = tag("p", _sentence(session, spec), class_="rp-takeaway")
        st.html(
            said if as_table or spec.is_empty else said + _legend(spec, is_grid=place == "picture")
        )
        selected: list[str] = []
        if as_table:
            table(session, spec, links=links)
        elif not spec.is_empty and narrow:
            with st.container(key=f"{place}-{spec.name}"):
                selected = _chart(spec, selects=selects)
            # A telephone has lists in place of the chart, and the same picture of it to take away.
            st.html(narrow + picture_choice(session, spec))
        elif not spec.is_empty:
            selected = _chart(spec, selects=selects)
            st.html(picture_choice(session, spec), width="content")
        wide = f"rp-{place}-only" if narrow and not as_table else None
        remark = tag("span", note, class_=wide) if note else ""
        remark += clause_words(session) if spec.names_clauses else ""
        if remark:
            st.html(tag("p", remark, class_="rp-note"))
    return selected


def _sentence(session: Session, spec: ChartSpec) -> Markup:
    """What a chart shows; names in it lead to their pages."""
    return subjects.phrase_links(session, spec.sentence or spec.takeaway, *spec.subjects)


def _is_table(session: Session, name: str) -> bool:
    """Switch between a chart and its table, stored in the address."""
    key, wanted = f"table-{name}", name in session.beside.get(TABLE, [])
    # A switch nobody has moved is off: storing that would reveal which charts were drawn before.
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


def _legend(spec: ChartSpec, *, is_grid: bool = False) -> Markup:
    """The colours of a chart: as HTML, since Plotly breaks a legend at the width of its bars.

    ``is_grid``: a narrow screen has lists without colours in place of the picture.
    """
    items = [tag("li", tag("i", class_=f"rp-is-{part}"), said) for part, said in spec.legend]
    items += [
        tag("li", tag("i", class_="rp-class", style=f"background:{colour}"), said)
        for colour, said in spec.classes
    ]
    class_ = "rp-legend rp-picture-only" if is_grid else "rp-legend"
    return tag("ul", *items, class_=class_) if items else Markup()


def table(session: Session, spec: ChartSpec, *, links: list[str] | None = None) -> None:
    """Numbers of a chart as a table, and the same to download."""
    lists.show(session, spec.table, links=links, name=spec.name)
    download(session, spec)


def download(session: Session, spec: ChartSpec) -> None:
    """Button that downloads the chart's numbers, exact, with their view."""
    downloads.draw_table_download(
        session,
        lambda: spec.table,
        stem=f"{spec.name}-{session.question.as_of}-{session.question.currency}",
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
    """Key of a point: Plotly returns it bare or in a list."""
    if isinstance(custom, list):
        return str(custom[0]) if custom else ""
    return "" if custom is None else str(custom)


FIELDS: Final = {axis.name: axis.field for axis in filters.AXES}


def narrowed_projects(session: Session, keys: Mapping[str, str]) -> ViewParams | None:
    """View parameters narrowed to one key per axis; None where a key names nothing recorded."""
    if UNALLOCATED in keys.values():
        return None
    kept = {FIELDS[axis]: frozenset((_value(axis, key),)) for axis, key in keys.items()}
    return session.with_filters(**kept)


def bars(
    session: Session, page: str, spec: ChartSpec, split: Breakdown, *, note: str, always: str = ""
) -> None:
    """Chart of one breakdown: a bar, or a link of the table, leads to that part.

    A country, funder or clause has a page of its own; of another axis the page is narrowed.
    ``note`` says so; ``always`` is shown under the chart anyhow. One bar alone is what the headline
    shows already: it gives way to what comes next.
    """
    if len(split.lines) == 1 and split.axis in SUBJECTS:
        return
    # Of the clauses those without money have a bar too.
    every = dict.fromkeys((*(line.key for line in split.lines), *(bar.key for bar in spec.bars)))
    names = Counter(session.reader.name(split.axis, key) for key in every)
    keys = {session.reader.name(split.axis, key): key for key in every}
    hrefs = {key: _way(session, page, split.axis, key) for key in keys.values()}
    links = [
        hrefs[keys[name]] if names[name] == 1 else ""
        for name in (row[0].text for row in spec.table.rows)
    ]
    note = " ".join(filter(None, (always, note if len(split.lines) > 1 else "")))
    for key in show(session, spec, selects=True, note=note, links=links, hrefs=hrefs):
        if key in keys.values():
            _follow_bar(session, split.axis, key)


def _way(session: Session, page: str, axis: str, key: str) -> str:
    """Where a bar leads; empty where it stands for no one."""
    if axis in SUBJECTS:
        return subjects.href(session, axis, key)
    return _href(session, page, {axis: key})


def _follow_bar(session: Session, axis: str, key: str) -> None:
    """Go where a bar leads."""
    if axis not in SUBJECTS:
        _follow(session, {axis: key})
    elif (there := subjects.way(session, axis, key)) is not None:
        navigation.to(*there)


def cells(
    session: Session,
    page: str,
    spec: ChartSpec,
    crossing: CrossTab,
    axes: tuple[str, str],
    figures: Sequence[Figure],
    total: Amounts,
    *,
    note: str,
) -> None:
    """Heat table of a cross-tabulation; its table has every cell as a link, the greatest first."""
    ranked = sorted(
        (key for key, amounts in crossing.cells.items() if amounts.of(figures[0])),
        key=lambda key: (-(crossing.cells[key].of(figures[0]) or 0), key),
    )
    table = _table(session, page, spec.title, crossing, ranked, axes, figures, total)
    note = note if len(ranked) > 1 else ""
    listed = replace(grid.selectable(spec), make_table=lambda: table)
    cell_of = {SEPARATOR.join(key): key for key in ranked}
    narrow = _narrow(session, page, crossing, axes, figures[0])
    for said in show(session, listed, selects=True, note=note, narrow=narrow):
        if said in cell_of:
            _follow(session, dict(zip(axes, cell_of[said], strict=True)))


NARROW_ROWS: Final = 30  # lists on a telephone; the table has every cell


def _narrow(
    session: Session, page: str, crossing: CrossTab, axes: tuple[str, str], figure: Figure
) -> Markup:
    """The grid for a telephone: a list a row, the greatest row first and open."""
    lists_of: dict[str, list[tuple[int, str]]] = {}
    for (row, column), amounts in crossing.cells.items():
        if amount := amounts.of(figure):
            lists_of.setdefault(row, []).append((amount, column))
    if not lists_of:
        return Markup()
    sums = {row: sum(amount for amount, _ in cells) for row, cells in lists_of.items()}
    ranked = sorted(sums, key=lambda row: (-sums[row], row))
    made = [
        tag(
            "details",
            tag(
                "summary",
                tag("span", session.reader.name(axes[0], row)),
                tag("b", session.reader.amount(sums[row]), title=session.reader.exact(sums[row])),
            ),
            tag(
                "ul",
                *(
                    _narrow_cell(session, page, axes, (row, column), amount)
                    for amount, column in sorted(
                        lists_of[row], key=lambda cell: (-cell[0], cell[1])
                    )
                ),
            ),
            open="" if row == ranked[0] else None,
        )
        for row in ranked[:NARROW_ROWS]
    ]
    if len(ranked) > NARROW_ROWS:
        made.append(tag("p", session.words.count("show.first", NARROW_ROWS), class_="rp-note"))
    return tag("div", *made, class_="rp-cross-lists")


def _narrow_cell(
    session: Session, page: str, axes: tuple[str, str], key: tuple[str, str], amount_minor: int
) -> Markup:
    name = session.reader.name(axes[1], key[1])
    href = _href(session, page, dict(zip(axes, key, strict=True)))
    amount = session.reader.amount(amount_minor)
    return tag(
        "li",
        link(name, href) if href else tag("span", name),
        tag("span", amount, title=session.reader.exact(amount_minor)),
    )


def _table(
    session: Session,
    page: str,
    title: str,
    crossing: CrossTab,
    projects: Sequence[tuple[str, str]],
    axes: tuple[str, str],
    figures: Sequence[Figure],
    total: Amounts,
) -> Table:
    """A row a cell: its names lead to their pages, its first amount to the view narrowed to both."""
    words, reader = session.words, session.reader

    def name(axis: str, key: str) -> Cell:
        return Cell(reader.name(axis, key), href=_way(session, page, axis, key))

    def amount(key: tuple[str, str], figure: Figure) -> Cell:
        there = _href(session, page, dict(zip(axes, key, strict=True)))
        cell = reader.figure(crossing.cells[key], figure)
        return replace(cell, href=there) if figure is figures[0] else cell

    columns = (
        *(Column(words(f"axis.{axis}"), key=axis) for axis in axes),
        *(Column(words(f"figure.{f}.short"), True, reader.currency, key=f) for f in figures),
    )
    rows = tuple(
        (
            *(name(axis, part) for axis, part in zip(axes, key, strict=True)),
            *(amount(key, figure) for figure in figures),
        )
        for key in projects
    )
    sums = (reader.figure(total, figures[0]), *(Cell("") for _ in figures[1:]))
    return Table(title, columns, rows, (Cell(words("part.total")), Cell(""), *sums))


def _value(axis: str, key: str) -> Any:
    """Key of a breakdown in the form of its axis's filter."""
    match axis:
        case "clause":
            return int(key)
        case "kind":
            return next(kind for kind in Kind if kind.word == key)
        case _:
            return key


def _href(session: Session, page: str, keys: Mapping[str, str]) -> str:
    """Link that narrows the page; empty where nothing can be narrowed."""
    question = narrowed_projects(session, keys)
    return session.href(page, question) if question else ""


def _follow(session: Session, keys: Mapping[str, str]) -> None:
    """Put the narrowed view parameters into the address, unless they are there already."""
    question = narrowed_projects(session, keys)
    if question is not None and question != session.question:
        go(session.address(question))


@cache
def boundaries() -> Boundaries | None:
    """The boundaries the settings name; None where the map is left out or its file is wrong."""
    file = settings.current().boundaries
    return None if file is None else read_file(file)


def draw_country_map(session: Session, page: str, split: Breakdown) -> None:
    """Map and bars side by side; the bars alone where the settings leave the map out.

    One country alone gives way to what comes next, as a single bar does.
    """
    if len(split.lines) == 1:
        return
    outlined = boundaries()
    if outlined is None:
        _bars(session, page, split)
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        drawn = session.per_view("map", lambda: map.build(session.reader, split, outlined))
        words = session.words
        note, select = words("note.boundaries"), words("chart.map.select")
        bars(session, page, drawn, split, note=select, always=note)
    with right:
        _bars(session, page, split)


def _bars(session: Session, page: str, split: Breakdown) -> None:
    drawn = session.per_view("countries", lambda: breakdowns.countries(session.reader, split))
    bars(session, page, drawn, split, note=session.words("chart.bars.lead"))
