"""Administration page: everything but the projects, a section at a time."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.history import HistoryEntry
from portfolio.domain.reference import Country, Region
from portfolio.present import table
from portfolio.present.html import link, tag
from portfolio.present.table import Table, table_of
from portfolio.services import operations, reference
from portfolio.services.access import may
from portfolio.services.live import CONFERENCE
from portfolio.services.reference import CountryEntry
from portfolio.ui import forms, lists, opening, session, sorting
from portfolio.ui.forms import Cells, form
from portfolio.ui.navigation import FORM, ITEM, PAGE, address, address_value, href
from portfolio.ui.navigation import SECTION as NAVIGATION_SECTION
from portfolio.ui.pages.administration import organisations, people, periods, rates
from portfolio.ui.session import Session

_CHECKED: Final = "history-checked"  # what the last check found, and when
_ELSEWHERE: Final = ("project", "draft", "flow")  # displayed on the pages of the projects


def draw_history(session: Session) -> None:
    """Check of the history chain on demand, then the newest changes outside the projects' pages."""
    words = session.words
    head = (
        tag("h2", words("history.title"), class_="rp-section"),
        tag("p", words("history.lead"), class_="rp-help"),
    )
    st.html("".join(head))
    if st.button(words("history.check"), key="history-check", icon=":material/fact_check:"):
        verdict = operations.verify(session.register.database)
        st.session_state[_CHECKED] = (verdict, datetime.now(UTC))
    if _CHECKED in st.session_state:
        verdict, moment = st.session_state[_CHECKED]
        said = (
            tag("p", words(verdict.phrase, **operations.chain_values(verdict))),
            tag("p", words("history.checked", moment=moment), class_="rp-note"),
        )
        found, role = ("rp-recorded", "status") if verdict.is_sound else ("rp-problem", "alert")
        st.html(tag("div", *said, class_=f"{found} rp-verdict", role=role))
    st.html(tag("h3", words("history.newest"), class_="rp-rows"))
    every = operations.read_history(session.register, session.who)
    told = [entry for entry in every if entry.subject not in _ELSEWHERE]
    if told:
        lists.show(session, _history_table(session, told), name="records")
    else:
        st.html(tag("p", words("history.none"), class_="rp-note"))


def _history_table(session: Session, entries: list[HistoryEntry]) -> Table:
    words = session.words
    logins = operations.read_logins(session.register, session.who)
    return table_of(
        words,
        words("history.newest"),
        entries,
        ("history.when", lambda entry: words.moment(entry.recorded_at)),
        ("history.who", lambda entry: words.author(entry.person_id, logins)),
        ("history.what", lambda entry: words(f"command.{entry.command or 'none'}")),
        ("history.about", lambda entry: _about(session, entry, logins)),
        # a program's reason is no reader's language
        ("column.reason", lambda entry: "" if entry.person_id is None else entry.reason),
    )


def _about(session: Session, entry: HistoryEntry, logins: Mapping[int, str]) -> str:
    if entry.identifier == CONFERENCE:
        return session.words("conference.name")
    if entry.subject == "person":
        return session.words.author(int(entry.identifier), logins)
    return entry.identifier


SECTION: Final = "countries"
_COUNTRY: Final = form_fields(
    "country",
    form_field("code", Shape.LINE, "administration.code"),
    form_field("iso3", Shape.LINE, "administration.iso3"),
    form_field(
        "region",
        Shape.CHOICE,
        "administration.region",
        choices=tuple(region.word for region in Region),
    ),
    form_field("dac", Shape.SWITCH, "administration.dac"),
    form_field("names", Shape.SPOKEN_LINE, "administration.names"),
)


