"""Documents of typed text: a project's, a list's of priority projects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from portfolio.domain import flows, parsing
from portfolio.domain.clauses import ListedProject, ListState, Need, PriorityList, refuse_ahead
from portfolio.domain.drafts import Document, DraftState
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import DAY_FIELDS, LIST_FIELDS, TEXT_FIELDS
from portfolio.domain.flows import Provenance
from portfolio.domain.money import Dimension, Money
from portfolio.domain.parsing import (
    EntryLookups,
    EntryReading,
    FieldError,
    Missing,
    Twice,
)
from portfolio.domain.projects import Milestone, Project, Status
from portfolio.domain.reference import Kind

RELATION: Final = ("relation", "relation_reasons", "relation_source")  # the fields of one row
SHARE_FIELDS: Final = (
    ("clause_shares", "clause", Dimension.CLAUSE),
    ("country_shares", "country", Dimension.COUNTRY),
    ("priority_shares", "priority", Dimension.PRIORITY),
)


def document(project: Project) -> dict[str, Any]:
    """A project as its form shows it: the latest of every dated row, as text."""
    sets = {entry.axis: entry for entry in sorted(project.share_sets, key=day_order)}
    relation = max(project.relations, key=day_order, default=None)
    return {
        "titles": dict(project.titles),
        "summaries": dict(project.summaries),
        **{name: getattr(project, name) for name in TEXT_FIELDS},
        **{name: _iso(getattr(project, name)) for name in DAY_FIELDS},
        "kind": "" if project.declared_kind is Kind.UNCLASSIFIED else project.declared_kind.word,
        "owner": project.owner or "",
        "participants": [
            {
                "key": f"p{number}",
                "role": person.role.word,
                "country": person.country or "",
                "organisation": person.organisation or "",
            }
            for number, person in enumerate(project.participants)
        ],
        "relevant_clauses": [str(clause) for clause in project.relevant_clauses],
        **{
            name: [
                {"key": key, column: key, "share": _percent(points)}
                for key, points in (sets[axis].parts if axis in sets else ())
            ]
            for name, column, axis in SHARE_FIELDS
        },
        "relation": relation.relation.word if relation else "",
        "relation_reasons": dict(relation.reasons) if relation else {},
        "relation_source": relation.source if relation else "",
        "budgets": [
            {
                "key": f"{row.first_day}/{row.last_day}",
                "first_day": _iso(row.first_day),
                "last_day": _iso(row.last_day),
                "amount": _plain_amount(row.amount_minor, row.currency),
                "currency": row.currency,
            }
            for row in flows.budgets_in_force(project.budgets)
            if row.amount_minor
        ],
        "planned_payments": [
            {
                "key": f"{row.funder}/{row.first_day}/{row.last_day}",
                "provider": row.funder,
                "first_day": _iso(row.first_day),
                "last_day": _iso(row.last_day),
                "amount": _plain_amount(row.amount_minor, row.currency),
                "currency": row.currency,
                "source": row.source,
            }
            for row in flows.planned_in_force(project.planned_payments)
        ],
        "milestones": [
            {
                "key": milestone.reference,
                "title": next(iter(milestone.titles.values()), ""),
                "language": next(iter(milestone.titles), ""),
                "clause": str(latest.clause or ""),
                "due": _iso(latest.due),
                "weight": str(latest.weight),
            }
            for milestone in project.milestones
            if (latest := max(milestone.versions, key=day_order)).weight
        ],
        "documents": [
            {"key": f"d{number}", "title": source.title, "address": source.address}
            for number, source in enumerate(project.documents)
        ],
        "effective": "",
    }


def day_order(row: Any) -> tuple[date, datetime]:
    """By valid time, then by transaction time."""
    return row.valid_from, row.recorded_at


def milestone_state(milestone: Milestone) -> dict[str, str]:
    """State of a milestone as known now, as typed text."""
    latest = max(milestone.versions, key=day_order)
    return {
        "state": latest.state.name.lower(),
        "done_on": latest.done_on.isoformat() if latest.done_on else "",
        "evidence": latest.evidence,
    }


def status_state(project: Project) -> dict[str, str]:
    """Status of a project as known now, as typed text; nothing where none is recorded."""
    latest = max(project.statuses, key=day_order, default=None)
    if latest is None:
        return {}
    return {"status": latest.status.word, "status_from": latest.valid_from.isoformat()}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _percent(points: int) -> str:
    return f"{Decimal(points).scaleb(-2).normalize():f}"


def _plain_amount(amount_minor: int, currency: str) -> str:
    return f"{Money(amount_minor, currency).decimal():f}"


class EstimateNotPositive(PortfolioError):
    """The estimated sum of a need is zero or less; without one the field stays empty."""


class ListedCancelled(PortfolioError):
    """A listed project is cancelled: it may stay listed, the sums leave it out (values: day)."""


class ListedSuspended(PortfolioError):
    """A listed project is suspended: the sums count it as every total does (values: day)."""


_WORTH_A_LOOK: Final = {Status.CANCELLED: ListedCancelled, Status.SUSPENDED: ListedSuspended}


@dataclass(frozen=True, slots=True)
class ListDraft:
    """The working version of one list, on its way to being recorded."""

    id: int
    document: Document
    state: DraftState
    version: int
    is_example: bool
    author: str  # login
    editor: str  # login of the last person to save
    created_at: datetime
    updated_at: datetime
    message: str  # reviewer's message when it was returned

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles by language, as typed."""
        found = self.document.get("list_titles") or {}
        return {language: title for language, title in found.items() if title}


