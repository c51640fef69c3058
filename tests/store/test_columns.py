"""The columns hold what the rows hold, whole or for a few projects, in whole numbers."""

from datetime import UTC, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from portfolio.ledger.columns import NO_ONE, PROJECT_SOURCES, SHARED_SOURCES
from portfolio.store import reading, saving, snapshot
from portfolio.store.database import Database
from portfolio.store.schema import micros
from portfolio.store.tables import METADATA

PROJECTS, FLOWS = 30, 8


@pytest.fixture
def filled(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Thirty projects, read in parts so small that every seam between parts is met."""
    monkeypatch.setattr(snapshot, "_ROWS_AT_ONCE", 7)
    monkeypatch.setattr(snapshot, "_BYTES_AT_ONCE", 500)
    monkeypatch.setattr(snapshot, "_IDS_AT_ONCE", 4)
    random = np.random.default_rng(7)
    ids = np.arange(1, PROJECTS + 1)
    owner = np.repeat(ids, FLOWS)
    count = len(owner)
    saving.insert(
        database,
        {
            "currency": {"id": [1, 2], "code": ["EUR", "XOF"]},
            "organisation": {
                "id": [1, 2],
                "identifier": ["A", "B"],
                "name_en": ["A", "B"],
                "is_illustrative": [True, False],
            },
            "rate": {
                "currency_id": [2, 2],
                "day": [16_000, 16_001],
                "per_eur": [65_595_700_000, 2**53 + 1],
                "recorded_at": [0, micros(datetime(2014, 1, 1, tzinfo=UTC))],
            },
            "project": {
                "id": ids,
                "identifier": [f"P-{number}" for number in ids],
                "owner_id": random.choice([1, 2, NO_ONE], PROJECTS),
                "declared_kind": random.integers(0, 5, PROJECTS),
                "kind_exception": ["" if n % 3 else "recorded" for n in ids],
                "provenance": random.integers(1, 5, PROJECTS),
                "revision": ids,
            },
            "flow": {
                "id": np.arange(1, count + 1),
                "project_id": owner,
                "reference": [f"F-{n}" for n in range(count)],
                "kind": random.integers(1, 5, count),
                "provider_id": random.choice([1, 2, NO_ONE], count),
                "amount": random.integers(-(2**62), 2**62, count),
                "currency_id": random.integers(1, 3, count),
                "value_date": random.integers(-400, 20_000, count),
                "recorded_at": random.integers(-(10**15), 10**15, count),
                "perspective": random.integers(1, 3, count),
                "confidence": random.integers(1, 4, count),
                "provenance": random.integers(1, 5, count),
                "in_kind": random.integers(0, 2, count).astype(bool),
                "corrects_id": np.where(np.arange(count) % 5, NO_ONE, count - np.arange(count) % 2),
                "date_derived": np.zeros(count, bool),
            },
        },
    )
    return database


def expected(
    connection: sa.Connection, name: str, wanted: tuple[str, ...]
) -> list[tuple[int, ...]]:
    """The same rows as the drivers give them, one by one."""
    found = connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id").mappings().all()
    texts = {"has_exception": "kind_exception", "has_evidence": "evidence"}
    rows = []
    for row in found:
        values = [row[texts[column]] != "" if column in texts else row[column] for column in wanted]
        rows.append(tuple(NO_ONE if value is None else int(value) for value in values))
    return rows


def rows(table: dict[str, np.ndarray]) -> list[tuple[int, ...]]:
    return sorted(zip(*(column.tolist() for column in table.values()), strict=True))


def test_the_columns_hold_what_the_rows_hold(filled: Database) -> None:
    with filled.reading() as connection:
        tables = {**snapshot.read_tables(connection), **snapshot.read_shared(connection)}
        assert set(tables) == {*PROJECT_SOURCES, *SHARED_SOURCES}
        for name, wanted in {**PROJECT_SOURCES, **SHARED_SOURCES}.items():
            assert tuple(tables[name]) == wanted
            assert {column.dtype for column in tables[name].values()} == {np.dtype(np.int64)}
            assert all(column.flags.c_contiguous for column in tables[name].values())
            assert rows(dict(tables[name])) == expected(connection, name, wanted)
    assert len(tables["flow"]["id"]) == PROJECTS * FLOWS


@pytest.mark.parametrize("chosen", [[], [3], [1, 2, 29, 30, 99], list(range(1, PROJECTS + 1))])
def test_a_few_projects_are_the_rows_of_those_projects(filled: Database, chosen: list[int]) -> None:
    with filled.reading() as connection:
        whole, few = snapshot.read_tables(connection), snapshot.read_tables(connection, chosen)
    for name, table in whole.items():
        key = "id" if name == "project" else "project_id"
        of_these = np.isin(table[key], chosen)
        assert rows({c: v[of_these] for c, v in table.items()}) == rows(dict(few[name]))
        assert {column.dtype for column in few[name].values()} == {np.dtype(np.int64)}


def test_one_project_is_found_by_index_in_every_table(filled: Database) -> None:
    with filled.reading() as connection:
        if filled.is_sqlite:
            explain, found = "EXPLAIN QUERY PLAN", "SEARCH"
        else:  # so few rows would be scanned whatever indexes there are
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            explain, found = "EXPLAIN", "Index"
        for name in PROJECT_SOURCES:
            key = "id" if name == "project" else "project_id"
            query = f"{explain} SELECT * FROM {name} WHERE {key} IN (1)"
            plan = str(connection.exec_driver_sql(query).all())
            assert found in plan, plan
        query = f"{explain} SELECT id FROM project WHERE revision > 5"
        assert "ix_project_revision" in str(connection.exec_driver_sql(query).all())


def test_projects_changed_since_a_revision_are_those_written_after_it(filled: Database) -> None:
    with filled.reading() as connection:
        assert reading.changed_since(connection, 27) == [28, 29, 30]
        assert reading.changed_since(connection, 30) == []


def test_rows_in_bulk_leave_room_for_the_next_ones(filled: Database) -> None:
    with filled.new_revision("one more") as change:
        made = sa.insert(METADATA.tables["currency"]).values(code="USD")
        assert change.connection.execute(made).inserted_primary_key == (3,)
