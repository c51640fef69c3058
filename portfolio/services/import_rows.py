"""Flows and milestones of published projects as a file gives them: what each would do, and why not.

A row of the file is the row of the record that its reference names, or that reads the same; where
an import made a row before, a newer version of the file changes its amount by a correction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from itertools import count
from typing import Any, Final

from portfolio.domain import transactions
from portfolio.domain.entry_rules import STAGES
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FLOW
from portfolio.domain.flows import Flow, Provenance
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportRow
from portfolio.domain.imports import ImportedFlow, ImportedMilestone, ImportProblem, Origin
from portfolio.domain.money import Money
from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryLookups, EntryRefused, FieldError, NotAChoice, read_form
from portfolio.domain.projects import Milestone, MilestoneState, Project
from portfolio.domain.transactions import CorrectionEntry, FlowEntry
from portfolio.services import milestones
from portfolio.services.live import LivePortfolio
from portfolio.services.milestones import MilestoneEvent
from portfolio.services.transactions import (
    UnknownMilestone,
    correcting_row,
    new_row,
    with_flows,
)
from portfolio.store.database import Connection
from portfolio.store.reference import refuse_locked
from portfolio.text.typing import squeeze

_ENTRY: Final = tuple(entry.name for entry in fields(FlowEntry))
# In what a file gave of a flow: references of the row it made, and of those that raised another.
MADE: Final = "made"
RISES: Final = "rises"


class FlowStands(PortfolioError):
    """Of a recorded row a file changes the amount alone (values: reference)."""


class ChangedSince(PortfolioError):
    """A person changed since what the file changes too (values: file, last, present)."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Record and reader that a file is compared with; ``source`` is of rows that name none."""

    register: LivePortfolio
    who: Principal
    connection: Connection
    names: EntryLookups
    recorded_at: datetime
    today: date
    source: str = ""  # "" for our own template, whose rows count as entered
    provenance: Provenance = Provenance.ENTERED
    # Ids of no stored row, each its own, so that new rows may name each other.
    numbers: Iterator[int] = field(default_factory=lambda: count(2**42))


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What a flow or a milestone of a file would do; ``present`` is the amount or state that stands."""

    kind: ImportedKind
    origin: Origin
    effect: Effect
    values: dict[str, str]
    present: str = ""
    reference: str = ""
    problems: tuple[ImportProblem, ...] = ()


@dataclass(slots=True)
class RowComparison:
    """Rows of one published project as they are compared, and the project with what they add."""

    project: Project
    new: list[Flow] = field(default_factory=list)
    events: list[MilestoneEvent] = field(default_factory=list)
    rows: list[RowPreview] = field(default_factory=list)


def compare(
    context: ImportContext,
    project: Project,
    flows: Sequence[ImportedFlow],
    events: Sequence[ImportedMilestone],
    before: Sequence[ImportRow],
) -> RowComparison:
    """Compare rows of a file with a published project; ``before`` is what imports made of it."""
    result = RowComparison(project)
    _Flows(context, result, [row for row in before if row.kind is ImportedKind.FLOW]).compare(flows)
    last = {row.reference: row.document for row in before if row.kind is ImportedKind.MILESTONE}
    for milestone in events:
        result.rows.append(_milestone(context, result, milestone, last))
    return result


@dataclass
class _Flows:
    """Comparison of the flows of one project."""

    context: ImportContext
    result: RowComparison
    before: Sequence[ImportRow]
    matches: set[str] = field(default_factory=set)

    def compare(self, flows: Sequence[ImportedFlow]) -> None:
        made: dict[int, RowPreview] = {}
        rest: list[tuple[int, ImportedFlow, dict[str, Any]]] = []
        for number, flow in enumerate(flows):
            values, wrong = read_form(FLOW, _typed(flow, self.context.source), self.context.names)
            if wrong:
                made[number] = _rejected(flow, wrong)
            elif flow.reference:
                made[number] = self._named(flow, values)
            elif standing := self._same(values):
                self.matches.add(standing)
                made[number] = _row(flow, Effect.UNCHANGED, self.context, reference=standing)
            else:
                rest.append((number, flow, values))
        # Rows that read the same are taken first: of the others each is one an import made before,
        # with another amount, or new.
        for number, flow, values in rest:
            made[number] = self._changed(flow, values) or self._new(flow)
        self.result.rows += [made[number] for number in sorted(made)]

    def _in_force(self) -> list[Flow]:
        standing = transactions.flows_in_force(self.result.project)
        new = {flow.reference for flow in self.result.new}
        return [flow for flow in standing if flow.reference not in new]

    def _same(self, values: dict[str, Any]) -> str:
        """A row in force that reads the same and that no row before is, "" for none."""
        for flow in self._in_force():
            same = self._is_fixed(flow, values) and flow.amount_minor == values["amount"]
            if same and flow.reference not in self.matches:
                return flow.reference
        return ""

    def _is_fixed(self, flow: Flow, values: dict[str, Any]) -> bool:
        return (
            flow.kind is STAGES[values["kind"]]
            and flow.provider_id == self.context.names.organisations[values["provider"]].id
            and flow.currency == values["currency"]
            and flow.value_date == values["value_date"]
            and flow.in_kind == bool(values["in_kind"])
        )

    def _named(self, source_row: ImportedFlow, values: dict[str, Any]) -> RowPreview:
        """A row of the file that names the one it is."""
        flow = next((f for f in self._in_force() if f.reference == source_row.reference), None)
        if flow is None:
            error = NotAChoice(value=source_row.reference)
            return _rejected(source_row, [FieldError("reference", error)])
        self.matches.add(flow.reference)
        if not self._is_fixed(flow, values):
            return _rejected(
                source_row, [FieldError("amount", FlowStands(reference=flow.reference))]
            )
        if flow.amount_minor == values["amount"]:
            return _row(source_row, Effect.UNCHANGED, self.context, reference=flow.reference)
        last = [row.document for row in self.before if row.reference == flow.reference]
        return self._corrected(source_row, flow, values, self._amount(last[-1]) if last else None)

    def _changed(self, source_row: ImportedFlow, values: dict[str, Any]) -> RowPreview | None:
        """A row that an import made before and that this file gives another amount."""
        standing = {flow.reference: flow for flow in self._in_force()}
        for row in reversed(self.before):
            reference = row.reference or self._made(row)
            flow = standing.get(reference)
            if flow is None or reference in self.matches or not self._is_fixed(flow, values):
                continue
            self.matches.add(reference)
            return self._corrected(source_row, flow, values, self._amount(row.document))
        return None

    def _made(self, row: ImportRow) -> str:
        """The row that publishing made of a draft's row."""
        values, wrong = read_form(FLOW, dict(row.document), self.context.names)
        return "" if wrong else self._same(values)

    def _amount(self, document: Any) -> int | None:
        values, _ = read_form(FLOW, dict(document), self.context.names)
        return values.get("amount")

    def _corrected(
        self, source_row: ImportedFlow, flow: Flow, values: dict[str, Any], last: int | None
    ) -> RowPreview:
        """The amount of a recorded row as the file has it now; ``last`` as it had it before."""
        rises = self._rises(flow)
        reads = transactions.reads_now(self.result.project, flow)
        rest = sum(transactions.reads_now(self.result.project, row).amount_minor for row in rises)
        reads = Money(reads.amount_minor + rest, reads.currency)
        shown = {"reference": flow.reference, "present": _text(reads)}
        if values["amount"] in (last, reads.amount_minor):
            return _row(source_row, Effect.UNCHANGED, self.context, **shown)
        if last is not None and last != reads.amount_minor:
            error = ChangedSince(
                file=Money(values["amount"], flow.currency),
                last=Money(last, flow.currency),
                present=reads,
            )
            return replace(
                _row(source_row, Effect.CONFLICT, self.context, **shown),
                problems=_problems(source_row, [FieldError("amount", error)], is_blocking=False),
            )
        typed = _typed(source_row, self.context.source)
        entry = CorrectionEntry(
            corrects=flow.reference,
            amount=_text(Money(values["amount"] - rest, flow.currency)),
            source=typed["source"],
            note=typed["note"],
        )
        context = self.context
        try:
            new = correcting_row(
                context.connection,
                self.result.project,
                entry,
                context.names,
                context.recorded_at,
                again=False,
            )
        except EntryRefused as error:
            return _rejected(source_row, error.problems)
        except PortfolioError as error:
            return _rejected(source_row, [FieldError("amount", error)])
        self._add(new)
        row = _row(source_row, Effect.CHANGED, self.context, **shown)
        marks = {MADE: new.reference}
        names = [rise.reference for rise in rises]
        if new.supersedes_id is not None:
            row = replace(row, reference=new.reference)
        elif new.corrects_id is None:  # more was committed or paid: a row of the difference
            names.append(new.reference)
        if names:
            marks[RISES] = " ".join(names)
        return replace(row, values={**row.values, **marks})

    def _rises(self, flow: Flow) -> list[Flow]:
        """Rows of the differences by which files raised a row that is no pledge."""
        last = [row.document for row in self.before if row.reference == flow.reference]
        names = str(last[-1].get(RISES) or "").split() if last else []
        return [row for row in self._in_force() if row.reference in names]

    def _new(self, source_row: ImportedFlow) -> RowPreview:
        context, typed = self.context, _typed(source_row, self.context.source)
        try:
            new = new_row(
                context.connection,
                self.result.project,
                FlowEntry(**{name: typed[name] for name in _ENTRY}),
                context.names,
                context.recorded_at,
                again=True,
            )
        except EntryRefused as error:
            return _rejected(source_row, error.problems)
        except PortfolioError as error:
            return _rejected(source_row, [FieldError("value_date", error)])
        self._add(new)
        row = _row(source_row, Effect.NEW, context, reference=new.reference)
        return replace(row, values={**row.values, MADE: new.reference})

    def _add(self, new: Flow) -> None:
        result, context = self.result, self.context
        numbered = replace(new, id=next(context.numbers), provenance=context.provenance)
        result.new.append(numbered)
        result.project = with_flows(context.register, context.who, result.project, numbered)


