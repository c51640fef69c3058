"""Search over projects, and projects that may be duplicates of one being entered.

Every word of a query has to start a word of the project, whatever its accents, case, Arabic letter
forms or the particles Arabic writes on to it.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from portfolio.domain.drafts import Document
from portfolio.domain.errors import Code, TypedDocument
from portfolio.domain.params import PUBLIC, PortfolioChoice, Principal
from portfolio.domain.reference import ParticipantRole
from portfolio.ledger.columns import Ints, among
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, of_portfolio
from portfolio.measures import lists
from portfolio.measures.projects import filtered_projects
from portfolio.services.access import command
from portfolio.services.live import LivePortfolio
from portfolio.services.word_index import word_index
from portfolio.text.typing import fold


def search(
    register: LivePortfolio,
    view: View,
    query: str,
    who: Principal = PUBLIC,
    *,
    in_every_band: bool = False,
) -> Ints:
    """Codes of the matching projects of a view, matches by title first, each by identifier.

    Of its band, or of every band. A query without a letter or a digit filters nothing: it gets
    every project. Funders of rows that are only proposed match for those who work on the record
    (ruling 23).
    """
    if not fold(query):
        return lists.everywhere(view) if in_every_band else lists.listed_projects(view)
    chosen = filtered_projects(view) if in_every_band else lists.in_list(view)
    found, by_title = word_index(register, view.portfolio).find(
        query, everything=who.duty.sees_working_versions
    )
    codes = lists.by_identifier(view, chosen & found)
    return np.concatenate((codes[by_title[codes]], codes[~by_title[codes]]))


_VERY: Final = 90  # of 100: the same titles in another order or spelling
_FAIRLY: Final = 70  # a possible duplicate where funder or country are the same too
_MAX_RESULTS: Final = 5
_AT_ONCE: Final = 200  # titles compared with all others at once: a table of scores each
_MARGIN: Final = 0.1  # scores of many are of fewer digits


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
    return similar_projects(register, document, of, project=project)


def similar_projects(
    register: LivePortfolio,
    document: Document,
    of: PortfolioChoice,
    unlike: Container[str] = (),
    *,
    project: str | None = None,
) -> tuple[SimilarProject, ...]:
    """Like ``find_alike``; ``unlike``: folded titles of which it is known that none resembles them."""
    portfolio = register.portfolio()
    titles = folded_titles(document)
    wanted = [title for title in titles if title not in unlike]
    if not wanted:
        return ()
    index = word_index(register, portfolio)
    beside = portfolio.alive & of_portfolio(portfolio, of)
    beside &= portfolio.projects.id != portfolio.ids.get(project or "", -1)
    rows = np.flatnonzero(beside[index.titles.project])
    own_titles = np.unique(index.titles.title[rows]).tolist()
    choices = {number: index.titles_in_order[number] for number in own_titles}
    best = dict[int, float]()
    for title in wanted:
        for _, score, number in process.extract(
            title, choices, scorer=fuzz.token_sort_ratio, score_cutoff=_FAIRLY, limit=50
        ):
            best[number] = max(score, best.get(number, 0))
    scores = dict[int, float]()
    for row in rows[among(index.titles.title[rows], best)].tolist():
        code, score = int(index.titles.project[row]), best[int(index.titles.title[row])]
        scores[code] = max(score, scores.get(code, 0))
    found = []
    for code, score in sorted(scores.items(), key=lambda entry: -entry[1]):
        shared = _shared(portfolio, document, code)
        if score >= _VERY or shared:
            label = portfolio.labels.projects[int(portfolio.projects.id[code])]
            found.append(SimilarProject(label.identifier, label.titles, ("title", *shared)))
    return tuple(found[:_MAX_RESULTS])


def folded_titles(document: Document) -> list[str]:
    """The titles of an entry as they are compared."""
    return [fold(str(title)) for title in (document.get("titles") or {}).values() if title]


def unlike_titles(
    register: LivePortfolio, titles: Iterable[str], of: PortfolioChoice
) -> frozenset[str]:
    """Those of many folded titles that no project of a portfolio may have: compared at once.

    Words in another order are the same, as in ``find_alike``.
    """
    portfolio = register.portfolio()
    index, beside = word_index(register, portfolio), portfolio.alive & of_portfolio(portfolio, of)
    rows = np.flatnonzero(beside[index.titles.project])
    own = np.unique(index.titles.title[rows]).tolist()
    present = [_in_order(index.titles_in_order[number]) for number in own]
    asked, found = sorted({*titles}), set[str]()
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        scores = process.cdist(
            list(map(_in_order, some)), present, scorer=fuzz.ratio, score_cutoff=_FAIRLY - _MARGIN
        )
        found |= {title for title, best in zip(some, scores, strict=True) if not best.any()}
    return frozenset(found)


def _in_order(title: str) -> str:
    return " ".join(sorted(title.split()))


def _shared(portfolio: Portfolio, document: Document, code: int) -> tuple[str, ...]:
    """Whether funder and country of the entry are among those of a project."""
    people = portfolio.participants
    own = people.project == code
    countries = {portfolio.labels.countries[row].code for row in people.beneficiaries(code)}
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
