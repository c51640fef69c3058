"""A row of money as it should read: the row to add so that it does (rulings 3 and 6)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from portfolio.domain import flow_entry
from portfolio.domain.entry import EntryLookups, FieldError, Missing, NotAChoice, Values, read_row
from portfolio.domain.entry_project import confidence
from portfolio.domain.entry_rules import InTheFuture
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import CORRECTION
from portfolio.domain.flows import Flow, FlowKind, Provenance
from portfolio.domain.limits import Code, Line
from portfolio.domain.money import Money
from portfolio.domain.projects import Project


class AlreadyReads(PortfolioError):
    """The row reads so already, its corrections counted (values: amount)."""

    phrase = "error.already_reads"


class BelowNothing(PortfolioError):
    """No row reads less than nothing; what is given back is a row of its own."""

    phrase = "error.below_nothing"


class BeforeItsRow(PortfolioError):
    """A cancellation or a rise happens on the row's own day or later (values: day, row_day)."""

    phrase = "error.before_its_row"


class RaisesProposed(PortfolioError):
    """More than a row that is only proposed would count before the row itself does."""

    phrase = "error.raises_proposed"


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """What a row should read, as typed: ``amount`` in the row's own currency.

    ``value_date`` is empty for an error, whose correction bears the row's own day, and else the
    day on which part of the row was cancelled or more was given.
    """

    corrects: Code
    amount: Code
    value_date: Code = ""
    source: Line = ""
    note: Line = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A row as it reads now, as it should, and the row that makes it so."""

    target: Flow
    reads: Money
    should_read: Money
    row: Flow

    @property
    def replaces(self) -> bool:
        """Whether a pledge takes the place of the one that is raised."""
        return self.row.supersedes_id is not None

    @property
    def takes_back(self) -> bool:
        """Whether the row is negative and names the one it corrects."""
        return self.row.corrects_id is not None


_EMPTY: Final = FieldError("corrects", Missing())


def correctable(project: Project) -> tuple[Flow, ...]:
    """Rows that can be corrected, the latest first: what stands, no correction, no replaced pledge."""
    standing = flow_entry.standing(project)
    replaced = {flow.supersedes_id for flow in standing}
    rows = [
        flow
        for flow in standing
        if flow.kind.counts and flow.corrects_id is None and flow.id not in replaced
    ]
    return tuple(sorted(rows, key=lambda flow: (flow.value_date, flow.id), reverse=True))


def reads_now(project: Project, target: Flow) -> Money:
    """What a row comes to with every correction of it, and of those, that was not withdrawn."""
    named = {target.id}
    total, rest = target.amount_minor, list(flow_entry.standing(project))
    while found := [flow for flow in rest if flow.corrects_id in named and flow.id not in named]:
        named |= {flow.id for flow in found}
        total += sum(flow.amount_minor for flow in found)
    return Money(total, target.currency)


def read(
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
    complaints: list[FieldError] = []
    row = {**asdict(entry), "currency": target.currency}
    known = replace(names, currencies=names.currencies | {target.currency})
    values = read_row(CORRECTION, "", row, known, complaints)
    problems = [FieldError(problem.column, problem.error) for problem in complaints]
    if values is None:
        return None, tuple(problems)
    reads = reads_now(project, target)
    problems += _check(values, target, reads, today)
    if problems:
        return None, tuple(problems)
    should_read = Money(values["amount"], target.currency)
    made = _row(values, project, target, values["amount"] - reads.amount_minor, recorded_at)
    return Correction(target, reads, should_read, made), ()


def _check(values: Values, target: Flow, reads: Money, today: date) -> Iterator[FieldError]:
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
        reference=flow_entry.next_reference(project, target.reference, difference, day),
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
