"""Bars side by side: a project's money, the three gaps, and money year by year."""

from collections.abc import Sequence
from typing import Any, Final

from portfolio.charts import style
from portfolio.charts.bar_lines import BarLine
from portfolio.charts.style import ChartSpec
from portfolio.measures.figures import Amounts, Figure, YearLine
from portfolio.present.format import Formatter
from portfolio.present.table import Table, number, table_of


def figure(
    reader: Formatter, amounts: Amounts, figures: Sequence[Figure], names: Sequence[str]
) -> dict[str, Any]:
    """Horizontal bars of several figures of one line on one scale, first at the top."""
    values = [amounts.of(entry) or 0 for entry in figures]
    keys = [entry.value for entry in figures]
    labels = [reader.figure_text(amounts, entry) for entry in figures]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [key],
                "x": [value],
                "width": 0.6,
                "marker": style.marker(entry),
                "customdata": [key],
                "text": [style.text(reader, f"\u00a0{label}\u00a0")],
                "textposition": "outside",
                "textfont": {"size": 13, "color": style.INK},
                "cliponaxis": False,
                "hovertext": [style.name_and_value(reader, name, reader.exact_of(amounts, entry))],
                "hoverinfo": "text",
            }
            for key, value, entry, name, label in zip(
                keys, values, figures, names, labels, strict=True
            )
        ],
        "layout": style.layout(
            reader,
            height=style.rows_height(reader, names, 48, 34, around=46),
            barmode="overlay",
            margin=style.beside(reader, values, labels),
            xaxis=style.along(
                reader, style.money_axis(reader, max(values, default=0), room=1.02, about=2)
            ),
            yaxis=style.names_axis(reader, keys, names, 34),
        ),
    }


def table(
    reader: Formatter, title: str, amounts: Amounts, figures: Sequence[Figure], names: Sequence[str]
) -> Table:
    """Table of the amounts in two columns."""
    return table_of(
        reader.words,
        title,
        list(zip(names, figures, strict=True)),
        ("filter.figure", lambda row: row[0]),
        (number("column.amount", reader.currency), lambda row: reader.figure(amounts, row[1])),
    )


STEPS = (Figure.REQUIREMENT, Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN, Figure.GAP)


