"""A draft from its opening to its publication, on both engines."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portfolio.domain.dates import NoSuchDate, TypedDate
from portfolio.domain.documents import document
from portfolio.domain.drafts import DraftState, StepNotAllowed
from portfolio.domain.errors import DayOutOfReason, FieldIsEmpty, PortfolioError, UnknownProject
from portfolio.domain.params import ViewParams
from portfolio.measures.headline import headline
from portfolio.services import draft_checks, drafts, publishing
from portfolio.services.draft_checks import OwnDraft
from portfolio.services.drafts import DraftConflict, DraftIncomplete
from portfolio.services.publishing import ReasonMissing
from portfolio.store import history
from portfolio.store.database import Database
from portfolio.store.drafts import UnknownDraft
from portfolio.store.tables import project
from tests.services.desk import AS_OF, Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def saved(desk: Desk, document: dict[str, Any], token: str = "t") -> Any:
    draft = drafts.open_draft(desk.register, desk.secretary, token=token)
    return drafts.save_draft(desk.register, desk.secretary, draft.id, document, draft_seen=draft)


def blocking(desk: Desk, document: dict[str, Any]) -> set[str]:
    found = draft_checks.problems(desk.register, document, project=None)
    return {problem.field for problem in found if problem.is_blocking}


def test_opening_twice_with_one_token_makes_one_draft(desk: Desk) -> None:
    first = drafts.open_draft(desk.register, desk.secretary, token="t")
    again = drafts.open_draft(desk.register, desk.secretary, token="t")
    assert first == again
    assert len(drafts.list_drafts(desk.register, desk.secretary)) == 1


def test_a_draft_keeps_what_makes_no_sense_yet_and_counts_nowhere(desk: Desk) -> None:
    revision = desk.register.database.revision()
    nonsense = entry(clause_shares=[{"key": "a", "clause": "3", "share": "99.99.9"}], status="")
    draft = saved(desk, nonsense)
    read = drafts.read_draft(desk.register, desk.colleague, draft.id)
    assert read.document["clause_shares"][0]["share"] == "99.99.9"
    assert desk.register.database.revision() == revision
    assert desk.amounts().requirement == 0


def test_an_entry_without_fault_hinders_nothing(desk: Desk) -> None:
    assert blocking(desk, entry()) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles": {}}, "titles"),
        ({"objective": " "}, "objective"),
        ({"contact_office": ""}, "contact_office"),
        ({"status_from": "31/2/2014"}, "status_from"),
        ({"status_from": "1066-10-14"}, "status_from"),
        ({"kind": "bilateral"}, "kind"),
        ({"kind": "regional"}, "kind"),
        ({"participants": []}, "participants"),
        ({"clause_shares": [{"key": "a", "clause": "3", "share": "99.99"}]}, "clause_shares"),
        ({"clause_shares": [{"key": "a", "clause": "9", "share": "100"}]}, "clause_shares"),
        ({"clause_shares": [{"key": "a", "clause": "3", "share": "33.333"}]}, "clause_shares"),
        ({"country_shares": [{"key": "a", "country": "XX", "share": "100"}]}, "country_shares"),
        ({"titles": {"en": "x" * 10_000}}, "titles"),
        ({"titles": {"en": "a\u202eb"}}, "titles"),
        ({"objective": "a\x00b"}, "objective"),
        ({"end_planned": "2013-01-01"}, "end_planned"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    if desk.register.database.is_sqlite:  # the rules know no engine
        assert field in blocking(desk, entry(**changes))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("amount", "-1"), ("amount", "0"), ("amount", "12.345"), ("amount", "1e400"),
     ("amount", "ten"), ("currency", "EURO"), ("currency", "XXX"), ("last_day", "2013-01-01"),
     ("last_day", "2016-01-31"), ("first_day", "")],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_said_in_its_row(desk: Desk, cell: str, value: str) -> None:
    row = {**entry()["budgets"][0], cell: value}
    found = draft_checks.problems(desk.register, entry(budgets=[row]), project=None)
    assert {(p.field, p.row) for p in found if p.is_blocking} == {("budgets", "a")}


def test_an_incomplete_draft_cannot_be_submitted(desk: Desk) -> None:
    draft = saved(desk, entry(contact_office=""))
    with pytest.raises(DraftIncomplete) as refused:
        drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    assert [problem.field for problem in refused.value.problems] == ["contact_office"]
    assert drafts.read_draft(desk.register, desk.secretary, draft.id).state is DraftState.DRAFT


def test_a_published_draft_moves_the_figures_and_a_draft_does_not(desk: Desk) -> None:
    draft = saved(desk, entry())
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    assert desk.amounts().requirement == 0
    identifier = publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="in order", token="p"
    )
    assert identifier.startswith("RD-")
    assert desk.amounts().requirement == 12_000_000_00
    view = desk.register.view(ViewParams(as_of=AS_OF))
    assert headline(view).projects == 1


def test_what_was_known_before_publication_stays_as_it_was(desk: Desk) -> None:
    desk.published()
    then = desk.register.view(ViewParams(as_of=AS_OF, known_on=AS_OF))
    assert headline(then).projects == 0


def test_publishing_twice_with_one_token_publishes_once(desk: Desk) -> None:
    draft = saved(desk, entry())
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    once = [
        publishing.publish_draft(
            desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="r", token="p"
        )
        for _ in range(2)
    ]
    assert once[0] == once[1]
    with desk.register.database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(project)) == 1


def test_nobody_publishes_what_they_wrote(desk: Desk) -> None:
    draft = drafts.open_draft(desk.register, desk.reviewer, token="t")
    draft = drafts.save_draft(desk.register, desk.reviewer, draft.id, entry(), draft_seen=draft)
    draft = drafts.submit_draft(desk.register, desk.reviewer, draft.id, draft_seen=draft)
    with pytest.raises(OwnDraft):
        publishing.publish_draft(
            desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="r", token="p"
        )


def test_a_returned_draft_comes_back_with_what_to_mend(desk: Desk) -> None:
    draft = saved(desk, entry())
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    with pytest.raises(StepNotAllowed):
        drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    back = drafts.return_draft(desk.register, desk.reviewer, draft.id, "Name the posts.")
    assert (back.state, back.message) == (DraftState.RETURNED, "Name the posts.")
    saved_again = drafts.save_draft(
        desk.register, desk.secretary, draft.id, entry(place="Tummo"), draft_seen=back
    )
    assert saved_again.document["place"] == "Tummo"


def test_two_editors_of_different_fields_are_merged(desk: Desk) -> None:
    seen = saved(desk, entry())
    drafts.save_draft(desk.register, desk.colleague, seen.id, entry(place="Tummo"), draft_seen=seen)
    both = drafts.save_draft(
        desk.register, desk.secretary, seen.id, entry(sector="15210"), draft_seen=seen
    )
    assert (both.document["place"], both.document["sector"]) == ("Tummo", "15210")


def test_two_editors_of_one_field_lose_nothing_and_the_second_is_told(desk: Desk) -> None:
    seen = saved(desk, entry(place="Kufra"))
    drafts.save_draft(desk.register, desk.colleague, seen.id, entry(place="Tummo"), draft_seen=seen)
    with pytest.raises(DraftConflict) as conflict:
        drafts.save_draft(
            desk.register, desk.secretary, seen.id, entry(place="Ghat"), draft_seen=seen
        )
    [clash] = conflict.value.clashes
    assert (clash.field, clash.before, clash.theirs, clash.mine) == (
        "place", "Kufra", "Tummo", "Ghat",
    )  # fmt: skip
    assert conflict.value.merged["place"] == "Ghat"
    resolved = drafts.save_draft(
        desk.register,
        desk.secretary,
        seen.id,
        conflict.value.merged,
        draft_seen=conflict.value.theirs,
    )
    assert resolved.document["place"] == "Ghat"


def test_changes_of_a_published_project_show_only_once_published(desk: Desk) -> None:
    identifier = desk.published()
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="change")
    row = {**draft.document["budgets"][0], "amount": "15000000"}
    changed = {**draft.document, "budgets": [row], "effective": "2014-06-01"}
    draft = drafts.save_draft(desk.register, desk.secretary, draft.id, changed, draft_seen=draft)
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    assert desk.amounts().requirement == 12_000_000_00
    preview = publishing.preview_draft(desk.register, desk.reviewer, draft.id)
    assert preview.before is not None
    assert preview.after is not None
    assert preview.before.amounts.requirement == 12_000_000_00
    assert preview.after.amounts.requirement == 15_000_000_00
    assert preview.totals_before.requirement == 12_000_000_00
    assert preview.totals_after.requirement == 15_000_000_00
    assert desk.amounts().requirement == 12_000_000_00
    publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="more posts", token="q"
    )
    assert desk.amounts().requirement == 15_000_000_00
    view = desk.register.view(ViewParams(as_of=AS_OF.replace(month=5)))
    assert headline(view).amounts.requirement == 12_000_000_00


def test_a_budget_period_moved_to_other_days_is_published(desk: Desk) -> None:
    identifier = desk.published()
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="move")
    [before] = draft.document["budgets"]
    first = date.fromisoformat(before["first_day"]) + timedelta(days=31)
    last = date.fromisoformat(before["last_day"]) + timedelta(days=31)
    row = {**before, "first_day": first.isoformat(), "last_day": last.isoformat()}
    changed = {**draft.document, "budgets": [row], "effective": "2014-06-01"}
    draft = drafts.save_draft(desk.register, desk.secretary, draft.id, changed, draft_seen=draft)
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="later", token="q"
    )
    assert desk.amounts().requirement == 12_000_000_00
    moved = desk.register.project(identifier, ViewParams(as_of=AS_OF))
    [shown] = document(moved)["budgets"]
    assert (shown["first_day"], shown["last_day"]) == (first.isoformat(), last.isoformat())


def test_a_project_has_one_open_draft(desk: Desk) -> None:
    identifier = desk.published()
    first = drafts.open_draft(desk.register, desk.secretary, identifier, token="a")
    assert drafts.open_draft(desk.register, desk.colleague, identifier, token="b") == first


def test_an_unchanged_draft_publishes_the_same_project(desk: Desk) -> None:
    identifier = desk.published()
    before = desk.register.project(identifier, ViewParams(as_of=AS_OF))
    draft = drafts.open_draft(desk.register, desk.secretary, identifier, token="a")
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="as it was", token="q"
    )
    assert desk.register.project(identifier, ViewParams(as_of=AS_OF)) == before


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        ("31/2/2014", NoSuchDate),
        ("", FieldIsEmpty),
        (None, FieldIsEmpty),
        (date(9999, 12, 31), DayOutOfReason),
        ("3/7/0214", DayOutOfReason),
    ],
)
def test_a_project_is_withdrawn_from_a_day_the_record_can_hold(
    desk: Desk, day: TypedDate, refused: type[PortfolioError]
) -> None:
    identifier = desk.published()
    with pytest.raises(refused):
        publishing.withdraw_project(desk.register, desk.reviewer, identifier, day, "so", token="d")
    publishing.withdraw_project(
        desk.register, desk.reviewer, identifier, "30 juin 2014", "so", token="d"
    )
    assert desk.amounts().requirement == 0


def test_a_withdrawn_project_leaves_the_figures_and_can_come_back(desk: Desk) -> None:
    identifier = desk.published()
    with pytest.raises(ReasonMissing):
        publishing.withdraw_project(desk.register, desk.reviewer, identifier, AS_OF, "", token="w")
    publishing.withdraw_project(
        desk.register, desk.reviewer, identifier, AS_OF, "entered twice", token="w"
    )
    assert desk.amounts().requirement == 0
    with pytest.raises(UnknownProject):
        desk.register.project(identifier, ViewParams(as_of=AS_OF))
    publishing.publish_again(
        desk.register, desk.reviewer, identifier, AS_OF, "it was not", token="v"
    )
    assert desk.amounts().requirement == 12_000_000_00


def test_an_administrator_lets_a_kind_stand_and_a_secretary_cannot(desk: Desk) -> None:
    draft = saved(desk, {**entry(kind="regional"), "kind_exception": "because"})
    assert "kind_exception" not in draft.document
    draft = publishing.overrule_kind(
        desk.register, desk.administrator, draft.id, "the ministers named it so"
    )
    draft = drafts.submit_draft(desk.register, desk.secretary, draft.id, draft_seen=draft)
    identifier = publishing.publish_draft(
        desk.register, desk.reviewer, draft.id, draft_seen=draft, reason="r", token="p"
    )
    project = desk.register.project(identifier, ViewParams(as_of=AS_OF))
    assert project.kind_exception == "the ministers named it so"


def test_every_step_of_a_draft_is_told_in_one_chain(desk: Desk) -> None:
    desk.published()
    with desk.register.database.reading() as connection:
        assert history.verify(connection).is_sound
        told = [(e.person_id, e.command, e.subject) for e in history.read_entries(connection)]
    assert (desk.secretary.person, "submit_draft", "draft") in told
    assert (desk.reviewer.person, "publish_draft", "project") in told


def test_a_draft_that_is_not_there_is_unknown(desk: Desk) -> None:
    with pytest.raises(UnknownDraft):
        drafts.read_draft(desk.register, desk.secretary, 4711)
    with pytest.raises(UnknownProject):
        drafts.open_draft(desk.register, desk.secretary, "RD-NOWHERE", token="t")
