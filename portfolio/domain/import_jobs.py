"""Jobs of imports: their states, what a person answers for a file, and what each row of it became."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final

from portfolio.domain.errors import Code, Line
from portfolio.domain.params import PortfolioChoice


class ImportState(IntEnum):
    """State of an import; what is read or written is done by one process, which may end early."""

    READING = 1
    READY = 2
    APPLYING = 3
    APPLIED = 4
    FAILED = 5
    CANCELLED = 6
    INTERRUPTED = 7
    TAKEN_BACK = 8

    @property
    def word(self) -> str:
        """The key under which the catalogs name the state."""
        return self.name.lower()

    @property
    def is_working(self) -> bool:
        """Whether a process is at work on it."""
        return self in (ImportState.READING, ImportState.APPLYING)

    @property
    def can_be_applied(self) -> bool:
        """Whether nothing of it was written and it may still be."""
        return self in (ImportState.READY, ImportState.INTERRUPTED)


class ImportedKind(IntEnum):
    """What a row of a file gives."""

    PROJECT = 1
    FLOW = 2
    MILESTONE = 3
    ORGANISATION = 4
    LIST = 5
    STATUS = 6

    @property
    def word(self) -> str:
        """The key under which the catalogs name it."""
        return self.name.lower()


class Effect(IntEnum):
    """Effect of an imported row on the record."""

    NEW = 1
    CHANGED = 2
    UNCHANGED = 3
    CONFLICT = 4  # a person changed the same since: theirs stays
    QUESTION = 5  # it resembles something that is here: a person says whether it is that
    REJECTED = 6

    @property
    def word(self) -> str:
        """The key under which the catalogs name it."""
        return self.name.lower()

    @property
    def writes(self) -> bool:
        """Whether applying writes it; of a conflict, what does not clash."""
        return self in (Effect.NEW, Effect.CHANGED, Effect.CONFLICT)


@dataclass(frozen=True, slots=True)
class ImportAnswers:
    """What a person answered for a file.

    ``columns`` and ``conventions`` are of a table that is not ours: heading → field, heading →
    the confirmed reading. ``aliases``: an organisation as the file names it → the one it is.
    ``same``: a project's key → the project of the record that it is.
    """

    sheet: Line = ""
    columns: Mapping[Line, Code] = field(default_factory=dict)
    conventions: Mapping[Line, Code] = field(default_factory=dict)
    aliases: Mapping[Line, Code] = field(default_factory=dict)
    same: Mapping[Line, Code] = field(default_factory=dict)
    others: frozenset[Line] = (
        frozenset()
    )  # keys and organisations that resemble one and are another
    left_out: frozenset[Line] = frozenset()  # keys of projects that are not applied
    from_file: frozenset[Line] = frozenset()  # keys whose clashes the file decides

    def document(self) -> dict[str, Any]:
        """The answers as JSON; what was not answered is left out."""
        values = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name in self.__slots__
            if (value := getattr(self, name))
        }
        return {name: dict(v) if isinstance(v, Mapping) else v for name, v in values.items()}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "ImportAnswers":
        """The answers of a document."""
        sets = ("others", "left_out", "from_file")
        values: dict[str, Any] = {
            name: frozenset(value) if name in sets else value for name, value in document.items()
        }
        return cls(**values)


PATIENCE: Final = timedelta(minutes=10)  # without a sign of life a working process counts as gone


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One import: whose, of which file, how far it is, and what it did."""

    id: int
    person: str  # login
    portfolio: PortfolioChoice
    file_name: str
    digest: str
    size: int
    state: ImportState
    answers: ImportAnswers
    done: int
    total: int
    worker: str  # the process at work on it
    started_at: datetime
    seen_at: datetime  # its last sign of life
    finished_at: datetime | None
    reason: str  # why it failed or was taken back
    report: Mapping[str, Any]
    has_file: bool
    answered_by: frozenset[int] = frozenset()  # row ids of who gave any of the answers, ever

    def as_of(self, state: ImportState) -> "ImportJob":
        """The job in another state."""
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What a row of a file became: a draft, a project, a flow, a milestone or a status.

    ``document`` is what the record was given, as typed text; ``key`` is of the project it belongs to.
    """

    job: int
    kind: ImportedKind
    sheet: str
    row: int
    key: str
    effect: Effect
    document: Mapping[str, Any]
    draft: int | None = None
    project: str = ""  # identifier
    # Of a flow or a milestone; an organisation's identifier; the mark of a draft's document; the
    # number of a list's draft.
    reference: str = ""
    file_name: str = ""
    person: str = ""  # login of who brought the file
    written_from: str = ""  # the mark of the state of the record that the file was filled from
    id: int = 0
