"""Data quality as a service: the calendar it judges by, and a record that changes under it."""

from datetime import date

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import Principal, UserRole, ViewParams
from portfolio.services.live import LivePortfolio
from portfolio.services.quality import read_quality, report_due, stale
from portfolio.store import seeding
from portfolio.store.database import Database
from portfolio.store.tables import reporting_period
from tests.build import AProject, a_portfolio, somebody
from tests.measures.examples import A
from tests.measures.quality_examples import POSTS, sound

SECRETARY = Principal("secretary", UserRole.SECRETARY, 1)
TOUCHED = sound("Touched").receiving(A.commits("10 EUR").on("2014-03-15"))


def a_register(database: Database, *projects: AProject) -> LivePortfolio:
    seeding.save(database, a_portfolio(*projects).contents())
    return LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)


def a_period(database: Database, last: date) -> None:
    row = {"name": "Q1", "first_day": date(2014, 1, 1), "last_day": last}
    with database.transaction("calendar") as change:
        change.connection.execute(reporting_period.insert().values(**row))


def resting(register: LivePortfolio, as_of: date) -> list[str]:
    return [line.project for line in stale(register, SECRETARY, ViewParams(as_of))]


def test_without_a_calendar_a_record_may_rest_180_days(database: Database) -> None:
    register = a_register(database, POSTS, TOUCHED)
    assert resting(register, date(2014, 5, 13)) == []
    assert resting(register, date(2014, 5, 14)) == ["Border posts"]


def test_a_report_is_due_thirty_days_after_its_period(database: Database) -> None:
    register = a_register(database, POSTS, TOUCHED)
    assert resting(register, date(2014, 5, 14)) == ["Border posts"]
    a_period(database, date(2014, 3, 31))
    assert report_due(register, date(2014, 4, 30)) == date(2013, 11, 1)
    assert report_due(register, date(2014, 5, 1)) == date(2014, 4, 1)
    assert resting(register, date(2014, 5, 14)) == ["Border posts", "Touched"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_found_follows_the_record(database: Database) -> None:
    register = a_register(database, *(sound(f"Project {number}") for number in range(12)))
    asked = ViewParams(date(2014, 3, 31))
    assert read_quality(register, SECRETARY, asked).findings() == 0
    again = sound("Other").titled(fr="PROJÉCT 7")
    seeding.save(database, a_portfolio(again).contents())
    (line,) = read_quality(register, SECRETARY, asked, rule="title_twice").lines
    assert line.finding.project == "Other"
    assert line.finding.values["other"].key == "Project 7"  # type: ignore[attr-defined]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_entry_is_named_by_its_reference(database: Database) -> None:
    register = a_register(database, POSTS.receiving(somebody().commits("5 EUR").called("C-7")))
    asked = ViewParams(date(2014, 3, 31))
    (line,) = read_quality(register, SECRETARY, asked, rule="unknown_funder").lines
    assert (line.reference, line.owner) == ("C-7", None)