def draw_countries(session: Session) -> None:
    """The list, or the form named by the address."""
    words, wanted = session.words, address_value(session, FORM)
    every = {found.code: found for found in session.register.labels.countries.values()}
    found = every.get(address_value(session, ITEM))
    if wanted == "new" or (wanted == "edit" and found is not None):
        _form(session, found if wanted == "edit" else None)
        return
    add = link(words("administration.country.add"), href(session, SECTION, form="new"))
    st.html(
        tag("h2", words(f"administration.section.{SECTION}"), class_="rp-section")
        + tag("p", words("administration.country.help"), class_="rp-help")
        + tag("nav", add, class_="rp-ways")
    )
    codes = session.in_name_order(every, partial(session.reader.name, "country"))
    rows = sorted((every[code] for code in codes), key=lambda row: row.region)
    links = [href(session, SECTION, form="edit", item=row.code) for row in rows]
    with st.container(key=f"list-{SECTION}"):
        listed = _countries_table(session, rows)
        order = sorting.of_table(session, "countries-list", listed)
        st.html(table.as_html(listed, links=links, limit=len(rows), order=order))


def _countries_table(session: Session, rows: list[Country]) -> Table:
    words = session.words
    return table_of(
        words,
        words(f"administration.section.{SECTION}"),
        rows,
        ("administration.column.name", lambda row: words.choose(row.names) or row.code),
        ("administration.column.code", lambda row: row.code),
        ("administration.column.iso3", lambda row: row.iso3),
        ("administration.column.region", lambda row: words(f"region.{row.region.word}")),
        (
            "administration.column.dac",
            lambda row: words("word.yes" if row.is_dac_recipient else "word.no"),
        ),
    )


def _form(session: Session, before: Country | None) -> None:
    words = session.words
    title = words("administration.country.add")
    if before:
        name = session.reader.name("country", before.code)
        title = words("administration.country.edit", name=name)
    forms.draw_head(session, SECTION, title)
    filled = form(f"country-{before.code if before else ''}")
    filled.refuse(session)
    current = (
        {}
        if before is None
        else {
            "iso3": before.iso3,
            "region": before.region.word,
            "names": before.names,
            "dac": "on" if before.is_dac_recipient else "",
        }
    )
    cells = Cells(session, filled, _COUNTRY, current)
    with st.form(filled.key("form"), border=False):
        cells.draw(*(() if before else ("code",)), "iso3", "region", "dac", "names")
        sent = st.form_submit_button(words("administration.save"), type="primary")
    if sent:
        is_recipient = cells.values.pop("dac") == "on"
        given = {"code": before.code if before else "", **cells.values}
        typed = CountryEntry(is_dac_recipient=is_recipient, **given)
        forms.save(
            session,
            filled,
            lambda: reference.save_country(
                session.register, session.who, typed, is_new=before is None, token=filled.token
            ),
            lambda: words("administration.saved", name=words.choose(typed.names) or typed.code),
            address(session, SECTION),
        )


# Each section, the command that only those have who may use it, and what draws it.
SECTIONS: Final[tuple[tuple[str, str, Callable[[Session], None]], ...]] = (
    ("organisations", "merge_organisations", organisations.draw),
    ("countries", "save_country", draw_countries),
    ("rates", "flows_without_rate", rates.draw),
    ("periods", "list_periods", periods.draw),
    ("conference", "set_conference", periods.draw_conference),
    ("people", "list_people", people.draw),
    ("history", "read_history", draw_history),
)


def draw_section(session: Session) -> None:
    """Sections next to the open one; the first permitted one where the address names none."""
    own = {name: section for name, needed, section in SECTIONS if may(session.who, needed)}
    asked = address_value(session, NAVIGATION_SECTION)
    now = asked if asked in own else next(iter(own))
    opening.draw(session, PAGE, is_filtered=False)
    with st.container(key="administration"):
        side, body = st.columns([1, 4], gap="large")
    with side:
        st.html(_sections(session, list(own), now))
    with body, st.container(key="administration-form"):
        if asked and asked != now:
            unknown = tag("p", session.words("administration.no_section"))
            st.html(tag("div", unknown, class_="rp-problem", role="alert"))
        forms.draw_done(session)
        own[now](session)


def _sections(session: Session, names: list[str], now: str) -> Markup:
    links = (
        tag(
            "li",
            link(
                session.words(f"administration.section.{name}"),
                href(session, name),
                aria_current="page" if name == now else None,
            ),
        )
        for name in names
    )
    label = session.words("administration.sections")
    return tag("nav", tag("ul", *links), class_="rp-sections", aria_label=label)


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw_sheets("desk", "projects", "administration")
    draw_section(here)
