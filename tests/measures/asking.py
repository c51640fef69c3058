"""Questions in words, and the fixture that puts them to both reckonings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.domain.params import Filters, ViewParams, Visibility
from portfolio.domain.projects import Band
from tests.build import APortfolio, day
from tests.measures.reckonings import WAYS, Reckoning
from tests.oracle.accounts import Amounts


def question(
    as_of: str | date = "2014-06-30",
    known_on: str | None = None,
    currency: str = "EUR",
    scope: Visibility | None = None,
    *,
    in_kind: bool = False,
    band: Band = Band.OFFICIAL,
    **filters: set[Any],
) -> ViewParams:
    """A question; filters by the names of their axes: ``clauses={3}``, ``funders={"A"}``."""
    return ViewParams(
        as_of=day(as_of),
        known_on=day(known_on) if known_on else None,
        currency=currency,
        filters=Filters(**{name: frozenset(values) for name, values in filters.items()}),
        scope=scope or Visibility(),
        in_kind=in_kind,
        band=band,
    )


def known_then(as_of: str, **words: Any) -> ViewParams:
    """What we knew then."""
    return question(as_of, as_of, **words)


@dataclass(frozen=True)
class Asker:
    """Puts questions to one of the two reckonings."""

    way: Callable[..., Reckoning]

    def ask(self, portfolio: APortfolio, asked: ViewParams | None = None) -> Reckoning:
        return self.way(portfolio.contents(), asked or question())

    def amounts(self, portfolio: APortfolio, asked: ViewParams | None = None) -> Amounts:
        """The nine figures of the headline, in minor units."""
        return self.ask(portfolio, asked).headline().amounts


ASKERS = {name: Asker(way) for name, way in WAYS.items()}
