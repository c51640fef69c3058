"""A project as it was recorded at every entry of its history, whatever was written since."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.as_recorded import as_before
from portfolio.domain.history import state
from portfolio.domain.projects import Project
from portfolio.domain.transactions import CorrectionEntry
from portfolio.services import drafts, milestones, transactions
from portfolio.store import history
from portfolio.store.database import Database
from tests.building.effort import IS_FULL
from tests.services.desk import Desk, a_desk, flow
from tests.services.importing import project, publish_all

STEPS = ("titles", "participants", "budgets", "shares", "milestones", "flow", "correct", "status",
         "milestone")  # fmt: skip


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def edits(number: int) -> dict[str, dict[str, Any]]:
    """What a person types of each field, another value each time."""
    return {
        "titles": {"titles": {"en": f"Posts {number}", "fr": ""}, "end_actual": "2015-01-31"},
        "participants": {"participants": [
            {"key": "a", "role": "beneficiary", "country": "NE", "organisation": ""},
            {"key": "b", "role": "pivotal", "country": "LY", "organisation": ""},
            {"key": "c", "role": "facilitating", "country": "", "organisation": "DONOR-A"},
            {"key": "d", "role": "implementing", "country": "",
             "organisation": ("AGENCY", "DONOR-B")[number % 2]}]},
        "budgets": {"budgets": [{"key": "a", "first_day": "2014-02-01",
            "last_day": "2015-01-31", "amount": f"{number}000", "currency": "EUR"}]},
        "shares": {"clause_shares": [{"key": "a", "clause": "3", "share": f"{number % 99 + 1}"},
            {"key": "b", "clause": "6", "share": f"{99 - number % 99}"}]},
        "milestones": {"milestones": [{"key": "M-1", "title": f"Open {number}", "language": "en",
            "clause": "3", "due": "2014-06-01", "weight": f"{number}"}]},
    }  # fmt: skip


def write(desk: Desk, identifier: str, step: str, number: int) -> None:
    """One write of somebody."""
    register, who, token = desk.register, desk.secretary, f"w{number}"
    flows = [row.reference for row in project(desk, identifier).flows if not row.is_withdrawn]
    if step in edits(number):
        draft = drafts.open_draft(register, desk.colleague, identifier, token=token)
        typed = {**draft.document, **edits(number)[step]}
        draft = drafts.save_draft(register, desk.colleague, draft.id, typed, draft_seen=draft)
        drafts.submit_draft(register, desk.colleague, draft.id, draft_seen=draft)
        publish_all(desk)
    elif step == "flow":
        entry = flow(amount=f"{number}", source="Letter" if number % 2 else "")
        transactions.record_flow(register, who, identifier, entry, token=token, again=True)
    elif step == "correct" and flows:
        entry_of = CorrectionEntry(flows[0], f"{number + 1}", source="Letter 2")
        transactions.correct_flow(register, who, identifier, entry_of, token=token, again=True)
    elif step == "status":
        milestones.record_status(
            register, who, identifier, "suspended", "2014-05-01", "Letter", token=token
        )
    elif step == "milestone":
        milestones.record_milestone(
            register, who, identifier, "M-1", "done", "2014-05-30", f"report {number}", token=token
        )


def before(desk: Desk, now: Project, length: int) -> Project | None:
    with desk.register.database.reading() as connection:
        entries = history.read_entries(connection, project_id=now.id, subject="project")
    return as_before(now, [entry for entry in entries if entry.number > length])


def test_every_earlier_state_is_found_again(desk: Desk) -> None:
    identifier, numbers = desk.published(), count(1)
    states: list[tuple[int, dict[str, Any]]] = []

    def remember() -> None:
        with desk.register.database.reading() as connection:
            length = history.read_head(connection).length
        states.append((length, state(project(desk, identifier))))

    remember()

    @settings(max_examples=12 if IS_FULL else 4, deadline=None)
    @given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4))
    def holds(steps: list[str]) -> None:
        for step in steps:
            write(desk, identifier, step, next(numbers))
            remember()
        now = project(desk, identifier)
        for length, earlier in states:
            assert state(before(desk, now, length)) == earlier

    holds()
    assert before(desk, project(desk, identifier), 0) is None
