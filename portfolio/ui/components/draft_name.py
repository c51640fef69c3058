"""What a draft is called where it is listed: its title, or its number and when it was begun."""

from portfolio.domain.drafts import Draft
from portfolio.ui.session import Session


def draft_name(session: Session, draft: Draft) -> str:
    """The title in the reader's language; drafts without one are told apart by number and hour."""
    words = session.words
    return words.choose(draft.titles) or words(
        "entry.untitled.number", number=words.number(draft.id), when=words.moment(draft.created_at)
    )
