"""Signing in and out, one-time links, and the demonstration's roles: plain pages, no script."""

import html
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portfolio.domain.errors import PortfolioError
from portfolio.domain.params import UserRole
from portfolio.services import sessions
from portfolio.services.live import register
from portfolio.services.passwords import (
    SHORTEST,
    PasswordGuessable,
    PasswordTooLong,
    PasswordTooShort,
    TooManyAttempts,
)
from portfolio.services.sessions import (
    LinkUsed,
    LoginTaken,
    NotALogin,
    SignIn,
    WrongPassword,
    WrongSignIn,
)
from portfolio.settings import current
from portfolio.text.words import Translator
from portfolio.web import files, identity, own_page, plain

_MAX_CHARACTERS: Final = 2_000  # characters of a field: no form of ours sends more
_ON_PASSWORD: Final = (PasswordTooShort, PasswordTooLong, PasswordGuessable)
_ON_LOGIN: Final = (NotALogin, LoginTaken)
DESK: Final = "/desk"
CHANGE_PAGE: Final = "/password"
# Comparisons of passwords that may wait for their turn; each takes a fifth of a second.
MAX_WAITING: Final = 16
T = TypeVar("T")


class Elsewhere(PortfolioError):
    """A form was sent from another site."""

    phrase = "error.from_elsewhere"


class Busy(PortfolioError):
    """Too many people sign in at this moment; nothing was compared."""


async def sign_in(request: Request) -> Response:
    """The sign-in form and its result: the requested page, or the form with what is wrong."""
    wanted = request.query_params.get("next", "")
    if request.method != "POST":
        roles = await to_thread.run_sync(lambda: identity.may_take_role(request.scope))
        return _sign_in_form(request, wanted, roles=roles)
    typed = await _typed(request, "login", "password")
    if not identity.is_own(request.scope):
        return _sign_in_form(request, wanted, typed, Elsewhere(), 403)
    try:
        begun = await _compared(
            lambda: sessions.sign_in(
                register().database,
                typed["login"],
                typed["password"],
                identity.address(request.scope),
            )
        )
    except (TooManyAttempts, WrongSignIn, Busy) as refused:
        return _sign_in_form(request, wanted, typed, refused, _STATUS[type(refused)])
    await _end_session(request)
    return await _entered(request, begun, wanted)


def _sign_in_form(
    request: Request,
    target: str,
    values: Mapping[str, str] | None = None,
    error: PortfolioError | None = None,
    status: int = 200,
    *,
    roles: bool = False,
) -> Response:
    words = _words(request)
    body = _form(
        words,
        f"/sign-in?{urlencode({'next': target})}" if target else "/sign-in",
        _field(words, "login", (values or {}).get("login", ""), "username"),
        _field(words, "password", "", "current-password"),
        submit="people.sign_in",
        error=error,
    )
    if roles:
        body += _role_forms(words, target)
    body += f"<p><small>{html.escape(words('people.forgotten'))}</small></p>"
    if current().public:
        body += f'<p><a href="/">{html.escape(words("people.read_without"))}</a></p>'
    return plain.document(request, words, words("people.sign_in"), body, status=status)


async def sign_out(request: Request) -> Response:
    """End the session everywhere it is open; a followed link is confirmed first."""
    if request.method != "POST" or not identity.is_own(request.scope):
        words = _words(request)
        body = _form(words, "/sign-out", submit="people.sign_out")
        return plain.document(request, words, words("people.sign_out"), body)
    await _end_session(request)
    answer = RedirectResponse("/" if current().public else identity.SIGN_IN, 303)
    answer.delete_cookie(identity.SESSION, httponly=True, samesite="lax")
    return answer


async def _end_session(request: Request) -> None:
    """End the session of this browser, and drop what was made or uploaded here in it."""
    sid = identity.sid_of(request.scope)
    if sid:
        await to_thread.run_sync(sessions.sign_out, register().database, sid)
        files.forget_tab(sid)


async def set_up(request: Request) -> Response:
    """The first administrator chooses a login, a name and a password."""
    return await _link(request, "people.set_up", "login", "name", "password")


async def invitation(request: Request) -> Response:
    """Choose a password by invitation."""
    return await _link(request, "people.choose_password", "password")


