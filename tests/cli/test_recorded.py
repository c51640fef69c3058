"""What no row records is null with its state in the JSON of the figures, never zero (ruling 26)."""

from collections.abc import Iterator
from typing import Any

import pytest

from portfolio.cli import documents
from tests.build import a_portfolio
from tests.charts.samples import seen
from tests.charts.test_recorded import RECORDS

# Where a requirement is recorded, what is beyond it and what closed projects lack is truly nothing.
TRUE = {"surplus", "closed_gap"}
NULL = {"amount": None, "state": "not_recorded"}


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain value of a document with the names that lead to it."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from leaves(inside, (*path, name))
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside, path)
    else:
        yield path, value


@pytest.mark.parametrize("name", RECORDS)
def test_no_amount_of_the_document_is_zero_where_nothing_is_recorded(name: str) -> None:
    document = documents.figures(seen(a_portfolio(RECORDS[name])))
    wrong = [".".join(path) for path, value in leaves(document) if value == "0.00"]
    head = document["headline"]
    true = {f"headline.decided_before.{f}" for f, v in head["amounts"].items() if v != NULL}
    if not head["without_requirement"]:
        true.add("headline.secured_without_requirement")
    assert [path for path in wrong if not TRUE & set(path.split(".")) and path not in true] == []


@pytest.mark.parametrize("name", RECORDS)
def test_every_null_amount_bears_its_state(name: str) -> None:
    def amounts(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if "amount" in value:
                yield value
            for inside in value.values():
                yield from amounts(inside)
        elif isinstance(value, list):
            for inside in value:
                yield from amounts(inside)

    found = list(amounts(documents.figures(seen(a_portfolio(RECORDS[name])))))
    assert found
    states = {"not_recorded", "not_applicable", "no_rate"}
    assert all(one["amount"] is not None or one["state"] in states for one in found)
