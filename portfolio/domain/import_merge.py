"""Merge of what a file gives into what stands: by cell, with what the file gave last as the base.

Rows of a file and of the record are the same where what identifies them is: a period, a clause, a
participant. A file adds and changes; what it does not say, it leaves as it is. Shares alone are
replaced as one set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from portfolio.domain.documents import SHARE_FIELDS
from portfolio.domain.drafts import Clash, Document, Row, changes, merge, put, rows
from portfolio.domain.fields import BY_NAME, FIELDS, Field, Shape

# What makes a row of a table the same row.
IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "participants": ("role", "country", "organisation"),
    "budgets": ("first_day", "last_day"),
    "flows": ("kind", "provider", "currency", "value_date", "in_kind"),
    "planned_payments": ("provider", "first_day", "last_day"),
    "milestones": ("title",),
    "documents": ("address",),
    **{name: (column,) for name, column, _ in SHARE_FIELDS},
}
SHARES: Final = frozenset(name for name, _, _ in SHARE_FIELDS)
_SPOKEN: Final = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)
Keys = Mapping[tuple[str, str], str]  # field and key of a row as a file has it → its key


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """What stands with what a file gives; where both changed one cell, what stands stays.

    ``baseline``: what the record was update, which a later version of the file is compared with.
    """

    document: Document
    baseline: Document
    clashes: tuple[Clash, ...]
    keys: Keys


def with_keys(document: Document, present: Document) -> tuple[dict[str, Any], Keys]:
    """The document with each row under the key of the row of ``present`` that it is.

    A row that is none of them has a key made of what identifies it.
    """
    made, keys = dict(document), dict[tuple[str, str], str]()
    for name in IDENTITY:
        if name in document:
            made[name] = _keyed_rows(BY_NAME[name], document, present, keys)
    return made, keys


def _keyed_rows(
    field: Field, document: Document, present: Document, keys: dict[tuple[str, str], str]
) -> list[Row]:
    standing, known, counts = dict[str, str](), set[str](), dict[str, int]()
    columns = IDENTITY[field.name]
    for row in rows(present, field.name):
        standing[_numbered(_identity(columns, row), counts)] = row["key"]
        known.add(row["key"])
    counts, made, taken = {}, list[Row](), set[str]()
    for row in rows(document, field.name):
        key = str(row.get("key") or "")
        is_named = field.name == "milestones" and key in known  # by its reference
        identity = _numbered(_identity(columns, row), counts)
        found = key if is_named else standing.get(identity, identity)
        while found in taken:
            found += "+"
        taken.add(found)
        keys[field.name, key] = found
        made.append({**row, "key": found})
    return made


def _identity(columns: Iterable[str], row: Row) -> str:
    return "/".join([str(row.get(column) or "").strip() for column in columns])


def _numbered(identity: str, counts: dict[str, int]) -> str:
    """The identity itself, a second one of it with its number."""
    number = counts[identity] = counts.get(identity, 0) + 1
    return identity if number == 1 else f"{identity} {number}"


def with_given(document: Document, update: Document) -> dict[str, Any]:
    """The document with what a file gives; both have their rows under the same keys."""
    made = dict(document)
    for name, value in update.items():
        field = BY_NAME.get(name)
        if field is None or not value:
            continue
        if name in SHARES:
            made[name] = list(value)
        elif field.shape is Shape.ROWS:
            made[name] = _with_rows(rows(document, name), value)
        elif field.shape in _SPOKEN:
            said = {language: text for language, text in value.items() if text}
            made[name] = {**(document.get(name) or {}), **said}
        else:
            made[name] = value
    return made


def _with_rows(standing: list[Row], update: list[Row]) -> list[Row]:
    made: dict[str, Row] = {row["key"]: row for row in standing}
    for row in update:
        cells = {name: value for name, value in row.items() if value}
        made[row["key"]] = {**made.get(row["key"], {}), **cells}
    return list(made.values())


def merge_update(
    before: Document | None, present: Document, update: Document, *, from_file: bool = False
) -> MergedDocument:
    """What stands with what a file gives. ``before``: what it gave last, None for the first time.

    Where both changed a cell since, what stands stays, unless ``from_file``.
    """
    own, keys = with_keys(update, present)
    base = present if before is None else with_keys(before, present)[0]
    mine = with_given(base, own)
    sets, clashes = _merged_sets(base, present, mine, from_file=from_file)
    # Merged as sets, they differ in no cell any more.
    base, mine, theirs = ({**part, **sets} for part in (base, mine, present))
    document, of_cells = merge(base, theirs, mine)
    if of_cells and not from_file:
        document, _ = merge(base, theirs, _giving_way(mine, of_cells))
    baseline = with_given(present, own)
    if baseline == document:  # of a new project: kept once, since files have many
        baseline = document
    return MergedDocument(document, baseline, (*clashes, *of_cells), keys)


def merge_back(
    before: Document, update: Document, present: Document
) -> tuple[dict[str, Any], tuple[Clash, ...]]:
    """What stands with an update taken back to what was before it; and what was changed since.

    The latter stays. ``update``: what the record was given.
    """
    base, mine = with_keys(update, present)[0], with_keys(before, present)[0]
    sets, clashes = _merged_sets(base, present, mine, from_file=False)
    base, mine, theirs = ({**part, **sets} for part in (base, mine, present))
    document, of_cells = merge(base, theirs, mine)
    if of_cells:
        document, _ = merge(
            base, theirs, _giving_way(_with_rows_of(mine, theirs, of_cells), of_cells)
        )
    return document, (*clashes, *of_cells)


def _with_rows_of(mine: Document, theirs: Document, clashes: list[Clash]) -> Document:
    """The document with rows that it has not any more and that somebody changed since."""
    made = dict(mine)
    for name, key in dict.fromkeys((clash.field, clash.row) for clash in clashes if clash.row):
        own = rows(made, name)
        if not any(row["key"] == key for row in own):
            made[name] = [*own, *(row for row in rows(theirs, name) if row["key"] == key)]
    return made


def _merged_sets(
    base: Document, present: Document, mine: Document, *, from_file: bool
) -> tuple[dict[str, list[Row]], tuple[Clash, ...]]:
    """The shares of each axis as one set, the file's or those that stand; the clashes."""
    sets, clashes = dict[str, list[Row]](), list[Clash]()
    for name, _, _ in SHARE_FIELDS:
        was, they, me = (
            {row["key"]: str(row.get("share") or "") for row in rows(document, name)}
            for document in (base, present, mine)
        )
        is_clash = me not in (was, they) and they != was
        if is_clash:
            clashes += [
                Clash(name, key, "share", was.get(key, ""), they.get(key, ""), me.get(key, ""))
                for key in dict.fromkeys((*they, *me))
                if they.get(key) != me.get(key)
            ]
        is_mine = me != was and (from_file or not is_clash)
        sets[name] = [dict(row) for row in rows(mine if is_mine else present, name)]
    return sets, tuple(clashes)


def _giving_way(mine: Document, clashes: list[Clash]) -> Document:
    """What a file gives without what clashes."""
    made = mine
    for clash in clashes:
        field = BY_NAME[clash.field]
        if field.shape is not Shape.ROWS or any(
            row["key"] == clash.row for row in rows(made, clash.field)
        ):
            made = put(made, made, field, clash.row, clash.column, clash.theirs)
    return made


def without_first(document: Document) -> dict[str, Any]:
    """What of a document may change in a published project."""
    first = {field.name for field in FIELDS if field.is_first}
    return {name: value for name, value in document.items() if name not in first}


def is_changed(before: Document, after: Document) -> bool:
    """Whether a cell of the form differs."""
    return bool(changes(before, after))
