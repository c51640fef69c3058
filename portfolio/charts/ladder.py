"""The bar of the ladder of money: secured and missing side by side, paid and pledged inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portfolio.charts import style
from portfolio.charts.drawn import Drawn, spoken
from portfolio.charts.reader import Reader
from portfolio.charts.table import Cell, Column, Table
from portfolio.measures.figures import Amounts, Figure

THICK, THIN = 0.66, 0.2
COLUMNS = (Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PLEDGED_OPEN, Figure.PAID)
FUNDER_COLUMNS = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
PROJECT_COLUMNS = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.PLEDGED_OPEN,
    Figure.GAP_AFTER_PLEDGES,
    Figure.PAID,
    Figure.GAP_UNPAID,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what a click on it stands for, its name, its figures, how many projects."""

    key: str
    name: str
    amounts: Amounts
    projects: int = 0


def figure(
    reader: Reader,
    bars: Sequence[Bar],
    *,
    with_gap: bool = True,
    height: int | None = None,
    name_width: int = 30,
    label: bool = True,
) -> dict[str, Any]:
    """Horizontal bars, first at the top: thick secured and gap, thin paid and pledged on them.

    Secured and gap are drawn as they are: where a project has a surplus the two together are
    longer than the requirement.
    """
    keys = [bar.key for bar in bars]
    secured = [bar.amounts.secured for bar in bars]
    gap = [(bar.amounts.gap or 0) if with_gap else 0 for bar in bars]
    pledged = [bar.amounts.pledged_open for bar in bars]
    ends = [s + max(g, p) for s, g, p in zip(secured, gap, pledged, strict=True)]
    most = max(ends, default=0)
    traces = [_bars(reader, bars, Figure.SECURED, secured, [0] * len(bars), THICK)]
    if with_gap:
        traces.append(_bars(reader, bars, Figure.GAP, gap, secured, THICK))
    traces.append(
        _bars(reader, bars, Figure.PAID, [bar.amounts.paid for bar in bars], [0] * len(bars), THIN)
    )
    traces.append(_bars(reader, bars, Figure.PLEDGED_OPEN, pledged, secured, THIN))
    if label:
        traces.append(_labels(reader, bars, ends, with_gap=with_gap))
    axis = style.money_axis(reader, most, room=1.32 if label else 1.04)
    return {
        "data": traces,
        "layout": style.layout(
            reader,
            height=height or 74 + 46 * max(len(bars), 1),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis=style.along(reader, axis),
            yaxis=style.names_axis(reader, keys, [bar.name for bar in bars], name_width),
        ),
    }


def table(
    reader: Reader,
    caption: str,
    heading: str,
    bars: Sequence[Bar],
    total: Amounts | None,
    figures: Sequence[Figure] = COLUMNS,
) -> Table:
    """The same bars as a table; coverage where a requirement is shown, projects where counted."""
    is_counted = any(bar.projects > 1 for bar in bars)
    has_coverage = Figure.REQUIREMENT in figures

    def row(name: str, amounts: Amounts, projects: int | None) -> tuple[Cell, ...]:
        cells = [Cell(name), *(reader.money(amounts.of(figure)) for figure in figures)]
        if has_coverage:
            cells.append(reader.share(amounts.coverage))
        if is_counted:
            cells.append(Cell("") if projects is None else reader.number(projects))
        return tuple(cells)

    columns = [Column(heading)]
    columns += [Column(reader.words(f"figure.{f}.short"), True, reader.currency) for f in figures]
    if has_coverage:
        columns.append(Column(reader.words("figure.coverage.short"), True, "%"))
    if is_counted:
        columns.append(Column(reader.words("column.projects"), True))
    return Table(
        caption,
        tuple(columns),
        tuple(row(bar.name, bar.amounts, bar.projects) for bar in bars),
        row(reader.words("part.total"), total, None) if total else (),
    )


