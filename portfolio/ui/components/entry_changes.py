"""What a draft says against what is published, field by field, as a table people read."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from portfolio.domain.drafts import Document
from portfolio.domain.fields import FIELDS, Field, Shape
from portfolio.domain.merging import FieldChange, changes
from portfolio.ui.components import entry_form, entry_words
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

_ORDER: Final = {field.name: number for number, field in enumerate(FIELDS)}


def table(session: Session, before: Document, after: Document, *, is_new: bool) -> str:
    """Every field that differs; of a new project only what was entered."""
    ordered = sorted(changes(before, after), key=lambda change: _ORDER[change.field])
    found = [
        row
        for name, cells in groupby(ordered, lambda change: change.field)
        for row in _field(session, entry_words.field_of(name), list(cells), before, after)
    ]
    if not found:
        return text("p", session.words("review.unchanged"), class_="rp-note")
    words = session.words
    heads = (
        ("review.field", "review.entered")
        if is_new
        else ("review.field", "review.before", "review.after")
    )
    head = tag("thead", tag("tr", *(text("th", words(key), scope="col") for key in heads)))

    def cells(was: str, now: str) -> tuple[str, ...]:
        """The two values, each called by its column where a telephone shows no columns."""
        if is_new:
            return (tag("td", now),)
        before_it = tag("td", was, data_label=words("review.before"))
        return before_it, tag("td", now, data_label=words("review.after"))

    rows = (tag("tr", text("th", name, scope="row"), *cells(was, now)) for name, was, now in found)
    caption = text("caption", words("review.changes"), class_="rp-heard")
    made = tag("table", caption, head, tag("tbody", *rows), class_="rp-table rp-changes")
    return tag("div", made, class_="rp-scroll", tabindex="0")


def _field(
    session: Session, field: Field, cells: list[FieldChange], before: Document, after: Document
) -> Iterator[tuple[str, str, str]]:
    """(what changed, what it was, what it is) as text and HTML."""
    name = entry_words.field_name(session, field.name)
    if field.shape is not Shape.ROWS:
        for cell in cells:
            label = name
            if cell.column:
                column = entry_words.column_name(session, field.name, cell.column)
                label = session.words("entry.place.column", field=name, column=column)
            yield label, _value(session, cell, cell.before), _value(session, cell, cell.after)
        return
    for row in dict.fromkeys(cell.row for cell in cells):
        touched = {cell.column for cell in cells if cell.row == row}
        yield (
            name,
            _row(session, field, before, row, touched),
            _row(session, field, after, row, touched),
        )


def _value(session: Session, cell: FieldChange, value: str) -> str:
    if not value:
        return _nothing(session)
    said = entry_words.value_text(session, cell.field, cell.column, value)
    return text("p", said, dir="auto", class_="rp-said")


def _row(session: Session, field: Field, document: Document, key: str, columns: set[str]) -> str:
    """One row in one line, what was touched in bold."""
    held = next((r for r in entry_form.rows(document, field.name) if r["key"] == key), None)
    if held is None:
        return _nothing(session)
    parts = []
    for column in field.columns:
        value = str(held.get(column.name) or "")
        if not value:
            continue
        label = session.words("word.label", label=session.words(f"cell.{column.name}"))
        said = entry_words.value_text(session, field.name, column.name, value)
        name = "b" if column.name in columns else "span"
        parts.append(esc(label + " ") + text(name, said, dir="auto"))
    return tag("p", *(tag("span", part, class_="rp-cell") for part in parts))


def _nothing(session: Session) -> str:
    return text("span", session.words("review.nothing"), class_="rp-unstated")
