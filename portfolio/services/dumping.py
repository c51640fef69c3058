"""Every fact of the record as domain values, so that the figures can be checked by other means."""

from dataclasses import dataclass

from portfolio.domain.contents import Event, PledgingEvent
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.domain.projects import Project
from portfolio.domain.rates import Rate
from portfolio.services.portfolio import Register
from portfolio.store import reading
from portfolio.store.rates import read_rates
from portfolio.store.reading import Declaration


@dataclass(frozen=True, slots=True)
class Everything:
    """The whole record at one revision."""

    revision: int
    conference: str
    declaration: Declaration
    countries: tuple[Country, ...]
    organisations: tuple[Organisation, ...]
    rates: tuple[Rate, ...]
    events: tuple[Event, ...]
    pledging_events: tuple[PledgingEvent, ...]
    projects: tuple[Project, ...]


def everything(register: Register) -> Everything:
    """Every fact the store holds."""
    conference = register.conference.isoformat()
    with register.database.reading() as connection:
        ids = [int(number) for number in reading.read_tables(connection)["project"]["id"]]
        return Everything(
            revision=reading.read_revision(connection),
            conference=conference,
            declaration=reading.read_declaration(connection),
            countries=reading.read_countries(connection),
            organisations=reading.read_organisations(connection),
            rates=read_rates(connection),
            events=reading.read_events(connection),
            pledging_events=reading.read_pledging_events(connection),
            projects=tuple(reading.read_projects(connection, ids).values()),
        )
