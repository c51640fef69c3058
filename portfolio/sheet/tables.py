"""Tables of a sheet: parts by funder, country and clause, promise and delivery, pledges without a disbursement."""

from collections.abc import Mapping, Sequence
from typing import Final

from portfolio.measures.breakdowns import recorded_sum
from portfolio.measures.figures import Amounts, BreakdownRow, Figure
from portfolio.measures.report import PartsTable, Report
from portfolio.present.format import Formatter
from portfolio.sheet.content import PartsRows, UndisbursedRows
from portfolio.sheet.names import clean, project_title

_WIDTHS: Final[Mapping[str, float]] = {"funder": 1.25, "country": 0.95, "clause": 1.3}


def shown_figures(report: Report, axis: str) -> tuple[Figure, ...]:
    """The figures of a table: of one family, as the headline."""
    if report.amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return (Figure.SECURED, Figure.PLEDGED_OPEN)
    if axis == "funder":
        return (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP)
    return (Figure.REQUIREMENT, Figure.GAP_AFTER_PLEDGES)


def shown_amounts(report: Report) -> list[int]:
    """Every amount of the tables, whose greatest chooses their unit."""
    found = [
        amounts.of(figure) or 0
        for part in report.parts
        for amounts in (part.total, *(row.amounts for row in part.rows))
        for figure in shown_figures(report, part.axis)
    ]
    found += [row.amount_minor for row in report.undisbursed_pledges.rows]
    found += [minor for _, minor in _delivery_amounts(report)]
    return found


def tables(report: Report, reader: Formatter, most: int) -> tuple[PartsRows, ...]:
    """The tables that have rows, in the unit of the greatest of their amounts."""
    found = [_delivery(report, reader, most)] if report.delivery is not None else []
    found += [_parts(part, report, reader, most) for part in report.parts if part.rows]
    return tuple(found)


def _parts(part: PartsTable, report: Report, reader: Formatter, most: int) -> PartsRows:
    words, figures = reader.words, shown_figures(report, part.axis)
    is_whole = len(part.rows) + len(part.others) > 1

    def cells(name: str, amounts: Amounts) -> tuple[str, ...]:
        return (name, *(_cell(reader, amounts, figure, most) for figure in figures))

    def others(count: int) -> tuple[str, ...]:
        rest = (*part.rows[count:], *part.others)
        if not rest:
            return ()
        sums = (_rest_cell(reader, rest, figure, most) for figure in figures)
        return (words.count("sheet.others", len(rest)), *sums)

    return PartsRows(
        title=words(f"sheet.parts.{part.axis}"),
        width=_WIDTHS[part.axis],
        wraps=False,
        columns=(words(f"axis.{part.axis}"), *(reader.label(figure) for figure in figures)),
        rows=tuple(cells(clean(reader.name(part.axis, row.key)), row.amounts) for row in part.rows),
        more=tuple(others(shown) for shown in range(len(part.rows) + 1)),
        total=cells(words("part.total"), part.total) if is_whole else (),
    )


def _rest_cell(reader: Formatter, rest: Sequence[BreakdownRow], figure: Figure, most: int) -> str:
    known = recorded_sum(rest, figure)
    if known is None:
        return reader.words.absent(rest[0].amounts.state(figure))
    return reader.words.in_unit(known, most, reader.currency)


def _cell(reader: Formatter, amounts: Amounts, figure: Figure, most: int) -> str:
    known = amounts.recorded_amount(figure)
    if known is None:
        return reader.words.absent(amounts.state(figure))
    return reader.words.in_unit(known, most, reader.currency)


def _delivery_amounts(report: Report) -> list[tuple[str, int]]:
    """Promise and delivery of the one funder: phrase and amount, what is not recorded left out."""
    delivery = report.delivery
    if delivery is None:
        return []
    amounts = delivery.amounts
    rows = [
        ("delivery.pledged", amounts.announcements, delivery.has_pledge),
        ("delivery.honoured", amounts.honoured, delivery.has_honoured),
        ("sheet.delivery.open", amounts.pledged_open, delivery.has_pledge),
        ("delivery.unannounced", amounts.without_announcement, delivery.has_funding),
        ("figure.paid.short", amounts.disbursed, delivery.has_payment),
    ]
    return [(key, minor) for key, minor, is_recorded in rows if is_recorded]


def _delivery(report: Report, reader: Formatter, most: int) -> PartsRows:
    words = reader.words
    rows = _delivery_amounts(report)
    return PartsRows(
        title=words("delivery.title"),
        width=_WIDTHS["funder"],
        wraps=True,
        columns=(words("sheet.delivery.stage"), words("sheet.delivery.amount")),
        rows=tuple(
            (words(key), words.in_unit(minor, most, reader.currency)) for key, minor in rows
        ),
        more=((),) * (len(rows) + 1),
        total=(),
    )


def undisbursed_pledges(report: Report, reader: Formatter) -> UndisbursedRows:
    """The pledges open longest, or that there is none."""
    words, pledges = reader.words, report.undisbursed_pledges
    title = words("sheet.undisbursed")
    if not pledges.count:
        return UndisbursedRows(title, words("sheet.undisbursed.none"))
    told = words.count(
        "sheet.undisbursed.sum", pledges.count, amount=reader.amount(pledges.total_minor)
    )
    more = tuple(
        words.count("sheet.undisbursed.more", pledges.count - shown)
        if pledges.count > shown
        else ""
        for shown in range(len(pledges.rows) + 1)
    )
    keys = (
        "axis.funder",
        "column.project",
        "funders.pledges.first_on",
        "sheet.days",
        "funders.pledges.open",
    )
    return UndisbursedRows(
        title,
        told,
        columns=tuple(words(key) for key in keys),
        rows=tuple(
            (
                clean(reader.name("funder", row.funder)),
                project_title(report, words, row.project),
                words.short_day(row.first_on),
                words.number(row.age_days),
                reader.amount(row.amount_minor),
            )
            for row in pledges.rows
        ),
        more=more,
    )
