"""A provisional organisation gets the identifier of its registry, or turns out to be another."""

import streamlit as st

from portfolio.domain.organisations import Organisation
from portfolio.services import provisional
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said as done
from portfolio.ui.components import organisation_names
from portfolio.ui.components.housekeeping_address import address, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.record_form import form
from portfolio.ui.session import Session

SECTION = "organisations"


def draw(session: Session, organisation: Organisation) -> None:
    """Since when it is provisional, a field for its identifier, and the way to a merge."""
    words = session.words
    name = organisation_names.label(session, organisation)
    since = words("housekeeping.provisional.since", day=organisation.provisional_since)
    merge = link(
        words("housekeeping.organisation.merge_this"),
        href(session, SECTION, form="merge", item=organisation.identifier),
    )
    st.html(
        tag("p", link(words("housekeeping.back"), href(session, SECTION)), class_="rp-back")
        + text("h2", name, class_="rp-section", dir="auto")
        + text("p", since, class_="rp-note")
    )
    filled = form(f"identify-{organisation.identifier}")
    filled.refuse(session)
    with st.form(filled.key("form"), border=False):
        identifier = fields.line(
            session, filled, "identifier", words("housekeeping.identifier"),
            help_text=words("housekeeping.identifier.help"),
        )  # fmt: skip
        sent = st.form_submit_button(words("housekeeping.identify.save"), type="primary")
    st.html(tag("p", merge, class_="rp-small"))
    if sent:
        done.save(
            session,
            filled,
            lambda: provisional.identify_organisation(
                session.register,
                session.who,
                organisation.identifier,
                identifier,
                token=filled.token,
            ),
            lambda: words("housekeeping.identify.done", name=name, identifier=identifier.strip()),
            address(session, SECTION),
        )
