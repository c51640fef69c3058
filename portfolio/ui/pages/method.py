"""Method: what every figure means, from the same entries the tooltips show."""

import streamlit as st

from portfolio.present.html import join_html, link, tag
from portfolio.text.languages import SECTIONS
from portfolio.ui import opening, session


def draw() -> None:
    """Draw the page."""
    here = session.current()
    words = here.words

    opening.draw(
        here, "method", title=words("method.title"), lead=words("method.lead"), is_filtered=False
    )

    contents = (tag("li", link(words(section.title), f"#{section.name}")) for section in SECTIONS)
    chapters = []
    for section in SECTIONS:
        paragraphs = (tag("p", part) for part in words(section.text).split("\n\n"))
        terms = join_html(
            tag("dt", words(name)) + tag("dd", words(definition))
            for name, definition in section.terms
        )
        title = tag("h2", words(section.title), id=section.name)
        chapters.append(tag("section", title, *paragraphs, tag("dl", terms) if terms else ""))

    st.html(
        tag(
            "div",
            tag("nav", tag("ul", *contents), aria_label=words("shell.contents")),
            tag("article", *chapters),
            class_="rp-method",
        )
    )
