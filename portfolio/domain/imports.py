"""Imported files as values: cells as they stand, the tables found in them, and the projects and rows they give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portfolio.domain.drafts import Document, Place
from portfolio.domain.errors import PortfolioError
from portfolio.domain.parsing import EntryLookups


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds an error of the spreadsheet (#REF!), or a formula whose value was never saved."""

    text: str
    is_formula: bool = False


# Number cells are exact decimals (ruling 28); a blank cell is None. Nothing is ever a float.
CellValue = str | Decimal | date | bool | ErrorCell | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a sheet: its number as a spreadsheet shows it (from 1), its cells from column A."""

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class MergedCells:
    """Cells drawn as one, which have a value in the first of them alone; rows from 1, columns from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """A sheet of a file as it stands, without its empty rows; a CSV is one sheet of no name."""

    name: str
    is_hidden: bool
    rows: tuple[SourceRow, ...]
    merges: tuple[MergedCells, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """What is wrong in a file, and where; a place that is not known is "" or 0.

    ``is_blocking``: the row is left out; a warning leaves nothing out. ``project``: the key of the
    project the row belongs to, as ``ImportedProject.key``; "" where it belongs to none.
    """

    error: PortfolioError
    sheet: str = ""
    row: int = 0
    column: str = ""  # its heading, or its letter where it has none
    is_blocking: bool = True
    project: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read: its sheets, and what is to be told of it (warnings).

    ``written_from``: the mark of the state of the record that the name of a CSV file bears.
    """

    name: str
    digest: str  # SHA-256 of its bytes, hexadecimal
    sheets: tuple[SourceSheet, ...]
    problems: tuple[ImportProblem, ...] = ()
    written_from: str = ""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of a table: its place from 0, its heading as written."""

    index: int
    heading: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The table of a sheet: its heading, its rows, and the rows passed over with the reason."""

    sheet: str
    header_row: int
    columns: tuple[SourceColumn, ...]
    rows: tuple[SourceRow, ...]
    problems: tuple[ImportProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportLookups:
    """What a file may name: organisations, countries, currencies, lists, and published projects.

    ``documents``: that of each by identifier, whose rows keep their keys; it may be read
    when it is asked for. ``aliases``: what a person said that a name of the file means.
    """

    entries: EntryLookups
    documents: Mapping[str, Document] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)  # text → organisation
    lists: frozenset[str] = frozenset()  # references of recorded lists


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands in the file."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFlow:
    """A flow of a file as typed text by the columns of ``domain.fields.FLOW``.

    ``reference`` is that of the row it repeats or changes, "" for one that has none yet.
    """

    values: Mapping[str, str]
    origin: Origin
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ImportedMilestone:
    """What a file tells of a milestone that happened: typed text by field (state, done_on, evidence)."""

    title: str
    values: Mapping[str, str]
    origin: Origin
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ImportedStatus:
    """Status that a file gives a published project: typed text by field (status, status_from)."""

    values: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """A project as one file gives it.

    ``document`` has only what the file gives, as typed text that ``domain.parsing`` reads: a field
    or a cell that is not there says nothing and changes nothing. A row's "key" is that of the row it
    changes, or one made of what identifies it (its period, clause, country …), so that the same
    file has the same keys again. ``places`` says where each cell of the document stands.
    """

    key: str  # what the file calls it; its rows in other sheets name it so
    identifier: str  # of the published project it changes, or the one it asks for; "" for none
    document: Document
    origin: Origin
    places: Mapping[Place, Origin] = field(default_factory=dict)
    flows: tuple[ImportedFlow, ...] = ()
    milestones: tuple[ImportedMilestone, ...] = ()
    status: ImportedStatus | None = None  # of a published project; a new one has it as fields


@dataclass(frozen=True, slots=True)
class ImportedOrganisation:
    """An organisation that a file brings along: typed text by field."""

    identifier: str
    values: Mapping[str, str]
    names: Mapping[str, str]  # by language
    origin: Origin


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list of priority projects as one file gives it: typed text by the fields of a list.

    Its projects, and its needs, are one set each in their order: those of the file are all of them.
    """

    key: str  # what the file calls it: the reference of a recorded list, or any name
    document: Document
    origin: Origin
    places: Mapping[Place, Origin] = field(default_factory=dict)
    is_whole: bool = True  # whether every row of it could be read


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What a file gives, and everything wrong with it, in the order of the file.

    ``is_template``: it is our own template, so that its rows count as entered (ruling 24).
    ``written_from``: the mark of the state of the record that it was filled from, "" for none.
    ``open_columns``: names of those whose texts have several readings, of which nobody chose one.
    """

    is_template: bool
    projects: tuple[ImportedProject, ...] = ()
    organisations: tuple[ImportedOrganisation, ...] = ()
    lists: tuple[ImportedList, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    written_from: str = ""
    open_columns: tuple[str, ...] = ()
