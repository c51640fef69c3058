"""What fields, columns and the values typed into them are called in the reader's language."""

from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.clauses import CLAUSES
from portfolio.domain.entry import MONEY_CLAUSE_CHOICES, FieldError
from portfolio.domain.fields import EVERY_BY_NAME, Field, FieldColumn, Shape
from portfolio.text import typed
from portfolio.text.currencies import in_use
from portfolio.text.languages import LANGUAGES
from portfolio.ui.session import Session

# Sections of the catalogs that name choices, where it is not the field's own name.
SECTIONS: Final = {("flows", "kind"): "flow", ("flow", "kind"): "flow"}
_SPOKEN: Final = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)


def field_of(name: str) -> Field:
    """The field of a name, those of a row of money and of a list included."""
    return EVERY_BY_NAME[name]


def field_name(session: Session, name: str) -> str:
    """What a field is called."""
    return session.words(f"field.{name}")


def column_name(session: Session, name: str, column: str) -> str:
    """What a column of a table is called, or a language of a spoken field."""
    if column in LANGUAGES and field_of(name).shape in _SPOKEN:
        return session.words(f"language.{column}")
    return session.words(f"cell.{column}")


def place(session: Session, problem: FieldError, rows: dict[str, int]) -> str:
    """Where a problem is: field, number of the row, column."""
    said = field_name(session, problem.field)
    if problem.row in rows:
        said = session.words(
            "entry.place.row", field=said, row=session.words.number(rows[problem.row])
        )
    if problem.column:
        column = column_name(session, problem.field, problem.column)
        said = session.words("entry.place.column", field=said, column=column)
    return said


def options(field: Field, column: FieldColumn | None, session: Session) -> list[str]:
    """What can be chosen in a field or a column, in the order it is offered."""
    shape, choices = (column.shape, column.choices) if column else (field.shape, field.choices)
    labels = session.register.labels
    match shape:
        case Shape.CHOICE:
            return list(choices)
        case Shape.CLAUSE:
            is_money = field.name == "clause_shares"
            return list(MONEY_CLAUSE_CHOICES if is_money else map(str, CLAUSES))
        case Shape.CLAUSES:
            return [str(clause) for clause in CLAUSES]
        case Shape.COUNTRY:
            return session.per_view(
                "entry-countries", lambda: _named(session, "country", labels.countries)
            )
        case Shape.ORGANISATION:
            return session.per_view(
                "entry-funders", lambda: _named(session, "funder", labels.organisations)
            )
        case Shape.PROJECT:
            return session.per_view("entry-projects", lambda: _projects(session))
        case Shape.CURRENCY:
            held = set(labels.currencies.values())
            return [*sorted(held), *sorted(in_use() - held)]
        case _:
            return []


def _projects(session: Session) -> list[str]:
    """Projects that the reader's portfolio shows, by title."""
    portfolio = session.view.portfolio
    found = [portfolio.identifier(int(code)) for code in np.flatnonzero(session.view.in_scope)]
    return sorted(found, key=lambda identifier: session.title(identifier).casefold())


def _named(session: Session, axis: str, labels: object) -> list[str]:
    held = labels.values()  # type: ignore[attr-defined]
    codes = [entry.code if axis == "country" else entry.identifier for entry in held]
    return sorted(codes, key=lambda code: session.reader.name(axis, code).casefold())


def value_text(session: Session, name: str, column: str, value: str) -> str:
    """A value of a document as its reader knows it: names for codes, days and numbers written out."""
    field = field_of(name)
    found = next((c for c in field.columns if c.name == column), None)
    shape = found.shape if found else field.shape
    if not value:
        return ""
    match shape:
        case Shape.CHOICE:
            known = found.choices if found else field.choices
            section = SECTIONS.get((name, column), column or name)
            return session.words(f"{section}.{value}") if value in known else value
        case Shape.COUNTRY:
            return session.reader.name("country", value)
        case Shape.ORGANISATION:
            return session.reader.name("funder", value)
        case Shape.PROJECT:
            return session.title(value)
        case Shape.CURRENCY:
            return value
        case Shape.CLAUSE:
            return session.reader.name("clause", value) if value.isdigit() else value
        case Shape.CLAUSES:
            numbers = value.split(", ")
            return session.reader.join_names(
                [session.reader.name("clause", n) if n.isdigit() else n for n in numbers]
            )
        case Shape.DAY:
            return _day(session, value)
        case Shape.SHARE:
            return session.words(
                "entry.percent", number=typed.as_shown(value, session.words.language)
            )
        case Shape.AMOUNT | Shape.NUMBER:
            return typed.as_shown(value, session.words.language)
        case Shape.SWITCH:
            return session.words("word.yes" if value == "on" else "word.no")
        case _:
            return value


def _day(session: Session, value: str) -> str:
    try:
        return session.words.day(date.fromisoformat(value))
    except ValueError:
        return value
