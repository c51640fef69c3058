"""A project that is entered a second time is noticed before it is saved."""

import pytest

from portfolio.services import drafts, publishing, search
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_the_same_title_in_another_spelling_is_noticed(desk: Desk) -> None:
    identifier = desk.published()
    again = entry(titles={"fr": "POSTES-FRONTIERE COMMUNS"})
    [found] = search.find_alike(desk.register, desk.secretary, again)
    assert (found.identifier, found.reasons) == (identifier, ("title", "country"))
    assert search.find_alike(desk.register, desk.secretary, again, identifier) == ()


def test_another_title_is_another_project(desk: Desk) -> None:
    desk.published()
    other = entry(titles={"en": "Training of customs officers"})
    assert search.find_alike(desk.register, desk.secretary, other) == ()
    assert search.find_alike(desk.register, desk.secretary, entry(titles={})) == ()


def test_a_title_that_changed_is_compared_as_it_is_now(desk: Desk) -> None:
    identifier = desk.published()
    wanted = entry(titles={"en": "Radio masts of the southern patrols"})
    assert search.find_alike(desk.register, desk.secretary, wanted) == ()
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="c")
    renamed = {**draft.document, "titles": {"en": "Radio masts of the southern patrols"}}
    draft = drafts.save_draft(desk.register, desk.secretary, draft.id, renamed, draft_seen=draft)
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="r", token="q"
    )
    [found] = search.find_alike(desk.register, desk.secretary, wanted)
    assert found.identifier == identifier