def read_list_entry(document: Document, names: EntryLookups, *, today: date) -> EntryReading:
    """The typed fields as values, with everything that is wrong or missing; never raises."""
    found = parsing.read(document, names, is_new=True, fields=LIST_FIELDS)
    problems = found.problems
    valid_from = found.values.get("list_from")
    if valid_from is not None:
        try:
            refuse_ahead(valid_from, today)
        except PortfolioError as error:
            problems.append(FieldError("list_from", error))
    if not (document.get("list_projects") or document.get("list_needs")):
        problems.append(FieldError("list_projects", Missing()))
    seen: set[str] = set()
    for row in found.rows("list_projects"):
        if row["project"] in seen:
            twice = Twice(value=row["project"])
            problems.append(FieldError("list_projects", twice, row["key"], "project"))
        seen.add(row["project"])
    for row in found.rows("list_needs"):
        if row["estimate"] is not None and row["estimate"] <= 0:
            problems.append(FieldError("list_needs", EstimateNotPositive(), row["key"], "estimate"))
        if row["estimate"] is not None and row["currency"] is None:
            problems.append(FieldError("list_needs", Missing(), row["key"], "currency"))
    return found


def stopped_projects(
    reading: EntryReading, statuses: Mapping[str, Status], day: date
) -> Iterator[FieldError]:
    """Projects of an entry that are cancelled or suspended on a day; bars no submission."""
    for row in reading.rows("list_projects"):
        error = _WORTH_A_LOOK.get(statuses[row["project"]]) if row["project"] in statuses else None
        if error is not None:
            yield FieldError(
                "list_projects", error(day=day), row["key"], "project", is_blocking=False
            )


def new_list(
    reading: EntryReading, reference: str, recorded_at: datetime, *, is_example: bool
) -> PriorityList:
    """Priority list of an entry without problems."""
    values = reading.values
    return PriorityList(
        id=0,
        reference=reference,
        clause=int(values["list_clause"]),
        state=ListState[values["list_state"].upper()],
        valid_from=values["list_from"],
        recorded_at=recorded_at,
        titles=values["list_titles"],
        source=values["list_source"],
        provenance=Provenance.ENTERED,
        is_example=is_example,
        projects=tuple(
            ListedProject(row["project"], _spoken(row, "reason"))
            for row in reading.rows("list_projects")
        ),
        needs=tuple(
            Need(
                country=row["country"],
                clause=row["clause"],
                place=row["place"] or "",
                what=_spoken(row, "what"),
                asked_by=_spoken(row, "asked_by"),
                amount_minor=row["estimate"],
                currency=row["currency"] if row["estimate"] is not None else None,
            )
            for row in reading.rows("list_needs")
        ),
    )


def document_of(one: PriorityList) -> dict[str, Any]:
    """The document of a new list that begins with the clause, title, projects and needs of another.

    State, day and source are the new list's own. A reason is typed in one language: of several the
    first is taken over.
    """
    return {
        "list_clause": str(one.clause),
        "list_titles": dict(one.titles),
        "list_projects": [
            {"key": f"p{number}", "project": listed.project, **_typed("reason", listed.reasons)}
            for number, listed in enumerate(one.projects)
        ],
        "list_needs": [
            {
                "key": f"n{number}",
                "country": need.country or "",
                "clause": str(need.clause),
                "place": need.place,
                "estimate": _amount(need),
                "currency": need.currency or "",
                "asked_by": need.asked_by.get(language := next(iter(need.what)), "")
                or next(iter(need.asked_by.values()), ""),
                "what": need.what[language],
                "language": language,
            }
            for number, need in enumerate(one.needs)
        ],
    }


def recorded_document(one: PriorityList) -> dict[str, Any]:
    """The document of a recorded list as it stands, its state, day and source with it."""
    return {
        **document_of(one),
        "list_state": one.state.word,
        "list_from": one.valid_from.isoformat(),
        "list_source": one.source,
    }


def _typed(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    language = next(iter(texts), "")
    return {name: texts.get(language, ""), "language": language}


def _amount(need: Need) -> str:
    if need.amount_minor is None or need.currency is None:
        return ""
    return f"{Money(need.amount_minor, need.currency).decimal():f}"


def _spoken(row: Mapping[str, Any], name: str) -> dict[str, str]:
    return {row["language"] or "en": row[name]}
