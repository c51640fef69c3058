"""Portfolios about one thing: chains of pledges and what honours them, or money passed on."""

from dataclasses import replace

from hypothesis import strategies as st

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.money import Money
from tests.building.chance import Chance
from tests.building.flows import AFlow
from tests.building.nasty import DAYS, RATE_DAYS, a_correction
from tests.building.portfolios import APortfolio, a_portfolio
from tests.building.projects import AProject, a_project
from tests.building.words import noon


def _a_row(chance: Chance, kind: FlowKind, name: str, currency: str) -> AFlow:
    on = chance.among(DAYS)
    return AFlow(
        kind,
        chance.among(("A", "A", "A", "B")),
        Money(chance.between(1, 300), currency),
        on,
        noon(on),
        name,
        confidence=Verification.PROPOSED if chance.one_in(10) else Verification.CONFIRMED,
    )


def _with_rates(portfolio: APortfolio) -> APortfolio:
    for day, rate in zip(RATE_DAYS, ("1.37", "1.21", "1.46", "1.33"), strict=True):
        portfolio = portfolio.with_rate("USD", rate, day)
    return portfolio.with_rate("USD", "1.19", "2014-11-03")


@st.composite
def pledging(draw: st.DrawFn) -> APortfolio:
    """One project of raised and lowered pledges, commitments that name them, and corrections."""
    chance = Chance(draw)
    mixed = chance.one_in(3)
    rows: list[AFlow] = []
    replaced: set[str] = set()
    kinds = (FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.PLEDGE, FlowKind.DISBURSEMENT)
    for number in range(chance.between(3, 10)):
        chance.anew()
        name = f"r{number}"
        positive = [row for row in rows if not row.corrects]
        if positive and chance.one_in(5):
            rows.append(a_correction(chance, chance.among(positive), name))
            continue
        kind = chance.among(kinds)
        currency = chance.among(("EUR", "USD")) if mixed else "USD"
        row = _a_row(chance, kind, name, currency)
        pledges = [r for r in positive if r.kind is FlowKind.PLEDGE]
        free = [r for r in pledges if r.name not in replaced]
        if kind is FlowKind.PLEDGE and free and chance.one_in(2):
            former = chance.among(free)
            replaced.add(former.name)
            row = replace(row, supersedes=former.name, funder=former.funder)
        if kind is FlowKind.COMMITMENT and pledges and chance.between(0, 3):
            row = replace(row, honours=chance.among(pledges).name)
        rows.append(row)
    project = a_project("P").needing("9 EUR").clause(3, "33.33%").clause(8, "66.67%")
    return _with_rates(a_portfolio(project.receiving(*rows)))


@st.composite
def passing_on(draw: st.DrawFn) -> APortfolio:
    """Three projects whose organisations hand money on, inside them and from one to another."""
    chance = Chance(draw)
    mixed = chance.one_in(3)
    stages = (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT, FlowKind.PLEDGE)
    projects: list[AProject] = []
    for title in "PQR":
        rows: list[AFlow] = []
        for number in range(chance.between(0, 6)):
            chance.anew()
            name = f"r{number}"
            positive = [row for row in rows if not row.corrects]
            if positive and chance.one_in(5):
                rows.append(a_correction(chance, chance.among(positive), name))
                continue
            currency = chance.among(("EUR", "USD")) if mixed else "USD"
            row = _a_row(chance, chance.among(stages), name, currency)
            row = replace(row, receiver=chance.among((None, "A", "B", "C")))
            if chance.one_in(3):
                row = replace(row, funder=chance.among(("B", "C")))
            if chance.one_in(3):
                row = replace(row, provider_project=chance.among("PQR"))
            rows.append(row)
        projects.append(a_project(title).needing("5 EUR").receiving(*rows))
    return _with_rates(a_portfolio(*projects))


def scheduling(chance: Chance, portfolio: APortfolio) -> APortfolio:
    """The portfolio with planned payments, changed and withdrawn now and then."""
    periods = (
        ("2014-01-01", "2014-06-30"),
        ("2014-05-10", "2015-02-03"),
        ("2014-07-01", "2014-12-31"),
        ("2015-01-01", "2016-12-31"),
    )
    projects = []
    for project in portfolio.projects:
        for first, last in [chance.among(periods) for _ in range(chance.between(0, 3))]:
            amount = chance.among((0, 1, 7, 99_999_999_999, chance.between(1, 300)))
            value = Money(amount, chance.among(("EUR", "USD", "USD", "TND")))
            held = chance.among(DAYS)
            project = project.expecting(
                f"{value.decimal():f} {value.currency}",
                chance.among(("A", "A", "B")),
                first,
                last,
                held,
            )
        projects.append(project)
    return replace(portfolio, projects=tuple(projects))


@st.composite
def scheduled(draw: st.DrawFn, portfolios: st.SearchStrategy[APortfolio]) -> APortfolio:
    """Portfolios with planned payments."""
    return scheduling(Chance(draw), draw(portfolios))
