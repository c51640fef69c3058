"""One step of the form, drawn from the list of fields: each with its help and what is wrong with it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from portfolio.domain.drafts import Document
from portfolio.domain.fields import Field, Shape
from portfolio.text.languages import NAMES
from portfolio.ui.components import (
    day_field,
    entry_form,
    entry_kind,
    entry_rows,
    entry_told,
    entry_widgets,
)
from portfolio.ui.components.entry_told import DocumentProblems
from portfolio.ui.components.markup import text
from portfolio.ui.session import Session


def draw(
    session: Session,
    form: str,
    fields: Sequence[Field],
    document: Document,
    problems: DocumentProblems,
) -> dict[str, Any] | None:
    """Every field of the step; the document with a row added or taken out where a button says so."""
    changed: dict[str, Any] | None = None
    for group in _grouped(fields):
        if len(group) > 1:
            for column, field in zip(st.columns(len(group)), group, strict=True):
                with column:
                    _field(session, form, field, document, problems)
            continue
        found = _field(session, form, group[0], document, problems)
        changed = found if found is not None else changed
    return changed


def _grouped(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """Fields one under the other; days that are asked for in a row stand two by two."""
    for is_pair, group in groupby(fields, lambda f: f.shape is Shape.DAY and not f.is_needed):
        held = tuple(group)
        size = 2 if is_pair else 1
        for first in range(0, len(held), size):
            yield held[first : first + size]


def label(session: Session, field: Field) -> str:
    """What a field is called; a star where publishing needs it."""
    said = session.words(f"field.{field.name}")
    # Words of ours alone, so nothing is escaped: aria-label would read the signs of that out.
    return session.words("entry.needed", field=said) if field.is_needed else said


def _field(
    session: Session, form: str, field: Field, document: Document, problems: DocumentProblems
) -> dict[str, Any] | None:
    changed = None
    with st.container(key=f"field-{field.name}", gap=None):
        if field.shape is Shape.ROWS:
            changed = entry_rows.draw(session, form, field, document, problems)
        elif field.shape in entry_form.SPOKEN:
            _spoken(session, form, field, document)
        else:
            entry_widgets.draw(
                session,
                entry_form.key(form, field.name),
                field,
                None,
                document.get(field.name),
                label=label(session, field),
            )
        below = _echo(session, field, document)
        below += entry_told.sentences(session, problems.beside(field.name))
        below += entry_told.help_of(session, field.name)
        if field.name in entry_kind.BESIDE:
            below += entry_kind.kind_hint(session, field.name, document)
        if below:
            st.html(below)
    return changed


def _echo(session: Session, field: Field, document: Document) -> str:
    """A day in words below its field."""
    if field.shape is not Shape.DAY:
        return ""
    said = day_field.in_words(session, str(document.get(field.name) or ""))
    return text("p", said, class_="rp-echo") if said else ""


def _spoken(session: Session, form: str, field: Field, document: Document) -> None:
    """A text in up to three languages: one is enough, so the star stands on them together.

    The reader's own language is asked for first.
    """
    held = document.get(field.name) or {}
    st.html(text("h3", label(session, field), class_="rp-rows"))
    for language in entry_form.languages(session):
        named = session.words(
            "entry.in_language",
            field=session.words(f"field.{field.name}"),
            language=NAMES[language],
        )
        with st.container(key=f"said-{language}-{field.name}", gap=None):
            entry_widgets.draw(
                session,
                entry_form.key(form, field.name, "", language),
                field,
                None,
                held.get(language),
                label=named,
            )
