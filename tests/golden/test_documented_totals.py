import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Band
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline, lists
from portfolio.measures.figures import Amounts, Figure
from portfolio.services import live
from portfolio.services.live import LivePortfolio
from portfolio.store.database import Database

ROOT = Path(__file__).parents[2]
READINGS = ("now", "then")  # as we know it now; as it was known on the day
AXES = ("clause", "country", "priority", "funder")


@pytest.fixture(scope="module")
def by_hand() -> dict[str, Any]:
    text = (ROOT / "tests/golden/documented-totals.md").read_text("utf-8")
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block
    found: dict[str, Any] = json.loads(block.group(1))
    return found


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('documented') / 'portfolio.db'}")
    database.create_or_upgrade()
    live.load(database, ROOT / "data", demonstration=True)
    yield LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    database.close()


def _view(register: LivePortfolio, by_hand: dict[str, Any], reading: str) -> View:
    """The documented projects on the day of the hand computation, in one of its two readings."""
    day = date.fromisoformat(by_hand["as_of"])
    return register.view(
        ViewParams(
            day,
            known_on=day if reading == "then" else None,
            currency=by_hand["currency"],
        )
    )


def _by_name(amounts: Amounts) -> dict[str, int | None]:
    return {figure.value: amounts.of(figure) for figure in Figure}


def _without_nothing(amounts: Amounts) -> dict[str, int]:
    return _some(_by_name(amounts))


def _some(amounts: Mapping[str, int | None]) -> dict[str, int]:
    """The figures that are not zero; those the hand computation does not name are."""
    return {figure: amount for figure, amount in amounts.items() if amount}


@pytest.mark.parametrize("reading", READINGS)
def test_the_headline_is_the_one_worked_by_hand(
    register: LivePortfolio, by_hand: dict[str, Any], reading: str
) -> None:
    expected, found = by_hand[reading], headline.headline(_view(register, by_hand, reading))
    assert _without_nothing(found.amounts) == _some(expected["official"])
    assert found.projects == expected["official_projects"]
    pipeline = found.bands[Band.PIPELINE]
    assert _without_nothing(pipeline.amounts) == _some(expected["pipeline"])
    assert pipeline.projects == expected["pipeline_projects"]
    context = found.bands[Band.CONTEXT]
    told = _by_name(context.amounts)
    assert {figure: told[figure] for figure in expected["context"]} == expected["context"]
    assert context.projects == expected["context_projects"]
    assert sorted(found.without_requirement) == expected["without_requirement"]
    assert [line.project for line in found.left_out] == expected["left_out"]
    assert found.closed_gap == expected["closed_gap"]
    assert found.suspended_projects == expected["suspended_projects"]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("reading", READINGS)
def test_the_parts_are_those_worked_by_hand(
    register: LivePortfolio, by_hand: dict[str, Any], reading: str, axis: str
) -> None:
    lines = breakdowns.split(_view(register, by_hand, reading), axis).lines
    found = {line.key: _without_nothing(line.amounts) for line in lines}
    expected = {key: _some(part) for key, part in by_hand[reading]["splits"][axis].items()}
    assert {key: part for key, part in found.items() if part} == expected


def test_every_project_has_the_figures_worked_by_hand(
    register: LivePortfolio, by_hand: dict[str, Any]
) -> None:
    view = _view(register, by_hand, "now")
    lines = {line.identifier: line for line in lists.lines(view, lists.listed_projects(view))}
    assert set(lines) == set(by_hand["now"]["projects"])
    for name, expected in by_hand["now"]["projects"].items():
        assert lines[name].has_requirement == (expected["requirement"] is not None), name
        found = _by_name(lines[name].amounts)
        assert {figure: found[figure] or None for figure in expected} == {
            figure: amount or None for figure, amount in expected.items()
        }, name
