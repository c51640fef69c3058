"""The working list of countries: region, list of DAC, names; and a form for one."""

from typing import Final

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.places import Country, Region
from portfolio.services import countries
from portfolio.services.countries import CountryEntry
from portfolio.text.folding import fold
from portfolio.ui.components import housekeeping_fields as fields
from portfolio.ui.components import housekeeping_said as done
from portfolio.ui.components import tables
from portfolio.ui.components.housekeeping_address import FORM, ITEM, address, address_value, href
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.record_form import form
from portfolio.ui.session import Session

SECTION: Final = "countries"
_REGIONS: Final = tuple(region.word for region in Region)


def draw(session: Session) -> None:
    """The list, or the form the address asks for."""
    words, wanted = session.words, address_value(session, FORM)
    every = {found.code: found for found in session.register.labels.countries.values()}
    found = every.get(address_value(session, ITEM))
    if wanted == "new" or (wanted == "edit" and found is not None):
        _form(session, found if wanted == "edit" else None)
        return
    add = link(words("housekeeping.country.add"), href(session, SECTION, form="new"))
    st.html(
        text("h2", words(f"housekeeping.section.{SECTION}"), class_="rp-section")
        + text("p", words("housekeeping.country.help"), class_="rp-help")
        + tag("nav", add, class_="rp-ways")
    )
    rows = sorted(
        every.values(), key=lambda row: (row.region, fold(session.reader.name("country", row.code)))
    )
    links = [href(session, SECTION, form="edit", item=row.code) for row in rows]
    with st.container(key=f"list-{SECTION}"):
        st.html(tables.as_html(_table(session, rows), links=links, limit=len(rows)))


def _table(session: Session, rows: list[Country]) -> Table:
    words = session.words
    columns = ("name", "code", "iso3", "region", "dac")
    return Table(
        words(f"housekeeping.section.{SECTION}"),
        tuple(Column(words(f"housekeeping.column.{name}")) for name in columns),
        tuple(
            (
                Cell(words.choose(row.names) or row.code),
                Cell(row.code),
                Cell(row.iso3),
                Cell(words(f"region.{row.region.word}")),
                Cell(words("word.yes" if row.is_dac_recipient else "word.no")),
            )
            for row in rows
        ),
    )


def _form(session: Session, before: Country | None) -> None:
    words = session.words
    name = session.reader.name("country", before.code) if before else ""
    title = words("housekeeping.country.add")
    if before:
        title = words("housekeeping.country.edit", name=name)
    back = link(words("housekeeping.back"), href(session, SECTION))
    st.html(tag("p", back, class_="rp-back") + text("h2", title, class_="rp-section"))
    filled = form(f"country-{before.code if before else ''}")
    filled.refuse(session)
    with st.form(filled.key("form"), border=False):
        code = before.code if before else ""
        if before is None:
            code = fields.line(session, filled, "code", words("housekeeping.code"))
        iso3 = fields.line(
            session, filled, "iso3", words("housekeeping.iso3"), before.iso3 if before else ""
        )
        region = fields.choice(
            session, filled, "region", words("housekeeping.region"), _REGIONS,
            lambda word: words(f"region.{word}"), before.region.word if before else "",
        )  # fmt: skip
        is_recipient = st.checkbox(
            words("housekeeping.dac"),
            before.is_dac_recipient if before else False,
            key=filled.key("dac"),
        )
        names = fields.names(session, filled, before.names if before else {})
        sent = st.form_submit_button(words("housekeeping.save"), type="primary")
    if sent:
        typed = CountryEntry(code, iso3, region, is_recipient, names)
        done.save(
            session,
            filled,
            lambda: countries.save_country(
                session.register, session.who, typed, is_new=before is None, token=filled.token
            ),
            lambda: words("housekeeping.saved", name=words.choose(names) or code),
            address(session, SECTION),
        )
