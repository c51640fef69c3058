"""The form of one organisation."""

import streamlit as st

from portfolio.domain.organisations import TYPES, Organisation
from portfolio.services import organisations
from portfolio.services.organisations import OrganisationEntry
from portfolio.text.folding import fold
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said as done
from portfolio.ui.components import organisation_names
from portfolio.ui.components.housekeeping_address import address, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.record_form import form
from portfolio.ui.session import Session

SECTION = "organisations"


def draw(session: Session, before: Organisation | None) -> None:
    """The form of a new organisation, or of one that is there."""
    words = session.words
    key = "edit" if before else "add"
    st.html(tag("p", link(words("housekeeping.back"), href(session, SECTION)), class_="rp-back"))
    title = words("housekeeping.organisation.add")
    if before is not None:
        title = words(
            "housekeeping.organisation.edit", name=organisation_names.label(session, before)
        )
    st.html(text("h2", title, class_="rp-section"))
    filled = form(f"organisation-{before.identifier if before else ''}")
    filled.refuse(session)
    countries = {code: session.reader.name("country", code) for code in _countries(session)}
    with st.form(filled.key("form"), border=False):
        identifier = before.identifier if before else ""
        if before is None:
            identifier = fields.line(
                session,
                filled,
                "identifier",
                words("housekeeping.identifier"),
                help_text=words("housekeeping.identifier.help"),
            )
        names = fields.names(session, filled, before.names if before else {})
        kind = fields.choice(
            session,
            filled,
            "type",
            words("housekeeping.type"),
            TYPES,
            lambda code: words(f"organisation.type.{code}"),
            before.type if before else "",
        )
        country = fields.choice(
            session,
            filled,
            "country",
            words("housekeeping.country"),
            list(countries),
            lambda code: countries.get(code, code),
            (before.country or "") if before else "",
        )
        office = fields.line(
            session, filled, "office", words("housekeeping.office"), before.office if before else ""
        )
        again = filled.is_same and st.checkbox(words("organisation.again"), key=filled.key("again"))
        sent = st.form_submit_button(words("housekeeping.save"), type="primary")
    if before is not None:
        into = link(
            words("housekeeping.organisation.merge_this"),
            href(session, SECTION, form="merge", item=before.identifier),
        )
        st.html(tag("p", into, class_="rp-small"))
    if sent:
        typed = OrganisationEntry(identifier, names, kind, country, office)
        done.save(
            session,
            filled,
            lambda: organisations.save_organisation(
                session.register,
                session.who,
                typed,
                is_new=before is None,
                token=filled.token,
                again=bool(again),
            ),
            lambda: words(
                f"housekeeping.organisation.{key}.done", name=words.choose(names) or identifier
            ),
            address(session, SECTION),
        )


def _countries(session: Session) -> list[str]:
    held_ones = session.register.labels.countries.values()
    return sorted(
        (c.code for c in held_ones), key=lambda code: fold(session.reader.name("country", code))
    )
