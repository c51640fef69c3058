"""Scripts of Streamlit's that the product serves with a part replaced: lists and links."""

import gzip
import re

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from portfolio.web import middleware, shell

CLIENTS = ("Selectbox", "Multiselect")


async def _streamlit(_: Request) -> Response:
    return PlainTextResponse("Streamlit's own")


def client() -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", _streamlit)])
    return TestClient(middleware.ServedScripts(app))


def test_the_filter_of_lists_is_ours_and_nothing_else_is_changed() -> None:
    script = middleware.lists()
    own = next(middleware.SCRIPTS.glob(middleware.LISTS)).read_text()
    served = script.body.decode().removeprefix(middleware.MATCHING.read_text())
    ours = re.search(r"if\(\w+===[\w.]+FILTER_MODE_CONTAINS\)return rpMatching\(\w+,\w+\);", served)
    assert ours is not None
    assert served.replace(ours.group(), "") == own


def test_both_kinds_of_list_filter_by_it() -> None:
    name = next(middleware.SCRIPTS.glob(middleware.LISTS)).name
    for kind in CLIENTS:
        (widget,) = middleware.SCRIPTS.glob(f"{kind}.*.js")
        assert f'"./{name}"' in widget.read_text(), kind


def test_it_is_asked_for_again_and_sent_once() -> None:
    script, streamlit = middleware.lists(), client()
    sent = streamlit.get(script.path)
    assert sent.content == script.body == gzip.decompress(script.gzip_bytes)
    assert sent.headers["cache-control"] == "no-cache"
    assert sent.headers["content-type"].startswith("text/javascript")
    again = streamlit.get(script.path, headers={"if-none-match": sent.headers["etag"]})
    assert again.status_code == 304


def test_every_other_path_is_streamlits() -> None:
    assert client().get("/static/js/index.js").text == "Streamlit's own"
    assert shell.INDEX.is_file()


def test_links_have_whole_paths_and_leave_clicks_for_a_new_tab_to_the_browser() -> None:
    name = next(middleware.SCRIPTS.glob(middleware.LINKS)).name
    served = middleware.links().body.decode()
    ours = re.findall(r'\w+\.external\|\|\(\w+="/"\+\w+\);|if\(!\w+&&\([^()]*\)\)return;', served)
    assert len(ours) == 2
    own = served
    for part in ours:
        own = own.replace(part, "", 1)
    assert own == (middleware.SCRIPTS / name).read_text()
    assert client().get(f"/static/js/{name}").text == served
