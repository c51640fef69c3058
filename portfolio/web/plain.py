"""Plain pages without Streamlit: language of a request, addresses on this site, assets."""

import gzip
import hashlib
import html
import logging
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

from portfolio import VERSION
from portfolio.domain.reader import TextSize
from portfolio.domain.reference import LICENCE, LICENCE_ADDRESS
from portfolio.services.live import is_demonstration
from portfolio.settings import current
from portfolio.text.languages import DEFAULT, LANGUAGES, NAMES, direction
from portfolio.text.words import Translator

logger = logging.getLogger(__name__)
COOKIE: Final = "rp_language"
TEXT_SIZE_COOKIE: Final = "rp_text_size"
PARAMETER: Final = "lang"
ONE_YEAR: Final = 365 * 24 * 3600


def of_address(query: bytes) -> str | None:
    """Language named by ``?lang=``, None where there is none with a catalog."""
    named = [value for name, value in parse_qsl(query.decode("latin-1")) if name == PARAMETER]
    return named[-1] if named and named[-1] in LANGUAGES else None


def of_cookie(headers: Headers) -> str | None:
    """The language this browser chose last, None where it chose none."""
    value = cookies(headers).get(COOKIE)
    return value if value in LANGUAGES else None


def of_browser(accept_language: str) -> str | None:
    """First language of an Accept-Language header that has a catalog (RFC 9110)."""
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


def remember(answer: Response, language: str, scope: Scope, name: str = COOKIE) -> None:
    """Store a language, or what another cookie is for, in the browser for a year."""
    secure = scope.get("scheme") == "https"
    answer.set_cookie(name, language, ONE_YEAR, httponly=True, samesite="lax", secure=secure)


def text_size(headers: Headers) -> TextSize:
    """The size of text that this browser chose; the usual one for a cookie that names none."""
    return TextSize.of(cookies(headers).get(TEXT_SIZE_COOKIE, ""))


def in_text_size(page: str, size: TextSize) -> str:
    """HTML whose style sheets know the size of its text."""
    if size is TextSize.USUAL:
        return page
    return page.replace("<html ", f'<html data-rp-text="{size.word}" ', 1)


def cookies(headers: Headers) -> dict[str, str]:
    """The cookies of a request by name; a header that cannot be read is no cookie."""
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


# Browsers read a backslash as a slash and drop control characters: "/\evil" would leave the site.
UNSAFE: Final = re.compile(r"[\\\x00-\x20\x7f]")


def local(target: str) -> str:
    """Return ``target`` when it is a path of this site, else the first page."""
    if not target.startswith("/") or target.startswith("//") or UNSAFE.search(target):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else target


def in_language(target: str, language: str) -> str:
    """Local address in another language, everything else in it unchanged."""
    parts = urlsplit(local(target))
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != PARAMETER
    ]
    query = urlencode([*asked, (PARAMETER, language)])
    return parts._replace(query=query).geturl()


