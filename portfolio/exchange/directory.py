"""Directory of data files as a whole: projects linked, lists of priority projects, all checked together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, PlainValidator

from portfolio.domain.clauses import ListedProject, ListState, Need, PriorityList, refuse_ahead
from portfolio.domain.contents import Contents
from portfolio.domain.errors import AlreadyExists, PortfolioError, UnknownProject
from portfolio.domain.flows import PlannedPayment, Provenance
from portfolio.domain.projects import (
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Project,
    Source,
    StatedAmount,
)
from portfolio.domain.reference import Organisation
from portfolio.domain.rules import project_errors
from portfolio.exchange import documents, errors
from portfolio.exchange.documents import Document, FileIndex, register
from portfolio.exchange.documents import Path as Place
from portfolio.exchange.documents import Place as documents_Place
from portfolio.exchange.projects import (
    budgets,
    flows,
    milestones,
    participants,
    refuse_a_real_funder,
    share_set,
)
from portfolio.exchange.rates import read_rates
from portfolio.exchange.reference import read_countries, read_declaration, read_events
from portfolio.exchange.schema import (
    ClauseNumber,
    DatedEntry,
    FileEntry,
    MultilingualText,
    OrganisationsFile,
    PlannedPaymentFileEntry,
    ProjectEntry,
    ProjectsFile,
    SourceWords,
    StatedAmountEntry,
    Words,
    word,
)


def _planned_payment(
    place: documents_Place, provenance: Provenance, entry: PlannedPaymentFileEntry
) -> PlannedPayment:
    money = place.money(entry.amount, entry.currency)
    if money.amount_minor < 0:
        place.at("amount").refuse(errors.NegativeAmount(text=entry.amount))
    place.at("provider").organisation(entry.funder)
    if provenance is Provenance.ILLUSTRATIVE:
        refuse_a_real_funder(place.at("provider"), entry.funder)
    return entry.value(PlannedPayment, amount_minor=money.amount_minor)


# Names in files for fields of the domain that have another name.
_KEYS: Final[Mapping[str | int, str]] = {
    "share_sets": "shares", "first_day": "first", "last_day": "last", "amount_minor": "amount",
    "corrects_id": "corrects", "supersedes_id": "supersedes", "honours_id": "honours",
}  # fmt: skip


def linked_projects(document: Document[ProjectsFile], register: FileIndex) -> Iterator[Project]:
    """The projects of a file; raises BrokenFile at the first fault between them and the register."""
    provenance = document.content.provenance
    for n, entry in enumerate(document.content.projects):
        yield _project(documents_Place(document, ("projects", n), register), provenance, entry)


def _project(place: documents_Place, provenance: Provenance, entry: ProjectEntry) -> Project:
    number = place.register.projects[entry.identifier]
    place.at("owner").organisation(entry.owner)
    if provenance is Provenance.DOCUMENTED and not entry.sources:
        place.refuse(errors.WithoutSource(identifier=entry.identifier))
    project: Project = entry.value(
        Project,
        id=number,
        provenance=provenance,
        summaries=entry.summaries.texts() if entry.summaries else {},
        contact_email=place.at("contact_email").email(entry.contact_email),
        participants=participants(place.at("participants"), provenance, entry.participants),
        relevant_clauses=tuple(sorted(set(entry.relevant_clauses))),
        statuses=tuple(item.value(DatedStatus) for item in entry.statuses),
        relations=tuple(item.value(DatedRelation) for item in entry.relations),
        publications=tuple(item.value(DatedPublication) for item in entry.publications),
        share_sets=tuple(
            share_set(place.at("shares", n), item) for n, item in enumerate(entry.shares)
        ),
        budgets=budgets(place.at("budgets"), number, entry.budgets),
        flows=flows(place.at("flows"), number, provenance, entry.flows),
        planned_payments=tuple(
            _planned_payment(place.at("planned_payments", n), provenance, item)
            for n, item in enumerate(entry.planned_payments)
        ),
        milestones=milestones(place.at("milestones"), entry.milestones),
        sources=tuple(item.value(Source) for item in entry.sources),
        documents=tuple(item.value(Source) for item in entry.documents),
        listed_lines=tuple(
            _listed(place.at("listed_lines", n), item) for n, item in enumerate(entry.listed_lines)
        ),
        is_example=provenance is Provenance.ILLUSTRATIVE,
    )
    for found in project_errors(project):
        place.at(*(_KEYS.get(step, step) for step in found.path)).refuse(found.error)
    return project


def _listed(place: documents_Place, entry: StatedAmountEntry) -> StatedAmount:
    money = place.money(entry.amount, entry.currency)
    return entry.value(StatedAmount, amount_minor=money.amount_minor)


FILES: Final = ("lists/documented.json", "lists/illustrative.json")


class _ListedProjectEntry(FileEntry):
    project: Words
    reasons: MultilingualText = Field(alias="reason")


class _Need(FileEntry):
    country: Words | None = None
    clause: ClauseNumber
    place: str = ""
    what: MultilingualText
    amount: Words | None = None
    currency: Words | None = None
    asked_by: MultilingualText


class _List(DatedEntry):
    reference: Words
    clause: Literal[2, 8]
    state: Annotated[ListState, PlainValidator(word(ListState))]
    titles: MultilingualText
    source: SourceWords
    projects: tuple[_ListedProjectEntry, ...] = ()
    needs: tuple[_Need, ...] = ()


class _ListsFile(FileEntry):
    provenance: Annotated[
        Provenance, PlainValidator(word(Provenance, Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE))
    ]
    lists: tuple[_List, ...]


def read_lists(directory: Path, register: FileIndex) -> tuple[PriorityList, ...]:
    """The lists of the files there are; raises BrokenFile at the first fault."""
    found: dict[str, PriorityList] = {}
    for file in FILES:
        if not (directory / file).exists():
            continue
        document = documents.read(directory, file, _ListsFile)
        for number, one in enumerate(_lists(document, register)):
            if one.reference in found:
                again = AlreadyExists(what="list", identifier=one.reference)
                raise document.broken_file(("lists", number, "reference"), again)
            found[one.reference] = replace(one, id=len(found) + 1)
    return tuple(found.values())


def _lists(document: Document[_ListsFile], register: FileIndex) -> Iterator[PriorityList]:
    provenance = document.content.provenance
    for number, entry in enumerate(document.content.lists):
        place: Place = ("lists", number)
        try:
            refuse_ahead(entry.valid_from, entry.recorded_moment.date())
        except PortfolioError as reason:
            raise document.broken_file((*place, "from"), reason) from None
        for n, listed in enumerate(entry.projects):
            if listed.project not in register.projects:
                unknown = UnknownProject(identifier=listed.project)
                raise document.broken_file((*place, "projects", n, "project"), unknown)
        yield entry.value(
            PriorityList,
            id=0,
            provenance=provenance,
            is_example=provenance is Provenance.ILLUSTRATIVE,
            projects=tuple(one.value(ListedProject) for one in entry.projects),
            needs=tuple(
                _need(document, (*place, "needs", n), need, register)
                for n, need in enumerate(entry.needs)
            ),
        )


def _need(document: Document[_ListsFile], place: Place, entry: _Need, register: FileIndex) -> Need:
    if entry.country is not None and entry.country not in register.countries:
        unknown = errors.UnknownCountryInFile(code=entry.country)
        raise document.broken_file((*place, "country"), unknown)
    money = None
    if entry.amount is not None:
        try:
            money = documents.money(entry.amount, entry.currency or "")
        except PortfolioError as reason:
            raise document.broken_file((*place, "amount"), reason) from None
    return entry.value(
        Need,
        amount_minor=money.amount_minor if money else None,
        currency=money.currency if money else None,
    )


ORGANISATIONS: Final = "organisations.json"
PROJECTS: Final = ("projects/documented.json", "projects/illustrative.json")


def read_directory(directory: Path, *, demonstration: bool) -> Contents:
    """Contents of a data directory, rates included; organisations and projects only on request.

    Raises MissingFile, or BrokenFile with the file, the line and the reason of the first fault.
    """
    countries = read_countries(directory)
    declaration = read_declaration(directory)
    events, pledging_events = read_events(directory)
    organisations: tuple[Organisation, ...] = ()
    projects: tuple[Project, ...] = ()
    lists: tuple[PriorityList, ...] = ()
    if demonstration:
        named = documents.read(directory, ORGANISATIONS, OrganisationsFile)
        files = [documents.read(directory, file, ProjectsFile) for file in PROJECTS]
        known = register(countries, [named, *files])
        organisations = tuple(known.organisations.values())
        projects = tuple(chain.from_iterable(linked_projects(file, known) for file in files))
        lists = read_lists(directory, known)
    return Contents(
        countries=countries,
        organisations=organisations,
        clauses=declaration.clauses,
        preamble=declaration.preamble,
        deliverables=declaration.deliverables,
        deliverable_versions=declaration.deliverable_versions,
        rates=read_rates(),
        events=events,
        pledging_events=pledging_events,
        projects=projects,
        lists=lists,
    )
