"""What entries of data files may refer to: countries, organisations and projects by their names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import NoReturn

from portfolio.domain import contacts
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.money import Money
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.exchange import amounts, faults
from portfolio.exchange.documents import Document
from portfolio.exchange.positions import Path
from portfolio.exchange.projects import OrganisationFileEntry, OrganisationsFile, ProjectsFile

File = Document[OrganisationsFile] | Document[ProjectsFile]


@dataclass(slots=True)
class Numbers:
    """The ids the files' own rows are given, in the order they are read."""

    flows: Iterator[int] = field(default_factory=lambda: count(1))
    budgets: Iterator[int] = field(default_factory=lambda: count(1))
    milestones: Iterator[int] = field(default_factory=lambda: count(1))


@dataclass(frozen=True, slots=True)
class FileIndex:
    """Everything that can be named, and the numbers of what is being read."""

    countries: frozenset[str]
    organisations: Mapping[str, Organisation]
    projects: Mapping[str, int]
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a projects file: finds what it names, and words its faults with their line."""

    document: Document[ProjectsFile]
    path: Path
    register: FileIndex

    def at(self, *steps: str | int) -> "Place":
        """The value further inside."""
        return Place(self.document, (*self.path, *steps), self.register)

    def refuse(self, reason: PortfolioError) -> NoReturn:
        """Raises the BrokenFile of this place."""
        raise self.document.broken_file(self.path, reason)

    def organisation(self, identifier: str | None) -> int | None:
        """The id of the organisation named here, None where none is."""
        if identifier is None:
            return None
        if identifier not in self.register.organisations:
            self.refuse(faults.UnknownOrganisationInFile(identifier=identifier))
        return self.register.organisations[identifier].id

    def country(self, code: str | None) -> None:
        """Refuses a country that is not on the list."""
        if code is not None and code not in self.register.countries:
            self.refuse(faults.UnknownCountryInFile(code=code))

    def project(self, identifier: str | None) -> int | None:
        """The id of the project named here, None where none is."""
        if identifier is None:
            return None
        if identifier not in self.register.projects:
            self.refuse(faults.UnknownProvider(identifier=identifier))
        return self.register.projects[identifier]

    def money(self, text: str, currency: str) -> Money:
        """The amount written here."""
        try:
            return amounts.money(text, currency)
        except PortfolioError as reason:
            raise self.document.broken_file((*self.path, "amount"), reason) from None

    def email(self, entry: str) -> str:
        """The e-mail address written here, "" where none is."""
        try:
            return contacts.email(entry) if entry else ""
        except PortfolioError as reason:
            self.refuse(reason)

    def in_order(self, first: date | None, last: date | None) -> None:
        """Refuses an end before its start."""
        if first and last and last < first:
            self.refuse(faults.EndsBeforeStart(first=first, last=last))


def register(countries: Iterable[Country], files: Iterable[File]) -> FileIndex:
    """The register of all files together; raises BrokenFile at the second use of an identifier."""
    files = tuple(files)
    codes = frozenset(country.code for country in countries)
    organisations: dict[str, Organisation] = {}
    projects: dict[str, int] = {}
    for file in files:
        for n, entry in enumerate(file.content.organisations):
            path = ("organisations", n)
            if entry.identifier in organisations:
                again = AlreadyExists(what="organisation", identifier=entry.identifier)
                raise file.broken_file((*path, "identifier"), again)
            if entry.country is not None and entry.country not in codes:
                unknown = faults.UnknownCountryInFile(code=entry.country)
                raise file.broken_file((*path, "country"), unknown)
            organisations[entry.identifier] = _organisation(entry, len(organisations) + 1)
        if isinstance(file.content, ProjectsFile):
            for n, project in enumerate(file.content.projects):
                if project.identifier in projects:
                    again = AlreadyExists(what="project", identifier=project.identifier)
                    raise file.broken_file(("projects", n, "identifier"), again)
                projects[project.identifier] = len(projects) + 1
    return FileIndex(codes, organisations, projects)


def _organisation(entry: OrganisationFileEntry, number: int) -> Organisation:
    return Organisation(
        id=number,
        identifier=entry.identifier,
        names=entry.names.texts(),
        type=entry.type,
        country=entry.country,
        office=entry.office,
        is_illustrative=entry.illustrative,
    )
