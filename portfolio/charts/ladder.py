"""The bar of a requirement: covered and gap side by side, disbursed and pledged inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portfolio.charts import style
from portfolio.charts.bar_lines import BarLine
from portfolio.charts.style import SPOKEN_LINES, ChartSpec
from portfolio.measures.figures import Amounts, Figure
from portfolio.present.format import UNALLOCATED, Formatter
from portfolio.present.html import strong, without_marks
from portfolio.present.table import Cell, Column, Table

THICK, THIN = 0.66, 0.2
# One family in bars, tooltips and tables (domain ruling 25).
COLUMNS = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.DISBURSED_TOWARD_REQUIREMENT,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP,
)
FUNDER_COLUMNS = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
PROJECT_COLUMNS = (*COLUMNS, Figure.GAP_UNPAID)
UNRANKED = frozenset((UNALLOCATED, "unclassified"))  # bars that name no part


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its key for clicks, its name, its figures, how many projects.

    ``is_estimate``: its figures are parts of projects by their shares, which are estimates.
    """

    key: str
    name: str
    amounts: Amounts
    projects: int = 0
    is_estimate: bool = False


def figure(
    reader: Formatter,
    bars: Sequence[Bar],
    *,
    with_gap: bool = True,
    row: int = 46,
    around: int = 52,
    name_width: int = 30,
) -> dict[str, Any]:
    """Horizontal bars, first at the top, each as long as its requirement.

    Thick: covered, then missing. Thin on them: disbursed, and what open pledges would close.
    Money beyond a requirement is in the table only, since it covers nothing. ``with_gap`` False:
    bars of secured funding, for lines without a requirement of their own (funders).
    """
    parts = [_parts(bar.amounts, with_gap=with_gap) for bar in bars]
    ends = [max((base + length for base, length in part.values()), default=0) for part in parts]
    axis = style.money_axis(reader, max(ends, default=0), room=1.02, about=2)
    labels = [_label(reader, bar.amounts, with_gap) for bar in bars]
    hovers = [_hover(reader, bar) for bar in bars]
    names = [bar.name for bar in bars]
    return {
        "data": [
            *(
                _trace(reader, bars, parts, hovers, entry, _called(reader, entry))
                for entry in _entries(with_gap)
            ),
            _labels(reader, bars, ends, labels),
        ],
        "layout": style.layout(
            reader,
            height=style.rows_height(reader, names, row, name_width, around=around),
            barmode="overlay",
            margin=style.beside(reader, ends, labels),
            # Every bar has its amount at its end, where a line of the grid would run through it.
            xaxis={**style.along(reader, axis), "showgrid": False},
            yaxis=style.names_axis(reader, [bar.key for bar in bars], names, name_width),
        ),
    }


