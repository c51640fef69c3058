"""The foot of every page: who publishes it, how fresh it is, how it may be used, cited and linked to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from portfolio import VERSION
from portfolio.domain.filters import ViewParams
from portfolio.domain.licence import LICENCE, LICENCE_ADDRESS
from portfolio.measures.last_change import last_change
from portfolio.settings import current
from portfolio.ui.components import filters
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.navigation import EVERYBODYS
from portfolio.ui.session import LANGUAGE, Session

# Pages whose words are the same whatever the view.
WITHOUT_FIGURES: Final = frozenset(("method",))


def draw(session: Session, page: str, title: str) -> None:
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
            class_="rp-foot",
            aria_label=session.words("footer.label"),
        )
    )


def address(session: Session, page: str) -> str:
    """The whole address of this view, the public one where it is set."""
    return f"{_site()}{_path(page)}{session.in_language(session.words.language)}"


def lasting_address(session: Session, page: str) -> str:
    """The address under which this view stays as it is now: its day and its reading are named."""
    pinned, beside = _pinned(session), {k: v for k, v in session.beside.items() if k != LANGUAGE}
    query = {**session.address(pinned, as_of=pinned.as_of.isoformat()), **beside}
    return f"{_site()}{_path(page)}?{urlencode(query, doseq=True)}"


def citation(session: Session, page: str, title: str) -> str:
    """How this view is cited, without its address."""
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


def _site() -> str:
    """The address of the site without anything behind it: as set, else as the reader came."""
    parts = urlsplit(str(st.context.url or ""))
    came = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return current().public_address or came


def _path(page: str) -> str:
    return "/" if page == "summary" else f"/{page}"


def _facts(session: Session) -> list[str]:
    words, settings = session.words, current()
    publisher, contact = words.choose(settings.publishers), words.choose(settings.contacts)
    facts = []
    if publisher:
        facts.append(esc(words("footer.publisher", publisher=publisher)))
    if contact:
        facts.append(marks.mail_link(words("footer.contact", office=contact)))
    changed = last_change(session.register.view(session.usual))
    if changed:
        facts.append(esc(words("footer.last_change", day=changed)))
    facts.append(esc(words("footer.version", version=VERSION)))
    name = words("footer.licence", licence=LICENCE)
    title = words("footer.licence.scope")
    facts.append(link(name, LICENCE_ADDRESS, rel="license noopener", title=title))
    return facts


def _cited(session: Session, page: str, title: str) -> str:
    said = citation(session, page, title)
    where = (address if page in WITHOUT_FIGURES else lasting_address)(session, page)
    inside = (
        tag("p", esc(said), " ", text("bdi", where, dir="ltr"), class_="rp-foot-text"),
        _button(session, f"{said} {where}"),
    )
    return tag("details", text("summary", session.words("footer.cite")), *inside)


def _copied_link(session: Session, page: str) -> str:
    """A link to this view: copied at a click, and there to be selected where no script runs."""
    where, words = address(session, page), session.words
    return tag(
        "details",
        text("summary", words("footer.link"), data_rp_copy=where),
        tag("p", text("bdi", where, dir="ltr"), class_="rp-foot-text"),
        text("p", "", class_="rp-copied", role="status", data_said=words("footer.copied")),
    )


def _button(session: Session, wording: str) -> str:
    button = text("button", session.words("footer.cite.copy"), type="button", data_rp_copy=wording)
    told = text(
        "span", "", class_="rp-copied", role="status", data_said=session.words("footer.copied")
    )
    return tag("p", button, told, class_="rp-copy")
