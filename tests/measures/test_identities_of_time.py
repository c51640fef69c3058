"""What holds whatever the portfolio: what is recorded later, in another order or under other ids."""

from dataclasses import replace
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.domain.reference import Region
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, timeline
from portfolio.measures import headline as measures_headline
from tests.build import APortfolio, AProject, a_portfolio, a_project, partner, raw_tables
from tests.building.altering import altered_after, shuffled, with_gaps_between_ids
from tests.building.effort import small, whole_portfolios
from tests.building.nasty import DAYS, portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import CASH_AND_IN_KIND
from tests.measures.reckonings import AXES, Measured, plain

# Time


@whole_portfolios
@given(portfolios(), questions())
def test_nothing_recorded_after_a_day_changes_what_was_known_on_it(
    words: APortfolio, asked: ViewParams
) -> None:
    asked = replace(asked, known_on=asked.as_of)
    contents = words.contents()
    before, after = (
        Measured(version, asked) for version in (contents, altered_after(contents, asked.as_of))
    )
    assert before.headline() == after.headline()
    for axis in AXES:
        assert before.split(axis) == after.split(axis)
    assert before.by_year() == after.by_year()
    assert before.progress() == after.progress()


@whole_portfolios
@example(a_portfolio(CASH_AND_IN_KIND), question(in_kind=True, regions={Region.ARAB_MAGHREB}))
@given(portfolios(), questions())
def test_the_curve_ends_in_the_headline(words: APortfolio, asked: ViewParams) -> None:
    answer = Measured(words.contents(), asked)
    curve, amounts = timeline.curve(answer.view), answer.headline().amounts
    assert curve.days[-1] == asked.as_of
    assert (curve.secured[-1], curve.paid[-1]) == (amounts["secured"], amounts["paid"])
    assert len(curve.days) == len(curve.secured) == len(curve.paid)
    assert list(curve.days) == sorted(set(curve.days))


@st.composite
def projects_of_grants(draw: st.DrawFn) -> AProject:
    """Commitments and disbursements only, in two currencies, each reported once."""
    project = a_project("P").clause(3, "33.33%").clause(8, "66.67%")
    for _ in range(draw(st.integers(1, 6))):
        funder = partner(draw(st.sampled_from("AB")))
        amount = f"{draw(st.integers(1, 9_999))} {draw(st.sampled_from(('EUR', 'USD')))}"
        flow = draw(st.sampled_from((funder.commits, funder.disburses)))(amount)
        project = project.receiving(flow.on(draw(st.sampled_from(DAYS))))
    return project


@small
@given(projects_of_grants())
def test_each_point_of_the_curve_is_the_headline_of_that_day(project: AProject) -> None:
    portfolio = a_portfolio(project)
    for rated in (
        "2013-11-14",
        "2014-01-02",
        "2014-03-03",
        "2014-05-02",
        "2014-07-01",
        "2014-09-01",
    ):
        portfolio = portfolio.with_rate("USD", "1.37", rated).with_rate("USD", "1.21", rated)
    portfolio = portfolio.with_rate("USD", "1.3", "2014-10-30")
    contents = portfolio.contents()
    curve = timeline.curve(Measured(contents, question("2014-12-31")).view)
    for day, secured, paid in zip(curve.days, curve.secured, curve.paid, strict=True):
        if day >= date(2013, 11, 14):
            amounts = Measured(contents, question(day)).headline().amounts
            assert (amounts["secured"], amounts["paid"]) == (secured, paid), day
        else:
            assert (secured, paid) == (0, 0)


# Order


def _answers(contents: Contents, asked: ViewParams, seed: int) -> tuple[object, ...]:
    project_tables, shared_tables, labels = raw_tables(contents)
    mixed = with_gaps_between_ids(shuffled(project_tables, seed))
    portfolio = assemble(mixed, shuffled(shared_tables, seed), labels, revision=1)
    view = View(portfolio, asked)
    headline = measures_headline.headline(view)
    return (
        headline.amounts,
        headline.bands,
        headline.projects,
        tuple(breakdowns.split(view, axis) for axis in AXES),
        breakdowns.crossing(view, "clause", "country"),
        breakdowns.crossing(view, "funder", "clause"),
        timeline.by_year(view),
        timeline.curve(view),
    )


@whole_portfolios
@given(portfolios(), questions(), st.integers(0, 99))
def test_the_order_in_which_a_store_returns_rows_does_not_matter(
    words: APortfolio, asked: ViewParams, seed: int
) -> None:
    contents = words.contents()
    assert _answers(contents, asked, seed) == _answers(contents, asked, seed + 1)


@whole_portfolios
@given(portfolios(), questions())
def test_other_ids_in_the_same_order_change_nothing(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    plainly = Measured(contents, asked)
    amounts = _answers(contents, asked, 0)[0]
    assert plain(amounts) == plainly.headline().amounts  # type: ignore[arg-type]
