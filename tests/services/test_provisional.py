"""Organisations are named where they are needed, and known by their registry later."""

import pytest

from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryRefused
from portfolio.services import organisations
from portfolio.services.access import NotAllowed
from portfolio.services.organisations import (
    NotProvisional,
    OrganisationEntry,
    ProvisionalEntry,
    SimilarOrganisation,
)
from portfolio.store import reading
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def identifiers(desk: Desk) -> set[str]:
    with desk.register.database.reading() as connection:
        return {held.identifier for held in reading.read_organisations(connection)}


def name(desk: Desk, who: Principal, called: str = "Douane libyenne", token: str = "n") -> str:
    typed = ProvisionalEntry({"fr": called}, "10", "LY")
    return organisations.name_organisation(desk.register, who, typed, token=token)


def test_a_secretary_names_an_organisation_and_a_project_is_published_with_it(desk: Desk) -> None:
    named = name(desk, desk.secretary)
    assert named == "PROVISIONAL-0001"
    participants = [
        {**row, "organisation": named} if row["role"] == "implementing" else row
        for row in entry()["participants"]
    ]
    identifier = desk.published(participants=participants)
    with desk.register.database.reading() as connection:
        project = reading.read_project(connection, identifier)
    assert named in {row.organisation for row in project.participants}


def test_a_reviewer_gives_the_registry_identifier_and_every_project_follows(desk: Desk) -> None:
    named = name(desk, desk.secretary)
    participants = [
        {**row, "organisation": named} if row["role"] == "implementing" else row
        for row in entry()["participants"]
    ]
    identifier = desk.published(participants=participants)
    before = desk.amounts()
    given = organisations.identify_organisation(
        desk.register, desk.reviewer, named, "LY-REG-77", token="i"
    )
    assert given == "LY-REG-77"
    with desk.register.database.reading() as connection:
        project = reading.read_project(connection, identifier)
        known = {held.identifier: held for held in reading.read_organisations(connection)}
    assert {"LY-REG-77"} == {
        row.organisation
        for row in project.participants
        if row.organisation and row.role.word == "implementing"
    }
    assert known["LY-REG-77"].provisional_since is None
    assert known["LY-REG-77"].country == "LY"
    assert named not in known
    assert desk.amounts() == before
    assert name(desk, desk.secretary, "Autre douane", token="m") == "PROVISIONAL-0002"


def test_an_identifier_that_is_taken_or_provisional_is_refused(desk: Desk) -> None:
    named = name(desk, desk.secretary)
    for wanted in ("DONOR-A", "PROVISIONAL-0009", "two words"):
        with pytest.raises(EntryRefused):
            organisations.identify_organisation(
                desk.register, desk.reviewer, named, wanted, token=wanted
            )
    with pytest.raises(NotProvisional):
        organisations.identify_organisation(
            desk.register, desk.reviewer, "DONOR-A", "XX-1", token="d"
        )
    assert named in identifiers(desk)


@pytest.mark.parametrize("called", ["agency", "Agéncy", " A gency "])
def test_a_name_that_differs_by_case_accents_or_blanks_is_warned_of(
    desk: Desk, called: str
) -> None:
    with pytest.raises(SimilarOrganisation) as warned:
        name(desk, desk.secretary, called)
    assert warned.value.values == {"name": "Agency", "identifier": "AGENCY"}
    typed = ProvisionalEntry({"en": called})
    named = organisations.name_organisation(
        desk.register, desk.secretary, typed, token="n", again=True
    )
    assert named in identifiers(desk)
    new = OrganisationEntry("AGENCY-2", {"en": called})
    with pytest.raises(SimilarOrganisation):
        organisations.save_organisation(
            desk.register, desk.administrator, new, is_new=True, token="o"
        )


def test_an_organisation_needs_a_name(desk: Desk) -> None:
    with pytest.raises(EntryRefused):
        name(desk, desk.secretary, "  ")


def test_one_press_names_one_organisation(desk: Desk) -> None:
    assert name(desk, desk.secretary) == name(desk, desk.secretary)
    assert len([one for one in identifiers(desk) if one.startswith(organisations.PREFIX)]) == 1


def test_a_reviewer_merges_what_is_provisional_and_nothing_else(desk: Desk) -> None:
    named = name(desk, desk.secretary)
    with pytest.raises(NotAllowed):
        organisations.merge_organisations(
            desk.register, desk.reviewer, "DONOR-A", "DONOR-B", "one body", token="x"
        )
    with pytest.raises(NotAllowed):
        organisations.preview_merge(desk.register, desk.reviewer, "DONOR-A", "DONOR-B")
    organisations.merge_organisations(
        desk.register, desk.reviewer, named, "AGENCY", "one body", token="y"
    )
    assert named not in identifiers(desk)


def test_a_change_of_its_name_leaves_an_organisation_provisional(desk: Desk) -> None:
    named = name(desk, desk.secretary)
    typed = OrganisationEntry(named, {"fr": "Douane libyenne", "en": "Libyan customs"}, "10", "LY")
    organisations.save_organisation(
        desk.register, desk.administrator, typed, is_new=False, token="e"
    )
    organisations.identify_organisation(desk.register, desk.reviewer, named, "LY-1", token="i")
    assert "LY-1" in identifiers(desk)
