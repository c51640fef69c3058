"""Who may take a role without an account: nobody but whoever sits at the machine itself."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from streamlit import config

from portfolio.domain import params
from portfolio.services import live, sessions
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.web import app, identity
from tests.web.conftest import Site
from tests.web.visiting import OWN, STREAM, account, role_of

TAKE = "/demonstration/administrator"
ADDED_ON_THE_WAY = """
x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port x-forwarded-prefix
x-forwarded-server x-forwarded-ssl x-forwarded-anything forwarded via x-real-ip x-client-ip
true-client-ip cf-connecting-ip cf-ray cf-visitor cdn-loop fastly-client-ip x-original-for
x-original-host x-original-forwarded-for x-original-url x-cluster-client-ip x-envoy-external-address
x-amzn-trace-id x-azure-clientip x-appengine-user-ip fly-client-ip x-remote-user remote-user
x-request-id x-proxy-user-ip proxy-connection max-forwards authorization client-ip x-scheme
""".split()
CHROMIUM = {
    "connection": "keep-alive",
    "cache-control": "max-age=0",
    "sec-ch-ua": '"Chromium";v="156"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "upgrade-insecure-requests": "1",
    "sec-fetch-mode": "navigate",
    "sec-fetch-user": "?1",
    "sec-fetch-dest": "document",
    "referer": "http://localhost:8501/",
}
FIREFOX = {"dnt": "1", "sec-gpc": "1", "priority": "u=0, i", "te": "trailers"}


def scope_of(headers: dict[str, str], **others: Any) -> dict[str, Any]:
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 50000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    return {**scope, **others}


HERE = {"host": "localhost:8501", "origin": "http://localhost:8501"}


def test_a_browser_at_the_machine_may_take_a_role(site: Site) -> None:
    for browser in (CHROMIUM, FIREFOX):
        client = site("on")
        assert client.post(TAKE, headers={**browser, **OWN}).headers["location"] == "/desk"
        assert role_of(client) == "administrator"


def test_a_header_no_browser_sends_shows_a_proxy(site: Site) -> None:
    client = site("on")
    for name in ADDED_ON_THE_WAY:
        assert client.post(TAKE, headers={**OWN, name: "127.0.0.1"}).status_code == 404, name
        assert identity.SESSION not in client.cookies, name


@given(st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True))
def test_any_name_that_is_not_a_browsers_own_shows_a_proxy(name: str) -> None:
    is_browsers = identity._is_browsers_own(name)
    scope = scope_of({**HERE, name: "x"} if name not in HERE else HERE)
    assert identity.is_this_machine(scope) == is_browsers or name == "expect"


@pytest.mark.parametrize(
    ("headers", "others"),
    [
        ({"host": "localhost:8501"}, {}),  # changes something, and no page says so
        ({"host": "localhost:8501"}, {"type": "websocket", "scheme": "ws"}),
        ({"host": "127.0.0.1:8501", "origin": "https://portfolio.example.org"}, {}),
        ({"host": "127.0.0.1:8501", "origin": "http://localhost:8501"}, {}),
        ({"host": "localhost:8501", "origin": "http://localhost:9000"}, {}),
        ({"host": "localhost:8501", "origin": "https://localhost:8501"}, {}),
        ({"host": "localhost:8501", "origin": "null"}, {}),
        ({"host": "localhost.example.org", "origin": "http://localhost.example.org"}, {}),
        ({"host": "127.0.0.1.example.org", "origin": "http://127.0.0.1.example.org"}, {}),
        ({"origin": "http://localhost:8501"}, {}),
        (HERE, {"client": ("192.0.2.7", 1)}),
        (HERE, {"client": ("::ffff:192.0.2.7", 1)}),
        (HERE, {"client": None}),
        (HERE, {"http_version": "1.0"}),
    ],
)
def test_whatever_else_is_not_at_the_machine(headers: dict[str, str], others: Any) -> None:
    assert identity.is_this_machine(scope_of(HERE))
    assert not identity.is_this_machine(scope_of(headers, **others))


def test_a_second_host_is_no_host() -> None:
    scope = scope_of(HERE)
    scope["headers"].append((b"host", b"portfolio.example.org"))
    assert not identity.is_this_machine(scope)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:8501", "LOCALHOST:1"])
@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "127.8.8.8", "::ffff:127.0.0.1"])
def test_every_name_of_the_machine_itself_will_do(host: str, client: str) -> None:
    said = {"host": host, "origin": f"http://{host}"}
    assert identity.is_this_machine(scope_of(said, client=(client, 1)))
    socket = scope_of(said, client=(client, 1), type="websocket", scheme="ws")
    assert identity.is_this_machine(socket)


def test_a_link_alone_changes_no_role(site: Site) -> None:
    client = site("on")
    client.post(TAKE, headers=OWN)
    for path in ("/demonstration/public", "/demonstration/donor", "/sign-out"):
        asked = client.get(path, headers={"sec-fetch-site": "same-origin"})
        assert asked.status_code == 200
        assert '<form method="post"' in asked.text
        assert role_of(client) == "administrator"


def carrying(client: TestClient, session: str) -> TestClient:
    client.cookies.set(identity.SESSION, session)
    return client


def test_a_role_is_lost_away_from_the_machine(site: Site) -> None:
    client = site("on")
    client.post(TAKE, headers=OWN)
    session = client.cookies[identity.SESSION]
    elsewhere = carrying(site("on", client="192.0.2.7"), session)
    assert role_of(elsewhere) == "public"
    with elsewhere.websocket_connect(STREAM, headers=OWN) as websocket:
        assert websocket.receive_json()["x-rp-role"] == "public"
    behind = client.get("/_stcore/echo", headers={"x-forwarded-proto": "https"})
    assert behind.json()["x-rp-role"] == "public"
    with client.websocket_connect(STREAM, headers=OWN) as websocket:
        assert websocket.receive_json()["x-rp-role"] == "administrator"


def test_a_role_ends_with_the_first_account_of_somebody_real(site: Site) -> None:
    client = site("on")
    client.post(TAKE, headers=OWN)
    sid = params.digest(client.cookies[identity.SESSION])
    account()
    assert role_of(client) == "public"
    assert sessions.resume(live.register().database, sid) is None


def test_a_demonstration_that_is_turned_off_gives_no_role_and_a_way_to_begin(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    client = site("on")
    client.post(TAKE, headers=OWN)
    live.register().database.close()
    live.register.cache_clear()
    later = carrying(site("off"), client.cookies[identity.SESSION])
    assert live.register().demonstration
    assert role_of(later) == "public"
    assert later.post(TAKE, headers=OWN).status_code == 404
    app._offer_links()
    link = re.search(r"http://localhost:\d+(/set-up\?token=\S+)", capfd.readouterr().err)
    assert link is not None
    assert later.get(link[1]).status_code == 200


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server listens on every address of the machine."""
    asked = config.get_option
    said = {"server.address": "0.0.0.0"}
    monkeypatch.setattr(config, "get_option", lambda name: said.get(name) or asked(name))


