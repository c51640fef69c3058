"""Drafts of projects and of lists in the store, outside the record until they are published."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import Document, Draft, DraftState
from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import canonical
from portfolio.domain.params import PortfolioChoice
from portfolio.store.database import Change
from portfolio.store.tables import (
    draft,
    draft_contributor,
    list_draft,
    list_draft_contributor,
    person,
    project,
)


class UnknownDraft(PortfolioError):
    """No draft the person may see has this number (values: number)."""


class DraftMoved(Exception):
    """Another person has saved the draft since it was read."""


@dataclass(frozen=True)
class DraftTables:
    """Tables of drafts of one kind, and of their contributors."""

    drafts: sa.Table
    contributors: sa.Table


PROJECTS: Final = DraftTables(draft, draft_contributor)
LISTS: Final = DraftTables(list_draft, list_draft_contributor)

_AUTHOR, _EDITOR = person.alias("author"), person.alias("editor")
_QUERY = (
    sa.select(
        draft,
        project.c.identifier.label("identifier"),
        _AUTHOR.c.login.label("author"),
        _EDITOR.c.login.label("editor"),
    )
    .outerjoin(project, project.c.id == draft.c.project_id)
    .join(_AUTHOR, _AUTHOR.c.id == draft.c.author_id)
    .join(_EDITOR, _EDITOR.c.id == draft.c.editor_id)
)


def read_draft(connection: sa.Connection, number: int) -> Draft:
    """The draft, whatever its state; raises UnknownDraft."""
    row = connection.execute(_QUERY.where(draft.c.id == number)).first()
    if row is None:
        raise UnknownDraft(number=number)
    return _draft(row)


def read_open(
    connection: sa.Connection, portfolio: PortfolioChoice | None = None
) -> tuple[Draft, ...]:
    """Drafts that can still become part of a portfolio (None: of either), the latest saved first."""
    open_states = [state for state in DraftState if state.is_open]
    # Those of one import were saved at one moment, in the order of its file.
    query = _QUERY.where(draft.c.state.in_(open_states)).order_by(
        draft.c.updated_at.desc(), draft.c.id.desc()
    )
    if portfolio is not None:
        query = query.where(draft.c.is_example.is_(portfolio.is_example))
    return tuple(_draft(row) for row in connection.execute(query))


def count_open(
    connection: sa.Connection,
    person_id: int,
    portfolio: PortfolioChoice,
    tables: DraftTables = PROJECTS,
) -> Mapping[DraftState, int]:
    """Open drafts by state; of those only begun, the ones this person opened or saved last."""
    own = tables.drafts.c
    mine = (own.author_id == person_id) | (own.editor_id == person_id)
    others = own.state.in_((DraftState.SUBMITTED, DraftState.RETURNED))
    query = (
        sa.select(own.state, sa.func.count())
        .where(others | ((own.state == DraftState.DRAFT) & mine))
        .where(own.is_example.is_(portfolio.is_example))
        .group_by(own.state)
    )
    return dict(connection.execute(query).all())


def open_mark(connection: sa.Connection) -> tuple[int, ...]:
    """Mark that changes with any open draft."""
    open_states = [state for state in DraftState if state.is_open]
    query = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(draft.c.version), 0),
        sa.func.coalesce(sa.func.max(sa.type_coerce(draft.c.updated_at, sa.BigInteger)), 0),
    ).where(draft.c.state.in_(open_states))
    return tuple(int(value) for value in connection.execute(query).one())


def find_open(connection: sa.Connection, *, project_id: int | None, token: str) -> Draft | None:
    """The draft created with a token, or the open one of a project."""
    made = draft.c.token == token
    if project_id is not None:
        open_states = [state for state in DraftState if state.is_open]
        made |= (draft.c.project_id == project_id) & draft.c.state.in_(open_states)
    row = connection.execute(_QUERY.where(made).order_by(draft.c.id)).first()
    return None if row is None else _draft(row)


def insert_draft(
    change: Change,
    *,
    project_id: int | None,
    base: Document,
    person_id: int,
    token: str,
    copied_from: str = "",
    document: Document | None = None,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> int:
    """A new draft that begins as the published document, or as another; returns its number.

    History has heard of the published document alone.
    """
    said = canonical(base)
    made = sa.insert(draft).values(
        project_id=project_id,
        document=said if document is None else canonical(document),
        base=said,
        noted=said,
        copied_from=copied_from,
        state=DraftState.DRAFT,
        version=1,
        author_id=person_id,
        editor_id=person_id,
        created_at=change.recorded_at,
        updated_at=change.recorded_at,
        token=token,
        is_example=portfolio.is_example,
    )
    number: int = change.connection.execute(made.returning(draft.c.id)).scalar_one()
    return number


def latest_change(connection: sa.Connection) -> tuple[int, ...]:
    """A mark that differs once a draft, of a project or a list, was begun or changed."""
    marks: list[int] = []
    for tables in (PROJECTS, LISTS):
        own = tables.drafts.c
        query = sa.select(sa.func.count(own.id), sa.func.sum(own.version))
        marks += (int(value or 0) for value in connection.execute(query).one())
    return tuple(marks)


def update_draft(
    change: Change, draft_seen: Draft | ListDraft, person_id: int, **values: Any
) -> None:
    """Change a draft that is unchanged since it was seen; raises DraftMoved.

    The author of a changed document is one of its contributors from then on.
    """
    tables = LISTS if isinstance(draft_seen, ListDraft) else PROJECTS
    own = tables.drafts
    if "document" in values:
        values["document"] = canonical(values["document"])
    query = (
        sa.update(own)
        .where(own.c.id == draft_seen.id, own.c.version == draft_seen.version)
        .values(
            version=draft_seen.version + 1,
            editor_id=person_id,
            updated_at=change.recorded_at,
            **values,
        )
    )
    if change.connection.execute(query).rowcount != 1:
        raise DraftMoved
    if "document" in values:
        add_contributors(change, draft_seen.id, [person_id], tables)


def add_contributors(
    change: Change, number: int, people: Iterable[int], tables: DraftTables = PROJECTS
) -> None:
    """Note who typed in a draft; those noted before stay as they are."""
    own = tables.contributors
    known = sa.select(own.c.person_id).where(own.c.draft_id == number)
    present = set(change.connection.scalars(known))
    rows = [
        {"draft_id": number, "person_id": person_id, "typed_at": change.recorded_at}
        for person_id in sorted({*people} - present)
    ]
    if rows:
        change.connection.execute(sa.insert(own), rows)


def typed_in(
    connection: sa.Connection, numbers: Iterable[int], tables: DraftTables
) -> Mapping[int, str]:
    """Contributors of some drafts: logins by row id of the person."""
    own = tables.contributors
    query = (
        sa.select(person.c.id, person.c.login)
        .distinct()
        .join(own, own.c.person_id == person.c.id)
        .where(own.c.draft_id.in_(list(numbers)))
        .order_by(person.c.login)
    )
    return {row.id: row.login for row in connection.execute(query)}


def read_contributors(connection: sa.Connection, number: int) -> Mapping[int, str]:
    """Contributors of a draft: logins by row id of the person.

    Of a published project: in any draft of it since its last publication, those that ended
    without one included.
    """
    own = sa.select(draft.c.project_id).where(draft.c.id == number).scalar_subquery()
    published = draft.alias()
    last = (
        sa.select(sa.func.coalesce(sa.func.max(published.c.id), 0))
        .where(published.c.project_id == own, published.c.state == DraftState.PUBLISHED)
        .scalar_subquery()
    )
    since = sa.select(draft.c.id).where(
        (draft.c.id == number) | ((draft.c.project_id == own) & (draft.c.id > last))
    )
    return typed_in(connection, connection.scalars(since), PROJECTS)


def note_draft(change: Change, number: int) -> tuple[Document, Document]:
    """(document last noted in history, document now), which is then noted."""
    row = change.connection.execute(
        sa.select(draft.c.noted, draft.c.document).where(draft.c.id == number)
    ).one()
    if row.noted != row.document:
        query = sa.update(draft).where(draft.c.id == number).values(noted=row.document)
        change.connection.execute(query)
    return _document(row.noted), _document(row.document)


def portfolio_of(connection: sa.Connection, project_id: int) -> PortfolioChoice:
    """Portfolio of a project, by its row id."""
    query = sa.select(project.c.is_example).where(project.c.id == project_id)
    return PortfolioChoice.of(is_example=connection.execute(query).scalar_one())


def project_row(connection: sa.Connection, identifier: str) -> int | None:
    """Row id of a project by its identifier, None where there is none."""
    query = sa.select(project.c.id).where(project.c.identifier == identifier)
    number: int | None = connection.scalar(query)
    return number


def identifiers_like(connection: sa.Connection, start: str) -> Sequence[str]:
    """Identifiers of projects that begin so."""
    query = sa.select(project.c.identifier).where(
        project.c.identifier.startswith(start, autoescape=True)
    )
    return connection.scalars(query).all()


def _document(text: str) -> Document:
    document: Document = json.loads(text) if text else {}
    return document


def _draft(row: Any) -> Draft:
    return Draft(
        id=row.id,
        project=row.identifier,
        document=_document(row.document),
        base=_document(row.base),
        state=row.state,
        version=row.version,
        author=row.author,
        editor=row.editor,
        created_at=row.created_at,
        updated_at=row.updated_at,
        message=row.message,
        copied_from=row.copied_from,
        portfolio=PortfolioChoice.of(is_example=row.is_example),
    )


_LIST_AUTHOR, _LIST_EDITOR = person.alias("author"), person.alias("editor")
_LIST_QUERY = (
    sa.select(
        list_draft, _LIST_AUTHOR.c.login.label("author"), _LIST_EDITOR.c.login.label("editor")
    )
    .join(_LIST_AUTHOR, _LIST_AUTHOR.c.id == list_draft.c.author_id)
    .join(_LIST_EDITOR, _LIST_EDITOR.c.id == list_draft.c.editor_id)
)


def read_list_draft(connection: sa.Connection, number: int) -> ListDraft:
    """The draft, whatever its state; raises UnknownDraft."""
    row = connection.execute(_LIST_QUERY.where(list_draft.c.id == number)).first()
    if row is None:
        raise UnknownDraft(number=number)
    return _list_draft(row)


def read_open_list_drafts(connection: sa.Connection) -> tuple[ListDraft, ...]:
    """Every draft that can still become a list, the latest saved first."""
    states = [state for state in DraftState if state.is_open]
    query = _LIST_QUERY.where(list_draft.c.state.in_(states)).order_by(
        list_draft.c.updated_at.desc(), list_draft.c.id.desc()
    )
    return tuple(_list_draft(row) for row in connection.execute(query))


def find_by_token(connection: sa.Connection, token: str) -> ListDraft | None:
    """The draft created with a token."""
    row = connection.execute(_LIST_QUERY.where(list_draft.c.token == token)).first()
    return None if row is None else _list_draft(row)


def read_list_published_as(connection: sa.Connection, number: int) -> str:
    """The reference of the list that a draft was recorded as, "" while it is none."""
    query = sa.select(list_draft.c.published_as).where(list_draft.c.id == number)
    return str(connection.scalar(query) or "")


def insert_list_draft(
    change: Change, document: Mapping[str, Any], *, is_example: bool, person_id: int, token: str
) -> int:
    """A new draft; returns its number. Who begins it with something has typed in it."""
    new = sa.insert(list_draft).values(
        document=canonical(document),
        state=DraftState.DRAFT,
        version=1,
        is_example=is_example,
        author_id=person_id,
        editor_id=person_id,
        created_at=change.recorded_at,
        updated_at=change.recorded_at,
        message="",
        token=token,
    )
    number: int = change.connection.execute(new.returning(list_draft.c.id)).scalar_one()
    if document:
        add_contributors(change, number, [person_id], LISTS)
    return number


def read_list_contributors(connection: sa.Connection, number: int) -> Mapping[int, str]:
    """Contributors of a draft: logins by row id of the person."""
    return typed_in(connection, [number], LISTS)


def _list_draft(row: Any) -> ListDraft:
    return ListDraft(
        id=row.id,
        document=json.loads(row.document),
        state=row.state,
        version=row.version,
        is_example=row.is_example,
        author=row.author,
        editor=row.editor,
        created_at=row.created_at,
        updated_at=row.updated_at,
        message=row.message,
    )
