"""The product's own addresses, and what is said where nothing is."""

import gzip

import pytest
from starlette.testclient import TestClient

from portfolio.text.languages import LANGUAGES, direction
from portfolio.text.words import Translator
from portfolio.web import app, shell
from portfolio.web import plain as web_plain

ASSETS = (
    "app.css",
    "rtl.css",
    "plain.css",
    "i18n.js",
    "address.js",
    "connection.js",
    "copy.js",
    "picture.js",
    "favicon.svg",
    "map/region.json",
)


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/gaps", "/projects?country=LY"])
def test_a_page_is_in_its_language_and_direction_from_the_first_byte(
    client: TestClient, path: str, spoken: str
) -> None:
    answer = client.get(path, params={"lang": spoken})
    assert answer.headers["content-language"] == spoken
    assert f'<html lang="{spoken}" dir="{direction(spoken)}">' in answer.text
    assert ("rtl.css" in answer.text) == (spoken == "ar")
    assert ("rp-phrases" in answer.text) == (spoken != "en")
    assert "agent" not in answer.text


def test_a_page_is_never_kept_for_a_reader_of_another_language(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {"cookie", "accept-language"} <= set(answer.headers["vary"].split(", "))


def test_the_page_is_sent_packed_to_those_who_unpack(client: TestClient) -> None:
    packed = client.get("/?lang=ar", headers={"accept-encoding": "gzip"})
    plain = client.get("/?lang=ar", headers={"accept-encoding": "gzip;q=0, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_a_page_without_the_parts_to_replace_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "index", lambda: b"<html><head></head></html>")
    shell.frame.cache_clear()
    with pytest.raises(shell.NewStreamlitPage):
        shell.frame("en")
    shell.frame.cache_clear()


@pytest.mark.parametrize("name", ASSETS)
def test_an_asset_is_kept_for_good_under_the_address_that_names_its_content(
    client: TestClient, name: str
) -> None:
    lasting = client.get(web_plain.address(name))
    assert "immutable" in lasting.headers["cache-control"]
    plain = client.get(f"/assets/{name}", headers={"accept-encoding": "identity"})
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.content == lasting.content == web_plain.assets()[name].body
    again = client.get(f"/assets/{name}", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_old_address_of_an_asset_is_not_kept(client: TestClient) -> None:
    assert client.get("/assets/app.css?v=0000").headers["cache-control"] == "no-cache"


def test_packed_assets_unpack_to_the_same_bytes() -> None:
    for name, asset in web_plain.assets().items():
        assert not asset.gzip_bytes or gzip.decompress(asset.gzip_bytes) == asset.body, name


def test_everything_a_style_sheet_links_to_is_there(client: TestClient) -> None:
    sheet = client.get("/assets/app.css").text
    links = web_plain.LINKED.findall(sheet.replace("?v=", ":"))
    assert not links, "a link without a version would be asked for again on every page"
    for part in sheet.split("url(")[1:]:
        font = client.get(f"/assets/{part.split(')')[0]}")
        assert font.headers["content-type"] == "font/woff2"
        assert "immutable" in font.headers["cache-control"]


@pytest.mark.parametrize("name", ["world_110m", "world_50m", "africa_110m"])
def test_plotly_finds_an_empty_set_of_coastlines_here(client: TestClient, name: str) -> None:
    answer = client.get(f"/assets/topo/{name}.json")
    assert answer.json()["type"] == "Topology"
    assert answer.json()["arcs"] == []


@pytest.mark.parametrize(
    "path",
    ["/assets/../settings.py", "/assets/%2e%2e/web/shell.py", "/assets/topo/../../app.py", "/.env"],
)
def test_no_file_outside_the_assets_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/projects"])
def test_programs_get_an_answer_for_programs(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.json() == {"error": "not found"}


@pytest.mark.parametrize("path", ["/a/b", "/nowhere", "/Gaps", "/gaps.html"])
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_nowhere_is_said_in_the_language_of_the_reader(
    client: TestClient, spoken: str, path: str
) -> None:
    answer = client.get(f"{path}?lang={spoken}")
    assert answer.status_code == 404
    assert Translator(spoken)("web.not_found.title") in answer.text
    assert f'dir="{direction(spoken)}"' in answer.text


def test_the_first_page_has_one_address(client: TestClient) -> None:
    answer = client.get("/summary?country=LY")
    assert (answer.status_code, answer.headers["location"]) == (308, "/?country=LY")


def test_a_slash_too_many_is_forgiven(client: TestClient) -> None:
    answer = client.get("/gaps/?country=LY")
    assert (answer.status_code, answer.headers["location"]) == (308, "/gaps?country=LY")


def test_ready_means_that_the_register_answers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for is_ready, status in ((True, 200), (False, 503)):
        monkeypatch.setattr(app, "is_started", lambda answer=is_ready: answer)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (status, {"ready": is_ready})


def test_an_icon_is_there_under_the_names_browsers_try(client: TestClient) -> None:
    for path in ("/favicon.ico", "/favicon.png"):
        assert client.get(path).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/static/x", "/static/js/none.js", "/static/../../nothing"])
def test_a_file_of_streamlit_that_is_none_answers_404_in_words(
    client: TestClient, path: str
) -> None:
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert Translator("fr")("web.not_found.title") in answer.text


def test_an_address_of_before_the_first_release_leads_to_the_page_of_today(
    client: TestClient,
) -> None:
    answer = client.get("/housekeeping?section=rates&lang=fr", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/administration?section=rates&lang=fr"
