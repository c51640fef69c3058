"""How money is given and announced: grant or loan, new or announced before (ruling 32)."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final

# IATI FinanceType; every code of the list can be kept, two of them can be chosen in a form.
STANDARD_GRANT: Final = 110
STANDARD_LOAN: Final = 421
_LOANS: Final = frozenset((410, 411, 412, 413, 414, STANDARD_LOAN))  # 41x: withdrawn, still loans
FINANCE_TYPES: Final = frozenset((
    1, 2, 3, 4, 110, 111, 210, 211, 310, 311, *range(410, 415), *range(421, 426), *range(431, 434),
    *range(451, 454), *range(510, 513), 520, 530, *range(610, 619), *range(620, 628),
    *range(630, 640), *range(710, 713), 810, 811, *range(910, 914), 1100,
))  # fmt: skip


class FinanceKind(StrEnum):
    """What a reader asks of a FinanceType; each value is its word in addresses and files."""

    GRANT = "grant"
    LOAN = "loan"
    OTHER = "other"
    NOT_STATED = "not_stated"

    @property
    def word(self) -> str:
        """The key under which the catalogs, addresses and files name it."""
        return self.value

    @classmethod
    def of(cls, code: int | None) -> "FinanceKind":
        """The kind of an IATI FinanceType; None is "not stated"."""
        if code is None:
            return cls.NOT_STATED
        if code == STANDARD_GRANT:
            return cls.GRANT
        return cls.LOAN if code in _LOANS else cls.OTHER


class Announcement(IntEnum):
    """Whether a pledge is new money or was announced before; a row may leave it unsaid."""

    NEW = 1
    PREVIOUSLY_ANNOUNCED = 2

    @property
    def word(self) -> str:
        """The key under which the catalogs, addresses and files name it."""
        return self.name.lower()


NOT_STATED: Final = "not_stated"  # the word of an announcement that no row states
ANNOUNCEMENTS: Final[Mapping[str | None, Announcement]] = {
    announcement.word: announcement for announcement in Announcement
}
