"""What is wrong with a file, each at its place, and a project of it as it would become."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.drafts import Clash, Document, Draft, FieldChange, Place, rows
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import BY_NAME
from portfolio.domain.import_jobs import Effect, ImportRow
from portfolio.domain.import_merge import MergedDocument
from portfolio.domain.imports import ImportedFlow, ImportedProject, ImportProblem, Origin
from portfolio.domain.parsing import FieldError
from portfolio.services.import_row import RowPreview
from portfolio.services.search import SimilarProject
from portfolio.text.typing import squeeze


class DraftUnderWay(PortfolioError):
    """Somebody is at work on the project already (values: number, author)."""


class ResemblesProject(PortfolioError):
    """The project resembles one of the record (values: identifier)."""


class AfterPublication(PortfolioError):
    """What happened to a milestone is recorded once its project is published."""


class NotPublished(PortfolioError):
    """The project is withdrawn: it is published again before a file changes it (values: identifier)."""


@dataclass(frozen=True, slots=True)
class ProjectPreview:
    """A project of a file and what it would become; ``rows`` are its flows and milestones.

    ``identifier`` is "" for one that is new; ``draft`` the open one it changes, None for none.
    """

    key: str
    origin: Origin
    effect: Effect
    titles: Mapping[str, str]
    document: Document
    base: Document
    baseline: Document
    identifier: str = ""
    draft: Draft | None = None
    changes: tuple[FieldChange, ...] = ()
    clashes: tuple[Clash, ...] = ()
    similar: tuple[SimilarProject, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    rows: tuple[RowPreview, ...] = ()
    is_left_out: bool = False

    @property
    def writes_draft(self) -> bool:
        """Whether applying writes a draft of it."""
        return self.effect.writes and bool(self.changes) and not self.is_left_out


def flow_key(number: int) -> str:
    """Key of a flow of a new project, by its place among those of the file."""
    return f"flow {number}"


def problem_at(origin: Origin, error: PortfolioError, *, is_blocking: bool = True) -> ImportProblem:
    """An error at a place of the file."""
    return ImportProblem(error, origin.sheet, origin.row, origin.column, is_blocking=is_blocking)


def placed_problems(
    one: ImportedProject, result: MergedDocument, problems: Iterable[FieldError]
) -> Iterable[ImportProblem]:
    """What is wrong with fields, each at its place in the file."""
    places: dict[Place, Origin] = {}
    for (name, row, column), origin in one.places.items():
        places[name, result.keys.get((name, row), row), column] = origin
    flows = {
        result.keys.get(("flows", flow_key(number)), ""): flow.origin
        for number, flow in enumerate(one.flows)
    }
    for problem in problems:
        origin = (
            places.get((problem.field, problem.row, problem.column))
            or flows.get(problem.row if problem.field == "flows" else "")
            or next(
                (at for place, at in places.items() if place[:2] == (problem.field, problem.row)),
                None,
            )
            or next((at for place, at in places.items() if place[0] == problem.field), None)
            or one.origin
        )
        column = origin.column or problem.column or problem.field
        yield ImportProblem(
            problem.error, origin.sheet, origin.row, column, is_blocking=problem.is_blocking
        )


def unreadable(key: str, problem: ImportProblem) -> ProjectPreview:
    """A project whose row could not be read: what is wrong with it stands among the file's problems."""
    origin = Origin(problem.sheet, problem.row)
    return ProjectPreview(
        key=key,
        origin=origin,
        effect=Effect.REJECTED,
        titles={},
        document={},
        base={},
        baseline={},
    )


def flows_of(one: ImportedProject) -> Iterable[ImportedFlow]:
    """The flows of a project that the file takes for a new one and that is published by now."""
    for row in rows(one.document, "flows"):
        at = one.places.get(("flows", row["key"], "amount")) or one.origin
        values = {name: text for name, text in row.items() if name != "key"}
        yield ImportedFlow(values, Origin(at.sheet, at.row))


def new_document(one: ImportedProject, source: str) -> dict[str, Any]:
    """The document of a new project, its flows included; ``source`` is of those that name none."""
    columns = [column.name for column in BY_NAME["flows"].columns]
    flows = []
    for number, flow in enumerate(one.flows):
        row = {name: str(flow.values.get(name) or "") for name in columns}
        row["source"] = row["source"] or source
        flows.append({"key": flow_key(number), **row})
    document = {"identifier": one.identifier, **one.document}
    for typed in rows(one.document, "flows"):
        flows.append({**typed, "source": typed.get("source") or source})
    return {**document, "flows": flows} if flows else document


def is_same_project(one: ImportedProject, row: ImportRow, file_name: str) -> bool:
    """Whether a row of an import is the project: of a file of the same name, or titled alike."""
    titles, others = (
        {squeeze(str(title)) for title in (document.get("titles") or {}).values() if title}
        for document in (one.document, row.document)
    )
    return row.file_name == file_name or not titles.isdisjoint(others)
