"""What fields, columns and the values typed into them are called in the reader's language."""

from datetime import date
from typing import Final

import numpy as np

from portfolio.domain.clauses import CLAUSES
from portfolio.domain.entry import MONEY_CLAUSE_CHOICES, Problem
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


def field_name(here: Session, name: str) -> str:
    """What a field is called."""
    return here.words(f"field.{name}")


def column_name(here: Session, name: str, column: str) -> str:
    """What a column of a table is called, or a language of a spoken field."""
    if column in LANGUAGES and field_of(name).shape in _SPOKEN:
        return here.words(f"language.{column}")
    return here.words(f"cell.{column}")


def place(here: Session, problem: Problem, rows: dict[str, int]) -> str:
    """Where a problem is: field, number of the row, column."""
    said = field_name(here, problem.field)
    if problem.row in rows:
        said = here.words("entry.place.row", field=said, row=here.words.number(rows[problem.row]))
    if problem.column:
        column = column_name(here, problem.field, problem.column)
        said = here.words("entry.place.column", field=said, column=column)
    return said


def options(field: Field, column: FieldColumn | None, here: Session) -> list[str]:
    """What can be chosen in a field or a column, in the order it is offered."""
    shape, choices = (column.shape, column.choices) if column else (field.shape, field.choices)
    labels = here.register.labels
    match shape:
        case Shape.CHOICE:
            return list(choices)
        case Shape.CLAUSE:
            is_money = field.name == "clause_shares"
            return list(MONEY_CLAUSE_CHOICES if is_money else map(str, CLAUSES))
        case Shape.CLAUSES:
            return [str(clause) for clause in CLAUSES]
        case Shape.COUNTRY:
            return here.kept("entry-countries", lambda: _named(here, "country", labels.countries))
        case Shape.ORGANISATION:
            return here.kept("entry-funders", lambda: _named(here, "funder", labels.organisations))
        case Shape.PROJECT:
            return here.kept("entry-projects", lambda: _projects(here))
        case Shape.CURRENCY:
            held = set(labels.currencies.values())
            return [*sorted(held), *sorted(in_use() - held)]
        case _:
            return []


def _projects(here: Session) -> list[str]:
    """Projects that the reader's portfolio shows, by title."""
    portfolio = here.view.portfolio
    found = [portfolio.identifier(int(code)) for code in np.flatnonzero(here.view.in_scope)]
    return sorted(found, key=lambda identifier: here.title(identifier).casefold())


def _named(here: Session, axis: str, labels: object) -> list[str]:
    held = labels.values()  # type: ignore[attr-defined]
    codes = [entry.code if axis == "country" else entry.identifier for entry in held]
    return sorted(codes, key=lambda code: here.reader.name(axis, code).casefold())


def said(here: Session, name: str, column: str, value: str) -> str:
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
            return here.words(f"{section}.{value}") if value in known else value
        case Shape.COUNTRY:
            return here.reader.name("country", value)
        case Shape.ORGANISATION:
            return here.reader.name("funder", value)
        case Shape.PROJECT:
            return here.title(value)
        case Shape.CURRENCY:
            return value
        case Shape.CLAUSE:
            return here.reader.name("clause", value) if value.isdigit() else value
        case Shape.CLAUSES:
            numbers = value.split(", ")
            return here.reader.listed(
                [here.reader.name("clause", n) if n.isdigit() else n for n in numbers]
            )
        case Shape.DAY:
            return _day(here, value)
        case Shape.SHARE:
            return here.words("entry.percent", number=typed.shown(value, here.words.language))
        case Shape.AMOUNT | Shape.NUMBER:
            return typed.shown(value, here.words.language)
        case Shape.SWITCH:
            return here.words("word.yes" if value == "on" else "word.no")
        case _:
            return value


def _day(here: Session, value: str) -> str:
    try:
        return here.words.day(date.fromisoformat(value))
    except ValueError:
        return value