def _entries(with_gap: bool) -> tuple[Figure, ...]:
    """Figures of the bars, the thick parts first: the thin ones are drawn on them."""
    if not with_gap:
        return (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
    return (
        Figure.COVERED,
        Figure.GAP,
        Figure.DISBURSED_TOWARD_REQUIREMENT,
        Figure.PLEDGED_TOWARD_GAP,
    )


def _called(reader: Formatter, figure: Figure) -> str:
    """Name of a part of a bar."""
    return reader.label(figure)


def _parts(amounts: Amounts, *, with_gap: bool) -> dict[Figure, tuple[int, int]]:
    """Start and length of each part of a bar."""
    if not with_gap:
        return {
            Figure.SECURED: (0, amounts.secured),
            Figure.PAID: (0, amounts.paid),
            Figure.PLEDGED_OPEN: (amounts.secured, amounts.pledged_open),
        }
    start, gap = amounts.covered or 0, amounts.gap or 0
    disbursed = amounts.disbursed_toward_requirement or 0
    return {
        Figure.COVERED: (0, start),
        Figure.GAP: (start, gap),
        Figure.DISBURSED_TOWARD_REQUIREMENT: (0, min(start, disbursed)),
        Figure.PLEDGED_TOWARD_GAP: (start, min(gap, amounts.pledged_toward_gap or 0)),
    }


def table(
    reader: Formatter,
    caption: str,
    heading: str,
    bars: Sequence[Bar],
    total: Amounts | None,
    figures: Sequence[Figure] = COLUMNS,
) -> Table:
    """Table of the bars; coverage where a requirement is shown, projects where counted."""
    is_counted = any(bar.projects > 1 for bar in bars)
    has_coverage = Figure.REQUIREMENT in figures

    def row(name: str, amounts: Amounts, projects: int | None) -> tuple[Cell, ...]:
        cells = [Cell(name), *(reader.figure(amounts, figure) for figure in figures)]
        if has_coverage:
            cells.append(reader.share(amounts.coverage))
        if is_counted:
            cells.append(Cell("") if projects is None else reader.number(projects))
        return tuple(cells)

    columns = [Column(heading, key="name")]
    columns += [Column(reader.label(f), True, reader.currency, key=f) for f in figures]
    if has_coverage:
        columns.append(Column(reader.words("figure.coverage.short"), True, "%", key="coverage"))
    if is_counted:
        columns.append(Column(reader.words("column.projects"), True, key="projects"))
    return Table(
        caption,
        tuple(columns),
        tuple(row(bar.name, bar.amounts, bar.projects) for bar in bars),
        row(reader.words("part.total"), total, None) if total else (),
    )


def _trace(
    reader: Formatter,
    bars: Sequence[Bar],
    parts: Sequence[dict[Figure, tuple[int, int]]],
    hovers: Sequence[str],
    figure: Figure,
    name: str,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": style.text(reader, name),
        "y": [bar.key for bar in bars],
        "x": [part[figure][1] for part in parts],
        "base": [part[figure][0] for part in parts],
        "width": THICK if figure in (Figure.SECURED, Figure.COVERED, Figure.GAP) else THIN,
        "marker": style.marker(figure),
        "customdata": [bar.key for bar in bars],
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }


def _hover(reader: Formatter, bar: Bar) -> str:
    """The bar's own figures, one to a line: exact, or rounded where shares only estimate them."""
    written = reader.figure_text if bar.is_estimate else reader.exact_of
    lines = [bar.name]
    lines += [
        reader.words(
            "word.colon",
            label=reader.label(entry),
            value=written(bar.amounts, entry),
        )
        for entry in (COLUMNS if bar.amounts.requirement is not None else FUNDER_COLUMNS)
    ]
    return "<br>".join(style.text(reader, line) for line in lines)


def _labels(
    reader: Formatter, bars: Sequence[Bar], ends: Sequence[int], labels: Sequence[str]
) -> dict[str, Any]:
    """The words at the end of each bar."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": [bar.key for bar in bars],
        "x": list(ends),
        "text": [style.text(reader, f"\u00a0{label}\u00a0") for label in labels],
        "textposition": "middle left" if reader.is_rtl else "middle right",
        "textfont": {"size": 13, "color": style.INK},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _label(reader: Formatter, amounts: Amounts, with_gap: bool) -> str:
    """Label of a bar: the gap, or secured funding where a gap has no meaning."""
    if not (amounts.requirement or amounts.secured or amounts.pledged_open):
        is_recorded = any(amounts.recorded_amount(figure) is not None for figure in FUNDER_COLUMNS)
        return reader.words(f"chart.ladder.{'nothing' if is_recorded else 'unrecorded'}")
    if not with_gap or not amounts.requirement:
        if amounts.recorded_amount(Figure.SECURED) is None:
            pledged = reader.state_text(amounts, Figure.PLEDGED_OPEN)
            return reader.words("chart.ladder.pledged", pledged=pledged)
        key = "secured"  # funders and context have no requirement
        if with_gap and amounts.requirement is not None:
            is_zero = amounts.recorded_amount(Figure.REQUIREMENT) is not None
            key = "no_requirement" if is_zero else "need_unrecorded"
        return reader.words(f"chart.ladder.{key}", secured=reader.amount(amounts.secured))
    if amounts.gap == 0:
        return reader.words("chart.ladder.covered")
    return reader.words("chart.ladder.missing", gap=reader.amount(amounts.gap))


def ladder(
    reader: Formatter,
    name: str,
    heading: str,
    bars: Sequence[Bar],
    total: Amounts | None,
    takeaway: str,
    **options: Any,
) -> ChartSpec:
    """Whole chart of ladder bars: ``name`` is the prefix of phrases, ``options`` go to ``figure``.

    A table may have more rows than there are bars: ``rows``; ``figures`` are its columns. Names in the
    takeaway may be marked; ``subjects`` are those with a page of their own.
    """
    rows: Sequence[Bar] = options.pop("rows", bars)
    columns: Sequence[Figure] = options.pop("figures", COLUMNS)
    subjects: tuple[tuple[str, str], ...] = options.pop("subjects", ())
    with_gap: bool = options.get("with_gap", True)
    is_empty = not any(
        bar.amounts.requirement or bar.amounts.secured or bar.amounts.pledged_open for bar in rows
    )
    title = reader.words(f"chart.{name}.title")
    said = reader.words(f"chart.{name}.empty") if is_empty else takeaway
    return ChartSpec(
        name=name,
        title=title,
        takeaway=without_marks(said),
        sentence=said,
        subjects=subjects,
        figure=figure(reader, bars, **options),
        config=style.config(),
        make_table=lambda: table(reader, title, heading, rows, total, columns),
        make_lines=lambda: [_spoken(reader, bar) for bar in bars[:SPOKEN_LINES]],
        is_empty=is_empty,
        legend=tuple((entry, _called(reader, entry)) for entry in _entries(with_gap)),
        names_clauses=name == "clauses",
        bars=_lines(reader, bars, with_gap),
    )


def _lines(reader: Formatter, bars: Sequence[Bar], with_gap: bool) -> tuple[BarLine, ...]:
    """The bars without a picture, on one scale; no amount shares out the scale of none."""
    parts = [_parts(bar.amounts, with_gap=with_gap) for bar in bars]
    whole = max((start + length for part in parts for start, length in part.values()), default=0)
    return tuple(
        BarLine(
            bar.key,
            bar.name,
            _label(reader, bar.amounts, with_gap),
            tuple((entry, start / whole, length / whole) for entry, (start, length) in part.items())
            if whole
            else (),
        )
        for bar, part in zip(bars, parts, strict=True)
    )


def _spoken(reader: Formatter, bar: Bar) -> str:
    amounts = bar.amounts
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return reader.words(
            "chart.ladder.spoken.funding",
            name=bar.name,
            secured=reader.state_text(amounts, Figure.SECURED),
            paid=reader.state_text(amounts, Figure.PAID),
            pledged=reader.state_text(amounts, Figure.PLEDGED_OPEN),
        )
    return reader.words(
        "chart.ladder.spoken",
        name=bar.name,
        covered=reader.state_text(amounts, Figure.COVERED),
        gap=reader.state_text(amounts, Figure.GAP),
        pledged=reader.state_text(amounts, Figure.PLEDGED_TOWARD_GAP),
        missing=reader.state_text(amounts, Figure.GAP_AFTER_PLEDGES),
    )


def nothing_missing(reader: Formatter, total: Amounts) -> str:
    """The sentence for a view without a gap: all covered, or nothing that could be."""
    return reader.words(
        f"chart.ladder.{'nothing_missing' if total.requirement else 'none_required'}"
    )


def most_missing(reader: Formatter, name: str, bars: Sequence[Bar], total: Amounts) -> str:
    """The sentence that names the bar with the largest gap, marked, and its part of the whole gap.

    What is unclassified or unallocated is ranked with nothing; where one bar has the whole gap
    there is no largest.
    """
    if not total.gap:
        return nothing_missing(reader, total)
    short = [bar for bar in bars if bar.amounts.gap]
    named = [bar for bar in short if bar.key not in UNRANKED] or short
    top = max(named, key=lambda bar: bar.amounts.gap or 0)
    if top.amounts.gap == total.gap:
        return reader.words(
            "chart.ladder.whole", name=strong(top.name), gap=reader.amount(total.gap)
        )
    return reader.words(
        f"chart.{name}.takeaway",
        name=strong(top.name),
        gap=reader.amount(top.amounts.gap),
        total=reader.amount(total.gap),
        share=Fraction(top.amounts.gap or 0, total.gap),
    )
