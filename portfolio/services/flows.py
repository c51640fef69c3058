"""Money of published projects: recorded, proposed, confirmed by its funder, documented, disputed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from portfolio.domain import flow_entry
from portfolio.domain.entry import EntryLookups
from portfolio.domain.entry import EntryRefused as EntryRefused
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.flow_entry import FlowEntry
from portfolio.domain.flows import DatedVerification, Flow, FlowKind, Verification
from portfolio.domain.limits import Code, Line, Paragraph
from portfolio.domain.people import Principal
from portfolio.domain.projects import Project, Publication
from portfolio.domain.second_looks import LookPolicy, SecondLook, awaits
from portfolio.services.access import command
from portfolio.services.drafts import names_of, person_of
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.store import disputes, once, reading, second_looks, waiting
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
class FlowState:
    """A flow with what is said of it now; ``dispute`` is the open complaint, "" for none."""

    identifier: str
    titles: dict[str, str]
    funder: str  # organisation identifier, "" where the row names none
    flow: Flow
    confidence: Verification
    dispute: str
    looks: tuple[SecondLook, ...] = ()  # every second look that was asked for

    @property
    def awaits_look(self) -> bool:
        """Whether somebody else has still to look at the row."""
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
    """Record a row of money on a published project; returns its reference.

    With a source it is documented and awaits a second look, before which it counts where the
    register's policy says so; without one it is proposed and counts once its funder confirms.
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
    """State a pledge of one's own organisation to a published project; returns its reference.

    It is the funder's own word: confirmed, counted and public at once. It stands on the
    secretariat's desk until somebody there has looked.
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
    with register.database.writing(entry.note, who.login, name) as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        project = published_project(change, identifier)
        names = names_of(register)
        values, problems = flow_entry.read(entry, project, names, today())
        if values is None:
            raise EntryRefused(problems)
        refuse_locked(change, [values["value_date"]])
        standing = flow_entry.same(values, project, names)
        if standing and not again:
            raise SameFlow(reference=standing)
        flow = flow_entry.new_flow(values, project, names, change.recorded_at)
        add_flows(register, who, change, project, flow)
        once.use(change, token, person_of(who), flow.reference)
        return flow.reference


def add_flows(
    register: LivePortfolio, who: Principal, change: Change, project: Project, *flows: Flow
) -> None:
    """Save new rows on this person's word alone, which somebody else looks at where they count."""
    is_funder = who.duty.serves_an_organisation
    asked, rows = [], []
    replaced = {flow.supersedes_id for flow in flows} - {None}
    for flow in flows:
        confidence = Verification.CONFIRMED if is_funder else flow.confidence
        if confidence.is_official:
            asked.append(flow.reference)
            if not is_funder and register.look_policy is LookPolicy.REQUIRED:
                confidence = Verification.PROPOSED
        rows.append(replace(flow, confidence=confidence))
    # A withdrawn successor lets go of its pledge: the store takes one successor alone.
    before = tuple(
        replace(flow, supersedes_id=None)
        if flow.is_withdrawn and flow.supersedes_id in replaced
        else flow
        for flow in project.flows
    )
    save_project(change, replace(project, flows=(*before, *rows)), existing=project)
    for reference in asked:
        second_looks.ask(change, project.id, reference, person_of(who), who.duty)


@command
def confirm_flow(
    register: LivePortfolio, who: Principal, identifier: Code, reference: Code, *, token: Code
) -> None:
    """Say as the funder that a proposed row is so: from its value date on it counts."""
    with register.database.writing("", who.login, "confirm_flow") as change:
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        after = confirmed_flows(register, who, change, flow_of(project, reference))
        save_flow(change, project, after)
        once.use(change, token, person_of(who), reference)


def confirmed_flows(register: LivePortfolio, who: Principal, change: Change, flow: Flow) -> Flow:
    """The flow as its funder's word makes it, disputes of it ended; raises UnknownFlow, NotWaiting."""
    _refuse_others(register, who, flow)
    if confidence_of(flow).is_official:
        raise NotWaiting(reference=flow.reference)
    disputes.settle(change, flow.id, "")
    return with_confidence(change, flow, Verification.CONFIRMED)


@command
def document_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    reference: Code,
    source: Line,
    *,
    token: Code,
) -> None:
    """Name the source of a row: it counts as documented from its value date on.

    Whoever names it is one person, so that somebody else looks as at a row recorded with a source.
    """
    if not source.strip():
        raise SourceMissing
    with register.database.writing("", who.login, "document_flow") as change:
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        present = confidence_of(flow)
        waits = register.look_policy is LookPolicy.REQUIRED
        wanted = present if waits else Verification.DOCUMENTED
        after = with_confidence(change, flow, wanted)
        save_flow(change, project, replace(after, source=source.strip()))
        second_looks.ask(change, project.id, reference, person_of(who), who.duty)
        once.use(change, token, person_of(who), reference)


