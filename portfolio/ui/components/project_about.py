"""What a project is: summary, kind with its rule, status, dates, place, offices, participants."""

from collections import defaultdict
from collections.abc import Iterable

import streamlit as st

from portfolio.domain import priority_lists
from portfolio.domain.cooperation import Kind, Role, derive
from portfolio.domain.relations import Relation
from portfolio.measures import held
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import Opened

DATES = ("start_planned", "start_actual", "end_planned", "end_actual")


def draw(opened: Opened) -> None:
    """The record's own words and facts, what is not recorded named as such."""
    here, project = opened.here, opened.project
    words = here.words
    summary = words.choose(project.summaries)
    said = [text("h2", words("projects.about"), class_="rp-section", id="about")]
    if summary:
        said.append(marks.own(opened.here, "p", summary, class_="rp-summary"))
    else:
        said.append(text("p", words("projects.summary.none"), class_="rp-note"))
    rows = [
        (
            "projects.objective",
            marks.own(opened.here, "span", project.objective) if project.objective else None,
        ),
        ("axis.kind", _kind(opened)),
        ("projects.status_history", _statuses(opened)),
        ("field.relation", _relations(opened)),
        ("projects.dates", _dates(opened)),
        ("projects.place", _own(opened, project.place)),
        ("role.requesting", _own(opened, project.requesting_authority)),
        ("column.implementer", _implementer(opened)),
        ("column.contact_office", _contact(opened)),
        ("projects.sector", _sector(opened) if project.sector else None),
        ("projects.owner", _owner(opened)),
        ("projects.participants", _participants(opened)),
        (
            "projects.notes",
            marks.own(opened.here, "span", project.notes) if project.notes else None,
        ),
    ]
    facts = (text("dt", words(key)) + tag("dd", value) for key, value in rows if value is not None)
    st.html(tag("section", *said, tag("dl", *facts, class_="rp-facts-list"), class_="rp-project"))


def _own(opened: Opened, said: str) -> str:
    return marks.own(opened.here, "span", said) if said else marks.missing(opened.here)


def _contact(opened: Opened) -> str:
    """The office, where it is and where to write to it; what is not recorded is said."""
    project = opened.project
    parts = [_own(opened, project.contact_office)]
    if project.contact_address:
        parts.append(marks.own(opened.here, "span", project.contact_address, class_="rp-address"))
    if project.contact_email:
        parts.append(marks.mail(project.contact_email))
    elif project.contact_office:
        none = opened.here.words("contact.no_email")
        parts.append(text("span", none, class_="rp-unstated"))
    return "<br>".join(parts)


def _owner(opened: Opened) -> str | None:
    owner = opened.project.owner
    return text("bdi", opened.here.reader.name("funder", owner)) if owner else None


def _implementer(opened: Opened) -> str:
    found = opened.line.implementer
    if not found:
        return marks.missing(opened.here)
    return text("bdi", opened.here.reader.name("funder", found))


def _kind(opened: Opened) -> str:
    """The kind, its plain rule, whether it follows or was declared, and the reason given."""
    words, project, kind = opened.here.words, opened.project, opened.line.kind
    said = [text("strong", words(f"kind.{kind.word}"))]
    rule = words(f"kind.{kind.word}.rule")
    if project.kind_exception:
        derived = words(f"kind.{_derived(opened).word}")
        said.append(text("p", words("projects.kind.exception", derived=derived)))
        reason = words("projects.kind.exception_reason")
        said.append(_reason(opened, reason, project.kind_exception))
    else:
        said.append(text("p", words("projects.kind.derived", rule=rule)))
        if project.declared_kind not in (kind, Kind.UNCLASSIFIED):
            declared = words(f"kind.{project.declared_kind.word}")
            said.append(text("p", words("projects.kind.differs", declared=declared)))
    if project.kind_reason:
        said.append(_reason(opened, words("projects.kind.reason"), project.kind_reason))
    return "".join(said)


def _sector(opened: Opened) -> str:
    """The sector by the name of its code, of the code's category, else as it was recorded."""
    words, sector = opened.here.words, opened.project.sector
    for code in (sector, sector[:3]):
        if sector.isdigit() and words.has(f"sector.{code}"):
            return text("span", words("sector.named", name=words(f"sector.{code}"), code=sector))
    return marks.own(opened.here, "span", sector)


def _reason(opened: Opened, label: str, reason: str) -> str:
    start = text("span", opened.here.words("word.label", label=label) + " ")
    return tag("p", start, marks.own(opened.here, "span", reason), class_="rp-small")


