"""A row changed by hand differs from what history tells, and is named: table, identifier, field."""

from datetime import date

import pytest
import sqlalchemy as sa

from portfolio.services import (
    milestones,
    operations,
    organisations,
    publishing,
    rates,
    transactions,
    verification,
)
from portfolio.services import reference as services_reference
from portfolio.services.organisations import OrganisationEntry
from portfolio.services.reference import CountryEntry
from portfolio.store import reconciliation, seeding
from portfolio.store.database import Database
from portfolio.store.reconciliation import Reconciliation
from tests.services.desk import Desk, a_desk, contents, flow


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk at which everything that makes a figure was done once."""
    made = a_desk(database)
    register, secretary = made.register, made.secretary
    project = made.published()
    reference = transactions.record_flow(
        register, secretary, project, flow(source="A letter"), token="1"
    )
    transactions.record_flow(
        register, secretary, project, flow(amount="7", currency="USD"), token="2"
    )
    waiting = [row.flow.reference for row in verification.list_awaiting(register, secretary)]
    if waiting:
        verification.confirm_flow(register, made.donor, project, waiting[0], token="3")
    milestones.record_milestone(
        register, secretary, project, "M-1", "done", "2014-06-01", "Report 3", token="4"
    )
    milestones.record_status(
        register, secretary, project, "suspended", "2014-06-02", "A letter", token="5"
    )
    publishing.withdraw_project(
        register, made.reviewer, project, date(2014, 6, 3), "An error", token="6"
    )
    publishing.publish_again(
        register, made.reviewer, project, date(2014, 6, 4), "Mended", token="7"
    )
    administrator = made.administrator
    typed = OrganisationEntry("NEW-1", {"en": "New one"}, "10", "FR")
    organisations.save_organisation(register, administrator, typed, is_new=True, token="8")
    organisations.merge_organisations(
        register, administrator, "DONOR-A", "NEW-1", "One body", token="9"
    )
    country = CountryEntry("DZ", "DZA", "arab_maghreb", names={"en": "Algeria"})
    services_reference.save_country(register, administrator, country, is_new=True, token="10")
    rates.enter_rate(register, administrator, "USD", date(2014, 6, 2), "1.3", "Bank", token="11")
    services_reference.set_conference(
        register, administrator, date(2014, 10, 1), "A letter", "Agreed", token="12"
    )
    assert reference
    return made


def compared(desk: Desk) -> Reconciliation:
    with desk.register.database.reading() as connection:
        return reconciliation.compare(connection)


def by_hand(desk: Desk, statement: str) -> None:
    database = desk.register.database
    with database.engine.execution_options(portfolio_writes=True).begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount


def test_what_people_do_in_the_product_is_as_history_tells_it(desk: Desk) -> None:
    found = compared(desk)
    assert found.differences == ()
    assert found.rows > 10


def test_loading_the_files_again_keeps_rows_and_history_together(desk: Desk) -> None:
    database = desk.register.database
    seeding.save(database, contents())
    assert compared(desk).differences == ()


PROJECT = "RD-%"
BY_HAND = {
    "a flow's amount": ("UPDATE flow SET amount = amount + 1 WHERE kind = 1", "project", "flow "),
    "a flow's day": ("UPDATE flow SET value_date = value_date + 1 WHERE id = 1", "project", "flow "),
    "a flow gone": ("DELETE FROM flow_confidence", "project", "flow "),
    "a funder": ("UPDATE flow SET provider_id = 2 WHERE id = 1", "project", "flow "),
    "a requirement": ("UPDATE budget SET amount = 1", "project", "budgets"),
    "a share": (
        "UPDATE share SET basis_points = 10000 - basis_points WHERE basis_points < 10000",
        "project", "share_sets",
    ),
    "a status": ("UPDATE project_status SET status = 3", "project", "statuses"),
    "a status's day": ("UPDATE project_status SET valid_from = 1", "project", "statuses"),
    "a publication": ("DELETE FROM project_publication WHERE state = 4", "project", "publications"),
    "a confidence": ("UPDATE flow_confidence SET confidence = 1", "project", "flow "),
    "a milestone": ("UPDATE milestone_version SET weight = 9", "project", "milestones"),
    "an owner": ("UPDATE project SET declared_kind = 1", "project", "declared_kind"),
    "a rate of the files": ("UPDATE rate SET per_eur = 1 WHERE source = 'test'", "rates", "rows"),
    "a rate of people": ("UPDATE rate SET per_eur = 1 WHERE source = 'Bank'", "rate", "rate"),
    "a rate gone": ("DELETE FROM rate WHERE source = 'Bank'", "rate", ""),
    "a rate more": (
        "INSERT INTO rate (currency_id, day, per_eur, recorded_at, source)"
        " SELECT currency_id, day, per_eur, recorded_at + 1, source FROM rate WHERE source = 'Bank'",
        "rates", "rows",
    ),
    "an organisation": ("UPDATE organisation SET type = '80' WHERE identifier = 'AGENCY'", "organisation", "type"),
    "an organisation more": (
        "INSERT INTO organisation (identifier, name_en, is_illustrative) VALUES ('X', 'X', '0')",
        "organisation", "",
    ),
    "a country": ("UPDATE country SET region = 4 WHERE code = 'LY'", "country", "region"),
    "the conference": ("UPDATE setting SET value = '2020-01-01'", "setting", "value"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "subject", "field"), BY_HAND.values(), ids=BY_HAND)
def test_a_row_changed_by_hand_is_named(
    desk: Desk, statement: str, subject: str, field: str
) -> None:
    by_hand(desk, statement)
    found = compared(desk).differences
    assert {row.subject for row in found} == {subject}, found
    assert all(row.field.startswith(field) for row in found)
    assert all(row.from_history != row.from_store for row in found)
    assert operations.verify(desk.register.database).is_sound  # the chain alone does not show it


def test_the_field_of_a_row_of_money_is_named_with_both_amounts(desk: Desk) -> None:
    by_hand(desk, "UPDATE flow SET amount = amount + 1 WHERE amount = 300000000")
    (row,) = compared(desk).differences
    assert row.field.startswith("flow ")
    assert row.field.endswith(" amount_minor")
    assert (row.from_history, row.from_store) == (300_000_000, 300_000_001)
