"""Taking an applied import back as one step: what nobody touched since goes, the rest is named."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from portfolio.domain import transactions
from portfolio.domain.drafts import DraftState
from portfolio.domain.errors import Code, Paragraph
from portfolio.domain.flows import Flow, Verification
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportedKind, ImportJob, ImportRow, ImportState
from portfolio.domain.params import Principal
from portfolio.domain.projects import DatedPublication, Milestone, Project, Publication
from portfolio.services import drafts, lists
from portfolio.services.access import command, may
from portfolio.services.drafts import person_of
from portfolio.services.import_apply import digest
from portfolio.services.import_rows import MADE
from portfolio.services.import_work import ImportNotReady
from portfolio.services.live import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.services.transactions import is_published, withdrawn_row
from portfolio.store import drafts as store_drafts
from portfolio.store import imports as store_imports
from portfolio.store import reading, work
from portfolio.store.database import Change
from portfolio.store.reference import PeriodLocked, refuse_locked
from portfolio.store.saving import save_project

# Why a row stays: keys of the catalogs, ``imports.stays.<why>``.
CHANGED: Final = "changed"  # a person, or a later import, changed it since
CONFIRMED: Final = "confirmed"
CORRECTED: Final = "corrected"
LOCKED: Final = "locked"
REVIEWED: Final = "reviewed"  # a reviewer published it as a change of a project
EARLIER: Final = "earlier"  # an earlier import made the draft that this one changed
NO_RIGHT: Final = "no_right"  # a project is withdrawn by a reviewer
RECORDED: Final = "recorded"  # a list, which a later one replaces
USED: Final = "used"  # an organisation, which others may name by now


@dataclass(slots=True)
class _Outcome:
    """What was taken back, and what stays."""

    drafts: int = 0
    projects: int = 0
    flows: int = 0
    milestones: int = 0
    stays: list[dict[str, str]] = field(default_factory=list)

    def keep(self, row: ImportRow, why: str) -> None:
        """Name a row that stays."""
        name = row.project or (f"#{row.draft}" if row.draft else row.key)
        self.stays.append(
            {"kind": row.kind.word, "name": name, "reference": _shown(row), "why": why}
        )


def _shown(row: ImportRow) -> str:
    return "" if row.kind is ImportedKind.PROJECT else row.reference


@command
def take_back_import(
    register: LivePortfolio, who: Principal, number: int, reason: Paragraph, *, token: Code
) -> ImportJob:
    """Take back what an import made, as one step and for a reason.

    Open drafts are discarded, projects published from them and recorded flows withdrawn by dated
    rows, milestones set back. What was changed, corrected, confirmed or locked since stays and is
    named in the report. Raises ReasonMissing, ImportNotReady.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.new_revision(reason.strip(), who.person, "take_back_import") as change:
        job = store_imports.read_job(change.connection, number)
        if work.stored_answer(change, token) is not None:
            return job
        if job.state is not ImportState.APPLIED:
            raise ImportNotReady(state=job.state.word)
        outcome = _take_back(who, change, job)
        counts = {
            name: getattr(outcome, name) for name in ("drafts", "projects", "flows", "milestones")
        }
        report = {**job.report, "taken_back": counts, "stays": outcome.stays}
        store_imports.update_job(
            change,
            number,
            state=ImportState.TAKEN_BACK,
            reason=reason.strip(),
            report=report,
        )
        was = {"state": job.state.word}
        is_now = {"state": ImportState.TAKEN_BACK.word, **counts, "stays": len(outcome.stays)}
        change.record("import", str(number), was, is_now)
        work.use(change, token, person_of(who), str(number))
        return store_imports.read_job(change.connection, number)


def _take_back(who: Principal, change: Change, job: ImportJob) -> _Outcome:
    outcome = _Outcome()
    rows = store_imports.rows_of(change.connection, job.id)
    first = store_imports.first_jobs(change.connection, job.id)
    recorded = defaultdict[str, list[ImportRow]](list)
    for row in rows:
        if row.draft is not None and row.kind is ImportedKind.PROJECT:
            _of_draft(who, change, row, outcome, is_first=first[row.draft] == job.id)
        elif row.kind is ImportedKind.LIST:
            _of_list(who, change, row, outcome)
        elif row.kind is ImportedKind.ORGANISATION:
            outcome.keep(row, USED)
        elif row.draft is None and row.kind in (ImportedKind.FLOW, ImportedKind.MILESTONE):
            recorded[row.project].append(row)
    for identifier, several in recorded.items():
        _of_project(
            change, job, reading.read_project(change.connection, identifier), several, outcome
        )
    return outcome


def _of_draft(
    who: Principal, change: Change, row: ImportRow, outcome: _Outcome, *, is_first: bool
) -> None:
    """Discard the draft of a row, or withdraw the project that was published from it."""
    assert row.draft is not None
    draft = store_drafts.read_draft(change.connection, row.draft)
    if draft.state is DraftState.DISCARDED:
        return
    if not is_first:
        outcome.keep(row, EARLIER)
    elif draft.state is DraftState.PUBLISHED:
        if draft.base:
            outcome.keep(row, REVIEWED)
        else:
            _withdraw(who, change, row, outcome)
    elif digest(draft.document) != row.reference:
        outcome.keep(row, CHANGED)
    else:
        store_drafts.update_draft(change, draft, person_of(who), state=DraftState.DISCARDED)
        was, is_now = {"state": draft.state.word}, {"state": DraftState.DISCARDED.word}
        number = None
        if draft.project is not None:
            number = store_drafts.project_row(change.connection, draft.project)
        change.record("draft", drafts.label(draft.id), was, is_now, number)
        outcome.drafts += 1


