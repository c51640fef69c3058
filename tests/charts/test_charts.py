"""Every chart of CHARTS, in every language: its words, its figure, its table, and who may draw it."""

import json
import subprocess
import sys
from decimal import Decimal
from itertools import product

import plotly.graph_objects as go
import pytest

from portfolio.charts import CHARTS, ladder, progress, style
from portfolio.charts.style import Chart, ChartSpec, to_plotly
from portfolio.domain.params import RecordedState
from portfolio.measures import breakdowns, headline
from portfolio.measures.figures import Amounts, Figure
from portfolio.present.table import Table
from portfolio.text.languages import LANGUAGES
from tests.charts.samples import EMPTY, FULL, MARKUP, SAMPLES, reader

EVERY = [
    pytest.param(c, language, id=f"{c.name}-{language}")
    for c, language in product(CHARTS, LANGUAGES)
]
AXIS_CHARTS = [chart for chart in CHARTS if chart.name != "map"]


def drawn(chart: Chart, language: str = "en") -> ChartSpec:
    return SAMPLES[chart.name](chart.build, reader(language), FULL)


def test_every_chart_has_a_sample_and_a_name_of_its_own() -> None:
    assert [chart.name for chart in CHARTS] == list(SAMPLES)


@pytest.mark.parametrize(("chart", "language"), EVERY)
def test_a_chart_says_what_it_shows_and_says_it_also_to_those_who_do_not_see_it(
    chart: Chart, language: str
) -> None:
    made = drawn(chart, language)
    assert made.name == chart.name
    assert not made.is_empty
    assert made.takeaway
    assert made.alt.startswith(f"{made.title}. {made.takeaway}")
    assert made.table.caption == made.title


@pytest.mark.parametrize(("chart", "language"), EVERY)
def test_plotly_understands_the_figure(chart: Chart, language: str) -> None:
    figure = go.Figure(drawn(chart, language).figure)
    assert figure.data


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_figure_left_unchecked_is_the_figure_plotly_would_check(chart: Chart) -> None:
    made = drawn(chart)
    checked = go.Figure(made.figure)
    assert json.loads(to_plotly(made).to_json()) == json.loads(checked.to_json())


@pytest.mark.parametrize(("chart", "language"), EVERY)
def test_without_data_a_chart_is_empty_and_says_so(chart: Chart, language: str) -> None:
    made = SAMPLES[chart.name](chart.build, reader(language, EMPTY), EMPTY)
    assert made.is_empty
    assert made.takeaway
    assert made.alt


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_rows_have_a_cell_for_every_column(chart: Chart) -> None:
    table = drawn(chart).table
    assert table.rows
    for row in (*table.rows, *((table.total,) if table.total else ())):
        assert len(row) == len(table.columns)


@pytest.mark.parametrize("chart", AXIS_CHARTS, ids=lambda chart: chart.name)
def test_arabic_charts_run_from_right_to_left(chart: Chart) -> None:
    latin, arabic = (drawn(chart, language).figure["layout"] for language in ("en", "ar"))
    assert _starts(latin["xaxis"]) == "left"
    assert _starts(arabic["xaxis"]) == "right"
    assert (latin["yaxis"].get("side", "left"), arabic["yaxis"]["side"]) == ("left", "right")


def _starts(axis: dict[str, object]) -> str:
    if axis.get("autorange") == "reversed":
        return "right"
    span = axis.get("range")
    return "right" if isinstance(span, list) and span[0] > span[1] else "left"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_figure_calls_no_other_host(chart: Chart) -> None:
    made = drawn(chart)
    assert "http" not in json.dumps({**made.figure, **made.config})
    assert made.config["topojsonURL"].startswith("/assets/")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_money_has_the_same_colour_in_every_chart(chart: Chart) -> None:
    who = reader("en")
    colours = {
        who.words(f"figure.{f}.short"): style.MONEY[f] for f in (Figure.PAID, Figure.PLEDGED_OPEN)
    }
    for trace in drawn(chart).figure["data"]:
        if trace.get("name") in colours:
            look = trace.get("marker") or trace["line"]
            assert look["color"] == colours[trace["name"]]


def test_names_are_never_read_as_markup() -> None:
    gaps = [ladder.Bar("a", MARKUP, headline.headline(FULL).amounts, 1)]
    made = ladder.ladder(reader("en"), "countries", "", gaps, None, "")
    said = json.dumps(made.figure)
    assert "Wells" in said
    assert "<b>" not in said
    assert style.text(reader("en"), MARKUP) == "&lt;b&gt;Wells &amp; schools&lt;/b&gt;"


