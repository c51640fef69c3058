"""Drafts: the working version of a project, on its way from a desk to the published record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import PortfolioChoice

# A project as it was typed, field by field (domain.entry says which): plain JSON values, kept
# whether or not they make sense yet, so that nothing typed is lost.
Document = Mapping[str, Any]


class DraftState(IntEnum):
    """Where a draft stands; the last two are its end."""

    DRAFT = 1
    SUBMITTED = 2
    RETURNED = 3
    PUBLISHED = 4
    DISCARDED = 5

    @property
    def word(self) -> str:
        """The key under which the catalogs name the state."""
        return self.name.lower()

    @property
    def is_open(self) -> bool:
        """Whether the draft can still become part of the record."""
        return self in (DraftState.DRAFT, DraftState.SUBMITTED, DraftState.RETURNED)

    @property
    def can_be_edited(self) -> bool:
        """Whether its fields may change; what awaits review stands still."""
        return self in (DraftState.DRAFT, DraftState.RETURNED)


class Step(IntEnum):
    """What can be done with a draft beside editing it."""

    SUBMIT = 1
    TAKE_BACK = 2
    RETURN = 3
    PUBLISH = 4
    DISCARD = 5


class StepNotAllowed(PortfolioError):
    """A draft in this state can't take this step (values: state, step)."""

    phrase = "error.step_not_allowed"


def after(state: DraftState, step: Step) -> DraftState:
    """The state a step leads to; raises StepNotAllowed where the way does not lead there."""
    match state, step:
        case ((DraftState.DRAFT | DraftState.RETURNED), Step.SUBMIT):
            return DraftState.SUBMITTED
        case DraftState.SUBMITTED, Step.TAKE_BACK:
            return DraftState.DRAFT
        case DraftState.SUBMITTED, Step.RETURN:
            return DraftState.RETURNED
        case DraftState.SUBMITTED, Step.PUBLISH:
            return DraftState.PUBLISHED
        case ((DraftState.DRAFT | DraftState.RETURNED), Step.DISCARD):
            return DraftState.DISCARDED
    raise StepNotAllowed(state=state.word, step=step.name.lower())


@dataclass(frozen=True, slots=True)
class Draft:
    """One working version; ``base`` is the published project's document it began from."""

    id: int
    project: str | None  # identifier of the published project it changes; None for a new one
    document: Document
    base: Document
    state: DraftState
    version: int
    author: str  # login
    editor: str  # login of whoever saved last
    created_at: datetime
    updated_at: datetime
    message: str  # what a reviewer said when it came back
    copied_from: str = ""  # identifier of a project, or "#" and the number of a draft
    portfolio: PortfolioChoice = PortfolioChoice.RECORD  # the one it was opened in (ruling 33)

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles by language, as typed."""
        found = self.document.get("titles") or {}
        return {language: said for language, said in found.items() if said}


# What a copy of a project takes over: what describes it and how it is planned. What is true of one
# project alone is left to be typed: its identifier, its status, what happened, what it costs and
# what was paid, its documents and notes.
COPIED: Final = (
    "titles", "summaries", "objective", "sector", "start_planned", "end_planned", "kind",
    "participants", "owner", "place", "requesting_authority", "contact_office",
    "contact_address", "contact_email", "clause_shares",
    "relevant_clauses", "country_shares", "priority_shares", "milestones",
)  # fmt: skip


def document_copy(document: Document) -> dict[str, Any]:
    """The document of a new project that begins as this one does, its requirement without amounts."""
    made = {name: document[name] for name in COPIED if document.get(name)}
    periods = [{**row, "amount": ""} for row in document.get("budgets") or ()]
    return {**made, "budgets": periods} if periods else made
