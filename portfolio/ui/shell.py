"""Shell of every page: masthead, account, heartbeat and foot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from portfolio import VERSION
from portfolio.domain.params import Principal, UserRole, ViewParams
from portfolio.domain.reference import LICENCE, LICENCE_ADDRESS
from portfolio.measures.visibility import last_change
from portfolio.present.html import esc, link, tag
from portfolio.services import sessions, working
from portfolio.settings import current
from portfolio.text.languages import LANGUAGES, NAMES, direction
from portfolio.ui import badges, filters, navigation
from portfolio.ui.navigation import EVERYBODYS, MenuEntry
from portfolio.ui.session import LANGUAGE, Session, path

COUNTRY_COOKIE: Final = "rp_country"  # web/own_page.py sets it


def area(session: Session, page: str) -> Markup:
    """Reader as HTML: name and role with a way out, or the way in. ``page``: the open one."""
    words, who = session.words, session.who
    own = _own_page(session, page)
    if session.demonstrates:
        ways = tag("div", *own, class_="rp-account")
        return tag("div", ways, _roles(session, page), class_="rp-accounts")
    if who.is_anonymous:
        way = link(words("people.sign_in"), "/sign-in")
        return tag("nav", *own, way, class_="rp-account")
    name = tag("bdi", who.name or who.login, class_="rp-account-name")
    role = tag("span", words(f"duty.{who.duty.word}"), class_="rp-small")
    out = _form("/sign-out", tag("button", words("people.sign_out"), type="submit"))
    password = link(words("people.own_password"), "/password")
    return tag("nav", name, role, *own, password, out, class_="rp-account")


def _own_page(session: Session, page: str) -> list[Markup]:
    """The way to the country the reader chose, and to the choice of it and of the text's size."""
    words = session.words
    here = session.in_language(page, words.language)
    way = link(
        words("preferences.short"),
        f"/preferences?{urlencode({'next': here, LANGUAGE: words.language})}",
        title=words("preferences.title"),
    )
    code = str(st.context.cookies.get(COUNTRY_COOKIE, ""))
    countries = session.register.labels.countries.values()
    if code not in {country.code for country in countries}:
        return [way]
    there = session.href("country", session.with_filters(countries=frozenset({code})))
    return [link(session.reader.name("country", code), there), way]


def _way(session: Session, page: str, duty: UserRole) -> str:
    """Link that takes a role and preserves the view, on this page where the role may open it."""
    other = Principal(duty=duty)
    if page not in navigation.UNLISTED and navigation.is_theirs(page, other):
        wanted = session.href(
            page, None, **{name: said[-1] for name, said in session.beside.items()}
        )
    else:
        wanted = session.href("desk" if navigation.is_theirs("desk", other) else "summary")
    return f"/demonstration/{duty.word}?{urlencode({'next': wanted})}"


def _roles(session: Session, page: str) -> Markup:
    """The roles of the demonstration, and that they exist only there."""
    words, who = session.words, session.who
    label = words("people.demonstration.as", role=words(f"duty.{who.duty.word}"))
    roles = (
        _form(
            _way(session, page, duty),
            tag(
                "button",
                words(f"duty.{duty.word}"),
                type="submit",
                aria_current="true" if duty is who.duty else None,
            ),
        )
        for duty in UserRole
    )
    inside = (
        tag("p", words("people.demonstration.only"), class_="rp-small"),
        tag("ul", *(tag("li", role) for role in roles)),
    )
    summary = tag("summary", label)
    return tag("details", summary, tag("div", *inside), class_="rp-account rp-roles")


def _form(action: str, button: str) -> Markup:
    """A button that changes something: no link does, since browsers and mail scanners follow links."""
    return tag("form", button, method="post", action=action)