@command
def dispute_flow(
    register: LivePortfolio,
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
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        _refuse_others(register, who, flow)
        if confidence_of(flow) is Verification.CONFIRMED:
            save_flow(change, project, with_confidence(change, flow, Verification.PROPOSED))
        disputes.open_dispute(change, flow.id, person_of(who), reason.strip())
        change.tell("flow", f"{identifier} {reference}", {}, {"dispute": reason}, project.id)
        once.use(change, token, person_of(who), reference)


@command
def settle_dispute(
    register: LivePortfolio,
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
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        if not disputes.settle(change, flow.id, settlement.strip()):
            raise UnknownFlow(reference=reference)
        told = {"settlement": settlement}
        change.tell("flow", f"{identifier} {reference}", {}, told, project.id)
        once.use(change, token, person_of(who), reference)


@command
def own_flows(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """Every row attributed to one's organisation in published projects, the latest first."""
    number = _organisation(register, who)
    if number is None:
        return ()
    return _standing(register, portfolio, waiting.of_funder(number))


@command
def list_awaiting(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """Rows of published projects that are only proposed, disputed, or await a second look.

    The latest first.
    """
    conditions = (waiting.proposed_flows(), waiting.disputed_flows(), waiting.unchecked_flows())
    return _standing(register, portfolio, *conditions)


@command
def flows_on_desk(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """The rows that wait for this person's own word, the latest first.

    A funder's that are only proposed; for the secretariat what is disputed, and what awaits a
    second look that is not the person's own word.
    """
    return _standing(register, portfolio, *_on_desk(register, who))


@command
def count_flows_on_desk(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> int:
    """How many rows ``flows_on_desk`` lists, without reading their projects."""
    with register.database.reading() as connection:
        return len(waiting.find(connection, portfolio, *_on_desk(register, who)))


def _on_desk(register: LivePortfolio, who: Principal) -> tuple[waiting.Condition, ...]:
    if who.duty.serves_an_organisation:
        number = _organisation(register, who)
        return () if number is None else (waiting.unanswered_disputes(number),)
    return waiting.disputed_flows(), waiting.unchecked_flows(but_by=person_of(who))


def _standing(
    register: LivePortfolio, portfolio: PortfolioChoice, *conditions: waiting.Condition
) -> tuple[FlowState, ...]:
    """The rows of published projects that meet any of the conditions and are not withdrawn."""
    with register.database.reading() as connection:
        found = waiting.find(connection, portfolio, *conditions)
        projects = reading.read_projects(connection, sorted(set(found.values()))).values()
        open_ones = disputes.read_open(connection)
        looks = second_looks.read(connection, found)
    rows = [
        standing(register, project, flow, open_ones.get(flow.id, ""), looks.get(flow.id, ()))
        for project in projects
        for flow in project.flows
        if flow.id in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.flow.value_date, row.flow.id), reverse=True))


def standing(
    register: LivePortfolio,
    project: Project,
    flow: Flow,
    dispute: str = "",
    looks: Iterable[SecondLook] = (),
) -> FlowState:
    """A row of a project with what is said of it."""
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
    """How sure a flow is as we know it now, whatever the day."""
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


def _refuse_others(register: LivePortfolio, who: Principal, flow: Flow) -> None:
    """Let another organisation's row answer as one that does not exist."""
    if flow.provider_id is None or flow.provider_id != _organisation(register, who):
        raise UnknownFlow(reference=flow.reference)


def _organisation(register: LivePortfolio, who: Principal) -> int | None:
    names: EntryLookups = names_of(register)
    found = names.organisations.get(who.organisation or "")
    return None if found is None else found.id


def save_flow(change: Change, project: Project, after: Flow) -> None:
    """Save a project with one of its rows as it is from now on."""
    flows = tuple(after if flow.id == after.id else flow for flow in project.flows)
    save_project(change, replace(project, flows=flows), existing=project)


def with_confidence(change: Change, flow: Flow, confidence: Verification) -> Flow:
    """The flow with a dated row that says how sure it is; the same flow if it is so already.

    It holds from the flow's value date on, or from the first day after what is locked; never from
    a day before the row it replaces, which would hold on.
    """
    latest = flow.latest_change
    if confidence_of(flow) is confidence:
        return flow
    valid_from = first_open(change, flow.value_date)
    if latest is not None:
        valid_from = max(valid_from, latest.valid_from)
    row = DatedVerification(confidence, valid_from, change.recorded_at)
    return replace(flow, confidences=(*flow.confidences, row))
