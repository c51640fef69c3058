"""The benchmark compares like with like: every way gives the same answers to the minor unit."""

import re
from importlib import import_module
from pathlib import Path

from benchmarks import days, pages, server, stored, upkeep
from benchmarks.generated import generate


def test_every_way_answers_alike(tmp_path: Path) -> None:
    path, generated = tmp_path / "portfolio.db", generate(300)
    database = stored.write(generated, path)
    stored.prepare_for_sql(path)
    try:
        pages.check(pages.every_way(generated, upkeep.read(database), path))
    finally:
        database.close()


def test_the_days_of_jumps_are_those_a_headline_a_day_shows(tmp_path: Path) -> None:
    database = stored.write(generate(60), tmp_path / "portfolio.db")
    try:
        days.check(upkeep.read(database))
    finally:
        database.close()


def test_the_empty_page_stands_behind_what_the_product_has() -> None:
    found = re.findall(r"from (portfolio\S*) import (\w+)", server.EMPTY_APP)
    assert found
    for module, name in found:
        assert hasattr(import_module(module), name)
