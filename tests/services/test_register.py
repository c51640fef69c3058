"""The register: one portfolio a process, current at every question, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT, DEMONSTRATION_DAY
from portfolio.domain.contents import Contents
from portfolio.domain.errors import DatabaseUnavailable, UnknownProject
from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Publication
from portfolio.measures import headline
from portfolio.services import live
from portfolio.services.live import LivePortfolio, open_portfolio
from portfolio.store import organisations, seeding, snapshot
from portfolio.store.database import Database
from tests.build import AProject, a_portfolio, a_project, partner
from tests.building.columns import living

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


class Gate:
    """Holds up a function: ``reached`` once it was called, it goes on when ``opened``."""

    def __init__(self, function: Any) -> None:
        self.function, self.reached, self.opened = function, Event(), Event()

    def __call__(self, connection: Any, *given: Any) -> Any:
        found = self.function(connection, *given)
        if connection.dialect.name == "sqlite":  # nobody writes a file while it is being read
            connection.exec_driver_sql("COMMIT")
        self.reached.set()
        assert self.opened.wait(30)
        return found


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch, name: str, register: LivePortfolio) -> Iterator[Gate]:
    """While another reader is in the middle of reading what changed, or everything."""
    gate = Gate(getattr(snapshot, name))
    monkeypatch.setattr(snapshot, name, gate)
    reader = Thread(target=register.portfolio)
    reader.start()
    try:
        assert gate.reached.wait(30)
        monkeypatch.setattr(snapshot, name, gate.function)
        yield gate
    finally:
        gate.opened.set()
        reader.join(30)
        if register._reading.ident is not None:
            register._reading.join(30)


def elsewhere(register: LivePortfolio, *projects: AProject) -> None:
    """Another process loads files."""
    database = Database(register.database.url.render_as_string(hide_password=False))
    seeding.save(database, contents(*projects), mode="demonstration")
    database.close()


def is_current(register: LivePortfolio) -> bool:
    with register.database.reading() as connection:
        anew = snapshot.read(connection)
    return living(register.portfolio(), "EUR") == living(anew.portfolio, "EUR")


def test_another_process_is_followed_in_names_and_money(database: Database) -> None:
    register = filled(database, posts("3m"))
    assert secured(register) == 300_000_000
    elsewhere(register, posts("5m"))
    assert secured(register) == 500_000_000
    other = Database(database.url.render_as_string(hide_password=False))
    with other.new_revision("renamed") as change:
        (one,) = register.labels.organisations.values()
        organisations.save_organisation(change, replace(one, names={"en": "Renamed"}), None)
    other.close()
    assert [found.names for found in register.labels.organisations.values()] == [{"en": "Renamed"}]
    assert is_current(register)


def test_readers_go_on_with_what_was_known_while_another_reads(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = filled(database, posts("3m"))
    before = register.portfolio()
    elsewhere(register, posts("5m"))
    with held_up(monkeypatch, "update", register):
        assert register.portfolio() is before
        assert secured(register) == 300_000_000
    assert secured(register) == 500_000_000


def test_who_wrote_is_answered_with_it_though_another_reads_an_earlier_revision(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = filled(database, posts("3m"))
    register.portfolio()
    elsewhere(register, posts("5m"))
    found: list[int] = []

    def write() -> None:
        seeding.save(database, contents(posts("7m")), mode="demonstration")
        found.append(secured(register))

    writer = Thread(target=write)
    with held_up(monkeypatch, "update", register) as gate:
        writer.start()
        writer.join(0.2)
        assert writer.is_alive()
        gate.opened.set()
        writer.join(30)
    assert found == [700_000_000]
    assert is_current(register)


def test_a_write_stands_though_it_could_not_be_read_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = filled(database, posts("3m"))
    before = register.portfolio()

    def broken(*_: Any) -> Any:
        raise DatabaseUnavailable(reason="gone for a moment")

    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "update", broken)
        seeding.save(database, contents(posts("5m")), mode="demonstration")
        with pytest.raises(DatabaseUnavailable):
            register.portfolio()
    assert register.portfolio() is not before
    assert secured(register) == 500_000_000


def test_nobody_waits_for_much_that_changed_and_a_write_meanwhile_is_seen_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wells = [a_project(f"Well {n}").illustrative().needing("1m EUR") for n in range(3)]
    register = filled(database, posts("3m"), *wells)
    before = register.portfolio()
    monkeypatch.setattr(live, "_MAX_INLINE_PROJECTS", 1)
    elsewhere(
        register,
        posts("5m"),
        *(well.needing("2m EUR", "2015-01-01", "2015-12-31") for well in wells),
    )
    with held_up(monkeypatch, "update", register) as gate:
        assert register.portfolio() is before
        seeding.save(database, contents(posts("7m")), mode="demonstration")
        assert secured(register) == 700_000_000
        overtaken = register.portfolio()
        assert is_current(register)
        gate.opened.set()
        register._reading.join(30)
        assert register.portfolio() is not overtaken  # what changed, and the write in it
    assert is_current(register)


def test_of_much_that_changed_nothing_else_is_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wells = [a_project(f"Well {n}").illustrative().needing("1m EUR") for n in range(3)]
    register = filled(database, posts("3m"), *wells)
    before = register.portfolio()
    elsewhere(register, *(well.needing("2m EUR", "2015-01-01", "2015-12-31") for well in wells))
    with monkeypatch.context() as patched:
        patched.setattr(live, "_MAX_INLINE_PROJECTS", 2)
        patched.setattr(snapshot, "read", lambda *_: pytest.fail("everything is read"))
        assert register.portfolio() is before
        register._reading.join(30)
        assert register.portfolio() is not before
    assert is_current(register)


def test_rows_of_projects_as_they_were_are_left_behind_when_they_are_too_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = filled(database, posts("3m"))
    register.portfolio()
    monkeypatch.setattr(live, "_MAX_INLINE_PROJECTS", 1)
    for number in range(4, 6):
        seeding.save(database, contents(posts(f"{number}m")), mode="demonstration")
        assert secured(register) == number * 100_000_000
    register._reading.join(30)
    assert register.portfolio().size == 1
    assert secured(register) == 500_000_000
