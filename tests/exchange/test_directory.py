from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portfolio.domain.contents import Contents
from portfolio.domain.flows import Announcement, BudgetType, FlowKind, Provenance, Verification
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import (
    MilestoneState,
    Participant,
    Project,
    Publication,
    Source,
    StatedAmount,
    Status,
)
from portfolio.domain.reference import Kind, ParticipantRole
from portfolio.exchange.directory import read_directory


@pytest.fixture
def contents(directory: Path) -> Contents:
    return read_directory(directory, demonstration=True)


@pytest.fixture
def posts(contents: Contents) -> Project:
    return contents.projects[0]


def test_an_empty_portfolio_has_the_declaration_countries_rates_and_events(directory: Path) -> None:
    (directory / "organisations.json").unlink()
    contents = read_directory(directory, demonstration=False)
    assert (contents.projects, contents.organisations) == ((), ())
    assert len(contents.clauses) == 11
    assert len(contents.deliverables) == len(contents.deliverable_versions) == 23
    assert contents.countries
    assert contents.rates
    assert contents.events
    assert contents.pledging_events


def test_everything_a_file_says_of_a_project_is_read(posts: Project) -> None:
    assert posts.identifier == "POSTS"
    assert posts.titles == {"en": "Border posts", "ar": "مراكز حدودية"}
    assert posts.declared_kind is Kind.BILATERAL
    assert posts.owner == "IOM"
    assert (posts.start_planned, posts.end_planned) == (date(2014, 1, 1), date(2015, 12, 31))
    assert posts.participants == (
        Participant(ParticipantRole.PROVIDER, organisation="EU"),
        Participant(ParticipantRole.BENEFICIARY, country="NE"),
    )
    assert posts.relevant_clauses == (9,)
    assert [(s.status, s.source) for s in posts.statuses] == [(Status.IMPLEMENTATION, "report")]
    assert [p.state for p in posts.publications] == [Publication.PUBLISHED]
    assert posts.sources == (Source("Report", "https://example.org/report"),)
    assert posts.listed_lines == (StatedAmount("part", 320, "MRO", "listed.check_only"),)


def test_amounts_are_read_to_the_minor_unit_of_their_currency(contents: Contents) -> None:
    posts, example = contents.projects
    assert [(b.amount_minor, b.currency) for b in posts.budgets] == [
        (100000010, "EUR"),
        (250000, "XOF"),
    ]
    assert [f.amount_minor for f in posts.flows] == [50000000, 60000000, 40000001, -1]
    assert [(f.amount_minor, f.currency) for f in example.flows] == [(1123, "LYD")]
    assert [b.type for b in posts.budgets] == [BudgetType.ORIGINAL, BudgetType.REVISED]


def test_flows_name_each_other_by_the_ids_of_the_files(contents: Contents) -> None:
    flows = {flow.reference: flow for flow in contents.projects[0].flows}
    organisations = {each.identifier: each.id for each in contents.organisations}
    assert flows["p2"].supersedes_id == flows["p1"].id
    assert flows["c1"].honours_id == flows["p2"].id
    assert flows["c2"].corrects_id == flows["c1"].id
    assert flows["c1"].provider_id == organisations["EU"]
    assert flows["c1"].receiver_id == organisations["IOM"]
    assert flows["p1"].receiver_id is None
    example = contents.projects[1].flows[0]
    assert example.provider_project_id == contents.projects[0].id
    ids = [flow.id for project in contents.projects for flow in project.flows]
    assert len(ids) == len(set(ids))


def test_what_is_not_told_a_time_was_recorded_at_noon_of_its_day(posts: Project) -> None:
    assert posts.statuses[0].recorded_at == datetime(2014, 1, 2, 12, tzinfo=UTC)
    assert posts.flows[0].recorded_at == datetime(2014, 2, 2, 12, tzinfo=UTC)
    assert posts.flows[1].recorded_at == datetime(2014, 3, 1, 12, tzinfo=UTC)
    assert posts.budgets[0].recorded_at == datetime(2014, 1, 5, 12, tzinfo=UTC)


def test_a_time_with_a_zone_is_kept_in_utc(posts: Project) -> None:
    assert posts.budgets[1].recorded_at == datetime(2014, 1, 7, 7, 30, tzinfo=UTC)


def test_provenance_and_first_confidence_follow_the_file(contents: Contents) -> None:
    posts, example = contents.projects
    assert {f.provenance for f in posts.flows} == {posts.provenance} == {Provenance.DOCUMENTED}
    assert {f.provenance for f in example.flows} == {Provenance.ILLUSTRATIVE}
    assert posts.flows[0].confidence is Verification.DOCUMENTED
    assert posts.flows[3].confidences[0].confidence is Verification.CONFIRMED
    assert example.flows[0].confidence is Verification.CONFIRMED
    assert example.flows[0].kind is FlowKind.PLEDGE


def test_shares_are_whole_in_basis_points(posts: Project) -> None:
    assert posts.share_sets[0].axis is Dimension.CLAUSE
    assert posts.share_sets[0].parts == (("3", 6000), ("8", 3995), ("5", 5))
    assert all(sum(points for _, points in each.parts) == WHOLE for each in posts.share_sets)


def test_milestones_keep_their_versions_oldest_first(posts: Project) -> None:
    (milestone,) = posts.milestones
    assert [v.state for v in milestone.versions] == [MilestoneState.PLANNED, MilestoneState.DONE]
    assert milestone.versions[1].done_on == date(2014, 6, 2)
    assert milestone.versions[1].weight == 2


def test_the_files_of_the_product_are_whole() -> None:
    contents = read_directory(Path(__file__).parents[2] / "data", demonstration=True)
    assert {project.provenance for project in contents.projects} == {
        Provenance.DOCUMENTED,
        Provenance.ILLUSTRATIVE,
    }


def test_how_a_pledge_is_given_and_what_is_planned_to_be_paid_are_read(posts: Project) -> None:
    pledge = next(flow for flow in posts.flows if flow.reference == "p2")
    assert (pledge.finance_type, pledge.announcement) == (421, Announcement.PREVIOUSLY_ANNOUNCED)
    assert pledge.source_word == "allocation"
    [payment] = posts.planned_payments
    assert (payment.funder, payment.amount_minor, payment.currency) == ("EU", 300_000_00, "EUR")
    assert (payment.first_day, payment.last_day) == (date(2014, 7, 1), date(2014, 12, 30))
    assert payment.valid_from == date(2014, 2, 3)
