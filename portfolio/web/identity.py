"""Identity of the reader: origin of a request, roles of the demonstration, headers for the script.

The headers set here reach the page script as ``st.user`` by ``server.trustedUserHeaders``.
"""

import re
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from portfolio.domain import params
from portfolio.domain.params import ANYBODY, Principal
from portfolio.services import sessions
from portfolio.services.live import register
from portfolio.settings import current
from portfolio.web import plain

LOOPBACK_HOST: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_SCHEMES: Final = {"ws": "http", "wss": "https"}
# What browsers send by themselves, and Streamlit's own client. A proxy shows itself by what it
# adds, under names nobody can list: so these are listed, and any other refuses.
_BROWSERS_OWN: Final = frozenset(
    """
    host connection keep-alive upgrade upgrade-insecure-requests user-agent accept accept-charset
    accept-encoding accept-language access-control-request-headers access-control-request-method
    cache-control content-encoding content-length content-type cookie device-memory dnt downlink dpr
    ect expect if-match if-modified-since if-none-match if-range if-unmodified-since last-event-id
    origin pragma priority purpose range referer rtt save-data service-worker te transfer-encoding
    viewport-width width x-requested-with x-xsrftoken
    """.split()
)
# "sec-": no script and no page can set these. "x-rp-": what Identity found out itself.
_BROWSERS_PREFIXES: Final = ("sec-", "x-rp-")


def is_own(scope: Scope) -> bool:
    """Whether a request comes from a page of this site, or from the visitor by hand.

    Requests that another site makes a browser send change nothing.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    _, _, origin = headers.get("origin", "").partition("://")
    return bool(origin) and origin == headers.get("host", "")


def is_foreign_socket(scope: Scope) -> bool:
    """Whether a page of another site opens this websocket; programs send no ``Origin``."""
    headers = Headers(scope=scope)
    given = headers.getlist("origin")
    return bool(given) and [urlsplit(origin).netloc for origin in given] != headers.getlist("host")


def is_loopback(address: str) -> bool:
    """Whether an address or a name of a host is this machine's own, for itself alone."""
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return address.casefold() == "localhost"
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def is_this_machine(scope: Scope) -> bool:
    """Whether the visitor sits at the machine the server runs on, with no proxy between.

    Peer and host are loopback, an origin, where the browser sends one, is of here, and
    no header was added on the way. Browsers always send it with a websocket and with changes of
    something.
    """
    headers = Headers(scope=scope)
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    client = scope.get("client") or ("", 0)
    if not is_loopback(client[0]) or len(hosts) != 1 or not LOOPBACK_HOST.fullmatch(hosts[0]):
        return False
    # Browsers no longer use HTTP 1.0; proxies in their default state do.
    if scope.get("http_version") == "1.0" or not all(map(_is_browsers_own, headers.keys())):
        return False
    if not origins:
        return scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    scheme = scope.get("scheme", "http")
    return origins == [f"{_SCHEMES.get(scheme, scheme)}://{hosts[0]}"]


def address(scope: Scope) -> str:
    """The visitor's address; a proxy on this machine is believed for the one it adds."""
    client: str = (scope.get("client") or ("", 0))[0]
    if is_loopback(client):
        told = Headers(scope=scope).get("x-forwarded-for", "").split(",")[-1].strip()
        return told or client
    return client


def _is_browsers_own(name: str) -> bool:
    return name in _BROWSERS_OWN or name.startswith(_BROWSERS_PREFIXES)


DEMONSTRATION_COOKIE: Final = "rp_demonstration"  # a browser that used the link
MAX_BROWSERS: Final = 20  # that one link after another may have let in
_links: Final[set[str]] = set()  # digests; a new start voids them
_browsers: Final[list[str]] = []


def is_open() -> bool:
    """Whether roles are open without an account: in a demonstration, until there is an account.

    ``PORTFOLIO_DEMONSTRATION=off`` closes them, however the database was created.
    """
    held = register()
    return held.demonstration and current().demonstrates and not sessions.has_people(held.database)


