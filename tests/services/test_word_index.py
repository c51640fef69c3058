"""The index of words: extended by what changed it answers like one made of nothing."""

from dataclasses import replace
from threading import Event, Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import Visibility
from portfolio.domain.reference import Organisation
from portfolio.ledger.columns import ProjectLabel, RawTables
from portfolio.ledger.portfolio import Portfolio, assemble, extend
from portfolio.ledger.view import View
from portfolio.measures import lists
from portfolio.services import word_index
from portfolio.services.live import LivePortfolio
from portfolio.services.word_index import WordIndex
from portfolio.store.database import Database
from portfolio.text.typing import fold, matches, query_words
from tests.building import hidden
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions
from tests.building.portfolios import APortfolio
from tests.building.tables import raw_tables
from tests.services.desk import a_desk

words = st.sampled_from(
    "Libya niger écluse Écluses الحدود وحدود poste-frontière œuvre A B 12 ١٢ للتنمية x".split()
)
texts = st.lists(words, max_size=4).map(" ".join)
QUERIES = ("li", "niger", "ecluse", "حدود", "post fron", "oe", "a", "b", "12", "p", "donor", "")


def _rows(tables: RawTables, ids: set[int]) -> RawTables:
    """The rows of some projects."""
    return {
        name: {
            column: values[np.isin(columns["id" if name == "project" else "project_id"], list(ids))]
            for column, values in columns.items()
        }
        for name, columns in tables.items()
    }


def _same_answers(index: WordIndex, portfolio: Portfolio) -> None:
    anew = word_index.build(portfolio)
    living = portfolio.alive
    for query in (*QUERIES, *(label.identifier for label in portfolio.labels.projects.values())):
        for everything in (False, True):
            own, other = (one.find(query, everything=everything) for one in (index, anew))
            for found, expected in zip(own, other, strict=True):
                assert np.array_equal(found[living], expected[living]), query
    assert _titles(index, portfolio) == _titles(anew, portfolio)


def _titles(index: WordIndex, portfolio: Portfolio) -> set[tuple[int, str]]:
    rows = zip(index.titles.project.tolist(), index.titles.title.tolist(), strict=True)
    return {(code, index.titles_in_order[n]) for code, n in rows if portfolio.alive[code]}


class _Store:
    """A store in which projects change, names change and projects are withdrawn."""

    def __init__(self, portfolio: APortfolio) -> None:
        self.tables, self.shared, self.labels = raw_tables(portfolio.contents())
        self.portfolio = assemble(self.tables, self.shared, self.labels, 1)

    @property
    def ids(self) -> list[int]:
        """The projects, by row id."""
        found: list[int] = sorted(self.labels.projects)
        return found

    def save(self, number: int, title: str, summary: str) -> None:
        """The texts of a project are others."""
        label = replace(
            self.labels.projects[number], titles={"fr": title}, summaries={"en": summary}
        )
        self._label(number, label)
        self._extend({number})

    def confirm(self, number: int, confidence: int) -> None:
        """The rows of money of a project are all as sure."""
        flows, changes = self.tables["flow"], self.tables["flow_confidence"]
        own = flows["project_id"] == number
        kept = changes["project_id"] != number
        self.tables = {
            **self.tables,
            "flow": {**flows, "confidence": np.where(own, confidence, flows["confidence"])},
            "flow_confidence": {name: values[kept] for name, values in changes.items()},
        }
        self._extend({number})

    def rename(self, title: str) -> None:
        """An organisation has another name: no project is read again."""
        if not self.labels.organisations:
            return
        number = min(self.labels.organisations)
        named = replace(self.labels.organisations[number], names={"en": title or "Nobody"})
        organisations: dict[int, Organisation] = {**self.labels.organisations, number: named}
        self.labels = replace(self.labels, organisations=organisations)
        labels = replace(self.portfolio.labels, organisations=organisations)
        self.portfolio = replace(self.portfolio, labels=labels)

    def read_anew(self) -> None:
        """Everything is read again."""
        self.portfolio = assemble(
            self.tables, self.shared, self.labels, self.portfolio.revision + 1
        )

    def _label(self, number: int, label: ProjectLabel) -> None:
        self.labels = replace(self.labels, projects={**self.labels.projects, number: label})

    def _extend(self, ids: set[int]) -> None:
        own = replace(self.labels, projects={n: self.labels.projects[n] for n in ids})
        revision = self.portfolio.revision + 1
        self.portfolio = extend(self.portfolio, _rows(self.tables, ids), own, revision)


