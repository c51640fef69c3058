"""What no row records is no zero in any chart: picture, sentence, alternative text, table (ruling 26)."""

import json
import re
from collections.abc import Iterator
from itertools import product

import pytest

from portfolio.charts import CHARTS, bars, progress
from portfolio.charts.style import ChartSpec
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import RecordedState
from portfolio.measures import timeline
from portfolio.measures.figures import Figure
from portfolio.present.format import Formatter
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.build import AProject, a_portfolio, a_project, partner
from tests.charts.samples import SAMPLES, reader, seen

A = partner("A")
POSTS = a_project("Posts").clause(6).priority("security").in_country("LY")
NEEDS = POSTS.needing("12m EUR")
RECORDS = {
    "need": NEEDS,
    "commitment": NEEDS.receiving(A.commits("5m EUR").on("2014-02-10")),
    "pledge": NEEDS.receiving(A.pledges("3m EUR").on("2014-02-10")),
    "funding": POSTS.receiving(A.commits("5m EUR").on("2014-02-10")),
    "pledge_alone": POSTS.receiving(A.pledges("3m EUR").on("2014-02-10")),
}
# None of them has a figure that rows add up to zero, but for the surplus of a requirement.
TRUE_ZEROS = {"figure.surplus.short", "figure.surplus"}
LEFT = "\u2066\u2067\u2068\u2069\u200e\u200f"


def zeros(said: str, language: str) -> list[str]:
    """Amounts of zero in a text, whatever marks of direction stand around them."""
    zero = re.escape(Translator(language).amount(0, "EUR").strip(LEFT))
    return re.findall(rf"(?<![\d.,\u00a0\u202f]){zero}(?![\d.,])", said)


def texts(made: ChartSpec) -> Iterator[str]:
    """Every text of a chart but the marks of its axes, which begin at zero."""
    yield made.takeaway
    yield made.alt
    yield json.dumps(made.figure.get("data", ()), ensure_ascii=False)
    layout = made.figure.get("layout", {})
    yield json.dumps(layout.get("annotations", ()), ensure_ascii=False)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    ("chart", "language"),
    [pytest.param(c, lang, id=f"{c.name}-{lang}") for c, lang in product(CHARTS, LANGUAGES)],
)
def test_no_chart_writes_zero_where_nothing_is_recorded(chart, language: str, name: str) -> None:  # type: ignore[no-untyped-def]
    view = seen(a_portfolio(RECORDS[name]))
    made = SAMPLES[chart.name](chart.build, reader(language, view), view)
    assert [found for said in texts(made) for found in zeros(said, language)] == []
    true = {Translator(language)(key) for key in TRUE_ZEROS}
    wrong = [
        (made.table.columns[at].label, [cell.text for cell in row])
        for row in (*made.table.rows, *filter(None, (made.table.total,)))
        for at, cell in enumerate(row)
        if cell.amount_minor == 0 and not {made.table.columns[at].label, row[0].text} & true
    ]
    assert wrong == []


def drawn_years(project: AProject) -> ChartSpec:
    return bars.years(
        Formatter(Translator("en"), "EUR"), timeline.by_year(seen(a_portfolio(project)))
    )


def test_a_year_with_rows_that_add_up_to_nothing_is_zero_and_a_year_without_is_not() -> None:
    grant = A.commits("5m EUR").on("2014-02-10").called("grant")
    project = NEEDS.receiving(grant, A.commits("-5m EUR").on("2014-03-10").correcting("grant"))
    (line,) = timeline.by_year(seen(a_portfolio(project)))
    assert (line.commitments, line.state("commitments")) == (0, RecordedState.RECORDED)
    assert (line.disbursements, line.state("disbursements")) == (None, RecordedState.NOT_RECORDED)
    ((_, _, _, committed, disbursed, _),) = drawn_years(project).table.rows
    assert (committed.amount_minor, disbursed.text) == (0, "–")
    assert disbursed.file_value == "not recorded"


def test_the_years_say_that_no_disbursement_is_recorded() -> None:
    made = drawn_years(RECORDS["commitment"])
    assert made.takeaway.endswith("No disbursement is recorded in that year.")
    assert "committed, not recorded disbursed" not in made.alt


def test_the_curve_begins_with_its_first_row_and_never_at_zero() -> None:
    view = seen(a_portfolio(RECORDS["commitment"]))
    found = timeline.closing(view)
    points = dict(zip(found.days, found.covered, strict=True))
    assert [points[day] is None for day in found.days] == [
        (day.year, day.month) < (2014, 2) for day in found.days
    ]
    assert set(found.paid) == {None}
    made = progress.closing(reader("fr", view), found, CONFERENCE_DEFAULT)
    assert "aucun décaissement n’est enregistré" in made.takeaway
    (line,) = made.figure["data"]
    assert line["y"] == list(found.covered)


def test_a_cell_of_the_grid_is_zero_where_all_is_covered_and_empty_where_nothing_is_recorded() -> (
    None
):
    covered = a_project("Radio").clause(8).in_country("TN").needing("1m EUR")
    covered = covered.receiving(A.commits("1m EUR").on("2014-02-10"))
    other = a_project("Wells").clause(8).in_country("LY").needing("1m EUR")
    third = a_project("Boats").clause(6).in_country("TN").needing("2m EUR")
    view = seen(a_portfolio(covered, other, third))
    chart = next(chart for chart in CHARTS if chart.name == "clause_country")
    made = SAMPLES["clause_country"](chart.build, reader("en", view), view)
    (trace,) = made.figure["data"]
    grid = {
        (row, column): trace["z"][i][j]
        for i, row in enumerate(trace["y"])
        for j, column in enumerate(trace["x"])
    }
    assert (grid["8", "TN"], grid["6", "LY"], grid["8", "LY"]) == (0, None, 100_000_000)
    cells = {cell.text for row in made.table.rows for cell in row}
    assert {"–", "€\u00a00"} <= cells
    assert Figure.GAP.value  # the grid is of the gap
