"""Sign-in, one-time links and the demonstration's roles, as a browser meets them."""

import html
import re

import pytest
from starlette.websockets import WebSocketDisconnect

from portfolio.domain import params
from portfolio.domain.params import UserRole
from portfolio.services import live, people, sessions
from portfolio.services.people import CONSOLE
from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from portfolio.web import accounts, identity
from tests.web.conftest import Site
from tests.web.visiting import OWN, SECRET, STREAM, account, role_of, sign_in

ENGLISH = Translator("en")


def test_whoever_signs_in_is_told_to_the_script_under_a_digest(site: Site) -> None:
    client = site()
    account()
    assert role_of(client) == "public"
    assert sign_in(client) == "/desk"
    seen = client.get("/_stcore/echo").json()
    assert (seen["x-rp-login"], seen["x-rp-role"]) == ("amina", "secretary")
    token = client.cookies[identity.SESSION]
    assert seen["x-rp-sid"] == params.digest(token)
    with client.websocket_connect(STREAM, headers=OWN) as websocket:
        assert websocket.receive_json()["x-rp-role"] == "secretary"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    client = site()
    account()
    data = {"login": "amina", "password": SECRET}
    plain = client.post("/sign-in", data=data, headers=OWN).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    secure = client.post("https://localhost:8501/sign-in", data=data, headers=OWN)
    assert "Secure" in secure.headers["set-cookie"]


def test_a_token_somebody_else_chose_opens_nothing(site: Site) -> None:
    client = site()
    account()
    fixed = "a" * 43
    client.cookies.set(identity.SESSION, fixed)
    assert role_of(client) == "public"
    sign_in(client)
    assert [cookie.value for cookie in client.cookies.jar if cookie.value == fixed] in ([], [fixed])
    stranger = site()
    stranger.cookies.set(identity.SESSION, fixed)
    assert role_of(stranger) == "public"


def test_signing_out_ends_the_session_in_every_window(site: Site) -> None:
    one, two = site(), site()
    account()
    sign_in(one)
    two.cookies.set(identity.SESSION, one.cookies[identity.SESSION])
    assert role_of(two) == "secretary"
    assert one.post("/sign-out", headers=OWN).headers["location"] == "/"
    assert role_of(two) == "public"


def test_signing_in_again_ends_the_older_session_of_the_browser(site: Site) -> None:
    client, other = site(), site()
    account()
    sign_in(client)
    other.cookies.set(identity.SESSION, client.cookies[identity.SESSION])
    sign_in(client)
    assert role_of(client) == "secretary"
    assert role_of(other) == "public"


STAFF = ("desk", "entry", "review", "administration", "record")


def test_a_staff_address_leads_whoever_is_signed_out_to_sign_in_and_back(site: Site) -> None:
    client = site()
    account(duty=UserRole.ADMINISTRATOR)
    for page in STAFF:
        asked = client.get(f"/{page}?draft=7&lang=ar")
        assert asked.status_code == 303, page
        assert (
            asked.headers["location"] == f"/sign-in?next=%2F{page}%3Fdraft%3D7%26lang%3Dar&lang=ar"
        )
    assert sign_in(client, next="/desk?draft=7&lang=ar") == "/desk?draft=7&lang=ar"
    for page in STAFF:
        assert client.get(f"/{page}").status_code == 200, page


def test_a_page_of_another_role_is_answered_as_no_page(site: Site) -> None:
    client = site()
    account(duty=UserRole.MINISTER)
    sign_in(client)
    for page in STAFF:
        answer = client.get(f"/{page}?lang=fr")
        assert answer.status_code == 404, page
        assert Translator("fr")("web.not_found.title") in answer.text
    assert client.get("/gaps").status_code == 200


def test_the_address_of_data_quality_leads_others_to_what_is_public_of_it(site: Site) -> None:
    client = site()
    account(duty=UserRole.MINISTER)
    for _ in ("signed out", "a minister"):
        answer = client.get("/quality?country=LY&lang=ar")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/completeness?country=LY&lang=ar"
        sign_in(client)
    account("salma", UserRole.SECRETARY)
    sign_in(client, "salma")
    assert client.get("/quality").status_code == 200


