"""The product's own addresses, what happens at its start, and the echo of an amount."""

import asyncio
import gc
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, Final

import uvicorn
from anyio import to_thread
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from portfolio.charts.map import read_file
from portfolio.domain import money
from portfolio.domain.errors import PortfolioError
from portfolio.services import live, passwords, sessions, word_index
from portfolio.services.attachments import sweep
from portfolio.settings import current
from portfolio.sheet.typesetting import missing_fonts
from portfolio.text import languages, typing
from portfolio.text.languages import DEFAULT, LANGUAGES
from portfolio.text.numbers import echo, known_currencies
from portfolio.text.words import Translator
from portfolio.web import accounts, attachments, files, identity, own_page, packing, plain, shell

# Slow to import and needed by the first page: paid for here and not by its reader.
NEEDED: Final = ("pandas", "pyarrow", "plotly.io")
DRAWN: Final = {
    "data": [
        {"type": "bar", "marker": {"line": {}, "pattern": {}}},
        {"type": "scatter", "marker": {}, "line": {}},
        {"type": "heatmap"},
        {"type": "choropleth", "marker": {"line": {}}},
    ],
    "layout": {
        "annotations": [{}],
        "shapes": [{}],
        "geo": {},
        "legend": {},
        "xaxis": {},
        "yaxis": {},
    },
}
PURGE_SECONDS: Final = 24 * 60 * 60
logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict[str, Any]]:
    """Open everything before the first request is answered; purge what is old every day."""
    # In a thread: the server answers signals while a first start loads the data.
    await to_thread.run_sync(prepare)
    daily = asyncio.create_task(purge_daily())
    yield {}
    daily.cancel()


async def purge_daily() -> None:
    """Delete data of past sessions older than docs/privacy.md allows, and bytes of no file, once a day."""
    while True:
        for purge in (sessions.purge, sweep):
            try:
                await to_thread.run_sync(purge, live.register().database)
            except PortfolioError as problem:  # the store is busy or away: tomorrow is soon enough
                logger.warning("what is past could not be purged: %s", problem)
        await asyncio.sleep(PURGE_SECONDS)


def prepare() -> None:
    """Import what pages need, open the register, and leave it all out of later collections."""
    began = time.perf_counter()
    packing.fill_in_background()
    for name in NEEDED:
        import_module(name)
    read_files()
    # Plotly loads the parts of a figure one by one as they are first drawn.
    import_module("plotly.graph_objects").Figure(DRAWN).to_json()
    _open_register()
    passwords.nobodys()
    _offer_links()
    _leave_server_unnamed()
    # With `runner.postScriptGC` off this keeps a run short: nothing created so far is
    # ever looked at again by the collector.
    gc.collect()
    gc.freeze()
    word_index.build_in_background(live.register())
    logger.info("ready after %.1f s", time.perf_counter() - began)


def read_files() -> None:
    """Read fonts, styles and the map once; what is wrong with one is a warning, and no page's end."""
    plain.assets()
    if lacking := missing_fonts():
        logger.warning("fonts of the sheets are missing or damaged: %s", ", ".join(lacking))
    outlines = current().boundaries
    if outlines is not None and read_file(outlines) is None:
        logger.warning("%s is no map as docs/map.md describes one: pages show none", outlines)


def _open_register() -> None:
    """Open the register; where it refuses, report why in every language before the start fails."""
    try:
        live.open_register()
    except PortfolioError as refusal:
        sentences = (Translator(language).error(refusal) for language in LANGUAGES)
        print("", *sentences, "", sep="\n", file=sys.stderr, flush=True)
        raise


def _offer_links() -> None:
    """Print the one-time link that is due: for set-up, or for the roles of a demonstration."""
    held = live.register()
    if identity.is_open():
        if identity.needs_link():
            _print("people.demonstration.console", f"demonstration?token={identity.new_link()}")
    elif not sessions.has_administrator(held.database):
        _print("people.set_up.console", f"set-up?token={sessions.set_up_token(held.database)}")


def _leave_server_unnamed() -> None:
    """Remove the server's name from its answers: Streamlit starts it and has no option for it."""
    for server in [found for found in gc.get_objects() if type(found) is uvicorn.Config]:
        server.encoded_headers = [
            (name, value) for name, value in server.encoded_headers if name != b"server"
        ]


