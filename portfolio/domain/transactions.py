"""Transactions on a published project as they are typed: a flow, and its correction."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from portfolio.domain.entry_rules import STAGES, InTheFuture, NotPositive, not_of_its_stage
from portfolio.domain.errors import Code, Line, PortfolioError, SecondSuccessor
from portfolio.domain.fields import CORRECTION, FLOW
from portfolio.domain.flows import Flow, FlowKind, Provenance, ReportedBy, reference
from portfolio.domain.money import Money
from portfolio.domain.parsing import (
    EntryLookups,
    FieldError,
    Missing,
    NotAChoice,
    Values,
    read_form,
)
from portfolio.domain.projects import Project
from portfolio.domain.publishing import confidence, typed_flow
from portfolio.domain.rules import NotNegative, NotOfOneKind


class CorrectsTooMuch(PortfolioError):
    """Corrections together exceed the amount of the row they correct (values: reference)."""


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """A flow as typed; references are those of the project's other rows, "" for none."""

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


def read_flow(
    entry: FlowEntry, project: Project, names: EntryLookups, today: date
) -> tuple[Values | None, tuple[FieldError, ...]]:
    """(the row's values, None where it can't be recorded; everything wrong, by field of the entry)."""
    values, problems = read_form(FLOW, asdict(entry), names)
    if not problems:
        problems += _check_flow(values, project, names, today)
    return (None if problems else values), tuple(problems)


def _check_flow(
    values: Values, project: Project, names: EntryLookups, today: date
) -> Iterator[FieldError]:
    rows = {flow.reference: flow for flow in flows_in_force(project)}
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
    taken = sum(
        flow.amount_minor for flow in flows_in_force(project) if flow.corrects_id == target.id
    )
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
        elif name == "supersedes" and any(
            f.supersedes_id == target.id for f in flows_in_force(project)
        ):
            yield FieldError(name, SecondSuccessor(reference=named))


def _alike(values: Values, target: Flow, kind: FlowKind, names: EntryLookups) -> bool:
    return (
        target.kind is kind
        and target.currency == values["currency"]
        and target.provider_id == names.organisations[values["provider"]].id
        and target.in_kind == bool(values["in_kind"])
    )


def flows_in_force(project: Project) -> tuple[Flow, ...]:
    """The rows of a project without those that were withdrawn."""
    return tuple(flow for flow in project.flows if not flow.is_withdrawn)


def next_reference(project: Project, *facts: object) -> str:
    """Reference of a new row with these ``facts``; a withdrawn row keeps its own."""
    return reference({flow.reference for flow in project.flows}, project.identifier, *facts)


def same(values: Values, project: Project, names: EntryLookups) -> str:
    """Reference of a row in force with the same values, "" where there is none."""
    for flow in flows_in_force(project):
        if (
            _alike(values, flow, STAGES[values["kind"]], names)
            and flow.amount_minor == values["amount"]
            and flow.value_date == values["value_date"]
        ):
            return flow.reference
    return ""


def twin(row: Flow, project: Project) -> str:
    """Reference of a row in force with the same values as a new row, "" for none."""

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

    return next((flow.reference for flow in flows_in_force(project) if says(flow) == says(row)), "")


def new_flow(values: Values, project: Project, names: EntryLookups, recorded_at: datetime) -> Flow:
    """Flow of an entry without errors, under a free reference."""
    rows = {flow.reference: flow for flow in project.flows}
    corrected = rows.get(values["corrects"])
    ids = {name: flow.id for name, flow in rows.items()}
    facts = [
        values[name]
        for name in ("provider", "amount", "currency", "value_date", "corrects", "supersedes")
    ]
    name = next_reference(project, values["kind"], *facts)
    return replace(
        typed_flow(-1, name, values, names, recorded_at),
        project_id=project.id,
        perspective=corrected.perspective if corrected else ReportedBy.OUTGOING,
        corrects_id=ids.get(values["corrects"]),
        supersedes_id=ids.get(values["supersedes"]),
        honours_id=ids.get(values["honours"]),
        provider_project_id=corrected.provider_project_id if corrected else None,
    )


class AlreadyReads(PortfolioError):
    """The row reads so already, its corrections counted (values: amount)."""


class BelowNothing(PortfolioError):
    """A correction leads below zero; money that is returned is a row of its own."""


class BeforeItsRow(PortfolioError):
    """A cancellation or a rise happens on the row's own day or later (values: day, row_day)."""


