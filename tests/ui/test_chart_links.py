"""What a chart leads to by a click, its table in the same place leads to by keyboard."""

import re
from html import unescape

import pytest

from portfolio.charts import CHARTS
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

WORDS = Translator("en")
# Charts whose bars, areas or cells lead somewhere, by page; the others only show.
LEADING = {
    "summary": ("countries", "map"),
    "gaps": ("countries", "kinds", "clause_country"),
    "declaration": ("countries",),
    "funders": ("funders", "funder_clause"),
    "country": ("clauses",),
}
BESIDE = {"country": {"country": "LY"}, "declaration": {"clause_shown": "3"}}
# Parts that stand for nobody and so have no page.
NOBODY = {WORDS("part.unallocated"), WORDS("part.unknown"), WORDS("part.total")}


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", LEADING)
def test_every_name_in_the_table_of_a_chart_that_leads_somewhere_is_a_link(
    page: Open, name: str
) -> None:
    said = html(page(name, table=[chart.name for chart in CHARTS], **BESIDE.get(name, {})))
    tables = re.findall(r"<table.*?</table>", said, re.DOTALL)
    for chart in LEADING[name]:
        own = [one for one in tables if re.search(f'id="sort-head-{chart}-[a-z]', one)]
        assert own, chart
        body = own[0].partition("<tbody>")[2].partition("</tbody>")[0]
        heads = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', body, re.DOTALL)
        assert heads, chart
        for head in heads:
            words = unescape(re.sub(r"<[^>]*>", "", head)).strip()
            assert "<a " in head or words in NOBODY, (chart, words)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", LEADING)
def test_the_table_takes_the_place_of_its_picture(page: Open, name: str) -> None:
    usual = page(name, **BESIDE.get(name, {}))
    for chart in LEADING[name]:
        assert any(toggle.key == f"table-{chart}" for toggle in usual.toggle), chart
        shown = page(name, table=[chart], **BESIDE.get(name, {}))
        assert f'id="sort-head-{chart}-' in html(shown)
        assert len(shown.get("plotly_chart")) == len(usual.get("plotly_chart")) - 1