async def _link(request: Request, title: str, *fields: str) -> Response:
    token = request.query_params.get("token", "")[:_MAX_CHARACTERS]
    words, typed = _words(request), dict.fromkeys(fields, "")
    try:
        link = await to_thread.run_sync(sessions.invitation, register().database, token)
        if (link.person is None) != ("login" in fields):
            raise LinkUsed
    except LinkUsed as refused:
        return plain.document(
            request, words, words(title), _alert(words, refused, "link"), status=410
        )
    error: PortfolioError | None = None
    if request.method == "POST":
        typed = await _typed(request, *fields)
        try:
            if not identity.is_own(request.scope):
                raise Elsewhere
            begun = await _compared(
                lambda: sessions.accept(
                    register().database,
                    token,
                    typed["password"],
                    login=typed.get("login", ""),
                    name=typed.get("name", ""),
                )
            )
            await _end_session(request)
            return await _entered(request, begun)
        except PortfolioError as refused:
            error = refused
    shown = [
        _field(words, name, "" if name == "password" else typed[name], _FILLS[name], error)
        for name in fields
    ]
    lead = words("people.set_up.lead")
    if link.person is not None:
        lead = words("people.choose_password.lead", login=link.person.login)
    placed = any(_is_on(name, error) for name in fields)
    body = f"<p>{html.escape(lead)}</p>" + _form(
        words,
        f"{request.url.path}?{urlencode({'token': token})}",
        *shown,
        submit="people.continue",
        error=None if placed else error,
    )
    return plain.document(request, words, words(title), body, status=400 if error else 200)


async def own_password(request: Request) -> Response:
    """Choose another password when signed in; sessions elsewhere end."""
    sid = identity.sid_of(request.scope)
    who = await to_thread.run_sync(lambda: sessions.resume(register().database, sid))
    if who is None:
        return RedirectResponse(f"{identity.SIGN_IN}?{urlencode({'next': CHANGE_PAGE})}", 303)
    if who.is_demonstration:
        return await plain.not_found(request)
    words = _words(request)
    error: PortfolioError | None = None
    if request.method == "POST":
        typed = await _typed(request, "present", "password")
        try:
            if not identity.is_own(request.scope):
                raise Elsewhere
            begun = await _compared(
                lambda: sessions.change_password(
                    register().database,
                    who,
                    typed["present"],
                    typed["password"],
                    identity.address(request.scope),
                )
            )
            return await _entered(request, begun)
        except PortfolioError as refused:
            error = refused
    shown = [_field(words, name, "", _FILLS[name], error) for name in ("present", "password")]
    placed = any(_is_on(name, error) for name in ("present", "password"))
    lead = words("people.own_password.lead", login=who.login)
    body = f"<p>{html.escape(lead)}</p>" + _form(
        words,
        CHANGE_PAGE,
        *shown,
        submit="people.own_password.save",
        error=None if placed else error,
    )
    status = _STATUS.get(type(error), 400) if error else 200
    return plain.document(request, words, words("people.own_password"), body, status=status)


async def demonstrate(request: Request) -> Response:
    """Take a role of the demonstration, or be a reader again."""
    words, duty = _words(request), _ROLES.get(request.path_params["role"])
    may = await to_thread.run_sync(lambda: identity.may_take_role(request.scope))
    if not may or duty is None:
        return await plain.not_found(request)
    wanted = request.query_params.get("next", "")
    if request.method != "POST" or not identity.is_own(request.scope):
        body = _form(words, _role_action(duty, wanted), submit="people.continue")
        title = words("people.demonstration.as", role=words(f"duty.{duty.word}"))
        return plain.document(request, words, title, body)
    await _end_session(request)
    if duty is UserRole.PUBLIC:
        answer = RedirectResponse(plain.local(wanted or "/"), 303)
        answer.delete_cookie(identity.SESSION, httponly=True, samesite="lax")
        return answer
    begun = await to_thread.run_sync(sessions.demonstrate, register().database, duty)
    return await _entered(request, begun, wanted)


async def demonstration_link(request: Request) -> Response:
    """Use the one-time link from the console: from then on this browser may take roles."""
    words = _words(request)
    token = request.query_params.get("token", "")[:_MAX_CHARACTERS]
    may = await to_thread.run_sync(
        lambda: identity.is_this_machine(request.scope) and identity.is_open()
    )
    if not may:
        return await plain.not_found(request)
    title = words("people.demonstration.roles")
    if request.method != "POST" or not identity.is_own(request.scope):
        action = f"{request.url.path}?{urlencode({'token': token})}"
        return plain.document(request, words, title, _form(words, action, submit="people.continue"))
    value = identity.redeem(token)
    if not value:
        return plain.document(request, words, title, _alert(words, LinkUsed(), "link"), status=410)
    answer = RedirectResponse("/", 303)
    answer.headers.append(
        "set-cookie", identity.cookie(identity.DEMONSTRATION_COOKIE, value, request.scope)
    )
    answer.headers["cache-control"] = "no-store"
    return answer


