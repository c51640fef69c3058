"""What language a text of the record is written in: the record keeps the words, not their language."""

import re
from typing import Final

# Words that are common in one language and stand in no text of the other.
COMMON: Final = {
    "en": frozenset(
        "the of and for is are was were to by with from on at in its this that has no not part "
        "council decision answer programme news business proposal workshop cooperation united "
        "world federal foreign embassy nations press release report appraisal border".split()
    ),
    "fr": frozenset("le la les des du et une est sont dans pour par avec sur au aux ce".split()),
}
ARABIC: Final = re.compile("[\u0620-\u064a]")
LETTERS: Final = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """The language of a text by its letters and its common words, "" where nothing tells.

    Names of places and people are of no language: they tell nothing.
    """
    if ARABIC.search(text):
        return "ar"
    words = [word.casefold() for word in LETTERS.findall(text)]
    found = {language: sum(map(common.__contains__, words)) for language, common in COMMON.items()}
    most = max(found, key=found.__getitem__)
    return most if found[most] else ""
