"""Once only: what a token was used for, kept in the transaction that used it."""

import sqlalchemy as sa

from portfolio.store import telling, unsaved
from portfolio.store.database import Change
from portfolio.store.tables import submission


def used(change: Change, token: str) -> str | None:
    """What the write that used this token answered; None where nobody has used it.

    Of two writers with one token the second waits here and finds the first's answer; its own
    transaction is abandoned.
    """
    if not token:
        return None
    telling.read_head(change.connection, lock=True)
    query = sa.select(submission.c.result).where(submission.c.token == token)
    found: str | None = change.connection.scalar(query)
    if found is not None:
        change.abandon()
    return found


def use(change: Change, token: str, person: int, result: str) -> None:
    """Keep what this write answers under its token; what was typed under it is recorded now."""
    if token:
        unsaved.recorded(change, person, token)
        change.connection.execute(
            sa.insert(submission).values(
                token=token,
                person_id=person,
                command=change.command,
                result=result,
                recorded_at=change.recorded_at,
            )
        )
