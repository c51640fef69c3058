"""People in the store: accounts, their sessions, one-time invitations and failed attempts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.params import Person, UserRole, struck_login
from portfolio.store.database import Change
from portfolio.store.tables import (
    attempt,
    import_file,
    import_job,
    invitation,
    organisation,
    organisation_merge,
    person,
    person_session,
    preference,
    unsaved,
    visit,
)

_PERSON = sa.select(person, organisation.c.identifier.label("organisation")).outerjoin(
    organisation, organisation.c.id == person.c.organisation_id
)

# A real person who can sign in: an account without a password waits for its one-time link.
CAN_ADMINISTER: Final = (
    person.c.duty == UserRole.ADMINISTRATOR,
    sa.not_(person.c.is_disabled),
    sa.not_(person.c.is_demonstration),
    person.c.password != "",
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that was not ended: whose it is, when it began and when it was last used."""

    person: Person
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link not used yet; ``person`` is None for the first administrator's."""

    id: int
    person: Person | None
    expires: datetime


def read_people(connection: sa.Connection) -> tuple[Person, ...]:
    """Everybody with an account, by login."""
    return tuple(_person(row) for row in connection.execute(_PERSON.order_by(person.c.login)))


def find_person(connection: sa.Connection, login: str) -> tuple[Person, str] | None:
    """A person and the hash of the password, by login."""
    row = connection.execute(_PERSON.where(person.c.login == login)).first()
    return None if row is None else (_person(row), row.password)


def administrators(connection: sa.Connection, *, hold: bool = False) -> tuple[int, ...]:
    """Row ids of those who can sign in and administer.

    ``hold``: locked against changes until the end.
    """
    query = sa.select(person.c.id).where(*CAN_ADMINISTER).order_by(person.c.id)
    return tuple(connection.scalars(query.with_for_update() if hold else query))


def with_password(connection: sa.Connection) -> set[int]:
    """Row ids of the people who have chosen a password."""
    return set(connection.scalars(sa.select(person.c.id).where(person.c.password != "")))


def organisation_id(connection: sa.Connection, identifier: str) -> int | None:
    """Row id of an organisation or what it was merged into, None for one the record lacks."""
    became = organisation_merge.c
    query = (
        sa.select(sa.func.coalesce(became.into_id, organisation.c.id))
        .outerjoin(organisation_merge, became.organisation_id == organisation.c.id)
        .where(organisation.c.identifier == identifier)
    )
    number: int | None = connection.scalar(query)
    return number


def insert_person(change: Change, **values: Any) -> int:
    """A new account; returns its row id."""
    values.setdefault("is_disabled", False)
    values.setdefault("is_demonstration", False)
    made = sa.insert(person).values(created_at=change.recorded_at, **values)
    number: int = change.connection.execute(made.returning(person.c.id)).scalar_one()
    return number


def strike_person(change: Change, number: int) -> None:
    """Leave of a person the number alone: an account that is closed, without name or organisation."""
    end_sessions(change, number=number)
    end_invitations(change, number)
    for table in (unsaved, preference, visit):
        change.connection.execute(sa.delete(table).where(table.c.person_id == number))
    theirs = sa.select(import_job.c.id).where(import_job.c.person_id == number)
    change.connection.execute(sa.delete(import_file).where(import_file.c.job_id.in_(theirs)))
    update_person(
        change,
        number,
        login=struck_login(number),
        name="",
        password="",
        organisation_id=None,
        is_disabled=True,
    )


def update_person(change: Change, number: int, **values: Any) -> None:
    """Change an account."""
    change.connection.execute(sa.update(person).where(person.c.id == number).values(**values))


# -- sessions -------------------------------------------------------------------------------------


def insert_session(change: Change, digest: str, number: int) -> None:
    """Begin a session."""
    at = change.recorded_at
    change.connection.execute(
        sa.insert(person_session).values(digest=digest, person_id=number, created_at=at, seen_at=at)
    )


def find_session(connection: sa.Connection, digest: str) -> OpenSession | None:
    """The session of a digest that nobody has ended, whatever its age."""
    query = (
        _PERSON.add_columns(
            person_session.c.created_at.label("began"), person_session.c.seen_at.label("seen")
        )
        .join(person_session, person_session.c.person_id == person.c.id)
        .where(person_session.c.digest == digest, person_session.c.ended_at.is_(None))
    )
    row = connection.execute(query).first()
    return None if row is None else OpenSession(_person(row), row.began, row.seen)


def touch_session(change: Change, digest: str) -> None:
    """Note that a session is in use."""
    mine = person_session.c.digest == digest
    query = sa.update(person_session).where(mine).values(seen_at=change.recorded_at)
    change.connection.execute(query)


