"""The benchmark compares like with like: every way gives the same answers to the minor unit."""

from pathlib import Path

from benchmarks import pages, stored, upkeep
from benchmarks.generated import generate


def test_every_way_answers_alike(tmp_path: Path) -> None:
    path, generated = tmp_path / "portfolio.db", generate(300)
    database = stored.write(generated, path)
    stored.prepare_for_sql(path)
    try:
        pages.check(pages.every_way(generated, upkeep.read(database), path))
    finally:
        database.close()
