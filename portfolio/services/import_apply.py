"""Applying of an import: everything accepted in one transaction, or nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from portfolio.domain.drafts import Document, Draft, DraftState
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob, ImportRow
from portfolio.domain.params import Principal
from portfolio.services import drafts
from portfolio.services.drafts import person_of
from portfolio.services.import_compare import Comparison
from portfolio.services.import_lists import write_lists
from portfolio.services.import_problems import ProjectPreview
from portfolio.services.import_rows import document_of
from portfolio.services.organisations import state as organisation_state
from portfolio.store import draft_batches, work
from portfolio.store import drafts as store_drafts
from portfolio.store import imports as store_imports
from portfolio.store import organisations as store_organisations
from portfolio.store.database import Change
from portfolio.store.draft_batches import SubmittedDraft
from portfolio.store.mapping import RowIds
from portfolio.store.saving import save_project

Tick = Callable[[], None]


def write(
    who: Principal, change: Change, job: ImportJob, comparison: Comparison, tick: Tick
) -> dict[str, Any]:
    """Write what a comparison accepts, within a transaction; returns the report of the job."""
    _write_organisations(change, comparison)
    people = {person_of(who), *store_imports.contributors(change.connection, job.id)}
    rows: list[ImportRow] = []
    numbers = _write_drafts(who, change, job, comparison.previews)
    for place, preview in enumerate(comparison.previews):
        draft = numbers.get(place)
        if preview.writes_draft and preview.draft is not None:
            draft = _update_draft(who, change, preview.draft, preview)
        if draft is not None:
            store_drafts.add_contributors(change, draft, people)
        rows += _rows(job, preview, draft)
        tick()
    ids = {}
    for project, additions in comparison.additions:
        save_project(change, additions.project, existing=project)
        for flow in additions.new:  # what counts awaits another person's second check
            if flow.confidence.is_official:
                work.ask(change, project.id, flow.reference, people, who.duty)
        ids[project.identifier] = project.id
        tick()
    ids |= {
        preview.identifier: number
        for preview in comparison.previews
        if preview.identifier
        and preview.identifier not in ids
        and (number := store_drafts.project_row(change.connection, preview.identifier)) is not None
    }
    rows += [
        ImportRow(
            job=job.id,
            kind=ImportedKind.ORGANISATION,
            sheet=one.origin.sheet,
            row=one.origin.row,
            key=one.key,
            effect=one.effect,
            document={},
            reference=one.organisation.identifier,
        )
        for one in comparison.organisations.previews
        if one.effect is Effect.NEW
    ]
    rows += write_lists(who, change, job, comparison.lists, people)
    store_imports.insert_rows(change, rows, ids)
    return report(comparison)


def report(comparison: Comparison) -> dict[str, Any]:
    """How many rows of each kind had each effect."""
    counts: Counter[tuple[str, str]] = Counter()
    for preview in comparison.previews:
        effect = "left_out" if preview.is_left_out else preview.effect.word
        counts[ImportedKind.PROJECT.word, effect] += 1
        for row in preview.rows:
            effect = "left_out" if preview.is_left_out else row.effect.word
            counts[row.kind.word, effect] += 1
    for one in comparison.organisations.previews:
        counts[ImportedKind.ORGANISATION.word, one.effect.word] += 1
    for found in comparison.lists:
        counts[ImportedKind.LIST.word, found.effect.word] += 1
    made: dict[str, dict[str, int]] = {}
    for (kind, effect), number in sorted(counts.items()):
        made.setdefault(kind, {})[effect] = number
    return made


def digest(document: Document) -> str:
    """A mark by which an unchanged document is known again."""
    return sha256(canonical(document).encode()).hexdigest()[:16]


def _write_organisations(change: Change, comparison: Comparison) -> None:
    names = RowIds.read(change.connection)
    for made in comparison.organisations.new:
        new = replace(made, id=0)
        store_organisations.save_organisation(change, new, names.country(new.country))
        change.record("organisation", new.identifier, {}, organisation_state(new))


def _write_drafts(
    who: Principal, change: Change, job: ImportJob, previews: Sequence[ProjectPreview]
) -> dict[int, int]:
    """Submit a draft of each project that has none yet; their numbers by place of the project."""
    new = {
        place: preview
        for place, preview in enumerate(previews)
        if preview.writes_draft and preview.draft is None
    }
    known = {preview.identifier for preview in new.values()} - {""}
    ids = draft_batches.project_rows(change.connection, sorted(known))
    numbers = draft_batches.insert_submitted(
        change,
        [
            SubmittedDraft(
                project_id=ids.get(preview.identifier),
                base=preview.base,
                document=preview.document,
                token=f"import {job.id} {preview.key}",
            )
            for preview in new.values()
        ],
        person_of(who),
        job.portfolio,
    )
    for number, preview in zip(numbers, new.values(), strict=True):
        told = {"state": DraftState.SUBMITTED.word, "import": job.file_name, **preview.document}
        project = ids.get(preview.identifier)
        change.record("draft", drafts.label(number), preview.base, told, project)
    return dict(zip(new, numbers, strict=True))


def _update_draft(who: Principal, change: Change, draft: Draft, preview: ProjectPreview) -> int:
    """Change an open draft; one that was sent back is submitted again, one being edited is not."""
    values: dict[str, Any] = {"document": preview.document}
    if draft.state is DraftState.RETURNED:
        values |= {"state": DraftState.SUBMITTED, "message": ""}
    store_drafts.update_draft(change, draft, person_of(who), **values)
    was, is_now = store_drafts.note_draft(change, draft.id)
    project = (
        None
        if draft.project is None
        else store_drafts.project_row(change.connection, draft.project)
    )
    change.record("draft", drafts.label(draft.id), was, is_now, project)
    return draft.id


def _rows(job: ImportJob, preview: ProjectPreview, draft: int | None) -> Iterator[ImportRow]:
    """What the rows of a project became, as far as that is new."""
    if preview.is_left_out:
        return
    at = preview.origin
    own = ImportRow(
        job=job.id,
        kind=ImportedKind.PROJECT,
        sheet=at.sheet,
        row=at.row,
        key=preview.key,
        effect=preview.effect,
        document=preview.baseline,
        draft=draft,
        project=preview.identifier,
        reference=digest(preview.document) if draft is not None else "",
    )
    if preview.effect.writes or (
        preview.effect is Effect.UNCHANGED and any(row.effect.writes for row in preview.rows)
    ):
        yield own
    for row in preview.rows:
        if row.effect.writes:
            yield replace(
                own,
                kind=row.kind,
                sheet=row.origin.sheet,
                row=row.origin.row,
                effect=row.effect,
                document=document_of(row),
                draft=None,
                reference=row.reference,
            )
    if preview.identifier or draft is None:
        return
    for flow in preview.document.get("flows") or ():
        document: Mapping[str, str] = {name: text for name, text in flow.items() if name != "key"}
        yield replace(own, kind=ImportedKind.FLOW, document=document, reference="")
