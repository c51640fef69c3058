"""The marks of a project: kind, status, where its record comes from, and addresses it names."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Status
from portfolio.domain.relations import Relation
from portfolio.services.translations import translate
from portfolio.text.languages import direction
from portfolio.text.written import language_of
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

MAIL: Final = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
NAMELESS: Final[Mapping[str, str]] = {}
_PLACE: Final = "\ue000"  # where a quotation stands in its phrase; a sign of no text


def provenance(session: Session, origin: Provenance) -> str:
    """Where the record comes from, with what that means on hover."""
    word = origin.word
    return text(
        "span",
        session.words(f"provenance.{word}"),
        class_=f"rp-badge rp-from-{word}",
        title=session.words(f"provenance.{word}.meaning"),
    )


def status(session: Session, value: Status) -> str:
    """The status as a badge."""
    return text(
        "span", session.words(f"status.{value.word}"), class_=f"rp-badge rp-status-{value.word}"
    )


def relation(session: Session, value: Relation) -> str:
    """What the project has to do with the declaration, where that is more than to contribute."""
    if value is Relation.CONTRIBUTING:
        return ""
    return text(
        "span",
        session.words(f"relation.{value.word}"),
        class_=f"rp-badge rp-relation-{value.word}",
        title=session.words(f"relation.{value.word}.meaning"),
    )


def in_words(session: Session, texts: Mapping[str, str]) -> str:
    """A text of the record in the reader's language, else in one it has, which it names."""
    language = next((name for name in (session.words.language, *texts) if texts.get(name)), "")
    if not language:
        return ""
    lang = None if language == session.words.language else language
    return text("span", texts[language], lang=lang, dir="auto")


def record_text(session: Session, name: str, wording: str, **attributes: str | None) -> str:
    """The record's own words, in the reader's language where the data give them in it.

    Elsewhere as they were written, marked and named with the language they are in.
    """
    known = translate(wording, session.words.language)
    written = "" if known else language_of(wording)
    if not written or written == session.words.language:
        return text(name, known or wording, dir="auto", **attributes)
    inside = text("span", wording, lang=written, dir=direction(written))
    mark = text("span", session.words(f"written.{written}"), class_="rp-written")
    return tag(name, inside, esc(" "), mark, **attributes)


def source_word(session: Session, wording: str) -> str:
    """The word a source itself uses, quoted in the language it is in."""
    before, _, after = session.words("projects.source_word", word=_PLACE).partition(_PLACE)
    return esc(before) + text("bdi", wording, lang=language_of(wording) or None) + esc(after)


def address(session: Session, text: str, titles: Mapping[str, str] = NAMELESS) -> str:
    """Every address of a text as a link to outside, the rest as text.

    ``titles``: what addresses are called; one without a title is called by its host.
    """
    parts = [part for piece in text.split(" ; ") for part in (piece.strip(),) if part]
    return "<br>".join(
        outside(session, part, titles.get(part) or _host(part))
        if _host(part)
        else record_text(session, "span", part)
        for part in parts
    )


def mail(wording: str) -> str:
    """An e-mail address that opens a letter to it; read from left to right in every language."""
    return text("a", wording, href=f"mailto:{wording}", dir="ltr", class_="rp-mail")


def mail_link(text: str) -> str:
    """A text whose e-mail addresses open a letter."""
    pieces = MAIL.split(text)
    return "".join(mail(piece) if at % 2 else esc(piece) for at, piece in enumerate(pieces))


def outside(session: Session, href: str, wording: str) -> str:
    """A link that leaves the portfolio in a tab of its own; text where it is no web address."""
    if not _host(href):
        return record_text(
            session, "span", f"{wording} {href}" if wording and wording != href else href
        )
    return text(
        "a",
        wording,
        href=href,
        target="_blank",
        rel="noopener noreferrer",
        title=href,
        lang=language_of(wording) or None,
        dir="auto",
    )


def item_list(items: Iterable[str], class_: str | None = None) -> str:
    """A list of HTML items."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def missing(session: Session) -> str:
    """What stands where nothing is recorded."""
    return text("span", session.words("empty.value"), class_="rp-unstated")


def join(*parts: str) -> str:
    """HTML parts with a quiet dot between them, empty ones left out."""
    dot = tag("span", esc("·"), class_="rp-dot", aria_hidden="true")
    return f" {dot} ".join(part for part in parts if part)


def _host(text: str) -> str:
    """The host of a web address, "" for anything else."""
    try:
        found = urlsplit(text)
        host = found.hostname or ""
    except ValueError:
        return ""
    return (
        host.removeprefix("www.") if found.scheme in ("http", "https") and " " not in text else ""
    )
