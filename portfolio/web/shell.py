"""Streamlit's one HTML page, adapted: language, direction, title, style and first scripts."""

import gzip
import html
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import streamlit
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portfolio.domain.errors import PortfolioError
from portfolio.domain.params import ANYBODY, UserRole
from portfolio.domain.reader import TextSize
from portfolio.services import headings, params, subject_lookup
from portfolio.services.access import FIRST, PAGES, PUBLIC_PART, is_for
from portfolio.services.headings import Heading
from portfolio.services.live import register
from portfolio.services.subject_lookup import Presence
from portfolio.settings import current
from portfolio.text.languages import DEFAULT, LANGUAGES, catalog, direction
from portfolio.text.words import Translator
from portfolio.web import first_bytes, identity, plain

INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"
FONT: Final = "fonts/noto-sans-arabic-regular.woff2"
# Streamlit's own phrases, by key: English in the English catalog exactly as Streamlit says them.
SECTION: Final = "streamlit."
TITLE: Final = "<title></title>"
FIRST_BYTES: Final = "<!-- first bytes -->"
COMPONENTS: Final = "components.css"
LOCALES: Final = {"en": "en_GB", "fr": "fr_FR", "ar": "ar_AR"}


class NewStreamlitPage(RuntimeError):
    """Streamlit's page no longer has the part the product replaces."""


@dataclass(frozen=True, slots=True)
class ShellPage:
    """The page of one language, plain and packed."""

    body: bytes
    gzip_bytes: bytes


@cache
def index() -> bytes:
    """Streamlit's page as it is installed."""
    return INDEX.read_bytes()


@cache
def frame(language: str) -> tuple[str, str, str]:
    """HTML of every page in a language: before the title, up to the first bytes, and after them.

    Raises StreamlitChanged when a part of the page has moved.
    """
    words = Translator(language)
    text = index().decode()
    opening = f'<html lang="{language}" dir="{direction(language)}">'
    for part, replacement in (
        (r'<html lang="en">', opening),
        (r"<title>Streamlit</title>", TITLE),
        # The styles of the first words before everything that is only needed after them.
        (r'<link rel="shortcut icon"[^>]*>', _first_styles(language)),
        # Announces an endpoint that the product closes.
        (r'(?:<!--(?:(?!-->).)*-->\s*)?<link rel="service-desc"[^>]*>', ""),
        (r"<noscript>.*?</noscript>", ""),
        # Tells a crawler to wait; without it the policy needs no exception for scripts in the page.
        (r"(?:<!--(?:(?!-->).)*-->\s*)?<script>.*?</script>", _first_scripts(words)),
        (r"</head>", f"{_head(language, words)}</head>"),
        # After the styles Streamlit adds to the head, which would win over equal ones of ours.
        (
            r"(?=<div id=\"root\">)",
            f'<link rel="stylesheet" href="{plain.address(COMPONENTS)}">{FIRST_BYTES}',
        ),
    ):
        found = re.search(part, text, re.DOTALL)
        if found is None:
            raise NewStreamlitPage(f"{INDEX} has no {part}")
        text = text[: found.start()] + replacement + text[found.end() :]
    if "<script>" in text:
        raise NewStreamlitPage(f"{INDEX} has another script in the page itself")
    head, _, behind = text.partition(TITLE)
    before_first, _, behind = behind.partition(FIRST_BYTES)
    return head, before_first, behind


def page(
    language: str,
    heading: Heading,
    address: str = "",
    first: str = "",
    size: TextSize = TextSize.USUAL,
) -> ShellPage:
    """HTML page under a heading; ``address``: its public one without a language, if any.

    ``first``: HTML that is read until the scripts have drawn the page. ``size``: of its text.
    """
    head, between, behind = frame(language)
    head = plain.in_text_size(head, size)
    body = "".join((head, _titled(language, heading, address), between, first, behind)).encode()
    return ShellPage(body, gzip.compress(body, 6, mtime=0))


def _titled(language: str, heading: Heading, address: str) -> str:
    """The title of a page, and what previews of a link to it show."""
    short, description = Translator(language)("app.short_title"), heading.description
    told = {
        "og:type": "website",
        "og:site_name": Translator(language)("app.title"),
        "og:title": heading.title,
        "og:description": description,
        "og:locale": LOCALES[language],
        **(_public_preview(language, address) if address else {}),
    }
    parts = [
        f"<title>{html.escape(f'{heading.title} – {short}')}</title>",
        f'<meta name="description" content="{html.escape(description, quote=True)}">',
        *(
            f'<meta property="{name}" content="{html.escape(said, quote=True)}">'
            for name, said in told.items()
        ),
    ]
    if address:
        parts += [
            f'<link rel="alternate" hreflang="{other}" '
            f'href="{html.escape(in_language(address, other), quote=True)}">'
            for other in LANGUAGES
        ]
    return "\n    ".join(parts)


def _public_preview(language: str, address: str) -> dict[str, str]:
    """Preview tags with whole addresses: the page's own, and a picture of the product."""
    parts = urlsplit(address)
    picture = plain.address(f"preview/{language}.png")
    return {
        "og:url": in_language(address, language),
        "og:image": f"{parts.scheme}://{parts.netloc}{picture}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": Translator(language)("app.title"),
        "twitter:card": "summary_large_image",
    }


def in_language(address: str, code: str) -> str:
    """A public address in a language."""
    return f"{address}{'&' if '?' in address else '?'}{plain.PARAMETER}={code}"


def phrases(language: str) -> dict[str, str]:
    """Streamlit's own English phrases, each with its translation."""
    english, other = catalog(DEFAULT).phrases, catalog(language).phrases
    return {english[key][0]: other[key][0] for key in english if key.startswith(SECTION)}