def test_another_site_can_neither_sign_in_nor_out(site: Site) -> None:
    client = site()
    account()
    data = {"login": "amina", "password": SECRET}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}, {}):
        refused = client.post("/sign-in", data=data, headers=headers)
        assert refused.status_code == 403
        assert (
            "set-cookie" not in refused.headers
            or identity.SESSION not in refused.headers["set-cookie"]
        )
    sign_in(client)
    asked = client.get("/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert asked.status_code == 200
    assert '<form method="post" action="/sign-out">' in asked.text
    assert role_of(client) == "secretary"
    assert client.post("/sign-out", headers={"origin": "http://localhost:8501"}).status_code == 303
    assert role_of(client) == "public"


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/gaps?country=LY", "/gaps?country=LY"),
        ("//evil.example/x", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_on_to_places_of_this_site_only(
    site: Site, wanted: str, leads: str
) -> None:
    client = site()
    account()
    assert sign_in(client, next=wanted) == leads


def test_a_wrong_guess_keeps_what_was_typed_and_says_one_thing(site: Site) -> None:
    client = site()
    account()
    said = set()
    for login in ("amina", "nobody"):
        answer = client.post("/sign-in", data={"login": login, "password": "wrong"}, headers=OWN)
        assert answer.status_code == 401
        assert f'value="{login}"' in answer.text
        said.add(re.findall(r'role="alert"[^>]*>([^<]*)<', answer.text)[0])
    assert said == {ENGLISH("error.wrong_sign_in")}


def test_too_many_guesses_are_told_to_wait(site: Site) -> None:
    client = site()
    account()
    codes = [
        client.post(
            "/sign-in", data={"login": "amina", "password": "wrong"}, headers=OWN
        ).status_code
        for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]


def test_a_hostile_login_is_text_and_nothing_else(site: Site) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = site().post("/sign-in", data={"login": hostile, "password": "x"}, headers=OWN)
    assert "<script>" not in answer.text
    assert answer.status_code == 401


def test_the_first_administrator_is_made_from_the_link(site: Site) -> None:
    client = site()
    token = sessions.set_up_token(live.register().database)
    form = client.get("/set-up", params={"token": token})
    assert form.status_code == 200
    data = {"login": "first desk", "name": "First <b>desk</b>", "password": SECRET}
    refused = client.post("/set-up", params={"token": token}, data=data, headers=OWN)
    assert refused.status_code == 400
    assert 'value="First &lt;b&gt;desk&lt;/b&gt;"' in refused.text
    assert ENGLISH("error.not_a_login") in refused.text
    data["login"] = "first"
    made = client.post("/set-up", params={"token": token}, data=data, headers=OWN)
    assert made.headers["location"] == "/desk"
    assert role_of(client) == "administrator"
    again = client.get("/set-up", params={"token": token})
    assert (again.status_code, "<form" in again.text) == (410, False)


def test_an_invitation_chooses_a_password_and_no_more(site: Site) -> None:
    client = site()
    token = people.add_person(live.register(), CONSOLE, "amina", "Desk", UserRole.REVIEWER)
    assert client.get("/set-up", params={"token": token}).status_code == 410
    short = client.post(
        "/invitation", params={"token": token}, data={"password": "short"}, headers=OWN
    )
    assert short.status_code == 400
    assert 'aria-invalid="true"' in short.text
    client.post("/invitation", params={"token": token}, data={"password": SECRET}, headers=OWN)
    assert role_of(client) == "reviewer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_speaks_every_language(site: Site, language: str) -> None:
    said = site().get(f"/sign-in?lang={language}").text
    assert f'<html lang="{language}" dir="{direction(language)}">' in said
    assert Translator(language)("people.password") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_answered_in_the_language_it_was_asked_in(site: Site, language: str) -> None:
    client = site(public="off")
    page = client.get(f"/gaps?lang={language}", headers={"accept": "text/html"})
    assert client.get(page.headers["location"]).status_code == 200
    answer = client.post("/sign-in", data={"login": "x", "password": "y"}, headers=OWN)
    assert Translator(language)("error.wrong_sign_in") in answer.text


def test_asking_for_the_head_of_a_form_sends_nothing(site: Site) -> None:
    client = site()
    assert client.head("/sign-in").status_code == 200


def test_a_closed_portfolio_opens_for_who_signs_in(site: Site) -> None:
    client = site(public="off")
    account()
    assert client.get("/gaps", headers={"accept": "text/html"}).status_code == 303
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(STREAM):
        pass
    assert client.get("/static/index.js").status_code == 401
    sign_in(client)
    assert client.get("/_stcore/echo").json()["x-rp-login"] == "amina"
    assert client.get("/static/index.js").status_code == 404  # let through to where files are


def test_the_demonstration_gives_roles_at_its_own_machine(site: Site) -> None:
    client = site("on")
    assert client.post("/demonstration/secretary", headers=OWN).headers["location"] == "/desk"
    assert role_of(client) == "secretary"
    assert client.post("/demonstration/donor", headers=OWN).status_code == 303
    assert role_of(client) == "donor"
    client.post("/demonstration/public", headers=OWN)
    assert role_of(client) == "public"
    assert client.post("/demonstration/king", headers=OWN).status_code == 404


@pytest.mark.parametrize("role", ["secretary", "public", "minister"])
def test_another_role_keeps_the_view(site: Site, role: str) -> None:
    view = "/gaps?clause=3&as_of=2014-03-31&lang=fr"
    answer = site("on").post(f"/demonstration/{role}", params={"next": view}, headers=OWN)
    assert answer.headers["location"] == view


def test_a_role_leads_nowhere_else(site: Site) -> None:
    client = site("on")
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        answer = client.post("/demonstration/public", params={"next": wanted}, headers=OWN)
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({"x-forwarded-for": "127.0.0.1"}, "127.0.0.1"),
        ({"forwarded": "for=127.0.0.1"}, "127.0.0.1"),
        ({"host": "portfolio.example.org"}, "127.0.0.1"),
        ({"host": "localhost.example.org:8501"}, "127.0.0.1"),
        ({}, "192.0.2.7"),
    ],
)
def test_the_demonstration_gives_no_role_to_anybody_else(
    site: Site, headers: dict[str, str], client: str
) -> None:
    visitor = site("on", client=client)
    answer = visitor.post("/demonstration/administrator", headers={**OWN, **headers})
    assert answer.status_code == 404
    assert identity.SESSION not in visitor.cookies