def may_take_role(scope: Scope) -> bool:
    """Whether this visitor may take a role: at the machine itself, with the link where one is due."""
    if not is_this_machine(scope) or not is_open():
        return False
    return not needs_link() or _has_used_link(scope)


def needs_link() -> bool:
    """Whether others than this machine reach the server, so that a loopback address proves little."""
    said = [
        config.get_option("server.address") or "",
        config.get_option("browser.serverAddress") or "localhost",
        *config.get_option("server.allowedHosts"),
    ]
    return not all(map(is_loopback, said))


def new_link() -> str:
    """The token of a new one-time link; links before it are void."""
    token = secrets.token_urlsafe(32)
    _links.clear()
    _links.add(params.digest(token))
    return token


def redeem(token: str) -> str:
    """The value of the cookie for the browser that used the link, "" for a link that opens nothing."""
    link = params.digest(token)
    if link not in _links:
        return ""
    _links.discard(link)
    cookie = secrets.token_urlsafe(32)
    _browsers.append(params.digest(cookie))
    del _browsers[:-MAX_BROWSERS]
    return cookie


def _has_used_link(scope: Scope) -> bool:
    cookie = plain.cookies(Headers(scope=scope)).get(DEMONSTRATION_COOKIE, "")
    return params.digest(cookie) in _browsers


PREFIX: Final = "x-rp-"
COOKIE: Final = "rp_reader"  # distinguishes anonymous browsers
SESSION: Final = "rp_session"  # opens the session of a person signed in
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
# Answered without identity: the database, which knows sessions, may be down.
_UNASKED: Final = ("/healthz", "/readyz")
# Files that are the same for everybody: where everybody reads, nobody is looked up for them.
_SAME_FOR_ALL: Final = ("/assets/", "/static/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visitor behind a request; ``sid`` identifies the session and is no secret."""

    login: str
    role: str
    sid: str


def anonymous(token: str) -> Visitor:
    """Public reader of the browser with ``token``."""
    # The script and its logs see a digest: the token itself would open its session.
    return Visitor(ANYBODY, ANYBODY, params.digest(token)[:32])


class Identity:
    """Identifies the reader of every request and websocket, or redirects to sign-in.

    ``public``: whether everybody may read; None uses the settings. A random cookie per browser
    distinguishes readers, so that Streamlit never resumes one reader's session for another.
    """

    def __init__(self, app: ASGIApp, public: bool | None = None) -> None:
        self.app = app
        self.public = current().public if public is None else public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket" and is_foreign_socket(scope):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        headers = Headers(scope=scope)
        given = plain.cookies(headers)
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
    token = plain.cookies(Headers(scope=scope)).get(SESSION, "")
    return params.digest(token) if TOKEN.fullmatch(token) else ""


def cookie(name: str, token: str, scope: Scope) -> str:
    """A cookie no script reads, sent over https alone where the site has it."""
    carrier = Response()
    secure = scope.get("scheme") == "https"
    carrier.set_cookie(name, token, httponly=True, samesite="lax", secure=secure)
    return carrier.headers["set-cookie"]


async def _signed_in(token: str, scope: Scope) -> Visitor | None:
    if not TOKEN.fullmatch(token):
        return None
    sid = params.digest(token)
    who: Principal | None = await to_thread.run_sync(
        # Runs of the script keep a session awake, not the files it loads.
        lambda: sessions.resume(register().database, sid, active=False)
    )
    if who is None or (who.is_demonstration and not await _may_take_role(scope)):
        return None
    return Visitor(who.login, who.duty.word, sid)


async def _may_take_role(scope: Scope) -> bool:
    return await to_thread.run_sync(lambda: may_take_role(scope))


def _told(reader: Visitor, scope: Scope, *, demonstrates: bool) -> list[tuple[bytes, bytes]]:
    told = {
        "login": reader.login,
        "role": reader.role,
        "sid": reader.sid,
        "language": plain.of_request(scope),
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
    """Redirect to sign-in, which leads back to the requested address."""
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    spoken = plain.of_address(scope["query_string"])
    asked = f"&{plain.PARAMETER}={spoken}" if spoken else ""
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}{asked}", 303)
