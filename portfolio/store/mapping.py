"""Mapping of domain values to rows and back: a column named like its field needs no line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import sqlalchemy as sa

from portfolio.domain.clauses import Priority
from portfolio.domain.flows import BudgetPeriod, DatedVerification, Flow, PlannedPayment
from portfolio.domain.money import Dimension, exponent
from portfolio.domain.projects import (
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Milestone,
    MilestoneVersion,
    Participant,
    Project,
    ShareSet,
    Source,
    StatedAmount,
)
from portfolio.domain.rules import UnknownReference
from portfolio.store import tables
from portfolio.store.database import Change
from portfolio.store.tables import LANGUAGES, country, currency, organisation

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="DataclassInstance")
Row = Mapping[str, Any]


def columns(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """``name_en`` and so on, empty where the language has no words."""
    unknown = set(words) - set(LANGUAGES)
    assert not unknown, f"{name}: no columns for {unknown}"
    return {f"{name}_{language}": words.get(language, "") for language in LANGUAGES}


def words(row: Any, name: str) -> dict[str, str]:
    """Language → words of the languages that have some."""
    found = {language: getattr(row, f"{name}_{language}", "") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


NAMED: Final = (
    ("organisation", organisation.c.identifier, organisation.c.id),
    ("country", country.c.code, country.c.id),
    ("currency", currency.c.code, currency.c.id),
)
_ALL_NAMES: Final = sa.union_all(  # one round trip: every save runs it
    *(sa.select(sa.literal_column(f"'{table}'"), name, number) for table, name, number in NAMED)
)


@dataclass(frozen=True, slots=True)
class RowIds:
    """Row ids of organisations by identifier, of countries and currencies by code."""

    organisations: dict[str, int]
    countries: dict[str, int]
    currencies: dict[str, int]

    @classmethod
    def read(cls, connection: sa.Connection) -> "RowIds":
        """The names in the store now."""
        found: dict[str, dict[str, int]] = {table: {} for table, _, _ in NAMED}
        for table, name, number in connection.execute(_ALL_NAMES).all():
            found[table][name] = number
        return cls(*found.values())

    def cover(self, project: Project, currencies: set[str]) -> bool:
        """Whether everything the project names is among them."""
        organisations = {
            project.owner,
            *(row.organisation for row in project.participants),
            *(row.funder for row in project.planned_payments),
        }
        countries = {row.country for row in project.participants}
        for shares in project.share_sets:
            if shares.axis is Dimension.COUNTRY:
                countries |= {key for key, _ in shares.parts}
        return (
            organisations <= {None, *self.organisations}
            and countries <= {None, *self.countries}
            and currencies <= set(self.currencies)
        )

    def organisation(self, identifier: str | None) -> int | None:
        """Row id of an organisation; raises UnknownReference for one the store lacks."""
        return None if identifier is None else _find(self.organisations, "organisation", identifier)

    def country(self, code: str | None) -> int | None:
        """Row id of a country; raises UnknownReference for one the store lacks."""
        return None if code is None else _find(self.countries, "country", code)

    def currency(self, code: str | None) -> int | None:
        """Row id of a currency that keep_currencies has seen."""
        return None if code is None else _find(self.currencies, "currency", code)

    def share(self, axis: Dimension, key: str) -> int:
        """Value of a key in the share table: clause number, country id or priority."""
        match axis:
            case Dimension.CLAUSE:
                return int(key)
            case Dimension.COUNTRY:
                return _find(self.countries, "country", key)
            case Dimension.PRIORITY:
                return Priority[key.upper()].value

    def keep_currencies(self, change: Change, codes: set[str]) -> None:
        """Add currencies not used before; raises UnknownCurrency for what is no code of ISO 4217."""
        for code in sorted(codes - set(self.currencies)):
            exponent(code)
            made = sa.insert(currency).values(code=code).returning(currency.c.id)
            self.currencies[code] = change.connection.execute(made).scalar_one()
            change.touch_shared()


def _find(ids: dict[str, int], what: str, name: str) -> int:
    try:
        return ids[name]
    except KeyError:
        raise UnknownReference(what=what, identifier=name) from None


class RowNames:
    """Identifiers and codes by row id; None of none."""

    def __init__(self, ids: RowIds) -> None:
        self.organisation = _by_id(ids.organisations)
        self.country = _by_id(ids.countries)
        self.currency = _by_id(ids.currencies)

    def share(self, axis: Dimension, key: int) -> str:
        """A share's key as the domain writes it: clause number, ISO code or priority."""
        match axis:
            case Dimension.CLAUSE:
                return str(key)
            case Dimension.COUNTRY:
                return self.country[key] or ""
            case Dimension.PRIORITY:
                return Priority(key).word


def _by_id(ids: Mapping[str, int]) -> dict[int | None, str | None]:
    return {None: None, **{number: name for name, number in ids.items()}}


