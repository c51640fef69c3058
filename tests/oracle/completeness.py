"""What each project of a view records, counted row by row (ruling 26)."""

from datetime import UTC, date

from portfolio.domain.contents import Contents
from portfolio.domain.flows import FlowKind
from portfolio.domain.params import ViewParams
from tests.oracle.conversion import Conversion
from tests.oracle.oracle import Oracle
from tests.oracle.rows import Counting

Recorded = dict[str, tuple[bool, bool, bool]]


def recorded(contents: Contents, question: ViewParams) -> Recorded:
    """Project → whether a requirement, a disbursement and a milestone are recorded."""
    oracle = Oracle(contents, question)
    counting = Counting(oracle.reading, Conversion(oracle.reading))
    found = {}
    for project in oracle.in_totals():
        paid = any(
            row.flow.kind is FlowKind.DISBURSEMENT
            for row in counting.live(project)
            if question.in_kind or not row.flow.in_kind
        )
        milestones = any(oracle.reading.latest(m.versions) for m in project.milestones)
        found[project.identifier] = (oracle.reading.has_requirement(project), paid, milestones)
    return found


def last_entries(
    contents: Contents, question: ViewParams
) -> dict[str, tuple[int, int, date, date]]:
    """Funder → entries, projects, the latest day of one, the day the newest was recorded."""
    oracle = Oracle(contents, question)
    counting = Counting(oracle.reading, Conversion(oracle.reading))
    names = {organisation.id: organisation.identifier for organisation in contents.organisations}
    rows = [
        (names.get(row.flow.provider_id or 0, "unknown"), project.identifier, row.flow)
        for project in oracle.in_totals()
        for row in counting.live(project)
        if row.flow.kind is not FlowKind.EXPENDITURE
        if question.in_kind or not row.flow.in_kind
    ]
    wanted = question.filters.funders
    rows = [row for row in rows if not wanted or row[0] in wanted]
    return {
        funder: (
            len(own := [row for row in rows if row[0] == funder]),
            len({project for _, project, _ in own}),
            max(flow.value_date for _, _, flow in own),
            max(flow.recorded_at.astimezone(UTC).date() for _, _, flow in own),
        )
        for funder in {row[0] for row in rows}
    }
