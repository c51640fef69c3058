"""Rates used: those that the rows which count in a view were converted with."""

import numpy as np

from portfolio.ledger.columns import Ints
from portfolio.ledger.view import View, per_view
from portfolio.measures.entries import Quote, quotes
from portfolio.measures.projects import requirement


@per_view
def rates_used(view: View) -> tuple[Quote, ...]:
    """Every rate behind the amounts of the selected projects, each once, by currency and day."""
    found: set[Quote] = set()
    for currency, day in np.unique(_converted(view), axis=0).tolist():
        found.update(quotes(view, currency, day))
    return tuple(sorted(found, key=lambda quote: (quote.currency, str(quote.day or ""))))


def _converted(view: View) -> Ints:
    """Currency and day of the rate of every flow and budget period that counts, a row each."""
    portfolio, piece = view.portfolio, view.slice
    flows, budgets = portfolio.flows.flows, portfolio.budgets
    # The slice may be of all projects, also of those that nobody selected.
    own = view.counts & view.selection[piece.of(flows.project)]
    if not view.question.in_kind:
        own &= piece.pair_in_kind[piece.pair_of_row()] == 0
    rows = requirement(view).rows
    rows = rows[view.selection[budgets.project[rows]]]
    return np.concatenate(
        (
            np.stack((piece.of(flows.currency)[own], piece.of(flows.rate_day)[own]), axis=1),
            np.stack(
                (budgets.currency[rows], np.minimum(budgets.first_day[rows], view.day)), axis=1
            ),
        )
    )
