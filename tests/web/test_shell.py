"""The title, description and preview of every page, by its address and language."""

import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from portfolio import VERSION
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.reference import LICENCE
from portfolio.measures import visibility
from portfolio.services import live
from portfolio.services.access import PAGES
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.web.conftest import MakeClient, Site

PUBLIC = tuple(name for name, needed in PAGES.items() if not needed)


def title(body: str) -> str:
    (found,) = re.findall(r"<title>(.*?)</title>", body)
    return html.unescape(found)


def meta(body: str, name: str) -> str:
    (found,) = re.findall(rf'<meta (?:name|property)="{name}" content="(.*?)">', body)
    return html.unescape(found)


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", PUBLIC)
def test_every_page_has_a_title_and_a_description_of_its_own(
    client: TestClient, name: str, spoken: str
) -> None:
    words = Translator(spoken)
    path = "/" if name == "summary" else f"/{name}"
    body = client.get(path, params={"lang": spoken}).text
    assert title(body) == f"{words(f'nav.{name}')} – {words('app.short_title')}"
    assert meta(body, "description") == meta(body, "og:description") == words(f"nav.{name}.lead")
    assert meta(body, "og:title") == words(f"nav.{name}")


def test_no_two_pages_have_one_description() -> None:
    for spoken in LANGUAGES:
        said = [Translator(spoken)(f"nav.{name}.lead") for name in PUBLIC]
        assert len(set(said)) == len(said)


def test_a_preview_knows_the_public_address_alone(client_of: MakeClient) -> None:
    body = (
        client_of(PORTFOLIO_PUBLIC_ADDRESS="https://portfolio.example.org")
        .get("/gaps?country=LY&lang=fr", headers={"host": "evil.example"})
        .text
    )
    assert meta(body, "og:url") == "https://portfolio.example.org/gaps?country=LY&lang=fr"
    found = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="(.*?)">', body)
    assert [(code, html.unescape(href)) for code, href in found] == [
        (code, f"https://portfolio.example.org/gaps?country=LY&lang={code}") for code in LANGUAGES
    ]
    assert "evil" not in body


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_preview_shows_a_picture_of_the_product_from_its_own_address(
    client_of: MakeClient, spoken: str
) -> None:
    site = "https://portfolio.example.org"
    client = client_of(PORTFOLIO_PUBLIC_ADDRESS=site)
    image = meta(client.get(f"/gaps?lang={spoken}").text, "og:image")
    assert image.startswith(f"{site}/assets/preview/{spoken}.png?v=")
    answer = client.get(image.removeprefix(site))
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert tuple(int.from_bytes(answer.content[at : at + 4], "big") for at in (16, 20)) == (
        1200,
        630,
    )


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), [("/sign-in", 200), ("/no-such-page", 404)])
def test_plain_pages_have_the_foot_of_every_page(
    client_of: MakeClient, path: str, status: int, spoken: str
) -> None:
    client = client_of(PORTFOLIO_PUBLISHER="Office", PORTFOLIO_CONTACT="desk@example.org")
    answer = client.get(path, params={"lang": spoken})
    assert answer.status_code == status
    foot = html.unescape(answer.text.partition("<footer")[2])
    words = Translator(spoken)
    assert words("footer.publisher", publisher="Office") in foot
    assert words("footer.contact", office="desk@example.org") in foot
    assert words("footer.version", version=VERSION) in foot
    assert words("footer.licence", licence=LICENCE) in foot


def test_without_a_public_address_a_preview_has_none(client: TestClient) -> None:
    body = client.get("/gaps?country=LY").text
    assert "og:image" not in body
    assert "og:url" not in body
    assert "hreflang" not in body


def test_a_public_project_has_its_own_title_and_summary(site: Site) -> None:
    client = site("on")
    label = live.register().labels.projects[1]
    for spoken in LANGUAGES:
        body = client.get(
            "/projects", params={"project": label.identifier, "portfolio": "record", "lang": spoken}
        ).text
        assert title(body).startswith(Translator(spoken).choose(label.titles))
        assert (
            Translator(spoken)
            .choose(label.summaries)
            .startswith(meta(body, "og:description").rstrip("…")[:100])
        )


def test_a_project_that_is_not_public_is_as_one_there_is_not(site: Site) -> None:
    client = site("on")
    identifier = live.register().labels.projects[1].identifier
    # The links to the other languages repeat what was asked.
    other = client.get(f"/projects?project={identifier}&portfolio=example").text
    other = other.replace(identifier, "NO-SUCH")
    assert other == client.get("/projects?project=NO-SUCH&portfolio=example").text
    unseen = client.get(f"/projects?project={identifier}&as_of=2005-01-01").text
    unseen = unseen.replace(identifier, "NO-SUCH")
    assert unseen == client.get("/projects?project=NO-SUCH&as_of=2005-01-01").text
    assert title(unseen).startswith(Translator("en")("nav.projects"))


def test_an_address_cannot_write_into_the_page(client_of: MakeClient) -> None:
    client = client_of(PORTFOLIO_PUBLIC_ADDRESS="https://portfolio.example.org")
    body = client.get('/gaps?country="><script>alert(1)</script>').text
    assert "<script>alert" not in body


NOWHERE = ("funder?funder=NOPE", "country?country=XX", "declaration?clause_shown=12")


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("address", NOWHERE)
def test_a_subject_that_is_nowhere_has_the_title_of_no_page_from_the_first_byte(
    site: Site, address: str, spoken: str
) -> None:
    found = site("on").get(f"/{address}&lang={spoken}")
    words = Translator(spoken)
    assert found.status_code == 404
    assert title(found.text).startswith(words("web.not_found.title"))
    assert meta(found.text, "og:title") == words("web.not_found.title")
    assert f"<h1>{html.escape(words('web.not_found.title'))}</h1>" in found.text


def test_a_funder_nobody_may_see_is_answered_as_one_there_is_not(site: Site) -> None:
    client = site("on")
    register = live.register()
    views = [
        register.view(
            replace(
                register.default_question(),
                scope=replace(register.default_question().scope, portfolio=portfolio),
            )
        )
        for portfolio in PortfolioChoice
    ]
    seen = frozenset().union(*map(visibility.funders, views))
    organisations = register.labels.organisations.values()
    hidden = next(one.identifier for one in organisations if one.identifier not in seen)
    found, none = (client.get(f"/funder?funder={key}") for key in (hidden, "NO-SUCH"))
    assert (found.status_code, none.status_code) == (404, 404)
    assert found.text.replace(hidden, "NO-SUCH") == none.text


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_funder_of_the_other_portfolio_has_its_name_from_the_first_byte(
    site: Site, spoken: str
) -> None:
    client = site("on")
    there = client.get(f"/funder?funder=XM-DAC-5&portfolio=record&lang={spoken}")
    here = client.get(f"/funder?funder=XM-DAC-5&lang={spoken}")
    assert (there.status_code, here.status_code) == (200, 200)
    assert title(here.text) == title(there.text)
    assert meta(here.text, "og:title") == meta(there.text, "og:title")


def test_a_project_that_is_nowhere_is_not_found(site: Site) -> None:
    client = site("on")
    identifier = live.register().labels.projects[1].identifier
    assert client.get("/projects?project=NO-SUCH").status_code == 404
    assert client.get(f"/projects?project={identifier}&as_of=2005-01-01").status_code == 404
    assert client.get(f"/projects?project={identifier}").status_code == 200  # it is in the record
    assert client.get("/projects").status_code == 200
