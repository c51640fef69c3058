"""The form of one row of money: a new row, or a correction of one that stands."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from portfolio.domain.fields import FLOW, FieldColumn, Shape
from portfolio.domain.flow_entry import FlowEntry
from portfolio.domain.flows import FINANCED, Flow, FlowKind
from portfolio.ui.components import (
    amount_field,
    choice_field,
    day_field,
    entry_widgets,
    organisation_form,
)
from portfolio.ui.components.markup import text
from portfolio.ui.components.record_form import Form
from portfolio.ui.session import Session

_COLUMNS: Final = {column.name: column for column in FLOW.columns}
_BESIDE: Final = ("receiver", "source_word", "flow_type", "earmarking", "note")
FIELDS: Final = ("what", "dated", *_COLUMNS)


def wants_correction(session: Session, form: Form) -> bool:
    """Whether a row that stands is to be corrected, rather than a new one recorded."""
    words = session.words
    return bool(
        st.radio(
            words("record.what"),
            [False, True],
            format_func=lambda which: words("record.correction" if which else "record.new_row"),
            horizontal=True,
            key=form.key("what"),
        )
    )


def draw(session: Session, form: Form, flows: Sequence[Flow]) -> FlowEntry:
    """The fields of a new row on a published project; what is typed in them now."""
    words = session.words
    values: dict[str, str] = {}
    kind = cell(session, form, values, "kind")
    cell(session, form, values, "provider")
    _pledges(session, form, values, flows, kind)
    _amount(session, form, values)
    cell(session, form, values, "value_date")
    _how(session, form, values, kind)
    cell(session, form, values, "source", help_="record.source.help")
    with st.expander(words("record.more")):
        for name in _BESIDE:
            cell(session, form, values, name)
    organisation_form.draw(session, form.name)
    return entry(values)


def pledge(session: Session, form: Form, flows: Sequence[Flow]) -> FlowEntry:
    """The fields of a pledge that a funder proposes; its own earlier pledges may be replaced."""
    values: dict[str, str] = {"kind": FlowKind.PLEDGE.word}
    _amount(session, form, values)
    cell(session, form, values, "value_date")
    _pledges(session, form, values, flows, FlowKind.PLEDGE.word)
    _how(session, form, values, FlowKind.PLEDGE.word)
    cell(session, form, values, "note")
    return entry(values)


def entry(values: dict[str, str]) -> FlowEntry:
    """A row as typed; what no widget asked for is empty."""
    asked = {"kind": "", "provider": "", "amount": "", "currency": "", "value_date": ""}
    return FlowEntry(**{**asked, **values})


def _amount(session: Session, form: Form, values: dict[str, str]) -> None:
    """Amount and currency beside each other, written out in full below."""
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left:
        _draw(session, form, values, "amount")
    with middle:
        _draw(session, form, values, "currency")
    with right:
        _draw(session, form, values, "in_kind")
    form.beside(session, "amount", "currency")
    _echo(session, form, values["amount"], values["currency"])


def amount_in(
    session: Session, form: Form, values: dict[str, str], currency: str, label: str
) -> None:
    """An amount in a currency that is settled, written out in full below."""
    _draw(session, form, values, "amount", session.words("entry.needed", field=label))
    form.beside(session, "amount")
    _echo(session, form, values["amount"], currency)


def _echo(session: Session, form: Form, amount: str, currency: str) -> None:
    key = form.key("amount")
    st.html(amount_field.echo(session, key, amount, currency))
    amount_field.offer(session, key, amount, currency)


def cell(session: Session, form: Form, values: dict[str, str], name: str, help_: str = "") -> str:
    """One field, what is wrong with it and its help below; what is typed in it."""
    _draw(session, form, values, name)
    if _COLUMNS[name].shape is Shape.DAY:
        echo = day_field.below(session, values[name], is_refused=form.complains_of(name))
        if echo:
            st.html(echo)
    form.beside(session, name)
    if help_:
        st.html(text("p", session.words(help_), class_="rp-help"))
    return values[name]


def _draw(session: Session, form: Form, values: dict[str, str], name: str, label: str = "") -> None:
    column, key = _COLUMNS[name], form.key(name)
    entry_widgets.draw(session, key, FLOW, column, "", label=label or _label(session, column))
    values[name] = str(entry_widgets.reading(session, key, column.shape, ""))


def _label(session: Session, column: FieldColumn) -> str:
    said = session.words(f"cell.{column.name}")
    return session.words("entry.needed", field=said) if column.is_needed else said


def _how(session: Session, form: Form, values: dict[str, str], kind: str) -> None:
    """Grant or loan of a pledge or commitment; new or announced before of a pledge."""
    if kind in [stage.word for stage in FINANCED]:
        cell(session, form, values, "finance_type")
    if kind == FlowKind.PLEDGE.word:
        cell(session, form, values, "announcement")


def _pledges(
    session: Session, form: Form, values: dict[str, Any], flows: Sequence[Flow], kind: str
) -> None:
    """A pledge may replace one, a commitment may honour one."""
    named = {FlowKind.PLEDGE.word: "supersedes", FlowKind.COMMITMENT.word: "honours"}.get(kind)
    replaced = {flow.supersedes_id for flow in flows}
    pledges = [
        flow
        for flow in flows
        if flow.kind is FlowKind.PLEDGE and flow.amount_minor > 0 and flow.id not in replaced
    ]
    if named and pledges:
        found = reference(session, form, named, pledges)
        values[named] = found.reference if found else ""


def reference(session: Session, form: Form, name: str, flows: Sequence[Flow]) -> Flow | None:
    """One of the project's rows, chosen by what it says."""
    rows = {flow.reference: flow for flow in flows}
    found = choice_field.draw(
        session,
        form.key(name),
        session.words(f"cell.{name}"),
        list(rows),
        lambda reference: flow_text(session, rows[reference]),
    )
    form.beside(session, name)
    return rows.get(found)


def flow_text(session: Session, flow: Flow) -> str:
    """A row in a few words."""
    words = session.words
    labels = session.register.labels.organisations.get(flow.provider_id or -1)
    return words(
        "record.row",
        reference=flow.reference,
        stage=words(f"flow.{flow.kind.word}"),
        amount=words.exact(flow.amount_minor, flow.currency),
        funder=session.reader.name("funder", labels.identifier)
        if labels
        else words("part.unknown"),
        day=words.short_day(flow.value_date),
    )
