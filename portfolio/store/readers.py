"""Own pages of people in the store: preferences, and the last two visits of each."""

from datetime import timedelta

import sqlalchemy as sa

from portfolio.domain.reader import Preferences, TextSize, Visit
from portfolio.store import history
from portfolio.store.database import Change
from portfolio.store.tables import country, preference, visit


def read_preferences(connection: sa.Connection, person_id: int) -> Preferences:
    """What the person chose; nothing where nothing is stored."""
    query = (
        sa.select(preference.c.language, country.c.code, preference.c.text_size)
        .outerjoin(country, country.c.id == preference.c.country_id)
        .where(preference.c.person_id == person_id)
    )
    row = connection.execute(query).first()
    if row is None:
        return Preferences()
    return Preferences(row.language, row.code or "", row.text_size)


def save_preferences(change: Change, person_id: int, preferences: Preferences) -> None:
    """Store what the person chose in place of what stood; the usual is stored as nothing."""
    change.connection.execute(sa.delete(preference).where(preference.c.person_id == person_id))
    if preferences == Preferences():
        return
    place = sa.select(country.c.id).where(country.c.code == preferences.country)
    values = {
        "person_id": person_id,
        "language": preferences.language,
        "country_id": change.connection.scalar(place),
        "text_size": TextSize(preferences.text_size),
    }
    change.connection.execute(sa.insert(preference).values(**values))


def read_visit(connection: sa.Connection, person_id: int) -> Visit | None:
    """The visit under way or the last one; None where none is kept."""
    row = connection.execute(sa.select(visit).where(visit.c.person_id == person_id)).first()
    if row is None:
        return None
    return Visit(row.seen_at, row.previous_seen_at, row.previous_known_at)


def note_visit(change: Change, person_id: int, gap: timedelta) -> Visit:
    """Note that what changed is shown to the person now; after ``gap`` it is a visit of its own."""
    connection, at = change.connection, change.recorded_at
    known = history.newest(connection) or at
    stored = connection.execute(sa.select(visit).where(visit.c.person_id == person_id)).first()
    if stored is None:
        now = sa.insert(visit).values(person_id=person_id, seen_at=at, known_at=known)
        connection.execute(now)
        return Visit(at)
    before = (stored.previous_seen_at, stored.previous_known_at)
    if at - stored.seen_at > gap:
        before = (stored.seen_at, stored.known_at)
    connection.execute(
        sa.update(visit)
        .where(visit.c.person_id == person_id)
        .values(seen_at=at, known_at=known, previous_seen_at=before[0], previous_known_at=before[1])
    )
    return Visit(at, *before)
