"""Rules about the organisations a project names: provisional ones, and two of nearly one name."""

from typing import Final

import numpy as np

from portfolio.ledger.sources import Bools
from portfolio.ledger.view import day_number
from portfolio.measures.quality.found import Funders, RuleResult
from portfolio.measures.quality.seen import RuleContext

MAX_DAYS_PROVISIONAL: Final = 30


def provisional_organisation(context: RuleContext) -> RuleResult:
    """Organisations named here more than 30 days ago that still have no registry identifier."""
    naming, organisations = context.facts.naming, context.view.portfolio.labels.organisations
    since = np.array(
        [
            day_number(day)
            if (named := organisations.get(int(number))) and (day := named.provisional_since)
            else context.day
            for number in naming.organisation
        ],
        np.int64,
    )
    late = context.day - since > MAX_DAYS_PROVISIONAL
    return _lines(context, late, since + MAX_DAYS_PROVISIONAL + 1)


def organisation_twice(context: RuleContext) -> RuleResult:
    """Organisations whose name is another's but for case, accents and blanks."""
    naming = context.facts.naming
    other = np.array([naming.similar.get(int(n), 0) for n in naming.organisation], np.int64)
    found = _lines(context, other > 0, context.began[naming.project])
    own = np.flatnonzero((other > 0) & context.to_mend[naming.project])
    return RuleResult(found.project, found.since, {**found.values, "other": Funders(other[own])})


def _lines(
    context: RuleContext, wrong: Bools, since: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> RuleResult:
    """Lines about the organisations that projects worth mending name."""
    naming = context.facts.naming
    own = np.flatnonzero(wrong & context.to_mend[naming.project])
    named = {"organisation": Funders(naming.organisation[own])}
    return RuleResult(naming.project[own], since[own], named)
