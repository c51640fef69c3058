"""The language a request is answered in: the address decides, then the cookie, then the browser."""

from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from portfolio.text.languages import DEFAULT, LANGUAGES

COOKIE: Final = "rp_language"
PARAMETER: Final = "lang"
ONE_YEAR: Final = 365 * 24 * 3600


def of_address(query: bytes) -> str | None:
    """The language named by ``?lang=``, None where there is none the product speaks."""
    named = [value for name, value in parse_qsl(query.decode("latin-1")) if name == PARAMETER]
    return named[-1] if named and named[-1] in LANGUAGES else None


def of_cookie(headers: Headers) -> str | None:
    """The language this browser chose last, None where it chose none."""
    value = cookies(headers).get(COOKIE)
    return value if value in LANGUAGES else None


def of_browser(accept_language: str) -> str | None:
    """The first language of an Accept-Language header that the product speaks (RFC 9110)."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            preference = float(weight) if weight else 1.0
        except ValueError:
            continue
        wanted.append((-preference, tag.split("-")[0].lower()))
    spoken = (
        tag for weight, tag in sorted(wanted, key=lambda w: w[0]) if weight and tag in LANGUAGES
    )
    return next(spoken, None)


def of_request(scope: Scope) -> str:
    """The language of a request or a websocket."""
    headers = Headers(scope=scope)
    return (
        of_address(scope.get("query_string", b""))
        or of_cookie(headers)
        or of_browser(headers.get("accept-language", ""))
        or DEFAULT
    )


def remember(answer: Response, language: str, scope: Scope) -> None:
    """Let the browser keep a language for a year."""
    secure = scope.get("scheme") == "https"
    answer.set_cookie(COOKIE, language, ONE_YEAR, httponly=True, samesite="lax", secure=secure)


def cookies(headers: Headers) -> dict[str, str]:
    """The cookies of a request by name; a header that cannot be read is no cookie."""
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
