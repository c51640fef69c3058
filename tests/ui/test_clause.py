"""The page of one clause: its texts, and the same parts as the page of a country or funder."""

from dataclasses import replace
from html import unescape
from itertools import cycle

import pytest

from portfolio.domain.params import PUBLIC
from portfolio.measures import breakdowns, headline
from portfolio.measures.changes import latest_changes
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.web.first_bytes import view_html
from tests.ui.conftest import Open, html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_has_the_parts_of_a_country(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    test = page("declaration", language, clause_shown="3")
    assert not test.exception
    said, words = html(test), Translator(language)
    default = demonstration.default_question()
    asked = replace(default, filters=replace(default.filters, clauses=frozenset({3})))
    view = demonstration.view(asked)
    amounts = headline.headline(view).amounts
    for minor in (amounts.requirement, amounts.covered, amounts.gap_after_pledges):
        assert words.amount(minor, "EUR") in unescape(said)
    for key in ("cards.next", "gaps.column.who", "latest.title"):
        assert esc(words(key)) in said, key
    assert latest_changes(view)
    funders = breakdowns.split(view, "funder").lines
    assert any(f'href="/funder?funder={line.key}&amp;lang={language}"' in said for line in funders)
    country = max(
        breakdowns.split(view, "country").lines, key=lambda x: x.amounts.gap_after_pledges or 0
    )
    assert f'href="/country?country={country.key}&amp;lang={language}"' in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_has_its_name_as_the_title_of_its_page(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    names = {
        clause.number: Translator(language).choose(clause.labels)
        for clause in demonstration.declaration().clauses
    }
    for query in ({"clause_shown": "6"}, {"clause": "6"}):
        title = f"<h1>6. {esc(names[6])}</h1>"
        assert title in html(page("declaration", language, **query))


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("odd", "language"),
    list(zip(["12", "0", "-1", "²", "<b>4</b>", "4.0"], cycle(LANGUAGES), strict=False)),
)
def test_a_clause_that_does_not_exist_is_no_page(page: Open, odd: str, language: str) -> None:
    nowhere = html(page("declaration", language, clause_shown=odd))
    elsewhere = html(page("country", language, country="XX"))
    assert Translator(language)("empty.nowhere") in unescape(nowhere)
    assert 'class="rp-clause"' not in nowhere
    assert "<b>4</b>" not in nowhere
    assert nowhere.count("rp-problem") == elsewhere.count("rp-problem") == 0


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_without_anything_in_the_view_says_what_to_do(page: Open, language: str) -> None:
    said = unescape(html(page("declaration", language, clause_shown="3", as_of="2012-01-01")))
    words = Translator(language)
    assert words("empty.subject.next") in said
    assert words("board.back") in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [{"clause_shown": "3"}, {"clause_shown": "9"}, {"clause": "6"}])
def test_a_clause_answers_first_as_its_first_bytes_do(
    demonstration: LivePortfolio, page: Open, language: str, query: dict[str, str]
) -> None:
    words, said = Translator(language), html(page("declaration", language, **query))
    asked = {name: [value] for name, value in query.items()}
    first = view_html(demonstration, PUBLIC, words, asked, "declaration")
    own = first[first.index('<div class="rp-answer"') :].removesuffix("</div>")
    assert own in said
    assert said.index(own) < said.index('class="rp-clause"')
