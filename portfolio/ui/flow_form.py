"""Form of one row of money, and of an organisation that it names and is not in the list."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import streamlit as st

from portfolio.domain.fields import FLOW, Field, FieldColumn, Shape
from portfolio.domain.flows import FINANCED, Flow, FlowKind
from portfolio.domain.reference import TYPES, Organisation
from portfolio.domain.transactions import FlowEntry
from portfolio.present.html import tag, text
from portfolio.services import organisations as services_organisations
from portfolio.services.access import may
from portfolio.services.organisations import ProvisionalEntry
from portfolio.text.typing import fold
from portfolio.ui import entry_form, fields
from portfolio.ui.forms import Form, form
from portfolio.ui.session import Session


def organisations(session: Session) -> dict[str, Organisation]:
    """The organisations of the record by identifier."""
    return {found.identifier: found for found in session.register.labels.organisations.values()}


def label(session: Session, organisation: Organisation) -> str:
    """An organisation by name and identifier."""
    name = session.words.choose(organisation.names)
    return f"{name} ({organisation.identifier})" if name else organisation.identifier


def in_order(session: Session) -> list[Organisation]:
    """Every organisation, by its name in the reader's language, accents left aside."""
    choose = session.words.choose
    return session.per_view(
        "organisations-in-order",
        lambda: sorted(organisations(session).values(), key=lambda row: fold(choose(row.names))),
    )


def choices(session: Session) -> dict[str, str]:
    """What each organisation is called in a list to choose from, by identifier."""
    return {found.identifier: label(session, found) for found in in_order(session)}


_NAMED = "organisation-named"  # what was named last in this place, until something else is done


def is_asked(fields: Iterable[Field]) -> bool:
    """Whether one of the fields, or a column of one, holds an organisation."""
    return any(
        Shape.ORGANISATION in (field.shape, *(column.shape for column in field.columns))
        for field in fields
    )


def draw_organisation_form(session: Session, place: str) -> None:
    """A folded form with name, type and country; what it adds stands in every list at once."""
    if not may(session.who, "name_organisation"):
        return
    words = session.words
    filled = form(f"name-organisation-{place}")
    named: tuple[str, str] | None = st.session_state.get(f"{_NAMED}-{place}")
    if named is not None:
        said = words("organisation.named", name=named[0], identifier=named[1])
        st.html(tag("div", text("p", said), class_="rp-recorded", role="status"))
    is_open = filled.error is not None
    with st.expander(words("organisation.name"), expanded=is_open):
        st.html(text("p", words("organisation.name.help"), class_="rp-help"))
        filled.refuse(session)
        with st.form(filled.key("form"), border=False):
            language = words.language
            name = fields.line(session, filled, f"name_{language}", words("housekeeping.name"))
            kind = fields.field_choice(
                session, filled, "type", words("housekeeping.type"), TYPES,
                lambda code: words(f"organisation.type.{code}"),
            )  # fmt: skip
            countries = _countries(session)
            country = fields.field_choice(
                session, filled, "country", words("housekeeping.country"), list(countries),
                lambda code: countries.get(code, code),
            )  # fmt: skip
            again = filled.is_same and st.checkbox(
                words("organisation.again"), key=filled.key("again")
            )
            sent = st.form_submit_button(words("organisation.name.save"))
    if not sent:
        return
    typed = ProvisionalEntry({language: name}, kind, country)
    added: list[str] = []
    if filled.attempt(
        lambda: added.append(
            services_organisations.name_organisation(
                session.register, session.who, typed, token=filled.token, again=bool(again)
            )
        )
    ):
        st.session_state[f"{_NAMED}-{place}"] = (name.strip(), added[0])
    st.rerun()


def _countries(session: Session) -> dict[str, str]:
    """What each country is called, in the order of the names."""
    codes = (country.code for country in session.register.labels.countries.values())
    named = {code: session.reader.name("country", code) for code in codes}
    return dict(sorted(named.items(), key=lambda country: fold(country[1])))


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


def draw_flow(session: Session, form: Form, flows: Sequence[Flow]) -> FlowEntry:
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
    draw_organisation_form(session, form.name)
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
    st.html(fields.echo(session, key, amount, currency))
    fields.offer(session, key, amount, currency)


def cell(session: Session, form: Form, values: dict[str, str], name: str, help_: str = "") -> str:
    """One field, what is wrong with it and its help below; what is typed in it."""
    _draw(session, form, values, name)
    if _COLUMNS[name].shape is Shape.DAY:
        echo = fields.below(session, values[name], is_refused=form.complains_of(name))
        if echo:
            st.html(echo)
    form.beside(session, name)
    if help_:
        st.html(text("p", session.words(help_), class_="rp-help"))
    return values[name]


def _draw(session: Session, form: Form, values: dict[str, str], name: str, label: str = "") -> None:
    column, key = _COLUMNS[name], form.key(name)
    entry_form.draw_widget(session, key, FLOW, column, "", label=label or _label(session, column))
    values[name] = str(entry_form.reading(session, key, column.shape, ""))


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
    found = fields.draw_choice(
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