FOLDER: Final = Path(__file__).parent / "assets"
BOUNDARIES: Final = "map/region.json"
# Plotly requests the coastlines of its own map even with another one: these are empty.
TOPOLOGY: Final = re.compile(r"topo/[a-z-]+_(50|110)m\.json")
EMPTY_TOPOLOGY: Final = "topo/world_110m.json"
LINKED: Final = re.compile(r"url\(([^):?]+)\)")
TYPES: Final = {".woff2": "font/woff2", ".js": "text/javascript", ".json": "application/json"}
TEXT: Final = ("text/", "application/json", "image/svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: its bytes, those bytes packed (empty where that gains nothing)."""

    body: bytes
    gzip_bytes: bytes
    type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """Assets by name below /assets/, read once."""
    files = dict(_files())
    found: dict[str, Asset] = {}
    # Style sheets last: they carry the versions of what they link to.
    for name in sorted(files, key=lambda n: n.endswith(".css")):
        body = files[name].read_bytes()
        if name.endswith(".woff2") and not is_font(body):
            logger.warning("%s is no font: pages are shown in another one", files[name])
            continue
        if name.endswith(".css"):
            body = LINKED.sub(lambda link: _linked(link, found), body.decode()).encode()
        kind = TYPES.get(files[name].suffix) or mimetypes.guess_type(name)[0] or "text/plain"
        is_text = kind.startswith(TEXT)
        packed = gzip.compress(body, 9, mtime=0) if is_text and len(body) > 500 else b""
        version = hashlib.sha256(body).hexdigest()[:16]
        found[name] = Asset(body, packed, kind, version)
    return found


def is_font(body: bytes) -> bool:
    """Whether the bytes are a WOFF2 font as long as it says it is."""
    return body[:4] == b"wOF2" and int.from_bytes(body[8:12], "big") == len(body)


def address(name: str) -> str:
    """Address of an asset under which browsers may cache it for good."""
    return f"/assets/{_versioned(name, assets())}"


async def answer(request: Request) -> Response:
    """Asset that a request names, a 304 where the browser has it, or a 404."""
    name = request.path_params["name"]
    asset = assets().get(EMPTY_TOPOLOGY if TOPOLOGY.fullmatch(name) else name)
    if asset is None:
        return PlainTextResponse("Not Found", 404)
    lasting = request.query_params.get("v") == asset.version
    headers = {
        "etag": f'W/"{asset.version}"',
        "cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "vary": "accept-encoding",
    }
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if asset.gzip_bytes and accepts(request.headers, "gzip"):
        headers["content-encoding"] = "gzip"
        return Response(asset.gzip_bytes, media_type=asset.type, headers=headers)
    return Response(asset.body, media_type=asset.type, headers=headers)


def accepts(headers: Headers, coding: str) -> bool:
    """Whether the client unpacks a content coding: "gzip" or "br"."""
    offers = headers.get("accept-encoding", "").replace(" ", "").split(",")
    wanted = (offer.partition(";q=") for offer in offers)
    return any(name == coding and (not weight or weight.strip("0.")) for name, _, weight in wanted)


def _files() -> Iterator[tuple[str, Path]]:
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            yield path.relative_to(FOLDER).as_posix(), path
    boundaries = current().boundaries
    if boundaries is not None and boundaries.is_file():
        yield BOUNDARIES, boundaries


def _linked(link: re.Match[str], assets: Mapping[str, Asset]) -> str:
    if link[1] in assets:
        return f"url({_versioned(link[1], assets)})"
    logger.warning("%s, which a style sheet names, is not there or is broken", FOLDER / link[1])
    return link[0]


def _versioned(name: str, assets: Mapping[str, Asset]) -> str:
    return f"{name}?v={assets[name].version}"


async def not_found(request: Request) -> Response:
    """Answer that there is no such page, with a link to the first one."""
    words = Translator(of_request(request.scope))
    link = f'<a href="/">{html.escape(words("web.not_found.home"))}</a>'
    body = f"<p>{html.escape(words('web.not_found.body'))}</p><p>{link}</p>"
    return document(request, words, words("web.not_found.title"), body, status=404)


def document(
    request: Request, words: Translator, title: str, body: str, *, status: int = 200
) -> HTMLResponse:
    """HTML page in the reader's language; ``body`` is HTML, ``title`` plain text."""
    here = local(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    switch = "".join(_switch(spoken, words.language, here) for spoken in LANGUAGES)
    text = (
        f'<!DOCTYPE html>\n<html lang="{words.language}" dir="{words.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)} – {html.escape(words('app.short_title'))}</title>\n"
        f'<link rel="icon" href="{address("favicon.svg")}" type="image/svg+xml">\n'
        f'<link rel="stylesheet" href="{address("plain.css")}">\n</head>\n<body>\n<main>\n'
        f'<p class="product">{html.escape(words("app.title"))}{_mark(words)}</p>\n<h1>{html.escape(title)}</h1>\n'
        f'{body}\n<nav aria-label="{html.escape(words("web.languages"))}">{switch}</nav>\n'
        f"</main>\n{_foot(words)}\n</body>\n</html>\n"
    )
    headers = {"cache-control": "no-store", "content-language": words.language}
    answer = HTMLResponse(in_text_size(text, text_size(request.headers)), status, headers)
    asked = of_address(request.scope["query_string"])
    if asked and asked != of_cookie(request.headers):
        # What a form is answered with has the address of the form's action, without the choice.
        remember(answer, asked, request.scope)
    return answer


def _foot(words: Translator) -> str:
    """Foot of every page without the figures' part: their last change, citing, the link."""
    settings = current()
    publisher, contact = words.choose(settings.publishers), words.choose(settings.contacts)
    facts = [html.escape(words("footer.publisher", publisher=publisher))] if publisher else []
    if contact:
        facts.append(html.escape(words("footer.contact", office=contact)))
    facts.append(html.escape(words("footer.version", version=VERSION)))
    licence = html.escape(words("footer.licence", licence=LICENCE))
    title = html.escape(words("footer.licence.scope"), quote=True)
    facts.append(
        f'<a href="{LICENCE_ADDRESS}" rel="license noopener" title="{title}">{licence}</a>'
    )
    label = html.escape(words("footer.label"), quote=True)
    return f'<footer aria-label="{label}"><ul><li>{"</li><li>".join(facts)}</li></ul></footer>'


def _mark(words: Translator) -> str:
    """Mark of a demonstration, where it is one."""
    if not is_demonstration():
        return ""
    return (
        f' <strong class="demonstration">{html.escape(words("people.demonstration.mark"))}</strong>'
    )


def _switch(language: str, now: str, session: str) -> str:
    to = html.escape(f"/lang/{language}?{urlencode({'next': session})}")
    current_one = ' aria-current="true"' if language == now else ""
    way = direction(language)
    return f'<a lang="{language}" dir="{way}" href="{to}"{current_one}>{NAMES[language]}</a>'
