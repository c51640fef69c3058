"""Taking an applied import back as one step: what nobody touched since goes, the rest is named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portfolio.domain import transactions
from portfolio.domain.drafts import Draft, DraftState
from portfolio.domain.entry_rules import STAGES
from portfolio.domain.errors import Code, Paragraph, PortfolioError
from portfolio.domain.fields import FLOW
from portfolio.domain.flows import Flow, Verification
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportedKind, ImportJob, ImportRow, ImportState
from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryLookups, read_form
from portfolio.domain.projects import DatedPublication, DatedStatus, Milestone, Project, Publication
from portfolio.services import drafts, lists
from portfolio.services.access import command, may
from portfolio.services.draft_checks import names_of
from portfolio.services.drafts import person_of
from portfolio.services.import_apply import digest
from portfolio.services.import_return import ChangedLater, return_change
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
BARRED: Final = "barred"  # the project could not be as it was: it would break a rule
NO_RETURN: Final = "no_return"  # what stood before is published by a reviewer
EARLIER: Final = "earlier"  # an earlier import made the draft that this one changed
NO_RIGHT: Final = "no_right"  # a project is withdrawn by a reviewer
RECORDED: Final = "recorded"  # a list, which a later one replaces
USED: Final = "used"  # an organisation, which others may name by now
_COUNTS: Final = ("drafts", "projects", "changes", "flows", "milestones", "statuses")
_DATED: Final = (ImportedKind.FLOW, ImportedKind.MILESTONE, ImportedKind.STATUS)


@dataclass(slots=True)
class _Outcome:
    """What was taken back, and what stays."""

    drafts: int = 0
    projects: int = 0
    changes: int = 0
    flows: int = 0
    milestones: int = 0
    statuses: int = 0
    stays: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, row: ImportRow, why: str, fields: Sequence[str] = ()) -> None:
        """Name a row that stays; ``fields``: of a project, those that do."""
        name = row.project or (f"#{row.draft}" if row.draft else row.key)
        place = {"kind": row.kind.word, "name": name, "reference": _shown(row)}
        self.stays.append({**place, "why": why, **({"fields": list(fields)} if fields else {})})


def _shown(row: ImportRow) -> str:
    return "" if row.kind is ImportedKind.PROJECT else row.reference


@command
def take_back_import(
    register: LivePortfolio, who: Principal, number: int, reason: Paragraph, *, token: Code
) -> ImportJob:
    """Take back what an import made, as one step and for a reason.

    Open drafts are discarded, projects published from them and recorded flows withdrawn by dated
    rows, published changes and milestones set back. What was changed, corrected, confirmed or
    locked since stays and is named in the report. Raises ReasonMissing, ImportNotReady.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.new_revision(reason.strip(), who.person, "take_back_import") as change:
        job = store_imports.read_job(change.connection, number)
        if work.stored_answer(change, token) is not None:
            return job
        if job.state is not ImportState.APPLIED:
            raise ImportNotReady(state=job.state.word)
        outcome = _TakingBack(register, who, change, job).take_back()
        counts = {name: getattr(outcome, name) for name in _COUNTS}
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


