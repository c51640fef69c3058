"""Who reads: strips what a client claims to be, and tells the script who it is.

The headers set here reach the page script as ``st.user`` by ``server.trustedUserHeaders``.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portfolio.settings import current
from portfolio.web import language

PREFIX: Final = "x-rp-"
COOKIE: Final = "rp_reader"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
SIGN_IN: Final = "/sign-in"
# What everybody may see where reading needs an account.
OPEN: Final = (SIGN_IN, "/healthz", "/readyz")
OPEN_BELOW: Final = ("/assets/", "/lang/")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a request comes from; ``sid`` tells browsers apart and is no secret."""

    login: str
    role: str
    sid: str


def anonymous(token: str) -> Reader:
    """Return the public reader of a browser that holds ``token``."""
    # The script and its logs see a digest: the token itself would open the session it stands for.
    return Reader("public", "public", hashlib.sha256(token.encode()).hexdigest()[:32])


class Identity:
    """Gives every request and websocket its reader, or sends it to sign-in.

    ``public``: whether everybody may read; None asks the settings. A random cookie per browser
    makes the readers differ, so that Streamlit never resumes one reader's session for another.
    """

    def __init__(self, app: ASGIApp, public: bool | None = None) -> None:
        self.app = app
        self.public = current().public if public is None else public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        claimed = language.cookies(headers).get(COOKIE, "")
        known = TOKEN.fullmatch(claimed) is not None
        token = claimed if known else secrets.token_urlsafe(32)
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().startswith(PREFIX.encode())
        ]
        if self.public:
            kept += _told(anonymous(token), language.of_request(scope))
        elif not _is_open(scope["path"]):
            await _refuse(scope, receive, send)
            return

        async def send_with_token(message: Message) -> None:
            if message["type"] == "http.response.start" and self.public and not known:
                answer = MutableHeaders(scope=message)
                if answer.get("content-type", "").startswith("text/html"):
                    answer.append("set-cookie", _cookie(token, scope))
            await send(message)

        await self.app(dict(scope, headers=kept), receive, send_with_token)


def _told(reader: Reader, spoken: str) -> list[tuple[bytes, bytes]]:
    told = {"login": reader.login, "role": reader.role, "sid": reader.sid, "language": spoken}
    return [(f"{PREFIX}{name}".encode(), value.encode()) for name, value in told.items()]


def _cookie(token: str, scope: Scope) -> str:
    carrier = Response()
    secure = scope.get("scheme") == "https"
    carrier.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
    return carrier.headers["set-cookie"]


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
        return
    answer: Response
    if "text/html" in Headers(scope=scope).get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        answer = RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303)
    else:
        answer = JSONResponse({"error": "sign-in required"}, 401)
    await answer(scope, receive, send)
