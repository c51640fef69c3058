"""History: who changed what, when, from what to what and why, each entry chained to the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Project

BEGINNING: Final = ""  # what the first entry names as the hash before it
Values = Mapping[str, Any]
# Row ids mean nothing to a reader of history and change when a project is written anew.
_NUMBERS: Final = frozenset(("id", "project_id"))
_REFERENCES: Final = ("corrects_id", "supersedes_id", "honours_id")
# Fields of few rows are left out of an entry where they are empty.
_SELDOM: Final = frozenset((
    ("Flow", "finance_type"), ("Flow", "announcement"), ("Flow", "source_word"),
    ("StatedAmount", "source"), ("StatedAmount", "source_word"), ("StatedAmount", "stated_on"),
    ("BudgetPeriod", "source_word"),
))  # fmt: skip
_FIELDS: Final = tuple(
    field.name for field in fields(Project) if field.name not in (*_NUMBERS, "flows")
)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One recorded change; ``before`` and ``after`` are canonical JSON of what differs."""

    number: int  # 1, 2, 3 … without a hole
    recorded_at: datetime
    revision: int
    person_id: int | None  # never a name; None: a program or the command line
    command: str
    subject: str  # "project", "draft", "person", "organisation", "rate" …
    identifier: str
    project_id: int | None
    before: str
    after: str
    reason: str
    previous: str
    hash: str

    @property
    def differences(self) -> tuple[tuple[str, Any, Any], ...]:
        """(field, before, after) of what changed, in the order of the fields' names."""
        before, after = json.loads(self.before or "{}"), json.loads(self.after or "{}")
        return tuple((key, before.get(key), after.get(key)) for key in sorted({*before, *after}))


def digest(entry: HistoryEntry) -> str:
    """The hash an entry must carry: over all its fields and the hash of the entry before."""
    said = {
        field.name: getattr(entry, field.name) for field in fields(entry) if field.name != "hash"
    }
    said["recorded_at"] = entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def canonical(values: Values) -> str:
    """JSON that is the same for the same values: sorted, without spaces, letters as they are."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def differing(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Differences between two states of one thing: (what was, what is), by field."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return (
        {key: before[key] for key in keys if key in before},
        {key: after[key] for key in keys if key in after},
    )


def state(project: Project | None) -> dict[str, Any]:
    """A project as history compares it: plain values by field, flows by reference."""
    return {} if project is None else _state(project, _FIELDS, _named(project))


def states(before: Project | None, after: Project) -> tuple[dict[str, Any], dict[str, Any]]:
    """The states of a project before and after a change, without what is plainly the same in both."""
    if before is None:
        return {}, state(after)
    differing = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    was, is_now = _named(before), _named(after)
    same = [reference for reference, flow in was.items() if is_now.get(reference) == flow]
    for reference in same:
        del was[reference], is_now[reference]
    return _state(before, differing, was), _state(after, differing, is_now)


def _state(
    project: Project, names: Iterable[str], flows: Mapping[str, tuple[Any, ...]]
) -> dict[str, Any]:
    said: dict[str, Any] = {name: plain(getattr(project, name)) for name in names}
    # An illustrative record belongs to the example by itself: recorded where it is elsewhere.
    if said.get("is_example") == (project.provenance is Provenance.ILLUSTRATIVE):
        del said["is_example"]
    for reference, (flow, *named) in flows.items():
        row = plain(flow)
        for name, other in zip(_REFERENCES, named, strict=True):
            row[name.removesuffix("_id")] = other
            del row[name]
        said[f"flow {reference}"] = row
    return {key: value for key, value in said.items() if value not in ("", [], {}, None)}


def _named(project: Project) -> dict[str, tuple[Any, ...]]:
    """Each flow and the references of the flows it names, by its own reference."""
    references = {flow.id: flow.reference for flow in project.flows}
    return {
        flow.reference: (
            flow,
            *(references.get(getattr(flow, name) or 0) for name in _REFERENCES),
        )
        for flow in project.flows
    }


def plain(value: Any) -> Any:
    """A domain value as JSON: enums by word, days and instants in ISO form."""
    match value:
        case Enum():
            return value.name.lower()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case str() | int() | None:
            return value
        case Mapping():
            return {str(key): plain(entry) for key, entry in value.items()}
        case _ if is_dataclass(value):
            name = type(value).__name__
            return {
                field.name: plain(getattr(value, field.name))
                for field in fields(value)
                if field.name not in _NUMBERS
                and ((name, field.name) not in _SELDOM or getattr(value, field.name))
            }
    return [plain(entry) for entry in value]
