"""Search over projects, and projects that may be duplicates of one being entered.

Texts are folded once and kept; a project that changes is folded again alone. Every word of a
query has to begin a word of the project, whatever its accents, case, Arabic letter forms or the
particles Arabic writes on to it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from portfolio.domain.drafts import Document
from portfolio.domain.errors import Code, TypedDocument
from portfolio.domain.money import Dimension
from portfolio.domain.params import PUBLIC, PortfolioChoice, Principal
from portfolio.domain.reference import ParticipantRole
from portfolio.ledger.columns import Bools, Ints, Labels, ProjectLabel, ranges
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, of_portfolio
from portfolio.measures import lists
from portfolio.measures.visibility import sure_now
from portfolio.services.access import command
from portfolio.services.live import (
    LivePortfolio,
    Participants,
    changed_participants,
    participants,
    per_revision,
)
from portfolio.text.typing import fold, query_words, search_words

Rows = npt.NDArray[np.int32]  # a hundred thousand projects have millions of words: half the room
_BEYOND: Final = "\U0010ffff"  # sorts behind every continuation of a word


@dataclass
class Vocabulary:
    """Folded words by number; grows, never changes, so that one written form is folded once."""

    words: dict[str, int] = field(default_factory=dict)
    spellings: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def numbers(self, texts: Iterable[str]) -> set[int]:
        """Numbers of the words the texts hold."""
        found: set[int] = set()
        for text in texts:
            for part in text.split():
                known = self.spellings.get(part)
                if known is None:
                    words = search_words(part).split()
                    known = tuple(self.words.setdefault(w, len(self.words)) for w in words)
                    self.spellings[part] = known
                found.update(known)
        return found


@dataclass(frozen=True)
class Index:
    """Words of projects, and the organisations and countries tied to them, by project id."""

    vocabulary: Vocabulary
    in_order: list[str]  # the vocabulary in order, and beside it the numbers of the words
    numbers: Ints
    project: Rows  # one row a word of a project's own text
    word: Rows
    is_title: Bools  # whether the word stands in a title or is the identifier
    ties: Ints  # one row a tie: the project, and the place of a name in ``names``
    tie: Ints
    is_public: Bools  # whether rows that everybody sees make the tie (ruling 23)
    names: tuple[str, ...]  # folded names of organisations and countries, all languages together

    def find(self, query: str, size: int, *, everything: bool = False) -> tuple[Bools, Bools]:
        """(projects that match, those that match by title or identifier alone), by project id.

        ``everything``: ties made by rows that are only proposed match too.
        """
        ties = np.ones(len(self.tie), np.bool_) if everything else self.is_public
        found, by_title = np.ones(size, np.bool_), np.ones(size, np.bool_)
        for readings in query_words(query):
            hit, title = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
            chosen = np.zeros(len(self.in_order), np.bool_)
            for reading in readings:
                first = bisect_left(self.in_order, reading)
                last = bisect_left(self.in_order, reading + _BEYOND)
                chosen[self.numbers[first:last]] = True
            rows = np.flatnonzero(chosen[self.word])
            hit[self.project[rows]] = True
            title[self.project[rows[self.is_title[rows]]]] = True
            begun = tuple(f" {reading}" for reading in readings)
            named = np.array(
                [any(reading in f" {name}" for reading in begun) for name in self.names], np.bool_
            )
            hit[self.ties[named[self.tie] & ties]] = True
            found &= hit
            by_title &= title
        return found, by_title


def search(
    register: LivePortfolio,
    view: View,
    query: str,
    who: Principal = PUBLIC,
    *,
    in_every_band: bool = False,
) -> Ints:
    """Codes of the projects of a view that match, those named so first, each by identifier.

    Of its band, or of every band. A query without a letter or a digit asks for nothing and gets
    every project. Who funds proposed rows alone is found by those who work on the record
    (ruling 23).
    """
    codes = lists.everywhere(view) if in_every_band else lists.listed_projects(view)
    if not len(codes) or not fold(query):
        return codes
    ids = view.portfolio.projects.id[codes]
    found, by_title = index(register, view.portfolio).find(
        query, _size(view.portfolio.labels), everything=who.duty.sees_working_versions
    )
    held = found[ids]
    codes, by_title = codes[held], by_title[ids[held]]
    return np.concatenate((codes[by_title], codes[~by_title]))


@per_revision
def index(
    register: LivePortfolio, portfolio: Portfolio, before: tuple[Portfolio, Index] | None
) -> Index:
    """The index of a portfolio; built once per revision from what the one before had folded."""
    return build(portfolio, participants(register, portfolio), before)


def build(
    portfolio: Portfolio, people: Participants, current: tuple[Portfolio, Index] | None = None
) -> Index:
    """The index of a portfolio; texts that ``current`` folded already are taken from it."""
    labels = portfolio.labels
    vocabulary = current[1].vocabulary if current else Vocabulary()
    before = current[0].labels.projects if current else {}
    fresh = changed_participants(before, labels.projects)
    project, word, is_title = _words(vocabulary, {n: labels.projects[n] for n in fresh})
    if current:
        old = current[1]
        keep = ~np.isin(old.project, fresh)
        project = np.concatenate((old.project[keep], project))
        word = np.concatenate((old.word[keep], word))
        is_title = np.concatenate((old.is_title[keep], is_title))
    tied, tie, is_public, names = _ties(portfolio, people)
    ordered = sorted(vocabulary.words)
    numbers = np.fromiter((vocabulary.words[w] for w in ordered), np.int64, len(ordered))
    return Index(vocabulary, ordered, numbers, project, word, is_title, tied, tie, is_public, names)


def _words(vocabulary: Vocabulary, labels: Mapping[int, ProjectLabel]) -> tuple[Rows, Rows, Bools]:
    """Rows of words of some projects: project id, number of the word, whether it is in a title."""
    owners, counts, words, titles = [], [], [], []
    for number, label in labels.items():
        named = vocabulary.numbers((label.identifier, *label.titles.values()))
        told = vocabulary.numbers((*label.summaries.values(), label.place)) - named
        owners.append(number)
        counts.append(len(named) + len(told))
        words += [*named, *told]
        titles += [True] * len(named) + [False] * len(told)
    return (
        np.repeat(np.array(owners, np.int32), np.array(counts, np.int64)),
        np.array(words, np.int32),
        np.array(titles, np.bool_),
    )


def _ties(portfolio: Portfolio, people: Participants) -> tuple[Ints, Ints, Bools, tuple[str, ...]]:
    """Projects tied to organisations (taking part, giving, receiving) and to countries."""
    labels, columns = portfolio.labels, portfolio.flows.flows
    organisations, countries = labels.organisations.values(), labels.countries.values()
    folded = (
        *(
            search_words(" ".join((entry.identifier, *entry.names.values())))
            for entry in organisations
        ),
        *(search_words(" ".join(entry.names.values())) for entry in countries),
    )
    # The last slot answers −1: nobody, the place that is cut off below.
    place = np.full(max((*labels.organisations, 0)) + 2, -1, np.int64)
    land = np.full(max((*labels.countries, 0)) + 2, -1, np.int64)
    place[list(labels.organisations)] = np.arange(len(labels.organisations))
    land[list(labels.countries)] = len(labels.organisations) + np.arange(len(labels.countries))
    by_rank = {country.code: country.id for country in labels.countries.values()}
    rank = np.array([by_rank.get(code, -1) for code in portfolio.country_codes], np.int64)
    ids, sets = portfolio.projects.id, portfolio.share_sets
    own = np.flatnonzero((sets.axis == Dimension.COUNTRY) & portfolio.alive[sets.project])
    count = sets.n_parts[own]
    parts = ranges(sets.first_part[own], count)
    rows = np.flatnonzero(portfolio.alive[columns.project])
    giver, taker = columns.provider[rows], columns.receiver[rows]
    sure = sure_now(portfolio)[rows]
    pairs = (
        (people.project, place[people.organisation]),
        (people.project, land[people.country]),
        (np.repeat(ids[sets.project[own]], count), land[rank[portfolio.parts.key[parts]]]),
    )
    span = len(folded) + 1
    taking_part = [owner * span + at + 1 for owner, at in pairs]
    owner = ids[columns.project[rows]] * span
    giving = np.concatenate((owner + place[giver] + 1, owner + place[taker] + 1))
    public = np.unique(np.concatenate((*taking_part, giving[np.tile(sure, 2)])))
    keys = np.unique(np.concatenate((public, giving)))
    keys = keys[keys % span > 0]
    return keys // span, keys % span - 1, np.isin(keys, public), folded


def _size(labels: Labels) -> int:
    return max(labels.projects, default=0) + 1


_VERY: Final = 90  # of 100: the titles say the same in another order or spelling
_FAIRLY: Final = 70  # worth a look where funder or country are the same too
_MAX_RESULTS: Final = 5
Titles = dict[tuple[int, str], str]


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
    return tuple(found[:_MAX_RESULTS])


@per_revision
def _titles(
    register: LivePortfolio, portfolio: Portfolio, current: tuple[Portfolio, Titles] | None
) -> Titles:
    """Folded titles by project id and language; only those of changed projects are folded again."""
    labels = portfolio.labels.projects
    before, folded = (current[0].labels.projects, current[1]) if current else ({}, {})
    titles = {
        place: folded[place]
        for place in folded
        if before.get(place[0]) is labels.get(place[0]) is not None
    }
    for number in changed_participants(before, labels):
        for language, said in labels[number].titles.items():
            titles[number, language] = fold(said)
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
