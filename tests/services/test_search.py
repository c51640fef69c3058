"""Search finds projects by what a reader types, whatever accents, case or Arabic forms it has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from portfolio.domain.params import PortfolioChoice, ViewParams
from portfolio.measures import lists
from portfolio.services import word_index
from portfolio.services.live import LivePortfolio
from portfolio.services.search import search
from portfolio.text.typing import matches
from tests.begun import demonstrated


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration in a store of its own."""
    with demonstrated(tmp_path_factory) as register:
        yield register


def found(
    register: LivePortfolio, query: str, *portfolios: PortfolioChoice, **asked: Any
) -> list[str]:
    """What is found in the portfolios named, one after the other; in both where none is."""
    hits: list[str] = []
    for portfolio in portfolios or PortfolioChoice:
        view = register.view(replace(register.default_question(portfolio), **asked))
        hits += [view.portfolio.identifier(int(code)) for code in search(register, view, query)]
    return hits


@pytest.mark.parametrize(
    "query",
    [
        "Seahorse",
        "SEAHORSE-MED",
        "seahorse mediterr",
        "Réseau Seahorse Méditerranée",
        "reseau mediterranee",
        "شبكة سيهورس",
        "شبكه سيهورس",
        "الشبكة المتوسطية",
        "وشبكة متوسطيه",
        "شَبَكَة",
    ],
)
def test_a_title_is_found_in_every_language_and_form(register: LivePortfolio, query: str) -> None:
    assert "SEAHORSE-MED" in found(register, query)


@pytest.mark.parametrize("query", ["Libya", "Libye", "libye", "ليبيا", "وليبيا"])
def test_a_country_is_found_by_its_name_in_every_language(
    register: LivePortfolio, query: str
) -> None:
    hits = found(register, query)
    assert {"EUBAM-LY", "SEAHORSE-MED", "ILL-01"} <= set(hits)
    assert "ILL-27" not in hits


@pytest.mark.parametrize("query", ["Égypte", "egypte", "مصر", "ومصر"])
def test_a_beneficiary_without_a_share_is_found_too(register: LivePortfolio, query: str) -> None:
    assert "SEAHORSE-MED" in found(register, query)


def test_places_implementers_funders_and_summaries_are_found(register: LivePortfolio) -> None:
    assert "ILL-10" in found(register, "nema nara")
    assert "SEAHORSE-MED" in found(register, "guardia civil")
    assert "EUBAM-LY" in found(register, "union européenne")
    assert "EUBAM-LY" in found(register, "transfer of know-how")


def test_every_word_has_to_match(register: LivePortfolio) -> None:
    both = set(found(register, "libya training"))
    assert both == set(found(register, "libya")) & set(found(register, "training"))
    assert found(register, "seahorse nosuchword") == []


def test_a_project_named_so_comes_before_one_that_only_mentions_it(register: LivePortfolio) -> None:
    hits = found(register, "libya", PortfolioChoice.RECORD)
    view = register.view(ViewParams(register.default_day))
    labels = view.portfolio.labels.projects
    named = [
        any(matches("libya", text) for text in (label.identifier, *label.titles.values()))
        for label in (labels[view.portfolio.ids[identifier]] for identifier in hits)
    ]
    assert True in named
    assert False in named
    assert named == sorted(named, reverse=True)


@pytest.mark.parametrize("query", ["", "   ", "!?", "—", "؟"])
def test_a_query_without_a_letter_asks_for_every_project(
    register: LivePortfolio, query: str
) -> None:
    view = register.view(ViewParams(register.default_day))
    assert len(search(register, view, query)) == len(lists.listed_projects(view))


def test_search_keeps_to_the_view(register: LivePortfolio) -> None:
    assert "ILL-35" not in found(register, "ILL-35"), "a draft is nobody's to find"
    assert found(register, "ILL-01", PortfolioChoice.EXAMPLE)[0] == "ILL-01"
    assert found(register, "ILL-01", PortfolioChoice.RECORD) == []
    assert found(register, "EUBAM-LY", PortfolioChoice.EXAMPLE) == []


@pytest.mark.parametrize("query", ["%", "_", "' OR 1=1 --", "a" * 5000, "(.*", "\x00", "\udcff"])
def test_an_odd_query_finds_something_or_nothing_and_never_fails(
    register: LivePortfolio, query: str
) -> None:
    assert set(found(register, query)) <= set(found(register, ""))


def test_a_text_is_folded_once(register: LivePortfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    found(register, "libya")
    monkeypatch.setattr(word_index, "build", None)
    monkeypatch.setattr(word_index, "extend", None)
    assert found(register, "libye")
