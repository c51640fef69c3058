"""The measures and the slow reckoning agree to the minor unit, on every figure of every question."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Band
from tests.build import APortfolio
from tests.building.busy import passing_on, pledging
from tests.building.effort import one_subject, whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.reckonings import AXES, Measured, funded, recorded_of_funders
from tests.oracle.oracle import Oracle


@whole_portfolios
@given(portfolios(), questions())
def test_headline_bands_and_what_is_left_out_agree(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    assert Measured(contents, asked).headline() == Oracle(contents, asked).headline()


@whole_portfolios
@given(portfolios(), questions())
def test_every_split_agrees(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    for axis in AXES:
        lines, expected = measured.split(axis), oracle.split(axis)
        if axis == "funder":
            lines, expected = funded(lines), funded(expected)
        assert lines == expected, axis


@whole_portfolios
@given(portfolios(), questions())
def test_how_many_projects_record_each_figure_agrees(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    for axis in AXES:
        lines, expected = measured.recorded(axis), oracle.recorded(axis)
        if axis == "funder":
            lines, expected = recorded_of_funders(lines), recorded_of_funders(expected)
        assert {key: lines[key] for key in expected} == expected, axis
        assert all(not any(lines[key].values()) for key in lines.keys() - expected.keys()), axis


@whole_portfolios
@given(portfolios(), questions())
def test_crossings_agree(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    for rows, columns in (("clause", "country"), ("funder", "clause")):
        assert measured.crossing(rows, columns) == oracle.crossing(rows, columns)


@whole_portfolios
@given(portfolios(), questions())
def test_years_agree(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    assert Measured(contents, asked).by_year() == Oracle(contents, asked).by_year()


@whole_portfolios
@given(portfolios(), questions())
def test_every_project_of_every_band_agrees(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    for project in (project for band in Band for project in oracle.in_band(band)):
        identifier = project.identifier
        assert measured.project_amounts(identifier) == oracle.project_amounts(identifier)


@whole_portfolios
@given(portfolios(), questions())
def test_progress_agrees(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    assert measured.progress() == oracle.progress()
    assert measured.status() == oracle.status()
    assert measured.text() == oracle.text()


def _agree_on_every_project(words: APortfolio, asked: ViewParams) -> None:
    contents = words.contents()
    measured, oracle = Measured(contents, asked), Oracle(contents, asked)
    assert measured.headline() == oracle.headline()
    assert funded(measured.split("funder")) == funded(oracle.split("funder"))
    for project in contents.projects:
        identifier = project.identifier
        assert measured.project_amounts(identifier) == oracle.project_amounts(identifier)


_late = st.sampled_from((question("2014-12-31"), question("2014-06-30", currency="USD")))


@one_subject
@given(pledging(), _late)
def test_pledges_and_what_honours_them_agree(words: APortfolio, asked: ViewParams) -> None:
    _agree_on_every_project(words, asked)


@one_subject
@given(passing_on(), _late)
def test_money_passed_on_agrees(words: APortfolio, asked: ViewParams) -> None:
    _agree_on_every_project(words, asked)
