"""Everybody with an account: a list, a form for a new one, and what can be done with one."""

from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.services.people import Account, list_people
from portfolio.ui.components import housekeeping_account, organisation_names, tables
from portfolio.ui.components.housekeeping_address import FORM, ITEM, address_value, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

SECTION: Final = "people"


def draw(session: Session) -> None:
    """The list, or the account the address asks for."""
    words, wanted = session.words, address_value(session, FORM)
    every = {
        account.person.login: account for account in list_people(session.register, session.who)
    }
    found = every.get(address_value(session, ITEM))
    if wanted == "new":
        housekeeping_account.new(session)
        return
    if wanted == "edit" and found is not None:
        housekeeping_account.draw(session, found)
        return
    add = link(words("housekeeping.person.add"), href(session, SECTION, form="new"))
    st.html(
        text("h2", words(f"housekeeping.section.{SECTION}"), class_="rp-section")
        + tag("nav", add, class_="rp-ways")
    )
    if not every:
        st.html(text("p", words("housekeeping.person.none"), class_="rp-note"))
        return
    links = [href(session, SECTION, form="edit", item=login) for login in every]
    table = _table(session, list(every.values()))
    with st.container(key=f"list-{SECTION}"):
        st.html(tables.as_html(table, links=links, limit=len(links)))


def _table(session: Session, accounts: list[Account]) -> Table:
    words = session.words
    held = organisation_names.organisations(session)
    columns = ("login", "name", "role", "organisation", "state", "sessions")
    rows = []
    for account in accounts:
        person = account.person
        organisation = held.get(person.organisation or "")
        rows.append(
            (
                Cell(person.login),
                Cell(person.name),
                Cell(words(f"duty.{person.duty.word}")),
                Cell(organisation_names.label(session, organisation) if organisation else ""),
                Cell(words(f"housekeeping.state.{housekeeping_account.state(account)}")),
                Cell(words.number(account.sessions)),
            )
        )
    return Table(
        words(f"housekeeping.section.{SECTION}"),
        tuple(Column(words(f"housekeeping.{name}"), name == "sessions") for name in columns),
        tuple(rows),
    )
