"""Table of the figures of a view as files hold it: the headline of each band, and every breakdown."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portfolio.ledger.view import View
from portfolio.measures import breakdowns
from portfolio.measures.figures import Amounts, Figure
from portfolio.measures.headline import headline
from portfolio.present.data_table import DataColumn, DataTable, ValueKind
from portfolio.present.format import Formatter


def figure_table(view: View, reader: Formatter) -> DataTable:
    """A row a band, then a row a line of each breakdown; bands are never added."""
    words = reader.words
    lines = [*_lines(view, reader)]
    amounts = [line[-1] for line in lines]
    columns = (
        DataColumn("axis", words("data.axis"), ValueKind.TEXT, [line[0] for line in lines]),
        DataColumn("name", words("data.name"), ValueKind.TEXT, [line[1] for line in lines]),
        DataColumn(
            "projects",
            words("column.projects"),
            ValueKind.NUMBER,
            [Decimal(line[3]) for line in lines],
        ),
        *(_figure(reader, figure, amounts) for figure in Figure),
        DataColumn("key", "key", ValueKind.TEXT, [line[2] for line in lines], is_for_machines=True),
    )
    return DataTable(words("data.figures"), columns)


def _lines(view: View, reader: Formatter) -> Iterator[tuple[str, str, str, int, Amounts]]:
    """What splits, the name and key of a line, its number of projects, its amounts."""
    words = reader.words
    for band, line in headline(view).bands.items():
        yield (
            words("filter.band"),
            words(f"band.{band.word}"),
            band.word,
            line.projects,
            line.amounts,
        )
    for axis in breakdowns.AXES:
        for row in breakdowns.split(view, axis).lines:
            name = reader.name(axis, row.key)
            yield words(f"axis.{axis}"), name, row.key, row.projects, row.amounts


def _figure(reader: Formatter, figure: Figure, lines: Sequence[Amounts]) -> DataColumn:
    states = {
        place: amounts.state(figure)
        for place, amounts in enumerate(lines)
        if amounts.recorded_amount(figure) is None
    }
    return DataColumn(
        figure.value,
        reader.words(f"figure.{figure}"),
        ValueKind.AMOUNT,
        [amounts.recorded_amount(figure) for amounts in lines],
        reader.currency,
        {place: reader.words(f"state.{state}") for place, state in states.items()},
        {place: state.value for place, state in states.items()},
    )
