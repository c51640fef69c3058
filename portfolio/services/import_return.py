"""Return of a published change to what stood before it, where nobody changed the same since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portfolio.domain.as_recorded import as_before
from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Document, Draft, DraftState, changes
from portfolio.domain.import_jobs import ImportRow
from portfolio.domain.import_merge import merge_back
from portfolio.domain.projects import Project
from portfolio.domain.rules import refuse_broken
from portfolio.services import effects
from portfolio.services.live import LivePortfolio
from portfolio.store import history
from portfolio.store.database import Change
from portfolio.store.saving import save_project


class ChangedLater(Exception):
    """A later dated row covers the day from which a change would return."""


@dataclass(frozen=True, slots=True)
class PublishedReturn:
    """What went back of a change: whether anything did, and the fields that somebody changed since."""

    is_written: bool
    fields: tuple[str, ...] = ()


def return_change(
    register: LivePortfolio, change: Change, project: Project, draft: Draft, row: ImportRow
) -> PublishedReturn:
    """Publish what stood before an import's change of a project, by new dated rows.

    They hold from the day from which the change did. Raises PeriodLocked, DraftIncomplete and
    other errors of publishing where the project could not be as it was.
    """
    earlier, update = _around(change, project, draft)
    # What somebody changed before it was published is none of the import's.
    others = {one.field for one in changes(row.document, draft.document)}
    earlier = {**earlier, **{name: update[name] for name in others & update.keys()}}
    present = document_of(project)
    back, clashes = merge_back(earlier, update, present)
    stays = tuple(
        dict.fromkeys((*(clash.field for clash in clashes), *_others_fields(draft, row, others)))
    )
    if not changes(present, back):
        return PublishedReturn(is_written=False, fields=stays)
    day = str(draft.document.get("effective") or "") or _published_on(register, draft)
    return_draft = replace(
        draft,
        document={**back, "effective": day},
        base=present,
        state=DraftState.SUBMITTED,
    )
    after, before = effects.project_of(
        register, change.connection, return_draft, change.recorded_at, {}
    )
    refuse_broken(after)
    if changes({**document_of(after), "effective": ""}, {**back, "effective": ""}):
        raise ChangedLater
    save_project(change, after, existing=before)
    return PublishedReturn(is_written=True, fields=stays)


def _published_on(register: LivePortfolio, draft: Draft) -> str:
    """The day from which a change held that names none."""
    day = register.default_day if register.demonstration else draft.updated_at.date()
    return day.isoformat()


def _around(change: Change, project: Project, draft: Draft) -> tuple[Document, Document]:
    """The project just before and just after a draft of it was published."""
    entries = history.read_entries(change.connection, project_id=project.id, subject="project")
    since = [entry for entry in entries if entry.recorded_at > draft.updated_at]
    with_it = [entry for entry in entries if entry.recorded_at >= draft.updated_at]
    after, before = as_before(project, since), as_before(project, with_it)
    if after is None or before is None:
        raise ChangedLater
    return document_of(before), document_of(after)


def _others_fields(draft: Draft, row: ImportRow, others: set[str]) -> Iterator[str]:
    """Fields that a file gave and somebody changed before they were published."""
    given = {one.field for one in changes(draft.base, row.document)}
    typed = {one.field for one in changes(draft.base, draft.document)}
    return iter(sorted(others & given & typed))
