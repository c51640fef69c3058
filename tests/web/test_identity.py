"""Who the script believes is reading."""

import tomllib

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from portfolio.domain.errors import DatabaseUnavailable
from portfolio.services import sessions
from portfolio.settings import ROOT
from portfolio.web import identity
from tests.web.conftest import MakeClient

SPOOFED = {
    "x-rp-login": "minister",
    "X-RP-Role": "administrator",
    "x-rp-sid": "stolen",
    "x-rp-anything": "else",
}


def test_a_client_cannot_say_who_it_is(client: TestClient) -> None:
    seen = client.get("/_stcore/echo", headers=SPOOFED).json()
    told = {name: value for name, value in seen.items() if name.startswith("x-rp-")}
    assert set(told) == {
        "x-rp-login",
        "x-rp-role",
        "x-rp-sid",
        "x-rp-language",
        "x-rp-demonstration",
    }
    assert (told["x-rp-login"], told["x-rp-role"]) == ("public", "public")
    assert told["x-rp-sid"] != "stolen"


def test_a_websocket_cannot_say_who_it_is(client: TestClient) -> None:
    with client.websocket_connect("/_stcore/stream", headers=SPOOFED) as websocket:
        seen = websocket.receive_json()
    assert seen["x-rp-role"] == "public"
    assert "x-rp-anything" not in seen


def test_a_browser_keeps_its_reader_and_two_browsers_differ(client_of: MakeClient) -> None:
    one, two = client_of(), client_of()
    for browser in (one, two):
        assert identity.COOKIE in browser.get("/").headers["set-cookie"]
        assert "set-cookie" not in browser.get("/").headers
    first = one.get("/_stcore/echo").json()["x-rp-sid"]
    assert one.get("/_stcore/echo").json()["x-rp-sid"] == first
    assert two.get("/_stcore/echo").json()["x-rp-sid"] != first


def test_the_script_never_sees_the_token_that_opens_a_session(client: TestClient) -> None:
    client.get("/")
    token = client.cookies[identity.COOKIE]
    seen = client.get("/_stcore/echo").json()
    assert token not in seen["x-rp-sid"]


@pytest.mark.parametrize("forged", ["", "short", "x" * 500, "a" * 42 + ";", "é" * 43])
def test_a_forged_cookie_is_replaced(client_of: MakeClient, forged: str) -> None:
    answer = client_of().get("/", headers={b"cookie": f"{identity.COOKIE}={forged}".encode()})
    assert identity.COOKIE in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_streamlit_is_told_to_trust_exactly_what_the_middleware_sets(client: TestClient) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    trusted = config["server"]["trustedUserHeaders"]
    seen = client.get("/_stcore/echo").json()
    assert set(trusted) == {name for name in seen if name.startswith("x-rp-")}
    assert set(trusted.values()) == {"login", "role", "sid", "language", "demonstration"}


def test_a_closed_portfolio_sends_readers_to_sign_in(client_of: MakeClient) -> None:
    client = client_of(PORTFOLIO_PUBLIC="off")
    page = client.get("/gaps?country=LY", headers={"accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=%2Fgaps%3Fcountry%3DLY"
    assert client.get("/_stcore/echo").status_code == 401
    assert client.get("/static/js/index.js").status_code == 401
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/_stcore/stream"),
    ):
        pass
    assert refused.value.code == 4401


def test_a_closed_portfolio_still_answers_those_who_watch_it(client_of: MakeClient) -> None:
    client = client_of(PORTFOLIO_PUBLIC="off")
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/assets/plain.css").status_code == 200
    sign_in = client.get("/sign-in?lang=fr")
    assert sign_in.status_code == 200
    assert '<html lang="fr" dir="ltr">' in sign_in.text
    assert '<form method="post"' in sign_in.text


@pytest.mark.parametrize("public", ["on", "off"])
def test_who_watches_is_answered_while_the_database_is_away(
    client_of: MakeClient, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailable(reason="connection refused")

    monkeypatch.setattr(sessions, "resume", away)
    client = client_of(PORTFOLIO_PUBLIC=public)
    cookie = {"cookie": f"{identity.SESSION}={'a' * 43}"}
    assert client.get("/healthz", headers=cookie).json() == {"ok": True}
    assert client.get("/readyz", headers=cookie).status_code in (200, 503)


def test_a_closed_portfolio_cannot_be_opened_by_a_header(client_of: MakeClient) -> None:
    answer = client_of(PORTFOLIO_PUBLIC="off").get("/_stcore/echo", headers=SPOOFED)
    assert answer.status_code == 401
