"""A rate as the reader's language writes it."""

from portfolio.text import typed
from portfolio.ui.session import Session


def rate_text(session: Session, per_eur: int) -> str:
    """A rate (1e-8 units per EUR) to its last decimal, as the language writes it."""
    whole, rest = divmod(per_eur, 10**8)
    decimals = f"{rest:08d}".rstrip("0")
    return typed.as_shown(f"{whole}.{decimals}" if decimals else str(whole), session.words.language)
