"""Middleware of every request, outermost first: headers, failures, what is missing, scripts."""

import gzip
import hashlib
import logging
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import streamlit
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portfolio.text.languages import known_language
from portfolio.text.words import Translator
from portfolio.web import plain, shell
from portfolio.web.files import SANDBOX, Tabs, Uploads
from portfolio.web.identity import Identity
from portfolio.web.packing import PackedStatic

logger = logging.getLogger(__name__)


def on_failure(error: Exception) -> bool:
    """Log the failure under a reference and show that reference in the reader's language."""
    reference = secrets.token_hex(4)
    logger.error("a page failed, reference %s", reference, exc_info=error)
    asked = st.query_params.get("lang") or st.user.get("language")
    st.error(Translator(known_language(str(asked)))("web.failed", reference=reference))
    return True


HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
# Parts of Streamlit that answer anybody: counts of sessions, the way for programs to drive it, and
# files generated for one reader, which this product serves at /download/ instead.
SHUT: Final = re.compile(r"_stcore/(?:agent|metrics)|(?<!/static)/media(?:/|$)")
# No address of anything: a line break in one is for headers or logs.
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
FIXED: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def policy(host: str = "") -> str:
    """Content security policy: everything comes from here, nothing is sent elsewhere."""
    # Older Safari does not count a websocket to the page's own host as 'self'.
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            # Streamlit writes its styles into the page, and widths of bars are in their elements.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            # One face of Streamlit's formulae is inside its style sheet.
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
        )
    )


