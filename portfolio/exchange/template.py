"""Our template read: projects, their rows and organisations as typed text, each with its place in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from portfolio.domain import errors
from portfolio.domain.drafts import Document, Place
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import EVERY_BY_NAME, Field, Shape
from portfolio.domain.imports import (
    ImportedFile,
    ImportedFlow,
    ImportedMilestone,
    ImportedOrganisation,
    ImportedProject,
    ImportLookups,
    ImportProblem,
    Origin,
    SourceFile,
    SourceRow,
)
from portfolio.domain.parsing import TooManyRows
from portfolio.exchange import template_errors
from portfolio.exchange.row_keys import with_keys
from portfolio.exchange.template_cells import CellReader, amount_text, is_blank, text_of
from portfolio.exchange.template_csv import without_guards
from portfolio.exchange.template_sheets import (
    ORGANISATIONS,
    PROGRESS,
    PROJECT,
    PROJECTS,
    REFERENCE,
    SPOKEN,
)
from portfolio.exchange.template_tables import TemplateTable, source_problems, tables

_PROGRESS: Final = frozenset(column.name for column in PROGRESS)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A row of a table: its texts by machine name, and where each stands."""

    table: str  # the name of the sheet of the template
    values: Mapping[str, str]
    origin: Origin
    headings: Mapping[str, str]  # by machine name

    def at(self, name: str) -> Origin:
        """The place of one of its cells."""
        return Origin(self.origin.sheet, self.origin.row, self.headings.get(name, ""))


class Places(Mapping[Place, Origin]):
    """Where each cell of a document stands, worked out when it is asked for."""

    def __init__(self, rows: Mapping[tuple[str, str], TemplateRow]) -> None:
        """``rows``: by field and row key; the row of the project itself under two empty ones."""
        self._rows = rows

    def __getitem__(self, place: Place) -> Origin:
        """The place of a cell, of its row where the cell is not given; raises KeyError."""
        name, key, column = place
        if key:
            return self._rows[name, key].at(column)
        row = self._rows["", ""]
        return row.at(f"{name}.{column}" if column else name)

    def __iter__(self) -> Iterator[Place]:
        for (name, key), row in self._rows.items():
            for machine_name in row.values:
                first, _, language = machine_name.partition(".")
                yield (name, key, machine_name) if key else (first, "", language)

    def __len__(self) -> int:
        return sum(len(row.values) for row in self._rows.values())


@dataclass(slots=True)
class _Project:
    """A project while its rows are collected."""

    key: str
    identifier: str
    row: TemplateRow
    is_published: bool
    rows: dict[str, list[TemplateRow]] = field(default_factory=dict)


def read_template(source: SourceFile, lookups: ImportLookups) -> ImportedFile:
    """What a file of our template gives, with everything wrong in it; never raises."""
    return _TemplateReading(without_guards(source), lookups).file()