def _first_styles(language: str) -> str:
    sheets = ["app.css", *(["rtl.css"] if direction(language) == "rtl" else [])]
    parts = [f'<link rel="stylesheet" href="{plain.address(sheet)}">' for sheet in sheets]
    parts += [
        f'<link rel="preload" href="{plain.address(COMPONENTS)}" as="style">',
        f'<link rel="icon" href="{plain.address("favicon.svg")}" type="image/svg+xml">',
    ]
    return "\n    ".join(parts)


def _first_scripts(words: Translator) -> str:
    """Scripts that run before Streamlit's own, in this order, and hold up no word of the page."""
    lost = html.escape(words("web.lost"), quote=True)
    return (
        f'<script defer src="{plain.address("address.js")}"></script>\n    '
        f'<script defer src="{plain.address("connection.js")}" data-lost="{lost}"></script>\n    '
        f'<script defer src="{plain.address("first.js")}"></script>'
    )


def _head(language: str, words: Translator) -> str:
    parts = [
        f'<script type="module" src="{plain.address("desk.js")}"></script>',
        f'<script type="module" src="{plain.address("copy.js")}"></script>',
        f'<script type="module" src="{plain.address("picture.js")}"></script>',
        f'<script type="module" src="{plain.address("replay.js")}"></script>',
        f'<script type="module" src="{plain.address("stay.js")}"></script>',
        # The words of a choice whose label is empty (components.css).
        f"<style>:root{{--rp-nothing:{json.dumps(words('shell.nothing'), ensure_ascii=False)}}}</style>",
    ]
    if direction(language) == "rtl" and FONT in plain.assets():
        font = f'href="{plain.address(FONT)}" as="font" type="font/woff2" crossorigin'
        parts.append(f'<link rel="preload" {font}>')
    if language != DEFAULT:
        said = json.dumps(phrases(language), ensure_ascii=False).replace("<", "\\u003c")
        parts += [
            f'<script type="application/json" id="rp-phrases">{said}</script>',
            f'<script type="module" src="{plain.address("i18n.js")}"></script>',
        ]
    return "\n    ".join(["", *parts, ""])


# Addresses of before 0.1.0, understood for one release.
FORMER: Final = {"housekeeping": "administration"}


async def answer(request: Request) -> Response:
    """HTML page in the language of the request; remembers a language the address names.

    Where no page is there is none to draw; one that is not this reader's leads to sign-in, or is
    treated as missing.
    """
    name = request.path_params["page"]
    if name == FIRST:
        return RedirectResponse(plain.local(f"/?{request.url.query}"), 308)
    if name in FORMER:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(plain.local(f"/{FORMER[name]}{query}"), 308)
    if name and name not in PAGES:
        return await plain.not_found(request)
    role = request.headers.get("x-rp-role", ANYBODY)
    if name and not is_for(name, UserRole[role.upper()]):
        if name in PUBLIC_PART:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(plain.local(f"/{PUBLIC_PART[name]}{query}"), 303)
        if role == ANYBODY:
            return identity.to_sign_in(request.scope)
        return await plain.not_found(request)
    heading, is_nowhere = await to_thread.run_sync(_heading, request)
    first = await first_bytes.block(request, name or FIRST, heading)
    return _page(request, heading, _public(request), first, 404 if is_nowhere else 200)


def _heading(request: Request) -> tuple[Heading, bool]:
    """Title of the page as everybody may read it, and whether what it asks for is nowhere.

    A subject that this reader does not see has the title of a page there is not, as it ends with.
    """
    words = Translator(plain.of_request(request.scope))
    name = request.path_params["page"] or FIRST
    given = parse_qs(request.url.query)
    opened = (params.PROJECT, params.CLAUSE_SHOWN, *params.SUBJECTS)
    if not any(map(given.get, opened)):
        return headings.of_page(words, name), False
    try:
        who = first_bytes.principal(request)
        found = subject_lookup.presence(register(), who, name, given)
        heading = subject_lookup.heading(words, register(), name, given, found)
        heading = heading or headings.of_address(words, register(), name, given)
        return heading, found is Presence.NOWHERE
    except (PortfolioError, first_bytes.SessionEnded):  # the page itself says what is wrong
        return headings.of_page(words, name), False


def _public(request: Request) -> str:
    """The public address of the request without its language, "" where none is set."""
    site = current().public_address
    if site is None:
        return ""
    kept = [(k, v) for k, v in parse_qsl(request.url.query) if k != plain.PARAMETER]
    return f"{site}{request.url.path}" + (f"?{urlencode(kept)}" if kept else "")


def _page(request: Request, heading: Heading, address: str, first: str, status: int) -> Response:
    spoken = plain.of_request(request.scope)
    found = page(spoken, heading, address, first, plain.text_size(request.headers))
    packed = plain.accepts(request.headers, "gzip")
    body = found.gzip_bytes if packed else found.body
    sent = Response(body, status, media_type="text/html")
    if packed:
        sent.headers["content-encoding"] = "gzip"
    # The figures are this reader's: no shared store may have them, none at all after signing out.
    is_anybody = request.headers.get("x-rp-login", ANYBODY) == ANYBODY
    sent.headers["cache-control"] = "private, no-cache" if is_anybody else "no-store"
    sent.headers["content-language"] = spoken
    sent.headers["vary"] = "cookie, accept-language, accept-encoding"
    asked = plain.of_address(request.scope["query_string"])
    if asked and asked != plain.of_cookie(request.headers):
        # The websocket has no address of its own: the cookie carries the choice to the script.
        plain.remember(sent, asked, request.scope)
    return sent