NO_ROW_IDS: Final = RowIds({}, {}, {})
NO_NAMES: Final = RowNames(NO_ROW_IDS)
_HAS_ROW_IDS: Final = frozenset(table for table, _, _ in NAMED)


def _has_texts(table: sa.Table, name: str) -> bool:
    return all(f"{name}_{language}" in table.c for language in LANGUAGES)


class RowMap(Generic[Value]):
    """One class of the domain and its table, field by column.

    A field is stored in the column of its name; one that names an organisation, a country or a
    currency as ``<field>_id``; a text in every language in one column each. ``other_names`` has
    the column of a field that has another name; ``skip`` are columns that rows get elsewhere.
    Other fields have no column here: rows and values get them from the caller.
    """

    def __init__(
        self,
        kind: type[Value],
        table: sa.Table,
        *,
        skip: Iterable[str] = (),
        other_names: Mapping[str, str] | None = None,
    ) -> None:
        given = {field.name for field in fields(kind)}
        field_of = {column: field for field, column in (other_names or {}).items()}
        self.table = table.name
        self._kind = kind
        self._columns: dict[str, str] = {}  # field → column
        self._references: dict[str, tuple[str, str]] = {}  # field → column, the table it names
        self._texts = [name for name in given if _has_texts(table, name.removesuffix("s"))]
        for column in table.columns:
            name = column.name
            named = field_of.get(name, name if name in given else name.removesuffix("_id"))
            if named != name and column.foreign_keys and named in given:
                (key,) = column.foreign_keys
                if key.column.table.name in _HAS_ROW_IDS:
                    self._references[named] = name, key.column.table.name
            elif named in given:
                self._columns[named] = name
        elsewhere = {"id", "project_id", *skip}
        self._written = {
            field: column for field, column in self._columns.items() if column not in elsewhere
        }

    def row(self, value: Value, ids: RowIds = NO_ROW_IDS) -> dict[str, Any]:
        """The columns of a value; raises UnknownReference for names the store lacks."""
        made = {column: getattr(value, field) for field, column in self._written.items()}
        for field, (column, table) in self._references.items():
            made[column] = getattr(ids, table)(getattr(value, field))
        for field in self._texts:
            made |= columns(field.removesuffix("s"), getattr(value, field))
        return made

    def rows(self, values: Iterable[Value], ids: RowIds) -> tuple[Row, ...]:
        """The columns of each value."""
        return tuple(self.row(value, ids) for value in values)

    def value(self, row: Any, names: RowNames = NO_NAMES, **others: Any) -> Value:
        """Domain value of a row; ``others`` are the fields without a column."""
        made = {field: getattr(row, column) for field, column in self._columns.items()}
        for field, (column, table) in self._references.items():
            made[field] = getattr(names, table)[getattr(row, column)]
        for field in self._texts:
            made[field] = words(row, field.removesuffix("s"))
        return self._kind(**made, **others)

    def values(self, rows: Iterable[Any], names: RowNames) -> tuple[Value, ...]:
        """The value of each row."""
        return tuple(self.value(row, names) for row in rows)


_MONEY: Final = {"amount_minor": "amount"}
_PLANNED: Final = {**_MONEY, "funder": "provider_id"}
_NAMING: Final = ("corrects_id", "supersedes_id", "honours_id")
_PROJECT: Final = RowMap(Project, tables.project)
# By field of a project: rows that are replaced together.
_FLAT: Final[Mapping[str, RowMap[Any]]] = {
    "statuses": RowMap(DatedStatus, tables.project_status),
    "relations": RowMap(DatedRelation, tables.project_relation),
    "publications": RowMap(DatedPublication, tables.project_publication),
    "participants": RowMap(Participant, tables.project_participant),
    "budgets": RowMap(BudgetPeriod, tables.budget, other_names=_MONEY),
    "planned_payments": RowMap(PlannedPayment, tables.planned_payment, other_names=_PLANNED),
    "listed_lines": RowMap(StatedAmount, tables.listed_line, other_names=_MONEY),
}
_SOURCE: Final = RowMap(Source, tables.source)
_SHARE_SET: Final = RowMap(ShareSet, tables.share_set)
_MILESTONE: Final = RowMap(Milestone, tables.milestone)
_VERSION: Final = RowMap(MilestoneVersion, tables.milestone_version)
_FLOW: Final = RowMap(Flow, tables.flow, other_names=_MONEY, skip=_NAMING)
_CONFIDENCE: Final = RowMap(DatedVerification, tables.flow_confidence)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow's own columns, the references of the rows it names, and its later confidences."""

    columns: Row
    names: Mapping[str, str]  # corrects_id, supersedes_id, honours_id → reference
    confidences: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NestedRows:
    """A row and the rows that hang on it, by table."""

    columns: Row
    parts: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """All rows of one project: its own, the flat tables, share sets, milestones and flows."""

    columns: Row
    flat: Mapping[str, tuple[Row, ...]]
    share_sets: tuple[NestedRows, ...]
    milestones: tuple[NestedRows, ...]
    flows: Mapping[str, FlowRow]  # by reference


