"""Ledgers of several projects at once are those of each by itself."""

from dataclasses import fields

import numpy as np
from hypothesis import given

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.exclusions import LedgerColumns, flow_columns, period_columns
from tests.build import APortfolio, raw_tables
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions


def in_a_row(several: list[LedgerColumns]) -> LedgerColumns:
    return LedgerColumns(
        *(np.concatenate([getattr(one, own.name) for one in several]) for own in fields(several[0]))
    )


@whole_portfolios
@given(portfolios(), questions())
def test_several_projects_at_once_are_each_by_itself(words: APortfolio, asked: ViewParams) -> None:
    portfolio = assemble(*raw_tables(words.contents()), revision=1)
    view = View(portfolio, asked, conference=CONFERENCE_DEFAULT)
    codes = lists.everywhere(view)
    if not len(codes):
        return
    for columns in (flow_columns, period_columns):
        alone = in_a_row([columns(view, codes[at : at + 1]) for at in range(len(codes))])
        together = columns(view, codes)
        for own in fields(together):
            assert np.array_equal(getattr(alone, own.name), getattr(together, own.name)), own.name
