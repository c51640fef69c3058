"""Funding gaps: what a donor reads, exact, and what a click narrows the page to."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.charts.bars import THREE
from portfolio.domain.params import Filters, ViewParams
from portfolio.domain.projects import Band
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, lists
from portfolio.measures import headline as measures_headline
from portfolio.measures.candidates import Order, closing_candidates
from portfolio.measures.figures import Figure
from portfolio.present.csv_file import as_csv
from portfolio.present.format import Formatter
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio, translate
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import chart, project_rows
from portfolio.ui.session import Session
from tests.ui.conftest import Open, html

WORDS = Translator("en")
CHARTS = ("clause_country", "countries", "kinds", "years")


def at_default(register: LivePortfolio, **filters: Any) -> ViewParams:
    return replace(register.default_question(), filters=Filters(**filters))


def select(test: AppTest, chart: str, custom: object) -> AppTest:
    """A click on a point of a chart, as the browser reports it."""
    test.session_state[f"figure-{chart}"] = {
        "selection": {"points": [{"customdata": custom}], "point_indices": [0]}
    }
    return test.run()


def reading(register: LivePortfolio, view: View) -> Session:
    """A reader's session on a view, without a browser."""
    return Session(
        WORDS, register, view.question, view.question, view, (), Formatter(WORDS, "EUR"), {}
    )


