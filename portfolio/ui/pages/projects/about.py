"""About a project: title, badges, summary, kind with its rule, dates, offices, participants."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import clauses
from portfolio.domain.fields import TEXT_FIELDS
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Participant, Relation
from portfolio.domain.reference import Kind, ParticipantRole, derive
from portfolio.measures import progress
from portfolio.present.html import BREAK, esc, join_html, link, strong, tag
from portfolio.ui import attachments, badges, filters, opening
from portfolio.ui.project_context import ProjectContext
from portfolio.ui.session import Session
from portfolio.ui.subjects import name_link, phrase_links


def draw_project_head(context: ProjectContext) -> None:
    """Way back, title, other titles, marks, the view in words, and a mark if illustrative."""
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.html(tag("header", back(context.params), *_title(context), class_="rp-opening"))
        filters.bar(context.params)
    st.html(_view(context))
    opening.notices_problems(context.params)
    if said := _notices(context):  # Streamlit refuses to draw nothing
        st.html(said)


def _notices(context: ProjectContext) -> Markup:
    """Notices that the project is an example, and that a draft is shown."""
    here, said = context.session, []
    if here.portfolio.is_example:
        said.append(tag("strong", here.words("word.label", label=here.words("example.mark"))))
        said.append(esc(here.words("example.sentence")))
    made = []
    if said:
        made.append(
            tag("p", join_html(said, " "), class_="rp-notice rp-demonstration", role="note")
        )
    if context.draft is not None:
        meant = esc(here.words("projects.drafted"))
        way = link(
            here.words("projects.drafted.open"), here.href("entry", None, draft=str(context.draft))
        )
        made.append(tag("p", f"{meant} {way}", class_="rp-notice", role="note"))
    return tag("div", *made, class_="rp-notices") if made else Markup()


def back(session: Session) -> Markup:
    """Link back to the list with its filters and search."""
    search = session.beside.get("search", [""])[-1].strip()
    said = (
        session.words("projects.back_to_search", query=search)
        if search
        else session.words("projects.back")
    )
    beside = {"search": search} if search else {}
    return tag("p", link(said, session.href("projects", None, **beside)), class_="rp-back")


def _title(context: ProjectContext) -> tuple[str, ...]:
    here, project = context.session, context.project
    shown = context.title()
    others = [
        tag("span", title, lang=language, dir="auto")
        for language, title in project.titles.items()
        if title != shown
    ]
    heard = tag("span", here.words("projects.also_titled"), class_="rp-heard")
    facts = badges.join(
        tag("bdi", project.identifier, class_="rp-identifier"),
        badges.status(here, context.line.status),
        badges.relation(here, context.line.relation),
        esc(here.words(f"kind.{context.line.kind.word}")),
        badges.provenance(here, project.provenance),
    )
    return (
        tag("h1", shown, dir="auto"),
        tag("p", heard, *others, class_="rp-other-titles") if others else "",
        tag("p", facts, class_="rp-facts"),
    )


def _view(context: ProjectContext) -> Markup:
    words = context.session.words
    parts = [
        tag("span", words("word.colon", label=label, value=value))
        for label, value in opening.said_of(context.session)
    ]
    if not context.params.question.filters.is_empty:
        parts.append(tag("span", words("projects.whole")))
    return tag("p", *parts, class_="rp-view")


# Texts of the record under a label of their own, or next to another.
_WORDED: Final = frozenset((
    "objective", "place", "requesting_authority", "contact_office", "contact_address",
    "contact_email", "sector", "notes",
))  # fmt: skip
DATES = ("start_planned", "start_actual", "end_planned", "end_actual")


def draw_project_about(context: ProjectContext) -> None:
    """The record's own words and facts, what is not recorded named as such."""
    here, project = context.session, context.project
    words = here.words
    summary = words.choose(project.summaries)
    said = [tag("h2", words("projects.about"), class_="rp-section", id="about")]
    if summary:
        said.append(badges.record_text(context.session, "p", summary, class_="rp-summary"))
    else:
        said.append(tag("p", words("projects.summary.none"), class_="rp-note"))
    rows = [
        (
            "projects.objective",
            badges.record_text(context.session, "span", project.objective)
            if project.objective
            else None,
        ),
        ("axis.kind", _kind(context)),
        ("projects.status_history", _statuses(context)),
        ("field.relation", _relations(context)),
        ("projects.dates", _dates(context)),
        ("projects.place", _own(context, project.place)),
        ("role.requesting", _own(context, project.requesting_authority)),
        ("column.implementer", _implementer(context)),
        ("column.contact_office", _contact(context)),
        ("projects.sector", _sector(context) if project.sector else None),
        *(
            (f"field.{name}", badges.record_text(here, "span", value))
            for name in TEXT_FIELDS
            if name not in _WORDED and (value := getattr(project, name))
        ),
        ("projects.owner", _owner(context)),
        ("projects.participants", _participants(context)),
        (
            "projects.notes",
            badges.record_text(context.session, "span", project.notes) if project.notes else None,
        ),
    ]
    facts = (tag("dt", words(key)) + tag("dd", value) for key, value in rows if value is not None)
    st.html(tag("section", *said, tag("dl", *facts, class_="rp-facts-list"), class_="rp-project"))


