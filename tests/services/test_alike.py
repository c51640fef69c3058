"""A project that is entered a second time is noticed before it is saved."""

import pytest

from portfolio.services import alike
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_the_same_title_in_another_spelling_is_noticed(desk: Desk) -> None:
    identifier = desk.published()
    again = entry(titles={"fr": "POSTES-FRONTIERE COMMUNS"})
    [found] = alike.find_alike(desk.register, desk.secretary, again)
    assert (found.identifier, found.reasons) == (identifier, ("title", "country"))
    assert alike.find_alike(desk.register, desk.secretary, again, identifier) == ()


def test_another_title_is_another_project(desk: Desk) -> None:
    desk.published()
    other = entry(titles={"en": "Training of customs officers"})
    assert alike.find_alike(desk.register, desk.secretary, other) == ()
    assert alike.find_alike(desk.register, desk.secretary, entry(titles={})) == ()
