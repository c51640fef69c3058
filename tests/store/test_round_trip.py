"""What is loaded reads back equal, whatever the store held before."""

from collections import Counter
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings

from portfolio.domain.contents import Contents
from portfolio.store import rates, reading, seeding
from portfolio.store.database import Database
from portfolio.store.tables import METADATA
from tests.building.effort import IS_FULL
from tests.store import plain
from tests.store.contents import contents

# One store for all examples on purpose: each load meets what the earlier ones left, so that an
# example alone does not tell the failure and shrinking it would only search for long.
several = settings(
    max_examples=40 if IS_FULL else 10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large
    ],
)  # fmt: skip


def rows(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }


@several
@given(contents=contents())
def test_what_is_loaded_reads_back_equal(database: Database, contents: Contents) -> None:
    seeding.save(database, contents)
    with database.reading() as connection:
        identifiers = [project.identifier for project in contents.projects]
        assert plain.kept(connection, identifiers) == plain.given(contents)
        assert [replace(c, id=0) for c in reading.read_countries(connection)] == [
            replace(c, id=0) for c in sorted(contents.countries, key=lambda c: c.code)
        ]
        assert [replace(o, id=0) for o in reading.read_organisations(connection)] == [
            replace(o, id=0) for o in contents.organisations
        ]
        declaration = reading.read_declaration(connection)
        assert declaration.clauses == contents.clauses
        assert declaration.preamble == contents.preamble
        assert declaration.deliverables == contents.deliverables
        for reference in {version.deliverable for version in contents.deliverable_versions}:
            assert [v for v in declaration.deliverable_versions if v.deliverable == reference] == [
                v for v in contents.deliverable_versions if v.deliverable == reference
            ]
        assert not Counter(contents.rates) - Counter(rates.read_rates(connection))
        if contents.events:
            by_day = sorted(contents.events, key=lambda event: event.day)
            assert reading.read_events(connection) == tuple(by_day)
        if contents.pledging_events:
            assert reading.read_pledging_events(connection) == tuple(
                sorted(contents.pledging_events, key=lambda event: event.day)
            )


@several
@given(contents=contents())
def test_loading_twice_changes_nothing(database: Database, contents: Contents) -> None:
    first = seeding.save(database, contents, mode="demonstration")
    before = rows(database)
    second = seeding.save(database, contents, mode="demonstration")
    assert (second.additions, second.updates, second.shared_rows) == ((), (), ())
    assert second.revision == first.revision == database.revision()
    assert rows(database) == before
