"""Organisations of the record: list, form, identifiers, and two entries made one."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.reference import TYPES, Organisation
from portfolio.measures.figures import Figure
from portfolio.present import table
from portfolio.present.html import link, tag, text
from portfolio.present.table import Cell, Column, Table
from portfolio.services import organisations
from portfolio.services.access import may
from portfolio.services.organisations import MergePreview, OrganisationEntry
from portfolio.text.typing import fold, matching, search_words
from portfolio.ui import fields, flow_form, forms, lists
from portfolio.ui.forms import Form, form
from portfolio.ui.lists import SEARCH
from portfolio.ui.navigation import FORM, ITEM, LONGEST, address, address_value, href
from portfolio.ui.session import Session, go

ORGANISATION_SECTION = "organisations"


def draw_organisation(session: Session, before: Organisation | None) -> None:
    """The form of a new organisation, or of one that is there."""
    words = session.words
    key = "edit" if before else "add"
    st.html(
        tag(
            "p",
            link(words("housekeeping.back"), href(session, ORGANISATION_SECTION)),
            class_="rp-back",
        )
    )
    title = words("housekeeping.organisation.add")
    if before is not None:
        title = words("housekeeping.organisation.edit", name=flow_form.label(session, before))
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
        kind = fields.field_choice(
            session,
            filled,
            "type",
            words("housekeeping.type"),
            TYPES,
            lambda code: words(f"organisation.type.{code}"),
            before.type if before else "",
        )
        country = fields.field_choice(
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
            href(session, ORGANISATION_SECTION, form="merge", item=before.identifier),
        )
        st.html(tag("p", into, class_="rp-small"))
    if sent:
        typed = OrganisationEntry(identifier, names, kind, country, office)
        forms.save(
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
            address(session, ORGANISATION_SECTION),
        )


def _countries(session: Session) -> list[str]:
    held_ones = session.register.labels.countries.values()
    return sorted(
        (c.code for c in held_ones), key=lambda code: fold(session.reader.name("country", code))
    )


IDENTIFIER_SECTION = "organisations"


def draw_identifier(session: Session, organisation: Organisation) -> None:
    """Since when it is provisional, a field for its identifier, and the way to a merge."""
    words = session.words
    name = flow_form.label(session, organisation)
    since = words("housekeeping.provisional.since", day=organisation.provisional_since)
    merge = link(
        words("housekeeping.organisation.merge_this"),
        href(session, IDENTIFIER_SECTION, form="merge", item=organisation.identifier),
    )
    st.html(
        tag(
            "p",
            link(words("housekeeping.back"), href(session, IDENTIFIER_SECTION)),
            class_="rp-back",
        )
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
        forms.save(
            session,
            filled,
            lambda: organisations.identify_organisation(
                session.register,
                session.who,
                organisation.identifier,
                identifier,
                token=filled.token,
            ),
            lambda: words("housekeeping.identify.done", name=name, identifier=identifier.strip()),
            address(session, IDENTIFIER_SECTION),
        )


_FIGURES: Final = (
    Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PLEDGED_OPEN, Figure.PAID, Figure.SPENT,
)  # fmt: skip
MERGE_SECTION: Final = "organisations"
Seen = tuple[str, str, int, MergePreview]


def draw_merge(session: Session) -> None:
    """Choose two, see what changes, say why, merge."""
    words = session.words
    back = link(words("housekeeping.back"), href(session, MERGE_SECTION))
    st.html(
        tag("p", back, class_="rp-back")
        + text("h2", words("housekeeping.organisation.merge"), class_="rp-section")
        + text("p", words("housekeeping.merge.help"), class_="rp-help")
    )
    filled = form("merge")
    filled.refuse(session)
    names = flow_form.choices(session)
    ones = list(names)
    if not may(session.who, "save_organisation"):  # a reviewer merges what is provisional
        known = flow_form.organisations(session)
        ones = [one for one in ones if known[one].provisional_since is not None]
    with st.form(filled.key("choose"), border=False):
        one = fields.field_choice(
            session, filled, "one", words("housekeeping.merge.one"), ones,
            lambda row: names.get(row, row), address_value(session, ITEM),
        )  # fmt: skip
        into = fields.field_choice(
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
    st.html(text("p", sentence) + touched + table.as_html(_merge_table(session, preview)))
    is_same = preview.before == preview.after
    note = "housekeeping.merge.same" if is_same else "housekeeping.merge.differs"
    st.html(text("p", words(note), class_="rp-help"))
    with st.form(form.key("confirm"), border=False):
        why = fields.reason(session, form, words("housekeeping.merge.reason"))
        sent = st.form_submit_button(words("housekeeping.merge.do"), type="primary")
    if sent:
        forms.save(
            session,
            form,
            lambda: organisations.merge_organisations(
                session.register, session.who, one, into, why, token=form.token
            ),
            lambda: words("housekeeping.merge.done", one=names[one], into=names[into]),
            address(session, MERGE_SECTION),
        )


def _merge_table(session: Session, preview: MergePreview) -> Table:
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


ORGANISATIONS_SECTION = "organisations"


def draw(session: Session) -> None:
    """The list, or the form the address asks for."""
    words, wanted = session.words, address_value(session, FORM)
    if wanted == "merge":
        draw_merge(session)
        return
    found = flow_form.organisations(session).get(address_value(session, ITEM))
    edits = may(session.who, "save_organisation")
    if wanted == "identify" and found is not None and found.provisional_since is not None:
        draw_identifier(session, found)
        return
    if edits and (wanted == "new" or (wanted == "edit" and found is not None)):
        draw_organisation(session, found if wanted == "edit" else None)
        return
    st.html(text("h2", words(f"housekeeping.section.{ORGANISATIONS_SECTION}"), class_="rp-section"))
    ways = [
        link(
            words("housekeeping.organisation.merge"),
            href(session, ORGANISATIONS_SECTION, form="merge"),
        )
    ]
    if edits:
        ways.insert(
            0,
            link(
                words("housekeeping.organisation.add"),
                href(session, ORGANISATIONS_SECTION, form="new"),
            ),
        )
    st.html(tag("nav", *ways, class_="rp-ways"))
    _list(session)


def _list(session: Session) -> None:
    words, sought = session.words, address_value(session, SEARCH)
    with st.form(f"search-{ORGANISATIONS_SECTION}-{sought}", border=False), st.container(horizontal=True,
        vertical_alignment="bottom", gap="small", key="housekeeping-search"):  # fmt: skip
        given = st.text_input(
            words("housekeeping.organisation.search"),
            sought,
            max_chars=LONGEST,
            key=f"sought-{ORGANISATIONS_SECTION}-{sought}",
        )
        sent = st.form_submit_button(words("projects.search.go"))
    if sent and (given or "").strip() != sought:
        wanted = (given or "").strip()
        go(address(session, ORGANISATIONS_SECTION, **({SEARCH: wanted} if wanted else {})))
    found = _matching(session, sought)
    if not found:
        st.html(text("p", words("housekeeping.organisation.none", sought=sought), class_="rp-note"))
        return
    shown = found[: lists.ROWS]
    st.html(text("p", _counted(session, len(found), len(shown)), class_="rp-note"))
    links = [_href(session, row) for row in shown]
    with st.container(key=f"list-{ORGANISATIONS_SECTION}"):
        st.html(table.as_html(_organisations_table(session, shown), links=links))


def _href(session: Session, row: Organisation) -> str | None:
    """Where a row leads: to its form, a provisional one to its identifier."""
    if row.provisional_since is not None:
        return href(session, ORGANISATIONS_SECTION, form="identify", item=row.identifier)
    if may(session.who, "save_organisation"):
        return href(session, ORGANISATIONS_SECTION, form="edit", item=row.identifier)
    return None


def _matching(session: Session, query: str) -> list[Organisation]:
    if not query:
        return flow_form.in_order(session)
    matches = matching(query)
    folded = session.per_view(
        "housekeeping-organisations",
        lambda: {row.identifier: _folded(row) for row in flow_form.organisations(session).values()},
    )
    return [row for row in flow_form.in_order(session) if matches(folded.get(row.identifier, ""))]


def _folded(row: Organisation) -> str:
    return search_words(" ".join((row.identifier, *row.names.values(), row.office)))


def _counted(session: Session, matches: int, listed_rows: int) -> str:
    counted = session.words.count("housekeeping.organisation.count", matches)
    if matches == listed_rows:
        return counted
    return f"{counted} {session.words('housekeeping.organisation.first', shown=listed_rows)}"


def _organisations_table(session: Session, rows: Sequence[Organisation]) -> Table:
    words = session.words
    columns = ("name", "identifier", "type", "country", "office")
    return Table(
        words(f"housekeeping.section.{ORGANISATIONS_SECTION}"),
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
