"""Loading the data directory into the store: read and checked as a whole, then kept or not at all."""

from pathlib import Path

from portfolio.exchange.directory import read_directory
from portfolio.store import seeding
from portfolio.store.database import Database
from portfolio.store.seeding import LoadResult


def load(database: Database, data_directory: Path, *, demonstration: bool) -> LoadResult:
    """Bring the store up to date with the data files; what has not changed is left alone.

    A demonstration holds the documented and the illustrative projects; an empty portfolio the
    declaration, countries, rates and events only. The store is as it was when anything is wrong:
    raises MissingFile, BrokenFile (file, line and reason of the first fault) or an error of the
    store.
    """
    contents = read_directory(data_directory, demonstration=demonstration)
    return seeding.save(database, contents, mode="demonstration" if demonstration else "empty")