def _print(key: str, path: str) -> None:
    host = "localhost" if key.startswith("people.demonstration") else _host()
    said = Translator(DEFAULT)(
        key, address=f"http://{host}:{config.get_option('server.port')}/{path}"
    )
    # Not a log line: logs are stored and passed on, this opens the installation.
    print(f"\n{said}\n", file=sys.stderr, flush=True)


def _host() -> str:
    return str(config.get_option("browser.serverAddress") or "localhost")


def is_started() -> bool:
    """Whether the register answers now."""
    return live.is_ready()


MAX_LENGTH: Final = 80  # signs of an amount; what is longer is none


async def answer(request: Request) -> Response:
    """``{"echo": …}`` of an amount as it is typed, "" where it can't be read; nothing is looked up."""
    asked = request.query_params
    said = echo_of(
        asked.get("amount", ""),
        asked.get("currency", ""),
        languages.known_language(asked.get("language")),
    )
    return JSONResponse({"echo": said}, headers={"cache-control": "no-store"})


def echo_of(text: str, currency: str, language: str) -> str:
    """Echo that the form itself shows once it has stored what was typed."""
    if len(text) > MAX_LENGTH or currency not in known_currencies():
        return ""
    try:
        return echo(money.read(typing.amount(text, language), currency), language)
    except PortfolioError:
        return ""


ANY_METHOD: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Elsewhere(StringConvertor):
    """Every path but those below Streamlit's own prefixes."""

    regex = r"(?!(?:_stcore|static|media|component)(?:/|$)).+"


class _Page(StringConvertor):
    """The name of a page: one part, no dot."""

    regex = r"(?!(?:_stcore|static|media|component)$)[^/.]*"


register_url_convertor("elsewhere", _Elsewhere())
register_url_convertor("page", _Page())


async def switch(request: Request) -> Response:
    """Remember a language and go back to where the reader was, in that language."""
    spoken = request.path_params["code"]
    if spoken not in LANGUAGES:
        return await plain.not_found(request)
    wanted = request.query_params.get("next", "/")
    answer = RedirectResponse(plain.in_language(wanted, spoken), 303)
    plain.remember(answer, spoken, request.scope)
    return answer


async def alive(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"ok": True}, headers={"cache-control": "no-store"})


def ready(_: Request) -> Response:
    """The register answers too: 503 while it does not."""
    is_ready = is_started()
    headers = {"cache-control": "no-store"}
    return JSONResponse({"ready": is_ready}, 200 if is_ready else 503, headers)


async def no_such_call(_: Request) -> Response:
    """Answer of unknown calls for programs, never the page Streamlit returns for any path."""
    return JSONResponse({"error": "not found"}, 404)


async def icon(request: Request) -> Response:
    """The icon under the names browsers ask for unprompted."""
    request.path_params["name"] = "favicon.png"
    return await plain.answer(request)


async def nowhere(request: Request) -> Response:
    """A path that is neither ours nor Streamlit's; a slash too many is forgiven."""
    path = request.url.path.rstrip("/")
    if path.count("/") == 1 and request.url.path != path and "." not in path:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(plain.local(path + query), 308)
    return await plain.not_found(request)


ROUTES: Final[list[BaseRoute]] = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/echo", answer),
    Route("/lang/{code}", switch),
    Route("/sign-in", accounts.sign_in, methods=["GET", "POST"]),
    Route("/sign-out", accounts.sign_out, methods=["GET", "POST"]),
    Route("/password", accounts.own_password, methods=["GET", "POST"]),
    Route("/preferences", own_page.answer, methods=["GET", "POST"]),
    Route("/set-up", accounts.set_up, methods=["GET", "POST"]),
    Route("/invitation", accounts.invitation, methods=["GET", "POST"]),
    Route("/demonstration", accounts.demonstration_link, methods=["GET", "POST"]),
    Route("/download/{token}.{extension}", files.answer),
    Route("/attachments/{reference}", attachments.answer),
    Route("/demonstration/{role}", accounts.demonstrate, methods=["GET", "POST"]),
    Route("/assets/{name:path}", plain.answer),
    Route("/api", no_such_call, methods=ANY_METHOD),
    Route("/api/{path:path}", no_such_call, methods=ANY_METHOD),
    Route("/favicon.ico", icon),
    Route("/favicon.png", icon),
    Route("/{page:page}", shell.answer),
    Route("/{path:elsewhere}", nowhere),
]
