"""An organisation that is not in the list, named where it is needed under a provisional identifier."""

from collections.abc import Iterable

import streamlit as st

from portfolio.domain.fields import Field, Shape
from portfolio.domain.organisations import TYPES
from portfolio.services import provisional
from portfolio.services.access import may
from portfolio.services.provisional import ProvisionalEntry
from portfolio.text.folding import fold
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.record_form import form
from portfolio.ui.session import Session

_NAMED = "organisation-named"  # what was named last in this place, until something else is done


def is_asked(fields: Iterable[Field]) -> bool:
    """Whether one of the fields, or a column of one, holds an organisation."""
    return any(
        Shape.ORGANISATION in (field.shape, *(column.shape for column in field.columns))
        for field in fields
    )


def draw(session: Session, place: str) -> None:
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
            kind = fields.choice(
                session, filled, "type", words("housekeeping.type"), TYPES,
                lambda code: words(f"organisation.type.{code}"),
            )  # fmt: skip
            countries = _countries(session)
            country = fields.choice(
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
            provisional.name_organisation(
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
