"""Who is named over a page, which pages a role has, and what is left when a session has ended."""

import re
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from portfolio.domain.params import IDLE, Principal, UserRole
from portfolio.services import people, sessions
from portfolio.services.live import LivePortfolio
from portfolio.services.people import CONSOLE
from portfolio.store.tables import person_session
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import navigation
from tests.ui.conftest import Open, html
from tests.ui.people import signed_in

ENGLISH = Translator("en")
HOSTILE = '<img src=x onerror="alert(1)"> **bold**'


def seen(register: LivePortfolio, sid: str, minutes: int) -> int:
    """Let a session have been used so many minutes ago; the moment that is kept."""
    column = sa.type_coerce(person_session.c.seen_at, sa.BigInteger)
    mine = person_session.c.digest == sid
    with register.database.transaction("time passes") as change:
        moved = sa.type_coerce(column - minutes * 60_000_000, sa.BigInteger)
        update = sa.update(person_session).where(mine).values({person_session.c.seen_at: moved})
        change.connection.execute(update)
        return int(change.connection.execute(sa.select(column).where(mine)).scalar_one())


def test_a_reader_is_offered_the_way_in_and_no_role(
    demonstration: LivePortfolio, page: Open
) -> None:
    shown = html(page())
    assert '<a href="/sign-in">' in shown
    assert "/demonstration/" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_offers_every_role_and_says_where_they_exist(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    user = signed_in(demonstration, "donor", language) | {"demonstration": "on"}
    shown = html(page("gaps", language, user=user))
    words = Translator(language)
    for duty in UserRole:
        assert f'action="/demonstration/{duty.word}?next=' in shown
        assert words(f"duty.{duty.word}") in shown
    assert words("people.demonstration.only") in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_that_it_is_a_demonstration(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    for name in ("method", "declaration"):
        assert words("people.demonstration.mark") in html(page(name, language))
    user = signed_in(demonstration, "donor", language)
    assert words("people.demonstration.mark") in html(page("desk", language, user=user))
    here = html(page("method", language, user=user | {"demonstration": "on"}))
    assert words("people.demonstration.as", role=words("duty.donor")) in here


def test_what_is_no_demonstration_says_nothing_of_one(empty: LivePortfolio, page: Open) -> None:
    assert ENGLISH("people.demonstration.mark") not in html(page("method"))


def test_a_hostile_name_over_the_page_is_text(empty: LivePortfolio, page: Open) -> None:
    people.add_person(empty, CONSOLE, "amina", HOSTILE, UserRole.SECRETARY)
    with empty.database.transaction("a session") as change:
        number = change.connection.execute(sa.text("SELECT id FROM person")).scalar_one()
        change.connection.execute(
            sa.insert(person_session).values(
                digest="d" * 64,
                person_id=number,
                created_at=change.recorded_at,
                seen_at=change.recorded_at,
            )
        )
    user = {"login": "amina", "role": "secretary", "sid": "d" * 64, "language": "en"}
    shown = html(page(user=user))
    assert "<img" not in shown
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; **bold**" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_the_session_has_ended_one_sentence_is_left(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    user = signed_in(demonstration, "secretary", language)
    sessions.sign_out(demonstration.database, user["sid"])
    test = page("gaps", language, user=user)
    words = Translator(language)
    shown = html(test)
    assert words("people.ended") in shown
    assert 'href="/sign-in?next=' in shown
    assert not test.exception
    assert not test.button
    assert "rp-account" not in shown


@pytest.mark.parametrize("claimed", ["administrator", "secretary"])
def test_the_script_believes_the_session_and_not_the_role_it_is_told(
    demonstration: LivePortfolio, page: Open, claimed: str
) -> None:
    user = signed_in(demonstration, "minister") | {"role": claimed}
    offered = [link.proto.label for link in page("gaps", user=user).get("page_link")]
    assert ENGLISH("nav.gaps") in offered
    assert ENGLISH("nav.desk") not in offered
    forged = {"login": "amina", "role": claimed, "sid": "0" * 32, "language": "en"}
    assert ENGLISH("people.ended") in html(page("gaps", user=forged))


def test_a_run_keeps_a_session_awake(demonstration: LivePortfolio, page: Open) -> None:
    user = signed_in(demonstration, "secretary")
    before = seen(demonstration, user["sid"], 20)
    page("gaps", user=user)
    assert seen(demonstration, user["sid"], 0) > before
    seen(demonstration, user["sid"], int(IDLE.total_seconds() // 60) + 1)
    assert ENGLISH("people.ended") in html(page("gaps", user=user))


@pytest.mark.parametrize(
    ("duty", "theirs"),
    [
        (UserRole.PUBLIC, ""),
        (UserRole.MINISTER, ""),
        (UserRole.DONOR, "desk record"),
        (UserRole.SECRETARY, "desk entry quality record"),
        (UserRole.REVIEWER, "desk entry quality record review"),
        (UserRole.ADMINISTRATOR, "desk entry quality record review"),
    ],
)
def test_a_role_has_its_pages(duty: UserRole, theirs: str) -> None:
    who = Principal("somebody", duty, 1, "DONOR-A")
    pages = ("desk", "entry", "quality", "record", "review")
    assert [name for name in pages if navigation.is_theirs(name, who)] == theirs.split()


def test_a_page_of_others_says_what_a_page_that_is_not_there_says(
    demonstration: LivePortfolio, page: Open
) -> None:
    shown = html(page("desk"))
    assert ENGLISH("web.not_found.title") in shown
    assert ENGLISH("web.not_found.body") in shown


def test_another_role_keeps_the_view_and_the_page_where_it_has_it(
    demonstration: LivePortfolio, page: Open
) -> None:
    user = signed_in(demonstration, "secretary") | {"demonstration": "on"}

    def ways(name: str, **query: str) -> dict[str, str]:
        shown = html(page(name, user=user, **query))
        found = re.findall(r'action="/demonstration/(\w+)\?next=([^"]*)"', shown)
        return {role: unquote(wanted) for role, wanted in found}

    kept = ways("gaps", clause="3", as_of="2014-03-31")
    assert kept["public"].startswith("/gaps?")
    assert {"clause=3", "as_of=2014-03-31"} <= set(kept["donor"].partition("?")[2].split("&"))
    left = ways("quality", clause="3")
    assert left["reviewer"].startswith("/quality?clause=3")
    assert left["donor"].startswith("/desk?clause=3")
    assert left["public"].startswith("/?clause=3")
