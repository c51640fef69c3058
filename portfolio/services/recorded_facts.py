"""What rules of quality ask of the record beside the columns, read once per revision and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from portfolio.ledger.labels import ProjectLabel
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sources import Ints
from portfolio.measures.quality import facts as made
from portfolio.measures.quality.facts import RuleInputs
from portfolio.services.participants import changed_participants, participants
from portfolio.services.portfolio import LivePortfolio
from portfolio.store.quality import read_written
from portfolio.text.folding import fold


@dataclass
class FoldedTitles:
    """Folded titles by number, equal where they read alike; grows, so that each is folded once."""

    words: dict[str, str] = field(default_factory=dict)  # folded, by the word as written
    numbers: dict[str, int] = field(default_factory=dict)
    of: dict[int, set[int]] = field(default_factory=dict)  # by project id

    def learn(self, labels: Mapping[int, ProjectLabel], ids: Iterable[int]) -> None:
        """Take the titles of some projects in place of those known of them."""
        for number in ids:
            folded = {self._folded(title) for title in labels[number].titles.values()}
            folded.discard("")
            self.of[number] = {self.numbers.setdefault(t, len(self.numbers)) for t in folded}

    def _folded(self, title: str) -> str:
        found = []
        for word in title.split():
            known = self.words.get(word)
            if known is None:
                known = self.words[word] = fold(word)
            if known:
                found.append(known)
        return " ".join(found)

    def columns(self) -> tuple[Ints, Ints]:
        """(project id, number of a title of it), a row a title."""
        count = np.fromiter(map(len, self.of.values()), np.int64, len(self.of))
        ids = np.repeat(np.fromiter(self.of, np.int64, len(self.of)), count)
        every = (number for numbers in self.of.values() for number in numbers)
        return ids, np.fromiter(every, np.int64, len(ids))


_KEPT: Final[WeakKeyDictionary[LivePortfolio, tuple[Portfolio, RuleInputs, FoldedTitles]]] = (
    WeakKeyDictionary()
)
_READING: Final = Lock()


def facts_of(register: LivePortfolio, portfolio: Portfolio) -> RuleInputs:
    """The facts of a portfolio; titles that were folded before are not folded again."""
    with _READING:
        held = _KEPT.get(register)
        if held is None or held[0] is not portfolio:
            held = _KEPT[register] = _read(register, portfolio, held)
        return held[1]


def _read(
    register: LivePortfolio,
    portfolio: Portfolio,
    current: tuple[Portfolio, RuleInputs, FoldedTitles] | None,
) -> tuple[Portfolio, RuleInputs, FoldedTitles]:
    before, titles = (current[0].labels.projects, current[2]) if current else ({}, FoldedTitles())
    labels = portfolio.labels.projects
    titles.learn(labels, changed_participants(before, labels))
    with register.database.reading() as connection:
        raw = read_written(connection)
    people = participants(register, portfolio)
    taking_part = {
        "project_id": people.project,
        "role": people.role,
        "organisation_id": people.organisation,
        "country_id": people.country,
    }
    return portfolio, made.facts(portfolio, raw, taking_part, titles.columns()), titles
