"""Where projects and the text stand, worked out slowly (rulings 19, 27 and 31)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.clauses import DeadlineState, Deliverable, ListState
from portfolio.domain.projects import Band, MilestoneState
from tests.oracle.reading import Reading


@dataclass(frozen=True)
class Text:
    """The deliverables of the clauses asked for, against their deadlines."""

    done: frozenset[str]
    due: frozenset[str]
    late: tuple[tuple[str, date | None], ...]  # reference and deadline, the longest late first
    none: frozenset[str]
    status: str
    is_shown: bool


def of_projects(sums: Counter[str], as_of: date, conference: date) -> str:
    """The status of weights done and due; only done and not done after the conference."""
    if not sums["total"]:
        return "no_milestones"
    if as_of > conference:
        return "done" if sums["done"] == sums["total"] else "not_done"
    if not sums["done"] and not sums["planned"]:
        return "nothing_due"
    behind = sums["planned"] - sums["done"]
    if behind <= 0:
        return "on_track"
    last_month = (conference - as_of).days <= 30
    return "late" if last_month or behind / sums["total"] >= 0.25 else "at_risk"


def deadline(deliverable: Deliverable, conference: date) -> date | None:
    """Section 1: a day of its own, the day before the conference, or the end of its half year."""
    return {
        DeadlineState.NONE: None,
        DeadlineState.FIXED: deliverable.limit_date,
        DeadlineState.CONFERENCE: conference - timedelta(days=1),
        DeadlineState.WINDOW: date(2014, 12, 31),
    }[deliverable.limit]


def of_the_text(reading: Reading, conference: date) -> Text:
    """Each deliverable in one of four heaps."""
    question = reading.question
    wanted = question.filters.clauses
    heaps: dict[str, list[Deliverable]] = {"done": [], "due": [], "late": [], "none": []}
    for deliverable in reading.contents.deliverables:
        if wanted and deliverable.clause not in wanted:
            continue
        versions = [
            version
            for version in reading.contents.deliverable_versions
            if version.deliverable == deliverable.reference
        ]
        version = reading.latest(versions)
        by = deadline(deliverable, conference)
        if _is_list_adopted(reading, deliverable) or (
            version is not None
            and version.state is MilestoneState.DONE
            and version.done_on is not None
            and version.done_on <= question.as_of
            and version.evidence
        ):
            heap = "done"
        elif (version is not None and version.state is MilestoneState.MISSED) or (
            by is not None and question.as_of > by
        ):
            heap = "late"
        else:
            heap = "none" if by is None else "due"
        heaps[heap].append(deliverable)

    def days(deliverable: Deliverable) -> int:
        by = deadline(deliverable, conference)
        return max((question.as_of - by).days, 0) if by else 0

    late = sorted(heaps["late"], key=lambda d: (-days(d), d.clause, d.position))
    return Text(
        done=_names(heaps["done"]),
        due=_names(heaps["due"]),
        late=tuple((d.reference, deadline(d, conference)) for d in late),
        none=_names(heaps["none"]),
        status=_status(heaps, question.as_of > conference),
        is_shown=question.band is not Band.CONTEXT
        and not (
            question.filters.countries or question.filters.regions or question.filters.funders
        ),
    )


def _is_list_adopted(reading: Reading, deliverable: Deliverable) -> bool:
    """Ruling 34: once a list of its clause is adopted, "list adopted" is done."""
    kinds = {"2-security-list": 2, "8-human-development-list": 8}
    if deliverable.reference not in kinds:
        return False
    is_example = reading.question.scope.portfolio.is_example
    return any(
        one.clause == kinds[deliverable.reference]
        and one.state is ListState.ADOPTED
        and one.is_example == is_example
        and reading.holds(one.valid_from, one.recorded_at)
        for one in reading.contents.lists
    )


def _names(deliverables: Iterable[Deliverable]) -> frozenset[str]:
    return frozenset(deliverable.reference for deliverable in deliverables)


def _status(heaps: dict[str, list[Deliverable]], is_over: bool) -> str:
    if not any(heaps.values()):
        return "no_milestones"
    if is_over:
        return "not_done" if heaps["late"] or heaps["due"] or heaps["none"] else "done"
    if heaps["late"]:
        return "late"
    return "on_track" if heaps["done"] else "nothing_due"
