"""Marks on words that are ours: the working translation, and Latin quotes fenced off in Arabic."""

import re
from typing import Final

from portfolio.text.languages import left_to_right
from portfolio.text.words import Words
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session

ARABIC: Final = Words("ar")
# A quoted run of Latin letters: without a fence a line break or a comma inside it changes sides.
LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9 ,.'’\-]*[A-Za-zÀ-ÿ0-9]")


def working_translation() -> str:
    """The mark, always in Arabic: it speaks to those who read the translation."""
    said = ARABIC("mark.working_translation")
    return text("strong", said, class_="rp-ours", lang="ar", dir="rtl")


def marked(here: Session) -> str:
    """The mark where the reader's language is Arabic: labels and wording of clauses are ours too."""
    return working_translation() if here.words.language == "ar" else ""


def clause_words(here: Session) -> str:
    """One remark for a part of a page that names clauses: in Arabic their names are ours."""
    if here.words.language != "ar":
        return ""
    return " " + text("span", here.words("note.clause_words"), class_="rp-ours-note")


def fenced(here: Session, said: str) -> str:
    """Words of the declaration in the reader's language, quotes of the originals kept in order."""
    language = here.words.language
    return LATIN.sub(lambda run: left_to_right(run.group(), language), said)