def _own(context: ProjectContext, text: str) -> Markup:
    return (
        badges.record_text(context.session, "span", text)
        if text
        else badges.missing(context.session)
    )


def _contact(context: ProjectContext) -> Markup:
    """Contact office, its place and its address; what is not recorded is named as such."""
    project = context.project
    parts = [_own(context, project.contact_office)]
    if project.contact_address:
        parts.append(
            badges.record_text(
                context.session, "span", project.contact_address, class_="rp-address"
            )
        )
    if project.contact_email:
        parts.append(badges.mail(project.contact_email))
    elif project.contact_office:
        none = context.session.words("contact.no_email")
        parts.append(tag("span", none, class_="rp-unstated"))
    return join_html(parts, BREAK)


def _owner(context: ProjectContext) -> str | None:
    owner = context.project.owner
    return tag("bdi", name_link(context.session, "funder", owner)) if owner else None


def _implementer(context: ProjectContext) -> Markup:
    found = context.line.implementer
    if not found:
        return badges.missing(context.session)
    return tag("bdi", name_link(context.session, "funder", found))


def _kind(context: ProjectContext) -> Markup:
    """Kind, its plain rule, whether it follows or was declared, and the recorded reason."""
    words, project, kind = context.session.words, context.project, context.line.kind
    said = [tag("strong", words(f"kind.{kind.word}"))]
    rule = words(f"kind.{kind.word}.rule")
    if project.kind_exception:
        derived = words(f"kind.{_derived(context).word}")
        said.append(tag("p", words("projects.kind.exception", derived=derived)))
        reason = words("projects.kind.exception_reason")
        said.append(_reason(context, reason, project.kind_exception))
    else:
        said.append(tag("p", words("projects.kind.derived", rule=rule)))
        if project.declared_kind not in (kind, Kind.UNCLASSIFIED):
            declared = words(f"kind.{project.declared_kind.word}")
            said.append(tag("p", words("projects.kind.differs", declared=declared)))
    if project.kind_reason:
        said.append(_reason(context, words("projects.kind.reason"), project.kind_reason))
    return join_html(said)


def _sector(context: ProjectContext) -> Markup:
    """The sector by the name of its code, of the code's category, else as it was recorded."""
    words, sector = context.session.words, context.project.sector
    for code in (sector, sector[:3]):
        if sector.isdigit() and words.has(f"sector.{code}"):
            return tag("span", words("sector.named", name=words(f"sector.{code}"), code=sector))
    return badges.record_text(context.session, "span", sector)


def _reason(context: ProjectContext, label: str, reason: str) -> Markup:
    start = tag("span", context.session.words("word.label", label=label) + " ")
    return tag("p", start, badges.record_text(context.session, "span", reason), class_="rp-small")


def _derived(context: ProjectContext) -> Kind:
    """The kind that follows from the participants alone (domain section 3)."""
    labels, people = context.session.register.labels, context.project.participants
    countries = {country.code: country for country in labels.countries.values()}
    homes = {entry.identifier: entry.country for entry in labels.organisations.values()}
    pivotal = [
        person.country or homes.get(person.organisation or "")
        for person in people
        if person.role is ParticipantRole.PIVOTAL
    ]
    return derive(
        [
            (
                person.country,
                countries[person.country].region,
                countries[person.country].is_dac_recipient,
            )
            for person in people
            if person.role is ParticipantRole.BENEFICIARY and person.country
        ],
        has_provider=any(person.role is ParticipantRole.PROVIDER for person in people),
        pivotal=[(code, countries[code].is_dac_recipient if code else False) for code in pivotal],
        has_facilitating=any(person.role is ParticipantRole.FACILITATING for person in people),
    )


def _statuses(context: ProjectContext) -> Markup:
    """Every status with the day it holds from; the one in force is highlighted."""
    words, question = context.session.words, context.session.question
    known = [entry for entry in context.project.statuses if progress.is_known(entry, question)]
    now = progress.holding(known, question)
    items = []
    for entry in sorted(known, key=lambda entry: (entry.valid_from, entry.recorded_at)):
        said = words(
            "projects.status_from",
            status=words(f"status.{entry.status.word}"),
            day=entry.valid_from,
        )
        later = entry.valid_from > question.as_of
        name = "strong" if entry is now else "span"
        if later:
            said = words("projects.history.said_later", said=said)
        item = tag(name, said, class_="rp-later" if later else None)
        items.append(item + _source(context, entry.source))
    return badges.item_list(items, "rp-plain")


