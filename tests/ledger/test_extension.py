"""A portfolio brought up to date by what changed answers as one read anew."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import ViewParams
from portfolio.ledger.columns import RawTables
from portfolio.ledger.portfolio import Portfolio, assemble, extend
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline, lists, progress, timeline
from tests.build import APortfolio, a_portfolio, a_project, partner, raw_tables
from tests.building.effort import whole_portfolios
from tests.building.nasty import portfolios, questions


def _of(tables: RawTables, project: int) -> RawTables:
    """The rows of one project."""
    return {
        name: {
            column: values[columns["id" if name == "project" else "project_id"] == project]
            for column, values in columns.items()
        }
        for name, columns in tables.items()
    }


def _answers(portfolio: Portfolio, asked: ViewParams) -> tuple[object, ...]:
    view = View(portfolio, asked)
    return (
        headline.headline(view),
        {axis: frozenset(breakdowns.split(view, axis).lines) for axis in breakdowns.AXES},
        timeline.curve(view),
        timeline.by_year(view),
        progress.overall(view),
        lists.lines(view, lists.listed_projects(view)),
    )


@whole_portfolios
@given(portfolios(), questions(), st.data())
def test_reading_a_project_again_changes_no_answer(
    words: APortfolio, asked: ViewParams, data: st.DataObject
) -> None:
    tables, shared, labels = raw_tables(words.contents())
    read = assemble(tables, shared, labels, 1)
    before = _answers(read, asked)
    ids = tables["project"]["id"].tolist()
    current = read
    for revision, number in enumerate(data.draw(st.lists(st.sampled_from(ids), max_size=4)), 2):
        current = extend(current, _of(tables, number), labels, revision)
    assert _answers(current, asked) == before
    assert _answers(read, asked) == before
    names = [current.identifier(code) for code in current.by_identifier]
    assert names == sorted(label.identifier for label in labels.projects.values())
    assert current.alive[current.by_identifier].all()


@whole_portfolios
@given(portfolios(), questions())
def test_a_project_added_later_counts_as_one_read_at_first(
    words: APortfolio, asked: ViewParams
) -> None:
    tables, shared, labels = raw_tables(words.contents())
    last = int(tables["project"]["id"].max())
    others: RawTables = {
        name: {
            column: values[columns["id" if name == "project" else "project_id"] != last]
            for column, values in columns.items()
        }
        for name, columns in tables.items()
    }
    grown = extend(assemble(others, shared, labels, 1), _of(tables, last), labels, 2)
    assert _answers(grown, asked) == _answers(assemble(tables, shared, labels, 2), asked)


def test_a_reader_of_the_older_revision_keeps_its_figures() -> None:
    words = a_portfolio(
        a_project("Border posts")
        .needing("12m EUR")
        .receiving(partner("A").commits("3m EUR").on("2014-01-29"))
    )
    tables, shared, labels = raw_tables(words.contents())
    older = assemble(tables, shared, labels, 1)
    doubled = {name: dict(columns) for name, columns in tables.items()}
    doubled["flow"]["amount"] = tables["flow"]["amount"] * 2
    newer = extend(older, doubled, labels, 2)
    newest = extend(newer, tables, labels, 3)
    asked = ViewParams(as_of=_DAY)
    secured = [headline.headline(View(p, asked)).amounts.secured for p in (older, newer, newest)]
    assert secured == [300_000_000, 600_000_000, 300_000_000]
    assert np.flatnonzero(newest.alive).tolist() == [2]


_DAY = date(2014, 6, 30)