def _derived(opened: Opened) -> Kind:
    """The kind that the participants alone would give (domain section 3)."""
    labels, people = opened.here.register.labels, opened.project.participants
    countries = {country.code: country for country in labels.countries.values()}
    homes = {entry.identifier: entry.country for entry in labels.organisations.values()}
    pivotal = [
        person.country or homes.get(person.organisation or "")
        for person in people
        if person.role is Role.PIVOTAL
    ]
    return derive(
        [
            (
                person.country,
                countries[person.country].region,
                countries[person.country].is_dac_recipient,
            )
            for person in people
            if person.role is Role.BENEFICIARY and person.country
        ],
        has_provider=any(person.role is Role.PROVIDER for person in people),
        pivotal=[(code, countries[code].is_dac_recipient if code else False) for code in pivotal],
        has_facilitating=any(person.role is Role.FACILITATING for person in people),
    )


def _statuses(opened: Opened) -> str:
    """Every status with the day it holds from; the one in force stands out."""
    words, question = opened.here.words, opened.here.question
    known = [entry for entry in opened.project.statuses if held.is_known(entry, question)]
    now = held.holding(known, question)
    items = []
    for entry in sorted(known, key=lambda entry: (entry.held_from, entry.recorded)):
        said = words(
            "projects.status_from", status=words(f"status.{entry.status.word}"), day=entry.held_from
        )
        later = entry.held_from > question.as_of
        name = "strong" if entry is now else "span"
        if later:
            said = words("projects.history.said_later", said=said)
        item = text(name, said, class_="rp-later" if later else None)
        items.append(item + _source(opened, entry.source))
    return marks.listed(items, "rp-plain")


def _relations(opened: Opened) -> str:
    """Every relation to the declaration with its day, reason and source; the one in force stands out."""
    words, question = opened.here.words, opened.here.question
    known = [entry for entry in opened.project.relations if held.is_known(entry, question)]
    now = held.holding(known, question)
    items = []
    if opened.line.relation is Relation.LISTED:
        items += _listings(opened)
    elif now is None:
        items.append(
            text("span", words(f"projects.relation.unrecorded.{opened.line.relation.word}"))
        )
    for entry in sorted(known, key=lambda entry: (entry.held_from, entry.recorded)):
        relation = words(f"relation.{entry.relation.word}")
        said = words("projects.status_from", status=relation, day=entry.held_from)
        later = entry.held_from > question.as_of
        if later:
            said = words("projects.history.said_later", said=said)
        item = text(
            "strong" if entry is now else "span", said, class_="rp-later" if later else None
        )
        item += tag("p", marks.in_words(opened.here, entry.reasons), class_="rp-small")
        items.append(item + _source(opened, entry.source))
    return marks.listed(items, "rp-plain")


def _listings(opened: Opened) -> list[str]:
    """The lists in force that name the project, each with the reason it gives (ruling 34)."""
    here, items = opened.here, list[str]()
    for clause, one in sorted(priority_lists.in_force(here.view.lists).items()):
        for entry in one.projects:
            if entry.project == opened.project.identifier:
                said = here.words("lists.listed_in", clause=clause, day=one.held_from)
                way = here.href("lists")
                item = tag("strong", link(said, f"{way}#clause-{clause}"))
                item += tag("p", marks.in_words(here, entry.reasons), class_="rp-small")
                items.append(item + _source(opened, one.source))
    return items


def _source(opened: Opened, said: str) -> str:
    return (
        tag("span", esc(" "), marks.address(opened.here, said, opened.sources()), class_="rp-small")
        if said
        else ""
    )


def _dates(opened: Opened) -> str:
    words, project = opened.here.words, opened.project
    days = [(name, getattr(project, name)) for name in DATES]
    items = [
        esc(words("word.colon", label=words(f"projects.{name}"), value=words.day(day)))
        for name, day in days
        if day is not None
    ]
    made = marks.listed(items, "rp-plain") if items else marks.missing(opened.here)
    if project.dates_note:
        made += marks.own(opened.here, "p", project.dates_note, class_="rp-small")
    return made


def _participants(opened: Opened) -> str:
    """Participants by role, in the order of the roles."""
    here, by_role = opened.here, defaultdict[Role, list[str]](list)
    for person in opened.project.participants:
        named = [here.reader.name("funder", person.organisation)] if person.organisation else []
        if person.country:
            named.append(here.reader.name("country", person.country))
        by_role[person.role].append(" – ".join(named))
    if not by_role:
        return text("span", here.words("projects.participants.none"), class_="rp-unstated")
    return marks.listed(
        (_role(opened, role, by_role[role]) for role in Role if role in by_role), "rp-plain"
    )


def _role(opened: Opened, role: Role, names: Iterable[str]) -> str:
    label = opened.here.words(f"role.{role.word}")
    said = opened.here.words("word.separator").join(dict.fromkeys(names))
    return text("span", opened.here.words("word.colon", label=label, value=said))
