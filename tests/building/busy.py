"""Portfolios about one thing: chains of pledges and what honours them, or money passed on."""

from dataclasses import replace

from hypothesis import strategies as st

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.money import Money
from tests.building.flows import AFlow
from tests.building.nasty import DAYS, RATE_DAYS, a_correction, one_in_ten, one_in_three
from tests.building.portfolios import APortfolio, a_portfolio
from tests.building.projects import AProject, a_project
from tests.building.words import noon

_some = st.integers(1, 300)


@st.composite
def _a_row(draw: st.DrawFn, kind: FlowKind, name: str, currency: str) -> AFlow:
    on = draw(st.sampled_from(DAYS))
    return AFlow(
        kind,
        draw(st.sampled_from(("A", "A", "A", "B"))),
        Money(draw(_some), currency),
        on,
        noon(on),
        name,
        confidence=Verification.PROPOSED if draw(one_in_ten) else Verification.CONFIRMED,
    )


def _with_rates(portfolio: APortfolio) -> APortfolio:
    for day, rate in zip(RATE_DAYS, ("1.37", "1.21", "1.46", "1.33"), strict=True):
        portfolio = portfolio.with_rate("USD", rate, day)
    return portfolio.with_rate("USD", "1.19", "2014-11-03")


@st.composite
def pledging(draw: st.DrawFn) -> APortfolio:
    """One project of raised and lowered pledges, commitments that name them, and corrections."""
    mixed = draw(one_in_three)
    rows: list[AFlow] = []
    replaced: set[str] = set()
    kinds = (FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.PLEDGE, FlowKind.DISBURSEMENT)
    for number in range(draw(st.integers(3, 10))):
        name = f"r{number}"
        positive = [row for row in rows if not row.corrects]
        if positive and draw(st.integers(0, 4)) == 4:
            rows.append(draw(a_correction(draw(st.sampled_from(positive)), name)))
            continue
        kind = draw(st.sampled_from(kinds))
        currency = draw(st.sampled_from(("EUR", "USD"))) if mixed else "USD"
        row = draw(_a_row(kind, name, currency))
        pledges = [r for r in positive if r.kind is FlowKind.PLEDGE]
        free = [r for r in pledges if r.name not in replaced]
        if kind is FlowKind.PLEDGE and free and draw(st.booleans()):
            former = draw(st.sampled_from(free))
            replaced.add(former.name)
            row = replace(row, supersedes=former.name, funder=former.funder)
        if kind is FlowKind.COMMITMENT and pledges and draw(st.integers(0, 3)):
            row = replace(row, honours=draw(st.sampled_from(pledges)).name)
        rows.append(row)
    project = a_project("P").needing("9 EUR").clause(3, "33.33%").clause(8, "66.67%")
    return _with_rates(a_portfolio(project.receiving(*rows)))


@st.composite
def passing_on(draw: st.DrawFn) -> APortfolio:
    """Three projects whose organisations hand money on, inside them and from one to another."""
    mixed = draw(one_in_three)
    stages = (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT, FlowKind.PLEDGE)
    projects: list[AProject] = []
    for title in "PQR":
        rows: list[AFlow] = []
        for number in range(draw(st.integers(0, 6))):
            name = f"r{number}"
            positive = [row for row in rows if not row.corrects]
            if positive and draw(st.integers(0, 4)) == 4:
                rows.append(draw(a_correction(draw(st.sampled_from(positive)), name)))
                continue
            currency = draw(st.sampled_from(("EUR", "USD"))) if mixed else "USD"
            row = draw(_a_row(draw(st.sampled_from(stages)), name, currency))
            row = replace(row, receiver=draw(st.sampled_from((None, "A", "B", "C"))))
            if draw(one_in_three):
                row = replace(row, funder=draw(st.sampled_from(("B", "C"))))
            if draw(one_in_three):
                row = replace(row, provider_project=draw(st.sampled_from("PQR")))
            rows.append(row)
        projects.append(a_project(title).needing("5 EUR").receiving(*rows))
    return _with_rates(a_portfolio(*projects))


@st.composite
def scheduling(draw: st.DrawFn, portfolio: APortfolio) -> APortfolio:
    """The portfolio with planned payments, changed and withdrawn now and then."""
    periods = (
        ("2014-01-01", "2014-06-30"),
        ("2014-05-10", "2015-02-03"),
        ("2014-07-01", "2014-12-31"),
        ("2015-01-01", "2016-12-31"),
    )
    projects = []
    for project in portfolio.projects:
        for first, last in draw(st.lists(st.sampled_from(periods), max_size=3)):
            amount = draw(st.sampled_from((0, 1, 7, 99_999_999_999, draw(_some))))
            value = Money(amount, draw(st.sampled_from(("EUR", "USD", "USD", "TND"))))
            held = draw(st.sampled_from(DAYS))
            project = project.expecting(
                f"{value.decimal():f} {value.currency}",
                draw(st.sampled_from(("A", "A", "B"))),
                first,
                last,
                held,
            )
        projects.append(project)
    return replace(portfolio, projects=tuple(projects))


@st.composite
def scheduled(draw: st.DrawFn, portfolios: st.SearchStrategy[APortfolio]) -> APortfolio:
    """Portfolios with planned payments."""
    return draw(scheduling(draw(portfolios)))
