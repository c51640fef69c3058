"""Which flows of a project count: in the reading and scope, not replaced, one side of a grant."""

from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.domain.flows import Flow, FlowKind, Provenance, ReportedBy
from portfolio.domain.projects import Project
from tests.oracle.conversion import Conversion
from tests.oracle.reading import Reading

FUNDING = (FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)
COUNTING = (*FUNDING, FlowKind.EXPENDITURE)


@dataclass
class Row:
    """A flow that counts, what it is worth, and how much of it is internal (ruling 8)."""

    flow: Flow
    root: Flow  # the row it corrects in the end, or itself
    worth: int | None  # in the reporting currency, None without a rate
    internal: int = 0  # minor units of its own currency
    internal_worth: int = 0

    @property
    def order(self) -> tuple[object, int]:
        """Ruling 8: by value date, then id."""
        return (self.flow.value_date, self.flow.id)

    @property
    def outside(self) -> int:
        """The part that is new money, in its own currency."""
        return self.flow.amount_minor - self.internal

    @property
    def outside_worth(self) -> int:
        """The part that is new money, in the reporting currency."""
        assert self.worth is not None
        return self.worth - self.internal_worth

    @property
    def is_all_internal(self) -> bool:
        return self.flow.amount_minor != 0 and self.outside == 0


class Counting:
    """The rows of one reading that count."""

    def __init__(self, reading: Reading, conversion: Conversion) -> None:
        self.reading = reading
        self.conversion = conversion
        self.by_id = {f.id: f for project in reading.contents.projects for f in project.flows}

    def counts(self, flow: Flow) -> bool:
        """Whether a row counts before replacements (sections 2, 6, 7; rulings 11, 18, 20)."""
        question = self.reading.question
        if flow.kind not in COUNTING:  # section 2: IATI 5-10 stay outside every total
            return False
        if not self.reading.holds(flow.value_date, flow.recorded_at):
            return False
        if self.reading.confidence(flow) not in question.scope.confidences:
            return False
        is_made_up = flow.provenance is Provenance.ILLUSTRATIVE
        if is_made_up and not question.scope.portfolio.is_example:  # ruling 33
            return False
        if flow.in_kind and not question.in_kind:  # ruling 9
            return False
        # Ruling 20: a negative row counts only where the row it names counts.
        return flow.corrects_id is None or self.counts(self.by_id[flow.corrects_id])

    def root(self, flow: Flow) -> Flow:
        """The row a correction corrects in the end."""
        while flow.corrects_id is not None:
            flow = self.by_id[flow.corrects_id]
        return flow

    def successor(self, pledge: Flow) -> Flow | None:
        """Ruling 6: the pledge row that replaces this one, where that row itself counts."""
        for flow in self.by_id.values():
            if (
                flow.supersedes_id == pledge.id
                and flow.kind is pledge.kind is FlowKind.PLEDGE
                and self.counts(flow)
            ):
                return flow
        return None

    def is_replaced(self, flow: Flow) -> bool:
        """Ruling 6: the predecessor and all corrections naming it."""
        return self.successor(self.root(flow)) is not None

    def live(self, project: Project) -> list[Row]:
        """The rows of a project that count, in order of value date and id."""
        flows = [f for f in project.flows if self.counts(f) and not self.is_replaced(f)]
        rows = [self._row(flow) for flow in self.one_side(project, flows)]
        return sorted(rows, key=lambda row: row.order)

    def one_side(self, project: Project, flows: list[Flow]) -> Iterable[Flow]:
        """Ruling 7: where both sides report, the side of the organisation that owns the activity."""
        identifiers = {o.id: o.identifier for o in self.reading.contents.organisations}
        sides: dict[object, set[ReportedBy]] = {}
        for flow in flows:
            grant = (flow.provider_id, flow.kind, flow.in_kind)
            sides.setdefault(grant, set()).add(flow.perspective)
        for flow in flows:
            if len(sides[flow.provider_id, flow.kind, flow.in_kind]) == 2:
                funder = identifiers.get(flow.provider_id) if flow.provider_id else None
                owned = project.owner is not None and project.owner == funder
                kept = ReportedBy.OUTGOING if owned else ReportedBy.INCOMING
                if flow.perspective is not kept:
                    continue
            yield flow

    def _row(self, flow: Flow) -> Row:
        root = self.root(flow)
        # Ruling 3: a correction is converted at the rate date of the row it corrects.
        return Row(
            flow, root, self.conversion.convert(flow.amount_minor, flow.currency, root.value_date)
        )
