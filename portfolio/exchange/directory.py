"""The data directory as a whole: every file read and checked against the others."""

from itertools import chain
from pathlib import Path
from typing import Final

from portfolio.domain.contents import Contents
from portfolio.domain.organisations import Organisation
from portfolio.domain.priority_lists import PriorityList
from portfolio.domain.projects import Project
from portfolio.exchange import documents, linking
from portfolio.exchange.countries import read_countries
from portfolio.exchange.declaration import read_declaration
from portfolio.exchange.events import read_events
from portfolio.exchange.lists import read_lists
from portfolio.exchange.projects import OrganisationsFile, ProjectsFile
from portfolio.exchange.rates import read_rates
from portfolio.exchange.register import register

ORGANISATIONS: Final = "organisations.json"
PROJECTS: Final = ("projects/documented.json", "projects/illustrative.json")


def read_directory(directory: Path, *, demonstration: bool) -> Contents:
    """What the directory's files hold, rates included; without organisations and projects unless asked for.

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
        projects = tuple(chain.from_iterable(linking.projects(file, known) for file in files))
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
