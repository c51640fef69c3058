"""Organisations: what may be said of one, and what becomes of two that are one."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.flows import BudgetPeriod, BudgetType, Flow, FlowKind, Provenance
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.domain.projects import (
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Participant,
    Project,
    Publication,
    Relation,
    Status,
)
from portfolio.domain.reference import Kind, Organisation, ParticipantRole
from portfolio.measures.headline import headline
from portfolio.services import drafts, organisations, transactions
from portfolio.services.live import LivePortfolio
from portfolio.services.organisations import OrganisationEntry
from portfolio.store import history, seeding
from portfolio.store.database import Database
from tests.services.desk import AS_OF, FIRST, Desk, a_desk, contents, entry, flow

DAY = date(2014, 1, 1)
MILLION = 1_000_000_00
NAMES = {"en": "New Fund", "fr": "Nouveau Fonds", "ar": "الصندوق الجديد"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def save(desk: Desk, token: str = "t", *, is_new: bool = True, **fields: Any) -> str:
    typed = OrganisationEntry(**{"identifier": "NEW-1", "names": NAMES, **fields})
    return organisations.save_organisation(
        desk.register, desk.administrator, typed, is_new=is_new, token=token
    )


def merge(desk: Desk, one: str = "DONOR-B", into: str = "DONOR-A") -> None:
    organisations.merge_organisations(
        desk.register, desk.administrator, one, into, "One ministry, entered twice", token="m"
    )


def held(desk: Desk) -> dict[str, Organisation]:
    return {found.identifier: found for found in desk.register.labels.organisations.values()}


def told(desk: Desk, subject: str) -> list[Any]:
    with desk.register.database.reading() as connection:
        assert history.verify(connection).is_sound
        entries = history.read_entries(connection, subject=subject)
        return [row for row in entries if row.command != "load"]


def test_a_new_organisation_is_kept_with_its_names_and_told(desk: Desk) -> None:
    save(desk, type="60", country="FR", office="Grants office")
    found = held(desk)["NEW-1"]
    assert (found.names, found.type, found.country, found.office) == (
        NAMES, "60", "FR", "Grants office",
    )  # fmt: skip
    (row,) = told(desk, "organisation")
    assert (row.identifier, row.person_id, row.command) == (
        "NEW-1", desk.administrator.person, "save_organisation",
    )  # fmt: skip


def test_an_edit_changes_what_was_typed_and_a_later_load_keeps_it(desk: Desk) -> None:
    save(desk, is_new=False, identifier="DONOR-A", names={"en": "Renamed"}, type="10")
    assert held(desk)["DONOR-A"].names == {"en": "Renamed"}
    assert held(desk)["DONOR-A"].country is None
    seeding.save(desk.register.database, contents())
    assert held(desk)["DONOR-A"].names == {"en": "Renamed"}


def test_a_double_click_and_an_edit_of_nothing_write_once(desk: Desk) -> None:
    assert save(desk) == save(desk) == "NEW-1"
    revision = desk.register.database.revision()
    save(desk, "another", is_new=False)
    assert desk.register.database.revision() == revision


HOSTILE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"identifier": ""}, "identifier"),
    ({"identifier": "two words"}, "identifier"),
    ({"identifier": "<b>X</b>"}, "identifier"),
    ({"identifier": "A" * 81}, "identifier"),
    ({"identifier": "A" * 100_000}, "identifier"),
    ({"identifier": "DONOR-A"}, "identifier"),
    ({"identifier": "معرّف"}, "identifier"),
    ({"names": {}}, "name_en"),
    ({"names": {"en": " \t "}}, "name_en"),
    ({"names": {"fr": "x" * 201}}, "name_fr"),
    ({"names": {"en": "a\x00b"}}, "name_en"),
    ({"names": {"ar": "\u202eمرحبا"}}, "name_ar"),
    ({"type": "99"}, "type"),
    ({"country": "XX"}, "country"),
    ({"office": "o" * 201}, "office"),
)


@pytest.mark.parametrize(("fields", "field"), HOSTILE)
def test_what_cannot_be_kept_is_said_beside_its_field(
    desk: Desk, fields: dict[str, Any], field: str
) -> None:
    revision = desk.register.database.revision()
    with pytest.raises(EntryRefused) as refused:
        save(desk, **fields)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert desk.register.database.revision() == revision


def test_an_edit_of_what_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(organisations.UnknownOrganisation):
        save(desk, is_new=False, identifier="NOBODY")


@pytest.mark.parametrize(
    ("one", "into", "why", "fields"),
    [
        ("", "", "", ["one", "into", "reason"]),
        ("DONOR-B", "DONOR-B", "why", ["into"]),
        ("NOBODY", "DONOR-A", "why", ["one"]),
        ("DONOR-B", "<script>", " ", ["into", "reason"]),
        ("DONOR-B", "DONOR-A", "x" * 4_001, ["reason"]),
    ],
)
def test_a_merge_says_what_is_wrong_with_each_field(
    desk: Desk, one: str, into: str, why: str, fields: list[str]
) -> None:
    with pytest.raises(EntryRefused) as refused:
        organisations.merge_organisations(
            desk.register, desk.administrator, one, into, why, token="m"
        )
    assert [problem.field for problem in refused.value.problems] == fields


def test_everything_that_names_the_one_names_the_other_after_a_merge(desk: Desk) -> None:
    register = desk.register
    both = [
        *entry()["participants"],
        {"key": "e", "role": "facilitating", "country": "", "organisation": "DONOR-B"},
    ]
    project = desk.published(participants=both, owner="DONOR-B")
    given = flow(provider="DONOR-B", receiver="AGENCY", source="Agreement")
    transactions.record_flow(register, desk.secretary, project, given, token="1")
    draft = drafts.open_draft(register, desk.secretary, token="d")
    drafts.save_draft(register, desk.secretary, draft.id, entry(owner="DONOR-B"), draft_seen=draft)
    before = register.project(project, ViewParams(as_of=AS_OF))
    merge(desk)
    after = register.project(project, ViewParams(as_of=AS_OF))
    found = held(desk)
    assert "DONOR-B" not in found
    assert after.owner == "DONOR-A"
    assert [row.organisation for row in after.participants].count("DONOR-A") == 1
    assert after.flows[0].provider_id == found["DONOR-A"].id
    assert drafts.read_draft(register, desk.secretary, draft.id).document["owner"] == "DONOR-A"
    with register.database.reading() as connection:
        version = "SELECT version FROM project WHERE identifier = :project"
        assert connection.scalar(sa.text(version), {"project": project}) > 1
        query = sa.text("SELECT organisation_id FROM person WHERE login = 'other donor'")
        assert connection.scalar(query) == found["DONOR-A"].id
    assert replace(before, owner="", participants=(), flows=()) == replace(
        after, owner="", participants=(), flows=()
    )


def test_a_merge_tells_itself_and_each_project_it_touched(desk: Desk) -> None:
    project = desk.published(owner="DONOR-B")
    merge(desk)
    (merged,) = told(desk, "organisation")
    assert (merged.identifier, merged.reason) == ("DONOR-B", "One ministry, entered twice")
    assert '"merged_into":"DONOR-A"' in merged.after.replace(" ", "")
    touched = told(desk, "project")[0]
    assert (touched.identifier, touched.command) == (project, "merge_organisations")
    assert "DONOR-B" in touched.before
    assert "DONOR-A" in touched.after


def test_a_double_click_merges_once(desk: Desk) -> None:
    merge(desk)
    merge(desk)
    assert len(told(desk, "organisation")) == 1


# -- what files and figures make of a merge -------------------------------------------------------

FUNDERS = (1, 2, 3)  # DONOR-A, DONOR-B and AGENCY as the desk's contents number them
KINDS = (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT, FlowKind.EXPENDITURE)


def projects(many: int) -> tuple[Project, ...]:
    """Projects of files with funders that change from row to row, all of them official."""
    chosen = random.Random(2014)
    return tuple(
        Project(
            id=number,
            identifier=f"P-{number}",
            titles={"en": f"Project {number}"},
            summaries={},
            owner=chosen.choice((None, "DONOR-A", "DONOR-B")),
            declared_kind=Kind.UNCLASSIFIED,
            provenance=Provenance.DOCUMENTED,
            statuses=(DatedStatus(Status.IMPLEMENTATION, DAY, FIRST),),
            relations=(DatedRelation(Relation.CONTRIBUTING, DAY, FIRST),),
            publications=(DatedPublication(Publication.PUBLISHED, DAY, FIRST),),
            participants=(
                Participant(ParticipantRole.IMPLEMENTING, "DONOR-A"),
                Participant(ParticipantRole.IMPLEMENTING, "DONOR-B"),
                Participant(ParticipantRole.BENEFICIARY, None, "LY"),
            ),
            budgets=(
                BudgetPeriod(
                    1, number, BudgetType.ORIGINAL, DAY, date(2014, 12, 31), 5 * MILLION, "EUR", DAY, FIRST
                ),
            ),
            flows=tuple(
                Flow(
                    id=100 * number + row,
                    project_id=number,
                    reference=f"F-{row}",
                    kind=chosen.choice(KINDS),
                    provider_id=chosen.choice(FUNDERS),
                    receiver_id=chosen.choice((None, *FUNDERS)),
                    amount_minor=chosen.randrange(1, MILLION),
                    currency=chosen.choice(("EUR", "USD")),
                    value_date=date(2014, 6, 10),  # after the only rates
                    recorded_at=FIRST,
                    provenance=Provenance.DOCUMENTED,
                )
                for row in range(12)
            ),
        )
        for number in range(1, many + 1)
    )  # fmt: skip


def net_flows(desk: Desk) -> list[Any]:
    """What each kind of flow comes to, by project and currency."""
    query = "SELECT project_id, kind, currency_id, SUM(amount), COUNT(*) FROM flow GROUP BY 1, 2, 3"
    with desk.register.database.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.text(query)))


def test_net_flows_and_requirements_stay_as_they_were(desk: Desk) -> None:
    seeding.save(desk.register.database, replace(contents(), projects=projects(8)))
    flows_before, before = net_flows(desk), desk.amounts()
    assert before.requirement
    preview = organisations.preview_merge(desk.register, desk.administrator, "DONOR-B", "DONOR-A")
    assert "DONOR-B" in held(desk)  # taken back
    assert (net_flows(desk), desk.amounts()) == (flows_before, before)
    merge(desk)
    after = desk.amounts()
    assert net_flows(desk) == flows_before
    assert (after.requirement, after.spent) == (before.requirement, before.spent)
    question = ViewParams(as_of=desk.register.default_day)
    assert preview.after == headline(desk.register.view(question)).amounts
    assert (preview.projects, preview.people) == (8, 1)


def test_columns_read_anew_after_a_merge_show_the_same_as_those_brought_up_to_date(
    desk: Desk,
) -> None:
    seeding.save(desk.register.database, replace(contents(), projects=projects(4)))
    desk.amounts()
    merge(desk)
    fresh = LivePortfolio(
        desk.register.database, demonstration=True, conference=desk.register.conference
    )
    question = ViewParams(as_of=AS_OF)
    assert headline(fresh.view(question)) == headline(desk.register.view(question))


def test_later_loads_keep_a_merge_and_merges_of_what_was_merged_into(desk: Desk) -> None:
    """Files name both organisations of one project: what has become one stays one row."""
    files = replace(contents(), projects=projects(3))
    seeding.save(desk.register.database, files)
    merge(desk, "DONOR-B", "DONOR-A")
    for _ in range(2):
        loaded = seeding.save(desk.register.database, files)
        assert not loaded.updates
        assert not loaded.shared_rows
    organisations.merge_organisations(
        desk.register, desk.administrator, "DONOR-A", "AGENCY", "The same", token="n"
    )
    assert not seeding.save(desk.register.database, files).updates
    assert set(held(desk)) == {"AGENCY"}
    changed = replace(files.projects[0], place="Sabha")
    loaded = seeding.save(
        desk.register.database, replace(files, projects=(changed, *files.projects[1:]))
    )
    assert loaded.updates == ("P-1",)
    found = desk.register.project("P-1", ViewParams(as_of=AS_OF))
    assert {row.organisation for row in found.participants} == {"AGENCY", None}
    assert {flow.provider_id for flow in found.flows} == {held(desk)["AGENCY"].id}


def test_the_identifier_of_a_merged_organisation_is_not_given_away(desk: Desk) -> None:
    merge(desk)
    with pytest.raises(EntryRefused) as refused:
        save(desk, identifier="DONOR-B")
    assert [problem.field for problem in refused.value.problems] == ["identifier"]
