"""Money of published projects: recorded, proposed, confirmed by its funder, documented, disputed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from portfolio.domain import flow_entry
from portfolio.domain.entry import EntryRefused as EntryRefused
from portfolio.domain.entry import Names
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.flow_entry import FlowEntry
from portfolio.domain.flows import Confidence, DatedConfidence, Flow, FlowKind
from portfolio.domain.limits import Code, Line, Paragraph
from portfolio.domain.people import Principal
from portfolio.domain.projects import Project, Publication
from portfolio.services.access import command
from portfolio.services.drafts import names_of, person_of
from portfolio.services.portfolio import Register
from portfolio.services.publishing import ReasonMissing
from portfolio.store import disputes, once, reading
from portfolio.store.database import Change
from portfolio.store.periods import first_open, refuse_locked
from portfolio.store.writing import save_project


class UnknownFlow(PortfolioError):
    """No row the person may touch has this reference in this project (values: reference)."""

    phrase = "error.unknown_flow"


class SameFlow(PortfolioError):
    """A row that says the same stands already (values: reference)."""

    phrase = "error.same_flow"


class SourceMissing(PortfolioError):
    """What is documented names its source."""

    phrase = "error.source_missing"


class NotWaiting(PortfolioError):
    """A row that is confirmed or documented already needs no confirmation (values: reference)."""

    phrase = "error.not_waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """A flow with what is said of it now; ``dispute`` is the open complaint, "" for none."""

    identifier: str
    titles: dict[str, str]
    funder: str  # organisation identifier, "" where the row names none
    flow: Flow
    confidence: Confidence
    dispute: str


@command
def record_flow(
    register: Register,
    who: Principal,
    identifier: Code,
    typed: FlowEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Record a row of money on a published project; returns its reference.

    With a source it is documented; without one it is proposed and counts once its funder confirms.
    Raises EntryRefused, SameFlow unless ``again``, PeriodLocked, UnknownProject.
    """
    return _record(register, who, identifier, typed, token, again=again, name="record_flow")