def _of_list(who: Principal, change: Change, row: ImportRow, outcome: _Outcome) -> None:
    """Discard the draft of a list; a recorded one stays until a later one replaces it (ruling 34)."""
    draft = store_drafts.read_list_draft(change.connection, int(row.reference))
    if draft.state is DraftState.DISCARDED:
        return
    if not row.document["is_first"]:
        outcome.keep(row, EARLIER)
    elif draft.state is DraftState.PUBLISHED:
        outcome.keep(row, RECORDED)
    elif canonical(draft.document) != canonical(row.document["document"]):
        outcome.keep(row, CHANGED)
    else:
        store_drafts.update_draft(change, draft, person_of(who), state=DraftState.DISCARDED)
        was, is_now = {"state": draft.state.word}, {"state": DraftState.DISCARDED.word}
        change.record("list_draft", lists.label(draft.id), was, is_now)
        outcome.drafts += 1


def _withdraw(who: Principal, change: Change, row: ImportRow, outcome: _Outcome) -> None:
    """Withdraw a project from the day it was published on."""
    project = reading.read_project(change.connection, row.project)
    if not is_published(project):
        return
    if not may(who, "withdraw_project"):
        outcome.keep(row, NO_RIGHT)
        return
    if store_imports.project_version(change.connection, row.project) > 1:
        outcome.keep(row, CHANGED)
        return
    latest = max(project.publications, key=lambda one: (one.valid_from, one.recorded_at))
    try:
        refuse_locked(change.connection, [latest.valid_from])
    except PeriodLocked:
        outcome.keep(row, LOCKED)
        return
    gone = DatedPublication(Publication.WITHDRAWN, latest.valid_from, change.recorded_at)
    after = replace(project, publications=(*project.publications, gone))
    save_project(change, after, existing=project)
    outcome.projects += 1


def _of_project(
    change: Change,
    job: ImportJob,
    project: Project,
    rows: Sequence[ImportRow],
    outcome: _Outcome,
) -> None:
    """Withdraw the flows and set back the milestones that an import recorded of a project."""
    flows = {flow.reference: flow for flow in project.flows}
    references = {str(row.document.get(MADE) or row.reference) for row in rows}
    looks = work.read_second_looks(change.connection, [flow.id for flow in project.flows])
    gone: dict[int, Flow] = {}
    for row in rows:
        if row.kind is not ImportedKind.FLOW:
            continue
        flow = flows.get(str(row.document.get(MADE) or ""))
        if flow is None or flow.is_withdrawn:  # a conflict made no row
            continue
        is_checked = any(look.looked_at is not None for look in looks.get(flow.id, ()))
        why = _why_kept(change, project, flow, references, is_checked=is_checked)
        if why:
            outcome.keep(row, why)
            continue
        gone[flow.id] = withdrawn_row(flow, change.recorded_at)
        work.settle(change, flow.id, change.reason)
        outcome.flows += 1
    milestones = {one.reference: one for one in project.milestones}
    for row in rows:
        if row.kind is ImportedKind.MILESTONE and row.reference in milestones:
            found = _set_back(change, job, milestones[row.reference])
            if isinstance(found, str):
                outcome.keep(row, found)
            elif found is not None:
                milestones[row.reference] = found
                outcome.milestones += 1
    after = replace(
        project,
        flows=tuple(gone.get(flow.id, flow) for flow in project.flows),
        milestones=tuple(milestones.values()),
    )
    if after != project:
        save_project(change, after, existing=project)


def _why_kept(
    change: Change, project: Project, flow: Flow, references: set[str], *, is_checked: bool
) -> str:
    """Why a recorded flow stays, "" where it goes."""
    naming = (
        other
        for other in transactions.flows_in_force(project)
        if flow.id in (other.corrects_id, other.supersedes_id, other.honours_id)
    )
    if any(other.reference not in references for other in naming):
        return CORRECTED
    if is_checked or flow.confidences:
        return CONFIRMED
    if flow.confidence is not Verification.PROPOSED:
        try:
            refuse_locked(change.connection, [flow.value_date])
        except PeriodLocked:
            return LOCKED
    return ""


def _set_back(change: Change, job: ImportJob, milestone: Milestone) -> Milestone | str | None:
    """The milestone as it was before, why it stays, or None where the import made no version."""
    versions = sorted(milestone.versions, key=lambda row: row.recorded_at)
    made = [row for row in versions if row.recorded_at == job.finished_at]
    if not made:
        return None
    if versions[-1] is not made[-1]:
        return CHANGED
    try:
        refuse_locked(change.connection, [made[-1].valid_from])
    except PeriodLocked:
        return LOCKED
    earlier = [row for row in versions if row not in made]
    last = max(earlier, key=lambda row: (row.valid_from, row.recorded_at))
    again = replace(last, valid_from=made[-1].valid_from, recorded_at=change.recorded_at)
    return replace(milestone, versions=(*milestone.versions, again))
