"""One row of money as it is typed on a published project: read, checked, and made a flow."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from portfolio.domain.entry import EntryLookups, FieldError, NotAChoice, Values, read_row
from portfolio.domain.entry_project import confidence
from portfolio.domain.entry_rules import STAGES, InTheFuture, NotPositive, not_of_its_stage
from portfolio.domain.errors import PortfolioError, SecondSuccessor
from portfolio.domain.fields import FLOW
from portfolio.domain.finance import ANNOUNCEMENTS
from portfolio.domain.flows import Flow, FlowKind, Provenance, ReportedBy, reference
from portfolio.domain.limits import Code, Line
from portfolio.domain.projects import Project


class NotNegative(PortfolioError):
    """A correction takes something back: its amount is below zero."""

    phrase = "error.not_negative"


class CorrectsTooMuch(PortfolioError):
    """Corrections together take back more than the row they correct holds (values: reference)."""

    phrase = "error.corrects_too_much"


class NotOfOneKind(PortfolioError):
    """A row names another stage, funder or currency than it has itself (values: reference)."""

    phrase = "error.not_of_one_kind"


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """A row of money as typed; references are those of the project's other rows, "" for none."""

    kind: Code
    provider: Code
    amount: Code
    currency: Code
    value_date: Code
    receiver: Code = ""
    in_kind: Code = ""
    source: Line = ""
    note: Line = ""
    corrects: Code = ""
    supersedes: Code = ""
    honours: Code = ""
    finance_type: Code = ""
    announcement: Code = ""
    source_word: Line = ""
    flow_type: Code = ""
    earmarking: Code = ""


def read(
    entry: FlowEntry, project: Project, names: EntryLookups, today: date
) -> tuple[Values | None, tuple[FieldError, ...]]:
    """(the row's values, None where it can't be recorded; everything wrong, by field of the entry)."""
    complaints: list[FieldError] = []
    values = read_row(FLOW, "", asdict(entry), names, complaints)
    said = [FieldError(problem.column, problem.error) for problem in complaints]
    if values is not None:
        said += _check(values, project, names, today)
    return (None if said else values), tuple(said)


def _check(
    values: Values, project: Project, names: EntryLookups, today: date
) -> Iterator[FieldError]:
    rows = {flow.reference: flow for flow in standing(project)}
    if values["value_date"] > today:
        yield FieldError("value_date", InTheFuture(day=values["value_date"], today=today))
    for name in ("corrects", "supersedes", "honours"):
        if values[name] and values[name] not in rows:
            yield FieldError(name, NotAChoice(value=values[name]))
            return
    yield from (FieldError(name, error) for name, error in not_of_its_stage(values))
    yield from _amount(values, project, rows, names)
    yield from _pledges(values, project, rows, names)


def _amount(
    values: Values, project: Project, rows: Mapping[str, Flow], names: EntryLookups
) -> Iterator[FieldError]:
    named = values["corrects"]
    if not named:
        if values["amount"] <= 0:
            yield FieldError("amount", NotPositive())
        return
    target = rows[named]
    if values["amount"] >= 0:
        yield FieldError("amount", NotNegative())
    if not _alike(values, target, STAGES[values["kind"]], names):
        yield FieldError("corrects", NotOfOneKind(reference=named))
    taken = sum(flow.amount_minor for flow in standing(project) if flow.corrects_id == target.id)
    if target.amount_minor + taken + values["amount"] < 0 <= target.amount_minor:
        yield FieldError("amount", CorrectsTooMuch(reference=named))


def _pledges(
    values: Values, project: Project, rows: Mapping[str, Flow], names: EntryLookups
) -> Iterator[FieldError]:
    """A pledge replaces a pledge, a commitment honours one, of one funder (rulings 5 and 6)."""
    for name, own in (("supersedes", FlowKind.PLEDGE), ("honours", FlowKind.COMMITMENT)):
        named = values[name]
        if not named:
            continue
        target = rows[named]
        same_funder = target.provider_id == names.organisations[values["provider"]].id
        if (
            STAGES[values["kind"]] is not own
            or target.kind is not FlowKind.PLEDGE
            or not same_funder
        ):
            yield FieldError(name, NotOfOneKind(reference=named))
        elif name == "supersedes" and any(f.supersedes_id == target.id for f in standing(project)):
            yield FieldError(name, SecondSuccessor(reference=named))


def _alike(values: Values, target: Flow, kind: FlowKind, names: EntryLookups) -> bool:
    return (
        target.kind is kind
        and target.currency == values["currency"]
        and target.provider_id == names.organisations[values["provider"]].id
        and target.in_kind == bool(values["in_kind"])
    )


def standing(project: Project) -> tuple[Flow, ...]:
    """The rows of a project without those that were withdrawn."""
    return tuple(flow for flow in project.flows if not flow.is_withdrawn)


def next_reference(project: Project, *facts: object) -> str:
    """The reference of a row that says ``facts``; one that was withdrawn keeps its own."""
    return reference({flow.reference for flow in project.flows}, project.identifier, *facts)


def same(values: Values, project: Project, names: EntryLookups) -> str:
    """Reference of a standing row that says the same, "" where there is none."""
    for flow in standing(project):
        if (
            _alike(values, flow, STAGES[values["kind"]], names)
            and flow.amount_minor == values["amount"]
            and flow.value_date == values["value_date"]
        ):
            return flow.reference
    return ""


def twin(row: Flow, project: Project) -> str:
    """Reference of a standing row that says the same as a row to be added, "" for none."""

    def says(flow: Flow) -> tuple[object, ...]:
        return (
            flow.kind,
            flow.provider_id,
            flow.amount_minor,
            flow.currency,
            flow.value_date,
            flow.in_kind,
            flow.corrects_id,
        )

    return next((flow.reference for flow in standing(project) if says(flow) == says(row)), "")


def new_flow(values: Values, project: Project, names: EntryLookups, recorded_at: datetime) -> Flow:
    """The flow that an entry without fault stands for, under a reference that is free."""
    rows = {flow.reference: flow for flow in project.flows}
    corrected = rows.get(values["corrects"])
    ids = {name: flow.id for name, flow in rows.items()}
    kind, source = STAGES[values["kind"]], values["source"] or ""
    receiver = values["receiver"]
    facts = [
        values[name]
        for name in ("provider", "amount", "currency", "value_date", "corrects", "supersedes")
    ]
    return Flow(
        id=-1,
        project_id=project.id,
        reference=next_reference(project, kind.word, *facts),
        kind=kind,
        provider_id=names.organisations[values["provider"]].id,
        receiver_id=names.organisations[receiver].id if receiver else None,
        amount_minor=values["amount"],
        currency=values["currency"],
        value_date=values["value_date"],
        recorded_at=recorded_at,
        perspective=corrected.perspective if corrected else ReportedBy.OUTGOING,
        confidence=confidence(kind, source),
        provenance=Provenance.ENTERED,
        in_kind=bool(values["in_kind"]),
        corrects_id=ids.get(values["corrects"]),
        supersedes_id=ids.get(values["supersedes"]),
        honours_id=ids.get(values["honours"]),
        finance_type=int(values["finance_type"]) if values["finance_type"] else None,
        announcement=ANNOUNCEMENTS.get(values["announcement"]),
        source_word=values["source_word"] or "",
        flow_type=int(values["flow_type"]) if values["flow_type"] else None,
        earmarking=int(values["earmarking"]) if values["earmarking"] else None,
        provider_project_id=corrected.provider_project_id if corrected else None,
        note=values["note"] or "",
        source=source,
    )
