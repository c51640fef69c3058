"""Two people in one form: what each changed, put together field by field, clashes said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.drafts import Document
from portfolio.domain.fields import FIELDS, Field, Shape


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


def changes(before: Document, after: Document) -> tuple[FieldChange, ...]:
    """What differs, in the order of the fields; a row that came or went is every cell of it."""
    was, is_now = _cells(before), _cells(after)
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


def _cells(document: Document) -> dict[Place, str]:
    """Every cell of a document by its place."""
    return {place: said for field in FIELDS for place, said in _of_field(field, document)}


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
