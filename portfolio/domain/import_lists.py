"""Lists of priority projects that files give: what one makes of the list that stands, and how both compare."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from portfolio.domain import errors
from portfolio.domain.drafts import Document, FieldChange, changes, rows
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import LIST_FIELDS, Shape

# What makes a row the same one; the order of the rows is part of the list besides.
_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "list_projects": ("project",),
    "list_needs": ("what", "country", "place", "clause"),
}


def updated_list(standing: Document, update: Document) -> dict[str, Any]:
    """The list that stands with what a file gives of it.

    Its projects, and its needs, are each replaced as a whole where the file has any.
    """
    made = dict(standing)
    for field in LIST_FIELDS:
        value = update.get(field.name)
        if not value:
            continue
        if field.shape is Shape.SPOKEN_LINE:
            made[field.name] = {**(standing.get(field.name) or {}), **value}
        elif field.shape is Shape.ROWS:
            made[field.name] = [dict(row) for row in value]
        else:
            made[field.name] = str(value)
    return made


def is_same_list(one: Document, other: Document) -> bool:
    """Whether two documents record as the same list."""
    return _plain(one) == _plain(other)


def list_changes(before: Document, after: Document) -> tuple[FieldChange, ...]:
    """Cells that differ, rows taken for the same by what identifies them."""
    return changes(comparable(before), comparable(after), LIST_FIELDS)


def is_reordered(before: Document, after: Document) -> bool:
    """Whether rows that are in both documents stand in another order."""
    was, is_now = comparable(before), comparable(after)
    for name in _IDENTITY:
        old, new = ([row["key"] for row in document[name]] for document in (was, is_now))
        if [key for key in old if key in new] != [key for key in new if key in old]:
            return True
    return False


def comparable(document: Document) -> dict[str, Any]:
    """The document with each row under a key that is made of what identifies it."""
    plain = _plain(document)
    for name, columns in _IDENTITY.items():
        counts, made = Counter[str](), []
        for row in plain[name]:
            identity = "/".join(row[column] for column in columns)
            counts[identity] += 1
            made.append({**row, "key": f"{identity} {counts[identity]}"})
        plain[name] = made
    return plain


def _plain(document: Document) -> dict[str, Any]:
    """The document as the record has it: without keys, its texts tidied, what says nothing left out."""
    plain: dict[str, Any] = {}
    for field in LIST_FIELDS:
        value = document.get(field.name)
        if field.shape is Shape.ROWS:
            columns = [column.name for column in field.columns]
            plain[field.name] = [_row(row, columns) for row in rows(document, field.name)]
        elif field.shape is Shape.SPOKEN_LINE:
            texts = {language: _line(text) for language, text in (value or {}).items()}
            plain[field.name] = {language: text for language, text in texts.items() if text}
        else:
            plain[field.name] = _line(value)
    return plain


def _row(row: Mapping[str, Any], columns: list[str]) -> dict[str, str]:
    made = {name: _line(row.get(name)) for name in columns}
    made["language"] = made["language"] or "en"
    if "estimate" in made and not made["estimate"]:
        made["currency"] = ""  # no sum has none
    return made


def _line(value: Any) -> str:
    text = str(value or "")
    try:
        return errors.line(text)
    except PortfolioError:
        return text
