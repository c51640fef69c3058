"""Once only: what a token was used for, kept in the transaction that used it."""

import hashlib
import json

import sqlalchemy as sa

from portfolio.store import telling, unsaved
from portfolio.store.database import Change
from portfolio.store.tables import person, submission


def stored_answer(change: Change, token: str) -> str | None:
    """What this person's write by this command answered under the token; None where there is none.

    Of two writers with one token the second waits here and finds the first's answer; its own
    transaction is abandoned.
    """
    if not token:
        return None
    telling.read_head(change.connection, lock=True)
    kept = submission.c
    # An older release kept the token itself; whoever sends that form again means the same save.
    older = sa.and_(
        kept.token == token,
        kept.command == change.command,
        kept.person_id
        == sa.select(person.c.id).where(person.c.login == change.login).scalar_subquery(),
    )
    query = sa.select(kept.result).where(sa.or_(kept.token == bound_token(change, token), older))
    found: str | None = change.connection.scalar(query)
    if found is not None:
        change.abandon()
    return found


def bound_token(change: Change, token: str) -> str:
    """The key a token is kept under: another person's or command's use of it is another save."""
    return hashlib.sha256(json.dumps([change.login, change.command, token]).encode()).hexdigest()


def use(change: Change, token: str, by: int, result: str) -> None:
    """Keep what this write answers under its token; what was typed under it is recorded now."""
    if token:
        unsaved.discard(change, by, token)
        change.connection.execute(
            sa.insert(submission).values(
                token=bound_token(change, token),
                person_id=by,
                command=change.command,
                result=result,
                recorded_at=change.recorded_at,
            )
        )
