"""What the database refuses reaches people as errors of the domain, whichever engine says it."""

from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.errors import (
    AlreadyExists,
    BudgetTooLong,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.rules import NamesItself
from portfolio.store import saving
from portfolio.store.database import Database
from portfolio.store.engines import ConstraintBroken
from portfolio.store.tables import METADATA

FLOW: dict[str, Any] = {
    "project_id": 1, "kind": 1, "amount": 1, "currency_id": 1, "value_date": 16_000,
    "recorded_at": 0, "perspective": 1, "confidence": 2, "provenance": 1, "in_kind": False,
    "date_derived": False,
}  # fmt: skip
PROJECT: dict[str, Any] = {
    "identifier": "P-1", "declared_kind": 1, "provenance": 1, "revision": 1
}  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "currency": [{"id": 1, "code": "EUR"}],
    "organisation": [{"identifier": "XM-A", "name_fr": "A", "is_illustrative": False}],
    "project": [{"id": 1, **PROJECT}],
    "share_set": [{"id": 1, "project_id": 1, "axis": 1, "valid_from": 0, "recorded_at": 0}],
    "share": [{"project_id": 1, "set_id": 1, "key": 2, "basis_points": 10_000}],
    "flow": [
        {"id": 1, "reference": "F-1", "supersedes_id": None, **FLOW},
        {"id": 2, "reference": "F-2", "supersedes_id": 1, **FLOW},
    ],
    "milestone": [{"id": 1, "project_id": 1, "reference": "M-1"}],
}
BUDGET = {
    "project_id": 1, "type": 1, "amount": 1, "currency_id": 1, "valid_from": 0, "recorded_at": 0,
    "date_derived": False,
}  # fmt: skip
REFUSED: list[tuple[str, dict[str, Any], type[PortfolioError], str]] = [
    ("project", PROJECT, AlreadyExists, "project"),
    ("organisation", ROWS["organisation"][0], AlreadyExists, "organisation"),
    ("flow", {"reference": "F-1", **FLOW}, AlreadyExists, "flow"),
    ("milestone", {"project_id": 1, "reference": "M-1"}, AlreadyExists, "milestone"),
    ("flow", {"reference": "F-3", "supersedes_id": 1, **FLOW}, SecondSuccessor, ""),
    ("flow", {"id": 7, "reference": "F-7", "corrects_id": 7, **FLOW}, NamesItself, ""),
    ("budget", {"first_day": 10, "last_day": 9, **BUDGET}, BudgetTooLong, ""),
    ("share", ROWS["share"][0], SharesIncomplete, ""),
    ("currency", {"code": "EURO"}, ConstraintBroken, "ck_currency_code"),
    ("currency", {"code": "EUR"}, ConstraintBroken, "uq_currency_code"),
    ("organisation", {"identifier": "B", "is_illustrative": False}, ConstraintBroken, "ck_organisation_named"),
    ("project", {**PROJECT, "identifier": ""}, ConstraintBroken, "ck_project_identifier"),
    ("project_participant", {"project_id": 1, "role": 1}, ConstraintBroken, "ck_project_participant_named"),
    ("project_relevance", {"project_id": 1, "clause": 12}, ConstraintBroken, "ck_project_relevance_clause"),
    ("rate", {"currency_id": 1, "day": 0, "per_eur": 0, "recorded_at": 0}, ConstraintBroken, "ck_rate_positive"),
    ("portfolio_state", {"id": 2, "revision": 0}, ConstraintBroken, "ck_portfolio_state_single"),
]  # fmt: skip


def insert(database: Database, table: str, row: dict[str, Any]) -> None:
    names, holes = ", ".join(row), ", ".join(f":{name}" for name in row)
    with database.new_revision("insert") as change:
        statement = sa.text(f"INSERT INTO {table} ({names}) VALUES ({holes})")
        change.connection.execute(statement, row)


@pytest.fixture
def filled(database: Database) -> Database:
    columns = {
        table: {name: [row[name] for row in rows] for name in rows[0]}
        for table, rows in ROWS.items()
    }
    saving.insert(database, columns)
    return database


def test_every_constraint_has_a_name_of_the_domain_or_its_own(filled: Database) -> None:
    for table, row, sort, said in REFUSED:
        with pytest.raises(PortfolioError) as refusal:
            insert(filled, table, row)
        assert type(refusal.value) is sort, (table, row, refusal.value)
        assert said in str(refusal.value), (table, row)
    assert filled.revision() == 1


def test_a_row_that_names_nothing_is_refused(filled: Database) -> None:
    for missing in ({"provider_id": 99}, {"project_id": 99}, {"honours_id": 99}):
        with pytest.raises(ConstraintBroken):
            insert(filled, "flow", {"reference": "F-9", **FLOW, **missing})


def test_every_constraint_has_a_name_that_fits_postgresql() -> None:
    for table in METADATA.tables.values():
        for constraint in table.constraints:
            assert constraint.name
            assert len(str(constraint.name)) <= 63
        for index in table.indexes:
            assert index.name