def currencies_of(project: Project) -> set[str]:
    """Codes of the currencies a project's money is in."""
    money = (project.flows, project.budgets, project.planned_payments, project.listed_lines)
    return {row.currency for rows in money for row in rows}


def rows_of(project: Project, ids: RowIds) -> ProjectRows:
    """Rows of the project; raises UnknownReference for names the store lacks."""
    references = {flow.id: flow.reference for flow in project.flows}
    return ProjectRows(
        columns=own_row(project, ids),
        flat={
            "project_text": _texts(title=project.titles, summary=project.summaries),
            "project_relevance": tuple({"clause": clause} for clause in project.relevant_clauses),
            "source": tuple(
                {**_SOURCE.row(source, ids), "is_document": is_document}
                for sources, is_document in ((project.sources, False), (project.documents, True))
                for source in sources
            ),
            **{part.table: part.rows(getattr(project, name), ids) for name, part in _FLAT.items()},
        },
        share_sets=tuple(_share_set(shares, ids) for shares in project.share_sets),
        milestones=tuple(_milestone(milestone, ids) for milestone in project.milestones),
        flows={flow.reference: _flow(flow, ids, references) for flow in project.flows},
    )


def own_row(project: Project, ids: RowIds) -> Row:
    """The project's row in the table of projects."""
    return _PROJECT.row(project, ids)


def _texts(**texts: Mapping[str, str]) -> tuple[Row, ...]:
    """A row per language that has words for any of the columns."""
    rows = (
        {"language": language, **{name: text.get(language, "") for name, text in texts.items()}}
        for language in LANGUAGES
    )
    return tuple(row for row in rows if any(row[name] for name in texts))


def _share_set(shares: ShareSet, ids: RowIds) -> NestedRows:
    parts = tuple(
        {"key": ids.share(shares.axis, key), "basis_points": points} for key, points in shares.parts
    )
    return NestedRows(_SHARE_SET.row(shares, ids), {"share": parts})


def _milestone(milestone: Milestone, ids: RowIds) -> NestedRows:
    return NestedRows(
        _MILESTONE.row(milestone, ids),
        {
            "milestone_text": _texts(title=milestone.titles),
            "milestone_version": _VERSION.rows(milestone.versions, ids),
        },
    )


def _flow(flow: Flow, ids: RowIds, references: Mapping[int, str]) -> FlowRow:
    named = {name: getattr(flow, name) for name in _NAMING}
    return FlowRow(
        columns=_FLOW.row(flow, ids),
        names={name: references[row] for name, row in named.items() if row is not None},
        confidences=_CONFIDENCE.rows(flow.confidences, ids),
    )


def project_of(row: Any, parts: Mapping[str, list[Any]], names: RowNames) -> Project:
    """The project of its own row and the rows of each table, in the order of their ids."""
    shares, confidences = _by(parts["share"], "set_id"), _by(parts["flow_confidence"], "flow_id")
    texts = _by(parts["milestone_text"], "milestone_id")
    versions = _by(parts["milestone_version"], "milestone_id")
    return _PROJECT.value(
        row,
        names,
        titles=_spoken(parts["project_text"], "title"),
        summaries=_spoken(parts["project_text"], "summary"),
        relevant_clauses=tuple(part.clause for part in parts["project_relevance"]),
        sources=_SOURCE.values((s for s in parts["source"] if not s.is_document), names),
        documents=_SOURCE.values((s for s in parts["source"] if s.is_document), names),
        share_sets=tuple(
            _SHARE_SET.value(
                part,
                names,
                parts=tuple(
                    (names.share(part.axis, share.key), share.basis_points)
                    for share in shares[part.id]
                ),
            )
            for part in parts["share_set"]
        ),
        milestones=tuple(
            _MILESTONE.value(
                part,
                names,
                titles=_spoken(texts[part.id], "title"),
                versions=_VERSION.values(versions[part.id], names),
            )
            for part in parts["milestone"]
        ),
        flows=tuple(
            _FLOW.value(part, names, confidences=_CONFIDENCE.values(confidences[part.id], names))
            for part in parts["flow"]
        ),
        **{name: part.values(parts[part.table], names) for name, part in _FLAT.items()},
    )


def _spoken(rows: Iterable[Any], name: str) -> dict[str, str]:
    return {row.language: text for row in rows if (text := getattr(row, name))}


def _by(rows: list[Any], name: str) -> Mapping[int, list[Any]]:
    """Rows by the id of their owner, in their own order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
