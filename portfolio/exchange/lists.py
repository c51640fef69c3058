"""Files of lists of priority projects: adopted or proposed under clauses 2 and 8."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import PlainValidator

from portfolio.domain.errors import AlreadyExists, PortfolioError, UnknownProject
from portfolio.domain.flows import Provenance
from portfolio.domain.priority_lists import (
    ListedProject,
    ListState,
    Need,
    PriorityList,
    refuse_ahead,
)
from portfolio.exchange import amounts, documents, faults
from portfolio.exchange.documents import Document
from portfolio.exchange.fields import DatedEntry, FileEntry, MultilingualText, Words, word
from portfolio.exchange.positions import Path as Place
from portfolio.exchange.projects import ClauseNumber
from portfolio.exchange.register import FileIndex

FILES: Final = ("lists/documented.json", "lists/illustrative.json")


class _ListedProjectEntry(FileEntry):
    project: Words
    reason: MultilingualText


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
    source: Words
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
        yield PriorityList(
            id=0,
            reference=entry.reference,
            clause=entry.clause,
            state=entry.state,
            valid_from=entry.valid_from,
            recorded_at=entry.recorded_moment,
            titles=entry.titles.texts(),
            source=entry.source,
            provenance=provenance,
            is_example=provenance is Provenance.ILLUSTRATIVE,
            projects=tuple(
                ListedProject(one.project, one.reason.texts()) for one in entry.projects
            ),
            needs=tuple(
                _need(document, (*place, "needs", n), need, register)
                for n, need in enumerate(entry.needs)
            ),
        )


def _need(document: Document[_ListsFile], place: Place, entry: _Need, register: FileIndex) -> Need:
    if entry.country is not None and entry.country not in register.countries:
        unknown = faults.UnknownCountryInFile(code=entry.country)
        raise document.broken_file((*place, "country"), unknown)
    money = None
    if entry.amount is not None:
        try:
            money = amounts.money(entry.amount, entry.currency or "")
        except PortfolioError as reason:
            raise document.broken_file((*place, "amount"), reason) from None
    return Need(
        country=entry.country,
        clause=entry.clause,
        place=entry.place,
        what=entry.what.texts(),
        asked_by=entry.asked_by.texts(),
        amount_minor=money.amount_minor if money else None,
        currency=money.currency if money else None,
    )
