"""The product's own addresses beside Streamlit's: pages, language, sign-in, health, assets, API."""

from typing import Final

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portfolio.text.languages import LANGUAGES
from portfolio.web import (
    accounts,
    addresses,
    assets,
    echo,
    files,
    language,
    plain,
    shell,
    startup,
)

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
    """Keep a language and go back to where the reader was, in that language."""
    spoken = request.path_params["code"]
    if spoken not in LANGUAGES:
        return await plain.not_found(request)
    wanted = request.query_params.get("next", "/")
    answer = RedirectResponse(addresses.in_language(wanted, spoken), 303)
    language.remember(answer, spoken, request.scope)
    return answer


async def alive(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"ok": True}, headers={"cache-control": "no-store"})


def ready(_: Request) -> Response:
    """The register answers too: 503 while it does not."""
    is_ready = startup.is_ready()
    headers = {"cache-control": "no-store"}
    return JSONResponse({"ready": is_ready}, 200 if is_ready else 503, headers)


async def no_such_call(_: Request) -> Response:
    """Programs get an answer for programs, never the page Streamlit gives for any path."""
    return JSONResponse({"error": "not found"}, 404)


async def icon(request: Request) -> Response:
    """The icon under the names browsers ask for unprompted."""
    request.path_params["name"] = "favicon.png"
    return await assets.answer(request)


async def nowhere(request: Request) -> Response:
    """A path that is neither ours nor Streamlit's; a slash too many is forgiven."""
    path = request.url.path.rstrip("/")
    if path.count("/") == 1 and request.url.path != path and "." not in path:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(addresses.local(path + query), 308)
    return await plain.not_found(request)


ROUTES: Final[list[BaseRoute]] = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/echo", echo.answer),
    Route("/lang/{code}", switch),
    Route("/sign-in", accounts.sign_in, methods=["GET", "POST"]),
    Route("/sign-out", accounts.sign_out, methods=["GET", "POST"]),
    Route("/password", accounts.own_password, methods=["GET", "POST"]),
    Route("/set-up", accounts.set_up, methods=["GET", "POST"]),
    Route("/invitation", accounts.invitation, methods=["GET", "POST"]),
    Route("/demonstration", accounts.demonstration_link, methods=["GET", "POST"]),
    Route("/download/{token}", files.answer),
    Route("/demonstration/{role}", accounts.demonstrate, methods=["GET", "POST"]),
    Route("/assets/{name:path}", assets.answer),
    Route("/api", no_such_call, methods=ANY_METHOD),
    Route("/api/{path:path}", no_such_call, methods=ANY_METHOD),
    Route("/favicon.ico", icon),
    Route("/favicon.png", icon),
    Route("/{page:page}", shell.answer),
    Route("/{path:elsewhere}", nowhere),
]
