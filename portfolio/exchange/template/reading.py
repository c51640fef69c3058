"""Our template read: projects, their rows and organisations as typed text, each with its place in the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portfolio.domain import errors
from portfolio.domain.drafts import Document
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import EVERY_BY_NAME, Shape
from portfolio.domain.import_merge import with_keys
from portfolio.domain.imports import (
    ImportedFile,
    ImportedFlow,
    ImportedOrganisation,
    ImportedProject,
    ImportLookups,
    ImportProblem,
    Origin,
    SourceFile,
    SourceRow,
)
from portfolio.domain.parsing import TooManyRows
from portfolio.exchange.template import errors as template_errors
from portfolio.exchange.template.amount_columns import with_conventions
from portfolio.exchange.template.cells import CellReader, is_blank, text_of
from portfolio.exchange.template.csv_files import without_guards
from portfolio.exchange.template.lists import RowReading, read_lists
from portfolio.exchange.template.row import (
    STATUS,
    Places,
    TemplateRow,
    milestone_progress,
    organisation_key,
    row_amounts,
    row_cells,
    row_status,
)
from portfolio.exchange.template.sheets import (
    ORGANISATIONS,
    PROJECT,
    PROJECTS,
    REFERENCE,
    ROW_SHEETS,
    SPOKEN,
)
from portfolio.exchange.template.tables import (
    TemplateTable,
    cell_at,
    makes_row,
    source_problems,
    tables,
    written_from,
)

# The form of a new project has fewer columns than an entry has.
_FIRST_FLOWS: Final = frozenset(column.name for column in EVERY_BY_NAME["flows"].columns)
RowReader = Callable[[SourceRow, str], tuple[TemplateRow, bool]]


@dataclass(slots=True)
class _Project:
    """A project while its rows are collected."""

    key: str
    identifier: str
    row: TemplateRow
    is_published: bool
    rows: dict[str, list[TemplateRow]] = field(default_factory=dict)


def read_template(
    source: SourceFile, lookups: ImportLookups, conventions: Mapping[str, str] = {}
) -> ImportedFile:
    """What a file of our template gives, with everything wrong in it; never raises.

    ``conventions``: answers to ``amount_questions``, the word of a convention by column.
    """
    source = without_guards(source)
    found, problems = tables(source)
    found = [with_conventions(table, conventions) for table in found]
    read = read_tables(found, [*source_problems(source), *problems], lookups)
    return replace(read, written_from=written_from(source))


def read_tables(
    source_tables: Sequence[TemplateTable],
    problems: Iterable[ImportProblem],
    lookups: ImportLookups,
    *,
    is_template: bool = True,
) -> ImportedFile:
    """What tables give; ``problems``: what is wrong with their file already."""
    return _TemplateReading(source_tables, problems, lookups).file(is_template=is_template)


class _TemplateReading:
    """One file while it is read."""

    def __init__(
        self,
        source_tables: Sequence[TemplateTable],
        problems: Iterable[ImportProblem],
        lookups: ImportLookups,
    ) -> None:
        self.lookups = lookups
        self.tables = source_tables
        self.problems = list(problems)
        self.marks: set[tuple[str, Origin]] = set()
        # Names that the file brings along are known before a cell that has one is read.
        self.cells = CellReader(lookups, {})
        self.organisations = tuple(self._organisations())
        brought = {organisation_key(one): tuple(one.names.values()) for one in self.organisations}
        self.cells = CellReader(lookups, brought)
        self.projects: dict[str, _Project] = {}
        self.refused: set[str] = set()  # keys of rows of projects that are left out

    def file(self, *, is_template: bool) -> ImportedFile:
        """The whole file."""
        for table in self.tables:
            if table.key_place < 0:
                error = template_errors.NoKeyColumn()
                self._wrong(error, Origin(table.name, 0))
            elif table.sheet is PROJECTS:
                self._projects(table)
        for table in self.tables:
            if table.key_place >= 0 and table.sheet in ROW_SHEETS:
                self._rows(table)
        rows = RowReading(self._key, self._row_reader, self._wrong)
        projects = tuple(self._project(one) for one in self.projects.values())
        return ImportedFile(
            is_template=is_template,
            projects=projects,
            organisations=self.organisations,
            lists=read_lists(self.tables, rows, self.lookups.lists),
            problems=tuple(self.problems),
        )

    def _wrong(
        self, error: PortfolioError, origin: Origin, project: str = "", *, is_blocking: bool = True
    ) -> None:
        problem = ImportProblem(
            error, origin.sheet, origin.row, origin.column, is_blocking, project
        )
        mark = str(error), origin
        if mark not in self.marks:  # one cell may be read for several rows
            self.marks.add(mark)
            self.problems.append(problem)

    def _organisations(self) -> Iterator[ImportedOrganisation]:
        seen: dict[str, int] = {}
        for table in self.tables:
            if table.sheet is not ORGANISATIONS:
                continue
            read = self._row_reader(table)
            for row in table.rows:
                found, is_whole = read(row, "")
                if not is_whole or not found.values:
                    continue
                names = {
                    name.removeprefix("names."): text
                    for name, text in found.values.items()
                    if name.startswith("names.")
                }
                values = {
                    name: text
                    for name, text in found.values.items()
                    if name != "identifier" and not name.startswith("names.")
                }
                identifier = found.values.get("identifier", "").strip()
                one = ImportedOrganisation(identifier, values, names, found.origin)
                key = organisation_key(one)
                if key in seen:
                    twice = template_errors.KeyTwice(value=errors.glimpse(key), row=seen[key])
                    self._wrong(twice, found.at("identifier"))
                    continue
                seen[key] = row.number
                yield one

    def _projects(self, table: TemplateTable) -> None:
        """The rows of projects, by key; one that is there twice is left out both times."""
        rows: dict[str, tuple[str, TemplateRow]] = {}
        place, read = table.key_place, self._row_reader(table)
        for row in table.rows:
            key = self._key(table, place, row)
            if key is None:
                continue
            found, is_whole = read(row, key)
            key_fold = key.casefold()
            if table.has_repeats and key_fold in rows:
                rows[key_fold] = key, self._together(rows[key_fold][1], found, key)
                continue
            if key_fold in rows or key_fold in self.refused or key_fold in self.projects:
                earlier = rows.pop(key_fold, None)
                number = earlier[1].origin.row if earlier else 0
                if earlier:
                    twice = template_errors.KeyTwice(value=key, row=row.number)
                    self._wrong(twice, earlier[1].at(PROJECT), key)
                twice = template_errors.KeyTwice(value=key, row=number)
                self._wrong(twice, found.at(PROJECT), key)
                is_whole = False
            if is_whole:
                rows[key_fold] = key, found
            else:
                self.refused.add(key_fold)
        for key_fold, (key, found) in rows.items():
            self._begin(key_fold, key, found)

    def _together(self, first: TemplateRow, row: TemplateRow, key: str) -> TemplateRow:
        """A project of several rows: what the first leaves blank is taken from the others."""
        for name, text in row.values.items():
            if first.values.get(name, text) != text:
                error = template_errors.RowDiffers(
                    heading=first.headings[name], row=first.origin.row
                )
                self._wrong(error, row.at(name), key, is_blocking=False)
        return replace(first, values={**row.values, **first.values})

    def _begin(self, key_fold: str, key: str, row: TemplateRow) -> None:
        published = self._published(key)
        identifier = row.values.get("identifier", "").strip()
        other = self._published(identifier)
        if other and other != published:
            self._wrong(template_errors.IdentifierPublished(value=other), row.at("identifier"), key)
            self.refused.add(key_fold)
            return
        self.projects[key_fold] = _Project(key, published or identifier, row, bool(published))

    def _published(self, key: str) -> str:
        """The identifier of the published project that a key names, "" where it names none."""
        if key in self.lookups.documents:
            return key
        return key.upper() if key.upper() in self.lookups.documents else ""

    def _key(self, table: TemplateTable, place: int, row: SourceRow) -> str | None:
        """The key of a row's project; None for an empty row, or one that names none."""
        cell = cell_at(row.cells, place)
        if isinstance(cell, str) and 0 < len(key := cell.strip()) <= errors.LINE:
            return key
        origin = Origin(table.name, row.number, table.heading_at(place))
        if is_blank(cell):
            if not all(map(is_blank, row.cells)):
                self._wrong(template_errors.KeyMissing(), origin)
            return None
        try:
            key = text_of(cell).strip()
            if len(key) > errors.LINE:
                raise errors.TooLong(most=errors.LINE, length=len(key))
        except PortfolioError as error:
            self._wrong(error, origin)
            return None
        return key

    def _row_reader(self, table: TemplateTable) -> RowReader:
        """What reads the rows of a table: the texts of each, and whether every cell could be read."""
        headings, constants, filled = table.headings, table.constants, table.filled_places
        columns = [
            (
                place,
                column.name,
                table.readers.get(column.name) or self.cells.reader(column, table.language),
            )
            for place, column, _ in table.columns
            if place in filled
            and (table.sheet is ORGANISATIONS or column is not table.sheet.columns[0])
        ]

        def read(row: SourceRow, key: str) -> tuple[TemplateRow, bool]:
            values = dict(constants)
            cells, width, is_whole = row.cells, len(row.cells), True
            for place, name, text in columns:
                if place >= width or (cell := cells[place]) is None or is_blank(cell):
                    continue
                try:
                    values[name] = text(cell)
                except PortfolioError as error:
                    self._wrong(error, Origin(table.name, row.number, headings[name]), key)
                    is_whole = False
            origin = Origin(table.name, row.number)
            return TemplateRow(table.sheet.name, values, origin, headings), is_whole

        return read

    def _rows(self, table: TemplateTable) -> None:
        """The rows of a table of rows, each to its project."""
        assert table.sheet.field is not None
        name, place, read = table.sheet.field.name, table.key_place, self._row_reader(table)
        for row in table.rows:
            key = self._key(table, place, row)
            if key is None or key.casefold() in self.refused:
                continue
            if table.driving and not any(makes_row(table, row, place) for place in table.driving):
                continue
            found, is_whole = read(row, key)
            project = self._project_of(key, found)
            if project is None or not is_whole:
                continue
            rows = project.rows.setdefault(name, [])
            is_row_again = table.has_repeats and name != "flows"  # beside another entry
            if is_row_again and any(row.values == found.values for row in rows):
                continue
            if len(rows) >= errors.ROWS and name != "flows":
                self._wrong(TooManyRows(most=errors.ROWS), found.origin, project.key)
                continue
            rows.append(found)

    def _project_of(self, key: str, row: TemplateRow) -> _Project | None:
        key_fold = key.casefold()
        if key_fold not in self.projects:
            published = self._published(key)
            if not published:
                self._wrong(template_errors.UnknownKey(value=errors.glimpse(key)), row.at(PROJECT))
                return None
            # A project that only rows of other sheets name: nothing of its own changes.
            empty = TemplateRow(PROJECTS.name, {}, row.origin, {})
            self.projects[key_fold] = _Project(key, published, empty, is_published=True)
        return self.projects[key_fold]

    def _project(self, one: _Project) -> ImportedProject:
        current = self.lookups.documents[one.identifier] if one.is_published else {}
        own = self._own(one)
        numbered: dict[tuple[str, str], TemplateRow] = {}
        for name, rows in one.rows.items():
            if name == "milestones":
                rows = [row for row in rows if self._is_known(one, row, current)]
            elif name == "flows":
                continue
            entry = EVERY_BY_NAME[name]
            own[name] = []
            for number, row in enumerate(rows):
                key = row.values.get(REFERENCE, "").strip() or f"row {number}"
                own[name].append({"key": key, **row_cells(entry, row)})
                numbered[name, key] = row
        document, keys = with_keys(own, current)
        places = {(name, keys[name, key]): row for (name, key), row in numbered.items()}
        return ImportedProject(
            key=one.key,
            identifier=one.identifier,
            document=document,
            origin=one.row.origin,
            places=Places({("", ""): one.row, **places}),
            flows=tuple(self._flows(one, one.rows.get("flows", []))),
            milestones=tuple(milestone_progress(places, current)),
            status=row_status(one.row) if one.is_published else None,
        )

    def _own(self, one: _Project) -> dict[str, Any]:
        """The fields of a project that are no rows."""
        document: dict[str, Any] = {}
        for name, text in one.row.values.items():
            first, _, language = name.partition(".")
            entry = EVERY_BY_NAME[first]
            if one.is_published and entry.is_first:
                if first not in ("identifier", *STATUS):
                    self._beside(template_errors.OnlyNewProjects, one, one.row, name)
            elif first == "effective" and not one.is_published:
                self._beside(template_errors.OnlyPublishedProjects, one, one.row, name)
            elif entry.shape in SPOKEN:
                document.setdefault(first, {})[language] = text
            elif entry.shape is Shape.CLAUSES:
                document[first] = [part for part in text.split(", ") if part]
            else:
                document[first] = text
        return document

    def _beside(
        self, error: type[template_errors.TemplateError], one: _Project, row: TemplateRow, name: str
    ) -> None:
        """Tell of a cell that is passed over."""
        heading = row.headings[name]
        self._wrong(error(heading=heading), row.at(name), one.key, is_blocking=False)

    def _is_known(self, one: _Project, row: TemplateRow, current: Document) -> bool:
        """Whether a reference that a row of milestones gives is one of the project."""
        reference = row.values.get(REFERENCE, "").strip()
        known = {milestone["key"] for milestone in current.get("milestones") or ()}
        if reference and reference not in known:
            error = template_errors.NoSuchReference(value=errors.glimpse(reference))
            self._wrong(error, row.at(REFERENCE), one.key)
        return not reference or reference in known

    def _flows(self, one: _Project, rows: list[TemplateRow]) -> Iterator[ImportedFlow]:
        seen: dict[str, int] = {}
        for row in rows:
            reference = row.values.get(REFERENCE, "").strip()
            if reference in seen or (reference and not one.is_published):
                self._wrong(
                    template_errors.ReferenceTwice(value=reference, row=seen[reference])
                    if reference in seen
                    else template_errors.NoSuchReference(value=errors.glimpse(reference)),
                    row.at(REFERENCE),
                    one.key,
                )
                continue
            if reference:
                seen[reference] = row.origin.row
            values = {name: text for name, text in row.values.items() if name != REFERENCE}
            for name in () if one.is_published else values.keys() - _FIRST_FLOWS:
                self._beside(template_errors.OnlyPublishedProjects, one, row, name)
            yield ImportedFlow(row_amounts(values), row.origin, reference)
