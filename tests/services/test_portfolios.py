"""What is entered belongs to the portfolio shown at that moment and stays in it (ruling 33)."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from portfolio.domain.params import PortfolioChoice, ViewParams, Visibility
from portfolio.measures.headline import headline
from portfolio.services import drafts, publishing, search, transactions, verification, working
from portfolio.store import reading
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, entry, flow

RECORD, EXAMPLE = PortfolioChoice.RECORD, PortfolioChoice.EXAMPLE


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def published(desk: Desk, portfolio: PortfolioChoice, title: str) -> str:
    draft = drafts.open_draft(desk.register, desk.secretary, token=title, portfolio=portfolio)
    typed = entry(titles={"en": title})
    draft = drafts.save_draft(desk.register, desk.secretary, draft.id, typed, draft_seen=draft)
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    return publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="in order", token=title
    )


def shown(desk: Desk, portfolio: PortfolioChoice) -> int:
    asked = ViewParams(date(2014, 6, 30), scope=Visibility(portfolio=portfolio))
    return headline(desk.register.view(asked)).projects


@pytest.mark.parametrize(("portfolio", "start"), [(RECORD, "RD-"), (EXAMPLE, "EX-")])
def test_a_project_belongs_to_the_portfolio_its_draft_was_opened_in(
    desk: Desk, portfolio: PortfolioChoice, start: str
) -> None:
    identifier = published(desk, portfolio, "Posts")
    assert identifier.startswith(start)
    assert (shown(desk, portfolio), shown(desk, portfolio.other)) == (1, 0)
    changes = drafts.open_draft(
        desk.register, desk.secretary, identifier, token="later", portfolio=portfolio.other
    )
    assert changes.portfolio is portfolio, "a project stays where it is"


@pytest.mark.parametrize("portfolio", PortfolioChoice)
def test_no_desk_shows_or_counts_what_waits_in_the_other_portfolio(
    desk: Desk, portfolio: PortfolioChoice
) -> None:
    identifier = published(desk, portfolio, "Posts")
    transactions.record_flow(desk.register, desk.secretary, identifier, flow(), token="1")
    transactions.record_flow(
        desk.register, desk.secretary, identifier, flow(amount="7", source="L"), token="2"
    )
    drafts.open_draft(desk.register, desk.secretary, token="open", portfolio=portfolio)
    asked: dict[str, Callable[[PortfolioChoice], Sequence[object]]] = {
        "drafts": lambda of: drafts.list_drafts(desk.register, desk.secretary, of),
        "rows": lambda of: verification.list_awaiting(desk.register, desk.secretary, of),
        "looks": lambda of: verification.flows_on_desk(desk.register, desk.colleague, of),
        "own": lambda of: verification.own_flows(desk.register, desk.donor, of),
        "funder": lambda of: verification.flows_on_desk(desk.register, desk.donor, of),
    }
    for name, found in asked.items():
        assert (bool(found(portfolio)), bool(found(portfolio.other))) == (True, False), name
    for who in (desk.secretary, desk.reviewer, desk.donor):
        assert working.count_waiting(desk.register, who, portfolio.other) == 0
    assert working.count_waiting(desk.register, desk.donor, portfolio) == 1


def test_a_copy_belongs_to_the_portfolio_shown(desk: Desk) -> None:
    identifier = published(desk, RECORD, "Posts")
    copy = drafts.copy_draft(
        desk.register, desk.secretary, project=identifier, token="copy", portfolio=EXAMPLE
    )
    assert copy.portfolio is EXAMPLE


def test_a_project_of_the_other_portfolio_is_not_told_as_alike(desk: Desk) -> None:
    published(desk, EXAMPLE, "Posts on the road")
    typed = entry(titles={"en": "Posts on the road"})
    assert search.find_alike(desk.register, desk.secretary, typed, of=RECORD) == ()
    [found] = search.find_alike(desk.register, desk.secretary, typed, of=EXAMPLE)
    assert found.identifier.startswith("EX-")


def test_the_effect_of_a_draft_is_reckoned_in_its_own_portfolio(desk: Desk) -> None:
    identifier = published(desk, EXAMPLE, "Posts")
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="later")
    preview = publishing.preview_draft(desk.register, desk.reviewer, draft.id)
    assert preview.before is not None
    assert preview.after == preview.before


def test_the_ids_of_a_portfolio_are_its_own(desk: Desk) -> None:
    published(desk, EXAMPLE, "Posts")
    published(desk, RECORD, "Wells")
    with desk.register.database.reading() as connection:
        ids = [reading.read_ids(connection, portfolio) for portfolio in PortfolioChoice]
    assert [len(found) for found in ids] == [1, 1]
    assert set(ids[0]).isdisjoint(ids[1])
