"""Projects that may be the same as one being entered: alike in title, funder or country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from portfolio.domain.cooperation import ParticipantRole
from portfolio.domain.drafts import Document
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.limits import Code, TypedDocument
from portfolio.domain.people import Principal
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import of_portfolio
from portfolio.services.access import command
from portfolio.services.participants import changed_participants, participants
from portfolio.services.portfolio import LivePortfolio
from portfolio.text.folding import fold

_VERY: Final = 90  # of 100: the titles say the same in another order or spelling
_FAIRLY: Final = 70  # worth a look where funder or country are the same too
_MOST: Final = 5
Titles = dict[tuple[int, str], str]
_KEPT: Final[WeakKeyDictionary[LivePortfolio, tuple[Portfolio, Titles]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SimilarProject:
    """A project of the record and what it shares with the entry: "title", "funder", "country"."""

    identifier: str
    titles: Mapping[str, str]
    reasons: tuple[str, ...]


@command
def find_alike(
    register: LivePortfolio,
    who: Principal,
    document: TypedDocument,
    project: Code | None = None,
    of: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[SimilarProject, ...]:
    """Up to five projects of a portfolio that the entry may repeat, the most alike first."""
    portfolio = register.portfolio()
    beside = set(portfolio.projects.id[portfolio.alive & of_portfolio(portfolio, of)].tolist())
    wanted = [fold(str(said)) for said in (document.get("titles") or {}).values() if said]
    if not wanted:
        return ()
    own = portfolio.ids.get(project or "", -1)
    titles = {
        place: said
        for place, said in _titles(register, portfolio).items()
        if place[0] != own and place[0] in beside
    }
    best: dict[int, float] = {}
    for said in wanted:
        for _, score, (number, _) in process.extract(
            said, titles, scorer=fuzz.token_sort_ratio, score_cutoff=_FAIRLY, limit=50
        ):
            best[number] = max(score, best.get(number, 0))
    found = []
    for number, score in sorted(best.items(), key=lambda entry: -entry[1]):
        shared = _shared(register, document, number)
        if score >= _VERY or shared:
            label = portfolio.labels.projects[number]
            found.append(SimilarProject(label.identifier, label.titles, ("title", *shared)))
    return tuple(found[:_MOST])


def _titles(register: LivePortfolio, portfolio: Portfolio) -> Titles:
    """Folded titles by project id and language; only those of changed projects are folded again."""
    held = _KEPT.get(register)
    if held is not None and held[0] is portfolio:
        return held[1]
    labels = portfolio.labels.projects
    before = held[0].labels.projects if held else {}
    folded = {} if held is None else held[1]
    titles = {
        place: folded[place]
        for place in folded
        if before.get(place[0]) is labels.get(place[0]) is not None
    }
    for number in changed_participants(before, labels):
        for language, said in labels[number].titles.items():
            titles[number, language] = fold(said)
    _KEPT[register] = (portfolio, titles)
    return titles


def _shared(register: LivePortfolio, document: Document, number: int) -> tuple[str, ...]:
    """Whether funder and country of the entry are among those of a project."""
    portfolio = register.portfolio()
    people = participants(register, portfolio)
    own = people.project == number
    countries = {
        portfolio.labels.countries[int(row)].code
        for row in people.country[own & (people.role == ParticipantRole.BENEFICIARY)]
        if row >= 0
    }
    providers = {
        portfolio.labels.organisations[int(row)].identifier
        for row in people.organisation[own & (people.role == ParticipantRole.PROVIDER)]
        if row >= 0
    }
    rows = document.get("participants") or ()
    named = {
        str(row.get("country"))
        for row in rows
        if row.get("role") == ParticipantRole.BENEFICIARY.word
    }
    funders = {
        str(row.get("organisation"))
        for row in rows
        if row.get("role") == ParticipantRole.PROVIDER.word
    }
    funders |= {str(row.get("provider")) for row in document.get("flows") or ()}
    shares = {"funder": funders & providers, "country": named & countries}
    return tuple(name for name, both in shares.items() if both)
