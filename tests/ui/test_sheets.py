"""Pages offer the sheet of what they show, as their reader sees it."""

import pytest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.sheet.reading import pages_of, text_of
from tests.ui.conftest import Open, html

# Pages whose subject a second filter leaves as it is, and what the address on the sheet begins with.
NARROWED = (
    ("country", {"country": "ML", "clause": "6"}, "/country?"),
    ("funder", {"funder": "ILLUSTRATIVE-G", "country": "ML"}, "/funder?"),
    ("declaration", {"clause_shown": "3", "country": "ML"}, "/declaration?"),
)
PLACES = {
    "summary": ("summary", {}),
    "a country": ("country", {"country": "ML"}),
    "a funder": ("funder", {"funder": "ILLUSTRATIVE-G"}),
    "a filter by country": ("summary", {"country": "ML"}),
    "a filter by funder": ("funders", {"funder": "ILLUSTRATIVE-G"}),
    "a clause": ("declaration", {"clause_shown": "3"}),
    "a project": ("projects", {"project": "ILL-02"}),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("demonstration")
def test_a_page_offers_the_sheet_of_its_view(
    page: Open, offered: dict[str, bytes], place: str
) -> None:
    name, query = PLACES[place]
    page(name, "en", **query)
    sheets = {file: data for file, data in offered.items() if file.endswith(".pdf")}
    ((file, data),) = sheets.items()
    assert file.startswith("sheet-")
    assert pages_of(data) == 1
    text = text_of(data)
    for value in query.values():
        assert value in text.replace("\r\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_says_what_it_gives(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    assert demonstration.default_portfolio.is_example
    assert Translator(language)("download.pdf") in html(page("summary", language))


@pytest.mark.parametrize(("name", "query", "start"), NARROWED)
@pytest.mark.usefixtures("demonstration")
def test_a_sheet_names_the_page_it_was_taken_from(
    page: Open, offered: dict[str, bytes], name: str, query: dict[str, str], start: str
) -> None:
    page(name, "en", **query)
    (data,) = (data for file, data in offered.items() if file.endswith(".pdf"))
    assert start in text_of(data).replace("\r\n", "")
