"""Rules about the organisations a project names: provisional ones, and two of nearly one name."""

from typing import Final

import numpy as np

from portfolio.ledger.sources import Bools
from portfolio.ledger.view import day_number
from portfolio.measures.quality.found import Funders, RuleResult
from portfolio.measures.quality.seen import RuleContext

MAX_DAYS_PROVISIONAL: Final = 30


def provisional_organisation(seen: RuleContext) -> RuleResult:
    """Organisations named here more than 30 days ago that still have no registry identifier."""
    naming, organisations = seen.facts.naming, seen.view.portfolio.labels.organisations
    since = np.array(
        [
            day_number(day)
            if (named := organisations.get(int(number))) and (day := named.provisional_since)
            else seen.day
            for number in naming.organisation
        ],
        np.int64,
    )
    late = seen.day - since > MAX_DAYS_PROVISIONAL
    return _lines(seen, late, since + MAX_DAYS_PROVISIONAL + 1)


def organisation_twice(seen: RuleContext) -> RuleResult:
    """Organisations whose name is another's but for case, accents and blanks."""
    naming = seen.facts.naming
    other = np.array([naming.alike.get(int(n), 0) for n in naming.organisation], np.int64)
    found = _lines(seen, other > 0, seen.began[naming.project])
    own = np.flatnonzero((other > 0) & seen.concerned[naming.project])
    return RuleResult(found.project, found.since, {**found.said, "other": Funders(other[own])})


def _lines(
    seen: RuleContext, wrong: Bools, since: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> RuleResult:
    """Lines about the organisations that projects worth mending name."""
    naming = seen.facts.naming
    own = np.flatnonzero(wrong & seen.concerned[naming.project])
    named = {"organisation": Funders(naming.organisation[own])}
    return RuleResult(naming.project[own], since[own], named)
