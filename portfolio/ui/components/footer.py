"""The foot of every page: who publishes it, how fresh it is, how it may be used, cited and linked to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from portfolio import VERSION
from portfolio.domain.filters import Question
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


def draw(here: Session, page: str, title: str) -> None:
    """The foot of a page; ``title`` is what the page is called."""
    facts = tag("ul", *(tag("li", fact) for fact in _facts(here)), class_="rp-foot-facts")
    ways = [_copied_link(here, page)]
    if page in EVERYBODYS:
        ways.insert(0, _cited(here, page, title))
    st.html(
        tag(
            "footer",
            facts,
            tag("div", *ways, class_="rp-foot-ways"),
            class_="rp-foot",
            aria_label=here.words("footer.label"),
        )
    )


def address(here: Session, page: str) -> str:
    """The whole address of this view, the public one where it is set."""
    return f"{_site()}{_path(page)}{here.in_language(here.words.language)}"


def lasting_address(here: Session, page: str) -> str:
    """The address under which this view stays as it is now: its day and its reading are named."""
    pinned, beside = _pinned(here), {k: v for k, v in here.beside.items() if k != LANGUAGE}
    query = {**here.address(pinned, as_of=pinned.as_of.isoformat()), **beside}
    return f"{_site()}{_path(page)}?{urlencode(query, doseq=True)}"


def citation(here: Session, page: str, title: str) -> str:
    """How this view is cited, without its address."""
    words = here.words
    narrowed = [
        words("word.colon", label=words(f"filter.{a}"), value=n) for a, n in filters.active(here)
    ]
    if here.question.currency != here.default.currency:
        narrowed.append(
            words("word.colon", label=words("filter.currency"), value=here.question.currency)
        )
    if narrowed:
        title = words("footer.title", title=title, filters="; ".join(narrowed))
    product = "footer.product.example" if here.portfolio.is_example else "app.title"
    said = {"title": title, "product": words(product), "version": VERSION}
    publisher = words.choose(current().publishers)
    key = "footer.citation"
    if publisher:
        key, said = f"{key}.published", {**said, "publisher": publisher}
    if page in WITHOUT_FIGURES:
        return words(f"{key}.text", **said)
    pinned = _pinned(here)
    return words(key, **said, as_of=pinned.as_of, known_on=pinned.known_on)


def _pinned(here: Session) -> Question:
    """This question in the reading of today, which no later change alters."""
    today = datetime.now(UTC).date()
    return replace(here.question, known_on=here.question.known_on or today)


def _site() -> str:
    """The address of the site without anything behind it: as set, else as the reader came."""
    parts = urlsplit(str(st.context.url or ""))
    came = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return current().public_address or came


def _path(page: str) -> str:
    return "/" if page == "summary" else f"/{page}"


def _facts(here: Session) -> list[str]:
    words, settings = here.words, current()
    publisher, contact = words.choose(settings.publishers), words.choose(settings.contacts)
    facts = []
    if publisher:
        facts.append(esc(words("footer.publisher", publisher=publisher)))
    if contact:
        facts.append(marks.mailed(words("footer.contact", office=contact)))
    changed = last_change(here.register.view(here.usual))
    if changed:
        facts.append(esc(words("footer.last_change", day=changed)))
    facts.append(esc(words("footer.version", version=VERSION)))
    name = words("footer.licence", licence=LICENCE)
    title = words("footer.licence.scope")
    facts.append(link(name, LICENCE_ADDRESS, rel="license noopener", title=title))
    return facts


def _cited(here: Session, page: str, title: str) -> str:
    said = citation(here, page, title)
    where = (address if page in WITHOUT_FIGURES else lasting_address)(here, page)
    inside = (
        tag("p", esc(said), " ", text("bdi", where, dir="ltr"), class_="rp-foot-text"),
        _button(here, f"{said} {where}"),
    )
    return tag("details", text("summary", here.words("footer.cite")), *inside)


def _copied_link(here: Session, page: str) -> str:
    """A link to this view: copied at a click, and there to be selected where no script runs."""
    where, words = address(here, page), here.words
    return tag(
        "details",
        text("summary", words("footer.link"), data_rp_copy=where),
        tag("p", text("bdi", where, dir="ltr"), class_="rp-foot-text"),
        text("p", "", class_="rp-copied", role="status", data_said=words("footer.copied")),
    )


def _button(here: Session, said: str) -> str:
    button = text("button", here.words("footer.cite.copy"), type="button", data_rp_copy=said)
    told = text(
        "span", "", class_="rp-copied", role="status", data_said=here.words("footer.copied")
    )
    return tag("p", button, told, class_="rp-copy")
