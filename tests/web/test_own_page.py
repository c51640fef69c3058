"""Language, country and size of text: kept by the browser, and with the account of who has one."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from portfolio.domain.reader import Preferences, TextSize
from portfolio.present.sorting import in_name_order
from portfolio.services import live, own_page, sessions
from portfolio.store import people
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.web import plain
from portfolio.web.own_page import COUNTRY_COOKIE
from tests.web.conftest import Site
from tests.web.visiting import OWN, account, sign_in

CHOICE = {"language": "ar", "country": "ML", "text_size": "large"}


def opening(client: TestClient, address: str) -> str:
    """The element of a page that has language and size."""
    found = re.search(r"<html[^>]*>", client.get(address).text)
    assert found is not None
    return found[0]


def save(client: TestClient, **changes: str) -> None:
    answer = client.post(
        "/preferences", params={"next": "/gaps"}, data={**CHOICE, **changes}, headers=OWN
    )
    assert answer.status_code == 303, answer.text
    language = changes.get("language", CHOICE["language"])
    assert answer.headers["location"] == f"/gaps?lang={language}"


def stored(login: str) -> Preferences:
    register = live.register()
    with register.database.reading() as connection:
        found = people.find_person(connection, login)
    assert found is not None
    return own_page.read_preferences(register, sessions.principal(found[0]))


def test_a_visitor_keeps_a_choice_in_the_browser_and_nothing_is_stored(site: Site) -> None:
    client = site()
    assert "data-rp-text" not in client.get("/gaps").text
    save(client)
    assert opening(client, "/gaps") == '<html data-rp-text="large" lang="ar" dir="rtl">'
    assert client.cookies[COUNTRY_COOKIE] == "ML"
    for name in ("/preferences", "/sign-in", "/nowhere"):
        assert 'data-rp-text="large"' in client.get(name).text
    save(client, text_size="usual", country="", language="fr")
    assert "data-rp-text" not in client.get("/gaps").text
    assert COUNTRY_COOKIE not in client.cookies


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", TextSize)
def test_every_page_knows_the_size_in_every_language(
    site: Site, language: str, size: TextSize
) -> None:
    client = site()
    client.cookies.set(plain.TEXT_SIZE_COOKIE, size.word)
    first = opening(client, f"/?lang={language}")
    assert ('data-rp-text="' in first) is (size is not TextSize.USUAL)
    assert f'lang="{language}"' in first
    if size is not TextSize.USUAL:
        for sheet in ("app.css", "plain.css"):
            assert f'data-rp-text="{size.word}"' in plain.assets()[sheet].body.decode()


@pytest.mark.parametrize("cookie", ["huge", '"><script>', "LARGE", "2", "large large"])
def test_a_cookie_that_is_no_size_is_none(site: Site, cookie: str) -> None:
    client = site()
    page = client.get("/", headers={"cookie": f"{plain.TEXT_SIZE_COOKIE}={cookie}"}).text
    assert "data-rp-text" not in page


def test_a_choice_comes_back_with_the_account_on_another_machine(site: Site) -> None:
    first = site()
    account()
    sign_in(first)
    save(first)
    assert stored("amina") == Preferences("ar", "ML", TextSize.LARGE)
    other = site()
    assert "data-rp-text" not in other.get("/").text
    sign_in(other)
    assert opening(other, "/desk") == '<html data-rp-text="large" lang="ar" dir="rtl">'
    assert other.cookies[COUNTRY_COOKIE] == "ML"
    form = other.get("/preferences").text
    assert '<option value="ML" selected>' in form
    assert '<option value="large" selected>' in form


def test_the_language_of_the_moment_stays_at_sign_in(site: Site) -> None:
    first = site()
    account()
    sign_in(first)
    save(first)
    other = site()
    sign_in(other, lang="fr")
    assert other.cookies.get(plain.COOKIE) == "fr" or 'lang="fr"' in other.get("/desk?lang=fr").text


@pytest.mark.parametrize("changes", [{"language": "de"}, {"country": "XX"}, {"text_size": "huge"}])
def test_what_is_no_choice_is_refused_and_changes_nothing(
    site: Site, changes: dict[str, str]
) -> None:
    client = site()
    account()
    sign_in(client)
    save(client)
    answer = client.post("/preferences", data={**CHOICE, **changes}, headers=OWN)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert stored("amina") == Preferences("ar", "ML", TextSize.LARGE)


def test_no_other_site_changes_a_choice(site: Site) -> None:
    client = site()
    account()
    sign_in(client)
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://example.org"}
    answer = client.post("/preferences", data=CHOICE, headers=elsewhere)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers or COUNTRY_COOKIE not in answer.headers["set-cookie"]
    assert stored("amina") == Preferences()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_stays_on_this_site(site: Site, target: str) -> None:
    client = site()
    answer = client.post("/preferences", params={"next": target}, data=CHOICE, headers=OWN)
    assert answer.headers["location"] == "/?lang=ar"


class Labels(HTMLParser):
    """The fields of a page and what labels them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[str] = []
        self.labelled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        known = dict(attrs)
        if tag == "select":
            self.fields.append(str(known["id"]))
        if tag == "label":
            self.labelled.append(str(known["for"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_labelled_in_every_language(site: Site, language: str) -> None:
    page = site().get("/preferences", params={"lang": language}).text
    labels = Labels()
    labels.feed(page)
    assert labels.fields == labels.labelled == ["language", "country", "text_size"]
    assert Translator(language)("preferences.lead").split("،")[0][:20] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_are_in_the_order_in_which_a_reader_looks_them_up(
    site: Site, language: str
) -> None:
    found = re.search(
        r'<select id="country".*?</select>', site().get(f"/preferences?lang={language}").text
    )
    assert found is not None
    named = re.findall(r"<option[^>]*>([^<]+)</option>", found[0])[1:]
    assert len(named) > 10
    assert named == in_name_order(named, str, language)
    if language == "fr":
        assert named.index("Bénin") < named.index("Burkina Faso")
        assert named.index("Égypte") < named.index("Turquie")
