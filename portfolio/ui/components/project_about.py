"""What a project is: summary, kind with its rule, status, dates, place, offices, participants."""

from collections import defaultdict
from collections.abc import Iterable

import streamlit as st

from portfolio.domain import priority_lists
from portfolio.domain.cooperation import Kind, ParticipantRole, derive
from portfolio.domain.relations import Relation
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import ProjectContext

DATES = ("start_planned", "start_actual", "end_planned", "end_actual")


def draw(context: ProjectContext) -> None:
    """The record's own words and facts, what is not recorded named as such."""
    here, project = context.session, context.project
    words = here.words
    summary = words.choose(project.summaries)
    said = [text("h2", words("projects.about"), class_="rp-section", id="about")]
    if summary:
        said.append(marks.record_text(context.session, "p", summary, class_="rp-summary"))
    else:
        said.append(text("p", words("projects.summary.none"), class_="rp-note"))
    rows = [
        (
            "projects.objective",
            marks.record_text(context.session, "span", project.objective)
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
        ("projects.owner", _owner(context)),
        ("projects.participants", _participants(context)),
        (
            "projects.notes",
            marks.record_text(context.session, "span", project.notes) if project.notes else None,
        ),
    ]
    facts = (text("dt", words(key)) + tag("dd", value) for key, value in rows if value is not None)
    st.html(tag("section", *said, tag("dl", *facts, class_="rp-facts-list"), class_="rp-project"))


def _own(context: ProjectContext, text: str) -> str:
    return (
        marks.record_text(context.session, "span", text) if text else marks.missing(context.session)
    )


def _contact(context: ProjectContext) -> str:
    """The office, where it is and where to write to it; what is not recorded is said."""
    project = context.project
    parts = [_own(context, project.contact_office)]
    if project.contact_address:
        parts.append(
            marks.record_text(context.session, "span", project.contact_address, class_="rp-address")
        )
    if project.contact_email:
        parts.append(marks.mail(project.contact_email))
    elif project.contact_office:
        none = context.session.words("contact.no_email")
        parts.append(text("span", none, class_="rp-unstated"))
    return "<br>".join(parts)


def _owner(context: ProjectContext) -> str | None:
    owner = context.project.owner
    return text("bdi", context.session.reader.name("funder", owner)) if owner else None


def _implementer(context: ProjectContext) -> str:
    found = context.line.implementer
    if not found:
        return marks.missing(context.session)
    return text("bdi", context.session.reader.name("funder", found))


def _kind(context: ProjectContext) -> str:
    """The kind, its plain rule, whether it follows or was declared, and the reason given."""
    words, project, kind = context.session.words, context.project, context.line.kind
    said = [text("strong", words(f"kind.{kind.word}"))]
    rule = words(f"kind.{kind.word}.rule")
    if project.kind_exception:
        derived = words(f"kind.{_derived(context).word}")
        said.append(text("p", words("projects.kind.exception", derived=derived)))
        reason = words("projects.kind.exception_reason")
        said.append(_reason(context, reason, project.kind_exception))
    else:
        said.append(text("p", words("projects.kind.derived", rule=rule)))
        if project.declared_kind not in (kind, Kind.UNCLASSIFIED):
            declared = words(f"kind.{project.declared_kind.word}")
            said.append(text("p", words("projects.kind.differs", declared=declared)))
    if project.kind_reason:
        said.append(_reason(context, words("projects.kind.reason"), project.kind_reason))
    return "".join(said)


def _sector(context: ProjectContext) -> str:
    """The sector by the name of its code, of the code's category, else as it was recorded."""
    words, sector = context.session.words, context.project.sector
    for code in (sector, sector[:3]):
        if sector.isdigit() and words.has(f"sector.{code}"):
            return text("span", words("sector.named", name=words(f"sector.{code}"), code=sector))
    return marks.record_text(context.session, "span", sector)


def _reason(context: ProjectContext, label: str, reason: str) -> str:
    start = text("span", context.session.words("word.label", label=label) + " ")
    return tag("p", start, marks.record_text(context.session, "span", reason), class_="rp-small")


def _derived(context: ProjectContext) -> Kind:
    """The kind that the participants alone would give (domain section 3)."""
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


def _statuses(context: ProjectContext) -> str:
    """Every status with the day it holds from; the one in force stands out."""
    words, question = context.session.words, context.session.question
    known = [entry for entry in context.project.statuses if held.is_known(entry, question)]
    now = held.holding(known, question)
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
        item = text(name, said, class_="rp-later" if later else None)
        items.append(item + _source(context, entry.source))
    return marks.item_list(items, "rp-plain")


def _relations(context: ProjectContext) -> str:
    """Every relation to the declaration with its day, reason and source; the one in force stands out."""
    words, question = context.session.words, context.session.question
    known = [entry for entry in context.project.relations if held.is_known(entry, question)]
    now = held.holding(known, question)
    items = []
    if context.line.relation is Relation.LISTED:
        items += _listings(context)
    elif now is None:
        items.append(
            text("span", words(f"projects.relation.unrecorded.{context.line.relation.word}"))
        )
    for entry in sorted(known, key=lambda entry: (entry.valid_from, entry.recorded_at)):
        relation = words(f"relation.{entry.relation.word}")
        said = words("projects.status_from", status=relation, day=entry.valid_from)
        later = entry.valid_from > question.as_of
        if later:
            said = words("projects.history.said_later", said=said)
        item = text(
            "strong" if entry is now else "span", said, class_="rp-later" if later else None
        )
        item += tag("p", marks.in_words(context.session, entry.reasons), class_="rp-small")
        items.append(item + _source(context, entry.source))
    return marks.item_list(items, "rp-plain")


def _listings(context: ProjectContext) -> list[str]:
    """The lists in force that name the project, each with the reason it gives (ruling 34)."""
    here, items = context.session, list[str]()
    for clause, one in sorted(priority_lists.in_force(here.view.lists).items()):
        for entry in one.projects:
            if entry.project == context.project.identifier:
                said = here.words("lists.listed_in", clause=clause, day=one.valid_from)
                way = here.href("lists")
                item = tag("strong", link(said, f"{way}#clause-{clause}"))
                item += tag("p", marks.in_words(here, entry.reasons), class_="rp-small")
                items.append(item + _source(context, one.source))
    return items


def _source(context: ProjectContext, text: str) -> str:
    return (
        tag(
            "span",
            esc(" "),
            marks.address(context.session, text, context.sources()),
            class_="rp-small",
        )
        if text
        else ""
    )


def _dates(context: ProjectContext) -> str:
    words, project = context.session.words, context.project
    days = [(name, getattr(project, name)) for name in DATES]
    items = [
        esc(words("word.colon", label=words(f"projects.{name}"), value=words.day(day)))
        for name, day in days
        if day is not None
    ]
    made = marks.item_list(items, "rp-plain") if items else marks.missing(context.session)
    if project.dates_note:
        made += marks.record_text(context.session, "p", project.dates_note, class_="rp-small")
    return made


def _participants(context: ProjectContext) -> str:
    """Participants by role, in the order of the roles."""
    here, by_role = context.session, defaultdict[ParticipantRole, list[str]](list)
    for person in context.project.participants:
        named = [here.reader.name("funder", person.organisation)] if person.organisation else []
        if person.country:
            named.append(here.reader.name("country", person.country))
        by_role[person.role].append(" – ".join(named))
    if not by_role:
        return text("span", here.words("projects.participants.none"), class_="rp-unstated")
    return marks.item_list(
        (_role(context, role, by_role[role]) for role in ParticipantRole if role in by_role),
        "rp-plain",
    )


def _role(context: ProjectContext, role: ParticipantRole, names: Iterable[str]) -> str:
    label = context.session.words(f"role.{role.word}")
    said = context.session.words("word.separator").join(dict.fromkeys(names))
    return text("span", context.session.words("word.colon", label=label, value=said))
