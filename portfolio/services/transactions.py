"""Transactions of published projects: money recorded, proposed, corrected, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from portfolio.domain import transactions
from portfolio.domain.errors import Code, Paragraph, PortfolioError, UnknownProject
from portfolio.domain.flows import DatedVerification, Flow, FlowKind, Verification
from portfolio.domain.params import LookPolicy, Principal, SecondLook, awaits
from portfolio.domain.parsing import EntryLookups, EntryRefused
from portfolio.domain.projects import Project, Publication
from portfolio.domain.transactions import Correction, CorrectionEntry, FlowEntry
from portfolio.services.access import command
from portfolio.services.draft_checks import names_of
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.store import reading, work
from portfolio.store.database import Change, Connection
from portfolio.store.reference import first_open, refuse_locked
from portfolio.store.saving import save_project


class UnknownFlow(PortfolioError):
    """No row the person may touch has this reference in this project (values: reference)."""


class UnknownMilestone(PortfolioError):
    """The project has no milestone of this reference (values: reference)."""


class SameFlow(PortfolioError):
    """A row with the same values exists already (values: reference)."""


class SourceMissing(PortfolioError):
    """A documented row must name its source."""


@dataclass(frozen=True, slots=True)
class FlowState:
    """Flow with its present verification; ``dispute`` is the open complaint, "" for none."""

    identifier: str
    titles: dict[str, str]
    funder: str  # organisation identifier, "" where the row names none
    flow: Flow
    confidence: Verification
    dispute: str
    looks: tuple[SecondLook, ...] = ()  # every second check requested

    @property
    def awaits_look(self) -> bool:
        """Whether another person has still to check the row."""
        return awaits(self.looks)


@command
def record_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: FlowEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Record a flow of a published project; returns its reference.

    With a source it is documented and awaits a second check, before which it counts if the
    register's policy allows it; without one it is proposed and counts once its funder confirms.
    Raises EntryRefused, SameFlow unless ``again``, PeriodLocked, UnknownProject.
    """
    return _record(register, who, identifier, entry, token, again=again, name="record_flow")


