"""Security headers on every answer, doors that stay shut, and errors that give nothing away."""

import base64
import hashlib
import logging
import re
import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portfolio.text.words import Translator
from portfolio.web import language

INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
# Parts of Streamlit that answer anybody: counts of sessions, the way for programs to drive it, and
# files made for one reader, which ours gives out at /download/ instead.
SHUT: Final = re.compile(r"_stcore/(?:agent|metrics)|(?<!/static)/media(?:/|$)")
FIXED: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
logger = logging.getLogger(__name__)


def inline_hashes(page: bytes) -> tuple[str, ...]:
    """Return the CSP sources of the inline scripts of a page."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(page)
    )


def policy(hashes: tuple[str, ...], host: str = "") -> str:
    """Return the content security policy: everything comes from here, nothing goes elsewhere."""
    # Older Safari does not count a websocket to the page's own host as 'self'.
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            # Streamlit counts long integers in WebAssembly; scripts made from text stay forbidden.
            " ".join(("script-src 'self' 'wasm-unsafe-eval'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
        )
    )


class SecurityHeaders:
    """Puts the headers on every answer, also on refusals and failures.

    ``page`` is the HTML whose inline scripts may run.
    """

    def __init__(self, app: ASGIApp, page: bytes) -> None:
        self.app = app
        self.hashes = inline_hashes(page)

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
                self._secure(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            if SHUT.search(scope["path"]):
                await PlainTextResponse("Not Found", 404)(scope, receive, send_with_headers)
            else:
                await self.app(scope, receive, send_with_headers)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("request failed, reference %s: %s", reference, scope["path"])
            if started:
                raise
            said = Translator(language.of_request(scope))("web.failed", reference=reference)
            await PlainTextResponse(said, 500)(scope, receive, send_with_headers)

    def _secure(self, scope: Scope, headers: MutableHeaders) -> None:
        host = Headers(scope=scope).get("host", "")
        headers["content-security-policy"] = policy(self.hashes, host)
        headers.update(FIXED)
        if scope.get("scheme") == "https":
            headers["strict-transport-security"] = "max-age=31536000"