@dataclass
class _TakingBack:
    """One import while it is taken back."""

    register: LivePortfolio
    who: Principal
    change: Change
    job: ImportJob
    outcome: _Outcome = field(default_factory=_Outcome)

    def take_back(self) -> _Outcome:
        """Every row of the import: gone, or named."""
        connection, outcome = self.change.connection, self.outcome
        rows = store_imports.rows_of(connection, self.job.id)
        first = store_imports.first_jobs(connection, self.job.id)
        recorded = defaultdict[str, list[ImportRow]](list)
        of_drafts = defaultdict[int, list[ImportRow]](list)
        for row in rows:
            if row.draft is not None and row.kind is ImportedKind.FLOW:
                of_drafts[row.draft].append(row)
            elif row.draft is None and row.kind in _DATED:
                recorded[row.project].append(row)
        for row in rows:
            if row.kind is ImportedKind.ORGANISATION:
                outcome.keep(row, USED)
            elif row.kind is ImportedKind.LIST:
                _of_list(self.who, self.change, row, outcome)
            elif row.draft is not None and row.kind is ImportedKind.PROJECT:
                is_first = first[row.draft] == self.job.id
                if self._of_draft(row, is_first=is_first):
                    project = reading.read_project(connection, row.project)
                    recorded[row.project] += self._draft_flows(project, of_drafts[row.draft])
        for identifier, several in recorded.items():
            self._of_project(reading.read_project(connection, identifier), several)
        return outcome

    def _of_draft(self, row: ImportRow, *, is_first: bool) -> bool:
        """Discard the draft of a row, or take back what was published from it.

        Whether the project stays and its rows go one by one.
        """
        assert row.draft is not None
        change, outcome = self.change, self.outcome
        draft = store_drafts.read_draft(change.connection, row.draft)
        if draft.state is DraftState.DISCARDED:
            return False
        if not is_first:
            outcome.keep(row, EARLIER)
        elif draft.state is DraftState.PUBLISHED and draft.base:
            self._return(draft, row)
        elif draft.state is DraftState.PUBLISHED:
            return self._withdraw(draft, row)
        elif digest(draft.document) != row.reference:
            outcome.keep(row, CHANGED)
        else:
            store_drafts.update_draft(
                change, draft, person_of(self.who), state=DraftState.DISCARDED
            )
            was, is_now = {"state": draft.state.word}, {"state": DraftState.DISCARDED.word}
            number = None
            if draft.project is not None:
                number = store_drafts.project_row(change.connection, draft.project)
            change.record("draft", drafts.label(draft.id), was, is_now, number)
            outcome.drafts += 1
        return False

    def _return(self, draft: Draft, row: ImportRow) -> None:
        """Publish what stood before a change of a project."""
        change, outcome = self.change, self.outcome
        project = reading.read_project(change.connection, row.project)
        if not may(self.who, "publish_draft"):
            outcome.keep(row, NO_RETURN)
            return
        if not is_published(project):
            outcome.keep(row, CHANGED)
            return
        try:
            done = return_change(self.register, change, project, draft, row)
        except PeriodLocked:
            outcome.keep(row, LOCKED)
        except ChangedLater:
            outcome.keep(row, CHANGED)
        except PortfolioError:
            outcome.keep(row, BARRED)
        else:
            outcome.changes += done.is_written
            if done.fields:
                outcome.keep(row, CHANGED, done.fields)

    def _withdraw(self, draft: Draft, row: ImportRow) -> bool:
        """Withdraw a project from the day it was published on; whether it was changed and stays."""
        change, outcome = self.change, self.outcome
        project = reading.read_project(change.connection, row.project)
        if not is_published(project):
            return False
        if not may(self.who, "withdraw_project"):
            outcome.keep(row, NO_RIGHT)
            return False
        version = store_imports.project_version(change.connection, row.project)
        if version > 1 or digest(draft.document) != row.reference:
            outcome.keep(row, CHANGED)
            return True
        latest = max(project.publications, key=lambda one: (one.valid_from, one.recorded_at))
        try:
            refuse_locked(change.connection, [latest.valid_from])
        except PeriodLocked:
            outcome.keep(row, LOCKED)
            return True
        gone = DatedPublication(Publication.WITHDRAWN, latest.valid_from, change.recorded_at)
        after = replace(project, publications=(*project.publications, gone))
        save_project(change, after, existing=project)
        outcome.projects += 1
        return False

    def _draft_flows(self, project: Project, rows: Sequence[ImportRow]) -> Iterator[ImportRow]:
        """Rows of flows of a draft, each with the flow that publishing made of it."""
        flows, names = list(project.flows), names_of(self.register)
        for row in rows:
            values, wrong = read_form(FLOW, dict(row.document), names)
            found = next((flow for flow in flows if not wrong and _is(flow, values, names)), None)
            if found is not None:
                flows.remove(found)
                document = {**row.document, MADE: found.reference}
                yield replace(row, document=document, reference=found.reference)

    def _of_project(self, project: Project, rows: Sequence[ImportRow]) -> None:
        """Withdraw the flows and set back the milestones that an import recorded of a project."""
        change, outcome = self.change, self.outcome
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
                found = _set_back(change, self.job, milestones[row.reference])
                if isinstance(found, str):
                    outcome.keep(row, found)
                elif found is not None:
                    milestones[row.reference] = found
                    outcome.milestones += 1
        statuses = tuple(self._statuses(project, rows))
        after = replace(
            project,
            statuses=(*project.statuses, *statuses),
            flows=tuple(gone.get(flow.id, flow) for flow in project.flows),
            milestones=tuple(milestones.values()),
        )
        if after != project:
            save_project(change, after, existing=project)

    def _statuses(self, project: Project, rows: Sequence[ImportRow]) -> Iterator[DatedStatus]:
        """The status before, again from the day from which the import's one held."""
        change, outcome = self.change, self.outcome
        for row in rows:
            if row.kind is not ImportedKind.STATUS:
                continue
            in_order = sorted(project.statuses, key=lambda one: one.recorded_at)
            made = [one for one in in_order if one.recorded_at == self.job.finished_at]
            earlier = [one for one in in_order if one not in made]
            if not made or not earlier:
                continue
            if in_order[-1] is not made[-1]:
                outcome.keep(row, CHANGED)
                continue
            first = made[-1].valid_from
            try:
                refuse_locked(change.connection, [first])
            except PeriodLocked:
                outcome.keep(row, LOCKED)
                continue
            until = [one for one in earlier if one.valid_from <= first]
            before = max(until or earlier, key=lambda one: (one.valid_from, one.recorded_at))
            outcome.statuses += 1
            yield replace(before, valid_from=first, recorded_at=change.recorded_at)


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


def _is(flow: Flow, values: Mapping[str, Any], names: EntryLookups) -> bool:
    """Whether a flow is what the values of a row give."""
    return (
        flow.kind is STAGES[values["kind"]]
        and flow.provider_id == names.organisations[values["provider"]].id
        and (flow.amount_minor, flow.currency) == (values["amount"], values["currency"])
        and flow.value_date == values["value_date"]
    )


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
