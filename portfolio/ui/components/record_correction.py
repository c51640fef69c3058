"""The form of a correction: a row of money, what it should read, and the row that makes it so."""

import streamlit as st

from portfolio.domain import flow_correction
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flow_correction import CorrectionEntry
from portfolio.services import corrections
from portfolio.ui.components import record_flow
from portfolio.ui.components.markup import text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.components.record_form import Form


def draw(context: ProjectContext, form: Form) -> CorrectionEntry | None:
    """The fields of a correction; what is typed in them now, None while no row is chosen."""
    here, project = context.session, context.project
    words = here.words
    rows = flow_correction.correctable(project)
    target = record_flow.reference(here, form, "corrects", rows)
    if target is None:
        said = words("record.correction.choose" if rows else "record.correction.none")
        st.html(text("p", said, class_="rp-help"))
        return None
    reads = flow_correction.reads_now(project, target)
    st.html(text("p", words("record.correction.reads", amount=reads), class_="rp-help"))
    values: dict[str, str] = {}
    label = words("record.correction.should_read", currency=target.currency)
    record_flow.amount_in(here, form, values, target.currency, label)
    is_dated = st.radio(
        words("record.correction.why"),
        [False, True],
        format_func=lambda day: words(
            "record.correction.happened" if day else "record.correction.error"
        ),
        key=form.key("dated"),
    )
    if is_dated:
        record_flow.cell(here, form, values, "value_date")
    record_flow.cell(here, form, values, "source", help_="record.source.help")
    record_flow.cell(here, form, values, "note")
    entry = CorrectionEntry(corrects=target.reference, **values)
    said = "" if is_dated and not entry.value_date else outcome(context, entry)
    if said:
        st.html(text("p", said, class_="rp-stands"))
    return entry


def outcome(context: ProjectContext, entry: CorrectionEntry) -> str:
    """What recording a correction adds to the ledger, in words; "" while it can't be read."""
    words = context.session.words
    try:
        found = corrections.preview(context.session.register, context.project, entry)
    except PortfolioError:
        return ""
    row = found.row
    reference, day = found.target.reference, row.value_date
    if found.takes_back:
        amount = words.exact(-row.amount_minor, row.currency)
        return words("record.correction.lowers", reference=reference, amount=amount, day=day)
    amount = words.exact(row.amount_minor, row.currency)
    if found.replaces:
        return words("record.correction.replaces", reference=reference, amount=amount, day=day)
    return words("record.correction.adds", reference=reference, amount=amount, day=day)
