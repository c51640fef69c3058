"""Organisations of the record: list, form, identifiers, and merging of two entries."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.fields import ORGANISATION, Shape, form_field, form_fields
from portfolio.domain.reference import TYPES, Organisation
from portfolio.measures.figures import Figure
from portfolio.present import table
from portfolio.present.html import link, tag
from portfolio.present.table import Table, number, table_of
from portfolio.services import organisations
from portfolio.services.access import may
from portfolio.services.organisations import MergePreview, OrganisationEntry
from portfolio.text.typing import matching, search_words
from portfolio.ui import flow_form, forms, lists, sorting
from portfolio.ui.forms import Cells, Form, form
from portfolio.ui.lists import SEARCH
from portfolio.ui.navigation import FORM, ITEM, LONGEST, address, address_value, href
from portfolio.ui.session import Session, go

SECTION: Final = "organisations"
_MERGE: Final = form_fields(
    "merge",
    form_field("one", Shape.ORGANISATION, "administration.merge.one"),
    form_field("into", Shape.ORGANISATION, "administration.merge.into"),
    form_field("reason", Shape.REASON, "administration.merge.reason"),
)


def draw_organisation(session: Session, before: Organisation | None) -> None:
    """The form of a new organisation, or of one that is there."""
    words = session.words
    key = "edit" if before else "add"
    title = words("administration.organisation.add")
    if before is not None:
        title = words("administration.organisation.edit", name=flow_form.label(session, before))
    forms.draw_head(session, SECTION, title)
    filled = form(f"organisation-{before.identifier if before else ''}")
    filled.refuse(session)
    current = (
        {}
        if before is None
        else {
            "names": before.names,
            "type": before.type,
            "country": before.country,
            "office": before.office,
        }
    )
    cells = Cells(session, filled, ORGANISATION, current)
    with st.form(filled.key("form"), border=False):
        cells.draw(*(() if before else ("identifier",)), "names", "type", "country", "office")
        again = filled.is_same and st.checkbox(words("organisation.again"), key=filled.key("again"))
        sent = st.form_submit_button(words("administration.save"), type="primary")
    if before is not None:
        st.html(_merge_this(session, before))
    if sent:
        given = {"identifier": before.identifier if before else "", **cells.values}
        typed = OrganisationEntry(**given)
        forms.save(
            session,
            filled,
            lambda: organisations.save_organisation(
                session.register, session.who, typed,
                is_new=before is None, token=filled.token, again=bool(again),
            ),
            lambda: words(
                f"administration.organisation.{key}.done",
                name=words.choose(typed.names) or typed.identifier,
            ),
            address(session, SECTION),
        )  # fmt: skip


def _merge_this(session: Session, organisation: Organisation) -> Markup:
    into = href(session, SECTION, form="merge", item=organisation.identifier)
    return tag(
        "p", link(session.words("administration.organisation.merge_this"), into), class_="rp-small"
    )


def draw_identifier(session: Session, organisation: Organisation) -> None:
    """Since when it is provisional, a field for its identifier, and the way to a merge."""
    words = session.words
    name = flow_form.label(session, organisation)
    since = words("administration.provisional.since", day=organisation.provisional_since)
    forms.draw_head(session, SECTION, name)
    st.html(tag("p", since, class_="rp-note"))
    filled = form(f"identify-{organisation.identifier}")
    filled.refuse(session)
    with st.form(filled.key("form"), border=False):
        cells = Cells(session, filled, ORGANISATION)
        cells.draw("identifier")
        identifier = cells.values["identifier"]
        sent = st.form_submit_button(words("administration.identify.save"), type="primary")
    st.html(_merge_this(session, organisation))
    if sent:
        forms.save(
            session,
            filled,
            lambda: organisations.identify_organisation(
                session.register, session.who, organisation.identifier, identifier,
                token=filled.token,
            ),
            lambda: words("administration.identify.done", name=name, identifier=identifier.strip()),
            address(session, SECTION),
        )  # fmt: skip


_FIGURES: Final = (
    Figure.REQUIREMENT, Figure.SECURED, Figure.GAP, Figure.PLEDGED_OPEN, Figure.PAID, Figure.SPENT,
)  # fmt: skip
Seen = tuple[str, str, int, MergePreview]


def draw_merge(session: Session) -> None:
    """Merge page: choose two, see what changes, give a reason, merge."""
    words = session.words
    forms.draw_head(session, SECTION, words("administration.organisation.merge"))
    st.html(tag("p", words("administration.merge.help"), class_="rp-help"))
    filled = form("merge")
    filled.refuse(session)
    names = flow_form.choices(session)
    ones = list(names)
    if not may(session.who, "save_organisation"):  # a reviewer merges what is provisional
        known = flow_form.organisations(session)
        ones = [one for one in ones if known[one].provisional_since is not None]
    with st.form(filled.key("choose"), border=False):
        cells = Cells(session, filled, _MERGE, {"one": address_value(session, ITEM)})
        one = cells.draw_choice("one", {one: names[one] for one in ones})
        into = cells.draw_choice("into", names)
        if st.form_submit_button(words("administration.merge.preview")):
            _look(session, filled, one, into)
    seen: Seen | None = st.session_state.get(_name(filled))
    if seen is not None and seen[:3] == (one, into, session.register.portfolio().revision):
        _confirm(session, filled, seen, names)


def _look(session: Session, form: Form, one: str, into: str) -> None:
    """Compute what the merge would do; the form is drawn again with it."""
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
        words.count("administration.merge.projects", preview.projects),
        words.count("administration.merge.people", preview.people),
        words.count("administration.merge.drafts", preview.drafts),
    )
    touched = tag("ul", *(tag("li", said) for said in counts), class_="rp-touched")
    sentence = words("administration.merge.sentence", one=names[one], into=names[into])
    st.html(tag("p", sentence) + touched + table.as_html(_merge_table(session, preview)))
    is_same = preview.before == preview.after
    note = "administration.merge.same" if is_same else "administration.merge.differs"
    st.html(tag("p", words(note), class_="rp-help"))
    with st.form(form.key("confirm"), border=False):
        cells = Cells(session, form, _MERGE)
        cells.draw("reason")
        sent = st.form_submit_button(words("administration.merge.do"), type="primary")
    if sent:
        forms.save(
            session,
            form,
            lambda: organisations.merge_organisations(
                session.register, session.who, one, into, cells.values["reason"], token=form.token
            ),
            lambda: words("administration.merge.done", one=names[one], into=names[into]),
            address(session, SECTION),
        )


def _merge_table(session: Session, preview: MergePreview) -> Table:
    """Official figures now and after."""
    words = session.words
    return table_of(
        words,
        words("administration.merge.caption"),
        _FIGURES,
        ("administration.merge.figure", lambda figure: words(f"figure.{figure}.short")),
        (
            number("administration.merge.before"),
            lambda figure: words.exact(preview.before.of(figure), "EUR"),
        ),
        (
            number("administration.merge.after"),
            lambda figure: words.exact(preview.after.of(figure), "EUR"),
        ),
    )


def _name(form: Form) -> str:
    return f"merge-preview-{form.token}"


def draw(session: Session) -> None:
    """The list, or the form named by the address."""
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
    st.html(tag("h2", words(f"administration.section.{SECTION}"), class_="rp-section"))
    ways = [
        link(
            words("administration.organisation.merge"),
            href(session, SECTION, form="merge"),
        )
    ]
    if edits:
        ways.insert(
            0,
            link(
                words("administration.organisation.add"),
                href(session, SECTION, form="new"),
            ),
        )
    st.html(tag("nav", *ways, class_="rp-ways"))
    _list(session)


def _list(session: Session) -> None:
    words, sought = session.words, address_value(session, SEARCH)
    with st.form(f"search-{SECTION}-{sought}", border=False), st.container(horizontal=True,
        vertical_alignment="bottom", gap="small", key="administration-search"):  # fmt: skip
        given = st.text_input(
            words("administration.organisation.search"),
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
        st.html(
            tag("p", words("administration.organisation.none", sought=sought), class_="rp-note")
        )
        return
    shown = found[: lists.ROWS]
    st.html(tag("p", _counted(session, len(found), len(shown)), class_="rp-note"))
    links = [_href(session, row) for row in found]
    with st.container(key=f"list-{SECTION}"):
        listed = _organisations_table(session, found)
        order = sorting.of_table(session, "organisations", listed)
        st.html(table.as_html(listed, links=links, limit=lists.ROWS, order=order))


def _href(session: Session, row: Organisation) -> str | None:
    """Address of a row's form; of a provisional one, its identifier's."""
    if row.provisional_since is not None:
        return href(session, SECTION, form="identify", item=row.identifier)
    if may(session.who, "save_organisation"):
        return href(session, SECTION, form="edit", item=row.identifier)
    return None


def _matching(session: Session, query: str) -> list[Organisation]:
    if not query:
        return flow_form.in_order(session)
    matches = matching(query)
    folded = session.per_view(
        "administration-organisations",
        lambda: {row.identifier: _folded(row) for row in flow_form.organisations(session).values()},
    )
    return [row for row in flow_form.in_order(session) if matches(folded.get(row.identifier, ""))]


def _folded(row: Organisation) -> str:
    return search_words(" ".join((row.identifier, *row.names.values(), row.office)))


def _counted(session: Session, matches: int, listed_rows: int) -> str:
    counted = session.words.count("administration.organisation.count", matches)
    if matches == listed_rows:
        return counted
    return f"{counted} {session.words('administration.organisation.first', shown=listed_rows)}"


def _organisations_table(session: Session, rows: Sequence[Organisation]) -> Table:
    words = session.words
    return table_of(
        words,
        words(f"administration.section.{SECTION}"),
        rows,
        ("administration.name", lambda row: words.choose(row.names) or row.identifier),
        ("administration.identifier", lambda row: _identifier(session, row)),
        (
            "administration.type",
            lambda row: words(f"organisation.type.{row.type}") if row.type in TYPES else row.type,
        ),
        (
            "administration.country",
            lambda row: session.reader.name("country", row.country) if row.country else "",
        ),
        ("administration.office", lambda row: row.office),
    )


def _identifier(session: Session, row: Organisation) -> str:
    """The identifier, and since when it is provisional."""
    if row.provisional_since is None:
        return row.identifier
    since = session.words("administration.provisional.short", day=row.provisional_since)
    return f"{row.identifier} · {since}"
