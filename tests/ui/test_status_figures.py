"""Statuses and the figures beside them on pages of clauses, of the road and on the first page."""

import re
from html import unescape

import pytest

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

_TAGS = re.compile(r"<[^>]*>")


def _text(test: object) -> str:
    """What is read where no style is: tags stand for nothing."""
    return unescape(_TAGS.sub("", html(test)))  # type: ignore[arg-type]


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "query"), [("declaration", {"clause_shown": "3"}), ("road", {}), ("summary", {})]
)
def test_a_status_and_its_figures_are_parted_in_text(
    page: Open, language: str, name: str, query: dict[str, str]
) -> None:
    said = html(page(name, language, **query))
    marks = re.findall(r'class="rp-standing [^>]*>([^<]*)</span>([^<]*)<span', said)
    assert marks
    for word, between in marks:
        assert re.search(r"\W", between.strip()), (word, between)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_clause_with_shares_says_that_shares_count(page: Open, language: str) -> None:
    note = Translator(language)("filter.parts.note")
    assert note in _text(page("declaration", language, clause="3"))
    for number in ("9", "10"):
        assert note not in _text(page("declaration", language, clause=number)), number
        assert note in _text(page("declaration", language, clause=number, country="ML"))