_ROLES: Final = {duty.word: duty for duty in UserRole}


def _role_action(duty: UserRole, target: str) -> str:
    query = f"?{urlencode({'next': target})}" if target else ""
    return f"/demonstration/{duty.word}{query}"


def _role_forms(words: Translator, target: str) -> str:
    """The roles of the demonstration, each behind a button."""
    forms = (
        f'<form method="post" action="{html.escape(_role_action(duty, target))}">'
        f'<button type="submit">{html.escape(words(f"duty.{duty.word}"))}</button></form>'
        for duty in UserRole
        if duty is not UserRole.PUBLIC
    )
    return (
        f"<h2>{html.escape(words('people.demonstration.roles'))}</h2>"
        f"<p>{html.escape(words('people.demonstration.only'))}</p>"
        f'<div class="roles">{"".join(forms)}</div>'
    )


@cache
def _hashing() -> CapacityLimiter:
    """Threads for what compares passwords: a rush of it leaves the others to those who read."""
    return CapacityLimiter(2)


async def _compared(function: Callable[[], T]) -> T:
    """Result of a function that compares passwords; raises Busy where too many wait already."""
    turns = _hashing()
    if turns.statistics().tasks_waiting >= MAX_WAITING:
        raise Busy
    return await to_thread.run_sync(function, limiter=turns)


_FILLS: Final = {
    "login": "username",
    "name": "name",
    "present": "current-password",
    "password": "new-password",
}
_LABELS: Final = {
    ("present", "current-password"): "people.own_password.present",
    ("password", "new-password"): "people.own_password.chosen",
}
_STATUS: Final[Mapping[type[PortfolioError], int]] = {
    TooManyAttempts: 429,
    WrongSignIn: 401,
    Busy: 503,
    Elsewhere: 403,
}


async def _entered(request: Request, sign_in: SignIn, target: str = "") -> Response:
    """Redirect to the requested page, else to the first page of the role, as the person chose it."""
    start = "/" if sign_in.duty in (UserRole.PUBLIC, UserRole.MINISTER) else DESK
    answer = RedirectResponse(plain.local(target or start), 303)
    session = identity.cookie(identity.SESSION, sign_in.token, request.scope)
    answer.headers.append("set-cookie", session)
    answer.headers["cache-control"] = "no-store"
    await own_page.restore(request, answer, sign_in)
    return answer


async def _typed(request: Request, *names: str) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=10)
    return {name: str(form.get(name, ""))[:_MAX_CHARACTERS] for name in names}


def _words(request: Request) -> Translator:
    return Translator(plain.of_request(request.scope))


def _is_on(name: str, error: PortfolioError | None) -> bool:
    """Whether an error is displayed at a field."""
    own = {
        "present": (WrongPassword,),
        "password": _ON_PASSWORD,
        "login": _ON_LOGIN,
        "name": (sessions.NameMissing,),
    }
    return isinstance(error, own.get(name, ()))


def _form(
    words: Translator, action: str, *fields: str, submit: str, error: PortfolioError | None = None
) -> str:
    return (
        f'<form method="post" action="{html.escape(action)}">'
        + (_alert(words, error, "form") if error else "")
        + "".join(fields)
        + f'<button type="submit">{html.escape(words(submit))}</button></form>'
    )


def _field(
    words: Translator, name: str, value: str, fills: str, error: PortfolioError | None = None
) -> str:
    kind = "password" if name in ("password", "present") else "text"
    hint = (
        words("people.password.hint", n=words.number(SHORTEST)) if fills == "new-password" else ""
    )
    told = (
        [(f"{name}-hint", f'<small id="{name}-hint">{html.escape(hint)}</small>')] if hint else []
    )
    if _is_on(name, error) and error is not None:
        told.append((f"{name}-error", _alert(words, error, name)))
    described = f' aria-describedby="{" ".join(mark for mark, _ in told)}"' if told else ""
    invalid = ' aria-invalid="true"' if _is_on(name, error) else ""
    way = "auto" if name == "name" else "ltr"
    return (
        f'<label for="{name}">{html.escape(words(_LABELS.get((name, fills), f"people.{name}")))}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" value="{html.escape(value)}" dir="{way}"'
        f' autocomplete="{fills}" autocapitalize="none" spellcheck="false" required{described}{invalid}>'
        + "".join(said for _, said in told)
    )


def _alert(words: Translator, error: PortfolioError, name: str) -> str:
    said = html.escape(words.error(error))
    return f'<p class="wrong" role="alert" id="{name}-error">{said}</p>'
