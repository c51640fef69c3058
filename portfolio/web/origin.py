"""Where a request comes from: this site or another, this machine or another."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost", "[::1]")
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


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


def is_this_machine(scope: Scope) -> bool:
    """Whether the visitor sits at the machine the server runs on, with no proxy between."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    name = host if host.startswith("[") and host.endswith("]") else host.rpartition(":")[0] or host
    client = scope.get("client") or ("", 0)
    return (
        client[0] in _LOOPBACK
        and name in _LOOPBACK
        and not any(header in headers for header in _FORWARDED)
    )


def address(scope: Scope) -> str:
    """The visitor's address; a proxy on this machine is believed for the one it adds."""
    client: str = (scope.get("client") or ("", 0))[0]
    if client in _LOOPBACK:
        told = Headers(scope=scope).get("x-forwarded-for", "").split(",")[-1].strip()
        return told or client
    return client
