"""Internal money: what is passed on inside a project or between counted projects (ruling 8)."""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction

from portfolio.domain.flows import FlowKind
from tests.oracle.rounding import half_even
from tests.oracle.rows import FUNDING, Row


def pass_on(passing: list[Row], received: list[Row]) -> None:
    """Mark what ``passing`` rows hand on as internal, up to the net receipts ``received``.

    Compared in the currency all rows share, otherwise in the reporting currency; in order of
    value date then id, what has been passed on by each row being at most the receipts so far
    counted and never below zero.
    """
    if not passing or not received:
        return
    one_currency = len({row.flow.currency for row in (*passing, *received)}) == 1

    def outside(row: Row) -> int:
        if one_currency:
            return row.outside
        return 0 if row.worth is None else row.outside_worth

    limit = max(0, sum(outside(row) for row in received))
    passed = handed = 0
    for row in sorted(passing, key=lambda row: row.order):
        passed += outside(row)
        reached = min(max(passed, 0), limit)
        part, handed = reached - handed, reached
        _mark(row, part, one_currency)


def _mark(row: Row, part: int, one_currency: bool) -> None:
    if part == 0:
        return
    if one_currency:
        row.internal += part
        if row.worth is not None:
            row.internal_worth = half_even(
                Fraction(row.worth * row.internal, row.flow.amount_minor)
            )
    else:
        assert row.worth
        row.internal_worth += part
        row.internal = half_even(Fraction(row.flow.amount_minor * row.internal_worth, row.worth))


def inside_a_project(rows: Iterable[Row]) -> None:
    """Ruling 8 (a): what an organisation passes on, up to its net receipts from others."""
    for stage in _stages(rows):
        receipts = {
            organisation: [
                row
                for row in stage
                if row.flow.receiver_id == organisation and row.flow.provider_id != organisation
            ]
            for organisation in {row.flow.provider_id for row in stage} - {None}
        }
        for organisation, received in receipts.items():
            passing = [
                row
                for row in stage
                if row.flow.provider_id == organisation and row.flow.receiver_id != organisation
            ]
            # Receipts are whole rows: whether somebody passed them on in turn changes nothing.
            pass_on(passing, [Row(row.flow, row.root, row.worth) for row in received])


def between_projects(
    rows: Collection[Row],
    may_draw: Callable[[int, int], bool],
    project_rows: dict[int, list[Row]],
) -> None:
    """Ruling 8 (b): a row naming another counted project, up to that project's net receipts.

    ``rows``: those of all projects after (a); ``may_draw``: whether a row of the first project is
    internal where it names the second (rulings 22 and 29), else it is incoming.
    """
    named = {row.flow.provider_project_id for row in rows} - {None}
    outside = {  # before (b) touches anything: what came into each project from outside it
        project: [Row(r.flow, r.root, r.worth, r.internal, r.internal_worth) for r in theirs]
        for project, theirs in project_rows.items()
    }
    for project in sorted(n for n in named if n is not None):
        received = _stages(outside.get(project, []))
        for stage in _stages(rows):
            kind, in_kind = stage[0].flow.kind, stage[0].flow.in_kind
            theirs = [
                row
                for receipts in received
                for row in receipts
                if row.flow.kind is kind and row.flow.in_kind == in_kind
            ]
            passing = [
                row
                for row in stage
                if row.flow.provider_project_id == project
                and row.flow.project_id != project
                and may_draw(row.flow.project_id, project)
            ]
            pass_on(passing, theirs)


def _stages(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows by stage, cash and in-kind apart (ruling 9); expenditure is never internal."""
    stages: dict[tuple[FlowKind, bool], list[Row]] = {}
    for row in rows:
        if row.flow.kind in FUNDING:
            stages.setdefault((row.flow.kind, row.flow.in_kind), []).append(row)
    return list(stages.values())
