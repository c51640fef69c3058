"""The account area of the masthead: who is signed in, the way in and out, the demonstration's roles."""

from urllib.parse import urlencode

from portfolio.domain.people import Principal, UserRole
from portfolio.ui import navigation
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def area(session: Session, page: str) -> str:
    """Who reads, as HTML: name and role with a way out, or the way in. ``page``: the open one."""
    words, who = session.words, session.who
    if session.demonstrates:
        return _roles(session, page)
    if who.is_anonymous:
        return tag("nav", link(words("people.sign_in"), "/sign-in"), class_="rp-account")
    name = text("bdi", who.name or who.login, class_="rp-account-name")
    role = text("span", words(f"duty.{who.duty.word}"), class_="rp-small")
    out = _form("/sign-out", text("button", words("people.sign_out"), type="submit"))
    password = link(words("people.own_password"), "/password")
    return tag("nav", name, role, password, out, class_="rp-account")


def _way(session: Session, page: str, duty: UserRole) -> str:
    """The link that takes a role and keeps the view, on this page where the role has it too."""
    other = Principal(duty=duty)
    if page not in navigation.UNLISTED and navigation.is_theirs(page, other):
        wanted = session.href(
            page, None, **{name: said[-1] for name, said in session.beside.items()}
        )
    else:
        wanted = session.href("desk" if navigation.is_theirs("desk", other) else "summary")
    return f"/demonstration/{duty.word}?{urlencode({'next': wanted})}"


def _roles(session: Session, page: str) -> str:
    """The roles of the demonstration, and that they exist only there."""
    words, who = session.words, session.who
    label = words("people.demonstration.as", role=words(f"duty.{who.duty.word}"))
    roles = (
        _form(
            _way(session, page, duty),
            text(
                "button",
                words(f"duty.{duty.word}"),
                type="submit",
                aria_current="true" if duty is who.duty else None,
            ),
        )
        for duty in UserRole
    )
    inside = (
        text("p", words("people.demonstration.only"), class_="rp-small"),
        tag("ul", *(tag("li", role) for role in roles)),
    )
    summary = text("summary", label)
    return tag("details", summary, tag("div", *inside), class_="rp-account rp-roles")


def _form(action: str, button: str) -> str:
    """A button that changes something: no link does, since browsers and mail scanners follow links."""
    return tag("form", button, method="post", action=action)
