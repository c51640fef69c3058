"""The data files as they stand, read plainly, and what holds when the demonstration opens."""

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
DEMONSTRATION = "2014-06-30"
LANGUAGES = {"en", "fr", "ar"}
WITHOUT_RATE = {"TND", "LYD", "MRO", "DZD"}
Record = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


ORGANISATIONS: dict[str, Record] = {
    item["identifier"]: item for item in read("organisations.json")["organisations"]
}
DOCUMENTED: list[Record] = read("projects/documented.json")["projects"]
ILLUSTRATIVE: list[Record] = read("projects/illustrative.json")["projects"]
EVERY = [*DOCUMENTED, *ILLUSTRATIVE]


def named(project: Record) -> str:
    return str(project["identifier"])


def flows(project: Record) -> list[Record]:
    """The flows of a project that had happened when the demonstration opens."""
    return [flow for flow in project.get("flows", []) if flow["date"] <= DEMONSTRATION]


def rows(**wanted: object) -> list[Record]:
    """The flows of all illustrative projects with these values."""
    return [
        flow
        for project in ILLUSTRATIVE
        for flow in flows(project)
        if all(flow.get(name) == value for name, value in wanted.items())
    ]


def status(project: Record) -> str | None:
    """The status as of the day the demonstration opens."""
    held = [item for item in project["statuses"] if item["from"] <= DEMONSTRATION]
    return max(held, key=lambda item: item["from"])["status"] if held else None


def relation(project: Record) -> str | None:
    """The relation to the declaration as of the day the demonstration opens."""
    held = [item for item in project.get("relations", []) if item["from"] <= DEMONSTRATION]
    return max(held, key=lambda item: item["from"])["relation"] if held else None


def total(project: Record, kind: str) -> dict[str, Decimal]:
    """The cash of one stage of a project, by currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for flow in flows(project):
        if flow["kind"] == kind and not flow.get("in_kind"):
            sums[flow["currency"]] += Decimal(flow["amount"])
    return dict(sums)


def milestones() -> Iterator[Record]:
    """The version of each illustrative milestone that holds when the demonstration opens."""
    for project in ILLUSTRATIVE:
        for milestone in project.get("milestones", []):
            held = [item for item in milestone["versions"] if item["from"] <= DEMONSTRATION]
            if held:
                yield held[-1]


def beneficiaries(project: Record) -> set[str]:
    return {p["country"] for p in project["participants"] if p["role"] == "beneficiary"}
