"""Loads are whole, repeatable, and never over what people entered."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.contents import Contents
from portfolio.domain.errors import AlreadyExists, SecondSuccessor, UnknownCurrency
from portfolio.domain.flows import DatedVerification, Flow, FlowKind, Provenance, Verification
from portfolio.domain.money import Rate
from portfolio.domain.projects import Project
from portfolio.domain.reference import Kind, Organisation
from portfolio.domain.rules import UnknownReference
from portfolio.store import reading, seeding, snapshot, tables
from portfolio.store.database import Database
from portfolio.store.saving import save_project
from portfolio.store.snapshot import read_tables
from tests.store import plain
from tests.store.contents import BEYOND_A_FLOAT

DAY = date(2014, 1, 29)
NOON = datetime(2014, 1, 29, 12, tzinfo=UTC)
PARTNER = Organisation(1, "XI-A", {"en": "Illustrative partner 1"}, is_illustrative=True)


def flow(number: int, **changes: Any) -> Flow:
    pledge = Flow(
        id=number,
        project_id=1,
        reference=f"F-{number}",
        kind=FlowKind.PLEDGE,
        provider_id=1,
        receiver_id=None,
        amount_minor=100,
        currency="EUR",
        value_date=DAY,
        recorded_at=NOON,
        provenance=Provenance.DOCUMENTED,
    )
    return replace(pledge, **changes)


def project(*flows: Flow, **changes: Any) -> Project:
    border_posts = Project(
        id=1,
        identifier="P-1",
        titles={"en": "Border posts"},
        summaries={},
        declared_kind=Kind.BILATERAL,
        provenance=Provenance.DOCUMENTED,
        flows=flows,
    )
    return replace(border_posts, **changes)


def holding(*projects: Project) -> Contents:
    return Contents(organisations=(PARTNER,), projects=projects)


def stored(database: Database, identifier: str = "P-1") -> Project:
    with database.reading() as connection:
        return reading.read_project(connection, identifier)


def counted(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (tables.organisation, tables.project, tables.flow, tables.rate)
        }


@pytest.mark.parametrize(
    ("broken", "refusal"),
    [
        (project(flow(1, currency="euro")), UnknownCurrency),
        (project(owner="XM-NOBODY"), UnknownReference),
        (project(flow(1), flow(2, supersedes_id=1), flow(3, supersedes_id=1)), SecondSuccessor),
        (project(), AlreadyExists),  # the identifier is taken by the first project
    ],
)
def test_a_load_that_fails_leaves_nothing(
    database: Database, broken: Project, refusal: type[Exception]
) -> None:
    good = project(id=2, identifier="P-1" if refusal is AlreadyExists else "P-2")
    rates = (Rate("USD", DAY, 137_000_000, NOON, "ECB"),)
    with pytest.raises(refusal):
        seeding.save(database, replace(holding(good, broken), rates=rates))
    assert set(counted(database).values()) == {0}
    assert database.revision() == 0


def test_only_a_project_that_changed_gets_the_new_revision(database: Database) -> None:
    other = project(id=2, identifier="P-2")
    seeding.save(database, holding(project(flow(1)), other))
    loaded = seeding.save(database, holding(project(flow(1, amount_minor=150)), other))
    assert (loaded.updates, loaded.revision) == (("P-1",), 2)
    with database.reading() as connection:
        assert reading.changed_since(connection, 1) == [stored(database).id]
        assert reading.changed_since(connection, 2) == []
        assert len(reading.changed_since(connection, 0)) == 2
    assert stored(database).flows[0].amount_minor == 150


def test_a_flow_keeps_its_row_as_long_as_its_reference_stands(database: Database) -> None:
    seeding.save(database, holding(project(flow(1), flow(2, supersedes_id=1), flow(3))))
    before = {row.reference: row.id for row in stored(database).flows}
    moved = project(flow(3, supersedes_id=1), flow(1, amount_minor=7), flow(4, supersedes_id=3))
    seeding.save(database, holding(moved))
    after = {row.reference: row for row in stored(database).flows}
    assert set(after) == {"F-1", "F-3", "F-4"}
    assert {name: row.id for name, row in after.items() if name != "F-4"} == {
        name: before[name] for name in ("F-1", "F-3")
    }
    assert after["F-3"].supersedes_id == before["F-1"]
    assert after["F-4"].supersedes_id == before["F-3"]


def test_a_project_people_entered_is_left_alone(database: Database) -> None:
    with database.new_revision("enter") as change:
        save_project(change, project(provenance=Provenance.ENTERED, place="Dirkou"))
    before = stored(database)
    loaded = seeding.save(database, holding(project(flow(1), place="Elsewhere")))
    assert (loaded.additions, loaded.updates) == ((), ())
    assert stored(database) == before


def test_a_flow_people_entered_outlives_a_load_with_what_it_names(database: Database) -> None:
    chain = (flow(1), flow(2, corrects_id=1, amount_minor=-5), flow(3))
    seeding.save(database, holding(project(*chain)))
    held = stored(database)
    partner = held.flows[0].provider_id
    own = flow(
        99,
        reference="OWN",
        provider_id=partner,
        honours_id=held.flows[1].id,
        provenance=Provenance.ENTERED,
    )
    with database.new_revision("enter") as change:
        save_project(change, replace(held, flows=(*held.flows, own)))
    loaded = seeding.save(
        database, holding(project(flow(4), flow(5, reference="OWN", amount_minor=1)))
    )
    assert loaded.updates == ("P-1",)
    after = {row.reference: row for row in stored(database).flows}
    assert set(after) == {"F-1", "F-2", "F-4", "OWN"}  # F-3 is gone: nobody's own row names it
    assert after["OWN"].amount_minor == 100
    assert after["OWN"].honours_id == after["F-2"].id
    again = seeding.save(
        database, holding(project(flow(4), flow(5, reference="OWN", amount_minor=1)))
    )
    assert (again.updates, again.revision) == ((), loaded.revision)


def test_projects_may_name_each_other_as_providers(database: Database) -> None:
    first = project(flow(1, provider_project_id=2))
    second = project(flow(2, project_id=2, provider_project_id=1), id=2, identifier="P-2")
    contents = holding(first, second)
    seeding.save(database, contents)
    with database.reading() as connection:
        assert plain.kept(connection, ["P-1", "P-2"]) == plain.given(contents)


def test_a_rate_that_differs_replaces_its_row_and_is_seen_by_readers(database: Database) -> None:
    def rates(per_eur: int) -> Contents:
        return Contents(rates=(Rate("USD", DAY, per_eur, NOON, "ECB"),))

    with database.reading() as connection:
        current = snapshot.read(connection)
    for value in (137_000_000, 137_000_001, 137_000_000):
        assert seeding.save(database, rates(value)).shared_rows[-1] == "rate"
        with database.reading() as connection:
            current = snapshot.update(connection, current)
        assert current.portfolio.rates.rows["per_eur"].tolist() == [value]
    assert seeding.save(database, rates(137_000_000)).shared_rows == ()


def test_the_mode_is_remembered(database: Database) -> None:
    seeding.save(database, Contents(), mode="demonstration")
    with database.reading() as connection:
        assert reading.read_mode(connection) == "demonstration"
    assert database.revision() == 1
    seeding.save(database, Contents(), mode="demonstration")
    assert database.revision() == 1


def test_money_beyond_what_a_float_can_count_survives(database: Database) -> None:
    amounts = (BEYOND_A_FLOAT, BEYOND_A_FLOAT + 1, 10**17 - 1)
    flows = [flow(n, amount_minor=minor) for n, minor in enumerate(amounts, start=1)]
    seeding.save(database, holding(project(*flows)))
    assert tuple(row.amount_minor for row in stored(database).flows) == amounts
    with database.reading() as connection:
        columns = read_tables(connection)["flow"]["amount"]
        assert tuple(int(amount) for amount in columns) == amounts
        few = read_tables(connection, [stored(database).id])["flow"]["amount"]
        assert tuple(int(amount) for amount in few) == amounts


def test_later_confidences_stay_with_their_flow(database: Database) -> None:
    later = DatedVerification(Verification.PROPOSED, date(2014, 3, 1), NOON)
    seeding.save(database, holding(project(flow(1, confidences=(later,)), flow(2))))
    assert [row.confidences for row in stored(database).flows] == [(later,), ()]
    seeding.save(database, holding(project(flow(1), flow(2, confidences=(later,)))))
    assert [row.confidences for row in stored(database).flows] == [(), (later,)]
