"""A snapshot brought up to date is the one read from nothing, whatever was written in between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.clauses import Clause, Theme
from portfolio.domain.contents import Contents
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Rate
from portfolio.domain.projects import Project
from portfolio.domain.reference import Country, Kind, Organisation, ParticipantRole, Region
from portfolio.domain.rules import project_errors
from portfolio.store import organisations, rates, reading, reference, seeding, snapshot
from portfolio.store.database import Change, Database
from portfolio.store.mapping import RowIds
from portfolio.store.saving import save_project
from portfolio.store.snapshot import Snapshot, TooManyChanges
from tests.build import a_portfolio, a_project, partner
from tests.building.columns import living
from tests.building.effort import stores
from tests.building.nasty import RATE_DAYS, portfolios
from tests.building.world import COUNTRIES

CLAUSES = tuple(
    Clause(number, Theme.SECURITY, {"en": "text"}, "", {"en": "label"}, {}, {}, {})
    for number in range(1, 12)
)
CURRENCIES = ("USD", "GBP", "CHF", "XOF")  # one of them new to every store
Write = Callable[[Change], object]


def read(database: Database) -> Snapshot:
    with database.reading() as connection:
        return snapshot.read(connection)


def update(database: Database, current: Snapshot) -> Snapshot:
    with database.reading() as connection:
        return snapshot.update(connection, current)


def everything(found: Snapshot) -> dict[str, Any]:
    beside = (found.declaration, found.events, found.pledging_events, dict(found.settings))
    return {**living(found.portfolio, "EUR", "USD"), "beside": beside}


def organisation(change: Change, number: int) -> Organisation:
    present = reading.read_organisations(change.connection)
    return present[number % len(present)]


@st.composite
def names(draw: st.DrawFn) -> Write:
    """An organisation called, and at home, somewhere else; or a new one."""
    number, name = draw(st.integers(0, 3)), draw(st.sampled_from(("Aid", "Fund", "Bank")))
    home = draw(st.sampled_from((None, "TN", "TD", "FR")))

    def write(change: Change) -> None:
        ids = RowIds.read(change.connection)
        if number == 3 or not ids.organisations:
            new = Organisation(0, f"NEW-{change.revision}", {"en": name}, country=home)
        else:
            new = replace(organisation(change, number), names={"en": name}, country=home)
        organisations.save_organisation(change, new, ids.country(new.country))

    return write


@st.composite
def countries(draw: st.DrawFn) -> Write:
    """A country of another name, region or standing; or one that comes before all others."""
    old = draw(st.sampled_from(COUNTRIES))
    new = Country(0, "AA", "AAA", old.region, True, {"en": "First"})
    moved = replace(
        old,
        names={"en": draw(st.sampled_from(("A", "B")))},
        region=draw(st.sampled_from(Region)),
        is_dac_recipient=draw(st.booleans()),
    )
    chosen = draw(st.sampled_from((new, moved, moved)))
    return lambda change: reference.save_country(change, chosen)


@st.composite
def entered_rates(draw: st.DrawFn) -> Write:
    """Rates beside those there are: of any day, corrections and new currencies among them."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(CURRENCIES),
                st.sampled_from(RATE_DAYS),
                st.integers(-3, 70),
                st.integers(90_000_000, 150_000_000),
            ),
            min_size=1,
            max_size=3,
        )
    )
    return lambda change: rates.add_rates(
        change,
        [
            Rate(currency, day + timedelta(days=later), value, change.recorded_at, "test")
            for currency, day, later, value in rows
        ],
    )


@st.composite
def conferences(draw: st.DrawFn) -> Write:
    day = draw(st.sampled_from(("2026-03-01", "2026-06-01", "")))
    return lambda change: reference.save_setting(change, "conference_date", day)


@st.composite
def merges(draw: st.DrawFn) -> Write:
    """One organisation becomes another; what names it is written again."""
    number = draw(st.integers(0, 3))

    def write(change: Change) -> None:
        if len(reading.read_organisations(change.connection)) > 1:
            one, into = organisation(change, number), organisation(change, number + 1)
            organisations.merge(change, one, into)

    return write


@st.composite
def saves(draw: st.DrawFn) -> Write:
    """A project of which rows go, amounts grow or turn to a currency never used."""
    number, factor = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    currency = draw(st.sampled_from((None, "CHF", "USD")))
    ends = draw(st.booleans())

    def write(change: Change) -> None:
        every = reading.read_projects(
            change.connection, reading.changed_since(change.connection, 0)
        )
        held = list(every.values())[number % len(every)]
        named = {row.honours_id for row in held.flows} | {row.corrects_id for row in held.flows}
        named |= {row.supersedes_id for row in held.flows}
        kept = [row for row in held.flows if not ends or row.id in named]
        flows = tuple(
            replace(row, amount_minor=row.amount_minor * factor, currency=currency or row.currency)
            for row in kept
        )
        participants = held.participants[1:] if ends else held.participants
        save_project(change, replace(held, flows=flows, participants=participants), existing=held)

    return write


@st.composite
def loads(draw: st.DrawFn) -> Contents:
    """Other files: rates replaced, lists and deliverables, projects under the names there are."""
    contents = draw(portfolios()).contents()
    return replace(contents, clauses=CLAUSES, projects=tuple(map(storable, contents.projects)))


def storable(project: Project) -> Project:
    """The project; as others reported it where we would not write it ourselves."""
    if any(found.is_blocking for found in project_errors(project)):
        return replace(project, provenance=Provenance.IMPORTED)
    return project


