"""The dated events of the road to the third conference, and the pledging conferences beside it."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from portfolio.domain.contents import Event, PledgingEvent, PledgingLine
from portfolio.domain.errors import PortfolioError
from portfolio.domain.money import Money
from portfolio.exchange import amounts, documents
from portfolio.exchange.documents import Document
from portfolio.exchange.fields import Day, FileEntry, Trilingual, Words
from portfolio.exchange.positions import Path as Place

FILE: Final = "events.json"


class _Event(FileEntry):
    day: Day
    day_text: Words
    titles: Trilingual
    source: Words


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
    document = documents.read(directory, FILE, _EventsFile)
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
        return amounts.money(text, currency)
    except PortfolioError as reason:
        raise document.broken_file(path, reason) from None