@command
def propose_pledge(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: FlowEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Record a pledge of one's own organisation to a published project; returns its reference.

    It is the funder's own statement: confirmed, counted and public at once. It is listed on the
    secretariat's desk until somebody there has checked it.
    """
    own = replace(entry, kind=FlowKind.PLEDGE.word, provider=who.organisation or "", source="")
    return _record(register, who, identifier, own, token, again=again, name="propose_pledge")


def _record(
    register: LivePortfolio,
    who: Principal,
    identifier: str,
    entry: FlowEntry,
    token: str,
    *,
    again: bool,
    name: str,
) -> str:
    with register.database.new_revision(entry.note, who.person, name) as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        project = published_project(change, identifier)
        names, at = names_of(register), change.recorded_at
        flow = new_row(change.connection, project, entry, names, at, again=again)
        add_flows(register, who, change, project, flow)
        work.use(change, token, person_of(who), flow.reference)
        return flow.reference


def new_row(
    connection: Connection,
    project: Project,
    entry: FlowEntry,
    names: EntryLookups,
    recorded_at: datetime,
    *,
    again: bool,
) -> Flow:
    """The row an entry makes; raises EntryRefused, SameFlow unless ``again``, PeriodLocked."""
    values, problems = transactions.read_flow(entry, project, names, today())
    if values is None:
        raise EntryRefused(problems)
    refuse_locked(connection, [values["value_date"]])
    standing = transactions.same(values, project, names)
    if standing and not again:
        raise SameFlow(reference=standing)
    return transactions.new_flow(values, project, names, recorded_at)


def add_flows(
    register: LivePortfolio, who: Principal, change: Change, project: Project, *flows: Flow
) -> None:
    """Save new rows of this person alone; those that count await another person's second check."""
    is_funder = who.duty.serves_an_organisation
    official = Verification.CONFIRMED if is_funder else None
    asked = [flow.reference for flow in flows if (official or flow.confidence).is_official]
    save_project(change, with_flows(register, who, project, *flows), existing=project)
    for reference in asked:
        work.ask(change, project.id, reference, [person_of(who)], who.duty)


def with_flows(register: LivePortfolio, who: Principal, project: Project, *flows: Flow) -> Project:
    """The project with new rows of this person, as sure as the second check allows."""
    is_funder = who.duty.serves_an_organisation
    rows = []
    replaced = {flow.supersedes_id for flow in flows} - {None}
    for flow in flows:
        confidence = Verification.CONFIRMED if is_funder else flow.confidence
        is_checked_first = register.look_policy is LookPolicy.REQUIRED and not is_funder
        if confidence.is_official and is_checked_first:
            confidence = Verification.PROPOSED
        rows.append(replace(flow, confidence=confidence))
    # A withdrawn successor releases its pledge: the store accepts one successor only.
    before = tuple(
        replace(flow, supersedes_id=None)
        if flow.is_withdrawn and flow.supersedes_id in replaced
        else flow
        for flow in project.flows
    )
    return replace(project, flows=(*before, *rows))


def flow_state(
    register: LivePortfolio,
    project: Project,
    flow: Flow,
    dispute: str = "",
    looks: Iterable[SecondLook] = (),
) -> FlowState:
    """Flow state of a project's row: its verification, dispute and second checks."""
    organisations = register.labels.organisations
    return FlowState(
        identifier=project.identifier,
        titles=dict(project.titles),
        funder=organisations[flow.provider_id].identifier if flow.provider_id else "",
        flow=flow,
        confidence=confidence_of(flow),
        dispute=dispute,
        looks=tuple(looks),
    )


def confidence_of(flow: Flow) -> Verification:
    """Verification of a flow as known now, whatever the day."""
    return flow.latest_confidence


def is_published(project: Project) -> bool:
    """Whether the project is published as we know it now."""
    latest = max(
        project.publications, key=lambda row: (row.valid_from, row.recorded_at), default=None
    )
    return latest is not None and latest.state is Publication.PUBLISHED


def published_project(change: Change, identifier: str) -> Project:
    """The published project; one that is not answers as one that does not exist."""
    project = reading.read_project(change.connection, identifier)
    if not is_published(project):
        raise UnknownProject(identifier=identifier)
    return project


def today() -> date:
    """Today in UTC, as rows are recorded."""
    return datetime.now(UTC).date()


def flow_of(project: Project, reference: str) -> Flow:
    """The row of a project with this reference; raises UnknownFlow, also where it is withdrawn."""
    for flow in project.flows:
        if flow.reference == reference and not flow.is_withdrawn:
            return flow
    raise UnknownFlow(reference=reference)


def refuse_other_funders(register: LivePortfolio, who: Principal, flow: Flow) -> None:
    """Raise UnknownFlow for another organisation's row, as for one that does not exist."""
    if flow.provider_id is None or flow.provider_id != organisation_of(register, who):
        raise UnknownFlow(reference=flow.reference)


def organisation_of(register: LivePortfolio, who: Principal) -> int | None:
    """Id of the organisation a person acts for; None where there is none."""
    names: EntryLookups = names_of(register)
    found = names.organisations.get(who.organisation or "")
    return None if found is None else found.id


def save_flow(change: Change, project: Project, after: Flow) -> None:
    """Save a project with one of its rows as it is from now on."""
    flows = tuple(after if flow.id == after.id else flow for flow in project.flows)
    save_project(change, replace(project, flows=flows), existing=project)


def with_confidence(change: Change, flow: Flow, confidence: Verification) -> Flow:
    """The flow with a dated row of its verification; the same flow if it has it already.

    It is valid from the flow's value date on, or from the first day after what is locked; never
    from a day before the row it replaces, which would stay in force.
    """
    latest = flow.latest_change
    if confidence_of(flow) is confidence:
        return flow
    valid_from = first_open(change, flow.value_date)
    if latest is not None:
        valid_from = max(valid_from, latest.valid_from)
    row = DatedVerification(confidence, valid_from, change.recorded_at)
    return replace(flow, confidences=(*flow.confidences, row))


class NotProposed(PortfolioError):
    """Only what is proposed is withdrawn; what counts is corrected (values: reference)."""


class StillCorrected(PortfolioError):
    """A row that others correct is withdrawn after them (values: reference)."""


def preview(register: LivePortfolio, project: Project, entry: CorrectionEntry) -> Correction:
    """The row that would correct a row of this project; raises EntryRefused."""
    return _read(names_of(register), project, entry, datetime.now(UTC))


@command
def correct_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: CorrectionEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Record the row that corrects another; returns the new row's reference.

    With a source it is documented and awaits a second check; without one it is proposed.
    Raises EntryRefused, SameFlow unless ``again``, PeriodLocked, UnknownProject.
    """
    with register.database.new_revision(entry.note, who.person, "correct_flow") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        project = published_project(change, identifier)
        names, at = names_of(register), change.recorded_at
        row = correcting_row(change.connection, project, entry, names, at, again=again)
        add_flows(register, who, change, project, row)
        work.use(change, token, person_of(who), row.reference)
        return row.reference


def correcting_row(
    connection: Connection,
    project: Project,
    entry: CorrectionEntry,
    names: EntryLookups,
    recorded_at: datetime,
    *,
    again: bool,
) -> Flow:
    """The row a correction makes; raises EntryRefused, SameFlow unless ``again``, PeriodLocked."""
    row = _read(names, project, entry, recorded_at).row
    refuse_locked(connection, [row.value_date])
    twin = transactions.twin(row, project)
    if twin and not again:
        raise SameFlow(reference=twin)
    return row


def _read(
    names: EntryLookups, project: Project, entry: CorrectionEntry, recorded_at: datetime
) -> Correction:
    found, problems = transactions.read_correction(entry, project, names, today(), recorded_at)
    if found is None:
        raise EntryRefused(problems)
    return found


@command
def withdraw_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    reference: Code,
    reason: Paragraph,
    *,
    token: Code,
) -> None:
    """Withdraw a row that is only proposed: from now on it appears in history alone.

    It never counted, so that no locked period changes. Raises ReasonMissing, NotProposed,
    StillCorrected, UnknownFlow, UnknownProject.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.new_revision(reason.strip(), who.person, "withdraw_flow") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        if flow.latest_confidence is not Verification.PROPOSED:
            raise NotProposed(reference=reference)
        if any(other.corrects_id == flow.id for other in transactions.flows_in_force(project)):
            raise StillCorrected(reference=reference)
        save_flow(change, project, withdrawn_row(flow, change.recorded_at))
        work.settle(change, flow.id, reason.strip())
        work.use(change, token, person_of(who), reference)


def withdrawn_row(flow: Flow, recorded_at: datetime) -> Flow:
    """The flow with a dated row that withdraws it from its value date on."""
    latest = flow.latest_change
    valid_from = flow.value_date if latest is None else max(flow.value_date, latest.valid_from)
    row = DatedVerification(Verification.WITHDRAWN, valid_from, recorded_at)
    return replace(flow, confidences=(*flow.confidences, row))
