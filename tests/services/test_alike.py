"""A project that is entered a second time is noticed before it is saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import PortfolioChoice
from portfolio.services import drafts, publishing, search
from portfolio.store.database import Database
from tests.building.effort import small
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


def test_titles_compared_at_once_are_each_compared(desk: Desk) -> None:
    desk.published(titles={"en": "Joint border posts", "fr": "Postes frontière communs"})
    words = ("joint", "posts", "border", "common", "custom", "postes", "radar", "communs")

    @small
    @given(st.lists(st.lists(st.sampled_from(words), max_size=5).map(" ".join), max_size=6))
    def holds(titles: list[str]) -> None:
        unlike = search.unlike_titles(desk.register, titles, PortfolioChoice.RECORD)
        for title in titles:
            document = entry(titles={"en": title})
            whole = search.find_alike(desk.register, desk.secretary, document)
            quick = search.similar_projects(
                desk.register, document, PortfolioChoice.RECORD, unlike=unlike
            )
            assert quick == whole

    holds()
