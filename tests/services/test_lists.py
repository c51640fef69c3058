"""Lists of priority projects: drafted, refused in words, recorded by somebody who did not type."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import DraftState, StepNotAllowed
from portfolio.domain.flows import Provenance
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.services import drafts, lists, publishing
from portfolio.services.draft_checks import OwnDraft
from portfolio.services.drafts import DraftIncomplete
from portfolio.services.lists import ListDraftMoved, UnknownList
from portfolio.services.publishing import ReasonMissing
from portfolio.store import history, reconciliation
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def project(desk: Desk, identifier: str, **other: Any) -> str:
    """A published project."""
    secretary, reviewer = desk.people["secretary"], desk.people["reviewer"]
    draft = drafts.open_draft(desk.register, secretary, token=f"open {identifier}")
    typed = entry(identifier=identifier, titles={"en": identifier}, **other)
    draft = drafts.save_draft(desk.register, secretary, draft.id, typed, draft_seen=draft)
    draft = drafts.submit_draft(desk.register, secretary, draft.id, draft_seen=draft)
    return publishing.publish_draft(
        desk.register,
        reviewer,
        draft.id,
        draft_seen=draft,
        reason="r",
        token=f"publish {identifier}",
    )


def document(*projects: str, **changes: Any) -> dict[str, Any]:
    return {
        "list_clause": "2",
        "list_state": "adopted",
        "list_from": "2014-03-28",
        "list_titles": {"en": "Priority projects"},
        "list_source": "minutes of the meeting",
        "list_projects": [
            {"key": name, "project": name, "reason": f"why {name}", "language": "en"}
            for name in projects
        ],
        "list_needs": [
            {"key": "n", "what": "Un poste", "language": "fr", "country": "LY", "place": "Sebha",
             "clause": "2", "estimate": "1500000", "currency": "EUR", "asked_by": "Ministère"}
        ],
        **changes,
    }  # fmt: skip


def typed(desk: Desk, said: dict[str, Any], token: str = "l", by: str = "secretary") -> ListDraft:
    who = desk.people[by]
    draft = lists.open_list_draft(desk.register, who, token=token)
    return lists.save_list_draft(desk.register, who, draft.id, said, draft_seen=draft)


def handed_in(desk: Desk, said: dict[str, Any], token: str = "l") -> ListDraft:
    draft = typed(desk, said, token)
    return lists.submit_list_draft(
        desk.register, desk.people["secretary"], draft.id, draft_seen=draft
    )


def publish(desk: Desk, who: Principal, draft: ListDraft, token: str = "p") -> str:
    return lists.publish_list_draft(
        desk.register, who, draft.id, draft_seen=draft, reason="minutes read", token=token
    )


def test_a_list_goes_from_the_desk_into_the_record(desk: Desk) -> None:
    project(desk, "P-1")
    draft = handed_in(desk, document("P-1"))
    reference = publish(desk, desk.people["reviewer"], draft)
    (found,) = desk.register.labels.lists
    assert found.reference == reference
    assert (found.clause, found.state.word) == (2, "adopted")
    assert found.provenance is Provenance.ENTERED
    assert [(one.project, dict(one.reasons)) for one in found.projects] == [
        ("P-1", {"en": "why P-1"})
    ]
    (need,) = found.needs
    assert (dict(need.what), need.amount_minor, need.currency) == (
        {"fr": "Un poste"},
        150_000_000,
        "EUR",
    )
    with desk.register.database.reading() as connection:
        assert reconciliation.compare(connection).differences == ()
        assert history.verify(connection).is_sound
        (told,) = (e for e in history.read_entries(connection) if e.subject == "list")
    assert (told.command, told.identifier) == ("publish_list_draft", reference)


def test_the_same_save_pressed_twice_is_one_list(desk: Desk) -> None:
    project(desk, "P-1")
    draft = handed_in(desk, document("P-1"))
    first = publish(desk, desk.people["reviewer"], draft)
    assert publish(desk, desk.people["reviewer"], draft) == first
    assert len(desk.register.labels.lists) == 1


def test_whoever_typed_in_it_does_not_record_it(desk: Desk) -> None:
    project(desk, "P-1")
    reviewer = desk.people["reviewer"]
    draft = typed(desk, document("P-1"))
    changed = document("P-1", list_source="better minutes")
    draft = lists.save_list_draft(desk.register, reviewer, draft.id, changed, draft_seen=draft)
    draft = lists.submit_list_draft(
        desk.register, desk.people["secretary"], draft.id, draft_seen=draft
    )
    with pytest.raises(OwnDraft):
        publish(desk, reviewer, draft)
    publish(desk, desk.people["administrator"], draft)


TOMORROW = "tomorrow"  # put in when the test runs: a run may pass midnight


@pytest.mark.parametrize(
    ("changes", "place", "phrase"),
    [
        ({"list_source": " "}, ("list_source", ""), "error.missing"),
        ({"list_titles": {}}, ("list_titles", ""), "error.missing"),
        ({"list_clause": "3"}, ("list_clause", ""), "error.not_a_choice"),
        ({"list_from": TOMORROW}, ("list_from", ""), "error.list_adopted_ahead"),
        ({"list_from": "soon"}, ("list_from", ""), "error.unreadable_date"),
        ({"list_projects": [], "list_needs": []}, ("list_projects", ""), "error.missing"),
        (
            {"list_projects": [{"key": "a", "project": "P-1", "reason": ""}]},
            ("list_projects", "reason"),
            "error.missing",
        ),
        (
            {"list_projects": [{"key": "a", "project": "P-9", "reason": "r"}]},
            ("list_projects", "project"),
            "error.not_a_choice",
        ),
        (
            {"list_projects": [{"key": k, "project": "P-1", "reason": "r"} for k in "ab"]},
            ("list_projects", "project"),
            "error.twice",
        ),
        (
            {"list_needs": [{"key": "a", "what": "w", "clause": "2", "asked_by": ""}]},
            ("list_needs", "asked_by"),
            "error.missing",
        ),
        (
            {"list_needs": [
                {"key": "a", "what": "w", "clause": "2", "asked_by": "m", "estimate": "5"}
            ]},
            ("list_needs", "currency"),
            "error.missing",
        ),
        (
            {"list_needs": [
                {"key": "a", "what": "w", "clause": "2", "asked_by": "m", "estimate": "-5",
                 "currency": "EUR"}
            ]},
            ("list_needs", "estimate"),
            "error.estimate_not_positive",
        ),
    ],
)  # fmt: skip
def test_what_a_list_lacks_is_said_beside_its_field(
    desk: Desk, changes: dict[str, Any], place: tuple[str, str], phrase: str
) -> None:
    project(desk, "P-1")
    if changes.get("list_from") == TOMORROW:
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        changes = {**changes, "list_from": tomorrow.isoformat()}
    draft = typed(desk, document("P-1", **changes))
    found = [(p.field, p.column, p.error.phrase) for p in lists.problems(desk.register, draft)]
    assert (*place, phrase) in found
    with pytest.raises(DraftIncomplete):
        lists.submit_list_draft(desk.register, desk.people["secretary"], draft.id, draft_seen=draft)


def test_the_effect_is_seen_before_it_is_recorded(desk: Desk) -> None:
    for name in ("P-1", "P-2"):
        project(desk, name)
    reviewer = desk.people["reviewer"]
    publish(desk, reviewer, handed_in(desk, document("P-1")))
    later = handed_in(desk, document("P-2", list_from="2014-05-01"), "second")
    found = lists.preview_list_draft(desk.register, reviewer, later.id)
    assert found is not None
    assert found.replaces is not None
    assert (found.joining, found.leaving) == (("P-2",), ("P-1",))
    assert found.before == found.after  # both are contributing all the same
    proposed = handed_in(desk, document("P-2", list_state="proposed"), "third")
    nothing = lists.preview_list_draft(desk.register, reviewer, proposed.id)
    assert nothing is not None
    assert (nothing.replaces, nothing.joining, nothing.leaving) == (None, (), ())


@pytest.mark.parametrize("status", ["cancelled", "suspended"])
def test_a_project_that_was_stopped_is_named_and_bars_nothing(desk: Desk, status: str) -> None:
    project(desk, "P-1", status=status)
    project(desk, "P-2")
    draft = typed(desk, document("P-1", "P-2"))
    found = [(p.row, p.error.phrase, p.is_blocking) for p in lists.problems(desk.register, draft)]
    assert found == [("P-1", f"error.listed_{status}", False)]
    handed = lists.submit_list_draft(
        desk.register, desk.people["secretary"], draft.id, draft_seen=draft
    )
    assert lists.preview_list_draft(desk.register, desk.people["reviewer"], handed.id) is not None
    publish(desk, desk.people["reviewer"], handed)


def test_a_list_is_recorded_for_a_reason(desk: Desk) -> None:
    project(desk, "P-1")
    draft = handed_in(desk, document("P-1"))
    with pytest.raises(ReasonMissing):
        lists.publish_list_draft(
            desk.register,
            desk.people["reviewer"],
            draft.id,
            draft_seen=draft,
            reason=" ",
            token="p",
        )
    assert desk.register.labels.lists == ()


def test_a_copy_of_a_list_begins_with_what_it_names_and_is_a_list_again(desk: Desk) -> None:
    project(desk, "P-1")
    reference = publish(desk, desk.people["reviewer"], handed_in(desk, document("P-1")))
    (original,) = desk.register.labels.lists
    secretary, reviewer = desk.people["secretary"], desk.people["reviewer"]
    copy = lists.open_list_draft(desk.register, reviewer, copied_from=reference, token="copy")
    assert (
        lists.open_list_draft(desk.register, reviewer, copied_from=reference, token="copy") == copy
    )
    own = {"list_state": "adopted", "list_from": "2014-05-01", "list_source": "new minutes"}
    said = {**copy.document, **own}
    copy = lists.save_list_draft(desk.register, secretary, copy.id, said, draft_seen=copy)
    assert lists.problems(desk.register, copy) == ()
    copy = lists.submit_list_draft(desk.register, secretary, copy.id, draft_seen=copy)
    with pytest.raises(OwnDraft):  # whoever copies has typed in the copy
        publish(desk, reviewer, copy, "again")
    publish(desk, desk.people["administrator"], copy, "again")
    later = desk.register.labels.lists[-1]
    assert (later.projects, later.needs) == (original.projects, original.needs)
    assert (later.titles, later.source) == (original.titles, "new minutes")


def test_only_a_list_of_the_portfolio_can_be_copied(desk: Desk) -> None:
    project(desk, "P-1")
    reference = publish(desk, desk.people["reviewer"], handed_in(desk, document("P-1")))
    for portfolio, name in ((PortfolioChoice.EXAMPLE, reference), (PortfolioChoice.RECORD, "L-9")):
        with pytest.raises(UnknownList):
            lists.open_list_draft(
                desk.register,
                desk.people["secretary"],
                portfolio=portfolio,
                copied_from=name,
                token=f"copy {name}",
            )


def test_the_effect_says_the_day_of_its_figures(desk: Desk) -> None:
    project(desk, "P-1")
    reviewer = desk.people["reviewer"]
    found = lists.preview_list_draft(desk.register, reviewer, handed_in(desk, document("P-1")).id)
    assert found is not None
    assert found.day == desk.register.default_day


def test_a_list_goes_back_with_a_message_and_is_taken_back(desk: Desk) -> None:
    project(desk, "P-1")
    secretary, reviewer = desk.people["secretary"], desk.people["reviewer"]
    draft = handed_in(desk, document("P-1"))
    with pytest.raises(ReasonMissing):
        lists.return_list_draft(desk.register, reviewer, draft.id, " ")
    draft = lists.return_list_draft(desk.register, reviewer, draft.id, "name the source")
    assert (draft.state, draft.message) == (DraftState.RETURNED, "name the source")
    with pytest.raises(StepNotAllowed):
        publish(desk, reviewer, draft)
    draft = lists.submit_list_draft(desk.register, secretary, draft.id, draft_seen=draft)
    draft = lists.take_back_list_draft(desk.register, secretary, draft.id)
    assert draft.state is DraftState.DRAFT
    assert lists.discard_list_draft(desk.register, secretary, draft.id).state is (
        DraftState.DISCARDED
    )
    assert lists.list_list_drafts(desk.register, secretary) == ()


def test_two_who_type_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    project(desk, "P-1")
    draft = typed(desk, document("P-1"))
    changed = document("P-1", list_source="other minutes")
    lists.save_list_draft(
        desk.register, desk.people["reviewer"], draft.id, changed, draft_seen=draft
    )
    with pytest.raises(ListDraftMoved):
        lists.save_list_draft(
            desk.register, desk.people["secretary"], draft.id, document("P-1"), draft_seen=draft
        )
