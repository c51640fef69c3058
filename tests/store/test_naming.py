"""The names beside the columns are those of the rows, for all projects or for a few."""

from dataclasses import fields
from datetime import date

from portfolio.domain.fields import DAY_FIELDS, TEXT_FIELDS
from portfolio.domain.projects import Milestone, Participant, Project
from portfolio.domain.reference import Organisation, ParticipantRole
from portfolio.exchange.schema import ProjectEntry
from portfolio.ledger.columns import MilestoneLabel, ProjectLabel
from portfolio.store import reading, seeding, tables
from portfolio.store.database import Database
from tests.store.test_seeding import PARTNER, flow, holding, project

BUILDER = Organisation(2, "XI-B", {"fr": "Bâtisseur", "ar": "البنّاء"}, type="21")


def test_labels_name_projects_milestones_and_organisations(database: Database) -> None:
    posts = project(
        flow(1, currency="XOF"),
        titles={"en": "Border posts", "ar": "مراكز الحدود"},
        summaries={"fr": "Postes"},
        place="Dirkou",
        contact_office="Programme office",
        contact_email="office@posts.example",
        participants=(
            Participant(ParticipantRole.PROVIDER, "XI-A"),
            Participant(ParticipantRole.IMPLEMENTING, "XI-B"),
            Participant(ParticipantRole.IMPLEMENTING, "XI-A"),
        ),
        milestones=(Milestone(0, "M-1", {"en": "Site chosen"}, ()), Milestone(0, "M-2", {}, ())),
    )
    plain = project(id=2, identifier="P-2")
    contents = holding(posts, plain)
    contents = type(contents)(organisations=(PARTNER, BUILDER), projects=contents.projects)
    seeding.save(database, contents)
    with database.reading() as connection:
        labels = reading.read_labels(connection)
        ids = {label.identifier: number for number, label in labels.projects.items()}
        few = reading.read_labels(connection, [ids["P-1"]])
        none = reading.read_labels(connection, [])
    assert labels.projects == {
        ids["P-1"]: ProjectLabel(
            identifier="P-1",
            titles={"en": "Border posts", "ar": "مراكز الحدود"},
            summaries={"fr": "Postes"},
            implementer="XI-B",
            contact_office="Programme office",
            place="Dirkou",
            contact_email="office@posts.example",
        ),
        ids["P-2"]: ProjectLabel("P-2", {"en": "Border posts"}, {}, None, "", ""),
    }
    assert list(labels.milestones.values()) == [
        MilestoneLabel("M-1", {"en": "Site chosen"}),
        MilestoneLabel("M-2", {}),
    ]
    assert [row.names for row in labels.organisations.values()] == [PARTNER.names, BUILDER.names]
    assert {"XOF"} <= set(labels.currencies.values())
    assert (few.projects, few.milestones) == (
        {ids["P-1"]: labels.projects[ids["P-1"]]},
        labels.milestones,
    )
    assert (none.projects, none.milestones) == ({}, {})
    assert few.organisations == none.organisations == labels.organisations


def test_a_text_or_a_day_of_a_project_is_kept_and_read_under_its_own_name() -> None:
    plain = {
        field.name for field in fields(Project) if field.default == "" or field.type == date | None
    }
    assert {*TEXT_FIELDS, *DAY_FIELDS} <= plain
    assert plain <= set(tables.project.c.keys())
    assert plain <= set(ProjectEntry.model_fields)
