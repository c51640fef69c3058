"""One form as it was typed: read field by field, and everything wrong with it said at once."""

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from portfolio.domain import dates, limits
from portfolio.domain.dates import TypedDate
from portfolio.domain.entry import FieldError
from portfolio.domain.errors import PortfolioError
from portfolio.services.flows import EntryRefused

P = ParamSpec("P")
R = TypeVar("R")


class FieldErrors:
    """Collects what is wrong with the fields of a form while they are read."""

    def __init__(self) -> None:
        self.problems: list[FieldError] = []

    def read(
        self, field: str, reader: Callable[P, R], *arguments: P.args, **how: P.kwargs
    ) -> R | None:
        """What the reader makes of a field; None, and a problem, where it refuses."""
        try:
            return reader(*arguments, **how)
        except PortfolioError as error:
            self.wrong(field, error)
            return None

    def wrong(self, field: str, error: PortfolioError) -> None:
        """Say that something is wrong with a field."""
        self.problems.append(FieldError(field, error))

    def refuse(self) -> None:
        """Raise EntryRefused if anything was wrong."""
        if self.problems:
            raise EntryRefused(tuple(self.problems))


def reason(text: str) -> str:
    """Why something is done, as history keeps it; raises limits.Empty, TooLong, UnreadableSigns."""
    kept = limits.paragraph(text)
    if not kept:
        raise limits.FieldIsEmpty
    return kept


def day(typed_day: TypedDate) -> date:
    """A day that has to be given and lies within reason.

    Raises limits.Empty, DayOutOfReason and what ``dates.parse`` raises.
    """
    return dates.required_day(typed_day)
