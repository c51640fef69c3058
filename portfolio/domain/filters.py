"""What a reader asks: a scope, an as-of date in one of two readings, filters, a currency."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from portfolio.domain.clauses import Priority
from portfolio.domain.cooperation import Kind
from portfolio.domain.flows import Provenance, Verification
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.places import Region
from portfolio.domain.projects import Band, Status


@dataclass(frozen=True, slots=True)
class Filters:
    """Values kept per axis; an empty set keeps everything. Countries and funders by code.

    Kind, status, provenance and funder select projects (a funder also narrows secured, pledged
    and paid to itself). Clause, country, region and priority keep those parts of each project's
    money, so that a filtered headline equals the line of the unfiltered split.
    """

    kinds: frozenset[Kind] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    clauses: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    regions: frozenset[Region] = frozenset()
    funders: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()
    provenances: frozenset[Provenance] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered away."""
        return self == Filters()


class PortfolioChoice(IntEnum):
    """Which of two portfolios a view is of; nothing of one counts in the other (ruling 33)."""

    RECORD = 1  # what is documented, entered and imported
    EXAMPLE = 2  # made up, for a demonstration

    @property
    def word(self) -> str:
        """The word of an address and the key under which the catalogs name the portfolio."""
        return self.name.lower()

    @classmethod
    def of(cls, *, is_example: bool) -> "PortfolioChoice":
        """The portfolio that a project of this kind belongs to."""
        return cls.EXAMPLE if is_example else cls.RECORD

    @property
    def is_example(self) -> bool:
        """Whether everything in it is made up."""
        return self is PortfolioChoice.EXAMPLE

    @property
    def other(self) -> "PortfolioChoice":
        """The portfolio that is not shown."""
        return PortfolioChoice.RECORD if self.is_example else PortfolioChoice.EXAMPLE


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a reader may see count: which portfolio, published only or all, how sure flows must be."""

    published_only: bool = True
    confidences: frozenset[Verification] = frozenset(
        (Verification.CONFIRMED, Verification.DOCUMENTED)
    )
    portfolio: PortfolioChoice = PortfolioChoice.RECORD


@dataclass(frozen=True, slots=True)
class ViewParams:
    """One view of the portfolio; equal questions at one revision have equal answers.

    Totals hold the projects of one ``band``; a status filter chooses inside it (ruling 29).

    ``known_on`` None: what was true on ``as_of`` as we know it now; a day: only rows recorded
    (UTC) up to that day ("what we knew then" has known_on = as_of).
    """

    as_of: date
    known_on: date | None = None
    currency: str = REPORTING_DEFAULT
    filters: Filters = field(default_factory=Filters)
    scope: Visibility = field(default_factory=Visibility)
    in_kind: bool = False
    band: Band = Band.OFFICIAL
