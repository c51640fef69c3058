"""Form of one flow, and of an organisation that it names and is not in the list."""

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from portfolio.domain.fields import FLOW, ORGANISATION, Field, Shape
from portfolio.domain.flows import FINANCED, Flow, FlowKind
from portfolio.domain.reference import Organisation
from portfolio.domain.transactions import FlowEntry
from portfolio.present.html import tag
from portfolio.services import organisations as services_organisations
from portfolio.services.access import may
from portfolio.services.organisations import ProvisionalEntry
from portfolio.ui.forms import Cells, Form, form
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
    found, choose = organisations(session), session.words.choose

    def ordered() -> list[Organisation]:
        keys = session.in_name_order(found, lambda key: choose(found[key].names) or key)
        return [found[key] for key in keys]

    return session.per_view("organisations-in-order", ordered)


def choices(session: Session) -> dict[str, str]:
    """Name of each organisation in a list to choose from, by identifier."""
    return {found.identifier: label(session, found) for found in in_order(session)}


_NAMED = "organisation-named"  # what was named last in this place, until something else is done


def is_asked(fields: Iterable[Field]) -> bool:
    """Whether one of the fields, or a column of one, is an organisation."""
    return any(
        Shape.ORGANISATION in (field.shape, *(column.shape for column in field.columns))
        for field in fields
    )


def draw_organisation_form(session: Session, place: str) -> None:
    """Folded form with name, type and country; an organisation it adds is in every list at once."""
    if not may(session.who, "name_organisation"):
        return
    words = session.words
    filled = form(f"name-organisation-{place}")
    named: tuple[str, str] | None = st.session_state.get(f"{_NAMED}-{place}")
    if named is not None:
        said = words("organisation.named", name=named[0], identifier=named[1])
        st.html(tag("div", tag("p", said), class_="rp-recorded", role="status"))
    is_open = filled.error is not None
    with st.expander(words("organisation.name"), expanded=is_open):
        st.html(tag("p", words("organisation.name.help"), class_="rp-help"))
        filled.refuse(session)
        with st.form(filled.key("form"), border=False):
            cells = Cells(session, filled, ORGANISATION)
            name = cells.draw_line(f"name_{words.language}", words("administration.name"))
            cells.draw("type", "country")
            again = filled.is_same and st.checkbox(
                words("organisation.again"), key=filled.key("again")
            )
            sent = st.form_submit_button(words("organisation.name.save"))
    if not sent:
        return
    typed = ProvisionalEntry({words.language: name}, **cells.values)
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


_BESIDE: Final = ("receiver", "source_word", "flow_type", "earmarking", "note")
FIELDS: Final = ("what", "dated", *(column.name for column in FLOW.columns))


def wants_correction(session: Session, form: Form) -> bool:
    """Whether an existing row is to be corrected, rather than a new one recorded."""
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
    cells = Cells(session, form, FLOW, is_live=True)
    cells.draw("kind", "provider")
    _draw_pledges(cells, flows)
    cells.draw_money(amount=3, currency=2, in_kind=2)
    cells.draw("value_date")
    _draw_finance(cells)
    cells.draw("source")
    with st.expander(session.words("record.more")):
        cells.draw(*_BESIDE)
    draw_organisation_form(session, form.name)
    return FlowEntry(**cells.values)


def pledge(session: Session, form: Form, flows: Sequence[Flow]) -> FlowEntry:
    """The fields of a pledge that a funder proposes; its own earlier pledges may be replaced."""
    kind = {"kind": FlowKind.PLEDGE.word, "provider": ""}
    cells = Cells(session, form, FLOW, is_live=True, values=kind)
    cells.draw_money(amount=3, currency=2, in_kind=2)
    cells.draw("value_date")
    _draw_pledges(cells, flows)
    _draw_finance(cells)
    cells.draw("note")
    return FlowEntry(**cells.values)


def _draw_finance(cells: Cells) -> None:
    """Grant or loan of a pledge or commitment; new or announced before of a pledge."""
    kind = cells.values["kind"]
    if kind in [stage.word for stage in FINANCED]:
        cells.draw("finance_type")
    if kind == FlowKind.PLEDGE.word:
        cells.draw("announcement")


def _draw_pledges(cells: Cells, flows: Sequence[Flow]) -> None:
    """A pledge may replace one, a commitment may honour one."""
    names = {FlowKind.PLEDGE.word: "supersedes", FlowKind.COMMITMENT.word: "honours"}
    name = names.get(cells.values["kind"])
    replaced = {flow.supersedes_id for flow in flows}
    pledges = [
        flow
        for flow in flows
        if flow.kind is FlowKind.PLEDGE and flow.amount_minor > 0 and flow.id not in replaced
    ]
    if name and pledges:
        cells.draw_choice(name, row_names(cells.session, pledges))


def row_names(session: Session, flows: Sequence[Flow]) -> dict[str, str]:
    """Rows of a project in a few words each, by their references."""
    return {flow.reference: flow_text(session, flow) for flow in flows}


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
