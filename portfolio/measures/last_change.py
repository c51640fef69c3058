"""The day of the last change among what everybody sees (ruling 23)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from portfolio.domain.flows import Verification
from portfolio.domain.priority_lists import PriorityList
from portfolio.domain.projects import Publication
from portfolio.ledger.columns import among
from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View, day_of, of_portfolio
from portfolio.measures import visible

_DAY_MICROSECONDS: Final = 86_400_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def last_change(view: View) -> date | None:
    """The UTC day on which a row everybody sees now was last recorded; None where there is none.

    Of the lists of its portfolio and of its projects that are published now, whatever the date, the
    reading and the filters of the view; a row of money is public from the day it is confirmed or
    documented.
    """
    return view.once(_last_change)


def _is_of(view: View, one: PriorityList) -> bool:
    return one.is_example is view.question.scope.portfolio.is_example


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _last_change(view: View) -> date | None:
    portfolio = view.portfolio
    public = visible.published_now(portfolio)
    public &= of_portfolio(portfolio, view.question.scope.portfolio)
    flows, sure = portfolio.flows.flows, portfolio.flows.confidences
    seen = visible.sure_now(portfolio) & public[flows.project]
    officially = among(sure.confidence, (int(c) for c in Verification if c.is_official))
    published = portfolio.publications.value == Publication.PUBLISHED
    sets = portfolio.share_sets  # the first stands for no shares
    named = (
        portfolio.statuses,
        portfolio.relations,
        portfolio.budgets,
        portfolio.milestones,
    )
    instants: list[Ints] = [
        *(columns.recorded_at[public[columns.project]] for columns in named),
        sets.recorded_at[1:][public[sets.project[1:]]],
        portfolio.publications.recorded_at[published & public[portfolio.publications.project]],
        flows.recorded_at[seen],
        sure.recorded_at[officially & seen[sure.row]],
        portfolio.deliverables["recorded_at"],
    ]
    instants += [
        np.array([_instant(one.recorded_at) for one in portfolio.labels.lists if _is_of(view, one)])
    ]
    last = max((int(found.max()) for found in instants if len(found)), default=None)
    return None if last is None else day_of(np.floor_divide(last, _DAY_MICROSECONDS))
