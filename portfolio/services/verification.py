"""Verification of flows: confirmed, documented, disputed, checked by a second person."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from portfolio.domain import errors
from portfolio.domain.errors import Code, Line, Paragraph, PortfolioError
from portfolio.domain.flows import Flow, Verification
from portfolio.domain.params import (
    LookPolicy,
    PortfolioChoice,
    Principal,
    SecondLook,
    ViewParams,
    awaits,
)
from portfolio.domain.parsing import EntryRefused, FieldError
from portfolio.domain.projects import Project
from portfolio.domain.publishing import confidence as earned_by
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.services.transactions import (
    FlowState,
    SourceMissing,
    UnknownFlow,
    confidence_of,
    flow_of,
    flow_state,
    organisation_of,
    published_project,
    refuse_other_funders,
    save_flow,
    with_confidence,
)
from portfolio.store import reading, work
from portfolio.store.database import Change
from portfolio.store.saving import save_project


class NotWaiting(PortfolioError):
    """A row that is confirmed or documented already needs no confirmation (values: reference)."""


@command
def confirm_flow(
    register: LivePortfolio, who: Principal, identifier: Code, reference: Code, *, token: Code
) -> None:
    """Confirm a proposed row as its funder: from its value date on it counts."""
    with register.database.new_revision("", who.person, "confirm_flow") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        after = confirmed_flows(register, who, change, flow_of(project, reference))
        save_flow(change, project, after)
        work.use(change, token, person_of(who), reference)


def confirmed_flows(register: LivePortfolio, who: Principal, change: Change, flow: Flow) -> Flow:
    """The flow as confirmed by its funder, its disputes ended; raises UnknownFlow, NotWaiting."""
    refuse_other_funders(register, who, flow)
    if confidence_of(flow).is_official:
        raise NotWaiting(reference=flow.reference)
    work.settle(change, flow.id, "")
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

    One person names it, so that another one checks it as a row recorded with a source.
    """
    if not source.strip():
        raise SourceMissing
    try:
        source = errors.source(source)
    except PortfolioError as error:
        raise EntryRefused((FieldError("source", error),)) from None
    with register.database.new_revision("", who.person, "document_flow") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        present = confidence_of(flow)
        waits = register.look_policy is LookPolicy.REQUIRED
        wanted = present if waits else Verification.DOCUMENTED
        after = with_confidence(change, flow, wanted)
        save_flow(change, project, replace(after, source=source))
        work.ask(change, project.id, reference, [person_of(who)], who.duty)
        work.use(change, token, person_of(who), reference)


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
    """Dispute a row as its funder.

    A confirmation is the funder's own and is withdrawn by this; a documented row has a
    source and counts until the secretariat settles the dispute.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.new_revision(reason, who.person, "dispute_flow") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        refuse_other_funders(register, who, flow)
        if confidence_of(flow) is Verification.CONFIRMED:
            save_flow(change, project, with_confidence(change, flow, Verification.PROPOSED))
        work.open_dispute(change, flow.id, person_of(who), reason.strip())
        change.record("flow", f"{identifier} {reference}", {}, {"dispute": reason}, project.id)
        work.use(change, token, person_of(who), reference)


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
    """Settle the disputes of a row with what was found; any change is recorded separately."""
    if not settlement.strip():
        raise ReasonMissing
    with register.database.new_revision(settlement, who.person, "settle_dispute") as change:
        if work.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        if not work.settle(change, flow.id, settlement.strip()):
            raise UnknownFlow(reference=reference)
        told = {"settlement": settlement}
        change.record("flow", f"{identifier} {reference}", {}, told, project.id)
        work.use(change, token, person_of(who), reference)


@command
def own_flows(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """Every row attributed to one's organisation in published projects, the latest first."""
    number = organisation_of(register, who)
    if number is None:
        return ()
    return _standing(register, portfolio, work.of_funder(number))


