"""The page of housekeeping: a list of the sections one may use, and the one that is open."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from portfolio.services.access import may
from portfolio.ui.components import (
    housekeeping_conference,
    housekeeping_countries,
    housekeeping_history,
    housekeeping_organisations,
    housekeeping_people,
    housekeeping_periods,
    housekeeping_rates,
    housekeeping_said,
    opening,
)
from portfolio.ui.components.housekeeping_address import PAGE, SECTION, address_value, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

# Each section, the command that only those have who may use it, and what draws it.
SECTIONS: Final[tuple[tuple[str, str, Callable[[Session], None]], ...]] = (
    ("organisations", "merge_organisations", housekeeping_organisations.draw),
    ("countries", "save_country", housekeeping_countries.draw),
    ("rates", "flows_without_rate", housekeeping_rates.draw),
    ("periods", "list_periods", housekeeping_periods.draw),
    ("conference", "set_conference", housekeeping_conference.draw),
    ("people", "list_people", housekeeping_people.draw),
    ("history", "read_history", housekeeping_history.draw),
)


def draw(session: Session) -> None:
    """The sections beside the open one; the first that one may use where the address names none."""
    own = {name: section for name, needed, section in SECTIONS if may(session.who, needed)}
    asked = address_value(session, SECTION)
    now = asked if asked in own else next(iter(own))
    opening.draw(session, PAGE, is_filtered=False)
    with st.container(key="housekeeping"):
        side, body = st.columns([1, 4], gap="large")
    with side:
        st.html(_sections(session, list(own), now))
    with body, st.container(key="housekeeping-form"):
        if asked and asked != now:
            unknown = text("p", session.words("housekeeping.no_section"))
            st.html(tag("div", unknown, class_="rp-problem", role="alert"))
        housekeeping_said.draw(session)
        own[now](session)


def _sections(session: Session, names: list[str], now: str) -> str:
    links = (
        tag(
            "li",
            link(
                session.words(f"housekeeping.section.{name}"),
                href(session, name),
                aria_current="page" if name == now else None,
            ),
        )
        for name in names
    )
    label = session.words("housekeeping.sections")
    return tag("nav", tag("ul", *links), class_="rp-sections", aria_label=label)
