"""Lists page: the two lists that clauses 2 and 8 order, in force, proposed and replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.clauses import ListedProject, Need, PriorityList
from portfolio.domain.params import Filters, RecordedState
from portfolio.domain.projects import Band, ScheduleStatus, Status
from portfolio.measures import progress
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.measures.lists import (
    ClauseLists,
    PastList,
    known_amount,
    of_clauses,
    project_lines,
    together,
    without_cancelled,
)
from portfolio.present.html import esc, link, tag
from portfolio.present.sentences import answer_form
from portfolio.present.sorting import SortValues, cell_value, name_value
from portfolio.present.table import Column, columns_of, html_table
from portfolio.text.languages import LANGUAGES
from portfolio.ui import badges, opening, session, sorting, subjects
from portfolio.ui.badges import fence, with_marks
from portfolio.ui.pages import list_entry
from portfolio.ui.project_rows import marks
from portfolio.ui.session import Session

_BANDS: Final = {Band.OFFICIAL: "lists.sums", Band.PIPELINE: "lists.sums.pipeline"}
FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
)


def draw_list_page(session: Session, lists: ClauseLists) -> None:
    """Lists of one clause: its name, what it asks for, its lists."""
    with st.container(key=f"list-{lists.clause}"):
        st.html(tag("section", *_section(session, lists), class_="rp-list"))


def _section(session: Session, lists: ClauseLists) -> list[Markup]:
    words = session.words
    name = session.reader.name("clause", str(lists.clause))
    href = session.href("declaration", session.with_filters(clauses=frozenset({lists.clause})))
    parts = [tag("h2", name, class_="rp-section", id=f"clause-{lists.clause}")]
    if lists.in_force is None:
        none = "lists.none" if lists.proposals is None else "lists.none_adopted"
        parts.append(tag("p", words(none, clause=lists.clause), class_="rp-answer-said"))
        parts.append(_asked_for(session, lists.clause))
    else:
        parts += _one(session, lists.in_force, is_adopted=True)
    parts.append(tag("p", link(words("lists.to_clause", clause=lists.clause), href)))
    if lists.proposals is not None:
        parts += _one(session, lists.proposals, is_adopted=False)
    parts.append(_history(session, lists.past))
    return parts


def _asked_for(session: Session, clause: int) -> Markup:
    """The clause in the reader's language; in Arabic our working translation, marked so."""
    own = next(one for one in session.register.declaration().clauses if one.number == clause)
    language = session.words.language
    said = own.verbatim.get(language) or own.working_translation
    quote = tag("blockquote", fence(session, said), class_="rp-quote")
    return quote + with_marks(session)


def _one(session: Session, one: PriorityList, *, is_adopted: bool) -> list[Markup]:
    """A list: what it is called, since when, its sums, projects, needs and source."""
    words, lines = session.words, project_lines(session.view, one)
    when = "lists.adopted_on" if is_adopted else "lists.proposed_on"
    parts = [
        tag("h3", _spoken(session, one.titles)),
        tag("p", tag("strong", words(when, day=one.valid_from)), class_="rp-small"),
        tag("p", sums(session, one, list(lines.values())), class_="rp-takeaway"),
    ]
    if not is_adopted:
        parts.append(tag("p", words("lists.proposed.note"), class_="rp-note"))
    parts.append(_projects(session, one, lines))
    hidden = len(one.projects) - len(lines)
    if hidden:
        parts.append(tag("p", words.count("lists.hidden", hidden), class_="rp-note"))
    if one.needs:
        parts.append(_needs(session, one.needs, one.clause))
    parts.append(_source(session, one))
    return parts


def _spoken(session: Session, texts: Mapping[str, str]) -> Markup:
    """A text of the record in the reader's language; else in another, which it names."""
    language = session.words.language
    if not texts.get(language):
        language = next(known for known in (*LANGUAGES, *texts) if texts.get(known))
    return tag("span", texts[language], lang=language, dir="auto")


