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

    ``mark`` names the form's widgets: raised, all of them are filled anew. ``told``: the steps
    whose empty fields are spoken of. ``error``: why the last save was refused.
    """

    seen: Draft
    mark: int = 0
    told: set[EntryStep] = field(default_factory=set)
    error: PortfolioError | None = None
    is_new_here: bool = True

    @property
    def form(self) -> str:
        """What the widgets of this filling of the form are called by."""
        return f"e{self.seen.id}-{self.mark}"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Two people's changes of the same fields, until one of them chooses."""

    theirs: Draft
    merged: Document
    mine: Document
    clashes: tuple[Clash, ...]


# A reload ends what a tab holds; what somebody typed against another's change must outlive it.
_MOST: Final = 200
_unresolved: OrderedDict[tuple[str, int], Unresolved] = OrderedDict()
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
    elif held.seen.state is not now.state or held.seen.message != now.message:
        _refill(held, now)
    return held


def keep(session: Session, hand: InHand, document: Document, *, note_change: bool = False) -> None:
    """Save what was typed; a clash waits for a choice, a refusal is said, nothing typed is lost."""
    hand.error = None
    try:
        saved = drafts.save_draft(
            session.register,
            session.who,
            hand.seen.id,
            document,
            draft_seen=hand.seen,
            note_change=note_change,
        )
    except DraftConflict as conflict:
        _remember(session, Unresolved(conflict.theirs, conflict.merged, document, conflict.clashes))
    except PortfolioError as error:
        hand.error = error
    else:
        if changes(document, saved.document):  # somebody else's changes came in with ours
            hand.mark += 1
        hand.seen = saved


def look_again(session: Session, hand: InHand) -> None:
    """Take in what others saved, where this tab holds nothing of its own."""
    now = drafts.read_draft(session.register, session.who, hand.seen.id)
    if now.version != hand.seen.version:
        if changes(hand.seen.document, now.document):
            hand.mark += 1
        hand.seen = now


def came_back(session: Session, hand: InHand, document: Document) -> None:
    """A browser brings what it held before the connection was lost, and others saved since.

    Nobody knows any more what it was typed upon: every difference is a choice.
    """
    now = hand.seen
    found = tuple(
        Clash(c.field, c.row, c.column, "", c.before, c.after)
        for c in changes(now.document, document)
    )
    _remember(session, Unresolved(now, document, document, found))


def unresolved(session: Session, hand: InHand) -> Unresolved | None:
    """The clash of this reader in this draft that waits for a choice."""
    with _keeping:
        return _unresolved.get(_place(session, hand.seen.id))


def resolve(session: Session, hand: InHand, conflict: Unresolved, document: Document) -> None:
    """Save what was chosen; somebody may have gone on meanwhile, and the choice comes again."""
    with _keeping:
        _unresolved.pop(_place(session, hand.seen.id), None)
    _refill(hand, conflict.theirs)
    keep(session, hand, document, note_change=True)
    hand.mark += 1


def _refill(hand: InHand, now: Draft) -> None:
    hand.seen, hand.mark, hand.error = now, hand.mark + 1, None


def _remember(session: Session, conflict: Unresolved) -> None:
    with _keeping:
        _unresolved[_place(session, conflict.theirs.id)] = conflict
        while len(_unresolved) > _MOST:
            _unresolved.popitem(last=False)


def _place(session: Session, number: int) -> tuple[str, int]:
    who: dict[str, Any] = st.user.to_dict()
    return f"{session.who.login} {who.get('sid')}", number
