"""Step of the entry form: each field with its help and errors, kinds, rows of a field."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import drafts as domain_drafts
from portfolio.domain.drafts import Document
from portfolio.domain.fields import Field, FieldColumn, Shape
from portfolio.present.html import join_html, tag
from portfolio.services import draft_checks
from portfolio.text import typing
from portfolio.text.languages import NAMES
from portfolio.ui import drafts, entry_form, fields, pasting
from portfolio.ui.drafts import DocumentProblems
from portfolio.ui.session import Session

BESIDE: Final = ("kind", "participants")  # the fields the rule is about


def kind_hint(session: Session, name: str, document: Document) -> Markup:
    """Hint at the kind: its rule; at the participants: what they lack for it; "" without a kind."""
    kind = document.get("kind")
    if not kind or not session.words.has(f"kind.{kind}.rule"):
        return Markup()
    if name == "kind":
        return tag("div", tag("p", session.words(f"kind.{kind}.rule")), class_="rp-kind")
    missing = draft_checks.lacks(session.register, document)
    if not missing:
        return tag("p", session.words("entry.kind.holds"), class_="rp-holds")
    kind_name = session.words(f"kind.{kind}")
    items = (tag("li", session.words(f"lack.{name}")) for name in missing)
    found = [tag("p", session.words("entry.kind.lacks", kind=kind_name)), tag("ul", *items)]
    reason = str(document.get(draft_checks.EXCEPTION) or "")
    if reason:
        found.append(tag("p", session.words("entry.kind.exception", reason=reason)))
    return tag("div", *found, class_="rp-kind")


# How wide a cell is relative to the others, and how much fits into one line.
_WIDE: Final[Mapping[Shape, int]] = {
    Shape.ORGANISATION: 4,
    Shape.LINE: 4,
    Shape.CLAUSE: 5,
    Shape.PROJECT: 6,
    Shape.AMOUNT: 3,
    Shape.DAY: 3,
    Shape.SWITCH: 2,
    Shape.SHARE: 2,
    Shape.NUMBER: 2,
    Shape.CURRENCY: 2,
}
_USUAL: Final = 3
_LINE: Final = 11
_REMOVE: Final = 2


def draw_entry_rows(
    session: Session, form: str, field: Field, document: Document, problems: DocumentProblems
) -> dict[str, Any] | None:
    """Heading, rows and "add a row"; the document as a button of a row changes it, else None."""
    changed: dict[str, Any] | None = None
    held = domain_drafts.rows(document, field.name)
    title = session.words(f"field.{field.name}")
    if field.is_needed:
        title = session.words("entry.needed", field=title)
    st.html(tag("h3", title, class_="rp-rows"))
    for number, row in enumerate(held, start=1):
        with st.container(border=True, key=f"row-{field.name}-{row['key']}", gap=None):
            if _row(session, form, field, row, number):
                changed = domain_drafts.without_row(document, field, row["key"])
            below = _entry_rows_echo(session, form, field, row) + _days(session, field, row)
            below += drafts.sentences(session, problems.beside(field.name, row["key"]))
            if below:
                st.html(below)
            _offer(session, form, field, row)
    foot = _foot(session, field, held)
    if foot:
        st.html(foot)
    with st.container(key=f"under-{field.name}", horizontal=True, gap="small"):
        if st.button(
            session.words(f"field.{field.name}.add"),
            key=f"{form}-add-{field.name}",
            icon=":material/add:",
        ):
            changed = domain_drafts.with_row(document, field)
            entry_form.focus(f"row-{field.name}-{changed[field.name][-1]['key']}")
        if len(held) > 1 and _is_shared(field):
            label = session.words("entry.shares.split")
            if st.button(label, key=f"{form}-split-{field.name}", type="tertiary"):
                changed = domain_drafts.with_even_shares(document, field)
    pasted = pasting.draw_pasting(session, form, field, document)
    return changed if pasted is None else pasted


def _is_shared(field: Field) -> bool:
    return any(column.shape is Shape.SHARE for column in field.columns)


def _row(session: Session, form: str, field: Field, row: domain_drafts.Row, number: int) -> bool:
    """The cells of a row; whether it is to be taken out."""
    gone = False
    lines = list(_lines(field.columns))
    for index, line in enumerate(lines):
        is_last = index == len(lines) - 1
        widths = [_width(column) for column in line]
        places = st.columns([*widths, _REMOVE] if is_last else widths, vertical_alignment="bottom")
        for place, column in zip(places, line, strict=False):
            with place:
                named = session.words(f"cell.{column.name}")
                entry_form.draw_widget(
                    session,
                    entry_form.key(form, field.name, row["key"], column.name),
                    field,
                    column,
                    row.get(column.name),
                    label=named,
                )
        if is_last:
            with places[-1]:
                gone = st.button(
                    session.words("entry.row.remove"),
                    key=f"{form}-remove-{field.name}-{row['key']}",
                    help=session.words("entry.row.remove.help", row=session.words.number(number)),
                    icon=":material/delete:",
                    type="tertiary",
                )
    return gone


def _width(column: FieldColumn) -> int:
    return _WIDE.get(column.shape, _USUAL)


def _lines(columns: tuple[FieldColumn, ...]) -> Iterator[list[FieldColumn]]:
    """Columns broken into lines that fit side by side; a currency stays with its amount."""
    line: list[FieldColumn] = []
    for column in columns:
        after = _WIDE[Shape.CURRENCY] if column.shape is Shape.AMOUNT else 0
        if line and sum(map(_width, [*line, column])) + after > _LINE:
            yield line
            line = []
        line.append(column)
    yield line


def _entry_rows_echo(session: Session, form: str, field: Field, row: domain_drafts.Row) -> Markup:
    """Amounts of a row written out with their currency, so that a slip of a digit is seen."""
    return join_html(
        fields.echo(session, key, row.get(name, ""), row.get("currency", ""))
        for name, key in _amounts(form, field, row)
    )


def _days(session: Session, field: Field, row: domain_drafts.Row) -> Markup:
    """Days of a row in words, each after its name."""
    said = [
        session.words("word.colon", label=session.words(f"cell.{column.name}"), value=written)
        for column in field.columns
        if column.shape is Shape.DAY
        and (written := fields.in_words(session, row.get(column.name, "")))
    ]
    return tag("p", *(tag("span", day) for day in said), class_="rp-echo") if said else Markup()


def _offer(session: Session, form: str, field: Field, row: domain_drafts.Row) -> None:
    """Readings of amounts that have two, below the sentence about it."""
    for name, key in _amounts(form, field, row):
        currency = row.get("currency", "")
        fields.offer(session, key, row.get(name, ""), currency, is_told=True)


def _amounts(form: str, field: Field, row: domain_drafts.Row) -> Iterator[tuple[str, str]]:
    """The columns of amounts and the keys of their widgets."""
    for column in field.columns:
        if column.shape is Shape.AMOUNT:
            yield column.name, entry_form.key(form, field.name, row["key"], column.name)


def _foot(session: Session, field: Field, rows: list[domain_drafts.Row]) -> Markup:
    """Sum of the rows: the rest to allocate, the total of the periods."""
    if not rows:
        return Markup()
    if _is_shared(field):
        return _rest(session, rows)
    if field.name == "budgets":
        return _totals(session, rows)
    return Markup()


def _rest(session: Session, rows: list[domain_drafts.Row]) -> Markup:
    rest = Decimal(100)
    for row in rows:
        try:
            said = Decimal(row.get("share") or "0")
        except InvalidOperation:
            continue
        rest -= said if said.is_finite() else 0
    if rest == 0:
        return tag("p", session.words("entry.shares.whole"), class_="rp-rest rp-rest-none")
    number = typing.as_shown(f"{abs(rest).normalize():f}", session.words.language)
    key = "entry.shares.left" if rest > 0 else "entry.shares.over"
    share = session.words("entry.percent", number=number)
    return tag("p", session.words(key, share=share), class_="rp-rest")


def _totals(session: Session, rows: list[domain_drafts.Row]) -> Markup:
    totals: dict[str, int] = {}
    for row in rows:
        money = fields.money_of(row.get("amount", ""), row.get("currency", ""))
        if money is not None:
            totals[money.currency] = totals.get(money.currency, 0) + money.amount_minor
    if not totals:
        return Markup()
    said = session.reader.join_names(
        [session.words.exact(minor, code) for code, minor in totals.items()]
    )
    return tag("p", tag("span", session.words("entry.total", amount=said)), class_="rp-rest")


def draw_entry_step(
    session: Session,
    form: str,
    fields: Sequence[Field],
    document: Document,
    problems: DocumentProblems,
) -> dict[str, Any] | None:
    """Every field of the step; returns the document with a row added or removed by a button."""
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
    """Fields one under the other; optional days in a row two by two."""
    for is_pair, group in groupby(fields, lambda f: f.shape is Shape.DAY and not f.is_needed):
        held = tuple(group)
        size = 2 if is_pair else 1
        for first in range(0, len(held), size):
            yield held[first : first + size]


def label(session: Session, field: Field) -> str:
    """Label of a field; a star where publishing needs it."""
    said = session.words(f"field.{field.name}")
    # Words of ours alone, so nothing is escaped: aria-label would read the signs of that out.
    return session.words("entry.needed", field=said) if field.is_needed else said


def _field(
    session: Session, form: str, field: Field, document: Document, problems: DocumentProblems
) -> dict[str, Any] | None:
    changed = None
    with st.container(key=f"field-{field.name}", gap=None):
        if field.shape is Shape.ROWS:
            changed = draw_entry_rows(session, form, field, document, problems)
        elif field.shape in entry_form.SPOKEN:
            _spoken(session, form, field, document)
        else:
            entry_form.draw_widget(
                session,
                entry_form.key(form, field.name),
                field,
                None,
                document.get(field.name),
                label=label(session, field),
            )
        below = _entry_step_echo(session, field, document)
        below += drafts.sentences(session, problems.beside(field.name))
        below += drafts.help_of(session, field.name)
        if field.name in BESIDE:
            below += kind_hint(session, field.name, document)
        if below:
            st.html(below)
    return changed


def _entry_step_echo(session: Session, field: Field, document: Document) -> Markup:
    """A day in words below its field."""
    if field.shape is not Shape.DAY:
        return Markup()
    said = fields.in_words(session, str(document.get(field.name) or ""))
    return tag("p", said, class_="rp-echo") if said else Markup()


def _spoken(session: Session, form: str, field: Field, document: Document) -> None:
    """Multilingual text, in up to three languages: one is enough, so that they share the star.

    The reader's own language comes first.
    """
    held = document.get(field.name) or {}
    st.html(tag("h3", label(session, field), class_="rp-rows"))
    for language in entry_form.languages(session):
        named = session.words(
            "entry.in_language",
            field=session.words(f"field.{field.name}"),
            language=NAMES[language],
        )
        with st.container(key=f"said-{language}-{field.name}", gap=None):
            entry_form.draw_widget(
                session,
                entry_form.key(form, field.name, "", language),
                field,
                None,
                held.get(language),
                label=named,
            )
