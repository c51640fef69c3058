"""A project as it was recorded at an earlier entry of history, from what each entry since then changed."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from portfolio.domain.flows import Flow
from portfolio.domain.history import HistoryEntry
from portfolio.domain.projects import Project

_FLOW: Final = "flow "
_LINKS: Final = ("corrects", "supersedes", "honours")


def as_before(project: Project, entries: Iterable[HistoryEntry]) -> Project | None:
    """The project before these entries of its history, the newest first; None before it began.

    Raises ValueError or KeyError where an entry is none of this version of the program.
    """
    hints, flows = _hints(Project), {flow.reference: flow for flow in project.flows}
    values: dict[str, Any] = {}
    rows: dict[str, Mapping[str, Any] | None] = {}
    for entry in entries:
        for name, before, after in entry.differences:
            if name == "identifier" and before is None and after is not None:
                return None
            if name.startswith(_FLOW):
                rows[name.removeprefix(_FLOW)] = before
            elif name in hints:
                values[name] = before
    made = {name: _value(hints[name], value) for name, value in values.items()}
    for reference, row in rows.items():
        if row is None:
            flows.pop(reference, None)
        else:
            flows[reference] = _flow(reference, row, project)
    return replace(project, **made, flows=tuple(flows.values()))


def _flow(reference: str, row: Mapping[str, Any], project: Project) -> Flow:
    ids = {flow.reference: flow.id for flow in project.flows}
    links: dict[str, Any] = {f"{name}_id": ids.get(str(row.get(name) or "")) for name in _LINKS}
    numbers = {"id": ids.get(reference, 0), "project_id": project.id}
    others = {name: value for name, value in row.items() if name not in _LINKS}
    made: Flow = _object(Flow, {**others, **numbers})
    return replace(made, **links)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, value: Any) -> Any:
    """What ``history.plain`` wrote, as the type it is of."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(part for part in parts if part is not types.NoneType)
        return None if value is None else _value(inner, value)
    if origin is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(_value(parts[0], one) for one in value or ())
        return tuple(_value(part, one) for part, one in zip(parts, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _value(parts[1], one) for key, one in (value or {}).items()}
    if not isinstance(hint, type):
        return value
    if issubclass(hint, IntEnum):
        return hint[value.upper()]
    if issubclass(hint, datetime | date):
        return hint.fromisoformat(value)
    if is_dataclass(hint):
        return _object(hint, value)
    return hint() if value is None else value


def _object(kind: type, values: Mapping[str, Any]) -> Any:
    made = {}
    for field in fields(kind):
        if field.name in values:
            made[field.name] = _value(_hints(kind)[field.name], values[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            made[field.name] = _value(_hints(kind)[field.name], None)
    return kind(**made)
