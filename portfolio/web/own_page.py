"""Language, country and size of text of one's own pages: a plain form, cookies, and what is stored.

A visitor's choice is kept by the browser; that of a person signed in also with the account, from
which it comes back at the next sign-in, on whatever machine.
"""

import html
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portfolio.domain import params
from portfolio.domain.errors import PortfolioError
from portfolio.domain.params import Principal
from portfolio.domain.reader import Preferences, TextSize
from portfolio.present.sorting import in_name_order
from portfolio.services import own_page, sessions
from portfolio.services.live import register
from portfolio.services.sessions import SignIn
from portfolio.text.languages import LANGUAGES, NAMES
from portfolio.text.words import Translator
from portfolio.web import identity, plain

ADDRESS: Final = "/preferences"
COUNTRY_COOKIE: Final = "rp_country"
_FIELDS: Final = ("language", "country", "text_size")
_MAX_CHARACTERS: Final = 20  # of a choice


class SentFromElsewhere(PortfolioError):
    """A form was sent from another site."""

    phrase = "error.from_elsewhere"


async def answer(request: Request) -> Response:
    """The form, or what it was sent with kept, and back to the page one came from."""
    wanted = request.query_params.get("next", "/")
    who = await _person(identity.sid_of(request.scope))
    if request.method != "POST":
        return _form(request, wanted, await _in_force(request, who))
    form = await request.form(max_files=0, max_fields=10)
    given = {name: str(form.get(name, ""))[:_MAX_CHARACTERS] for name in _FIELDS}
    try:
        if not identity.is_own(request.scope):
            raise SentFromElsewhere
        chosen = await to_thread.run_sync(lambda: _save(who, given))
    except PortfolioError as refusal:
        status = 403 if isinstance(refusal, SentFromElsewhere) else 400
        return _form(request, wanted, await _in_force(request, who), refusal, status)
    back = plain.local(wanted)
    reply = RedirectResponse(
        plain.in_language(back, chosen.language) if chosen.language else back, 303
    )
    if chosen.language:
        plain.remember(reply, chosen.language, request.scope)
    _remember(request, reply, chosen)
    return reply


async def restore(request: Request, reply: Response, sign_in: SignIn) -> None:
    """Let the browser know what is stored with the account that was just opened.

    A language that the address names is the reader's of the moment and stays.
    """
    who = await _person(params.digest(sign_in.token))
    if who is None:
        return
    chosen = await to_thread.run_sync(own_page.read_preferences, register(), who)
    if chosen == Preferences():
        return
    if chosen.language and plain.of_address(request.scope["query_string"]) is None:
        plain.remember(reply, chosen.language, request.scope)
    _remember(request, reply, chosen)


async def _person(sid: str) -> Principal | None:
    return await to_thread.run_sync(
        lambda: sessions.resume(register().database, sid, active=False) if sid else None
    )


async def _in_force(request: Request, who: Principal | None) -> Preferences:
    """What is stored with the account, else what the browser keeps."""
    if who is not None:
        stored = await to_thread.run_sync(own_page.read_preferences, register(), who)
        if stored != Preferences():
            return stored
    known = plain.cookies(request.headers)
    return Preferences(
        plain.of_cookie(request.headers) or "",
        known.get(COUNTRY_COOKIE, ""),
        plain.text_size(request.headers),
    )


def _save(who: Principal | None, values: Mapping[str, str]) -> Preferences:
    if who is None:
        return own_page.preferences(register(), **values)
    return own_page.save_preferences(register(), who, **values)


def _remember(request: Request, reply: Response, preferences: Preferences) -> None:
    """Cookies of country and size of text for a year; nothing is kept of what is the usual."""
    cookies = {
        COUNTRY_COOKIE: preferences.country,
        plain.TEXT_SIZE_COOKIE: ""
        if preferences.text_size is TextSize.USUAL
        else preferences.text_size.word,
    }
    for name, value in cookies.items():
        if value:
            plain.remember(reply, value, request.scope, name)
        else:
            reply.delete_cookie(name, httponly=True, samesite="lax")


def _form(
    request: Request,
    target: str,
    preferences: Preferences,
    error: PortfolioError | None = None,
    status: int = 200,
) -> Response:
    words = Translator(plain.of_request(request.scope))
    names = {
        one.code: words.choose(one.names) or one.code
        for one in register().labels.countries.values()
    }
    named = in_name_order(names, names.__getitem__, words.language)
    sizes = {size.word: words(f"preferences.size.{size.word}") for size in TextSize}
    fields = (
        _choice(words("language.label"), "language", {code: NAMES[code] for code in LANGUAGES},
                words.language),
        _choice(words("preferences.country"), "country",
                {"": words("preferences.country.none"), **{code: names[code] for code in named}},
                preferences.country),
        _choice(words("preferences.text_size"), "text_size", sizes, preferences.text_size.word),
    )  # fmt: skip
    alert = f'<p class="wrong" role="alert">{html.escape(words.error(error))}</p>' if error else ""
    action = html.escape(f"{ADDRESS}?{urlencode({'next': plain.local(target)})}")
    is_known = request.headers.get("x-rp-login", params.ANYBODY) != params.ANYBODY
    lead = words("preferences.lead.account" if is_known else "preferences.lead")
    body = (
        f"<p>{html.escape(lead)}</p>"
        f'<form method="post" action="{action}">{alert}{"".join(fields)}'
        f'<button type="submit">{html.escape(words("preferences.save"))}</button></form>'
    )
    return plain.document(request, words, words("preferences.title"), body, status=status)


def _choice(label: str, name: str, options: Mapping[str, str], value_in_force: str) -> str:
    """A list to choose from; it works where no script runs."""
    made = "".join(
        f'<option value="{html.escape(value, quote=True)}"'
        f"{' selected' if value == value_in_force else ''}>{html.escape(said)}</option>"
        for value, said in options.items()
    )
    return f'<label for="{name}">{html.escape(label)}</label><select id="{name}" name="{name}">{made}</select>'