class _TemplateReading:
    """One file while it is read."""

    def __init__(self, source: SourceFile, lookups: ImportLookups) -> None:
        self.lookups = lookups
        self.tables, found = tables(source)
        self.problems = [*source_problems(source), *found]
        # Names that the file brings along are known before a cell that has one is read.
        self.cells = CellReader(lookups, {})
        self.organisations = tuple(self._organisations())
        brought = {one.identifier: tuple(one.names.values()) for one in self.organisations}
        self.cells = CellReader(lookups, brought)
        self.projects: dict[str, _Project] = {}
        self.refused: set[str] = set()  # keys of rows of projects that are left out

    def file(self) -> ImportedFile:
        """The whole file."""
        for table in self.tables:
            if table.sheet is PROJECTS:
                self._projects(table)
        for table in self.tables:
            if table.sheet not in (PROJECTS, ORGANISATIONS):
                self._rows(table)
        projects = tuple(self._project(one) for one in self.projects.values())
        return ImportedFile(
            is_template=True,
            projects=projects,
            organisations=self.organisations,
            problems=tuple(self.problems),
        )

    def _wrong(
        self, error: PortfolioError, origin: Origin, project: str = "", *, is_blocking: bool = True
    ) -> None:
        self.problems.append(
            ImportProblem(error, origin.sheet, origin.row, origin.column, is_blocking, project)
        )

    def _organisations(self) -> Iterator[ImportedOrganisation]:
        seen: dict[str, int] = {}
        for table in self.tables:
            if table.sheet is not ORGANISATIONS:
                continue
            for row in table.rows:
                found, is_whole = self._row(table, row, "")
                identifier = found.values.get("identifier", "").strip()
                if not is_whole or not found.values:
                    continue
                if identifier in seen:
                    twice = template_errors.KeyTwice(value=identifier, row=seen[identifier])
                    self._wrong(twice, found.at("identifier"))
                    continue
                seen[identifier] = row.number
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
                yield ImportedOrganisation(identifier, values, names, found.origin)

    def _projects(self, table: TemplateTable) -> None:
        """The rows of projects, by key; one that is there twice is left out both times."""
        rows: dict[str, tuple[str, TemplateRow]] = {}
        for row in table.rows:
            key = self._key(table, row)
            if key is None:
                continue
            found, is_whole = self._row(table, row, key)
            key_fold = key.casefold()
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

    def _key(self, table: TemplateTable, row: SourceRow) -> str | None:
        """The key of a row's project; None for an empty row, or one that names none."""
        place = table.key_place
        cell = row.cells[place] if 0 <= place < len(row.cells) else None
        origin = Origin(table.name, row.number, _heading(table, place))
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

    def _row(self, table: TemplateTable, row: SourceRow, key: str) -> tuple[TemplateRow, bool]:
        """The texts of a row, and whether every cell of it could be read."""
        values: dict[str, str] = {}
        headings: dict[str, str] = {}
        is_whole = True
        for place, column, heading in table.columns:
            cell = row.cells[place] if place < len(row.cells) else None
            headings[column.name] = heading
            if is_blank(cell) or column.name == PROJECT:
                continue
            try:
                values[column.name] = self.cells.read(column, cell, table.language)
            except PortfolioError as error:
                self._wrong(error, Origin(table.name, row.number, heading), key)
                is_whole = False
        origin = Origin(table.name, row.number)
        return TemplateRow(table.sheet.name, values, origin, headings), is_whole

    def _rows(self, table: TemplateTable) -> None:
        """The rows of a table of rows, each to its project."""
        assert table.sheet.field is not None
        name = table.sheet.field.name
        for row in table.rows:
            key = self._key(table, row)
            if key is None or key.casefold() in self.refused:
                continue
            found, is_whole = self._row(table, row, key)
            project = self._project_of(key, found)
            if project is None or not is_whole:
                continue
            rows = project.rows.setdefault(name, [])
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
        current = self.lookups.documents[one.identifier] if one.is_published else None
        document: dict[str, Any] = self._own(one)
        places: dict[tuple[str, str], TemplateRow] = {("", ""): one.row}
        flows: tuple[ImportedFlow, ...] = ()
        milestones: tuple[ImportedMilestone, ...] = ()
        for name, rows in one.rows.items():
            if name == "flows" and one.is_published:
                flows = tuple(self._flows(one, rows))
                continue
            entry = EVERY_BY_NAME[name]
            keyed_rows = self._keyed(one, entry, rows, current)
            document[name] = [
                {"key": key, **self._cells(one, entry, row)} for key, row in keyed_rows
            ]
            places |= {(name, key): row for key, row in keyed_rows}
            if name == "milestones":
                milestones = tuple(_progress(keyed_rows, current))
        return ImportedProject(
            key=one.key,
            identifier=one.identifier,
            document=document,
            origin=one.row.origin,
            places=Places(places),
            flows=flows,
            milestones=milestones,
        )

    def _own(self, one: _Project) -> dict[str, Any]:
        """The fields of a project that are no rows."""
        document: dict[str, Any] = {}
        for name, text in one.row.values.items():
            first, _, language = name.partition(".")
            entry = EVERY_BY_NAME[first]
            if one.is_published and entry.is_first:
                if first != "identifier":
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

    def _keyed(
        self, one: _Project, entry: Field, rows: list[TemplateRow], current: Document | None
    ) -> list[tuple[str, TemplateRow]]:
        """Rows with the keys they have in the document; of rows that say one thing the first."""
        before = (current or {}).get(entry.name) or ()
        if entry.name == "milestones":
            rows = [row for row in rows if self._is_known(one, row, before)]
        values = [_amounts(row.values) for row in rows]
        return list(zip(with_keys(entry.name, values, before), rows, strict=True))

    def _is_known(self, one: _Project, row: TemplateRow, before: Any) -> bool:
        reference = row.values.get(REFERENCE, "").strip()
        if reference and not any(known["key"] == reference for known in before):
            unknown = template_errors.NoSuchReference(value=errors.glimpse(reference))
            self._wrong(unknown, row.at(REFERENCE), one.key)
            return False
        return True

    def _cells(self, one: _Project, entry: Field, row: TemplateRow) -> dict[str, str]:
        """The cells of a row that its document has."""
        names = {column.name for column in entry.columns}
        for name in row.values:
            if name not in names and name not in (*_PROGRESS, REFERENCE):
                self._beside(template_errors.OnlyPublishedProjects, one, row, name)
        return {name: text for name, text in _amounts(row.values).items() if name in names}

    def _flows(self, one: _Project, rows: list[TemplateRow]) -> Iterator[ImportedFlow]:
        seen: dict[str, int] = {}
        for row in rows:
            reference = row.values.get(REFERENCE, "").strip()
            if reference in seen:
                twice = template_errors.ReferenceTwice(value=reference, row=seen[reference])
                self._wrong(twice, row.at(REFERENCE), one.key)
                continue
            if reference:
                seen[reference] = row.origin.row
            values = {name: text for name, text in row.values.items() if name != REFERENCE}
            yield ImportedFlow(_amounts(values), row.origin, reference)


def _amounts(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a row, its amount with the decimals of its currency."""
    if "amount" not in values:
        return dict(values)
    amount = amount_text(values["amount"], values.get("currency", ""))
    return {**values, "amount": amount}


def _progress(
    keyed_rows: list[tuple[str, TemplateRow]], current: Document | None
) -> Iterator[ImportedMilestone]:
    """What rows of milestones tell beside the plan."""
    known = {row["key"] for row in (current or {}).get("milestones") or ()}
    for key, row in keyed_rows:
        values = {name: text for name, text in row.values.items() if name in _PROGRESS}
        if values:
            reference = key if key in known else ""
            yield ImportedMilestone(row.values.get("title", ""), values, row.origin, reference)


def _heading(table: TemplateTable, place: int) -> str:
    return next((heading for at, _, heading in table.columns if at == place), "")
