"""A person's own page: language, country and size of text, and when they last read what changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class TextSize(IntEnum):
    """How large the words of every page are."""

    USUAL = 1
    LARGE = 2
    LARGEST = 3

    @property
    def word(self) -> str:
        """The word in a cookie, a form and the catalogs."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "TextSize":
        """The size of a word; the usual one for none that is known."""
        return next((size for size in cls if size.word == word), cls.USUAL)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; "" where nothing is chosen. ``country`` is a code."""

    language: str = ""
    country: str = ""
    text_size: TextSize = TextSize.USUAL


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit under way, and the end of the one before it; None for the first that is kept.

    ``previous_known_at``: the newest entry of history that the visit before could see.
    """

    seen_at: datetime
    previous_seen_at: datetime | None = None
    previous_known_at: datetime | None = None
