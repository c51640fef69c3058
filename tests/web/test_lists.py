"""Streamlit's lists: the one script the product serves with its filter replaced."""

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
    return TestClient(middleware.WordLists(app))


def test_the_filter_of_lists_is_ours_and_nothing_else_is_changed() -> None:
    script = middleware.script()
    own = next(middleware.SCRIPTS.glob(middleware.NAME)).read_text()
    served = script.body.decode().removeprefix(middleware.MATCHING.read_text())
    ours = re.search(r"if\(\w+===[\w.]+FILTER_MODE_CONTAINS\)return rpMatching\(\w+,\w+\);", served)
    assert ours is not None
    assert served.replace(ours.group(), "") == own


def test_both_kinds_of_list_filter_by_it() -> None:
    name = next(middleware.SCRIPTS.glob(middleware.NAME)).name
    for kind in CLIENTS:
        (widget,) = middleware.SCRIPTS.glob(f"{kind}.*.js")
        assert f'"./{name}"' in widget.read_text(), kind


def test_it_is_asked_for_again_and_sent_once() -> None:
    script, streamlit = middleware.script(), client()
    sent = streamlit.get(script.path)
    assert sent.content == script.body == gzip.decompress(script.gzip_bytes)
    assert sent.headers["cache-control"] == "no-cache"
    assert sent.headers["content-type"].startswith("text/javascript")
    again = streamlit.get(script.path, headers={"if-none-match": sent.headers["etag"]})
    assert again.status_code == 304


def test_every_other_path_is_streamlits() -> None:
    assert client().get("/static/js/index.js").text == "Streamlit's own"
    assert shell.INDEX.is_file()
