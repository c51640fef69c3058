"""Pages that are plain HTML, and what is said where no page is."""

import html
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from portfolio import VERSION
from portfolio.domain.licence import LICENCE, LICENCE_ADDRESS
from portfolio.services.portfolio import is_demonstration
from portfolio.settings import current
from portfolio.text.languages import LANGUAGES, NAMES, direction
from portfolio.text.words import Translator
from portfolio.web import addresses, assets, language


async def not_found(request: Request) -> Response:
    """Say that there is no such page and lead to the first one."""
    words = Translator(language.of_request(request.scope))
    link = f'<a href="/">{html.escape(words("web.not_found.home"))}</a>'
    body = f"<p>{html.escape(words('web.not_found.body'))}</p><p>{link}</p>"
    return document(request, words, words("web.not_found.title"), body, status=404)


def document(
    request: Request, words: Translator, title: str, body: str, *, status: int = 200
) -> HTMLResponse:
    """Return a whole page in the reader's language; ``body`` is HTML, ``title`` plain text."""
    here = addresses.local(
        request.url.path + (f"?{request.url.query}" if request.url.query else "")
    )
    switch = "".join(_switch(spoken, words.language, here) for spoken in LANGUAGES)
    text = (
        f'<!DOCTYPE html>\n<html lang="{words.language}" dir="{words.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)} – {html.escape(words('app.short_title'))}</title>\n"
        f'<link rel="icon" href="{assets.address("favicon.svg")}" type="image/svg+xml">\n'
        f'<link rel="stylesheet" href="{assets.address("plain.css")}">\n</head>\n<body>\n<main>\n'
        f'<p class="product">{html.escape(words("app.title"))}{_mark(words)}</p>\n<h1>{html.escape(title)}</h1>\n'
        f'{body}\n<nav aria-label="{html.escape(words("web.languages"))}">{switch}</nav>\n'
        f"</main>\n{_foot(words)}\n</body>\n</html>\n"
    )
    headers = {"cache-control": "no-store", "content-language": words.language}
    answer = HTMLResponse(text, status, headers)
    asked = language.of_address(request.scope["query_string"])
    if asked and asked != language.of_cookie(request.headers):
        # What a form is answered with has the address of the form's action, without the choice.
        language.remember(answer, asked, request.scope)
    return answer


def _foot(words: Translator) -> str:
    """The foot of every page but what belongs to figures: their last change, citing, the link."""
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
    """That this is a demonstration, where it is one."""
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
