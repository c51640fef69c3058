"""Visibility of rows: what everybody sees of the record, and the day it last changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from portfolio.domain.clauses import PriorityList
from portfolio.domain.flows import Flow, FlowKind, Verification
from portfolio.domain.money import PARITIES
from portfolio.domain.params import PortfolioChoice, ViewParams
from portfolio.domain.projects import Publication
from portfolio.ledger.columns import Bools, Ints, among
from portfolio.ledger.counting import FlowSlice, Reading
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import UNKNOWN_FUNDER, View, day_of, of_portfolio, per_view
from portfolio.measures import progress

OFFICIAL: Final = tuple(int(c) for c in Verification if c.is_official)
_ALWAYS: Final = 2**40  # a day after every day from which a row can be valid


def is_only_proposed(flow: Flow, question: ViewParams) -> bool:
    """Whether a row is proposed both as known now and in the reading of the view parameters."""
    if flow.latest_confidence.is_official:
        return False
    then = progress.holding(flow.confidences, question)
    return not (then.confidence if then else flow.confidence).is_official


def is_visible(flow: Flow, question: ViewParams, own_organisation: int | None) -> bool:
    """Whether a reader who does not work on the record sees a row; ``own_organisation``: their organisation."""
    return not is_only_proposed(flow, question) or (
        own_organisation is not None and flow.provider_id == own_organisation
    )


@per_view
def published_projects(view: View) -> Bools:
    """Project codes of the view's portfolio that are published now, or on its day in its reading."""
    portfolio = view.portfolio
    then = portfolio.publications.at(portfolio.size, view.day, view.before, 0)
    is_out = published_now(portfolio) | (then == Publication.PUBLISHED)
    own = of_portfolio(portfolio, view.question.scope.portfolio)
    return np.asarray(is_out & portfolio.alive & own)


def published_now(portfolio: Portfolio, before: int | None = None) -> Bools:
    """Project codes that are published as we know it now, or knew ``before`` (microseconds)."""
    now = portfolio.publications.at(portfolio.size, _ALWAYS, before, 0)
    return np.asarray((now == Publication.PUBLISHED) & portfolio.alive)


def is_public_now(portfolio: Portfolio, code: int, widest: PortfolioChoice) -> bool:
    """Whether everybody sees a project now; of the example only where there is one to see."""
    is_offered = widest.is_example or not portfolio.projects.is_example[code]
    return bool(is_offered and published_now(portfolio)[code])


def sure_now(portfolio: Portfolio, codes: Ints | None = None) -> Bools:
    """Flow rows of the four stages that are confirmed or documented as we know it now.

    Of some projects, in their order, or of all.
    """
    return _sure(portfolio, _ALWAYS, None, codes)


def _sure(portfolio: Portfolio, day: int, before: int | None, codes: Ints | None = None) -> Bools:
    reading = Reading(day, before, frozenset(OFFICIAL), is_example=True)
    return among(FlowSlice(portfolio, codes).confidence(reading), OFFICIAL)


@per_view
def public_flows(view: View) -> Bools:
    """Flow rows of the four stages that everybody sees, whatever the filters of the view."""
    portfolio = view.portfolio
    sure = sure_now(portfolio) | _sure(portfolio, view.day, view.before)
    return np.asarray(sure & published_projects(view)[portfolio.flows.flows.project])


@per_view
def funders(view: View) -> frozenset[str]:
    """Keys of the organisations that public rows name as funder, and of the unknown funder."""
    names = view.portfolio.labels.organisations
    ids = np.unique(view.portfolio.flows.flows.provider[public_flows(view)]).tolist()
    return frozenset(names[number].identifier for number in ids if number in names) | {
        UNKNOWN_FUNDER
    }


@per_view
def giving_funders(view: View) -> frozenset[str]:
    """Keys of the funders of pledges, commitments or disbursements that readers of the view see.

    Whatever its filters; the unknown funder among them. What is only spent is no funding.
    """
    flows, scope = view.portfolio.flows.flows, view.question.scope
    rows = flows.kind <= FlowKind.DISBURSEMENT
    if scope.published_only and Verification.PROPOSED not in scope.confidences:
        rows = rows & public_flows(view)
    else:  # a view of those who work on the record
        rows = rows & of_portfolio(view.portfolio, scope.portfolio)[flows.project]
    providers = flows.provider[rows]
    names = view.portfolio.labels.organisations
    ids = np.flatnonzero(np.bincount(providers[providers >= 0])).tolist()
    return frozenset(names[number].identifier for number in ids if number in names) | {
        UNKNOWN_FUNDER
    }


def every_funder(view: View) -> frozenset[str]:
    """Keys of the organisations that any row of the portfolio names as funder, whatever its state."""
    names, pairs = view.portfolio.labels.organisations, view.portfolio.flows.pairs
    own = of_portfolio(view.portfolio, view.question.scope.portfolio)
    ids = np.unique(pairs.funder[own[pairs.project]]).tolist()
    return frozenset(names[number].identifier for number in ids if number in names)


@per_view
def currencies(view: View) -> frozenset[str]:
    """Currencies that public rows are in, and those with a rate or a parity fixed by law."""
    portfolio = view.portfolio
    own = published_projects(view)
    ids = {
        *portfolio.flows.flows.currency[public_flows(view)].tolist(),
        *portfolio.budgets.currency[own[portfolio.budgets.project]].tolist(),
    }
    return frozenset(
        code
        for number, code in portfolio.labels.currencies.items()
        if number in ids or code in PARITIES or number in portfolio.rates.quotes
    )


DAY_MICROSECONDS: Final = 86_400_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@per_view
def last_change(view: View) -> date | None:
    """The UTC day on which a row everybody sees now was last recorded; None where there is none.

    Of the lists of its portfolio and of its projects that are published now, whatever the date, the
    reading and the filters of the view; a flow is public from the day it is confirmed or
    documented.
    """
    portfolio = view.portfolio
    public = published_now(portfolio)
    public &= of_portfolio(portfolio, view.question.scope.portfolio)
    flows, sure = portfolio.flows.flows, portfolio.flows.confidences
    seen = sure_now(portfolio) & public[flows.project]
    officially = among(sure.confidence, OFFICIAL)
    published = portfolio.publications.value == Publication.PUBLISHED
    sets = portfolio.share_sets  # the first means no shares
    named = (
        portfolio.statuses,
        portfolio.relations,
        portfolio.budgets,
        portfolio.milestones,
        portfolio.planned_payments,
    )
    instants: list[Ints] = [
        *(columns.recorded_at[public[columns.project]] for columns in named),
        sets.recorded_at[1:][public[sets.project[1:]]],
        portfolio.publications.recorded_at[published & public[portfolio.publications.project]],
        flows.recorded_at[seen],
        sure.recorded_at[officially & seen[sure.row]],
        portfolio.deliverables.recorded_at,
    ]
    instants += [
        np.array([_instant(one.recorded_at) for one in portfolio.labels.lists if _is_of(view, one)])
    ]
    last = max((int(found.max()) for found in instants if len(found)), default=None)
    return None if last is None else day_of(np.floor_divide(last, DAY_MICROSECONDS))


def _is_of(view: View, one: PriorityList) -> bool:
    return one.is_example is view.question.scope.portfolio.is_example


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