@whole_portfolios
@given(portfolios(), st.data())
def test_an_extended_index_answers_as_one_made_of_nothing(
    portfolio: APortfolio, data: st.DataObject
) -> None:
    store = _Store(portfolio)
    base, index = store.portfolio, word_index.build(store.portfolio)
    _same_answers(index, base)
    for _ in range(data.draw(st.integers(1, 5), label="steps")):
        step = data.draw(st.sampled_from(("save", "confirm", "rename", "read anew")), label="step")
        number = data.draw(st.sampled_from(store.ids), label="project")
        match step:
            case "save":
                store.save(number, data.draw(texts), data.draw(texts))
            case "confirm":
                store.confirm(number, data.draw(st.integers(1, 3)))
            case "rename":
                store.rename(data.draw(texts))
            case _:
                store.read_anew()
        if data.draw(st.booleans(), label="asked"):
            base, index = store.portfolio, word_index.extend(base, index, store.portfolio)
            _same_answers(index, base)


@whole_portfolios
@given(portfolios(), texts, texts)
def test_two_versions_of_one_record_take_turns(portfolio: APortfolio, one: str, other: str) -> None:
    store = _Store(portfolio)
    base, number = store.portfolio, store.ids[0]
    index = word_index.build(base)
    store.save(number, one, "")
    first = store.portfolio
    store.portfolio = base
    store.save(number, other, "")
    second = store.portfolio
    before = base
    for asked in (first, second, base, second, first):
        index, before = word_index.extend(before, index, asked), asked
        _same_answers(index, asked)


anything = st.text(alphabet="abcéÉ ّةهىيأإاالوـ-12\u00a0œIi'’", max_size=30)


@given(titles=st.lists(anything, min_size=1, max_size=6), query=anything)
def test_the_index_agrees_with_the_folding_of_whole_texts(titles: list[str], query: str) -> None:
    vocabulary = word_index.Vocabulary()
    for title in titles:
        found = vocabulary.words_of([title])
        begun = {word for word, number in vocabulary.words.items() if number in found}
        expected = matches(query, title)
        wanted = query_words(query)
        assert all(any(w.startswith(r) for w in begun for r in rs) for rs in wanted) == expected
    assert set(vocabulary.titles) == set()
    vocabulary.titles_of(titles)
    assert set(vocabulary.titles) == {fold(title) for title in titles} - {""}


def test_a_query_during_the_build_waits_for_its_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk(database)
    desk.published(titles={"fr": "Poste commun"})
    began, may_end, answers = Event(), Event(), list[WordIndex]()
    build = word_index.build

    def slow(portfolio: Portfolio) -> WordIndex:
        began.set()
        may_end.wait(10)
        return build(portfolio)

    def ask(register: LivePortfolio) -> None:
        answers.append(word_index.word_index(register, register.portfolio()))

    monkeypatch.setattr(word_index, "build", slow)
    work = word_index.build_in_background(desk.register)
    assert began.wait(10)
    reader = Thread(target=ask, args=(desk.register,))
    reader.start()
    reader.join(0.1)
    assert reader.is_alive()
    may_end.set()
    work.join(10)
    reader.join(10)
    assert len(answers) == 1
    ask(desk.register)
    assert answers[0] is answers[1], "made once"


@whole_portfolios
@given(hidden.pairs(), st.data())
def test_the_public_finds_the_same_with_and_without_what_it_does_not_see(
    pair: hidden.Pair, data: st.DataObject
) -> None:
    asked = data.draw(questions())
    names = [organisation.identifier for organisation in pair.whole.organisations]
    query = data.draw(st.sampled_from((*names, *QUERIES)))
    both = []
    for contents in (pair.public, pair.whole):
        portfolio = assemble(*raw_tables(contents), 1)
        view = View(portfolio, replace(asked, scope=Visibility()))
        found, _ = word_index.build(portfolio).find(query)
        codes = lists.by_identifier(view, lists.in_list(view) & found)
        both.append([portfolio.identifier(code) for code in codes])
    assert both[0] == both[1]
