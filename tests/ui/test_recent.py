"""Since your last visit: for whoever signs in, what they may see of what was recorded since."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.params import UserRole
from portfolio.domain.transactions import FlowEntry
from portfolio.present.html import esc
from portfolio.services import transactions
from portfolio.store.tables import visit
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing

ENGLISH = Translator("en")


@pytest.fixture(autouse=True)
def without_visits(writing: Writing) -> None:
    """Nobody was here before: tests of other pages share the store that is copied."""
    with writing.register.database.transaction("nobody was here") as change:
        change.connection.execute(sa.delete(visit))


def hours_pass(writing: Writing) -> None:
    """Every visit so far ended two hours ago."""
    back = int(timedelta(hours=2).total_seconds() * 1_000_000)
    seen: Any = sa.type_coerce(visit.c.seen_at, sa.BigInteger)
    with writing.register.database.transaction("hours pass") as change:
        change.connection.execute(sa.update(visit).values({"seen_at": seen - back}))


def block(test: Any) -> str:
    """The block on a page."""
    said = html(test)
    return said.split(f">{ENGLISH('recent.title')}<")[1].split("<h2")[0]


def recorded(writing: Writing, project: str, provider: str, amount: str, source: str = "") -> str:
    typed = FlowEntry(
        kind="commitment",
        provider=provider,
        amount=amount,
        currency="EUR",
        value_date="2014-03-01",
        source=source,
    )
    who = writing.people[UserRole.SECRETARY]
    return transactions.record_flow(writing.register, who, project, typed, token=writing.token())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["donor", "secretary", "minister"])
def test_the_first_visit_says_that_it_is_the_first(
    writing: Writing, page: Open, role: str, language: str
) -> None:
    name = "summary" if role == "minister" else "desk"
    said = html(page(name, language, as_role=role))
    assert esc(Translator(language)("recent.first")) in said


def test_who_is_not_signed_in_has_no_visits(writing: Writing, page: Open) -> None:
    assert ENGLISH("recent.title") not in html(page("summary"))
    with writing.register.database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(visit)) == 0


def test_a_visit_after_which_nothing_was_recorded_says_so(writing: Writing, page: Open) -> None:
    page("desk", as_role="donor")
    hours_pass(writing)
    said = block(page("desk", as_role="donor"))
    assert ENGLISH("recent.none", moment="X").split("X")[0] in said


def test_each_reader_is_told_what_they_may_see_and_no_more(writing: Writing, page: Open) -> None:
    project = writing.published("Seen before")
    for role in ("donor", "secretary"):
        page("desk", as_role=role)
    page("summary", as_role="minister")
    hours_pass(writing)
    fresh = writing.published("Published since")
    recorded(writing, project, "ILLUSTRATIVE-A", "711")
    recorded(writing, project, "ILLUSTRATIVE-B", "722")
    recorded(writing, project, "ILLUSTRATIVE-B", "733", source="A letter")
    writing.draft("A draft that nobody sees")

    donor, staff, minister = (
        block(page("desk", as_role="donor")),
        block(page("desk", as_role="secretary")),
        block(page("summary", as_role="minister")),
    )
    own, others, public = (ENGLISH.exact(minor * 100, "EUR") for minor in (711, 722, 733))
    for said, visible in ((donor, 3), (staff, 4), (minister, 2)):
        assert "Published since" in said
        assert fresh in said
        assert "A draft that nobody sees" not in said
        assert ENGLISH.count("recent.said", visible, moment="X").split("X")[0] in said
        assert public in said
    assert (own in donor, own in staff, own in minister) == (True, True, False)
    assert (others in donor, others in staff, others in minister) == (False, True, False)
