"""The organisations of the record: a list to search, a form for one, and the merging of two."""

from collections.abc import Sequence

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.organisations import TYPES, Organisation
from portfolio.services.access import may
from portfolio.text.folding import matching, search_words
from portfolio.ui.components import (
    housekeeping_identify,
    housekeeping_merge,
    housekeeping_organisation,
    organisation_names,
    project_paging,
    tables,
)
from portfolio.ui.components.housekeeping_address import (
    FORM,
    ITEM,
    LONGEST,
    address,
    address_value,
    href,
)
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.project_search import SEARCH
from portfolio.ui.session import Session, go

SECTION = "organisations"


def draw(session: Session) -> None:
    """The list, or the form the address asks for."""
    words, wanted = session.words, address_value(session, FORM)
    if wanted == "merge":
        housekeeping_merge.draw(session)
        return
    found = organisation_names.organisations(session).get(address_value(session, ITEM))
    edits = may(session.who, "save_organisation")
    if wanted == "identify" and found is not None and found.provisional_since is not None:
        housekeeping_identify.draw(session, found)
        return
    if edits and (wanted == "new" or (wanted == "edit" and found is not None)):
        housekeeping_organisation.draw(session, found if wanted == "edit" else None)
        return
    st.html(text("h2", words(f"housekeeping.section.{SECTION}"), class_="rp-section"))
    ways = [link(words("housekeeping.organisation.merge"), href(session, SECTION, form="merge"))]
    if edits:
        ways.insert(
            0, link(words("housekeeping.organisation.add"), href(session, SECTION, form="new"))
        )
    st.html(tag("nav", *ways, class_="rp-ways"))
    _list(session)


def _list(session: Session) -> None:
    words, sought = session.words, address_value(session, SEARCH)
    with st.form(f"search-{SECTION}-{sought}", border=False), st.container(horizontal=True,
        vertical_alignment="bottom", gap="small", key="housekeeping-search"):  # fmt: skip
        given = st.text_input(
            words("housekeeping.organisation.search"),
            sought,
            max_chars=LONGEST,
            key=f"sought-{SECTION}-{sought}",
        )
        sent = st.form_submit_button(words("projects.search.go"))
    if sent and (given or "").strip() != sought:
        wanted = (given or "").strip()
        go(address(session, SECTION, **({SEARCH: wanted} if wanted else {})))
    found = _matching(session, sought)
    if not found:
        st.html(text("p", words("housekeeping.organisation.none", sought=sought), class_="rp-note"))
        return
    shown = found[: project_paging.ROWS]
    st.html(text("p", _counted(session, len(found), len(shown)), class_="rp-note"))
    links = [_href(session, row) for row in shown]
    with st.container(key=f"list-{SECTION}"):
        st.html(tables.as_html(_table(session, shown), links=links))


def _href(session: Session, row: Organisation) -> str | None:
    """Where a row leads: to its form, a provisional one to its identifier."""
    if row.provisional_since is not None:
        return href(session, SECTION, form="identify", item=row.identifier)
    if may(session.who, "save_organisation"):
        return href(session, SECTION, form="edit", item=row.identifier)
    return None


def _matching(session: Session, query: str) -> list[Organisation]:
    if not query:
        return organisation_names.in_order(session)
    matches = matching(query)
    folded = session.per_view(
        "housekeeping-organisations",
        lambda: {
            row.identifier: _folded(row)
            for row in organisation_names.organisations(session).values()
        },
    )
    return [
        row
        for row in organisation_names.in_order(session)
        if matches(folded.get(row.identifier, ""))
    ]


def _folded(row: Organisation) -> str:
    return search_words(" ".join((row.identifier, *row.names.values(), row.office)))


def _counted(session: Session, matches: int, listed_rows: int) -> str:
    counted = session.words.count("housekeeping.organisation.count", matches)
    if matches == listed_rows:
        return counted
    return f"{counted} {session.words('housekeeping.organisation.first', shown=listed_rows)}"


def _table(session: Session, rows: Sequence[Organisation]) -> Table:
    words = session.words
    columns = ("name", "identifier", "type", "country", "office")
    return Table(
        words(f"housekeeping.section.{SECTION}"),
        tuple(Column(words(f"housekeeping.{name}")) for name in columns),
        tuple(
            (
                Cell(words.choose(row.names) or row.identifier),
                Cell(_identifier(session, row)),
                Cell(words(f"organisation.type.{row.type}") if row.type in TYPES else row.type),
                Cell(session.reader.name("country", row.country) if row.country else ""),
                Cell(row.office),
            )
            for row in rows
        ),
    )


def _identifier(session: Session, row: Organisation) -> str:
    """The identifier, and since when it is provisional."""
    if row.provisional_since is None:
        return row.identifier
    since = session.words("housekeeping.provisional.short", day=row.provisional_since)
    return f"{row.identifier} · {since}"
