"""Two entries of one organisation: which stays, what a merge would change, and the merge."""

from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.measures.figures import Figure
from portfolio.services import organisations
from portfolio.services.access import may
from portfolio.services.organisations import MergePreview
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said as done
from portfolio.ui.components import organisation_names, tables
from portfolio.ui.components.housekeeping_address import ITEM, address, address_value, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.record_form import Form, form
from portfolio.ui.session import Session

_FIGURES: Final = (
    Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PLEDGED_OPEN, Figure.PAID, Figure.SPENT,
)  # fmt: skip
SECTION: Final = "organisations"
Seen = tuple[str, str, int, MergePreview]


def draw(session: Session) -> None:
    """Choose two, see what changes, say why, merge."""
    words = session.words
    back = link(words("housekeeping.back"), href(session, SECTION))
    st.html(
        tag("p", back, class_="rp-back")
        + text("h2", words("housekeeping.organisation.merge"), class_="rp-section")
        + text("p", words("housekeeping.merge.help"), class_="rp-help")
    )
    filled = form("merge")
    filled.refuse(session)
    names = organisation_names.choices(session)
    ones = list(names)
    if not may(session.who, "save_organisation"):  # a reviewer merges what is provisional
        known = organisation_names.organisations(session)
        ones = [one for one in ones if known[one].provisional_since is not None]
    with st.form(filled.key("choose"), border=False):
        one = fields.choice(
            session, filled, "one", words("housekeeping.merge.one"), ones,
            lambda row: names.get(row, row), address_value(session, ITEM),
        )  # fmt: skip
        into = fields.choice(
            session, filled, "into", words("housekeeping.merge.into"), list(names),
            lambda row: names.get(row, row),
        )  # fmt: skip
        if st.form_submit_button(words("housekeeping.merge.preview")):
            _look(session, filled, one, into)
    seen: Seen | None = st.session_state.get(_name(filled))
    if seen is not None and seen[:3] == (one, into, session.register.portfolio().revision):
        _confirm(session, filled, seen, names)


def _look(session: Session, form: Form, one: str, into: str) -> None:
    """Work out what the merge would do; the form is drawn again with it."""
    st.session_state.pop(_name(form), None)

    def look() -> None:
        preview = organisations.preview_merge(
            session.register, session.who, one, into, session.portfolio
        )
        revision = session.register.portfolio().revision
        st.session_state[_name(form)] = (one, into, revision, preview)

    form.ask(look)
    st.rerun()


def _confirm(session: Session, form: Form, draft_seen: Seen, names: dict[str, str]) -> None:
    words, (one, into, _, preview) = session.words, draft_seen
    counts = (
        words.count("housekeeping.merge.projects", preview.projects),
        words.count("housekeeping.merge.people", preview.people),
        words.count("housekeeping.merge.drafts", preview.drafts),
    )
    touched = tag("ul", *(text("li", said) for said in counts), class_="rp-touched")
    sentence = words("housekeeping.merge.sentence", one=names[one], into=names[into])
    st.html(text("p", sentence) + touched + tables.as_html(_table(session, preview)))
    is_same = preview.before == preview.after
    note = "housekeeping.merge.same" if is_same else "housekeeping.merge.differs"
    st.html(text("p", words(note), class_="rp-help"))
    with st.form(form.key("confirm"), border=False):
        why = fields.reason(session, form, words("housekeeping.merge.reason"))
        sent = st.form_submit_button(words("housekeeping.merge.do"), type="primary")
    if sent:
        done.save(
            session,
            form,
            lambda: organisations.merge_organisations(
                session.register, session.who, one, into, why, token=form.token
            ),
            lambda: words("housekeeping.merge.done", one=names[one], into=names[into]),
            address(session, SECTION),
        )


def _table(session: Session, preview: MergePreview) -> Table:
    """Official figures now and after."""
    words = session.words
    rows = []
    for figure in _FIGURES:
        was, is_now = preview.before.of(figure), preview.after.of(figure)
        rows.append(
            (
                Cell(words(f"figure.{figure}.short")),
                Cell(words.exact(was, "EUR")),
                Cell(words.exact(is_now, "EUR")),
            )
        )
    heads = (
        Column(words("housekeeping.merge.figure")),
        Column(words("housekeeping.merge.before"), is_number=True),
        Column(words("housekeeping.merge.after"), is_number=True),
    )
    return Table(words("housekeeping.merge.caption"), heads, tuple(rows))


def _name(form: Form) -> str:
    return f"merge-preview-{form.token}"
