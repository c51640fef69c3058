"""The register: one portfolio a process, current at every question, on both engines."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT, DEMONSTRATION_DAY
from portfolio.domain.contents import Contents
from portfolio.domain.errors import UnknownProject
from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Publication
from portfolio.measures import headline
from portfolio.services.live import LivePortfolio, open_portfolio
from portfolio.store import seeding
from portfolio.store.database import Database
from tests.build import AProject, a_portfolio, a_project, partner

JUNE = ViewParams(date(2014, 6, 30), scope=Visibility(portfolio=PortfolioChoice.EXAMPLE))
DATA = Path(__file__).parents[2] / "data"


def posts(secured: str) -> AProject:
    return (
        a_project("Border posts")
        .illustrative()
        .needing("12m EUR")
        .receiving(partner("A").commits(f"{secured} EUR").on("2014-01-29").illustrative())
    )


def contents(*projects: AProject) -> Contents:
    return a_portfolio(*projects).contents()


def filled(database: Database, *projects: AProject) -> LivePortfolio:
    seeding.save(database, contents(*projects), mode="demonstration")
    return LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)


def secured(register: LivePortfolio) -> int:
    return headline.headline(register.view(JUNE)).amounts.secured


def test_a_write_is_seen_by_the_next_question(database: Database) -> None:
    register = filled(database, posts("3m"))
    assert secured(register) == 300_000_000
    seeding.save(database, contents(posts("5m")), mode="demonstration")
    assert secured(register) == 500_000_000


def test_what_changed_is_read_into_the_columns_there_are(database: Database) -> None:
    others = [a_project(f"Well {n}").illustrative().needing("1m EUR") for n in range(20)]
    register = filled(database, posts("3m"), *others)
    before = register.portfolio()
    seeding.save(database, contents(posts("5m"), *others), mode="demonstration")
    after = register.portfolio()
    assert after.size == before.size + 1
    assert int(after.alive.sum()) == int(before.alive.sum()) == 21
    assert secured(register) == 500_000_000


def test_a_view_already_asked_for_is_shared_by_everybody(database: Database) -> None:
    register = filled(database, posts("3m"))
    assert register.view(JUNE) is register.view(
        ViewParams(as_of=date(2014, 6, 30), scope=JUNE.scope)
    )
    assert register.view(JUNE) is not register.view(ViewParams(as_of=date(2014, 7, 1)))


def test_a_project_is_shown_to_who_may_see_it(database: Database) -> None:
    register = filled(database, posts("3m"))
    (label,) = register.labels.projects.values()
    assert register.project(label.identifier, JUNE).identifier == label.identifier


def test_a_draft_answers_as_a_project_that_does_not_exist(database: Database) -> None:
    register = filled(database, posts("3m").publication(Publication.DRAFT, "2014-01-01"))
    (label,) = register.labels.projects.values()
    for identifier in (label.identifier, "no such project"):
        with pytest.raises(UnknownProject):
            register.project(identifier, JUNE)


def test_a_filter_of_the_view_does_not_hide_a_project_from_its_link(database: Database) -> None:
    register = filled(database, posts("3m"))
    (label,) = register.labels.projects.values()
    elsewhere = replace(JUNE, filters=Filters(countries=frozenset({"TD"})))
    assert register.project(label.identifier, elsewhere).identifier == label.identifier


def test_a_demonstration_opens_as_of_its_own_day_and_an_empty_one_today(blank_url: str) -> None:
    demonstration = open_portfolio(
        blank_url, demonstration=True, conference=CONFERENCE_DEFAULT, data=DATA
    )
    assert demonstration.default_day == DEMONSTRATION_DAY
    assert headline.headline(demonstration.view(JUNE)).projects > 0
    again = open_portfolio(blank_url, demonstration=False, conference=CONFERENCE_DEFAULT, data=DATA)
    assert again.demonstration


def test_an_empty_portfolio_has_the_declaration_and_no_project(blank_url: str) -> None:
    register = open_portfolio(
        blank_url, demonstration=False, conference=CONFERENCE_DEFAULT, data=DATA
    )
    assert headline.headline(register.view(JUNE)).projects == 0
    assert [clause.number for clause in register.declaration().clauses] == list(range(1, 12))
    assert register.default_day > DEMONSTRATION_DAY
