"""A demonstration of one test's own that may be written to, and who writes in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from portfolio.domain import params
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.drafts import Draft
from portfolio.domain.params import PortfolioChoice, Principal, UserRole
from portfolio.services import drafts, publishing, sessions, verification
from portfolio.services.live import LivePortfolio
from portfolio.services.transactions import FlowState
from portfolio.store.database import Database
from tests.begun import reading_once

EXAMPLE = PortfolioChoice.EXAMPLE  # what a demonstration opens on


@dataclass
class Writing:
    """A register and people of the demonstration who work with it."""

    register: LivePortfolio
    people: dict[UserRole, Principal]
    day: date = date(2014, 3, 1)
    made: int = 0

    def token(self) -> str:
        """A token nobody used."""
        self.made += 1
        return f"token {self.made}"

    def draft(self, title: str, **changes: Any) -> Draft:
        """A draft that could be published."""
        who = self.people[UserRole.SECRETARY]
        draft = drafts.open_draft(self.register, who, token=self.token(), portfolio=EXAMPLE)
        document = {**ENTRY, "titles": {"en": title}, **changes}
        return drafts.save_draft(self.register, who, draft.id, document, draft_seen=draft)

    def submit(self, draft: Draft) -> Draft:
        """The draft handed in."""
        who = self.people[UserRole.SECRETARY]
        return drafts.submit_draft(self.register, who, draft.id, draft_seen=draft)

    def published(self, title: str, **changes: Any) -> str:
        """Identifier of a project that went the whole way."""
        draft = self.submit(self.draft(title, **changes))
        who = self.people[UserRole.REVIEWER]
        return publishing.publish_draft(
            self.register, who, draft.id, draft_seen=draft, reason="in order", token=self.token()
        )

    def open(self) -> tuple[Draft, ...]:
        """Every open draft."""
        return drafts.list_drafts(self.register, self.people[UserRole.SECRETARY], EXAMPLE)

    def read(self, number: int) -> Draft:
        """A draft as it stands."""
        return drafts.read_draft(self.register, self.people[UserRole.SECRETARY], number)

    def own_flows(self) -> tuple[FlowState, ...]:
        """The rows of the funder."""
        return verification.own_flows(self.register, self.people[UserRole.DONOR], EXAMPLE)


ENTRY: dict[str, Any] = {
    "objective": "Posts that work together.",
    "status": "implementation",
    "status_from": "2014-02-01",
    "kind": "triangular",
    "contact_office": "Office of the posts",
    "participants": [
        {"key": "a", "role": "beneficiary", "country": "LY", "organisation": ""},
        {"key": "b", "role": "pivotal", "country": "TN", "organisation": ""},
        {"key": "c", "role": "facilitating", "country": "", "organisation": "ILLUSTRATIVE-B"},
        {"key": "d", "role": "implementing", "country": "", "organisation": "ILLUSTRATIVE-C"},
    ],
    "clause_shares": [
        {"key": "e", "clause": "2", "share": "60"},
        {"key": "f", "clause": "7", "share": "40"},
    ],
    "country_shares": [{"key": "g", "country": "LY", "share": "100"}],
    "priority_shares": [{"key": "h", "priority": "security", "share": "100"}],
    "budgets": [
        {
            "key": "i",
            "first_day": "2014-01-01",
            "last_day": "2014-12-31",
            "amount": "1200000",
            "currency": "EUR",
        }
    ],
    "milestones": [
        {
            "key": "j",
            "title": "First post open",
            "language": "en",
            "clause": "2",
            "due": "2014-11-01",
            "weight": "2",
        }
    ],
}


def copied(file: Path, folder: Path) -> Iterator[Writing]:
    """A copy of a store of the demonstration, with its people."""
    own = folder / "written.db"
    with closing(sqlite3.connect(file)) as before, closing(sqlite3.connect(own)) as after:
        before.backup(after)
    database = Database(f"sqlite:///{own}")
    register = LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    with reading_once():
        register.snapshot()
    people = {}
    for duty in (UserRole.SECRETARY, UserRole.REVIEWER, UserRole.ADMINISTRATOR, UserRole.DONOR):
        begun = sessions.demonstrate(database, duty)
        who = sessions.resume(database, params.digest(begun.token))
        assert who is not None
        people[duty] = who
    yield Writing(register, people)
    database.close()


def button(test: AppTest, label: str, key: str = "") -> Button:
    """The first button that says this, or whose key begins so."""
    return next(b for b in test.button if b.label == label and str(b.key).startswith(key))