def _typed(flow: ImportedFlow, source: str) -> dict[str, str]:
    """The cells of a flow by column; one that names no source has that of the file."""
    typed = {column.name: str(flow.values.get(column.name) or "") for column in FLOW.columns}
    return {**typed, "source": typed["source"] or source}


def _text(amount: Money) -> str:
    return f"{amount.decimal():f}"


def _row(
    flow: ImportedFlow,
    effect: Effect,
    context: ImportContext,
    *,
    reference: str = "",
    present: str = "",
) -> RowPreview:
    source_row = {name: value for name, value in _typed(flow, context.source).items() if value}
    return RowPreview(ImportedKind.FLOW, flow.origin, effect, source_row, present, reference)


def _rejected(flow: ImportedFlow, problems: Iterable[FieldError]) -> RowPreview:
    source_row = {name: str(value) for name, value in flow.values.items() if value}
    return RowPreview(
        ImportedKind.FLOW,
        flow.origin,
        Effect.REJECTED,
        source_row,
        reference=flow.reference,
        problems=_problems(flow, problems),
    )


def _problems(
    source_row: ImportedFlow | ImportedMilestone,
    problems: Iterable[FieldError],
    *,
    is_blocking: bool = True,
) -> tuple[ImportProblem, ...]:
    at = source_row.origin
    return tuple(
        ImportProblem(
            problem.error,
            at.sheet,
            at.row,
            problem.column or problem.field,
            is_blocking=is_blocking,
        )
        for problem in problems
    )


