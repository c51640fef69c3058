"""Which rows of a list are shown by grant or loan and by new or announced before; no figure changes."""

from dataclasses import dataclass
from typing import Final

from portfolio.domain.finance import NOT_STATED, Announcement, FinanceKind
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session

FINANCE: Final = "finance"
ANNOUNCEMENT: Final = "announcement"
WORDS: Final = {
    FINANCE: tuple(kind.word for kind in FinanceKind),
    ANNOUNCEMENT: (*(one.word for one in Announcement), NOT_STATED),
}
_LABELS: Final = {FINANCE: "cell.finance_type", ANNOUNCEMENT: "cell.announcement"}


@dataclass(frozen=True, slots=True)
class RowFilter:
    """The words the address chooses, "" for all."""

    finance: str = ""
    announcement: str = ""

    def keeps(self, finance: FinanceKind, announcement: Announcement | None) -> bool:
        """Whether a row that says this is shown."""
        said = NOT_STATED if announcement is None else announcement.word
        return self.finance in ("", finance.word) and self.announcement in ("", said)


def row_filter(session: Session) -> RowFilter:
    """What the address of this page asks; a word that is none shows every row."""
    return RowFilter(*(_known(session, name) for name in (FINANCE, ANNOUNCEMENT)))


def _asked(session: Session, name: str) -> str:
    return session.beside.get(name, [""])[-1].strip().lower()


def _known(session: Session, name: str) -> str:
    said = _asked(session, name)
    return said if said in WORDS[name] else ""


def links(session: Session, page: str, **beside: str) -> str:
    """The choices as links, the chosen one marked."""
    found = row_filter(session)
    now = {FINANCE: found.finance, ANNOUNCEMENT: found.announcement}
    lines = []
    for name, words in WORDS.items():
        items = [
            _choice(session, page, {**beside, **now, name: word}, name, word, now[name] == word)
            for word in ("", *words)
        ]
        label = text("b", session.words(_LABELS[name]))
        lines.append(tag("p", label, esc(" "), *items, class_="rp-row-filter"))
    return "".join(lines)


def _choice(
    session: Session, page: str, address: dict[str, str], name: str, word: str, is_chosen: bool
) -> str:
    said = session.words(f"{name}.{word}") if word else session.words("row_filter.all")
    kept = {key: value for key, value in address.items() if value}
    return link(said, session.href(page, None, **kept), aria_current="true" if is_chosen else None)
