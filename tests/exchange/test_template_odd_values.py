"""Whatever stands in a cell, a file of the template or a matched table is read or told, and stops nothing."""

from datetime import date
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.imports import CellValue, ErrorCell, ImportedFile, SourceSheet
from portfolio.exchange.match_suggestions import suggest
from portfolio.exchange.match_targets import TARGETS
from portfolio.exchange.matching import TableMatch, questions, read_matched
from portfolio.exchange.source_table import detect_table
from portfolio.exchange.template.reading import read_template
from portfolio.exchange.template.sheets import SHEETS
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import effort
from tests.exchange.template_files import file, lookups, sheet

KEYS: Final = ("A", "B", "RD-1", "a", "Example (not imported)", "مثال (لا يُستورد)")
cells: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(
        (
            "bilateral",
            "Closed",
            "TN",
            "Donor A",
            "Border agency",
            "EUR",
            "1, 6",
            "1,5",
            "250.000",
            "on",
        )
    ),
    st.text(max_size=20),
    st.integers(0, 3).map(lambda n: "x" * 10 ** (2 * n)),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**17), max_value=10**17
    ),
    st.dates(date(1900, 1, 1)),
    st.booleans(),
    st.builds(ErrorCell, st.sampled_from(("#REF!", "1e300", "=A1")), st.booleans()),
)
PUBLISHED: Final = {
    "budgets": [{"key": "k", "first_day": "2014-01-01", "last_day": "2014-12-31"}],
    "milestones": [{"key": "M-1", "title": "Step"}],
}


@st.composite
def template_sheets(draw: st.DrawFn) -> SourceSheet:
    """A sheet of the template with a few rows of anything, its columns shuffled, some of them gone."""
    one = draw(st.sampled_from(SHEETS))
    words = Translator(draw(st.sampled_from(LANGUAGES)))
    columns = draw(st.permutations(one.columns))[: draw(st.integers(1, len(one.columns)))]
    head = tuple(column.heading(words) for column in columns)
    keys = st.one_of(st.sampled_from(KEYS), cells)
    rows = [
        tuple(draw(keys if column is one.columns[0] else cells) for column in columns)
        for _ in range(draw(st.integers(0, 4)))
    ]
    if draw(st.booleans()):
        names = tuple(one.machine_name(column) for column in columns)
        rows = [(f"{names[0]} 1 {words.language}", *names[1:]), head, *rows]
        return sheet(one.name, *rows)
    return sheet(one.name, head, *rows)


def check(read: ImportedFile) -> None:
    """Every problem can be worded, and every cell has its place."""
    for language in LANGUAGES:
        for problem in read.problems:
            assert Translator(language).error(problem.error)
    for project in read.projects:
        assert all(place in project.places for place in project.places)


@effort.small
@given(st.lists(template_sheets(), max_size=4))
def test_a_template_of_anything_is_read_or_told(sheets: list[SourceSheet]) -> None:
    check(read_template(file(*sheets), lookups(RD_1=PUBLISHED)))


@effort.small
@given(st.data())
def test_a_table_of_anything_is_read_by_any_match(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 5))
    row = st.tuples(*[cells] * width)
    source = file(sheet("t", *data.draw(st.lists(row, max_size=6))))
    table = detect_table(source.sheets[0])
    columns = {
        one.column: data.draw(st.sampled_from(sorted(TARGETS))) for one in suggest(table, lookups())
    }
    conventions = {
        name: data.draw(st.sampled_from(("point", "comma", "month_first", "?")))
        for name in questions(table, columns)
    }
    check(read_matched(source, TableMatch(columns, conventions), lookups(RD_1=PUBLISHED)))


def test_a_number_that_is_no_amount_of_its_currency_stays_as_it_is() -> None:
    heads = ("Project", "First day", "Last day", "Amount", "Currency")
    row = ("RD-1", date(2014, 1, 1), date(2014, 12, 31), Decimal("1.234"), "EUR")
    read = read_template(file(sheet("b", heads, row)), lookups(RD_1=PUBLISHED))
    assert read.projects[0].document["budgets"][0]["amount"] == "1.234"  # refused where it is read