def row_of(said: str, identifier: str) -> str:
    """The table row that links to a project."""
    start = said.index(f"project={identifier}&")
    return said[said.rindex("<tr>", 0, start) : said.index("</tr>", start)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_gaps_stand_side_by_side_each_with_its_name(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    amounts = measures_headline.headline(demonstration.view(at_default(demonstration))).amounts
    said = html(page("gaps", language))
    assert words("gaps.official") in said
    for figure in THREE:
        assert f"<span>{words(f'figure.{figure}.label')}</span>" in said
        assert esc(words.exact(amounts.of(figure), "EUR")) in said


def test_every_gap_opens_the_rows_behind_it(demonstration: LivePortfolio, page: Open) -> None:
    test = page("gaps", "fr")
    for figure in THREE:
        assert not test.button(key=f"explain-{figure}").click().run().exception


def test_the_gap_of_closed_projects_is_its_own_part(
    demonstration: LivePortfolio, page: Open
) -> None:
    headline = measures_headline.headline(demonstration.view(at_default(demonstration)))
    assert headline.closed_gap, "the demonstration has a closed project with a gap"
    closed = WORDS.amount(headline.closed_gap, "EUR")
    assert WORDS("mark.closed_gap", amount=closed) in html(page("gaps"))


@pytest.mark.parametrize("figure", THREE)
def test_the_chosen_gap_ranks_the_projects(
    demonstration: LivePortfolio, page: Open, figure: Figure
) -> None:
    view = demonstration.view(at_default(demonstration))
    test = page("gaps")
    test.session_state["ranked-by"] = figure
    said = html(test.run())
    expected = [line.identifier for line in lists.ranking(view, figure, 12)]
    ranking = said[said.index(WORDS("gaps.ranked")) : said.index(WORDS("gaps.pipeline"))]
    places = [ranking.index(f"project={identifier}&") for identifier in expected]
    assert len(places) == 12
    assert places == sorted(places)
    assert test.query_params.get("ranked", THREE[0]) == figure
    shared = html(page("gaps", ranked=[figure]))
    assert shared[shared.index(WORDS("gaps.ranked")) :].index(f"project={expected[0]}&")


def test_a_project_says_what_it_misses_whom_to_ask_and_whether_it_is_real(
    demonstration: LivePortfolio, page: Open
) -> None:
    view = demonstration.view(at_default(demonstration))
    said = html(page("gaps", all="ranking"))
    said = said[said.index(WORDS("gaps.ranked")) :]
    for line in lists.ranking(view):
        row = row_of(said, line.identifier)
        assert esc(line.titles["en"]) in row
        assert WORDS(f"provenance.{line.provenance.word}") in row
        for figure in project_rows.GAPS:
            assert esc(WORDS.exact(line.amounts.of(figure), "EUR")) in row
        assert WORDS.share(line.amounts.coverage) in row
        assert esc(line.contact_office or WORDS("gaps.no_office")) in row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("order", Order)
def test_what_would_close_the_gap_most_is_listed_in_the_order_of_the_address(
    demonstration: LivePortfolio, page: Open, order: Order, language: str
) -> None:
    words, found = (
        Translator(language),
        closing_candidates(demonstration.view(at_default(demonstration))),
    )
    assert len(found.candidates) > 3
    said = html(page("gaps", language, close=[order]))
    start = said.index(f">{words('closing.title')}</h2>")
    section = said[start : said.index(words("gaps.ranked"))]
    if order is Order.CLAUSE:
        shown = [pairs[0][0] for pairs in found.by_clause().values()]
    else:
        shown = list(found.in_order(order)[:3])
    at = 0
    for candidate in shown:
        line = candidate.project
        at = section.index(f"project={line.identifier}&", at)
        row = section[section.rindex("<tr>", 0, at) : section.index("</tr>", at)]
        assert esc(words.exact(candidate.completes, "EUR")) in row
        assert f'href="mailto:{esc(line.contact_email)}"' in row
        office = translate(line.contact_office, language) or line.contact_office
        assert esc(office) in row
    whole = (
        measures_headline.headline(demonstration.view(at_default(demonstration))).amounts.gap or 0
    )
    assert words.amount(whole, "EUR") in section
    assert found.gap + found.waiting_gap == whole


def test_an_unknown_order_in_the_address_is_the_default(page: Open) -> None:
    test, default = page("gaps", close=["nonsense"]), page("gaps", close=["gap"])
    assert not test.exception
    told = re.compile(r'<div class="rp-problem" role="alert">.*?</div>\n?')
    assert "close=nonsense" in "".join(told.findall(html(test)))
    assert told.sub("", html(test)).replace("nonsense", "gap") == html(default)


def test_projects_in_preparation_have_their_own_band_and_subtotals(
    demonstration: LivePortfolio, page: Open
) -> None:
    headline = measures_headline.headline(demonstration.view(at_default(demonstration)))
    said = html(page("gaps"))
    band = said[said.index(WORDS("gaps.pipeline")) :]
    assert WORDS("gaps.pipeline.apart") in band
    for figure in (Figure.REQUIREMENT, Figure.GAP, Figure.GAP_AFTER_PLEDGES):
        assert (
            f'title="{WORDS.exact(headline.bands[Band.PIPELINE].amounts.of(figure), "EUR")}"'
            in band
        )
    alone = html(page("gaps", band="pipeline"))
    totals_of_band = alone[: alone.index(WORDS("gaps.official_band"))]
    assert WORDS.exact(headline.bands[Band.PIPELINE].amounts.gap, "EUR") in totals_of_band
    assert WORDS.exact(headline.amounts.gap, "EUR") not in totals_of_band


def test_a_cell_of_the_map_narrows_the_page_to_its_clause_and_country(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = select(page("gaps"), "clause_country", ["2|LY"])
    assert not test.exception
    assert dict(test.query_params) == {"clause": "2", "country": "LY", "lang": "en"}
    view = demonstration.view(
        at_default(demonstration, clauses=frozenset({2}), countries=frozenset({"LY"}))
    )
    gap = measures_headline.headline(view).amounts.gap
    whole = breakdowns.crossing(demonstration.view(at_default(demonstration)), "clause", "country")
    assert gap == whole.cells["2", "LY"].gap
    assert esc(WORDS.exact(gap, "EUR")) in html(test)


def test_a_selection_in_force_does_not_run_the_page_for_ever(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = select(page("gaps", clause="2", country="LY"), "clause_country", "2|LY")
    assert not test.exception
    assert dict(test.query_params) == {"clause": "2", "country": "LY", "lang": "en"}


@pytest.mark.parametrize("custom", ["unallocated|unallocated", "99|ZZ", "", None, [], "x|y|z"])
def test_what_names_no_cell_narrows_nothing(
    demonstration: LivePortfolio, page: Open, custom: object
) -> None:
    test = select(page("gaps"), "clause_country", custom)
    assert not test.exception
    assert dict(test.query_params) == {"lang": "en"}


@pytest.mark.parametrize(
    ("chart", "custom", "kept"),
    [("countries", "ML", {"country": "ML"}), ("kinds", "regional", {"kind": "regional"})],
)
def test_a_bar_narrows_the_page_to_what_it_stands_for(
    demonstration: LivePortfolio, page: Open, chart: str, custom: str, kept: dict[str, str]
) -> None:
    test = select(page("gaps"), chart, custom)
    assert dict(test.query_params) == {**kept, "lang": "en"}


def test_the_table_of_the_map_links_every_cell_that_can_be_kept(
    demonstration: LivePortfolio, page: Open
) -> None:
    crossing = breakdowns.crossing(
        demonstration.view(at_default(demonstration)), "clause", "country"
    )
    said = html(page("gaps").toggle(key="table-clause_country").set_value(True).run())
    for (clause, country), amounts in crossing.cells.items():
        if amounts.gap:
            is_link = f'href="/gaps?clause={clause}&amp;country={country}&amp;lang=en"' in said
            assert is_link == ("unallocated" not in (clause, country))
            assert esc(WORDS.exact(amounts.gap, "EUR")) in said


def test_the_points_of_the_map_stand_for_its_filled_cells(
    demonstration: LivePortfolio, page: Open
) -> None:
    crossing = breakdowns.crossing(
        demonstration.view(at_default(demonstration)), "clause", "country"
    )
    chart = page("gaps").get("plotly_chart")[0].proto
    filled = {f"{row}|{column}" for (row, column), a in crossing.cells.items() if a.gap}
    assert '"hoverinfo":"skip"' in chart.spec.replace(": ", ":")
    assert all(f'"{cell}"' in chart.spec for cell in filled)


def test_every_chart_has_its_sentence_and_its_alternative(
    demonstration: LivePortfolio, page: Open
) -> None:
    charts = page("gaps", "ar").get("plotly_chart")
    assert len(charts) == len(CHARTS)
    assert all(len(chart.proto.alt) > 40 for chart in charts)


def test_the_file_of_the_ranking_adds_up_to_the_gap(
    demonstration: LivePortfolio, page: Open
) -> None:
    view = demonstration.view(at_default(demonstration))
    here = reading(demonstration, view)
    gap = measures_headline.headline(view).amounts.gap
    assert gap is not None
    table = project_rows.table(here, "x", lists.ranking(view), total=(Figure.GAP, gap))
    columns = {column.label: column for column in table.columns}
    *cents, total = columns[WORDS("figure.gap.label")].values
    assert sum(cents) == gap == total
    assert set(columns[WORDS("field.relation")].values[:-1]) <= {
        WORDS("relation.listed"), WORDS("relation.contributing"),
    }  # fmt: skip
    assert as_csv(table, "en").startswith("\ufeff".encode())
    assert {len(column.values) for column in table.columns} == {table.size + 1}


def test_narrowing_keeps_the_other_filters(demonstration: LivePortfolio, page: Open) -> None:
    test = select(page("gaps", priority="security", currency="USD"), "countries", "NE")
    assert dict(test.query_params) == {
        "priority": "security",
        "country": "NE",
        "currency": "USD",
        "lang": "en",
    }


def test_a_view_without_gaps_says_so(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("gaps", provenance="imported"))
    assert WORDS("empty.filtered") in said
    said = html(page("gaps", funder="UN-MEMBER-STATES", portfolio="record"))
    assert WORDS("answer.none") in said  # the funder has no project in this band
    assert WORDS("gaps.ranked.empty") in said
    assert WORDS("gaps.pipeline.empty") in said


def test_only_recorded_keys_become_filters() -> None:
    assert set(chart.FIELDS) >= {"clause", "country", "funder", "kind"}


def test_a_telephone_reads_the_grid_as_a_list_for_each_clause(
    demonstration: LivePortfolio, page: Open
) -> None:
    crossing = breakdowns.crossing(
        demonstration.view(at_default(demonstration)), "clause", "country"
    )
    said = html(page("gaps"))
    start = said.index('<div class="rp-cross-lists">')
    told = said[start : said.index("</div>", start)]
    filled = {row for (row, _), amounts in crossing.cells.items() if amounts.gap}
    assert told.count("<details") == len(filled)
    assert told.count("<li>") == sum(1 for amounts in crossing.cells.values() if amounts.gap)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_closes_most_is_a_link_above_the_three_gaps(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    view = demonstration.view(demonstration.default_question())
    first = closing_candidates(view, Band.OFFICIAL).in_order(Order.GAP)[0]
    said = html(page("gaps", language))
    found = re.search(r'<p class="rp-closes-most">(.*?)</p>', said)
    assert found is not None
    assert f"project={first.project.identifier}&amp;" in found[1]
    assert Translator(language).amount(first.gap, "EUR") in unescape(found[1])
