"""What a reader asks: a scope, an as-of date in one of two readings, filters, a currency."""

from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.clauses import Priority
from portfolio.domain.cooperation import Kind
from portfolio.domain.flows import Confidence, Provenance
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


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see count: published only or all records, and how sure flows must be."""

    published_only: bool = True
    confidences: frozenset[Confidence] = frozenset((Confidence.CONFIRMED, Confidence.DOCUMENTED))
    illustrative: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """One view of the portfolio; equal questions at one revision have equal answers.

    Totals hold the projects of one ``band``; a status filter chooses inside it (ruling 29).

    ``known_on`` None: what was true on ``as_of`` as we know it now; a day: only rows recorded
    (UTC) up to that day ("what we knew then" has known_on = as_of).
    """

    as_of: date
    known_on: date | None = None
    currency: str = REPORTING_DEFAULT
    filters: Filters = field(default_factory=Filters)
    scope: Scope = field(default_factory=Scope)
    in_kind: bool = False
    band: Band = Band.OFFICIAL
