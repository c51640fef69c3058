"""Index of the words of projects: folded once, extended by the projects that changed since.

Search, the projects an entry may repeat and the rule of equal titles all read it. Rows go by project
code: a changed project has a new code behind all others, and the rows of its old one are nobody's.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Thread
from typing import Final

import numpy as np
import numpy.typing as npt

from portfolio.domain.money import Dimension
from portfolio.ledger.columns import (
    Bools,
    Columns,
    Ints,
    Labels,
    among,
    extend_columns,
    first_rows,
    ranges,
    with_room,
)
from portfolio.ledger.portfolio import Portfolio
from portfolio.measures.visibility import sure_now
from portfolio.services.live import LivePortfolio, per_revision
from portfolio.text.typing import fold, query_words, search_words

Rows = npt.NDArray[np.int32]  # a hundred thousand projects have millions of words: half the room
_BEYOND: Final = "\U0010ffff"  # sorts after every continuation of a word


@dataclass
class Vocabulary:
    """Folded words and titles by number; grows, never changes: a written form is folded once."""

    words: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    spellings: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)

    def words_of(self, texts: Iterable[str]) -> set[int]:
        """Numbers of the words in the texts, in every reading."""
        return {n for text in texts for part in text.split() for n in self._learnt(part)[1]}

    def titles_of(self, texts: Iterable[str]) -> set[int]:
        """Numbers of titles, equal where they fold alike; those without a letter have none."""
        folded = {
            " ".join(filter(None, (self._learnt(part)[0] for part in text.split())))
            for text in texts
        }
        return {self.titles.setdefault(title, len(self.titles)) for title in folded - {""}}

    def _learnt(self, part: str) -> tuple[str, tuple[int, ...]]:
        """Foldings of a written part, and the numbers of its words."""
        known = self.spellings.get(part)
        if known is None:
            words = search_words(part).split()
            numbers = tuple(self.words.setdefault(word, len(self.words)) for word in words)
            known = self.spellings[part] = (fold(part), numbers)
        return known


@dataclass(frozen=True, kw_only=True)
class WordColumns(Columns):
    """One row a word of a project's own text, by project code."""

    project: Rows
    word: Rows
    is_title: Bools  # whether it occurs in a title or is the identifier


@dataclass(frozen=True, kw_only=True)
class TitleColumns(Columns):
    """One row a title of a project that folds unlike its others, by project code."""

    project: Ints
    title: Ints


@dataclass(frozen=True, kw_only=True)
class TieColumns(Columns):
    """One row a tie of a project to an organisation or a country, by project code."""

    project: Ints
    name: Ints  # its key in ``WordIndex.names``
    is_public: Bools  # whether rows that everybody sees prove the tie (ruling 23)


@dataclass(frozen=True)
class WordIndex:
    """The words of one portfolio."""

    size: int  # project codes
    vocabulary: Vocabulary
    in_order: list[str]  # the words of the vocabulary when this was built
    words: WordColumns
    titles: TitleColumns
    ties: TieColumns
    names: Mapping[int, str]  # folded names of organisations and countries, all languages together

    def find(self, query: str, *, everything: bool = False) -> tuple[Bools, Bools]:
        """(projects that match, those that match by title or identifier alone), by project code.

        ``everything``: names in rows that are only proposed match too.
        """
        found, by_title = np.ones(self.size, np.bool_), np.ones(self.size, np.bool_)
        for readings in query_words(query):
            hit, title = np.zeros(self.size, np.bool_), np.zeros(self.size, np.bool_)
            rows = np.flatnonzero(self._beginning(readings).take(self.words.word))
            hit[self.words.project[rows]] = True
            title[self.words.project[rows[self.words.is_title[rows]]]] = True
            tied = among(self.ties.name, self._names(readings))
            hit[self.ties.project[tied if everything else tied & self.ties.is_public]] = True
            found &= hit
            by_title &= title
        return found, by_title

    def _beginning(self, readings: tuple[str, ...]) -> Bools:
        """The words that begin with one of the readings, by number."""
        chosen = np.zeros(len(self.in_order), np.bool_)
        for reading in readings:
            first = bisect_left(self.in_order, reading)
            last = bisect_left(self.in_order, reading + _BEYOND)
            chosen[[self.vocabulary.words[word] for word in self.in_order[first:last]]] = True
        return chosen

    def _names(self, readings: tuple[str, ...]) -> list[int]:
        """The names with a word that starts with one of the readings."""
        begun = tuple(f" {reading}" for reading in readings)
        return [key for key, name in self.names.items() if any(r in f" {name}" for r in begun)]

    @cached_property
    def titles_in_order(self) -> list[str]:
        """Folded titles by number."""
        return list(self.vocabulary.titles)


@per_revision
def word_index(
    register: LivePortfolio,
    portfolio: Portfolio,
    before: tuple[Portfolio, WordIndex] | None,
) -> WordIndex:
    """Word index of a portfolio, extended from the previous one; callers wait while it is built."""
    return extend(*before, portfolio) if before else build(portfolio)


def build_in_background(register: LivePortfolio) -> Thread:
    """Build the index of the present revision while the first readers are served."""
    work = Thread(
        target=lambda: word_index(register, register.portfolio()), name="word index", daemon=True
    )
    work.start()
    return work


