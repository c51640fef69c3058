"""Everybody with an account: a list, a form for a new one, and what can be done with one."""

from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.services.people import Account, list_people
from portfolio.ui.components import housekeeping_account, organisation_names, tables
from portfolio.ui.components.housekeeping_address import FORM, ITEM, href, said
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

SECTION: Final = "people"


def draw(here: Session) -> None:
    """The list, or the account the address asks for."""
    words, wanted = here.words, said(here, FORM)
    every = {account.person.login: account for account in list_people(here.register, here.who)}
    found = every.get(said(here, ITEM))
    if wanted == "new":
        housekeeping_account.new(here)
        return
    if wanted == "edit" and found is not None:
        housekeeping_account.draw(here, found)
        return
    add = link(words("housekeeping.person.add"), href(here, SECTION, form="new"))
    st.html(
        text("h2", words(f"housekeeping.section.{SECTION}"), class_="rp-section")
        + tag("nav", add, class_="rp-ways")
    )
    if not every:
        st.html(text("p", words("housekeeping.person.none"), class_="rp-note"))
        return
    links = [href(here, SECTION, form="edit", item=login) for login in every]
    table = _table(here, list(every.values()))
    with st.container(key=f"list-{SECTION}"):
        st.html(tables.as_html(table, links=links, limit=len(links)))


def _table(here: Session, accounts: list[Account]) -> Table:
    words = here.words
    held = organisation_names.held(here)
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
                Cell(organisation_names.named(here, organisation) if organisation else ""),
                Cell(words(f"housekeeping.state.{housekeeping_account.state(account)}")),
                Cell(words.number(account.sessions)),
            )
        )
    return Table(
        words(f"housekeeping.section.{SECTION}"),
        tuple(Column(words(f"housekeeping.{name}"), name == "sessions") for name in columns),
        tuple(rows),
    )
