"""Marks on words that are ours: the working translation, and Latin quotes fenced off in Arabic."""

import re
from typing import Final

from portfolio.text.words import Translator
from portfolio.text.written import language_of
from portfolio.ui.components.markup import esc, text
from portfolio.ui.session import Session

ARABIC: Final = Translator("ar")
# A quoted run of Latin letters: without a fence a line break or a comma inside it changes sides.
LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9 ,.'’\-]*[A-Za-zÀ-ÿ0-9]")
SHORT: Final = 24  # letters of a quote that is not broken over two lines


def working_translation() -> str:
    """The mark, always in Arabic: it speaks to those who read the translation."""
    said = ARABIC("mark.working_translation")
    return text("strong", said, class_="rp-ours", lang="ar", dir="rtl")


def with_marks(session: Session) -> str:
    """The mark where the reader's language is Arabic: labels and wording of clauses are ours too."""
    return working_translation() if session.words.language == "ar" else ""


def clause_words(session: Session) -> str:
    """One remark for a part of a page that names clauses: in Arabic their names are ours."""
    if session.words.language != "ar":
        return ""
    return " " + text("span", session.words("note.clause_words"), class_="rp-ours-note")


def fence(session: Session, wording: str) -> str:
    """Words of the declaration in the reader's language as HTML, quotes of the originals in order.

    In Arabic each quote is fenced off and marked with the language it is in; a short one stays on
    one line.
    """
    if session.words.language != "ar":
        return esc(wording)
    parts, end = [], 0
    for run in LATIN.finditer(wording):
        parts.append(esc(wording[end : run.start()]))
        quote, end = run.group(), run.end()
        short = "rp-short-quote" if len(quote) <= SHORT else None
        parts.append(text("bdi", quote, lang=_language(quote), dir="ltr", class_=short))
    return "".join(parts) + esc(wording[end:])


def _language(quote: str) -> str:
    """What the original is written in: a French one shows by its accents or its common words."""
    told = language_of(quote)
    return told or ("fr" if re.search("[À-ÿ]", quote) else "en")
