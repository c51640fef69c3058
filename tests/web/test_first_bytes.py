"""What is read before any script is there."""

import html
import random
import re
import threading
import time
from fractions import Fraction

import pytest
from starlette.testclient import TestClient

from portfolio.domain.params import PUBLIC
from portfolio.measures.delivery import delivery
from portfolio.measures.figures import Figure
from portfolio.measures.headline import headline
from portfolio.present.answer import answer_html
from portfolio.present.delivery import head_html
from portfolio.present.format import Formatter
from portfolio.present.html import emphasis
from portfolio.present.sentences import answer
from portfolio.services import live, params
from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from portfolio.web import first_bytes
from tests.web.conftest import Site

FOUR = (Figure.REQUIREMENT, Figure.COVERED, Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)


def opened(site: Site, **chosen: str) -> TestClient:
    client = site(**chosen)
    live.register()
    return client


def block(body: str) -> str:
    """The first words of a page, without what only stands there where no script runs."""
    found = re.search(r'<div id="rp-first".*?(?=<div id="root">)', body, re.DOTALL)
    assert found is not None
    return found[0]


def text(part: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", part))


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("query", ["", "country=ML", "as_of=2014-01-15", "portfolio=record"])
def test_title_sentence_and_four_figures_are_those_of_the_page(
    site: Site, spoken: str, query: str
) -> None:
    body = opened(site, demonstration="on").get(f"/?lang={spoken}&{query}").text
    words, first = Translator(spoken), block(body)
    asked = dict([query.split("=")]) if query else {}
    question, _ = params.of_reader(
        live.register(), PUBLIC, {name: [value] for name, value in asked.items()}
    )
    view = live.register().view(question)
    amounts = headline(view).amounts
    reader = Formatter(words, question.currency, params.record_names(live.register(), view))
    assert f"<h1>{words('nav.summary')}</h1>" in first
    assert emphasis(answer(reader, view, amounts, is_marked=True)) in first
    for figure in FOUR:
        assert reader.figure_text(amounts, figure) in text(first)
    assert words("web.loading.rest") in first
    assert f'dir="{direction(spoken)}"' in body[: body.index("<head>")]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_country_and_a_funder_begin_with_what_their_page_says_first(
    site: Site, spoken: str
) -> None:
    client, words = opened(site, demonstration="on"), Translator(spoken)
    for page, key in (("country", "ML"), ("funder", "ILLUSTRATIVE-A")):
        first = block(client.get(f"/{page}?{page}={key}&lang={spoken}").text)
        question, _ = params.of_reader(live.register(), PUBLIC, {page: [key]})
        view = live.register().view(question)
        reader = Formatter(words, "EUR", params.record_names(live.register(), view))
        assert f"<h1>{reader.name(page, key)}</h1>" in first
        if page == "funder":
            assert head_html(words, delivery(view)[0], "EUR") in first
        else:
            assert emphasis(answer(reader, view, headline(view).amounts, is_marked=True)) in first
            assert words.share(Fraction(166, 1000)) in text(first)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_clause_begins_with_what_its_page_says_first(site: Site, spoken: str) -> None:
    client, words = opened(site, demonstration="on"), Translator(spoken)
    for query, number in (("clause_shown=3", 3), ("clause=6", 6), ("clause_shown=9", 9)):
        first = block(client.get(f"/declaration?{query}&lang={spoken}").text)
        question, _ = params.of_reader(live.register(), PUBLIC, {"clause": [str(number)]})
        view = live.register().view(question)
        amounts = headline(view).amounts
        reader = Formatter(words, "EUR", params.record_names(live.register(), view))
        assert f"<h1>{html.escape(reader.name('clause', str(number)))}</h1>" in first
        assert emphasis(answer(reader, view, amounts, is_marked=True)) in first
        for figure in FOUR:
            assert reader.figure_text(amounts, figure) in text(first)


def test_what_is_no_country_funder_or_clause_begins_with_no_figure(site: Site) -> None:
    client = opened(site, demonstration="on")
    for query in (
        "country?country=XX",
        "country",
        "country?country=ML,NE",
        "funder?funder=XX",
        "declaration?clause_shown=12",
        "declaration?clause_shown=3&clause=6",
        "declaration?clause_shown=3&band=context",
    ):
        assert "rp-answer" not in block(client.get(f"/{query}").text), query


def test_the_example_is_marked_beside_its_figures_and_so_is_the_record(site: Site) -> None:
    client, words = opened(site, demonstration="on"), Translator("en")
    assert words("example.mark") in block(client.get("/?lang=en").text)
    assert words("example.mark.record") in block(client.get("/?lang=en&portfolio=record").text)


def test_a_reader_of_the_public_cannot_ask_for_what_is_hidden(site: Site) -> None:
    client = opened(site, demonstration="on")
    plain = block(client.get("/?lang=en").text)
    for query in ("version=working", "confidence=proposed", "funder=XX-NOBODY", "currency=ZZZ"):
        hidden = block(client.get(f"/?lang=en&{query}").text)
        assert answer_of(hidden) == answer_of(plain)


def answer_of(first: str) -> str:
    return first[first.index('class="rp-answer"') : first.index("rp-first-loading")]


def test_an_address_is_written_as_text(site: Site) -> None:
    client = opened(site, demonstration="on")
    evil = "<script>alert(1)</script>"
    body = client.get("/", params={"lang": "en", "country": evil, "as_of": evil, "x": '"><b>'}).text
    assert evil not in body
    assert '"><b>' not in body


CHOICES = {
    "country": ["ML", "LY", "ML,NE", "??"],
    "clause": ["2", "6", "99"],
    "kind": ["regional", "bilateral"],
    "as_of": ["2013-12-01", "2014-06-30", "1066-01-01", "soon"],
    "known_on": ["then"],
    "currency": ["USD", "XOF", "ZZZ"],
    "band": ["pipeline", "context"],
    "funder": ["XX-NOBODY"],
    "portfolio": ["record"],
}


def test_whatever_an_address_asks_the_answer_is_the_one_of_its_view(site: Site) -> None:
    client, draw = opened(site, demonstration="on"), random.Random(7)
    for turn in range(60):
        names = draw.sample(sorted(CHOICES), draw.randint(0, 4))
        asked = {name: draw.choice(CHOICES[name]) for name in names}
        words = Translator(LANGUAGES[turn % len(LANGUAGES)])
        first = block(client.get("/", params={**asked, "lang": words.language}).text)
        held = live.register()
        question, _ = params.of_reader(held, PUBLIC, {k: [v] for k, v in asked.items()})
        view = held.view(question)
        figures = headline(view)
        reader = Formatter(words, question.currency, params.record_names(held, view))
        is_answered = question.band.has_requirement and not figures.is_empty
        assert (answer_html(reader, view, figures) in first) == is_answered, asked


@pytest.mark.parametrize("path", ["/gaps", "/declaration", "/method"])
def test_other_pages_have_their_title_and_say_that_they_load(site: Site, path: str) -> None:
    first = block(opened(site, demonstration="on").get(f"{path}?lang=fr").text)
    words = Translator("fr")
    assert f"<h1>{html.escape(words(f'nav.{path[1:]}'))}</h1>" in first
    assert words("web.loading") in first
    assert "rp-answer" not in first


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_where_no_script_runs_the_reason_takes_the_place_of_the_waiting(
    site: Site, spoken: str
) -> None:
    body = opened(site, demonstration="on").get(f"/?lang={spoken}").text
    (without,) = re.findall(r"<noscript>(.*?)</noscript>", body)
    assert Translator(spoken)("web.rest_needs_scripts") in text(without)
    assert ".rp-first-loading{display:none}" in without


def test_a_measure_that_fails_leaves_the_page_without_its_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = opened(site, demonstration="on")

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(first_bytes, "headline", fail)
    answer_ = client.get("/?lang=en")
    assert answer_.status_code == 200
    assert Translator("en")("web.loading") in block(answer_.text)
    assert "without its figures" in caplog.text


def test_a_measure_that_takes_its_time_does_not_hold_the_page_and_does_not_pile_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, go_on, running = opened(site, demonstration="on"), threading.Event(), list[int]()

    def wait(*_: object) -> None:
        running.append(1)
        go_on.wait(30)

    monkeypatch.setattr(first_bytes, "headline", wait)
    monkeypatch.setattr(first_bytes, "MAX_SECONDS", 0.05)
    begin = time.perf_counter()
    try:
        for _ in range(8):
            assert "rp-answer" not in client.get("/?lang=en").text
        assert len(running) == 4
        assert time.perf_counter() - begin < 8
    finally:
        go_on.set()


def test_a_portfolio_that_is_closed_gives_a_stranger_no_figure(site: Site) -> None:
    answer_ = opened(site, demonstration="on", public="off").get(
        "/?lang=en", headers={"accept": "text/html"}
    )
    assert answer_.status_code == 303
    assert "rp-answer" not in answer_.text


def test_what_a_person_signed_in_is_sent_is_stored_nowhere(site: Site) -> None:
    client = opened(site, demonstration="on")
    assert client.get("/").headers["cache-control"] == "private, no-cache"
    origin = {"origin": "http://localhost:8501"}
    client.post("/demonstration/secretary?next=/", headers=origin)
    page = client.get("/?version=working&lang=en")
    assert page.headers["cache-control"] == "no-store"
    assert "rp-answer" in page.text
    words = Translator("en")
    working = words("word.colon", label=words("filter.working"), value=words("word.yes"))
    assert working in text(block(page.text))
