"""Rows of one funder: what they add is its totals, and what adds nothing says why."""

from dataclasses import replace

from hypothesis import given

from portfolio.domain.flows import FlowKind
from portfolio.domain.params import ViewParams
from portfolio.ledger.view import View
from portfolio.measures import delivery
from portfolio.measures.explain import explain
from portfolio.measures.figures import Figure
from portfolio.measures.funder_rows import FunderRow, funder_rows
from tests.build import APortfolio
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.reckonings import Measured


def rows_of(view: View, funder: str) -> dict[int, FunderRow]:
    """Every row that names the funder, whatever its state."""
    portfolio = view.portfolio
    columns, labels = portfolio.flows.flows, portfolio.labels.organisations
    own = [number for number, one in labels.items() if one.identifier == funder]
    rows = [
        (portfolio.identifier(int(project)), int(number), FlowKind(int(kind)))
        for project, number, kind, provider in zip(
            columns.project, columns.id, columns.kind, columns.provider, strict=True
        )
        if int(provider) in own
    ]
    return dict(funder_rows(view, rows))


@whole_portfolios
@given(portfolios(), questions(filtered=False))
def test_what_rows_add_is_what_the_totals_of_their_funder_say(
    words: APortfolio, asked: ViewParams
) -> None:
    contents = words.contents()
    for line in delivery.delivery(Measured(contents, asked).view):
        own = replace(asked, filters=replace(asked.filters, funders=frozenset({line.funder})))
        view = Measured(contents, own).view
        rows = rows_of(view, line.funder)
        if not rows:  # the unknown funder is no organisation
            continue
        for row in rows.values():
            assert row.reason is None or not (row.pledged or row.secured or row.disbursed)
        for figure, name in ((Figure.SECURED, "secured"), (Figure.PAID, "disbursed")):
            parts = explain(view, figure).contributions
            by_rule = sum(
                row.amount for part in parts for row in part.rows if row.source.startswith("rule:")
            )
            total = {"secured": line.amounts.secured, "disbursed": line.amounts.disbursed}[name]
            assert sum(getattr(row, name) for row in rows.values()) + by_rule == total, name
