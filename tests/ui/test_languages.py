"""No English on a French or an Arabic page, but in what is marked as English."""

import re
from html.parser import HTMLParser
from itertools import product

import pytest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import language_of
from portfolio.text.words import Translator
from portfolio.ui import navigation
from tests.ui.conftest import Open, html

OTHERS = [language for language in LANGUAGES if language != "en"]
# Words that stand in nearly every English sentence and are no words of the other two languages.
ENGLISH = frozenset("the of and for with from by was were this that has been which not".split())
SHOWN = frozenset(("title", "aria-label", "data-tip", "alt", "placeholder"))
EMPTY = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"))
UNREAD = frozenset(("style", "script", "code"))


class Unmarked(HTMLParser):
    """Collects the English of a page that stands in no element marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        language, inside = named.get("lang"), bool(self.marked and self.marked[-1])
        marked = tag in UNREAD or (language == "en" if language else inside)
        if not marked:
            for name in SHOWN & named.keys():
                self.read(named[name] or "")
        if tag not in EMPTY:
            self.marked.append(marked)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY and self.marked:
            self.marked.pop()

    def handle_data(self, data: str) -> None:
        if not (self.marked and self.marked[-1]):
            self.read(data)

    def read(self, said: str) -> None:
        """Keep what has an English word; addresses, codes and quotations are not ours."""
        words = re.findall(
            r"[^\W\d_]+", re.sub(r"\S*[=/_]\S*|“[^”]*”|«[^»]*»|python -m .*|CC BY", "", said)
        )
        if ENGLISH & {word.casefold() for word in words}:
            self.found.append(said.strip())


def unmarked(said: str) -> list[str]:
    reader = Unmarked()
    reader.feed(said)
    return reader.found


def test_the_search_finds_english_and_leaves_out_what_is_marked() -> None:
    assert unmarked("<p>Le texte of the page</p>") == ["Le texte of the page"]
    assert unmarked('<p>Le texte <span lang="en">of the page</span> est là</p>') == []
    assert unmarked('<p lang="en">of <b lang="fr">the</b></p>') == ["the"]
    assert unmarked('<a title="Show the list">Liste</a>') == ["Show the list"]
    assert unmarked('<br><p lang="en">of</p><p>for</p>') == ["for"]


@pytest.mark.parametrize(("name", "language"), list(product(navigation.EVERYBODYS, OTHERS)))
def test_a_page_has_no_english_outside_what_is_marked(
    demonstration: LivePortfolio, page: Open, name: str, language: str
) -> None:
    test = page(name, language)
    labels = [str(getattr(one, "label", "")) for one in (*test.selectbox, *test.button)]
    assert unmarked(html(test)) == []
    assert [label for label in labels if unmarked(label)] == []


class Latin(Unmarked):
    """Collects phrases in Latin letters that stand in no element marked with a language of theirs."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = [(k, "en" if k == "lang" and v == "fr" else v) for k, v in attrs]
        super().handle_starttag(tag, named)

    def read(self, said: str) -> None:
        """Keep runs of three words; addresses, code and names of hosts are no phrases."""
        said = re.sub(r"\S*[=/_@]\S*|\S+\.\w{2,3}\b|python -m .*", "", said)
        self.found += re.findall(r"(?:[A-Za-zÀ-ÿ’'-]{2,}[ ,:–]+){2,}[A-Za-zÀ-ÿ’'-]{2,}", said)


def latin(said: str) -> list[str]:
    reader = Latin()
    reader.feed(said)
    return reader.found


def test_the_search_finds_latin_phrases_and_leaves_out_what_is_marked() -> None:
    assert latin("<p>مشروع Coordinated Border Management</p>") == ["Coordinated Border Management"]
    assert latin('<p>مشروع <bdi lang="fr">Gestion des frontières</bdi></p>') == []
    assert latin("<p>مشروع EUBAM Libya</p>") == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        *((name, {"portfolio": "record"}) for name in navigation.EVERYBODYS),
        ("declaration", {"portfolio": "example", "clause": "11"}),
        *(
            ("projects", {"portfolio": "record", "project": project})
            for project in ("EUBAM-LY", "US-GSCF-LY", "WB-PRAPS", "UN-MINUSMA")
        ),
    ],
)
def test_an_arabic_page_has_no_latin_phrase_outside_what_is_marked(
    demonstration: LivePortfolio, page: Open, name: str, asked: dict[str, str]
) -> None:
    assert latin(html(page(name, "ar", **asked))) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("project", ["ILL-01", "ILL-05", "ILL-20"])
def test_an_example_project_is_told_in_the_readers_language(
    demonstration: LivePortfolio, page: Open, project: str, language: str
) -> None:
    said = html(page("projects", language, project=project))
    assert unmarked(said) == []
    assert f">{Translator(language)('written.en')}<" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sector_is_told_by_the_name_of_its_code(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    said = html(page("projects", language, project="ILL-01"))
    assert words("sector.named", name=words("sector.15210"), code="15210") in said


@pytest.mark.parametrize("language", OTHERS)
def test_a_documented_project_marks_the_english_of_its_sources(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    found = [
        one for one in demonstration.portfolio().labels.projects.values() if "EUBAM" in str(one)
    ]
    assert found
    said = html(page("projects", language, project=found[0].identifier))
    assert unmarked(said) == []
    assert 'lang="en"' in said


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("The sources give months only.", "en"),
        ("Les sources ne donnent que des mois.", "fr"),
        ("لا تاريخ في المصدر", "ar"),
        ("Agadez – Sebha", ""),
        ("", ""),
        ("2014-06-30", ""),
    ],
)
def test_a_text_tells_its_language_by_its_letters_and_common_words(
    said: str, language: str
) -> None:
    assert language_of(said) == language
