"""The preamble in the languages that survive, and where the name of the conference comes from."""

import streamlit as st

from portfolio.domain.contents import PreambleParagraph
from portfolio.ui.components import own_words
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def draw(session: Session, *, is_open: bool = False) -> None:
    """Two folded passages; ``is_open``: where the name comes from is asked for right now."""
    words = session.words
    cairo = (
        text("summary", words("declaration.cairo")),
        tag("p", own_words.fence(session, words("declaration.cairo.text"))),
    )
    st.html(
        tag("details", *cairo, class_="rp-folded", open="" if is_open else None)
        + tag(
            "details",
            text("summary", words("declaration.preamble")),
            text("p", words("declaration.preamble.note"), class_="rp-note"),
            _paragraphs(session),
            class_="rp-folded",
        )
    )


def _paragraphs(session: Session) -> str:
    """A row a paragraph, a column a language."""
    paragraphs = session.register.declaration().preamble
    first = next((p.position for p in paragraphs if "ar" in p.texts), None)
    head = tag(
        "tr",
        text("td", ""),
        *(
            text("th", session.words(f"language.{name}"), scope="col")
            for name in ("en", "fr", "ar")
        ),
    )
    rows = "".join(_row(session, paragraph, first) for paragraph in paragraphs)
    table = tag("table", tag("thead", head), tag("tbody", rows), class_="rp-table rp-preamble")
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _row(session: Session, paragraph: PreambleParagraph, first: int | None) -> str:
    cells = [
        text("td", paragraph.texts.get(language, ""), lang=language, dir="ltr")
        for language in ("en", "fr")
    ]
    arabic = paragraph.texts.get("ar")
    if arabic is None:
        lost = session.words("declaration.preamble.lost")
        cells.append(text("td", lost, class_="rp-small"))
    else:
        # Of the first paragraph that survives only the end does; the brackets are ours.
        said = f"[…] {arabic}" if paragraph.position == first else arabic
        cells.append(text("td", " ".join(said.split()), lang="ar", dir="rtl"))
    return tag("tr", text("th", session.words.number(paragraph.position), scope="row"), *cells)
