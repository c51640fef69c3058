"""Reference files: countries, the declaration, dated events, scenes of the example."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeVar

from pydantic import Field, PlainValidator

from portfolio.domain.clauses import CLAUSES, Clause, DeadlineState, Deliverable, Theme
from portfolio.domain.contents import (
    DeliverableVersion,
    Event,
    PledgingEvent,
    PledgingLine,
    PreambleParagraph,
    Scene,
)
from portfolio.domain.errors import AlreadyExists, BrokenFile, PortfolioError
from portfolio.domain.money import Money
from portfolio.domain.projects import MilestoneState
from portfolio.domain.reference import Country, Region
from portfolio.exchange import documents, errors
from portfolio.exchange.documents import Document
from portfolio.exchange.documents import Path as Place
from portfolio.exchange.schema import (
    DatedEntry,
    Day,
    FileEntry,
    SourceName,
    SourceWords,
    Trilingual,
    Words,
    word,
)

COUNTRIES_FILE: Final = "countries.csv"
COLUMNS: Final = "code iso3 region is_dac_recipient name_en name_fr name_ar".split()
_REGIONS: Final = {region.word: region for region in Region}
_ANSWERS: Final = {"yes": True, "no": False}
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _CountryLine:
    """One line of the table: cells by column."""

    cells: dict[str, str]

    def matching(self, column: str, pattern: str) -> str:
        value = self.cells[column]
        if not value:
            raise errors.FileFieldIsEmpty(field=column)
        if not re.fullmatch(pattern, value, re.DOTALL):
            raise errors.OutOfRange(field=column, value=value)
        return value

    def among(self, column: str, words: dict[str, Answer]) -> Answer:
        value = self.cells[column]
        if value not in words:
            raise errors.UnknownWord(field=column, value=value, allowed=", ".join(words))
        return words[value]


def read_countries(directory: Path) -> tuple[Country, ...]:
    """The countries in the order of the file, lines that begin with # left out.

    Raises MissingFile, or BrokenFile with the line of the first fault.
    """
    countries: list[Country] = []
    is_open = False
    number = 0
    for number, line in enumerate(documents.read_text(directory, COUNTRIES_FILE).split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = _cells(line)
            if not is_open:
                _check_header(cells)
                is_open = True
                continue
            countries.append(
                _country(_CountryLine(dict(zip(COLUMNS, cells, strict=True))), len(countries))
            )
            _refuse_repeated(countries)
        except PortfolioError as reason:
            raise BrokenFile(file=COUNTRIES_FILE, line=number, reason=reason) from None
    if not is_open:
        raise BrokenFile(file=COUNTRIES_FILE, line=number, reason=_wrong_header())
    return tuple(countries)


def _cells(line: str) -> list[str]:
    """The cells of one line; a line is a row, so that a forgotten quotation mark stays on its line."""
    try:
        (cells,) = csv.reader([line], strict=True)
    except csv.Error:
        raise errors.OpenQuotation() from None
    if len(cells) != len(COLUMNS):
        raise errors.NotCsv(expected=len(COLUMNS), found=len(cells))
    return [cell.strip() for cell in cells]


def _check_header(cells: list[str]) -> None:
    if cells != COLUMNS:
        raise _wrong_header()


def _wrong_header() -> PortfolioError:
    return errors.WrongHeader(expected=",".join(COLUMNS))


def _country(row: _CountryLine, before: int) -> Country:
    return Country(
        id=before + 1,
        code=row.matching("code", "[A-Z]{2}"),
        iso3=row.matching("iso3", "[A-Z]{3}"),
        region=row.among("region", _REGIONS),
        is_dac_recipient=row.among("is_dac_recipient", _ANSWERS),
        names={language: row.matching(f"name_{language}", ".+") for language in ("en", "fr", "ar")},
    )


def _refuse_repeated(countries: list[Country]) -> None:
    *before, last = countries
    if any(last.code == other.code or last.iso3 == other.iso3 for other in before):
        raise AlreadyExists(what="country", identifier=last.code)


DECLARATION_FILE: Final = "declaration.json"
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
    evidence: SourceName = ""


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
    """The declaration in the file; ``city_note`` explains the name Cairo."""

    adopted_on: date
    city_note: Mapping[str, str]
    preamble: tuple[PreambleParagraph, ...]
    clauses: tuple[Clause, ...]
    deliverables: tuple[Deliverable, ...]
    deliverable_versions: tuple[DeliverableVersion, ...]


def read_declaration(directory: Path) -> DeclarationContents:
    """The declaration of a data directory; raises MissingFile, or BrokenFile with the line."""
    document = documents.read(directory, DECLARATION_FILE, _DeclarationFile)
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
                reason = errors.OutOfRange(field=part, value=number)
                raise document.broken_file((part, place), reason)
        if len(found) < len(expected):
            short = errors.DeclarationIncomplete(
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
                dateless = errors.LimitWithoutDay(reference=item.reference)
                raise document.broken_file((*path, "limit"), dateless)
            for v, version in enumerate(item.versions):
                if (version.state is MilestoneState.DONE) != (version.done_on is not None):
                    undone = errors.DoneWithoutDay(reference=item.reference)
                    raise document.broken_file((*path, "versions", v), undone)
                if version.state is MilestoneState.DONE and not version.evidence:
                    unproved = errors.WithoutSource(identifier=item.reference)
                    raise document.broken_file((*path, "versions", v), unproved)


EVENTS_FILE: Final = "events.json"


class _Event(FileEntry):
    day: Day
    day_text: Words
    titles: Trilingual
    source: SourceWords


class _Line(FileEntry):
    funder: Words
    amount: Words
    currency: Words
    note: str = ""


class _PledgingEvent(FileEntry):
    name: Words
    day: Day
    total: Words | None = None
    currency: Words | None = None
    lines: tuple[_Line, ...] = ()
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    note: str = ""


class _EventsFile(FileEntry):
    events: tuple[_Event, ...]
    pledging_events: tuple[_PledgingEvent, ...]


def read_events(directory: Path) -> tuple[tuple[Event, ...], tuple[PledgingEvent, ...]]:
    """Dated events and pledging events; raises MissingFile, or BrokenFile with the line."""
    document = documents.read(directory, EVENTS_FILE, _EventsFile)
    events = tuple(
        Event(event.day, event.day_text, event.titles.texts(), event.source)
        for event in document.content.events
    )
    pledging = tuple(
        _pledging_event(document, ("pledging_events", n), event)
        for n, event in enumerate(document.content.pledging_events)
    )
    return events, pledging


def _pledging_event(
    document: Document[_EventsFile], path: Place, event: _PledgingEvent
) -> PledgingEvent:
    total = None
    if event.total is not None:
        total = _money(document, (*path, "total"), event.total, event.currency or "")
    lines = []
    for n, line in enumerate(event.lines):
        place = (*path, "lines", n, "amount")
        amount = _money(document, place, line.amount, line.currency)
        lines.append(PledgingLine(line.funder, amount.amount_minor, amount.currency, line.note))
    return PledgingEvent(
        name=event.name,
        day=event.day,
        amount_minor=total.amount_minor if total else None,
        currency=total.currency if total else None,
        lines=tuple(lines),
        sources=event.sources,
        note=event.note,
    )


def _money(document: Document[_EventsFile], path: Place, text: str, currency: str) -> Money:
    try:
        return documents.money(text, currency)
    except PortfolioError as reason:
        raise document.broken_file(path, reason) from None


SCENES_FILE: Final = "scenes.json"


class _Scene(FileEntry):
    day: Day
    titles: Trilingual
    sentences: Trilingual


class _ScenesFile(FileEntry):
    scenes: tuple[_Scene, ...]


def read_scenes(directory: Path) -> tuple[Scene, ...]:
    """The scenes by day; none where the directory has no such file. Raises BrokenFile."""
    if not (directory / SCENES_FILE).exists():
        return ()
    content = documents.read(directory, SCENES_FILE, _ScenesFile).content
    scenes = (Scene(s.day, s.titles.texts(), s.sentences.texts()) for s in content.scenes)
    return tuple(sorted(scenes, key=lambda scene: scene.day))