def draw_masthead(session: Session, pages: Sequence[MenuEntry], current: st.Page) -> None:
    """The product's name, links to the pages that preserve the view, and the language switch."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_name(session), width="content")
        name = next((entry.name for entry in pages if entry.page == current), "summary")
        st.html(_menu(session, name), width="content")
        with st.container(key="nav", horizontal=True, vertical_alignment="center", gap=None):
            for entry in (page for page in pages if page.is_listed):
                with st.container(
                    key=f"nav-{'here' if entry.page == current else 'to'}-{entry.name}",
                    width="content",
                ):
                    st.page_link(
                        entry.page, label=_label(session, entry), query_params=session.address()
                    )
        st.html(area(session, name), width="content")
        st.html(_languages(session, name), width="content")


def _label(session: Session, entry: MenuEntry) -> str | None:
    """The title of a page; of the desk with how much waits there, None for the title alone."""
    waits = (
        working.count_waiting(session.register, session.who, session.portfolio)
        if entry.name == "desk"
        else 0
    )
    if not waits:
        return None
    words = session.words
    return words("desk.count", title=words("nav.desk"), n=words.number(waits))


def _name(session: Session) -> Markup:
    name = tag(
        "a", session.words("app.short_title"), class_="rp-name", href=session.href("summary")
    )
    if (
        not session.register.demonstration or session.demonstrates
    ):  # the box of the roles states it too
        return name
    return name + tag("strong", session.words("people.demonstration.mark"), class_="rp-demo-mark")


def _menu(session: Session, page: str) -> Markup:
    """What opens the links where the screen is too narrow for a line of them; the style sheet folds.

    It names the page, so that another page draws it anew, and closed.
    """
    return tag(
        "details", tag("summary", session.words("nav.menu")), class_="rp-menu", data_page=page
    )


def _languages(session: Session, page: str) -> Markup:
    links = (
        link(
            NAMES[language],
            session.in_language(page, language),
            lang=language,
            dir=direction(language),
            aria_current="true" if language == session.words.language else None,
        )
        for language in LANGUAGES
    )
    return tag("nav", *links, class_="rp-languages", aria_label=session.words("language.label"))


_EVERY: Final = "20s"


def draw_heartbeat(session: Session) -> None:
    """Check from time to time that the session is valid; readers without one need nothing.

    After a server was replaced the first beat also brings the page to life on the new one.
    """
    if not session.who.is_anonymous:
        _beat(session)


@st.fragment(run_every=_EVERY)
def _beat(session: Session) -> None:
    sid = str(st.user.get("sid") or "")
    # No action of a reader: a page left open must not keep its session awake.
    if sessions.resume(session.register.database, sid, active=False) is None:
        st.rerun()


# Pages whose words are the same whatever the view.
WITHOUT_FIGURES: Final = frozenset(("method",))


def draw_footer(session: Session, page: str, title: str) -> None:
    """The foot of a page; ``title`` is what the page is called."""
    facts = tag("ul", *(tag("li", fact) for fact in _facts(session)), class_="rp-foot-facts")
    ways = [_copied_link(session, page)]
    if page in EVERYBODYS:
        ways.insert(0, _cited(session, page, title))
    st.html(
        tag(
            "footer",
            facts,
            tag("div", *ways, class_="rp-foot-ways"),
            _on_paper(session, page, title),
            class_="rp-foot",
            aria_label=session.words("footer.label"),
        )
    )


def _on_paper(session: Session, page: str, title: str) -> Markup:
    """What a printed page is, and where it is found; the screen has buttons for it."""
    where = address(session, page)
    if page in EVERYBODYS:
        title, where = citation(session, page, title), _cited_address(session, page)
    return tag("p", title, " ", tag("bdi", where, dir="ltr"), class_="rp-foot-paper")


def address(session: Session, page: str) -> str:
    """The whole address of this view, the public one where it is set."""
    return f"{site()}{session.in_language(page, session.words.language)}"


def lasting_address(session: Session, page: str) -> str:
    """The address under which this view stays as it is now: its day and its reading are named."""
    pinned, beside = _pinned(session), {k: v for k, v in session.beside.items() if k != LANGUAGE}
    query = {**session.address(pinned, as_of=pinned.as_of.isoformat()), **beside}
    return f"{site()}{path(page, query)}"


def citation(session: Session, page: str, title: str) -> str:
    """Citation of this view, without its address."""
    words = session.words
    narrowed = [
        words("word.colon", label=words(f"filter.{a}"), value=n) for a, n in filters.active(session)
    ]
    if session.question.currency != session.default.currency:
        narrowed.append(
            words("word.colon", label=words("filter.currency"), value=session.question.currency)
        )
    if narrowed:
        title = words("footer.title", title=title, filters="; ".join(narrowed))
    product = "footer.product.example" if session.portfolio.is_example else "app.title"
    said = {"title": title, "product": words(product), "version": VERSION}
    publisher = words.choose(current().publishers)
    key = "footer.citation"
    if publisher:
        key, said = f"{key}.published", {**said, "publisher": publisher}
    if page in WITHOUT_FIGURES:
        return words(f"{key}.text", **said)
    pinned = _pinned(session)
    return words(key, **said, as_of=pinned.as_of, known_on=pinned.known_on)


def _pinned(session: Session) -> ViewParams:
    """This question in the reading of today, which no later change alters."""
    today = datetime.now(UTC).date()
    return replace(session.question, known_on=session.question.known_on or today)


def site() -> str:
    """The address of the site without anything behind it: as set, else as the reader came."""
    parts = urlsplit(str(st.context.url or ""))
    came = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return current().public_address or came


def _facts(session: Session) -> list[Markup]:
    words, settings = session.words, current()
    publisher, contact = words.choose(settings.publishers), words.choose(settings.contacts)
    facts = []
    if publisher:
        facts.append(esc(words("footer.publisher", publisher=publisher)))
    if contact:
        facts.append(badges.mail_link(words("footer.contact", office=contact)))
    changed = last_change(session.register.view(session.usual))
    if changed:
        facts.append(esc(words("footer.last_change", day=changed)))
    facts.append(esc(words("footer.version", version=VERSION)))
    name = words("footer.licence", licence=LICENCE)
    title = words("footer.licence.scope")
    facts.append(link(name, LICENCE_ADDRESS, rel="license noopener", title=title))
    facts.append(link(words("footer.data"), f"{session.href('completeness')}#data"))
    return facts


def _cited_address(session: Session, page: str) -> str:
    return (address if page in WITHOUT_FIGURES else lasting_address)(session, page)


def _cited(session: Session, page: str, title: str) -> Markup:
    said = citation(session, page, title)
    where = _cited_address(session, page)
    inside = (
        tag("p", said, " ", tag("bdi", where, dir="ltr"), class_="rp-foot-text"),
        _button(session, f"{said} {where}"),
    )
    return tag("details", tag("summary", session.words("footer.cite")), *inside)


def _copied_link(session: Session, page: str) -> Markup:
    """A link to this view: copied at a click, and there to be selected where no script runs."""
    where, words = address(session, page), session.words
    return tag(
        "details",
        tag("summary", words("footer.link"), data_rp_copy=where),
        tag("p", tag("bdi", where, dir="ltr"), class_="rp-foot-text"),
        tag("p", "", class_="rp-copied", role="status", data_said=words("footer.copied")),
    )


def _button(session: Session, wording: str) -> Markup:
    button = tag("button", session.words("footer.cite.copy"), type="button", data_rp_copy=wording)
    told = tag(
        "span", "", class_="rp-copied", role="status", data_said=session.words("footer.copied")
    )
    return tag("p", button, told, class_="rp-copy")