def sums(session: Session, one: PriorityList, lines: Sequence[ProjectLine]) -> str:
    """Requirement of the list's projects together; those in preparation separately (ruling 29)."""
    words, own_lines = session.words, without_cancelled(lines)
    parts = [words.count("lists.count", len(one.projects))]
    stated = [line for line in own_lines if known_amount(line, Figure.REQUIREMENT) is not None]
    if own_lines and not stated and all(line.convertible for line in own_lines):
        parts.append(words("lists.no_requirement"))
    for band, phrase in _BANDS.items():
        own = [line for line in stated if line.status.band is band]
        if own:
            parts += _family(session, together(own), phrase, len(own))
    without_rate = sum(1 for line in own_lines if not line.convertible)
    suspended = sum(1 for line in stated if line.status is Status.SUSPENDED)
    for key, number in (
        ("lists.no_rate", without_rate),
        ("lists.suspended", suspended),
        ("lists.cancelled", len(lines) - len(own_lines)),
    ):
        if number:
            parts.append(words.count(key, number))
    return " ".join(parts)


def _family(session: Session, amounts: Amounts, phrase: str, projects: int) -> tuple[str, str]:
    """Requirement, and in a sentence of its own what of it is recorded (rulings 25 and 26)."""
    money = {
        name: session.reader.amount(amounts.of(figure))
        for name, figure in (
            ("covered", Figure.COVERED),
            ("pledged", Figure.PLEDGED_TOWARD_GAP),
            ("missing", Figure.GAP_AFTER_PLEDGES),
        )
    }
    needed = session.reader.amount(amounts.requirement)
    return (
        session.words.count(phrase, projects, needed=needed),
        session.words(f"lists.parts.{answer_form(amounts)}", **money),
    )


def _projects(session: Session, one: PriorityList, lines: Mapping[str, ProjectLine]) -> Markup:
    words = session.words
    shown = [(n, e) for n, e in enumerate(one.projects, start=1) if e.project in lines]
    if not shown:
        return tag("p", words("lists.no_projects"), class_="rp-note")
    columns = (
        Column(words("lists.column.place"), True, key="place"),
        Column(words("column.project"), key="project"),
        Column(words("lists.column.reason"), key="reason"),
        *(Column(words(f"lists.figure.{figure}"), True, key=figure) for figure in FIGURES),
        Column(words("lists.column.standing"), key="standing"),
    )
    values: SortValues[tuple[int, ListedProject]] = {
        "place": lambda row: row[0],
        "project": lambda row: name_value(session.title(row[1].project)),
        "reason": lambda row: cell_value(_spoken(session, row[1].reasons)),
        "standing": lambda row: _standing(session, row[1].project),
        **{
            figure: lambda row, figure=figure: known_amount(lines[row[1].project], figure)  # type: ignore[misc]
            for figure in FIGURES
        },
    }
    order = sorting.order(session, f"listed-{one.clause}", values, "place")
    rows = (_row(session, n, entry, lines[entry.project]) for n, entry in order.rows(shown))
    kind = "rp-projects rp-listed"
    return html_table(words("lists.projects"), columns, rows, kind=kind, order=order)


def _row(session: Session, number: int, entry: ListedProject, line: ProjectLine) -> Markup:
    words = session.words
    title = link(session.title(line.identifier), session.href("projects", project=line.identifier))
    status = _standing(session, line.identifier)
    standing = (
        badges.projects(session, status)
        if status is not None
        else tag("span", words("lists.no_milestones"), class_="rp-unstated")
    )
    return tag(
        "tr",
        tag("td", words.number(number), class_="rp-number rp-place"),
        tag("th", title + marks(session, line), scope="row"),
        tag("td", _spoken(session, entry.reasons), class_="rp-reason"),
        *(_amount(session, line, figure) for figure in FIGURES),
        tag("td", standing),
    )


def _standing(session: Session, identifier: str) -> ScheduleStatus | None:
    """Schedule status of a project; None without milestones."""
    steps = progress.by_project(session.view).get(identifier)
    return None if steps is None else progress.status_of(session.view, steps)