@command
def propose_pledge(
    register: Register,
    who: Principal,
    identifier: Code,
    typed: FlowEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Propose a pledge of one's own organisation to a published project; returns its reference."""
    own = replace(typed, kind=FlowKind.PLEDGE.word, provider=who.organisation or "", source="")
    return _record(register, who, identifier, own, token, again=again, name="propose_pledge")


def _record(
    register: Register,
    who: Principal,
    identifier: str,
    typed: FlowEntry,
    token: str,
    *,
    again: bool,
    name: str,
) -> str:
    with register.database.writing(typed.note, who.login, name) as change:
        if (done := once.used(change, token)) is not None:
            return done
        project = published(change, identifier)
        names = names_of(register)
        values, problems = flow_entry.read(typed, project, names, today())
        if values is None:
            raise EntryRefused(problems)
        refuse_locked(change, [values["value_date"]])
        standing = flow_entry.same(values, project, names)
        if standing and not again:
            raise SameFlow(reference=standing)
        flow = flow_entry.made(values, project, names, change.recorded_at)
        save_project(change, replace(project, flows=(*project.flows, flow)), found=project)
        once.use(change, token, person_of(who), flow.reference)
        return flow.reference


@command
def confirm_flow(
    register: Register, who: Principal, identifier: Code, reference: Code, *, token: Code
) -> None:
    """Say as the funder that a proposed row is so: from its value date on it counts."""
    with register.database.writing("", who.login, "confirm_flow") as change:
        if once.used(change, token) is not None:
            return
        project, flow = _own(register, who, change, identifier, reference)
        if confidence_of(flow).is_official:
            raise NotWaiting(reference=reference)
        _set_confidence(change, project, flow, Confidence.CONFIRMED)
        disputes.settle(change, flow.id, "")
        once.use(change, token, person_of(who), reference)


@command
def document_flow(
    register: Register,
    who: Principal,
    identifier: Code,
    reference: Code,
    source: Line,
    *,
    token: Code,
) -> None:
    """Name the source of a row: it counts as documented from its value date on."""
    if not source.strip():
        raise SourceMissing
    with register.database.writing("", who.login, "document_flow") as change:
        if once.used(change, token) is not None:
            return
        project = published(change, identifier)
        flow = _flow(project, reference)
        _set_confidence(change, project, flow, Confidence.DOCUMENTED, source=source.strip())
        once.use(change, token, person_of(who), reference)


@command
def dispute_flow(
    register: Register,
    who: Principal,
    identifier: Code,
    reference: Code,
    reason: Paragraph,
    *,
    token: Code,
) -> None:
    """Say as the funder that a row is not so.

    A confirmation is the funder's own word and is taken back by this; a documented row has a
    source and counts until the secretariat settles the dispute.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.writing(reason, who.login, "dispute_flow") as change:
        if once.used(change, token) is not None:
            return
        project, flow = _own(register, who, change, identifier, reference)
        if confidence_of(flow) is Confidence.CONFIRMED:
            _set_confidence(change, project, flow, Confidence.PROPOSED)
        disputes.open_dispute(change, flow.id, person_of(who), reason.strip())
        change.tell("flow", f"{identifier} {reference}", {}, {"dispute": reason}, project.id)
        once.use(change, token, person_of(who), reference)


@command
def settle_dispute(
    register: Register,
    who: Principal,
    identifier: Code,
    reference: Code,
    settlement: Paragraph,
    *,
    token: Code,
) -> None:
    """End the disputes of a row, saying what was found; what it needs changed is recorded apart."""
    if not settlement.strip():
        raise ReasonMissing
    with register.database.writing(settlement, who.login, "settle_dispute") as change:
        if once.used(change, token) is not None:
            return
        project = published(change, identifier)
        flow = _flow(project, reference)
        if not disputes.settle(change, flow.id, settlement.strip()):
            raise UnknownFlow(reference=reference)
        told = {"settlement": settlement}
        change.tell("flow", f"{identifier} {reference}", {}, told, project.id)
        once.use(change, token, person_of(who), reference)


@command
def own_flows(register: Register, who: Principal) -> tuple[Standing, ...]:
    """Every row attributed to one's organisation in published projects, the latest first."""
    number = _organisation(register, who)
    if number is None:
        return ()
    with register.database.reading() as connection:
        open_ones = disputes.read_open(connection)
        ids = disputes.projects_with_flows(connection, provider_id=number)
        found = reading.read_projects(connection, ids).values()
    rows = _standing(register, found, open_ones)
    return tuple(row for row in rows if row.flow.provider_id == number)


@command
def list_awaiting(register: Register, who: Principal) -> tuple[Standing, ...]:
    """Every row of published projects that is only proposed, or disputed, the latest first."""
    with register.database.reading() as connection:
        open_ones = disputes.read_open(connection)
        ids = disputes.projects_with_flows(connection, flow_ids=open_ones, waiting=True)
        found = reading.read_projects(connection, ids).values()
    rows = _standing(register, found, open_ones)
    return tuple(row for row in rows if row.dispute or not row.confidence.is_official)


def _standing(
    register: Register, projects: Iterable[Project], open_ones: dict[int, str]
) -> list[Standing]:
    organisations = register.labels.organisations
    rows = [
        Standing(
            identifier=project.identifier,
            titles=dict(project.titles),
            funder=organisations[flow.provider_id].identifier if flow.provider_id else "",
            flow=flow,
            confidence=confidence_of(flow),
            dispute=open_ones.get(flow.id, ""),
        )
        for project in projects
        if is_published(project)
        for flow in project.flows
    ]
    return sorted(rows, key=lambda row: (row.flow.value_date, row.flow.id), reverse=True)


def confidence_of(flow: Flow) -> Confidence:
    """How sure a flow is as we know it now, whatever the day."""
    if not flow.confidences:
        return flow.confidence
    return max(flow.confidences, key=lambda row: (row.held_from, row.recorded)).confidence


def is_published(project: Project) -> bool:
    """Whether the project is published as we know it now."""
    latest = max(project.publications, key=lambda row: (row.held_from, row.recorded), default=None)
    return latest is not None and latest.state is Publication.PUBLISHED


def published(change: Change, identifier: str) -> Project:
    """The published project; one that is not answers as one that does not exist."""
    project = reading.read_project(change.connection, identifier)
    if not is_published(project):
        raise UnknownProject(identifier=identifier)
    return project


def today() -> date:
    """Today in UTC, as rows are recorded."""
    return datetime.now(UTC).date()


def _flow(project: Project, reference: str) -> Flow:
    for flow in project.flows:
        if flow.reference == reference:
            return flow
    raise UnknownFlow(reference=reference)


def _own(
    register: Register, who: Principal, change: Change, identifier: str, reference: str
) -> tuple[Project, Flow]:
    """A row of one's own organisation; another's answers as one that does not exist."""
    project = published(change, identifier)
    flow = _flow(project, reference)
    if flow.provider_id is None or flow.provider_id != _organisation(register, who):
        raise UnknownFlow(reference=reference)
    return project, flow


def _organisation(register: Register, who: Principal) -> int | None:
    names: Names = names_of(register)
    found = names.organisations.get(who.organisation or "")
    return None if found is None else found.id


def _set_confidence(
    change: Change, project: Project, flow: Flow, wanted: Confidence, *, source: str = ""
) -> None:
    """A dated row from the flow's value date on, or from the first day after what is locked."""
    row = DatedConfidence(wanted, first_open(change, flow.value_date), change.recorded_at)
    after = replace(flow, confidences=(*flow.confidences, row), source=source or flow.source)
    flows = tuple(after if entry.id == flow.id else entry for entry in project.flows)
    save_project(change, replace(project, flows=flows), found=project)