def _milestone(
    context: ImportContext,
    result: RowComparison,
    source_row: ImportedMilestone,
    last: dict[str, Any],
) -> RowPreview:
    milestone = _find(result.project, source_row)
    wanted = {
        name: str(source_row.values.get(name) or "") for name in ("state", "done_on", "evidence")
    }
    if wanted["done_on"] and not wanted["state"]:
        wanted["state"] = MilestoneState.DONE.name.lower()
    row = RowPreview(ImportedKind.MILESTONE, source_row.origin, Effect.UNCHANGED, wanted)
    if milestone is None:
        error = UnknownMilestone(reference=source_row.reference or source_row.title)
        return _refused(row, source_row, [FieldError("title", error)])
    present = _state(milestone)
    row = replace(row, reference=milestone.reference, present=present["state"])
    said = {name: value for name, value in wanted.items() if value}
    was = last.get(milestone.reference)
    if all(present[name] == value for name, value in said.items()) or said == was:
        return row
    if was and any(present[name] != value for name, value in was.items()):
        changed = ChangedSince(file=wanted["state"], last=was["state"], present=present["state"])
        problems = _problems(source_row, [FieldError("state", changed)], is_blocking=False)
        return replace(row, effect=Effect.CONFLICT, problems=problems)
    try:
        day = wanted["done_on"] or context.today.isoformat()
        event = milestones.read_event(milestone.reference, wanted["state"], day, wanted["evidence"])
        refuse_locked(context.connection, [event.day])
    except EntryRefused as refusal:
        return _refused(row, source_row, refusal.problems)
    except PortfolioError as problem:
        return _refused(row, source_row, [FieldError("done_on", problem)])
    result.project = milestones.with_event(result.project, event, context.recorded_at)
    result.events.append(event)
    return replace(row, effect=Effect.CHANGED)


def _refused(
    row: RowPreview, source_row: ImportedMilestone, problems: Iterable[FieldError]
) -> RowPreview:
    columns = {"day": "done_on"}
    named = (replace(p, field=columns.get(p.field, p.field)) for p in problems)
    return replace(row, effect=Effect.REJECTED, problems=_problems(source_row, named))


def _find(project: Project, source_row: ImportedMilestone) -> Milestone | None:
    if source_row.reference:
        return next((m for m in project.milestones if m.reference == source_row.reference), None)
    title = squeeze(source_row.title)
    return next((m for m in project.milestones if title in map(squeeze, m.titles.values())), None)


def _state(milestone: Milestone) -> dict[str, str]:
    latest = max(milestone.versions, key=lambda row: (row.valid_from, row.recorded_at))
    return {
        "state": latest.state.name.lower(),
        "done_on": latest.done_on.isoformat() if latest.done_on else "",
        "evidence": latest.evidence,
    }


def document_of(row: RowPreview) -> dict[str, str]:
    """What the record was source_row of a row, for the next version of its file."""
    return {name: value for name, value in row.values.items() if value}