def _relations(context: ProjectContext) -> Markup:
    """Every relation to the declaration with day, reason, source; the one in force stands out."""
    words, question = context.session.words, context.session.question
    known = [entry for entry in context.project.relations if progress.is_known(entry, question)]
    now = progress.holding(known, question)
    items = []
    if context.line.relation is Relation.LISTED:
        items += _listings(context)
    elif now is None:
        items.append(
            tag("span", words(f"projects.relation.unrecorded.{context.line.relation.word}"))
        )
    for entry in sorted(known, key=lambda entry: (entry.valid_from, entry.recorded_at)):
        relation = words(f"relation.{entry.relation.word}")
        said = words("projects.status_from", status=relation, day=entry.valid_from)
        later = entry.valid_from > question.as_of
        if later:
            said = words("projects.history.said_later", said=said)
        item = tag("strong" if entry is now else "span", said, class_="rp-later" if later else None)
        item += tag("p", badges.in_words(context.session, entry.reasons), class_="rp-small")
        items.append(item + _source(context, entry.source))
    return badges.item_list(items, "rp-plain")


def _listings(context: ProjectContext) -> list[str]:
    """The lists in force that name the project, each with its reason (ruling 34)."""
    here, items = context.session, list[str]()
    for clause, one in sorted(clauses.in_force(here.view.lists).items()):
        for entry in one.projects:
            if entry.project == context.project.identifier:
                said = here.words("lists.listed_in", clause=clause, day=one.valid_from)
                way = here.href("lists")
                item = tag("strong", link(said, f"{way}#clause-{clause}"))
                item += tag("p", badges.in_words(here, entry.reasons), class_="rp-small")
                items.append(item + _source(context, one.source))
    return items


def _source(context: ProjectContext, text: str) -> Markup:
    return (
        tag(
            "span",
            " ",
            badges.address(context.session, text, context.sources()),
            class_="rp-small",
        )
        if text
        else Markup()
    )


def _dates(context: ProjectContext) -> Markup:
    words, project = context.session.words, context.project
    days = [(name, getattr(project, name)) for name in DATES]
    items = [
        esc(words("word.colon", label=words(f"projects.{name}"), value=words.day(day)))
        for name, day in days
        if day is not None
    ]
    made = badges.item_list(items, "rp-plain") if items else badges.missing(context.session)
    if project.dates_note:
        made += badges.record_text(context.session, "p", project.dates_note, class_="rp-small")
    return made


def _participants(context: ProjectContext) -> Markup:
    """Participants by role, in the order of the roles."""
    here, by_role = context.session, defaultdict[ParticipantRole, list[Participant]](list)
    for person in context.project.participants:
        by_role[person.role].append(person)
    if not by_role:
        return tag("span", here.words("projects.participants.none"), class_="rp-unstated")
    return badges.item_list(
        (_role(context, role, by_role[role]) for role in ParticipantRole if role in by_role),
        "rp-plain",
    )


def _role(context: ProjectContext, role: ParticipantRole, people: Iterable[Participant]) -> Markup:
    """The role, and who has it: each organisation and country as the way to its page."""
    here, label = context.session, context.session.words(f"role.{role.word}")
    named = [_parts(person) for person in people]
    names = dict.fromkeys(
        " – ".join(strong(here.reader.name(*one)) for one in parts) for parts in named
    )
    said = here.words("word.colon", label=label, value=here.reader.join_names(list(names)))
    return tag("span", phrase_links(here, said, *(one for parts in named for one in parts)))


def _parts(person: Participant) -> list[tuple[str, str]]:
    """Organisation and country of a participant, by axis and key."""
    parts = (("funder", person.organisation), ("country", person.country))
    return [(axis, key) for axis, key in parts if key]


def draw_project_sources(context: ProjectContext) -> None:
    """Sources, then documents; an illustrative record has none, with a reason."""
    words, project = context.session.words, context.project
    parts = [tag("h2", words("projects.sources"), class_="rp-section", id="sources")]
    if project.sources:
        links = (
            badges.outside(context.session, source.address, source.title)
            for source in project.sources
        )
        parts.append(badges.item_list(links, "rp-sources"))
    elif project.provenance is Provenance.ILLUSTRATIVE:
        parts.append(tag("p", words("projects.sources.illustrative"), class_="rp-note"))
    else:
        parts.append(tag("p", words("projects.sources.none"), class_="rp-note"))
    if project.documents:
        links = (
            badges.outside(context.session, source.address, source.title)
            for source in project.documents
        )
        parts.append(tag("h3", words("projects.documents")))
        parts.append(badges.item_list(links, "rp-sources"))
    parts.append(attachments.draw_list(context))
    st.html(tag("section", *parts, class_="rp-project"))
