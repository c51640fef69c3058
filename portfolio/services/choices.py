"""What a reader may choose from in a view: the funders and currencies of the rows they see."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.filters import PortfolioChoice, ViewParams, Visibility
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.people import Principal
from portfolio.ledger.labels import Labels
from portfolio.ledger.view import UNKNOWN_FUNDER
from portfolio.measures import visible
from portfolio.services.portfolio import LivePortfolio


@dataclass(frozen=True, slots=True)
class Choices:
    """Identifiers of funders ("unknown" among them) and codes of currencies."""

    funders: frozenset[str]
    currencies: frozenset[str]


def everything(labels: Labels) -> Choices:
    """Whatever the record names, for those who work on it."""
    organisations = (entry.identifier for entry in labels.organisations.values())
    return Choices(
        frozenset((*organisations, UNKNOWN_FUNDER)), frozenset(labels.currencies.values())
    )


def choices(
    register: LivePortfolio,
    who: Principal,
    as_of: date,
    known_on: date | None,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> Choices:
    """What this reader may choose from: an organisation without a public row is as none (ruling 23).

    Rows are those of one portfolio (ruling 33).
    A donor may always name their own organisation.
    """
    if who.duty.sees_working_versions:
        return everything(register.labels)
    view = register.view(
        ViewParams(as_of=as_of, known_on=known_on, scope=Visibility(portfolio=portfolio))
    )
    own = {who.organisation} if who.organisation else set()
    return Choices(visible.funders(view) | own, visible.currencies(view) | {REPORTING_DEFAULT})