def build(portfolio: Portfolio, vocabulary: Vocabulary | None = None) -> WordIndex:
    """The index of a portfolio from nothing."""
    vocabulary = vocabulary or Vocabulary()
    words, titles = _of_texts(portfolio, 0, vocabulary)
    return WordIndex(
        size=portfolio.size,
        vocabulary=vocabulary,
        in_order=sorted(vocabulary.words),
        words=with_room(words),
        titles=with_room(titles),
        ties=with_room(_ties(portfolio, 0)),
        names=_names(portfolio.labels),
    )


def extend(base: Portfolio, index: WordIndex, portfolio: Portfolio) -> WordIndex:
    """The index of a portfolio from that of another; only the projects they don't share are read."""
    shared = base.codes_shared(portfolio)
    if not shared:
        return build(portfolio, index.vocabulary)
    vocabulary, known = index.vocabulary, len(index.in_order)
    words, titles = _of_texts(portfolio, shared, vocabulary)
    ties = _ties(portfolio, shared)
    own, other = base.labels, portfolio.labels
    same_names = own.organisations == other.organisations and own.countries == other.countries
    more = list(vocabulary.words)[known:] if len(vocabulary.words) > known else []
    return replace(
        index,
        size=portfolio.size,
        in_order=sorted(index.in_order + more) if more else index.in_order,
        words=extend_columns(
            first_rows(index.words, _rows_before(index.words.project, shared)), words
        ),
        titles=extend_columns(
            first_rows(index.titles, _rows_before(index.titles.project, shared)), titles
        ),
        ties=extend_columns(first_rows(index.ties, _rows_before(index.ties.project, shared)), ties),
        names=index.names if same_names else _names(other),
    )


def _rows_before(project: Ints | Rows, code: int) -> int:
    return int(np.searchsorted(project, code))


def _of_texts(
    portfolio: Portfolio, first: int, vocabulary: Vocabulary
) -> tuple[WordColumns, TitleColumns]:
    """The words and titles of the living projects from a code on."""
    living = np.flatnonzero(portfolio.alive[first:]) + first
    n_words, words, in_titles, n_titles, titles = [], list[int](), list[bool](), [], list[int]()
    for number in portfolio.projects.id[living].tolist():
        label = portfolio.labels.projects[number]
        named = vocabulary.words_of((label.identifier, *label.titles.values()))
        told = vocabulary.words_of((*label.summaries.values(), label.place)) - named
        n_words.append(len(named) + len(told))
        words += [*named, *told]
        in_titles += [True] * len(named) + [False] * len(told)
        own = vocabulary.titles_of(label.titles.values())
        n_titles.append(len(own))
        titles += own
    return (
        WordColumns(
            project=np.repeat(living.astype(np.int32), np.array(n_words, np.int64)),
            word=np.array(words, np.int32),
            is_title=np.array(in_titles, np.bool_),
        ),
        TitleColumns(
            project=np.repeat(living.astype(np.int64), np.array(n_titles, np.int64)),
            title=np.array(titles, np.int64),
        ),
    )


def _of_organisation(number: Ints) -> Ints:
    """The key of a name; none for nobody."""
    return np.where(number >= 0, 2 * number, -1)


def _of_country(number: Ints) -> Ints:
    return np.where(number >= 0, 2 * number + 1, -1)


def _names(labels: Labels) -> Mapping[int, str]:
    """Folded names by the keys of ties."""
    return {
        **{
            2 * one.id: search_words(" ".join((one.identifier, *one.names.values())))
            for one in labels.organisations.values()
        },
        **{
            2 * one.id + 1: search_words(" ".join(one.names.values()))
            for one in labels.countries.values()
        },
    }


def _ties(portfolio: Portfolio, first: int) -> TieColumns:
    """Ties of the projects from a code on: to participants, funders, recipients, and countries."""
    people, sets, flows = portfolio.participants, portfolio.share_sets, portfolio.flows.flows
    taking = slice(_rows_before(people.project, first), None)
    by_code = {country.code: country.id for country in portfolio.labels.countries.values()}
    countries = np.array([by_code.get(code, -1) for code in portfolio.country_codes], np.int64)
    own = np.flatnonzero((sets.axis == Dimension.COUNTRY) & (sets.project >= first))
    count = sets.n_parts[own]
    shared = countries[portfolio.parts.key[ranges(sets.first_part[own], count)]]
    codes = np.arange(first, portfolio.size, dtype=np.int64)
    rows = slice(_rows_before(flows.project, first), None)
    giving, sure = np.tile(flows.project[rows], 2), np.tile(sure_now(portfolio, codes), 2)
    parties = _of_organisation(np.concatenate((flows.provider[rows], flows.receiver[rows])))
    project = np.concatenate((people.project[taking],) * 2 + (np.repeat(sets.project[own], count),))
    name = np.concatenate(
        (
            _of_organisation(people.organisation[taking]),
            _of_country(people.country[taking]),
            _of_country(shared),
        )
    )
    span = int(max(name.max(initial=0), parties.max(initial=0))) + 2
    public = np.concatenate((project * span + name, giving[sure] * span + parties[sure])) + 1
    keys = np.unique(np.concatenate((public, giving * span + parties + 1)))
    keys = keys[keys % span > 0]
    return TieColumns(project=keys // span, name=keys % span - 1, is_public=np.isin(keys, public))
