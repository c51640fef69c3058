"""Which language a request is answered in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from portfolio.text.languages import DEFAULT, LANGUAGES
from portfolio.web import plain
from tests.web.conftest import MakeClient


def _scope(query: str = "", cookie: str = "", accepted: str = "") -> dict[str, object]:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())]
    return {"type": "http", "query_string": query.encode(), "headers": headers}


def test_the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() -> None:
    cookie = f"{plain.COOKIE}=fr"
    assert plain.of_request(_scope("a=1&lang=ar", cookie, "en-GB")) == "ar"
    assert plain.of_request(_scope("a=1", cookie, "ar")) == "fr"
    assert plain.of_request(_scope("", "", "de-DE, ar-MA;q=0.8, fr;q=0.9")) == "fr"
    assert plain.of_request(_scope()) == DEFAULT


def test_a_language_the_product_does_not_speak_is_passed_over() -> None:
    assert plain.of_request(_scope("lang=de", f"{plain.COOKIE}=xx", "de, zh")) == DEFAULT
    assert plain.of_request(_scope("lang=de", "", "ar")) == "ar"


def test_a_browser_that_refuses_a_language_is_not_given_it() -> None:
    assert plain.of_browser("fr;q=0, ar;q=0.1") == "ar"


@given(st.text())
def test_no_header_of_languages_breaks_the_choice(accepted: str) -> None:
    assert plain.of_browser(accepted) in (None, *LANGUAGES)


@given(st.text(alphabet=st.characters(max_codepoint=255)), st.binary())
def test_no_cookie_and_no_address_breaks_the_choice(cookie: str, query: bytes) -> None:
    assert plain.of_cookie(Headers({"cookie": cookie})) in (None, *LANGUAGES)
    assert plain.of_address(query) in (None, *LANGUAGES)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_switch_keeps_the_view_and_remembers_the_language(
    client: TestClient, spoken: str
) -> None:
    answer = client.get(
        f"/lang/{spoken}", params={"next": "/gaps?country=LY&country=ML&lang=xx&search="}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/gaps?country=LY&country=ML&search=&lang={spoken}"
    assert f"{plain.COOKIE}={spoken}" in answer.headers["set-cookie"]


def test_a_switch_to_an_unknown_language_changes_nothing(client: TestClient) -> None:
    answer = client.get("/lang/de")
    assert answer.status_code == 404
    assert plain.COOKIE not in answer.headers.get("set-cookie", "")


def test_the_cookie_is_secure_where_the_connection_is(client_of: MakeClient) -> None:
    client = client_of()
    client.base_url = client.base_url.copy_with(scheme="https")
    assert "Secure" in client.get("/lang/fr").headers["set-cookie"]


def test_the_language_reaches_the_script_through_the_websocket(client: TestClient) -> None:
    with client.websocket_connect(
        "/_stcore/stream", headers={"cookie": f"{plain.COOKIE}=ar"}
    ) as websocket:
        assert websocket.receive_json()["x-rp-language"] == "ar"