@command
def list_awaiting(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """Rows of published projects that are only proposed, disputed, or await a second check.

    The latest first.
    """
    conditions = (work.proposed_flows(), work.disputed_flows(), work.unchecked_flows())
    return _standing(register, portfolio, *conditions)


@command
def flows_on_desk(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[FlowState, ...]:
    """Rows that wait for this person, the latest first.

    A funder's that are only proposed; for the secretariat what is disputed, and what awaits a
    second check of rows that the person did not record.
    """
    return _standing(register, portfolio, *_on_desk(register, who))


@command
def count_flows_on_desk(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> int:
    """Number of rows in ``flows_on_desk``, without reading their projects."""
    with register.database.reading() as connection:
        return len(work.find(connection, portfolio, *_on_desk(register, who)))


def _on_desk(register: LivePortfolio, who: Principal) -> tuple[work.Condition, ...]:
    if who.duty.serves_an_organisation:
        number = organisation_of(register, who)
        return () if number is None else (work.unanswered_disputes(number),)
    return work.disputed_flows(), work.unchecked_flows(but_by=person_of(who))


def _standing(
    register: LivePortfolio, portfolio: PortfolioChoice, *conditions: work.Condition
) -> tuple[FlowState, ...]:
    """The rows of published projects that meet any of the conditions and are not withdrawn."""
    with register.database.reading() as connection:
        found = work.find(connection, portfolio, *conditions)
        projects = reading.read_projects(connection, sorted(set(found.values()))).values()
        open_ones = work.read_open(connection)
        looks = work.read_second_looks(connection, found)
    rows = [
        flow_state(register, project, flow, open_ones.get(flow.id, ""), looks.get(flow.id, ()))
        for project in projects
        for flow in project.flows
        if flow.id in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.flow.value_date, row.flow.id), reverse=True))


@dataclass(frozen=True, slots=True, order=True)
class FlowName:
    """A flow by its project's identifier and its own reference."""

    identifier: Code
    reference: Code


Answer = Callable[[Change, Project, Flow], Flow]  # the row as it is to be saved; raises a refusal


class NothingChosen(PortfolioError):
    """Nothing is chosen that could be done to."""


class SeveralRefused(PortfolioError):
    """Some of several rows refuse the action, so that nothing is done (values: rows).

    ``refusals``: each refused row with its reason.
    """

    def __init__(self, refusals: tuple[tuple[FlowName, PortfolioError], ...]) -> None:
        super().__init__(rows=len(refusals))
        self.refusals = refusals


@command
def confirm_flows(
    register: LivePortfolio, who: Principal, rows: Sequence[FlowName], *, token: Code
) -> int:
    """Confirm several proposed rows as their funder; returns how many they are.

    Raises NothingChosen, or SeveralRefused with UnknownFlow, UnknownProject or NotWaiting by row.
    """

    def confirm(change: Change, project: Project, flow: Flow) -> Flow:
        return confirmed_flows(register, who, change, flow)

    return answer_all(register, who, "confirm_flows", rows, confirm, token=token)


def answer_all(
    register: LivePortfolio,
    who: Principal,
    name: str,
    rows: Sequence[FlowName],
    answer: Answer,
    *,
    token: str,
) -> int:
    """Answer every row, in the transaction of the command of this name; how many there were.

    Raises NothingChosen, or SeveralRefused with every refusal.
    """
    wanted: defaultdict[str, dict[str, None]] = defaultdict(dict)  # each row once, in order
    for row in rows:
        wanted[row.identifier][row.reference] = None
    if not wanted:
        raise NothingChosen
    with register.database.new_revision("", who.person, name) as change:
        if (done := work.stored_answer(change, token)) is not None:
            return int(done)
        refusals: list[tuple[FlowName, PortfolioError]] = []
        for identifier, references in wanted.items():
            _answer(change, identifier, references, answer, refusals)
        if refusals:
            raise SeveralRefused(tuple(refusals))
        count = sum(map(len, wanted.values()))
        work.use(change, token, person_of(who), str(count))
        return count


def _answer(
    change: Change,
    identifier: str,
    references: dict[str, None],
    answer: Answer,
    refusals: list[tuple[FlowName, PortfolioError]],
) -> None:
    """Answer the rows of one project and save it once."""
    try:
        project = published_project(change, identifier)
    except PortfolioError as refusal:
        refusals += [(FlowName(identifier, reference), refusal) for reference in references]
        return
    answered: dict[int, Flow] = {}
    for reference in references:
        try:
            flow = flow_of(project, reference)
            answered[flow.id] = answer(change, project, flow)
        except PortfolioError as refusal:
            refusals.append((FlowName(identifier, reference), refusal))
    flows = tuple(answered.get(flow.id, flow) for flow in project.flows)
    if flows != project.flows:
        save_project(change, replace(project, flows=flows), existing=project)


class OwnWord(PortfolioError):
    """A person can't give the second check of their own rows (values: reference)."""


class NoLookWanted(PortfolioError):
    """This row awaits no second check, or has been checked (values: reference)."""


@command
def give_second_looks(
    register: LivePortfolio, who: Principal, rows: Sequence[FlowName], *, token: Code
) -> int:
    """Record the second check of rows recorded by others; returns how many they are.

    What only waited for the check counts now. Raises NothingChosen, or SeveralRefused with
    OwnWord, NoLookWanted, UnknownFlow or UnknownProject by row.
    """

    def look(change: Change, project: Project, flow: Flow) -> Flow:
        return _look(change, who, project, flow)

    return answer_all(register, who, "give_second_looks", rows, look, token=token)


def _look(change: Change, who: Principal, project: Project, flow: Flow) -> Flow:
    connection = change.connection
    if not awaits(work.read_second_looks(connection, [flow.id]).get(flow.id, ())):
        raise NoLookWanted(reference=flow.reference)
    if not work.give(change, flow.id, person_of(who)):
        raise OwnWord(reference=flow.reference)
    is_done = not awaits(work.read_second_looks(connection, [flow.id])[flow.id])
    subject = f"{project.identifier} {flow.reference}"
    was, is_now = {"second_look": "awaited"}, {"second_look": "given"}
    change.record("flow", subject, was, is_now, project.id)
    is_disputed = flow.id in work.read_open(connection)
    if not is_done or (is_disputed and not flow.source):
        return flow
    earned = max(earned_by(flow.kind, flow.source), confidence_of(flow))
    return with_confidence(change, flow, earned)


def of_project(
    register: LivePortfolio, project: Project, question: ViewParams
) -> Mapping[int, tuple[SecondLook, ...]]:
    """Second checks requested for rows of a project, by flow id, as the reading knows them.

    For everybody who sees the rows: ``project`` is as its reader may see it.
    """
    ids = [flow.id for flow in project.flows]
    with register.database.reading() as connection:
        found = work.read_second_looks(connection, ids)
    known_on = question.known_on
    return {
        number: tuple(known for look in looks if (known := look.as_known(known_on)) is not None)
        for number, looks in found.items()
    }
