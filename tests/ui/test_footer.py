"""The foot of every page: publisher, freshness, licence, citation and link, in three languages."""

import html as markup
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from portfolio import VERSION, settings
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui.navigation import EVERYBODYS
from tests.ui.conftest import Open, html


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product as a secretariat publishes it."""
    for name, said in (
        ("PUBLISHER", "Follow-up secretariat"),
        ("PUBLISHER_AR", "أمانة المتابعة"),
        ("CONTACT", "Follow-up office, office@example.org"),
        ("PUBLIC_ADDRESS", "https://portfolio.example.org"),
    ):
        monkeypatch.setenv(f"PORTFOLIO_{name}", said)
    settings.current.cache_clear()
    yield
    monkeypatch.undo()
    settings.current.cache_clear()


def foot(body: str) -> str:
    (found,) = re.findall(r"<footer.*?</footer>", body, re.DOTALL)
    return markup.unescape(found)


def copied(body: str) -> list[str]:
    """What the buttons of the foot copy."""
    return re.findall(r'data-rp-copy="(.*?)"', foot(body))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERYBODYS)
def test_every_page_has_one_foot(
    demonstration: LivePortfolio, page: Open, name: str, language: str
) -> None:
    words, said = Translator(language), foot(html(page(name, language)))
    for line in (
        words("footer.version", version=VERSION),
        words("footer.licence", licence="CC BY 4.0"),
        words("footer.cite"),
        words("footer.link"),
    ):
        assert line in said
    assert words("footer.publisher", publisher="") not in said
    assert words("footer.contact", office="") not in said


def test_a_page_that_stops_its_script_has_its_foot_too(empty: LivePortfolio, page: Open) -> None:
    assert "<footer" in html(page("summary"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_publisher_and_office_are_said_where_they_are_set(
    published: None, demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, said = Translator(language), foot(html(page("gaps", language)))
    publisher = "أمانة المتابعة" if language == "ar" else "Follow-up secretariat"
    assert words("footer.publisher", publisher=publisher) in said
    assert 'href="mailto:office@example.org" dir="ltr"' in said


def test_a_citation_names_the_view_its_day_and_a_lasting_address(
    published: None, demonstration: LivePortfolio, page: Open
) -> None:
    before = datetime.now(UTC).date().isoformat()
    body = html(page("gaps", country="ML", currency="USD"))
    citation, link = copied(body)
    words = Translator("en")
    assert citation.startswith("Follow-up secretariat: “Funding gaps (Country: Mali; ")
    assert words("footer.product.example") in citation
    assert "Figures as of 30 June 2014, as known on " in citation
    address = citation.split()[-1]
    assert address.startswith("https://portfolio.example.org/gaps?")
    asked = parse_qs(urlsplit(address).query)
    (known,) = asked.pop("known_on")
    assert before <= known <= datetime.now(UTC).date().isoformat()
    assert asked == {
        "country": ["ML"],
        "currency": ["USD"],
        "as_of": ["2014-06-30"],
        "lang": ["en"],
    }
    assert link == "https://portfolio.example.org/gaps?country=ML&currency=USD&lang=en"


def test_a_project_is_cited_by_its_own_title(demonstration: LivePortfolio, page: Open) -> None:
    label = demonstration.labels.projects[1]
    citation, link = copied(html(page("projects", project=label.identifier, portfolio="record")))
    assert f"“{label.titles['en']}”, {Translator('en')('app.title')}, version" in citation
    assert f"project={label.identifier}" in link


def test_a_page_without_figures_is_cited_without_their_day(
    demonstration: LivePortfolio, page: Open
) -> None:
    citation, _ = copied(html(page("method")))
    assert "2014" not in citation