def project_money(
    reader: Formatter, amounts: Amounts, *, has_requirement: bool = True
) -> ChartSpec:
    """Chart of a project's own amounts; without a requirement the gap is n/a."""
    steps = STEPS if has_requirement else (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
    names = [reader.words(f"figure.{figure}") for figure in steps]
    title = reader.words("chart.project_money.title")
    is_empty = not any(amounts.of(figure) for figure in steps)
    key = "empty" if is_empty else "takeaway" if has_requirement else "no_requirement"
    takeaway = reader.words(
        f"chart.project_money.{key}",
        requirement=reader.state_text(amounts, Figure.REQUIREMENT),
        secured=reader.state_text(amounts, Figure.SECURED),
        paid=reader.state_text(amounts, Figure.PAID),
        gap=reader.state_text(amounts, Figure.GAP),
    )
    return ChartSpec(
        name="project_money",
        title=title,
        takeaway=takeaway,
        figure=figure(reader, amounts, steps, names),
        config=style.config(),
        make_table=lambda: table(reader, title, amounts, steps, names),
        is_empty=is_empty,
        bars=_lines(reader, amounts, steps, names),
    )


def _lines(
    reader: Formatter, amounts: Amounts, figures: Sequence[Figure], names: Sequence[str]
) -> tuple[BarLine, ...]:
    """The same bars without a picture."""
    whole = max((amounts.of(entry) or 0 for entry in figures), default=0)
    return tuple(
        BarLine(
            entry.value,
            name,
            reader.figure_text(amounts, entry),
            ((entry, 0.0, (amounts.of(entry) or 0) / whole),) if whole else (),
        )
        for entry, name in zip(figures, names, strict=True)
    )


THREE: Final = (Figure.GAP, Figure.GAP_AFTER_PLEDGES, Figure.GAP_UNPAID)
# What a line is called, its colour, and its field in a YearLine.
LINES: Final = (
    ("figure.requirement", Figure.REQUIREMENT, "requirement"),
    ("flows.pledge", Figure.PLEDGED_OPEN, "pledges"),
    ("flows.commitment", Figure.SECURED, "commitments"),
    ("flows.disbursement", Figure.PAID, "disbursements"),
    ("flows.expenditure", Figure.SPENT, "expenditure"),
)
_SPOKEN: Final = ("requirement", "commitments", "disbursements")


def years(reader: Formatter, lines: Sequence[YearLine]) -> ChartSpec:
    """Chart of the year lines; a year may be negative where corrections outweigh it."""
    drawn = [line for line in lines if any(_amount(line, name) is not None for *_, name in LINES)]
    title = reader.words("chart.years.title")
    return ChartSpec(
        name="years",
        title=title,
        takeaway=_takeaway(reader, drawn) if drawn else reader.words("chart.years.empty"),
        figure=_figure(reader, drawn) if drawn else {},
        config=style.config(),
        make_table=lambda: _table(reader, title, drawn),
        make_lines=lambda: [_spoken(reader, line) for line in drawn],
        is_empty=not drawn,
    )


def _amount(line: YearLine, name: str) -> int | None:
    amount: int | None = getattr(line, name)
    return amount


def _exact(reader: Formatter, line: YearLine, name: str) -> str:
    """To the minor unit, or in words why it is no amount (ruling 26)."""
    amount = _amount(line, name)
    return reader.words(f"state.{line.state(name)}") if amount is None else reader.exact(amount)


def _takeaway(reader: Formatter, lines: Sequence[YearLine]) -> str:
    """The year with most commitments, and what was disbursed in it."""
    recorded = [line for line in lines if line.commitments is not None]
    if not recorded:
        return reader.words("chart.years.unrecorded")
    top = max(recorded, key=lambda line: line.commitments or 0)
    if (top.commitments or 0) <= 0:
        return reader.words("chart.years.none_committed")
    is_disbursed = top.disbursements is not None
    return reader.words(
        f"chart.years.takeaway{'' if is_disbursed else '.undisbursed'}",
        year=str(top.year),
        commitments=reader.amount(top.commitments),
        disbursements=reader.amount(top.disbursements),
    )


def _spoken(reader: Formatter, line: YearLine) -> str:
    amounts = (
        reader.amount(amount)
        if (amount := _amount(line, name)) is not None
        else reader.words(f"state.{line.state(name)}")
        for name in _SPOKEN
    )
    return reader.words(
        "chart.years.spoken", year=str(line.year), **dict(zip(_SPOKEN, amounts, strict=True))
    )


def _table(reader: Formatter, title: str, lines: Sequence[YearLine]) -> Table:
    return table_of(
        reader.words,
        title,
        lines,
        ("axis.year", lambda line: str(line.year)),
        *(
            (
                number(key, reader.currency),
                lambda line, name=name: reader.recorded_at(_amount(line, name), line.state(name)),
            )
            for key, _, name in LINES
        ),
    )


def _figure(reader: Formatter, lines: Sequence[YearLine]) -> dict[str, Any]:
    values = [_amount(line, name) or 0 for line in lines for *_, name in LINES]
    most, least = max(*values, 0), min(*values, 0)
    axis = style.money_axis(reader, max(most, 1))
    axis["range"] = [least * 1.05, max(most, 1) * 1.05]
    years = [str(line.year) for line in lines]
    return {
        "data": [
            {
                "type": "bar",
                "name": style.text(reader, reader.words(key)),
                "x": years,
                "y": [_amount(line, name) for line in lines],
                "marker": style.marker(figure),
                "customdata": years,
                "hovertext": [
                    style.name_and_value(
                        reader,
                        reader.join_parts([str(line.year), reader.words(key)]),
                        _exact(reader, line, name),
                    )
                    for line in lines
                ],
                "hoverinfo": "text",
            }
            for key, figure, name in LINES
            if any(_amount(line, name) is not None for line in lines)
        ],
        "layout": style.layout(
            reader,
            height=360,
            barmode="group",
            bargap=0.25,
            showlegend=True,
            margin={"l": 8, "r": 8, "t": 30, "b": 8},
            xaxis={
                "type": "category",
                "categoryorder": "array",
                "categoryarray": years,
                "autorange": "reversed" if reader.is_rtl else True,
                "showgrid": False,
            },
            yaxis={**axis, "side": "right" if reader.is_rtl else "left"},
        ),
    }
