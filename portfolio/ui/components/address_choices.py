"""What an address chooses on a page beside its question, and what of it there is not."""

from collections.abc import Callable, Mapping
from typing import Final

from portfolio.charts.three_gaps import THREE
from portfolio.domain.errors import PortfolioError
from portfolio.measures import splits
from portfolio.measures.candidates import Order
from portfolio.measures.figures import Figure
from portfolio.ui.components import row_filter
from portfolio.ui.session import Session

EXPLAIN: Final = "explain"  # "secured", or "secured:country:LY" for one line of a split
LONGEST: Final = 60  # signs of a wrong value that are repeated to the reader
# Names whose values are few and known, and are told over every page.
_CLOSED: Final[Mapping[str, frozenset[str]]] = {
    "ranked": frozenset(figure.value for figure in THREE),
    "close": frozenset(order.value for order in Order),
    **{name: frozenset(words) for name, words in row_filter.WORDS.items()},
}

Explained = tuple[Figure, str | None, str | None]


class UnknownChoice(PortfolioError):
    """An address chooses what a page does not have (values: name, value)."""

    phrase = "error.unknown_choice"


def explanation_choice(session: Session) -> Explained | None:
    """The figure the address wants explained, and the line of a split; None for what there is not."""
    word, _, line = _given(session, EXPLAIN).partition(":")
    axis, _, key = line.partition(":")
    if word not in set(Figure):
        return None
    if not line:
        return Figure(word), None, None
    if axis not in splits.AXES:
        return None
    keys = {found.key for found in splits.split(session.view, axis).lines}
    return (Figure(word), axis, key) if key in keys else None


def problems(session: Session) -> tuple[PortfolioError, ...]:
    """The choices of the address that do not exist, each to be told in a sentence."""
    checks: dict[str, Callable[[str], bool]] = {
        name: words.__contains__ for name, words in _CLOSED.items()
    }
    checks[EXPLAIN] = lambda _: explanation_choice(session) is not None
    given = ((name, _given(session, name)) for name in checks)
    return tuple(
        UnknownChoice(name=name, value=value[:LONGEST])
        for name, value in given
        if value and not checks[name](value)
    )


def _given(session: Session, name: str) -> str:
    return session.beside.get(name, [""])[-1].strip()
