"""The declaration: preamble, clauses in their languages, limits and deliverables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, PlainValidator

from portfolio.domain.clauses import CLAUSES, Clause, DeadlineState, Deliverable, Theme
from portfolio.domain.contents import DeliverableVersion, PreambleParagraph
from portfolio.domain.errors import AlreadyExists
from portfolio.domain.milestones import MilestoneState
from portfolio.exchange import documents, faults
from portfolio.exchange.documents import Document
from portfolio.exchange.fields import DatedEntry, Day, FileEntry, Trilingual, Words, word

FILE: Final = "declaration.json"
PARAGRAPHS: Final = 7


class _Paragraph(FileEntry):
    position: int
    en: Words
    fr: Words
    ar: Words | None = None  # four paragraphs and the end of a fifth survive


class _Verbatim(FileEntry):
    en: Words
    fr: Words


class _Version(DatedEntry):
    state: Annotated[MilestoneState, PlainValidator(word(MilestoneState))]
    done_on: Day | None = None
    evidence: str = ""


class _Deliverable(FileEntry):
    reference: Words
    limit: Annotated[DeadlineState, PlainValidator(word(DeadlineState))]
    limit_date: Day | None = None
    names: Trilingual
    versions: Annotated[tuple[_Version, ...], Field(min_length=1)]


class _Clause(FileEntry):
    number: int
    theme: Annotated[Theme, PlainValidator(word(Theme))]
    verbatim: _Verbatim
    working_translation: Words
    labels: Trilingual
    plain: Trilingual
    differences: Trilingual
    limits: Trilingual
    deliverables: tuple[_Deliverable, ...]


class _DeclarationFile(FileEntry):
    adopted_on: Day = Field(alias="adopted")
    city_note: Trilingual
    preamble: tuple[_Paragraph, ...]
    clauses: tuple[_Clause, ...]


@dataclass(frozen=True, slots=True)
class DeclarationContents:
    """The declaration as the file holds it; ``city_note`` says where the name Cairo comes from."""

    adopted_on: date
    city_note: Mapping[str, str]
    preamble: tuple[PreambleParagraph, ...]
    clauses: tuple[Clause, ...]
    deliverables: tuple[Deliverable, ...]
    deliverable_versions: tuple[DeliverableVersion, ...]


def read_declaration(directory: Path) -> DeclarationContents:
    """The declaration of a data directory; raises MissingFile, or BrokenFile with the line."""
    document = documents.read(directory, FILE, _DeclarationFile)
    _check_order(document)
    _check_deliverables(document)
    content = document.content
    return DeclarationContents(
        adopted_on=content.adopted_on,
        city_note=content.city_note.texts(),
        preamble=tuple(_paragraph(paragraph) for paragraph in content.preamble),
        clauses=tuple(_clause(clause) for clause in content.clauses),
        deliverables=tuple(
            Deliverable(
                item.reference, clause.number, n, item.limit, item.limit_date, item.names.texts()
            )
            for clause in content.clauses
            for n, item in enumerate(clause.deliverables, 1)
        ),
        deliverable_versions=tuple(
            _version(item, version)
            for clause in content.clauses
            for item in clause.deliverables
            for version in item.versions
        ),
    )


def _paragraph(paragraph: _Paragraph) -> PreambleParagraph:
    texts = {"en": paragraph.en, "fr": paragraph.fr}
    if paragraph.ar is not None:
        texts["ar"] = paragraph.ar
    return PreambleParagraph(paragraph.position, texts)


def _clause(clause: _Clause) -> Clause:
    return Clause(
        number=clause.number,
        theme=clause.theme,
        verbatim=dict(clause.verbatim),
        working_translation=clause.working_translation,
        labels=clause.labels.texts(),
        plain=clause.plain.texts(),
        differences=clause.differences.texts(),
        limits=clause.limits.texts(),
    )


def _version(item: _Deliverable, version: _Version) -> DeliverableVersion:
    return DeliverableVersion(
        deliverable=item.reference,
        state=version.state,
        done_on=version.done_on,
        evidence=version.evidence,
        valid_from=version.valid_from,
        recorded_at=version.recorded_moment,
    )


def _check_order(document: Document[_DeclarationFile]) -> None:
    """Seven paragraphs and eleven clauses, each once and in their order."""
    content = document.content
    for part, expected, found in (
        ("preamble", range(1, PARAGRAPHS + 1), [item.position for item in content.preamble]),
        ("clauses", CLAUSES, [item.number for item in content.clauses]),
    ):
        for place, number in enumerate(found):
            if place >= len(expected) or number != expected[place]:
                reason = faults.OutOfRange(field=part, value=number)
                raise document.broken_file((part, place), reason)
        if len(found) < len(expected):
            short = faults.DeclarationIncomplete(
                part=part, expected=len(expected), found=len(found)
            )
            raise document.broken_file((part,), short)


def _check_deliverables(document: Document[_DeclarationFile]) -> None:
    references: set[str] = set()
    for c, clause in enumerate(document.content.clauses):
        for d, item in enumerate(clause.deliverables):
            path = ("clauses", c, "deliverables", d)
            if item.reference in references:
                again = AlreadyExists(what="deliverable", identifier=item.reference)
                raise document.broken_file((*path, "reference"), again)
            references.add(item.reference)
            if (item.limit is DeadlineState.FIXED) != (item.limit_date is not None):
                dateless = faults.LimitWithoutDay(reference=item.reference)
                raise document.broken_file((*path, "limit"), dateless)
            for v, version in enumerate(item.versions):
                if (version.state is MilestoneState.DONE) != (version.done_on is not None):
                    undone = faults.DoneWithoutDay(reference=item.reference)
                    raise document.broken_file((*path, "versions", v), undone)
                if version.state is MilestoneState.DONE and not version.evidence:
                    unproved = faults.WithoutSource(identifier=item.reference)
                    raise document.broken_file((*path, "versions", v), unproved)