def test_roles_without_an_account_end_with_the_first_account_and_outside_the_demonstration(
    site: Site,
) -> None:
    client = site("on")
    with client.websocket_connect(STREAM, headers=OWN) as websocket:
        assert websocket.receive_json()["x-rp-demonstration"] == "on"
    account()
    with client.websocket_connect(STREAM, headers=OWN) as websocket:
        assert websocket.receive_json()["x-rp-demonstration"] == "off"
    assert client.post("/demonstration/secretary", headers=OWN).status_code == 404


def test_there_is_no_role_without_an_account_outside_the_demonstration(site: Site) -> None:
    assert site("off").post("/demonstration/secretary", headers=OWN).status_code == 404


def test_somebody_signed_in_changes_their_password(site: Site) -> None:
    client = site()
    account()
    asked = client.get("/password")
    assert asked.headers["location"] == "/sign-in?next=%2Fpassword"
    assert sign_in(client, next="/password") == "/password"
    page = client.get("/password")
    assert 'autocomplete="current-password"' in page.text
    chosen = "seven grey herons at dusk"
    data = {"present": SECRET, "password": chosen}
    assert client.post("/password", data=data).status_code == 403, "another site"
    old = client.cookies[identity.SESSION]
    answer = client.post("/password", data=data, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert client.cookies[identity.SESSION] != old
    assert role_of(client) == "secretary"
    stranger = site()
    sign_in(stranger, password=chosen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_present_password_is_told_beside_its_field(site: Site, language: str) -> None:
    client = site()
    account()
    sign_in(client)
    data = {"present": "wrong", "password": "seven grey herons at dusk"}
    answer = client.post(f"/password?lang={language}", data=data, headers=OWN)
    assert answer.status_code == 400
    assert Translator(language)("error.wrong_password") in answer.text
    assert 'id="present-error"' in answer.text


def test_a_role_of_the_demonstration_has_no_password_to_change(site: Site) -> None:
    client = site(demonstration="on")
    client.post("/demonstration/secretary", headers=OWN)
    assert client.get("/password").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_says_whom_to_ask_for_a_forgotten_password(site: Site, language: str) -> None:
    page = site().get(f"/sign-in?lang={language}").text
    assert html.escape(Translator(language)("people.forgotten")) in page


def test_a_rush_of_sign_ins_is_told_to_wait_and_not_queued(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site()
    account()
    monkeypatch.setattr(accounts, "MAX_WAITING", 0)
    answer = client.post("/sign-in", data={"login": "amina", "password": SECRET}, headers=OWN)
    assert answer.status_code == 503
    assert ENGLISH("error.busy") in answer.text
    assert 'value="amina"' in answer.text
