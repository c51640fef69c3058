"""Flows and milestones of published projects as a file gives them: what each would do, and why not.

A row of the file is the row of the record that its reference names, or that reads the same; where
an import made a row before, a newer version of the file changes its amount by a correction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from portfolio.domain import transactions
from portfolio.domain.entry_rules import STAGES
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FLOW
from portfolio.domain.flows import Flow
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportRow
from portfolio.domain.imports import ImportedFlow, ImportedMilestone, ImportedStatus
from portfolio.domain.money import Money
from portfolio.domain.parsing import EntryRefused, FieldError, NotAChoice, read_form
from portfolio.domain.projects import Project
from portfolio.domain.transactions import CorrectionEntry, FlowEntry
from portfolio.services.import_events import compare_milestone, compare_status
from portfolio.services.import_row import (
    ChangedSince,
    ImportContext,
    RowBase,
    RowComparison,
    RowPreview,
    problems_of,
)
from portfolio.services.transactions import correcting_row, new_row, with_flows

_ENTRY: Final = tuple(entry.name for entry in fields(FlowEntry))
# In what a file gave of a flow: references of the row it made, and of those that raised another.
MADE: Final = "made"
RISES: Final = "rises"


class FlowStands(PortfolioError):
    """Of a recorded row a file changes the amount alone (values: reference)."""


def compare(
    context: ImportContext,
    project: Project,
    flows: Sequence[ImportedFlow],
    events: Sequence[ImportedMilestone],
    before: Sequence[ImportRow],
    base: RowBase,
    status: ImportedStatus | None = None,
) -> RowComparison:
    """Compare rows of a file with a published project; ``before`` is what imports made of it."""
    result = RowComparison(project)
    made = [row for row in before if row.kind is ImportedKind.FLOW]
    _Flows(context, result, made, base).compare(flows)
    for milestone in events:
        result.rows.append(compare_milestone(context, result, milestone, base.milestones))
    if status is not None:
        result.rows.append(compare_status(context, result, status, base.status))
    return result


@dataclass
class _Flows:
    """Comparison of the flows of one project."""

    context: ImportContext
    result: RowComparison
    before: Sequence[ImportRow]
    base: RowBase
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
            return self._superseded_row(source_row, values)
        self.matches.add(flow.reference)
        if not self._is_fixed(flow, values):
            return _rejected(
                source_row, [FieldError("amount", FlowStands(reference=flow.reference))]
            )
        if flow.amount_minor == values["amount"]:
            return _row(source_row, Effect.UNCHANGED, self.context, reference=flow.reference)
        last = [row.document for row in self.base.flows if row.reference == flow.reference]
        amount = self._amount(last[-1]) if last else self.base.amounts.get(flow.reference)
        return self._corrected(source_row, flow, values, amount)

    def _superseded_row(self, source_row: ImportedFlow, values: dict[str, Any]) -> RowPreview:
        """A row that is not in force any more: one that the file leaves as it was stays so."""
        reference, project = source_row.reference, self.result.project
        last = self.base.amounts.get(reference)
        shown = {"reference": reference}
        if last == values["amount"]:
            return _row(source_row, Effect.UNCHANGED, self.context, **shown)
        number = next((row.id for row in project.flows if row.reference == reference), 0)
        successor = next((row for row in self._in_force() if row.supersedes_id == number), None)
        if last is None or successor is None:
            error = NotAChoice(value=reference)
            return _rejected(source_row, [FieldError("reference", error)])
        present = transactions.reads_now(project, successor)
        return self._conflict(source_row, values, last, present, **shown)

    def _conflict(
        self,
        source_row: ImportedFlow,
        values: dict[str, Any],
        last: int,
        standing: Money,
        **labels: str,
    ) -> RowPreview:
        """A row whose amount both the file and a person changed: theirs stays."""
        currency = standing.currency
        error = ChangedSince(
            file=Money(values["amount"], currency), last=Money(last, currency), present=standing
        )
        return replace(
            _row(source_row, Effect.CONFLICT, self.context, **labels),
            problems=problems_of(source_row, [FieldError("amount", error)], is_blocking=False),
        )

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
            return self._conflict(source_row, values, last, reads, **shown)
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
        problems=problems_of(flow, problems),
    )


def document_of(row: RowPreview) -> dict[str, str]:
    """What the record was source_row of a row, for the next version of its file."""
    return {name: value for name, value in row.values.items() if value}
