"""The demonstration's roles: who may take one, and the one-time link where a machine is not enough."""

import secrets
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope
from streamlit import config

from portfolio.services import sessions
from portfolio.services.portfolio import register
from portfolio.settings import current
from portfolio.web import language, origin

COOKIE: Final = "rp_demonstration"  # a browser that used the link
MAX_BROWSERS: Final = 20  # that one link after another may have let in
_links: Final[set[str]] = set()  # digests; a new start voids them
_browsers: Final[list[str]] = []


def is_open() -> bool:
    """Whether roles are given without an account: in a demonstration, until there is an account.

    ``PORTFOLIO_DEMONSTRATION=off`` closes them, whatever the database was begun as.
    """
    held = register()
    return held.demonstration and current().demonstrates and not sessions.has_people(held.database)


def may_take_role(scope: Scope) -> bool:
    """Whether this visitor may take a role: at the machine itself, with the link where one is due."""
    if not origin.is_this_machine(scope) or not is_open():
        return False
    return not needs_link() or _has_used_link(scope)


def needs_link() -> bool:
    """Whether others than this machine reach the server, so that a loopback address proves little."""
    said = [
        config.get_option("server.address") or "",
        config.get_option("browser.serverAddress") or "localhost",
        *config.get_option("server.allowedHosts"),
    ]
    return not all(map(origin.is_loopback, said))


def new_link() -> str:
    """The token of a new one-time link; links before it are void."""
    token = secrets.token_urlsafe(32)
    _links.clear()
    _links.add(sessions.digest(token))
    return token


def redeem(token: str) -> str:
    """The value of the cookie for the browser that used the link, "" for a link that opens nothing."""
    link = sessions.digest(token)
    if link not in _links:
        return ""
    _links.discard(link)
    cookie = secrets.token_urlsafe(32)
    _browsers.append(sessions.digest(cookie))
    del _browsers[:-MAX_BROWSERS]
    return cookie


def _has_used_link(scope: Scope) -> bool:
    cookie = language.cookies(Headers(scope=scope)).get(COOKIE, "")
    return sessions.digest(cookie) in _browsers
