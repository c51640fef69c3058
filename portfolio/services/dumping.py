"""Every fact of the record as domain values, so that the figures can be checked by other means."""

from dataclasses import dataclass

from portfolio.domain.contents import Event, PledgingEvent
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.organisations import Organisation
from portfolio.domain.places import Country
from portfolio.domain.priority_lists import PriorityList
from portfolio.domain.projects import Project
from portfolio.domain.rates import Rate
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import reading
from portfolio.store.rates import read_rates
from portfolio.store.reading import Declaration


@dataclass(frozen=True, slots=True)
class Everything:
    """A whole portfolio at one revision."""

    revision: int
    portfolio: PortfolioChoice
    conference: str
    declaration: Declaration
    countries: tuple[Country, ...]
    organisations: tuple[Organisation, ...]
    rates: tuple[Rate, ...]
    events: tuple[Event, ...]
    pledging_events: tuple[PledgingEvent, ...]
    projects: tuple[Project, ...]
    lists: tuple[PriorityList, ...]


def everything(register: LivePortfolio, portfolio: PortfolioChoice) -> Everything:
    """Every fact the store holds of one portfolio, with what both have in common (ruling 33)."""
    conference = register.conference.isoformat()
    with register.database.reading() as connection:
        ids = reading.read_ids(connection, portfolio)
        return Everything(
            revision=reading.read_revision(connection),
            portfolio=portfolio,
            conference=conference,
            declaration=reading.read_declaration(connection),
            countries=reading.read_countries(connection),
            organisations=reading.read_organisations(connection),
            rates=read_rates(connection),
            events=reading.read_events(connection),
            pledging_events=reading.read_pledging_events(connection),
            projects=tuple(reading.read_projects(connection, ids).values()),
            lists=tuple(
                one
                for one in reading.read_lists(connection)
                if one.is_example is portfolio.is_example
            ),
        )
