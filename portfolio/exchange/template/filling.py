"""Rows that the template is filled with: projects as their forms show them, and what is recorded of each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from portfolio.domain import documents
from portfolio.domain.clauses import PriorityList
from portfolio.domain.documents import milestone_state, status_state
from portfolio.domain.drafts import Document
from portfolio.domain.fields import FLOW
from portfolio.domain.flows import Flow
from portfolio.domain.money import Money
from portfolio.domain.projects import Project
from portfolio.domain.reference import Organisation
from portfolio.domain.transactions import flows_in_force
from portfolio.exchange.template.lists import list_rows
from portfolio.exchange.template.sheets import PROJECT, REFERENCE, ROW_SHEETS

Row = Mapping[str, str]
_LINKS: Final = (
    ("corrects", "corrects_id"),
    ("supersedes", "supersedes_id"),
    ("honours", "honours_id"),
)


def template_rows(
    projects: Sequence[Project],
    organisations: Mapping[str, Organisation],
    lists: Sequence[PriorityList] = (),
) -> dict[str, list[Row]]:
    """The rows of each sheet by its name, texts by the machine names of its columns.

    Everything a project has is in them: the caller leaves out the entries its reader may not see.
    """
    identifiers = {one.id: one.identifier for one in organisations.values()}
    rows: dict[str, list[Row]] = {"projects": [], **{sheet.name: [] for sheet in ROW_SHEETS}}
    rows |= list_rows(lists)
    for project in projects:
        document = documents.document(project)
        rows["projects"].append(
            {PROJECT: project.identifier, **_own(document), **status_state(project)}
        )
        for sheet in ROW_SHEETS:
            if sheet.name == "flows":
                made: Iterator[Row] = flow_rows(project, identifiers)
            elif sheet.name == "milestones":
                made = _milestones(project, document)
            else:
                made = iter(document[sheet.name])
            rows[sheet.name] += [{PROJECT: project.identifier, **row} for row in made]
    return rows


def _own(document: Document) -> dict[str, str]:
    """The fields of a document that are no rows, by machine name."""
    own: dict[str, str] = {}
    for name, value in document.items():
        if isinstance(value, str):
            own[name] = value
        elif isinstance(value, Mapping):
            own |= {f"{name}.{language}": text for language, text in value.items()}
        elif name == "relevant_clauses":
            own[name] = ", ".join(value)
    return own


def _milestones(project: Project, document: Document) -> Iterator[Row]:
    known = {milestone.reference: milestone for milestone in project.milestones}
    for row in document["milestones"]:
        yield {REFERENCE: row["key"], **row, **milestone_state(known[row["key"]])}


def flow_rows(project: Project, identifiers: Mapping[int, str]) -> Iterator[Row]:
    """The entries in force as they are typed, by the columns of an entry, with their references."""
    references = {flow.id: flow.reference for flow in project.flows}
    for flow in flows_in_force(project):
        yield {REFERENCE: flow.reference, **_typed(flow, references, identifiers)}


def _typed(
    flow: Flow, references: Mapping[int, str], identifiers: Mapping[int, str]
) -> dict[str, str]:
    links = {name: getattr(flow, number) for name, number in _LINKS}
    typed = {
        "kind": flow.kind.word,
        "provider": identifiers.get(flow.provider_id or 0, ""),
        "receiver": identifiers.get(flow.receiver_id or 0, ""),
        "amount": f"{Money(flow.amount_minor, flow.currency).decimal():f}",
        "currency": flow.currency,
        "value_date": flow.value_date.isoformat(),
        "in_kind": "on" if flow.in_kind else "",
        "source": flow.source,
        "note": flow.note,
        "source_word": flow.source_word,
        "announcement": flow.announcement.word if flow.announcement else "",
        **{
            name: str(getattr(flow, name) or "")
            for name in ("finance_type", "flow_type", "earmarking")
        },
        **{name: references.get(number, "") if number else "" for name, number in links.items()},
    }
    assert typed.keys() == {column.name for column in FLOW.columns}
    return typed
