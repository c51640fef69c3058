"""The conference's date: every process follows it at once, in the declaration's half year or not."""

from datetime import date

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.services.live import CONFERENCE, LivePortfolio
from portfolio.services.reference import set_conference
from portfolio.store.database import Database
from portfolio.store.history import read_entries
from portfolio.store.reference import save_setting
from tests.services.desk import AS_OF, Desk, a_desk
from tests.services.hostile import ABSURD, UNKEPT

LETTER = "Note verbale 214/14"


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_every_process_follows_the_new_date_at_once(desk: Desk) -> None:
    other_database = Database(desk.register.database.url.render_as_string(hide_password=False))
    other = LivePortfolio(other_database, demonstration=True, conference=CONFERENCE_DEFAULT)
    asked = ViewParams(as_of=AS_OF)
    assert {r.view(asked).conference for r in (desk.register, other)} == {CONFERENCE_DEFAULT}
    day = date(2014, 10, 13)
    assert set_conference(
        desk.register, desk.administrator, day, LETTER, "invitations sent", token="1"
    )
    for register in (desk.register, other):
        assert register.conference == register.view(asked).conference == day
        assert register.conference_source == register.view(asked).conference_source == LETTER
    other_database.close()
    with desk.register.database.reading() as connection:
        (entry,) = read_entries(connection, subject="setting")
    assert entry.differences == (("day", "2014-12-31", "2014-10-13"), ("source", "", LETTER))
    assert (entry.person_id, entry.reason) == (desk.administrator.person, "invitations sent")


def test_a_date_outside_the_half_year_is_kept_and_said(desk: Desk) -> None:
    for day, is_inside in (
        (date(2014, 6, 30), False),
        (date(2014, 7, 1), True),
        (date(2014, 12, 31), True),
        (date(2015, 1, 1), False),
    ):
        said = set_conference(
            desk.register, desk.administrator, day, LETTER, "put off", token=str(day)
        )
        assert said is is_inside
        assert desk.register.conference == day


def test_the_same_token_sets_it_once(desk: Desk) -> None:
    revisions = []
    for _ in range(2):
        set_conference(
            desk.register, desk.administrator, date(2014, 9, 1), LETTER, "agreed", token="t"
        )
        revisions.append(desk.register.database.revision())
    assert revisions[0] == revisions[1]


def test_what_can_not_be_kept_is_refused_and_nothing_written(desk: Desk) -> None:
    before = desk.register.database.revision()
    good = (date(2014, 9, 1), LETTER, "agreed")
    attempts = [((day, *good[1:]), "day") for day in (None, *ABSURD)]
    attempts += [((*good[:2], why), "reason") for why, _ in UNKEPT.values()]
    attempts += [((good[0], source, good[2]), "source") for source in ("", "  ", "a" * 201)]
    for typed, field in attempts:
        with pytest.raises(EntryRefused) as caught:
            set_conference(desk.register, desk.administrator, *typed, token="1")
        assert [problem.field for problem in caught.value.problems] == [field]
    assert desk.register.database.revision() == before


def test_no_day_is_fixed_until_it_is_entered_with_its_source(desk: Desk) -> None:
    database = desk.register.database
    planned = LivePortfolio(database, demonstration=True, conference=date(2014, 10, 13))
    assert (planned.conference, planned.conference_source) == (date(2014, 10, 13), "")
    # A store of before this rule holds a day and no source: the days are counted to it.
    with database.new_revision("put off") as change:
        save_setting(change, CONFERENCE, "2014-11-03")
    assert (planned.conference, planned.conference_source) == (date(2014, 11, 3), "")
    set_conference(planned, desk.administrator, date(2014, 11, 3), LETTER, "agreed", token="1")
    assert (planned.conference, planned.conference_source) == (date(2014, 11, 3), LETTER)
