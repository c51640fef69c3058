"""The draft in hand: opened by the address, saved with every run, two editors' clashes kept."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final

import streamlit as st

from portfolio.domain.drafts import Document, Draft
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import EntryStep
from portfolio.domain.merging import Clash, changes
from portfolio.services import drafts
from portfolio.services.drafts import DraftConflict
from portfolio.ui.session import Session, go


@dataclass(slots=True)
class InHand:
    """A draft in this tab: as the form was filled from it, and which form shows it.

    ``mark`` names the form's widgets: raised, all of them are filled anew. ``checked_steps``: the steps
    whose empty fields are spoken of. ``error``: why the last save was refused.
    """

    draft: Draft
    mark: int = 0
    checked_steps: set[EntryStep] = field(default_factory=set)
    error: PortfolioError | None = None
    is_new_here: bool = True

    @property
    def form(self) -> str:
        """What the widgets of this filling of the form are called by."""
        return f"e{self.draft.id}-{self.mark}"


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """Two people's changes of the same fields, until one of them chooses."""

    theirs: Draft
    merge: Document
    mine: Document
    clashes: tuple[Clash, ...]


# A reload ends what a tab holds; what somebody typed against another's change must outlive it.
_MOST: Final = 200
_unresolved: OrderedDict[tuple[str, int], OpenConflict] = OrderedDict()
_keeping: Final = Lock()


def in_its_portfolio(session: Session, number: int) -> None:
    """Show the portfolio that a draft belongs to (ruling 33); raises UnknownDraft."""
    draft = drafts.read_draft(session.register, session.who, number)
    if session.has_example and draft.portfolio is not session.portfolio:
        scope = replace(session.question.scope, portfolio=draft.portfolio)
        go({**session.address(replace(session.question, scope=scope)), **session.beside})


def in_hand(session: Session, number: int) -> InHand:
    """The draft of a number in this tab; raises UnknownDraft."""
    name = f"in-hand-{number}"
    held: InHand | None = st.session_state.get(name)
    now = drafts.read_draft(session.register, session.who, number)
    if held is None:
        held = st.session_state[name] = InHand(now)
    elif held.draft.state is not now.state or held.draft.message != now.message:
        _refill(held, now)
    return held


def keep(session: Session, hand: InHand, document: Document, *, note_change: bool = False) -> None:
    """Save what was typed; a clash waits for a choice, a refusal is said, nothing typed is lost."""
    hand.error = None
    try:
        saved = drafts.save_draft(
            session.register,
            session.who,
            hand.draft.id,
            document,
            draft_seen=hand.draft,
            note_change=note_change,
        )
    except DraftConflict as conflict:
        _remember(
            session, OpenConflict(conflict.theirs, conflict.merged, document, conflict.clashes)
        )
    except PortfolioError as error:
        hand.error = error
    else:
        if changes(document, saved.document):  # somebody else's changes came in with ours
            hand.mark += 1
        hand.draft = saved


def look_again(session: Session, hand: InHand) -> None:
    """Take in what others saved, where this tab holds nothing of its own."""
    now = drafts.read_draft(session.register, session.who, hand.draft.id)
    if now.version != hand.draft.version:
        if changes(hand.draft.document, now.document):
            hand.mark += 1
        hand.draft = now


def came_back(session: Session, hand: InHand, document: Document) -> None:
    """A browser brings what it held before the connection was lost, and others saved since.

    Nobody knows any more what it was typed upon: every difference is a choice.
    """
    now = hand.draft
    found = tuple(
        Clash(c.field, c.row, c.column, "", c.before, c.after)
        for c in changes(now.document, document)
    )
    _remember(session, OpenConflict(now, document, document, found))


def conflict(session: Session, hand: InHand) -> OpenConflict | None:
    """The clash of this reader in this draft that waits for a choice."""
    with _keeping:
        return _unresolved.get(_place(session, hand.draft.id))


def resolve(session: Session, hand: InHand, conflict: OpenConflict, document: Document) -> None:
    """Save what was chosen; somebody may have gone on meanwhile, and the choice comes again."""
    with _keeping:
        _unresolved.pop(_place(session, hand.draft.id), None)
    _refill(hand, conflict.theirs)
    keep(session, hand, document, note_change=True)
    hand.mark += 1


def _refill(hand: InHand, now: Draft) -> None:
    hand.draft, hand.mark, hand.error = now, hand.mark + 1, None


def _remember(session: Session, conflict: OpenConflict) -> None:
    with _keeping:
        _unresolved[_place(session, conflict.theirs.id)] = conflict
        while len(_unresolved) > _MOST:
            _unresolved.popitem(last=False)


def _place(session: Session, number: int) -> tuple[str, int]:
    who: dict[str, Any] = st.user.to_dict()
    return f"{session.who.login} {who.get('sid')}", number
