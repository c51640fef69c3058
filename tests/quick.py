"""What a run of the whole suite leaves to full runs: what takes long, and most examples of what is dear."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import pytest

# Each example opens a page, a store or a browser; elsewhere a hundred cost less than one of these.
_DEAR: Final = tuple(
    f"tests/{folder}/" for folder in ("browser", "cli", "services", "sheet", "ui", "web")
)
_ALL_ON_POSTGRESQL: Final = ("tests/store/", "tests/faults/")


def left_to_full_runs(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The tests that only full runs have.

    Those that say so; of a dear test all examples but the last. On PostgreSQL each test of the
    store runs with the first of its examples, and one test of every other file: what else there is
    SQLite shows as well.
    """
    by_test: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    on_postgresql: dict[str, pytest.Item] = {}
    for item in items:
        test = item.nodeid.partition("[")[0]
        if item.get_closest_marker("full"):
            continue
        if item.get_closest_marker("postgresql"):
            name = test if test.startswith(_ALL_ON_POSTGRESQL) else test.partition("::")[0]
            on_postgresql.setdefault(name, item)
        else:
            by_test[test].append(item)
    chosen = {
        item
        for test, own in by_test.items()
        for item in (own[-1:] if test.startswith(_DEAR) else own)
    }
    return set(items) - chosen - set(on_postgresql.values())
