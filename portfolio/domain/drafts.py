"""Drafts: the working version of a project, and the merge of what two people typed in one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from secrets import token_hex
from typing import Any, Final

from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FIELDS, Field, Shape
from portfolio.domain.money import split_evenly
from portfolio.domain.params import PortfolioChoice

# A project as typed, field by field (domain.parsing names them): plain JSON values, stored
# whether or not they make sense yet, so that nothing typed is lost.
Document = Mapping[str, Any]


class DraftState(IntEnum):
    """State of a draft; the last two are final."""

    DRAFT = 1
    SUBMITTED = 2
    RETURNED = 3
    PUBLISHED = 4
    DISCARDED = 5

    @property
    def word(self) -> str:
        """The key under which the catalogs name the state."""
        return self.name.lower()

    @property
    def is_open(self) -> bool:
        """Whether the draft can still become part of the record."""
        return self in (DraftState.DRAFT, DraftState.SUBMITTED, DraftState.RETURNED)

    @property
    def can_be_edited(self) -> bool:
        """Whether its fields may change; a draft under review is frozen."""
        return self in (DraftState.DRAFT, DraftState.RETURNED)


class Step(IntEnum):
    """Workflow steps of a draft other than editing."""

    SUBMIT = 1
    TAKE_BACK = 2
    RETURN = 3
    PUBLISH = 4
    DISCARD = 5


class StepNotAllowed(PortfolioError):
    """A draft in this state does not allow this step (values: state, step)."""


def after(state: DraftState, step: Step) -> DraftState:
    """The state a step leads to; raises StepNotAllowed where the state does not allow it."""
    match state, step:
        case ((DraftState.DRAFT | DraftState.RETURNED), Step.SUBMIT):
            return DraftState.SUBMITTED
        case DraftState.SUBMITTED, Step.TAKE_BACK:
            return DraftState.DRAFT
        case DraftState.SUBMITTED, Step.RETURN:
            return DraftState.RETURNED
        case DraftState.SUBMITTED, Step.PUBLISH:
            return DraftState.PUBLISHED
        case ((DraftState.DRAFT | DraftState.RETURNED), Step.DISCARD):
            return DraftState.DISCARDED
    raise StepNotAllowed(state=state.word, step=step.name.lower())


@dataclass(frozen=True, slots=True)
class Draft:
    """One working version; ``base`` is the published project's document it began from."""

    id: int
    project: str | None  # identifier of the published project it changes; None for a new one
    document: Document
    base: Document
    state: DraftState
    version: int
    author: str  # login
    editor: str  # login of the last person to save
    created_at: datetime
    updated_at: datetime
    message: str  # reviewer's message when it was returned
    copied_from: str = ""  # identifier of a project, or "#" and the number of a draft
    portfolio: PortfolioChoice = PortfolioChoice.RECORD  # the one it was opened in (ruling 33)

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles by language, as typed."""
        found = self.document.get("titles") or {}
        return {language: said for language, said in found.items() if said}


# What a copy of a project takes over: its description and its plan. What is true of one
# project alone is left to be typed: its identifier, its status, what happened, what it costs and
# what was paid, its documents and notes.
COPIED: Final = (
    "titles", "summaries", "objective", "sector", "start_planned", "end_planned", "kind",
    "participants", "owner", "place", "requesting_authority", "contact_office",
    "contact_address", "contact_email", "clause_shares",
    "relevant_clauses", "country_shares", "priority_shares", "milestones",
)  # fmt: skip


def document_copy(document: Document) -> dict[str, Any]:
    """The document of a new project that begins as this one does, its requirement without amounts."""
    made = {name: document[name] for name in COPIED if document.get(name)}
    periods = [{**row, "amount": ""} for row in document.get("budgets") or ()]
    return {**made, "budgets": periods} if periods else made


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field (a row and a column of it, a language of it) that differs between two documents."""

    field: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One field both changed, each to something else."""

    field: str
    row: str
    column: str
    before: str
    theirs: str
    mine: str


Place = tuple[str, str, str]  # field, row key, column or language
_SPOKEN = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)


def changes(
    before: Document, after: Document, fields: Sequence[Field] = FIELDS
) -> tuple[FieldChange, ...]:
    """Differences, in the order of the fields; a row that came or went is every cell of it."""
    was, is_now = _cells(before, fields), _cells(after, fields)
    return tuple(
        FieldChange(*place, was.get(place, ""), is_now.get(place, ""))
        for place in dict.fromkeys((*was, *is_now))
        if was.get(place, "") != is_now.get(place, "")
    )


def merge(before: Document, theirs: Document, mine: Document) -> tuple[dict[str, Any], list[Clash]]:
    """(both sides' changes in one document, mine where they clash; the clashes)."""
    was, they, me = _cells(before), _cells(theirs), _cells(mine)
    clashes, merged = [], dict(they)
    for place in dict.fromkeys((*was, *they, *me)):
        b, t, m = was.get(place, ""), they.get(place, ""), me.get(place, "")
        if m == b:
            continue
        if m != t and t != b:
            clashes.append(Clash(*place, b, t, m))
        merged[place] = m
    kept = _rows_kept(before, theirs, mine)
    return _document(merged, kept, {**theirs, **mine}), clashes


def _cells(document: Document, fields: Sequence[Field] = FIELDS) -> dict[Place, str]:
    """Every cell of a document by its place."""
    return {place: said for field in fields for place, said in _of_field(field, document)}


def _of_field(field: Field, document: Document) -> Iterator[tuple[Place, str]]:
    said = document.get(field.name)
    if field.shape is Shape.ROWS:
        for row in said or ():
            for column in field.columns:
                yield (field.name, str(row["key"]), column.name), str(row.get(column.name) or "")
    elif field.shape is Shape.CLAUSES:
        yield (field.name, "", ""), ", ".join(sorted(map(str, said or ()), key=_number))
    elif field.shape in _SPOKEN:
        for language, text in (said or {}).items():
            yield (field.name, "", str(language)), str(text or "")
    else:
        yield (field.name, "", ""), str(said or "")


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


def _rows_kept(before: Document, theirs: Document, mine: Document) -> Mapping[str, list[str]]:
    """Keys of the rows of each table: theirs in their order, then mine; gone where either took it out."""
    kept: dict[str, list[str]] = {}
    for field in FIELDS:
        if field.shape is Shape.ROWS:
            was, they, me = (
                [str(row["key"]) for row in document.get(field.name) or ()]
                for document in (before, theirs, mine)
            )
            gone = {key for key in was if key not in they or key not in me}
            kept[field.name] = [key for key in dict.fromkeys((*they, *me)) if key not in gone]
    return kept


def _document(
    cells: Mapping[Place, str], rows: Mapping[str, list[str]], rest: Document
) -> dict[str, Any]:
    """The document whose cells these are; what is no field of the form is taken from ``rest``."""
    document: dict[str, Any] = dict(rest)
    for field in FIELDS:
        own = {place: said for place, said in cells.items() if place[0] == field.name}
        if field.shape is Shape.ROWS:
            document[field.name] = [
                {
                    "key": key,
                    **{c.name: own.get((field.name, key, c.name), "") for c in field.columns},
                }
                for key in rows[field.name]
            ]
        elif field.shape in _SPOKEN:
            document[field.name] = {place[2]: said for place, said in own.items() if said}
        elif field.shape is Shape.CLAUSES:
            said = own.get((field.name, "", ""), "")
            document[field.name] = [part for part in said.split(", ") if part]
        else:
            document[field.name] = own.get((field.name, "", ""), "")
    return document


Row = Mapping[str, str]  # one row of a table of a document, under a "key" of its own


def rows(document: Document, name: str) -> list[Row]:
    """The rows of a table of the form."""
    return [row for row in document.get(name) or () if isinstance(row, Mapping)]


def with_row(document: Document, field: Field) -> dict[str, Any]:
    """The document with one more empty row of a table, under a key of its own."""
    row = {"key": token_hex(4), **{column.name: "" for column in field.columns}}
    return {**document, field.name: [*rows(document, field.name), row]}


def with_rows(document: Document, field: Field, new: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The document with more rows of a table, each under a key of its own; empty rows give way."""
    filled = [row for row in rows(document, field.name) if any(_cells_of(field, row))]
    made = [
        {
            "key": token_hex(4),
            **{column.name: str(row.get(column.name) or "") for column in field.columns},
        }
        for row in new
    ]
    return {**document, field.name: [*filled, *made]}


def _cells_of(field: Field, row: Row) -> Iterator[str]:
    return (str(row.get(column.name) or "").strip() for column in field.columns)


def without_row(document: Document, field: Field, row: str) -> dict[str, Any]:
    """The document without one row of a table."""
    kept = [held for held in rows(document, field.name) if held["key"] != row]
    return {**document, field.name: kept}


def overwrites(before: Document, after: Document) -> bool:
    """Whether a row of both documents has other values in the second."""
    return any(
        row != held
        for field in FIELDS
        if field.shape is Shape.ROWS
        for held in rows(before, field.name)
        for row in rows(after, field.name)
        if row["key"] == held["key"]
    )


def with_even_shares(document: Document, field: Field) -> dict[str, Any]:
    """The document with the rows of a table sharing the whole evenly, to two decimals."""
    shares = split_evenly(len(rows(document, field.name)))
    return {
        **document,
        field.name: [
            {**row, "share": f"{Decimal(points).scaleb(-2).normalize():f}"}
            for row, points in zip(rows(document, field.name), shares, strict=True)
        ],
    }


def put(
    document: Document, mine: Document, field: Field, row: str, column: str, text: str
) -> dict[str, Any]:
    """The document with one cell set; a row that was removed comes back as it is in ``mine``."""
    name = field.name
    if field.shape is Shape.ROWS:
        held = rows(document, name)
        if not any(entry["key"] == row for entry in held):
            held = [*held, *(entry for entry in rows(mine, name) if entry["key"] == row)]
        return {
            **document,
            name: [{**entry, column: text} if entry["key"] == row else entry for entry in held],
        }
    if field.shape in (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH):
        return {**document, name: {**(document.get(name) or {}), column: text}}
    if field.shape is Shape.CLAUSES:
        return {**document, name: [part for part in text.split(", ") if part]}
    return {**document, name: text}