@pytest.mark.usefixtures("reachable")
def test_where_others_reach_the_server_a_link_from_the_console_is_needed_besides(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    client = site("on")
    assert client.post(TAKE, headers=OWN).status_code == 404
    app._offer_links()
    link = re.search(r"http://localhost:\d+(/demonstration\?token=\S+)", capfd.readouterr().err)
    assert link is not None
    assert '<form method="post"' in client.get(link[1]).text
    assert client.post(link[1]).status_code == 404
    assert client.post(TAKE, headers=OWN).status_code == 404
    used = client.post(link[1], headers=OWN)
    assert used.status_code == 303
    assert "HttpOnly" in used.headers["set-cookie"]
    assert client.post(TAKE, headers=OWN).headers["location"] == "/desk"
    assert role_of(client) == "administrator"

    second = site("on")
    assert second.post(link[1], headers=OWN).status_code == 410
    assert second.post(TAKE, headers=OWN).status_code == 404
    away = site("on", client="192.0.2.7")
    away.cookies.set(identity.DEMONSTRATION_COOKIE, client.cookies[identity.DEMONSTRATION_COOKIE])
    assert away.post(TAKE, headers=OWN).status_code == 404
    assert site("on", client="192.0.2.7").get(link[1]).status_code == 404


def test_a_server_for_this_machine_alone_needs_no_link(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site("on")
    assert not identity.needs_link()
    app._offer_links()
    assert "token=" not in capfd.readouterr().err


def test_sign_in_offers_the_roles_at_the_machine_and_leads_back(site: Site) -> None:
    client, away = site("on"), site("on", client="192.0.2.7")
    action = "/demonstration/secretary?next=%2Fdesk%3Flang%3Dfr"
    for language in LANGUAGES:
        words = Translator(language)
        shown = client.get("/sign-in", params={"next": "/desk?lang=fr", "lang": language}).text
        assert words("people.demonstration.roles") in shown
        assert f'action="{action}"' in shown
        unoffered = away.get(f"/sign-in?lang={language}").text
        assert words("people.demonstration.roles") not in unoffered
    assert client.post(action, headers=OWN).headers["location"] == "/desk?lang=fr"


def test_every_plain_page_says_that_it_is_a_demonstration(site: Site) -> None:
    client = site("on")
    live.register()
    for path in ("/sign-in", "/a/b", "/nowhere", "/sign-out", "/download/none"):
        for language in LANGUAGES:
            mark = Translator(language)("people.demonstration.mark")
            assert mark in client.get(path, params={"lang": language}).text, path


def test_what_is_no_demonstration_does_not_say_so(site: Site) -> None:
    client, mark = site("off"), Translator("en")("people.demonstration.mark")
    live.register()
    assert mark not in client.get("/sign-in").text
