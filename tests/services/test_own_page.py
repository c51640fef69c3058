"""A person's own page: what they chose stays theirs, and a visit is told from the one before."""

from datetime import datetime, timedelta

import pytest

from portfolio.domain.params import PUBLIC
from portfolio.domain.reader import Preferences, TextSize
from portfolio.services import own_page
from portfolio.services.access import NotAllowed
from portfolio.services.own_page import UnknownPreference
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.tables import visit
from tests.services.accounts import later
from tests.services.desk import Desk, a_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def newest(desk: Desk) -> datetime | None:
    with desk.register.database.reading() as connection:
        return history.newest(connection)


def test_what_a_person_chose_is_read_again_and_is_theirs_alone(desk: Desk) -> None:
    register, revision = desk.register, desk.register.database.revision()
    assert own_page.read_preferences(register, desk.donor) == Preferences()
    own_page.save_preferences(register, desk.donor, "ar", "LY", "large")
    own_page.save_preferences(register, desk.secretary, "fr", "", "")
    assert own_page.read_preferences(register, desk.donor) == Preferences(
        "ar", "LY", TextSize.LARGE
    )
    assert own_page.read_preferences(register, desk.secretary) == Preferences("fr")
    own_page.save_preferences(register, desk.donor, "", "", "usual")
    assert own_page.read_preferences(register, desk.donor) == Preferences()
    assert register.database.revision() == revision  # no process reads the columns again for it


@pytest.mark.parametrize(
    "chosen", [("de", "", ""), ("", "XX", ""), ("", "", "huge"), ("en", "'; DROP TABLE", "")]
)
def test_what_is_no_choice_is_refused(desk: Desk, chosen: tuple[str, str, str]) -> None:
    own_page.save_preferences(desk.register, desk.donor, "ar", "LY", "large")
    with pytest.raises(UnknownPreference):
        own_page.save_preferences(desk.register, desk.donor, *chosen)
    assert own_page.read_preferences(desk.register, desk.donor).language == "ar"


def test_nothing_is_kept_of_who_is_not_signed_in(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        own_page.save_preferences(desk.register, PUBLIC, "ar", "", "")
    with pytest.raises(NotAllowed):
        own_page.begin_visit(desk.register, PUBLIC)


def test_the_first_visit_has_none_before_it_and_the_next_knows_its_end(desk: Desk) -> None:
    register = desk.register
    first = own_page.begin_visit(register, desk.donor)
    assert first.previous_seen_at is None
    assert own_page.begin_visit(register, desk.donor) == first  # within the minute nothing is noted
    known = newest(desk)
    later(desk, visit.c.seen_at, timedelta(minutes=29))
    assert own_page.begin_visit(register, desk.donor).previous_seen_at is None  # the same visit
    later(desk, visit.c.seen_at, timedelta(minutes=31))
    desk.published()
    second = own_page.begin_visit(register, desk.donor)
    assert second.previous_seen_at is not None
    assert second.previous_known_at == known
    assert own_page.begin_visit(register, desk.donor).previous_seen_at == second.previous_seen_at
    assert own_page.begin_visit(register, desk.secretary).previous_seen_at is None


def test_a_visit_is_shown_though_another_is_writing(desk: Desk) -> None:
    register = desk.register
    own_page.begin_visit(register, desk.donor)
    later(desk, visit.c.seen_at, timedelta(hours=5))
    with register.database._turns.turn():
        during = own_page.begin_visit(register, desk.donor)
    assert during.previous_seen_at is not None