writes = st.one_of(
    names(), countries(), entered_rates(), conferences(), merges(), saves(), saves(), loads()
)


def do(database: Database, write: Write | Contents) -> None:
    """One write; what the rules refuse is not written."""
    try:
        if isinstance(write, Contents):
            seeding.save(database, write)
        else:
            with database.new_revision("test") as change:
                write(change)
    except PortfolioError:
        pass


def compare(database: Database, begin: Contents, steps: list[tuple[Any, bool]]) -> None:
    seeding.save(database, begin)
    first = current = read(database)
    current.portfolio.converted("USD", None, 0)
    at_first = everything(first)
    for write, is_followed in steps:
        do(database, write)
        if is_followed:
            current = update(database, current)
            assert everything(current) == everything(read(database))
    assert everything(update(database, current)) == everything(read(database))
    assert everything(first) == at_first  # whoever still reads the one before


steps_between = st.lists(st.tuples(writes, st.booleans()), min_size=1, max_size=5)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@stores
@given(loads(), steps_between)
def test_brought_up_to_date_it_is_as_one_read_from_nothing(
    new_store: Callable[..., str], begin: Contents, steps: list[tuple[Any, bool]]
) -> None:
    database = Database(new_store())
    compare(database, begin, steps)
    database.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("engine_name", ["postgresql"])
@settings(stores, max_examples=4)
@given(loads(), steps_between)
def test_so_it_is_on_postgresql(
    new_store: Callable[..., str], begin: Contents, steps: list[tuple[Any, bool]]
) -> None:
    database = Database(new_store())
    compare(database, begin, steps)
    database.close()


def test_another_store_at_the_address_is_read_from_nothing(database: Database) -> None:
    seeding.save(database, a_portfolio(a_project("Wells")).contents())
    earlier = read(database)
    later = replace(earlier, portfolio=replace(earlier.portfolio, revision=99))
    assert update(database, later).revision == earlier.revision


def test_more_changes_than_somebody_waits_for_are_refused(database: Database) -> None:
    seeding.save(database, a_portfolio(a_project("Wells")).contents())
    current = read(database)
    projects = a_project("Wells").needing("2m EUR"), a_project("Posts")
    seeding.save(database, a_portfolio(*projects).contents())
    with database.reading() as connection:
        with pytest.raises(TooManyChanges):
            snapshot.update(connection, current, 0)
        assert snapshot.update(connection, current, 2).portfolio.size > current.portfolio.size


def followed(database: Database, write: Write, of: Callable[[Snapshot], Any]) -> tuple[Any, Any]:
    """A part of the snapshot before and after a write, brought up to date and equal to one read."""
    current = read(database)
    before = of(current)
    with database.new_revision("test") as change:
        write(change)
    current = update(database, current)
    assert everything(current) == everything(read(database))
    return before, of(current)


def kinds(found: Snapshot) -> Any:
    return living(found.portfolio)["projects.kind"]


def test_a_region_that_moves_moves_the_kinds_of_its_projects(database: Database) -> None:
    role = ParticipantRole.BENEFICIARY
    wells = a_project("Wells").with_role(role, country="TN").with_role(role, country="LY")
    seeding.save(database, a_portfolio(wells).contents())
    libya = replace(COUNTRIES[1], region=Region.SAHEL_SAHARA)
    moved = followed(database, lambda change: reference.save_country(change, libya), kinds)
    assert moved == ([Kind.REGIONAL], [Kind.INTER_REGIONAL])


def test_a_home_country_moves_the_kind_of_who_is_pivotal(database: Database) -> None:
    project = a_project("Wells").with_role(ParticipantRole.BENEFICIARY, country="TN")
    project = project.with_role(ParticipantRole.PIVOTAL, "A")
    project = project.with_role(ParticipantRole.FACILITATING, "B")
    seeding.save(database, a_portfolio(project).contents())

    def move(change: Change) -> None:
        (one,) = (o for o in reading.read_organisations(change.connection) if o.identifier == "A")
        home = RowIds.read(change.connection).country("TD")
        organisations.save_organisation(change, one, home)

    before, after = followed(database, move, kinds)
    assert (before, after) == ([Kind.UNCLASSIFIED], [Kind.TRIANGULAR])


def test_a_country_that_comes_before_others_leaves_their_shares_theirs(database: Database) -> None:
    shared = a_project("Wells").in_country("LY")
    seeding.save(database, a_portfolio(shared).contents())
    first = Country(0, "AA", "AAA", Region.PARTNERS, True, {"en": "First"})
    (before,), (after,) = followed(
        database,
        lambda change: reference.save_country(change, first),
        lambda found: living(found.portfolio)["parts.key"],
    )
    assert after == before + 1


@pytest.mark.parametrize(("later", "holds"), [(0, True), (62, True), (63, False), (-1, False)])
def test_a_rate_converts_what_lies_within_its_age(
    database: Database, later: int, *, holds: bool
) -> None:
    on = date(2014, 1, 28)
    given = partner("A").commits("120 USD").on((on + timedelta(days=later)).isoformat())
    seeding.save(database, a_portfolio(a_project("Wells").receiving(given)).contents())
    rate = Rate("USD", on, 120_000_000, datetime(2014, 1, 28, tzinfo=UTC), "test")
    before, after = followed(
        database,
        lambda change: rates.add_rates(change, [rate]),
        lambda found: living(found.portfolio, "EUR")["EUR.flows"],
    )
    assert before == ([0], [0])
    assert after == (([100_00], [1]) if holds else ([0], [0]))
