"""Who reads: strips what a client claims to be, and tells the script who it is.

The headers set here reach the page script as ``st.user`` by ``server.trustedUserHeaders``.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portfolio.domain.people import ANYBODY, Principal
from portfolio.services import sessions
from portfolio.services.portfolio import register
from portfolio.settings import current
from portfolio.web import demonstration, language, origin

PREFIX: Final = "x-rp-"
COOKIE: Final = "rp_reader"  # tells anonymous browsers apart
SESSION: Final = "rp_session"  # opens the session of somebody signed in
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
SIGN_IN: Final = "/sign-in"
# What everybody may see where reading needs an account.
OPEN: Final = (
    SIGN_IN,
    "/sign-out",
    "/set-up",
    "/invitation",
    "/demonstration",
    "/healthz",
    "/readyz",
)
OPEN_BELOW: Final = ("/assets/", "/lang/", "/demonstration/")
# Answered whoever asks: the database, which knows sessions, may be what is away.
_UNASKED: Final = ("/healthz", "/readyz")
# Files that are the same for everybody: where everybody reads, nobody is looked up for them.
_SAME_FOR_ALL: Final = ("/assets/", "/static/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a request comes from; ``sid`` tells sessions apart and is no secret."""

    login: str
    role: str
    sid: str


def anonymous(token: str) -> Visitor:
    """Return the public reader of a browser that holds ``token``."""
    # The script and its logs see a digest: the token itself would open the session it stands for.
    return Visitor(ANYBODY, ANYBODY, sessions.digest(token)[:32])


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
        if scope["type"] == "websocket" and origin.is_foreign_socket(scope):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        headers = Headers(scope=scope)
        given = language.cookies(headers)
        claimed = given.get(COOKIE, "")
        known = TOKEN.fullmatch(claimed) is not None
        token = claimed if known else secrets.token_urlsafe(32)
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().startswith(PREFIX.encode())
        ]
        reader = None
        is_same_for_all = self.public and scope["path"].startswith(_SAME_FOR_ALL)
        if not (is_same_for_all or scope["path"] in _UNASKED):
            reader = await _signed_in(given.get(SESSION, ""), scope)
        if reader is None and self.public:
            reader = anonymous(token)
        if reader is not None:
            # The script may offer the demonstration's roles over this connection.
            is_socket = scope["type"] == "websocket"
            kept += _told(reader, scope, demonstrates=is_socket and await _may_take_role(scope))
        elif not _is_open(scope["path"]):
            await _refuse(scope, receive, send)
            return

        async def send_with_token(message: Message) -> None:
            if message["type"] == "http.response.start" and self.public and not known:
                answer = MutableHeaders(scope=message)
                if answer.get("content-type", "").startswith("text/html"):
                    answer.append("set-cookie", cookie(COOKIE, token, scope))
            await send(message)

        await self.app(dict(scope, headers=kept), receive, send_with_token)


def sid_of(scope: Scope) -> str:
    """The digest of the session a request carries, "" for none."""
    token = language.cookies(Headers(scope=scope)).get(SESSION, "")
    return sessions.digest(token) if TOKEN.fullmatch(token) else ""


def cookie(name: str, token: str, scope: Scope) -> str:
    """A cookie no script reads, sent over https alone where the site has it."""
    carrier = Response()
    secure = scope.get("scheme") == "https"
    carrier.set_cookie(name, token, httponly=True, samesite="lax", secure=secure)
    return carrier.headers["set-cookie"]


async def _signed_in(token: str, scope: Scope) -> Visitor | None:
    if not TOKEN.fullmatch(token):
        return None
    sid = sessions.digest(token)
    who: Principal | None = await to_thread.run_sync(
        # The script's runs are what keeps a session awake, not the files it loads.
        lambda: sessions.resume(register().database, sid, active=False)
    )
    if who is None or (who.is_demonstration and not await _may_take_role(scope)):
        return None
    return Visitor(who.login, who.duty.word, sid)


async def _may_take_role(scope: Scope) -> bool:
    return await to_thread.run_sync(lambda: demonstration.may_take_role(scope))


def _told(reader: Visitor, scope: Scope, *, demonstrates: bool) -> list[tuple[bytes, bytes]]:
    told = {
        "login": reader.login,
        "role": reader.role,
        "sid": reader.sid,
        "language": language.of_request(scope),
        "demonstration": "on" if demonstrates else "off",
    }
    return [(f"{PREFIX}{name}".encode(), value.encode()) for name, value in told.items()]


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
        return
    answer: Response
    if "text/html" in Headers(scope=scope).get("accept", ""):
        answer = to_sign_in(scope)
    else:
        answer = JSONResponse({"error": "sign-in required"}, 401)
    await answer(scope, receive, send)


def to_sign_in(scope: Scope) -> Response:
    """On to sign-in, which leads back to the very address that was asked for."""
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    spoken = language.of_address(scope["query_string"])
    asked = f"&{language.PARAMETER}={spoken}" if spoken else ""
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}{asked}", 303)