@pytest.mark.parametrize("axis", ["kind", "priority", "clause", "country", "funder"])
def test_the_rows_of_a_table_add_up_to_its_last_row(axis: str) -> None:
    who, split = reader("en"), breakdowns.split(FULL, axis)
    bars = [ladder.Bar(line.key, line.key, line.amounts, line.projects) for line in split.lines]
    figures = ladder.FUNDER_COLUMNS if axis == "funder" else ladder.COLUMNS
    table = ladder.table(who, "", "", bars, split.total, figures)
    for column in range(1, 1 + len(figures)):
        words = {who.words(f"state.{state}") for state in RecordedState}  # sums skip them
        filed = [row[column].file_value for row in table.rows]
        parts = [Decimal(cell) for cell in filed if cell not in words]
        if table.total[column].file_value in words:
            assert not parts
            continue
        assert sum(parts) == Decimal(table.total[column].file_value)


def test_a_bar_is_as_long_as_its_requirement_whatever_is_secured_beyond_it() -> None:
    amounts = headline.headline(FULL).amounts
    assert amounts.secured == 61_000_000_00
    made = ladder.figure(reader("en"), [ladder.Bar("all", "All", amounts, 3)])
    ends = {
        trace["name"]: trace["base"][0] + trace["x"][0]
        for trace in made["data"]
        if trace["type"] == "bar"
    }
    assert ends["Gap"] == amounts.requirement
    assert ends["Covered"] == amounts.covered == 9_000_000_00


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (Amounts(requirement=100_00, gap=0, secured=100_00), "covered"),
        (Amounts(requirement=100_00, gap=40_00, secured=60_00), "gap € 40"),
        (Amounts(secured=60_00), "€ 60 secured, no requirement"),
        (Amounts(), "no amount"),
    ],
)
def test_a_bar_says_at_its_end_what_is_missing(amounts: Amounts, said: str) -> None:
    made = ladder.figure(reader("en"), [ladder.Bar("a", "A", amounts, 1)])
    assert made["data"][-1]["text"] == [f"\u00a0{said}\u00a0".replace("€ ", "€\u00a0")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_curve_ends_at_the_headline_and_never_stands_above_the_requirement(
    language: str,
) -> None:
    amounts = headline.headline(FULL).amounts
    made = SAMPLES["curve"](progress.closing, reader(language), FULL)
    covered, paid = (trace["y"] for trace in made.figure["data"])
    assert amounts.requirement is not None
    assert amounts.gap_unpaid is not None
    assert covered[-1] == amounts.covered
    assert paid[-1] == amounts.requirement - amounts.gap_unpaid
    known = [point for point in (*covered, *paid) if point is not None]
    assert max(known) <= amounts.requirement < amounts.secured
    assert reader(language).amount(amounts.covered) in made.takeaway


def test_a_table_is_made_only_when_it_is_asked_for() -> None:
    made: list[Table] = []

    def tabled() -> Table:
        made.append(Table("Caption", (), ()))
        return made[-1]

    asked = ChartSpec("a", "A", "Said.", {"data": [], "layout": {}}, {}, tabled)
    assert asked.alt == "A. Said."
    assert not made
    assert asked.table is asked.table
    assert len(made) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_beside_bars_have_their_room_on_a_narrow_screen(language: str) -> None:
    who = reader(language)
    far = "l" if who.is_rtl else "r"
    assert style.beside(who, [100], ["four"])[far] == 4 * style.LETTER + 8
    assert style.beside(who, [100, 0], ["four", "a little more"])[far] == 4 * style.LETTER + 8
    assert style.beside(who, [], [])[far] == 16


@pytest.mark.parametrize("most", [0, 1, 7, 99, 1_234_567, 99_999_999_999])
def test_ticks_are_few_and_round_and_inside(most: int) -> None:
    places = style.ticks(most)
    assert places[0] == 0
    assert len(places) <= 6
    assert max(places) <= most
    assert all(int(str(place).rstrip("0") or 0) < 1000 for place in places)


def test_charts_need_no_plotly_to_be_described() -> None:
    asked = (
        "import sys, portfolio.charts; print([m for m in sys.modules if m.startswith('plotly')])"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_tooltip_is_round_where_shares_only_estimate_and_exact_where_they_do_not() -> None:
    who = reader("en")
    for chart, is_round in (("countries", True), ("clauses", True), ("kinds", False)):
        split = breakdowns.split(
            FULL, {"countries": "country", "clauses": "clause"}.get(chart, "kind")
        )
        built = next(each for each in CHARTS if each.name == chart).build(who, split)
        hovers = " ".join(
            said for trace in built.figure["data"] for said in trace.get("hovertext", ())
        )
        line = next(line for line in split.lines if line.amounts.gap)
        exact = who.exact(line.amounts.gap)
        assert (exact in hovers) is not is_round, chart
