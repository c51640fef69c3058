"""What rules of quality ask of the store reads back as it was written, on both engines."""

from datetime import date

from portfolio.domain.contents import Contents
from portfolio.store import seeding, snapshot
from portfolio.store.database import Database
from portfolio.store.tables import flow, reporting_period
from tests.build import a_portfolio, a_project
from tests.building.facts import written
from tests.measures.examples import A
from tests.measures.quality_examples import sound

POSTS = sound().receiving(
    A.pledges("10 EUR").called("first"),
    A.pledges("20 EUR").replacing("first").called("second"),
    A.commits("20 EUR").honouring("second"),
    A.disburses("5 EUR").on_a_derived_day(),
    A.disburses("6 EUR"),
)


def kept(database: Database) -> Contents:
    contents = a_portfolio(POSTS, a_project("Bare").running("2014-01-01", "2013-12-31")).contents()
    seeding.save(database, contents)
    return contents


def test_kinds_offices_days_and_what_entries_say_read_back(database: Database) -> None:
    given = written(kept(database))
    with database.reading() as connection:
        found = snapshot.read_written(connection)
    assert {name: sorted(columns) for name, columns in found.items()} == {
        name: sorted(columns) for name, columns in given.items()
    }
    for name, columns in given.items():
        for column, values in columns.items():
            assert sorted(found[name][column].tolist()) == sorted(values.tolist()), (name, column)


def test_entries_are_called_by_their_references(database: Database) -> None:
    kept(database)
    with database.reading() as connection:
        ids = list(connection.scalars(flow.select().with_only_columns(flow.c.id)))
        references = snapshot.read_references(connection, ids)
    assert sorted(references.values()) == ["first", "row-3", "row-4", "row-5", "second"]


def test_the_last_period_is_the_one_that_ended_before_the_day(database: Database) -> None:
    with database.new_revision("periods") as change:
        for name, last in (("Q1", date(2014, 3, 31)), ("Q2", date(2014, 6, 30))):
            row = {"name": name, "first_day": date(2014, 1, 1), "last_day": last}
            change.connection.execute(reporting_period.insert().values(**row))
    with database.reading() as connection:
        assert snapshot.read_last_period(connection, date(2014, 3, 31)) is None
        assert snapshot.read_last_period(connection, date(2014, 4, 1)) == date(2014, 3, 31)
        assert snapshot.read_last_period(connection, date(2014, 12, 31)) == date(2014, 6, 30)
