"""Where a request comes from: this site or another, this machine or another."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

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
    """Whether a page of this site asks, or the visitor by hand.

    What another site makes a browser send changes nothing.
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

    The peer and the host are loopback, a browser that says which page asks says one of here, and
    nothing was added on the way. Browsers always say it of a websocket and of what changes
    something.
    """
    headers = Headers(scope=scope)
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    client = scope.get("client") or ("", 0)
    if not is_loopback(client[0]) or len(hosts) != 1 or not LOOPBACK_HOST.fullmatch(hosts[0]):
        return False
    # No browser speaks 1.0; proxies left as they come do.
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