class RaisesProposed(PortfolioError):
    """More than a row that is only proposed would count before the row itself does."""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """Correction as typed: what a row should read, ``amount`` in the row's own currency.

    ``value_date`` is empty for an error, whose correction bears the row's own day, and else the
    day on which part of the row was cancelled or more was added.
    """

    corrects: Code
    amount: Code
    value_date: Code = ""
    source: Line = ""
    note: Line = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A row, and the row that makes it read as it should."""

    target: Flow
    row: Flow

    @property
    def replaces(self) -> bool:
        """Whether a pledge replaces the one that is raised."""
        return self.row.supersedes_id is not None

    @property
    def takes_back(self) -> bool:
        """Whether the row is negative and names the one it corrects."""
        return self.row.corrects_id is not None


_EMPTY: Final = FieldError("corrects", Missing())


def correctable(project: Project) -> tuple[Flow, ...]:
    """Correctable rows, the latest first: rows in force, no correction, no replaced pledge."""
    standing = flows_in_force(project)
    replaced = {flow.supersedes_id for flow in standing}
    rows = [
        flow
        for flow in standing
        if flow.kind.counts and flow.corrects_id is None and flow.id not in replaced
    ]
    return tuple(sorted(rows, key=lambda flow: (flow.value_date, flow.id), reverse=True))


def reads_now(project: Project, target: Flow) -> Money:
    """Amount of a row with all its corrections, and theirs, that were not withdrawn."""
    named = {target.id}
    total, rest = target.amount_minor, list(flows_in_force(project))
    while found := [flow for flow in rest if flow.corrects_id in named and flow.id not in named]:
        named |= {flow.id for flow in found}
        total += sum(flow.amount_minor for flow in found)
    return Money(total, target.currency)


def read_correction(
    entry: CorrectionEntry,
    project: Project,
    names: EntryLookups,
    today: date,
    recorded_at: datetime,
) -> tuple[Correction | None, tuple[FieldError, ...]]:
    """(the correction, None where it can't be; everything wrong, by field of the entry).

    Less than the row reads is a negative row that names it. More is, for a pledge, a pledge that
    replaces it; for money committed, paid or spent a further row of the difference.
    """
    target = next((row for row in correctable(project) if row.reference == entry.corrects), None)
    if target is None:
        wrong = (
            FieldError("corrects", NotAChoice(value=entry.corrects)) if entry.corrects else _EMPTY
        )
        return None, (wrong,)
    row = {**asdict(entry), "currency": target.currency}
    known = replace(names, currencies=names.currencies | {target.currency})
    values, problems = read_form(CORRECTION, row, known)
    reads = reads_now(project, target)
    if not problems:
        problems += _check_correction(values, target, reads, today)
    if problems:
        return None, tuple(problems)
    made = _row(values, project, target, values["amount"] - reads.amount_minor, recorded_at)
    return Correction(target, made), ()


def _check_correction(
    values: Values, target: Flow, reads: Money, today: date
) -> Iterator[FieldError]:
    day, wanted = values["value_date"], values["amount"]
    if wanted < 0:
        yield FieldError("amount", BelowNothing())
    elif wanted == reads.amount_minor:
        yield FieldError("amount", AlreadyReads(amount=reads))
    elif (
        wanted > reads.amount_minor
        and target.kind is not FlowKind.PLEDGE
        and not target.latest_confidence.is_official
        and confidence(target.kind, values["source"] or "").is_official
    ):
        yield FieldError("amount", RaisesProposed())
    if day is not None and day > today:
        yield FieldError("value_date", InTheFuture(day=day, today=today))
    if day is not None and day < target.value_date:
        yield FieldError("value_date", BeforeItsRow(day=day, row_day=target.value_date))


def _row(
    values: Values, project: Project, target: Flow, difference: int, recorded_at: datetime
) -> Flow:
    """The row to add; whom it is from and to, and whose report it is, are the target's."""
    source = values["source"] or ""
    day = values["value_date"] or target.value_date
    added = replace(
        target,
        id=-1,
        reference=next_reference(project, target.reference, difference, day),
        amount_minor=difference,
        value_date=day,
        recorded_at=recorded_at,
        confidence=confidence(target.kind, source),
        provenance=Provenance.ENTERED,
        supersedes_id=None,
        note=values["note"] or "",
        source=source,
        date_derived=target.date_derived and values["value_date"] is None,
        confidences=(),
    )
    if difference < 0:
        return replace(added, corrects_id=target.id, honours_id=None)
    if target.kind is FlowKind.PLEDGE:
        return replace(added, amount_minor=values["amount"], supersedes_id=target.id)
    return added