def _amount(session: Session, line: ProjectLine, figure: Figure) -> Markup:
    """Amount of a project, or the word of its recorded state."""
    words, state = session.words, line.amounts.state(figure)
    minor = known_amount(line, figure)
    if minor is not None:
        said, exact = session.reader.amount(minor), session.reader.exact(minor)
    elif not line.convertible or state is RecordedState.NO_RATE:
        said, exact = words("projects.no_rate"), ""
    else:
        said, exact = words("lists.not_recorded"), ""
    return tag(
        "td",
        said,
        title=exact or None,
        class_="rp-number" if minor is not None else "rp-number rp-unstated",
    )


def _needs(session: Session, needs: Sequence[Need], clause: int) -> Markup:
    """Needs that are no project yet; the sums are estimates and count nowhere."""
    words = session.words
    names = ("what", "where", "clause", "estimate", "asked_by")
    columns = columns_of(words, ((f"lists.need.{name}", name == "estimate") for name in names))
    values: SortValues[Need] = {
        "what": lambda need: name_value(words.choose(need.what)),
        "where": lambda need: name_value(need.place),
        "clause": lambda need: need.clause,
        # Amounts of several currencies are in no order: each currency's are together.
        "estimate": lambda need: need.currency and (need.currency, need.amount_minor),
        "asked_by": lambda need: name_value(words.choose(need.asked_by)),
    }
    order = sorting.order(session, f"needs-{clause}", values)
    rows = (_need(session, need) for need in order.rows(needs))
    return (
        tag("h4", words.count("lists.needs.title", len(needs)))
        + tag("p", words("lists.needs.note"), class_="rp-note")
        + html_table(words("lists.needs"), columns, rows, kind="rp-projects rp-needs", order=order)
    )


def _need(session: Session, need: Need) -> Markup:
    words = session.words
    where = [badges.record_text(session, "bdi", need.place)] if need.place else []
    if need.country:
        where.append(tag("bdi", subjects.name_link(session, "country", need.country)))
    said, exact = words("lists.need.no_estimate"), None
    if need.amount_minor is not None and need.currency is not None:
        said = words.amount(need.amount_minor, need.currency)
        exact = words.exact(need.amount_minor, need.currency)
    return tag(
        "tr",
        tag("th", _spoken(session, need.what), scope="row"),
        tag("td", esc(words("word.separator")).join(where)),
        tag("td", words.number(need.clause)),
        tag("td", said, class_="rp-number", title=exact),
        tag("td", _spoken(session, need.asked_by)),
    )


def _source(session: Session, one: PriorityList) -> Markup:
    label = session.words("word.label", label=session.words("lists.source"))
    return tag("p", f"{label} ", badges.address(session, one.source), class_="rp-note")


def _history(session: Session, past: Sequence[PastList]) -> Markup:
    """Lists and proposals that a later one took the place of."""
    if not past:
        return Markup()
    items = []
    for old in past:
        said = session.words.count(
            f"lists.past.{old.list.state.word}",
            len(old.list.projects),
            first=old.list.valid_from,
            last=old.replaced_on,
        )
        items.append(
            _spoken(session, old.list.titles)
            + tag("p", said, class_="rp-small")
            + _source(session, old.list)
        )
    heading = tag("summary", session.words.count("lists.past", len(past)))
    return tag("details", heading, badges.item_list(items, "rp-plain"), class_="rp-past-lists")


def draw() -> None:
    """Draw the page."""
    here = session.current()
    # A list is read whole: filters would leave out parts of its projects.
    whole = replace(here.question, filters=Filters())
    unfiltered = replace(here, question=whole, view=here.is_visible(whole))

    opening.draw_sheets("money", "lists")
    opening.draw(here, "lists")
    if not here.question.filters.is_empty:
        st.html(tag("p", here.words("lists.whole"), class_="rp-note"))
    list_entry.begin(here)
    for found in of_clauses(unfiltered.view).values():
        draw_list_page(unfiltered, found)