def _bars(
    reader: Reader,
    bars: Sequence[Bar],
    figure: Figure,
    lengths: Sequence[int],
    bases: Sequence[int],
    width: float,
) -> dict[str, Any]:
    name = reader.words(f"figure.{figure}.short")
    return {
        "type": "bar",
        "orientation": "h",
        "name": style.text(reader, name),
        "y": [bar.key for bar in bars],
        "x": list(lengths),
        "base": list(bases),
        "width": width,
        "marker": style.marker(figure),
        "customdata": [bar.key for bar in bars],
        "hovertext": [
            style.text(reader, f"{bar.name}: {name} {reader.exact(bar.amounts.of(figure))}")
            for bar in bars
        ],
        "hoverinfo": "text",
    }


def _labels(
    reader: Reader, bars: Sequence[Bar], ends: Sequence[int], *, with_gap: bool
) -> dict[str, Any]:
    """The words at the end of each bar: what is missing, or what is secured where gaps have no meaning."""
    key = "chart.ladder.missing" if with_gap else "chart.ladder.secured"
    said = []
    for bar in bars:
        amounts = bar.amounts
        if not (amounts.requirement or amounts.secured or amounts.pledged_open):
            said.append(reader.words("chart.ladder.nothing"))
        elif with_gap and not amounts.requirement:
            said.append(
                reader.words("chart.ladder.secured", secured=reader.amount(amounts.secured))
            )
        elif with_gap and amounts.gap == 0:
            said.append(reader.words("chart.ladder.covered"))
        else:
            said.append(
                reader.words(
                    key, gap=reader.amount(amounts.gap), secured=reader.amount(amounts.secured)
                )
            )
    return {
        "type": "scatter",
        "mode": "text",
        "y": [bar.key for bar in bars],
        "x": list(ends),
        "text": [style.text(reader, f"\u00a0{words}\u00a0") for words in said],
        "textposition": "middle left" if reader.is_rtl else "middle right",
        "textfont": {"size": 13, "color": style.INK},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def drawn(
    reader: Reader,
    name: str,
    heading: str,
    bars: Sequence[Bar],
    total: Amounts | None,
    takeaway: str,
    **options: Any,
) -> Drawn:
    """A whole chart of ladder bars: ``name`` finds its words, ``options`` go to ``figure``.

    A table may hold more rows than there are bars: ``rows`` gives them; ``figures`` its columns.
    """
    rows: Sequence[Bar] = options.pop("rows", bars)
    columns: Sequence[Figure] = options.pop("figures", COLUMNS)
    is_empty = not any(bar.amounts.requirement or bar.amounts.secured for bar in rows)
    title = reader.words(f"chart.{name}.title")
    said = reader.words(f"chart.{name}.empty") if is_empty else takeaway
    return Drawn(
        name=name,
        title=title,
        takeaway=said,
        alt=spoken(title, said, [_spoken(reader, bar) for bar in bars]),
        figure=figure(reader, bars, **options),
        config=style.config(),
        table=table(reader, title, heading, rows, total, columns),
        is_empty=is_empty,
    )


def _spoken(reader: Reader, bar: Bar) -> str:
    return reader.words(
        "chart.ladder.spoken",
        name=bar.name,
        secured=reader.amount(bar.amounts.secured),
        gap=reader.amount(bar.amounts.gap),
        paid=reader.amount(bar.amounts.paid),
        pledged=reader.amount(bar.amounts.pledged_open),
    )


def most_missing(reader: Reader, name: str, bars: Sequence[Bar], total: Amounts) -> str:
    """The sentence that names the bar with the largest gap and its part of the whole gap."""
    if not total.gap:
        return reader.words("chart.ladder.nothing_missing")
    top = max(bars, key=lambda bar: bar.amounts.gap or 0)
    return reader.words(
        f"chart.{name}.takeaway",
        name=top.name,
        gap=reader.amount(top.amounts.gap),
        total=reader.amount(total.gap),
        share=Fraction(top.amounts.gap or 0, total.gap),
    )
