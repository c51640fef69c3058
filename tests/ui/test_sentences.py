"""Sentences that say what the rows say: with nothing, with zero, with rows that cancel out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.charts import breakdowns
from portfolio.domain.clauses import Priority
from portfolio.measures.figures import Amounts, Breakdown, BreakdownRow
from portfolio.present.format import Formatter
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import session
from tests.build import a_portfolio, a_project, partner
from tests.building import hidden
from tests.building.effort import small
from tests.ui.conftest import html, opened
from tests.ui.test_public import held


def lines(keys: list[str]) -> st.SearchStrategy[Breakdown]:
    """A split with lines of nothing, of zero, of pledges alone, of money without a requirement."""
    amounts = st.builds(
        _amounts,
        st.sampled_from((0, 0, 1, 500)),
        st.sampled_from((0, 0, 1, 300)),
        st.integers(0, 2),
    )
    one = st.builds(BreakdownRow, st.sampled_from(keys), amounts, st.just(1))
    every = st.lists(one, max_size=4, unique_by=lambda line: line.key)
    return every.map(lambda found: Breakdown("", tuple(found), _sum(found)))


def _amounts(requirement: int, secured: int, pledged: int) -> Amounts:
    gap = max(0, requirement - secured)
    return Amounts(requirement, secured, gap, 0, pledged, max(0, gap - pledged))


def _sum(found: list[BreakdownRow]) -> Amounts:
    return Amounts(
        requirement=sum(line.amounts.requirement or 0 for line in found),
        secured=sum(line.amounts.secured for line in found),
        gap=sum(line.amounts.gap or 0 for line in found),
        pledged_open=sum(line.amounts.pledged_open for line in found),
    )


readers = st.sampled_from(LANGUAGES).map(lambda language: Formatter(Translator(language), "EUR"))


@small
@given(readers, lines(["A", "B", "C", "unknown"]))
def test_funders_are_the_only_ones_only_where_nobody_else_secured(
    reader: Formatter, split: Breakdown
) -> None:
    drawn, words = breakdowns.funders(reader, split), reader.words
    secured = [line for line in split.lines if line.amounts.secured]
    alone = words.count(
        "chart.funders.takeaway",
        1,
        name=reader.name("funder", secured[0].key) if secured else "",
        secured=reader.amount(split.total.secured),
        share="",
        paid=reader.amount(split.total.paid),
        pledged=reader.amount(split.total.pledged_open),
    )
    assert (drawn.takeaway == alone) == (len(secured) == 1)
    money = any(line.amounts.secured or line.amounts.pledged_open for line in split.lines)
    if not any(line.amounts.requirement for line in split.lines):
        assert (drawn.takeaway == words("chart.funders.empty")) == (not money)


@small
@given(readers, st.data())
def test_nothing_is_missing_only_where_something_was_needed(
    reader: Formatter, data: st.DataObject
) -> None:
    words = reader.words
    for build, keys in (
        (breakdowns.kinds, ["bilateral", "regional", "unclassified"]),
        (breakdowns.clauses, ["1", "2", "8", "unallocated"]),
        (breakdowns.countries, ["LY", "NE", "unallocated"]),
        (breakdowns.priorities, [priority.word for priority in Priority]),
    ):
        split = data.draw(lines(keys))
        said = build(reader, split).takeaway
        if said == words("chart.ladder.nothing_missing"):
            assert split.total.requirement
            assert not split.total.gap
        if said == words("chart.ladder.none_required"):
            assert not split.total.requirement
        assert words.share(None) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_of_no_country_names_no_country(language: str) -> None:
    reader = Formatter(Translator(language), "EUR")
    line = BreakdownRow("unallocated", _amounts(500, 0, 0), 1)
    said = breakdowns.countries(reader, Breakdown("country", (line,), line.amounts)).takeaway
    assert said == reader.words("chart.countries.unallocated", gap=reader.amount(500))


@pytest.fixture
def cancelled_out(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LivePortfolio]:
    """Three projects: a net zero beside a pledge, a net zero alone, a requirement of zero."""
    agreed = partner("A").commits("5 EUR").called("agreed")
    ended = partner("A").commits("-5 EUR").called("ended").correcting("agreed")
    portfolio = a_portfolio(
        a_project("P").receiving(agreed, ended, partner("B").pledges("3 EUR")),
        a_project("Q").receiving(agreed, ended),
        a_project("R").needing("0 EUR"),
    )
    with held(tmp_path / "own.db", sqlite_template, hidden.contents(portfolio)) as register:
        monkeypatch.setattr(session, "register", lambda: register)
        yield register


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_hold_where_rows_cancel_out(cancelled_out: LivePortfolio, language: str) -> None:
    words = Translator(language)
    said = {
        name: html(
            opened("projects", language, project=name, as_of="2014-06-30", portfolio="record")
        )
        for name in ("P", "Q", "R")
    }
    pledged = words.amount(300, "EUR")
    assert words("projects.answer.pledged", pledged=pledged) in said["P"]
    assert words("chart.funders.none_secured") in said["P"]
    assert words("projects.answer.nothing") in said["Q"]
    assert words("projects.funders.nothing") in said["Q"]
    assert words("answer.project.nothing") in said["R"]
    whole = html(opened("summary", language, as_of="2014-06-30", portfolio="record"))
    assert words("answer.need.nothing") in whole
    assert words("chart.ladder.nothing_missing") not in whole
    alone = html(opened("funders", language, as_of="2014-06-30", portfolio="record", funder="A"))
    assert words("funders.none") in alone or words("funders.nothing") in alone