class SecurityHeaders:
    """Adds the headers to every answer, also to refusals and failures."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                self._secure(scope, headers)
                _keep_here(scope, headers)
            await send(message)

        try:
            if CONTROL.search(scope["path"]):
                await PlainTextResponse("Bad Request", 400)(scope, receive, send_with_headers)
            elif SHUT.search(scope["path"]):
                await PlainTextResponse("Not Found", 404)(scope, receive, send_with_headers)
            else:
                await self.app(scope, receive, send_with_headers)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("request failed, reference %s: %s", reference, scope["path"])
            if started:
                raise
            said = Translator(plain.of_request(scope))("web.failed", reference=reference)
            await PlainTextResponse(said, 500)(scope, receive, send_with_headers)

    def _secure(self, scope: Scope, headers: MutableHeaders) -> None:
        host = Headers(scope=scope).get("host", "")
        if headers.get("content-security-policy") != SANDBOX:
            headers["content-security-policy"] = policy(host)
        headers.update(FIXED)
        if scope.get("scheme") == "https":
            headers["strict-transport-security"] = "max-age=31536000"


def _keep_here(scope: Scope, headers: MutableHeaders) -> None:
    """Make a redirect to the host that the request names relative: whoever asks names the host."""
    location, host = headers.get("location", ""), Headers(scope=scope).get("host", "")
    for start in (f"http://{host}", f"https://{host}"):
        if host and location.startswith(f"{start}/"):
            headers["location"] = plain.local(location.removeprefix(start))


STATIC: Final = "/static/"
FOLDER: Final = (Path(streamlit.__file__).parent / "static").resolve()


class MissingFiles:
    """Answers 404 for a file of Streamlit's that is none; Streamlit would send its page instead.

    Placed below Identity: a closed portfolio reveals to nobody which files there are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] == "http" and _is_missing(scope["path"]):
            nowhere = await plain.not_found(Request(scope))
            await nowhere(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_missing(path: str) -> bool:
    if not path.startswith(STATIC):
        return False
    file = (FOLDER / path.lstrip("/")).resolve()
    return not (file.is_relative_to(FOLDER) and file.is_file())


SCRIPTS: Final = shell.INDEX.parent / "static" / "js"
LISTS: Final = "useSyncComboBoxEnterTargetFocus.*.js"
MATCHING: Final = plain.FOLDER / "lists" / "matching.js"
# The head of the filter: (options, typed, mode), and the enumeration of modes.
FILTER: Final = re.compile(
    r"function \w+\((?P<options>\w+),(?P<typed>\w+),(?P<mode>\w+)\)\{if\(!(?P=typed)\|\|(?P=mode)==="
    r"(?P<modes>\w+\.SelectWidgetFilterMode)\.FILTER_MODE_NONE\)return (?P=options);"
)
LINKS: Final = "PageLink.*.js"
# Where the address of a link begins, and what a click on one does: the page link and its click.
ADDRESS: Final = re.compile(r"let \w+=(?P<link>\w+)\.page;(?=if\((?P=link)\.queryString\))")
CLICK: Final = re.compile(
    r"(?<==>\{)(?=\w+\.external\?(?P<disabled>\w+)&&(?P<click>\w+)\.preventDefault\(\):"
    r"\((?P=click)\.preventDefault\(\),)"
)
# What the browser itself answers, with a new tab or a download: never a link that is disabled.
BROWSERS_OWN: Final = (
    "if(!{disabled}&&({click}.ctrlKey||{click}.metaKey||{click}.shiftKey||{click}.altKey))return;"
)


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it is served: where, its text packed and unpacked, its version."""

    path: str
    body: bytes
    gzip_bytes: bytes
    etag: str


def _own(name: str) -> tuple[str, str]:
    """(file name, text) of the one script of Streamlit's of this kind."""
    files = list(SCRIPTS.glob(name))
    if len(files) != 1:
        raise shell.NewStreamlitPage(f"{SCRIPTS} has no {name}")
    return files[0].name, files[0].read_text()


def _part(pattern: re.Pattern[str], name: str, text: str) -> re.Match[str]:
    found = pattern.search(text)
    if found is None:
        raise shell.NewStreamlitPage(f"{SCRIPTS / name} has no {pattern.pattern}")
    return found


def _served(name: str, text: str) -> Script:
    body = text.encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Script(f"/static/js/{name}", body, gzip.compress(body, 9, mtime=0), etag)


@cache
def lists() -> Script:
    """Streamlit's script with our filter; raises StreamlitChanged where it has no such part."""
    name, text = _own(LISTS)
    found = _part(FILTER, name, text)
    ours = "if({mode}==={modes}.FILTER_MODE_CONTAINS)return rpMatching({options},{typed});"
    replaced = text[: found.end()] + ours.format(**found.groupdict()) + text[found.end() :]
    return _served(name, f"{MATCHING.read_text()}{replaced}")


@cache
def links() -> Script:
    """Streamlit's links with whole paths, which leave new tabs and windows to the browser."""
    name, text = _own(LINKS)
    start = _part(ADDRESS, name, text)
    whole = '{0}.external||({1}="/"+{1});'.format(start["link"], start[0][4:].split("=")[0])
    text = text[: start.end()] + whole + text[start.end() :]
    click = _part(CLICK, name, text)
    ours = BROWSERS_OWN.format(**click.groupdict())
    return _served(name, text[: click.end()] + ours + text[click.end() :])


class ServedScripts:
    """Serves these scripts; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.scripts = {script.path: script for script in (lists(), links())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        script = self.scripts.get(scope["path"]) if scope["type"] == "http" else None
        if script is None:
            await self.app(scope, receive, send)
            return
        await self._answer(script, Headers(scope=scope))(scope, receive, send)

    def _answer(self, script: Script, session: Headers) -> Response:
        # Its name is Streamlit's, which changes with Streamlit alone: browsers revalidate it.
        headers = {
            "etag": script.etag,
            "cache-control": "no-cache",
            "vary": "accept-encoding",
        }
        if script.etag in session.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if plain.accepts(session, "gzip"):
            headers["content-encoding"] = "gzip"
            return Response(script.gzip_bytes, media_type="text/javascript", headers=headers)
        return Response(script.body, media_type="text/javascript", headers=headers)


MIDDLEWARE: Final = [
    Middleware(SecurityHeaders),
    Middleware(Identity),
    Middleware(MissingFiles),
    Middleware(ServedScripts),
    Middleware(PackedStatic),
    Middleware(Tabs),
    Middleware(Uploads),
]
