"""What a filled template was written from: the record at an entry of history, to tell who changed what since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.as_recorded import as_before
from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import ImportedKind, ImportRow
from portfolio.domain.projects import Project
from portfolio.store import history
from portfolio.store.database import Connection


class WrittenElsewhere(PortfolioError):
    """A file was filled from another record, so that nobody knows what changed here since."""


class StateUnreadable(PortfolioError):
    """What a project was when a file was filled from it is written as no version reads any more."""


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """The file of an import: its name, who brought it, and the state of the record it was filled from.

    ``written_from`` is the mark of an entry of history, "" where the file bears none.
    """

    file_name: str
    person: str = ""  # login
    written_from: str = ""

    def is_of(self, row: ImportRow) -> bool:
        """Whether an earlier version of this very file gave a row."""
        return (row.file_name, row.person, row.written_from) == (
            self.file_name,
            self.person,
            self.written_from,
        )

    def own_rows(self, rows: Sequence[ImportRow]) -> list[ImportRow]:
        """Rows that tell what this file gave last: of another filled file they tell nothing."""
        return [row for row in rows if not self.written_from or self.is_of(row)]

    def base_project(self, connection: Connection, project: Project) -> Project | None:
        """The project as the file was filled from it; None where it bears no mark, or had none yet.

        Raises StateUnreadable: without it what others changed since would be overwritten.
        """
        number = history.entry_of_mark(connection, self.written_from)
        if number is None:
            return None
        entries = history.read_entries(connection, project_id=project.id, subject="project")
        try:
            return as_before(project, (entry for entry in entries if entry.number > number))
        except (KeyError, ValueError, TypeError) as problem:
            raise StateUnreadable from problem


def by_project(rows: Iterable[ImportRow]) -> Mapping[str, list[ImportRow]]:
    """Rows of imports by the key and by the identifier of their project, oldest first."""
    found = defaultdict[str, list[ImportRow]](list)
    for row in rows:
        for name in {row.key, row.project} - {""} if row.kind is not ImportedKind.LIST else ():
            found[name].append(row)
    return found


def last_of(rows: Sequence[ImportRow]) -> ImportRow | None:
    """What an import made of a project last."""
    return next((row for row in reversed(rows) if row.kind is ImportedKind.PROJECT), None)
