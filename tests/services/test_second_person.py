"""Four eyes are two: whoever typed since the last publication does not publish, on both engines."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.drafts import Draft, StepNotAllowed
from portfolio.domain.params import Principal, UserRole
from portfolio.services import draft_checks, drafts, publishing
from portfolio.services.access import NotAllowed
from portfolio.services.draft_checks import OwnDraft, Permission
from portfolio.services.people import CONSOLE, change_role, disable_person
from portfolio.services.publishing import ReasonMissing
from portfolio.store import drafts as store_drafts
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.people import read_people
from portfolio.store.tables import draft_contributor, person
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def opened(desk: Desk, who: Principal, project: str | None = None, token: str = "t") -> Draft:
    return drafts.open_draft(desk.register, who, project, token=token)


def typed(desk: Desk, who: Principal, draft: Draft, document: dict[str, Any]) -> Draft:
    return drafts.save_draft(desk.register, who, draft.id, document, draft_seen=draft)


def handed_in(desk: Desk, who: Principal, draft: Draft) -> Draft:
    return drafts.submit_draft(desk.register, who, draft.id, draft_seen=draft)


def publish(desk: Desk, who: Principal, draft: Draft, reason: str = "r", token: str = "p") -> str:
    return publishing.publish_draft(
        desk.register, who, draft.id, draft_seen=draft, reason=reason, token=token
    )


def refused(desk: Desk, who: Principal, draft: Draft) -> None:
    with pytest.raises(OwnDraft):
        publish(desk, who, draft, token=f"refused {who.login}")


def another_reviewer(desk: Desk, login: str = "second reviewer") -> Principal:
    with desk.register.database.transaction("people of a test") as change:
        number = change.connection.execute(
            sa.insert(person)
            .values(
                login=login,
                name=login,
                duty=UserRole.REVIEWER,
                is_disabled=False,
                is_demonstration=False,
                created_at=change.recorded_at,
            )
            .returning(person.c.id)
        ).scalar_one()
    return Principal(login, UserRole.REVIEWER, number)


def commands(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.register.database.reading() as connection:
        logins = {one.id: one.login for one in read_people(connection)}
        return [
            (logins.get(e.person_id or 0, ""), e.command, e.reason)
            for e in history.read_entries(connection)
        ]


def test_a_reviewer_who_typed_in_a_draft_somebody_else_opened_cannot_publish_it(
    desk: Desk,
) -> None:
    draft = typed(desk, desk.reviewer, opened(desk, desk.secretary), entry())
    draft = handed_in(desk, desk.secretary, draft)
    refused(desk, desk.reviewer, draft)
    assert publish(desk, desk.administrator, draft)


def test_a_reviewer_who_takes_back_rewrites_and_hands_in_cannot_publish_it(desk: Desk) -> None:
    draft = handed_in(
        desk, desk.secretary, typed(desk, desk.secretary, opened(desk, desk.secretary), entry())
    )
    draft = drafts.take_back_draft(desk.register, desk.reviewer, draft.id)
    draft = typed(desk, desk.reviewer, draft, entry(place="Tummo"))
    draft = handed_in(desk, desk.reviewer, draft)
    refused(desk, desk.reviewer, draft)


def test_a_rewriting_that_a_colleague_writes_over_is_still_one(desk: Desk) -> None:
    draft = typed(desk, desk.reviewer, opened(desk, desk.secretary), entry())
    draft = typed(desk, desk.secretary, draft, entry(objective="All of it written anew."))
    refused(desk, desk.reviewer, handed_in(desk, desk.secretary, draft))


def test_what_is_typed_into_a_returned_draft_counts(desk: Desk) -> None:
    draft = handed_in(
        desk, desk.secretary, typed(desk, desk.secretary, opened(desk, desk.secretary), entry())
    )
    draft = drafts.return_draft(desk.register, desk.reviewer, draft.id, "Name the posts.")
    draft = typed(desk, desk.reviewer, draft, entry(place="Tummo"))
    refused(desk, desk.reviewer, handed_in(desk, desk.secretary, draft))


def test_sending_back_taking_back_and_opening_are_no_typing(desk: Desk) -> None:
    draft = typed(desk, desk.secretary, opened(desk, desk.reviewer), entry())
    draft = handed_in(desk, desk.secretary, draft)
    drafts.return_draft(desk.register, desk.reviewer, draft.id, "Name the posts.")
    draft = drafts.read_draft(desk.register, desk.reviewer, draft.id)
    draft = handed_in(desk, desk.reviewer, typed(desk, desk.secretary, draft, entry(place="Ghat")))
    assert publish(desk, desk.reviewer, draft)


def test_what_merges_into_another_save_is_typed_by_both(desk: Desk) -> None:
    seen = typed(desk, desk.secretary, opened(desk, desk.secretary), entry())
    typed(desk, desk.reviewer, seen, entry(place="Tummo"))
    draft = typed(desk, desk.colleague, seen, entry(sector="15210"))
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, draft.id)
    assert allowed.contributors == ("colleague", "reviewer", "secretary")
    refused(desk, desk.reviewer, handed_in(desk, desk.secretary, draft))


def test_a_draft_thrown_away_and_opened_again_is_remembered_until_a_publication(
    desk: Desk,
) -> None:
    identifier = desk.published()
    first = opened(desk, desk.reviewer, identifier, "a")
    drafts.discard_draft(
        desk.register,
        desk.reviewer,
        typed(desk, desk.reviewer, first, {**first.document, "place": "Tummo"}).id,
    )
    again = opened(desk, desk.secretary, identifier, "b")
    again = typed(desk, desk.secretary, again, {**again.document, "place": "Tummo"})
    again = handed_in(desk, desk.secretary, again)
    refused(desk, desk.reviewer, again)
    publish(desk, desk.administrator, again, token="q")
    third = opened(desk, desk.secretary, identifier, "c")
    third = typed(desk, desk.secretary, third, {**third.document, "place": "Ghat"})
    assert publish(desk, desk.reviewer, handed_in(desk, desk.secretary, third), token="s")


def test_letting_a_kind_stand_is_typing(desk: Desk) -> None:
    draft = typed(desk, desk.secretary, opened(desk, desk.secretary), entry(kind="regional"))
    publishing.overrule_kind(desk.register, desk.administrator, draft.id, "named so in Rabat")
    draft = drafts.read_draft(desk.register, desk.secretary, draft.id)
    draft = handed_in(desk, desk.secretary, draft)
    refused(desk, desk.administrator, draft)
    assert publish(desk, desk.reviewer, draft)


def test_a_kind_is_not_let_stand_in_a_draft_that_has_ended(desk: Desk) -> None:
    draft = typed(desk, desk.secretary, opened(desk, desk.secretary), entry(kind="regional"))
    drafts.discard_draft(desk.register, desk.secretary, draft.id)
    with pytest.raises(StepNotAllowed):
        publishing.overrule_kind(desk.register, desk.administrator, draft.id, "too late")


def test_an_administrator_publishes_their_own_only_where_nobody_else_can(desk: Desk) -> None:
    draft = typed(desk, desk.administrator, opened(desk, desk.administrator), entry())
    draft = handed_in(desk, desk.administrator, draft)
    refused(desk, desk.administrator, draft)
    disable_person(desk.register, CONSOLE, "reviewer")
    with pytest.raises(ReasonMissing):
        publish(desk, desk.administrator, draft, reason=" ")
    assert publish(desk, desk.administrator, draft, reason="The only reviewer has left.")
    assert ("administrator", draft_checks.ALONE, "The only reviewer has left.") in commands(desk)


def test_an_ordinary_publication_is_not_told_as_one_without_a_second_person(desk: Desk) -> None:
    desk.published()
    assert draft_checks.ALONE not in {command for _, command, _ in commands(desk)}


def test_where_every_reviewer_typed_the_page_leaves_it_to_an_administrator(desk: Desk) -> None:
    draft = typed(desk, desk.reviewer, opened(desk, desk.reviewer), entry())
    draft = handed_in(
        desk, desk.reviewer, typed(desk, desk.administrator, draft, entry(place="Ghat"))
    )
    allowed = draft_checks.read_publishers(desk.register, desk.reviewer, draft.id)
    assert allowed.able == ()
    assert allowed.permission(desk.reviewer) is Permission.REFUSED
    assert allowed.permission(desk.administrator) is Permission.WITH_REASON
    refused(desk, desk.reviewer, draft)


def test_who_changed_role_typed_all_the_same_and_who_lost_it_is_not_named(desk: Desk) -> None:
    other = another_reviewer(desk)
    draft = typed(desk, desk.colleague, opened(desk, desk.secretary), entry())
    change_role(desk.register, CONSOLE, "colleague", UserRole.REVIEWER)
    change_role(desk.register, CONSOLE, other.login, UserRole.SECRETARY)
    draft = handed_in(desk, desk.secretary, draft)
    promoted = Principal("colleague", UserRole.REVIEWER, desk.colleague.person)
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, draft.id)
    assert allowed.able == ("administrator", "reviewer")
    refused(desk, promoted, draft)


def test_people_of_a_demonstration_count_only_while_nobody_real_has_an_account(
    desk: Desk,
) -> None:
    draft = typed(desk, desk.secretary, opened(desk, desk.secretary), entry())
    database = desk.register.database
    with database.transaction("everybody is of the demonstration") as change:
        change.connection.execute(sa.update(person).values(is_demonstration=True))
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, draft.id)
    assert allowed.able == ("demonstration-reviewer", "demonstration-administrator")
    with database.transaction("one is not") as change:
        real = person.c.login == "secretary"
        change.connection.execute(sa.update(person).where(real).values(is_demonstration=False))
    assert draft_checks.read_publishers(desk.register, desk.secretary, draft.id).able == ()


def test_a_save_that_fails_leaves_no_contributor(desk: Desk) -> None:
    draft, who = opened(desk, desk.secretary), desk.reviewer.person or 0
    with (  # noqa: PT012 the failure comes after the write
        pytest.raises(ZeroDivisionError),
        desk.register.database.transaction("", who, "save_draft") as change,
    ):
        store_drafts.update_draft(change, draft, who, document=entry())
        raise ZeroDivisionError
    with desk.register.database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(draft_contributor)) == 0


def test_every_change_of_a_document_names_its_contributor(desk: Desk) -> None:
    draft = opened(desk, desk.secretary)
    draft = typed(desk, desk.secretary, draft, {**draft.document})  # nothing typed
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, draft.id)
    assert allowed.contributors == ()
    typed(desk, desk.colleague, draft, entry())
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, draft.id)
    assert allowed.contributors == ("colleague",)


def test_who_typed_in_what_was_copied_typed_in_the_copy(desk: Desk) -> None:
    draft = typed(desk, desk.reviewer, opened(desk, desk.secretary), entry())
    copy = drafts.copy_draft(desk.register, desk.colleague, number=draft.id, token="copy")
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, copy.id)
    assert allowed.contributors == ("colleague", "reviewer")
    copy = typed(desk, desk.secretary, copy, {**entry(), "titles": {"en": "Another post"}})
    refused(desk, desk.reviewer, handed_in(desk, desk.secretary, copy))


def test_copying_what_is_published_makes_its_copier_alone_a_contributor(desk: Desk) -> None:
    identifier = desk.published()
    copies = [
        drafts.copy_draft(desk.register, desk.colleague, project=identifier, token="copy")
        for _ in range(2)
    ]
    assert copies[0] == copies[1]
    assert copies[0].project is None
    assert copies[0].copied_from == identifier
    allowed = draft_checks.read_publishers(desk.register, desk.secretary, copies[0].id)
    assert allowed.contributors == ("colleague",)


def test_several_published_at_once_refuse_each_for_itself(desk: Desk) -> None:
    good = typed(desk, desk.secretary, opened(desk, desk.secretary, token="a"), entry())
    own = typed(desk, desk.reviewer, opened(desk, desk.secretary, token="b"), entry())
    moved = typed(desk, desk.secretary, opened(desk, desk.secretary, token="c"), entry())
    listed = [handed_in(desk, desk.secretary, draft) for draft in (own, moved, good)]
    drafts.take_back_draft(desk.register, desk.secretary, moved.id)
    for _ in range(2):  # pressed twice it is the same
        done = publishing.publish_drafts(
            desk.register, desk.reviewer, listed, reason="together", token="several"
        )
        assert [type(one.refusal) for one in done] == [OwnDraft, StepNotAllowed, type(None)]
    assert [command for *_, command, _ in commands(desk)].count("publish_draft") == 1


NAMES = ("secretary", "colleague", "reviewer", "second reviewer", "administrator")
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(("type", "discard", "back", "publish"))),
    max_size=12,
)


@dataclass
class Shop:
    """A desk whose examples each begin with a project just published."""

    desk: Desk
    people: dict[str, Principal]
    tokens: Iterator[str]

    def project(self) -> str:
        """Identifier of a new project; nobody has typed anything since its publication."""
        draft = opened(self.desk, self.people["colleague"], token=next(self.tokens))
        draft = typed(self.desk, self.people["colleague"], draft, entry())
        draft = handed_in(self.desk, self.people["colleague"], draft)
        return publish(self.desk, self.people["reviewer"], draft, token=next(self.tokens))


@pytest.fixture
def shop(desk: Desk) -> Shop:
    people = {**desk.people, "second reviewer": another_reviewer(desk)}
    return Shop(desk, people, (f"token {number}" for number in count()))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_order_of_steps_lets_somebody_publish_what_they_typed(
    shop: Shop, steps: list[tuple[str, str]]
) -> None:
    """Whoever publishes has typed nothing since the last publication, or nobody else could."""
    if not shop.desk.register.database.is_sqlite:
        return  # the rule knows no engine
    project, since, desk = shop.project(), set[str](), shop.desk
    for login, step in steps:
        who = shop.people[login]
        draft = opened(desk, who, project, next(shop.tokens))
        if step == "type":
            document = {**draft.document, "place": next(shop.tokens)}
            typed(desk, who, draft, document)
            since.add(login)
        elif step == "discard":
            drafts.discard_draft(desk.register, who, draft.id)
        elif step == "back":
            handed_in(desk, who, draft)
            drafts.take_back_draft(desk.register, who, draft.id)
        else:
            draft = handed_in(desk, who, draft)
            others = {"reviewer", "second reviewer", "administrator"} - since
            is_alone = who.duty is UserRole.ADMINISTRATOR and not others
            if who.duty >= UserRole.REVIEWER and (login not in since or is_alone):
                publish(desk, who, draft, token=next(shop.tokens))
                since = set()
            else:
                with pytest.raises((OwnDraft, NotAllowed)):
                    publish(desk, who, draft, token=next(shop.tokens))
                drafts.take_back_draft(desk.register, who, draft.id)
