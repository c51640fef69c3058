"""Breakdowns of the requirement as bars: clauses, countries, funders, kinds, priorities, projects."""

from fractions import Fraction

from portfolio.charts import ladder
from portfolio.charts.style import ChartSpec
from portfolio.domain.clauses import MONEY_CLAUSES, Priority
from portfolio.domain.reference import Kind
from portfolio.measures.figures import Amounts, Breakdown, BreakdownRow, Figure
from portfolio.present.format import UNALLOCATED, Formatter
from portfolio.present.html import strong


def clauses(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Chart of the breakdown by clause; "unallocated" comes last when it has money."""
    keys = [str(number) for number in MONEY_CLAUSES]
    keys += [line.key for line in split.lines if line.key == UNALLOCATED]
    bars = [
        ladder.Bar(key, reader.name("clause", key), line.amounts, line.projects, True)
        for key in keys
        for line in (split.line(key),)
    ]
    return ladder.ladder(
        reader,
        "clauses",
        reader.words("axis.clause"),
        bars,
        split.total,
        ladder.most_missing(reader, "clauses", bars, split.total),
        subjects=tuple(("clause", bar.key) for bar in bars if bar.key != UNALLOCATED),
        name_width=34,
    )


COUNTRIES_SHOWN = 10


def countries(reader: Formatter, split: Breakdown, limit: int = COUNTRIES_SHOWN) -> ChartSpec:
    """Chart of the breakdown by country; the first ``limit`` as bars, all of them in the table."""
    lines = sorted(
        split.lines, key=lambda line: (-(line.amounts.gap or 0), -line.amounts.secured, line.key)
    )
    rows = [
        ladder.Bar(line.key, reader.name("country", line.key), line.amounts, line.projects, True)
        for line in lines
    ]
    return ladder.ladder(
        reader,
        "countries",
        reader.words("axis.country"),
        rows[:limit],
        split.total,
        _countries_takeaway(reader, rows, split),
        subjects=tuple(("country", row.key) for row in _short(rows)),
        rows=rows,
        row=38,
        around=36,
        name_width=22,
    )


def _short(rows: list[ladder.Bar]) -> list[ladder.Bar]:
    """The countries with the largest gaps, which the sentence names."""
    return [row for row in rows if row.amounts.gap and row.key != UNALLOCATED][:3]


def _countries_takeaway(reader: Formatter, rows: list[ladder.Bar], split: Breakdown) -> str:
    if not split.total.gap:
        return ladder.nothing_missing(reader, split.total)
    first = _short(rows)
    if not first:
        return reader.words("chart.countries.unallocated", gap=reader.amount(split.total.gap))
    together = sum(row.amounts.gap or 0 for row in first)
    return reader.words(
        "chart.countries.takeaway" if len(first) > 1 else "chart.countries.one",
        names=reader.join_names([strong(row.name) for row in first]),
        gap=reader.amount(together),
        share=Fraction(together, split.total.gap),
    )


FUNDERS_SHOWN = 15


def funders(reader: Formatter, split: Breakdown, limit: int = FUNDERS_SHOWN) -> ChartSpec:
    """Chart of the breakdown by funder; the first ``limit`` as bars, all of them in the table."""
    lines = sorted(
        split.lines, key=lambda line: (-line.amounts.secured, -line.amounts.pledged_open, line.key)
    )
    rows = [
        ladder.Bar(line.key, reader.name("funder", line.key), line.amounts, line.projects)
        for line in lines
    ]
    total = split.total
    is_recorded = total.recorded_amount(Figure.SECURED) is not None
    takeaway = reader.words(f"chart.funders.{'none_secured' if is_recorded else 'unrecorded'}")
    if total.secured:
        first = rows[0]
        takeaway = reader.words.count(
            "chart.funders.takeaway",
            sum(1 for row in rows if row.amounts.secured),
            name=strong(first.name),
            secured=reader.amount(first.amounts.secured),
            share=Fraction(first.amounts.secured, total.secured),
            paid=reader.state_text(total, Figure.PAID),
            pledged=reader.state_text(total, Figure.PLEDGED_OPEN),
        )
    return ladder.ladder(
        reader,
        "funders",
        reader.words("axis.funder"),
        rows[:limit],
        total,
        takeaway,
        subjects=tuple(("funder", row.key) for row in rows[:1]),
        rows=rows,
        with_gap=False,
        figures=ladder.FUNDER_COLUMNS,
    )


FOUR = (Kind.BILATERAL, Kind.REGIONAL, Kind.INTER_REGIONAL, Kind.TRIANGULAR)
FOUR_WORDS = frozenset(kind.word for kind in FOUR)


def kinds(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Chart of the breakdown by kind: always the four kinds, "unclassified" when it has money."""
    keys = [kind.word for kind in FOUR]
    keys += [line.key for line in split.lines if line.key not in FOUR_WORDS]
    lines = [split.line(key) for key in keys]
    shown = [line.key in FOUR_WORDS or _holds_money(line) for line in lines]
    bars = [
        ladder.Bar(line.key, reader.name("kind", line.key), line.amounts, line.projects)
        for line in lines
    ]
    return ladder.ladder(
        reader,
        "kinds",
        reader.words("axis.kind"),
        [bar for bar, is_shown in zip(bars, shown, strict=True) if is_shown],
        split.total,
        ladder.most_missing(reader, "kinds", bars, split.total),
        rows=bars,
    )


def _holds_money(line: BreakdownRow) -> bool:
    return bool(line.amounts.requirement or line.amounts.secured or line.amounts.pledged_open)


def priorities(reader: Formatter, split: Breakdown) -> ChartSpec:
    """Chart of the breakdown by priority: always both, "unallocated" when it has money."""
    keys = [priority.word for priority in Priority]
    keys += [line.key for line in split.lines if line.key not in keys]
    bars = [
        ladder.Bar(key, reader.name("priority", key), line.amounts, line.projects, True)
        for key in keys
        for line in (split.line(key),)
    ]
    takeaway = _priorities_takeaway(reader, bars[0], bars[1], split.total)
    heading = reader.words("axis.priority")
    return ladder.ladder(reader, "priorities", heading, bars, split.total, takeaway)


def _priorities_takeaway(
    reader: Formatter, security: ladder.Bar, development: ladder.Bar, total: Amounts
) -> str:
    """Coverage and gap of both; of one alone where the other has no requirement."""
    shares = [bar.amounts.coverage for bar in (security, development)]
    if shares[0] is None and shares[1] is None:
        return ladder.nothing_missing(reader, total)
    if shares[0] is None or shares[1] is None:
        one, other = (security, development) if shares[1] is None else (development, security)
        return reader.words(
            "chart.priorities.one",
            name=one.name,
            share=one.amounts.coverage,
            gap=reader.amount(one.amounts.gap),
            other=other.name,
        )
    return reader.words(
        "chart.priorities.takeaway",
        security=shares[0],
        development=shares[1],
        security_gap=reader.amount(security.amounts.gap),
        development_gap=reader.amount(development.amounts.gap),
    )
