"""Record another like this: the form of money begins like a row that stands."""

from typing import Final

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Flow
from portfolio.ui.components import record_head, record_kept
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.components.record_form import Form, form

# What is a fact of one row alone is typed anew.
_TYPED_ANEW: Final = ("amount", "value_date", "source", "note")


class FormInUse(PortfolioError):
    """The form holds what was typed and not recorded; nothing typed is overwritten."""

    phrase = "error.form_in_use"


def button(context: ProjectContext, flow: Flow) -> None:
    """Begin the form of the project's money like this row, unless something stands in it."""
    here, words = context.session, context.session.words
    identifier = context.project.identifier
    filled = form(f"flow-{identifier}")
    key = f"again-{identifier}-{flow.reference}"
    if not st.button(words("record.another"), key=key, type="tertiary"):
        return
    if _is_in_use(filled):
        st.html(tag("div", text("p", words.error(FormInUse())), class_="rp-wrong", role="alert"))
        return
    record_kept.begin(here, filled, _values(context, flow))
    said = words("record.another.begun", reference=flow.reference)
    record_head.remember_effect(identifier, said, record_head.amounts(context))
    st.rerun()


def _is_in_use(form: Form) -> bool:
    return any(st.session_state.get(form.key(name)) for name in _TYPED_ANEW)


def _values(context: ProjectContext, flow: Flow) -> dict[str, str | bool | None]:
    """What the rows share, by the names of the form's fields."""
    organisations = context.session.register.labels.organisations
    parties = {
        name: organisations[number].identifier if number is not None else ""
        for name, number in (("provider", flow.provider_id), ("receiver", flow.receiver_id))
    }
    return {
        "kind": flow.kind.word,
        **parties,
        "currency": flow.currency,
        "in_kind": flow.in_kind,
        "finance_type": str(flow.finance_type or ""),
        "announcement": flow.announcement.word if flow.announcement else "",
        "flow_type": str(flow.flow_type or ""),
        "earmarking": str(flow.earmarking or ""),
    }
