"""The working version: what the record would be, for those who work on it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import numpy as np
import pytest

from portfolio.domain.errors import UnknownProject
from portfolio.domain.params import PUBLIC, ViewParams, Visibility
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.measures.breakdowns import split as breakdown
from portfolio.measures.headline import headline
from portfolio.services import drafts, operations, publishing, transactions, working
from portfolio.store.database import Database
from tests.services.desk import AS_OF, Desk, a_desk, entry, flow

PUBLISHED, WORKING = (
    ViewParams(as_of=AS_OF),
    ViewParams(as_of=AS_OF, scope=Visibility(published_only=False)),
)


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def requirement(desk: Desk, question: ViewParams) -> int:
    return headline(working.view(desk.register, question)).amounts.requirement or 0


def test_a_finished_draft_counts_in_the_working_version_alone(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.secretary, token="t")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    assert requirement(desk, WORKING) == 12_000_000_00
    assert requirement(desk, PUBLISHED) == 0
    assert len(desk.register.portfolio().projects) == 0


def test_an_unfinished_draft_counts_nowhere(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.secretary, token="t")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(kind=""), draft_seen=draft)
    assert requirement(desk, WORKING) == 0


def test_the_working_version_follows_each_save(desk: Desk) -> None:
    identifier = desk.published()
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="c")
    assert requirement(desk, WORKING) == 12_000_000_00
    row = {**draft.document["budgets"][0], "amount": "15000000"}
    changed = {**draft.document, "budgets": [row]}
    drafts.save_draft(desk.register, desk.secretary, draft.id, changed, draft_seen=draft)
    assert requirement(desk, WORKING) == 15_000_000_00
    assert requirement(desk, PUBLISHED) == 12_000_000_00


def test_what_was_withdrawn_counts_in_no_version(desk: Desk) -> None:
    identifier = desk.published()
    publishing.withdraw_project(desk.register, desk.reviewer, identifier, AS_OF, "twice", token="w")
    assert requirement(desk, WORKING) == requirement(desk, PUBLISHED) == 0


def test_a_proposal_is_seen_by_its_funder_and_the_secretariat_only(desk: Desk) -> None:
    identifier = desk.published()
    transactions.record_flow(desk.register, desk.secretary, identifier, flow(), token="1")

    def seen(name: str) -> int:
        who = desk.people[name]
        return len(working.project(desk.register, identifier, PUBLISHED, who).flows)

    assert [seen(name) for name in ("donor", "secretary", "other donor", "minister")] == [
        1,
        1,
        0,
        0,
    ]
    assert len(working.project(desk.register, identifier, PUBLISHED).flows) == 0


def test_a_draft_has_its_page_in_the_working_version_for_the_secretariat_alone(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.secretary, token="t")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    [line] = working.view(desk.register, WORKING).portfolio.ids
    found = working.project(desk.register, line, WORKING, desk.secretary)
    assert dict(found.titles) == entry()["titles"]
    assert working.draft_of(desk.register, line, WORKING) == draft.id
    assert working.draft_of(desk.register, line, PUBLISHED) is None
    for who, question in (
        (desk.secretary, PUBLISHED),
        (desk.donor, WORKING),
        (PUBLIC, WORKING),
    ):
        with pytest.raises(UnknownProject):
            working.project(desk.register, line, question, who)


def test_the_page_of_a_changed_project_shows_what_its_figures_count(desk: Desk) -> None:
    identifier = desk.published()
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="c")
    row = {**draft.document["budgets"][0], "amount": "15000000"}
    changed = {**draft.document, "budgets": [row]}
    drafts.save_draft(desk.register, desk.secretary, draft.id, changed, draft_seen=draft)

    def budgets(question: ViewParams) -> set[int]:
        found = working.project(desk.register, identifier, question, desk.secretary)
        return {period.amount_minor for period in found.budgets}

    assert budgets(PUBLISHED) == {12_000_000_00}
    assert 15_000_000_00 in budgets(WORKING)


def test_the_working_version_waits_for_no_writer(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.secretary, token="t")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    with ThreadPoolExecutor(1) as pool, desk.register.database.new_revision("slow") as change:
        assert pool.submit(requirement, desk, WORKING).result(timeout=20) == 12_000_000_00
        change.abandon()


def test_the_working_version_writes_nothing(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.secretary, token="t")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    database = desk.register.database
    before = database.revision(), operations.verify(database).head
    assert requirement(desk, WORKING)
    assert (database.revision(), operations.verify(database).head) == before


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "changed"])
@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_what_the_working_version_shows_is_what_publishing_makes(
    desk: Desk, *, is_new: bool, currency: str
) -> None:
    """Also where a draft is the first to name a currency."""
    register, identifier = desk.register, None if is_new else desk.published()
    draft = drafts.open_draft(register, desk.secretary, identifier, token="t")
    typed = {
        **(entry() if is_new else draft.document),
        "documents": [{"key": "d", "title": "A report", "address": "https://example.org/r"}],
    }
    typed["budgets"] = [{**typed["budgets"][0], "amount": "15000000", "currency": currency}]
    if is_new:
        typed["flows"] = [{"key": "f", **asdict(flow(currency=currency, source="A letter"))}]
    drafts.save_draft(register, desk.secretary, draft.id, typed, draft_seen=draft)
    as_drafted = figures(working.view(register, WORKING))
    draft = drafts.read_draft(register, desk.secretary, draft.id)
    draft = drafts.submit_draft(register, desk.secretary, draft.id, draft_seen=draft)
    publishing.publish_draft(
        register, desk.reviewer, draft.id, draft_seen=draft, reason="in order", token="p2"
    )
    assert as_drafted == figures(register.view(PUBLISHED))


def figures(view: View) -> tuple[object, ...]:
    """The headline, every project as lists show it, and the gaps of each clause and country."""
    split = [breakdown(view, axis) for axis in ("clause", "country", "funder")]
    lines = lists.lines(view, np.flatnonzero(view.in_scope))
    return headline(view).amounts, lines, split