def end_sessions(change: Change, *, digest: str = "", number: int | None = None) -> int:
    """End one session, or every session of a person; how many were open."""
    mine = person_session.c.digest == digest
    if number is not None:
        mine = person_session.c.person_id == number
    query = sa.update(person_session).where(mine, person_session.c.ended_at.is_(None))
    return int(change.connection.execute(query.values(ended_at=change.recorded_at)).rowcount)


def count_sessions(connection: sa.Connection, since: datetime) -> dict[int, int]:
    """Sessions in use since a moment, by person."""
    query = (
        sa.select(person_session.c.person_id, sa.func.count())
        .where(person_session.c.ended_at.is_(None), person_session.c.seen_at >= since)
        .group_by(person_session.c.person_id)
    )
    return dict(connection.execute(query).all())


# -- invitations ----------------------------------------------------------------------------------


def insert_invitation(change: Change, digest: str, number: int | None, lasts: timedelta) -> None:
    """A new one-time link; older ones for the same person open nothing any more."""
    end_invitations(change, number)
    change.connection.execute(
        sa.insert(invitation).values(
            digest=digest,
            person_id=number,
            created_at=change.recorded_at,
            expires_at=change.recorded_at + lasts,
        )
    )


def end_invitations(change: Change, number: int | None) -> None:
    """Void every open link of a person, None for those that create the first administrator."""
    same = invitation.c.person_id.is_(None) if number is None else invitation.c.person_id == number
    change.connection.execute(
        sa.update(invitation)
        .where(same, invitation.c.used_at.is_(None))
        .values(used_at=change.recorded_at)
    )


def find_invitation(connection: sa.Connection, digest: str) -> Invitation | None:
    """The link of a digest, if it was not used yet, whatever its age."""
    row = connection.execute(
        sa.select(invitation).where(invitation.c.digest == digest, invitation.c.used_at.is_(None))
    ).first()
    if row is None:
        return None
    invited = None
    if row.person_id is not None:
        invited = _person(connection.execute(_PERSON.where(person.c.id == row.person_id)).one())
    return Invitation(row.id, invited, row.expires_at)


def opens(connection: sa.Connection, link: Invitation) -> bool:
    """Whether a link still has something to open: an account not closed, or one to set up."""
    if link.person is None:
        return not administrators(connection)
    query = sa.select(person.c.is_disabled).where(person.c.id == link.person.id)
    return not connection.scalar(query)


def use_invitation(change: Change, number: int) -> bool:
    """Use a link up; False where another was faster."""
    query = sa.update(invitation).where(invitation.c.id == number, invitation.c.used_at.is_(None))
    return change.connection.execute(query.values(used_at=change.recorded_at)).rowcount == 1


# -- attempts -------------------------------------------------------------------------------------


def add_attempts(
    change: Change, subjects: tuple[str, ...], forget_before: datetime
) -> tuple[int, ...]:
    """Note an attempt of each subject, and forget old ones; returns the row ids."""
    change.connection.execute(sa.delete(attempt).where(attempt.c.at < forget_before))
    noted = [{"subject": subject, "at": change.recorded_at} for subject in subjects]
    return tuple(change.connection.scalars(sa.insert(attempt).returning(attempt.c.id), noted))


def count_attempts(connection: sa.Connection, subject: str, since: datetime) -> int:
    """Attempts of a subject since a moment that did not succeed."""
    query = (
        sa.select(sa.func.count())
        .select_from(attempt)
        .where(attempt.c.subject == subject, attempt.c.at >= since)
    )
    return int(connection.execute(query).scalar_one())


def clear_attempts(change: Change, subject: str, attempt_ids: tuple[int, ...]) -> None:
    """Forget the attempts of a subject, and those noted for it that did not fail."""
    forgotten = (attempt.c.subject == subject) | attempt.c.id.in_(attempt_ids)
    change.connection.execute(sa.delete(attempt).where(forgotten))


def clear_attempts_of(change: Change, subject: str) -> None:
    """Forget the attempts of a subject, and those of it together with others."""
    mine = attempt.c.subject.startswith(subject, autoescape=True)
    change.connection.execute(sa.delete(attempt).where(mine))


# -- what is past its use ---------------------------------------------------------------------------


def purge(change: Change, before: datetime) -> int:
    """Delete sessions, links, attempts, visits and files last of use before a moment; how many rows."""
    past = (
        (person_session, person_session.c.seen_at),
        (invitation, invitation.c.expires_at),
        (attempt, attempt.c.at),
        (visit, visit.c.seen_at),
        (import_file, import_file.c.stored_at),
    )
    queries = [sa.delete(table).where(last_use < before) for table, last_use in past]
    return sum(int(change.connection.execute(query).rowcount) for query in queries)


def _person(row: Any) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        duty=row.duty,
        organisation=row.organisation,
        is_disabled=row.is_disabled,
        is_demonstration=row.is_demonstration,
        created_at=row.created_at,
    )
