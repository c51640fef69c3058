"""Desk page: what waits for the person signed in, of the secretariat or of a funder."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import Draft, DraftState
from portfolio.domain.params import may_give
from portfolio.measures import funders
from portfolio.present.html import link, strong, tag
from portfolio.services import drafts, lists, quality, verification
from portfolio.services.access import may
from portfolio.ui import drafts as ui_drafts
from portfolio.ui import opening, project_context, recent, session, subjects
from portfolio.ui.pages import entry, list_entry
from portfolio.ui.pages.desk import funder
from portfolio.ui.project_context import Action
from portfolio.ui.session import Session

RECENT: Final = timedelta(days=30)  # how long a newly planned payment is listed


def draw_desk_secretariat(session: Session) -> None:
    """A button to begin, then every list that is not empty, the most pressing first.

    An empty portfolio opens with its first steps.
    """
    every: list[Draft | ListDraft] = [
        *drafts.list_drafts(session.register, session.who, session.portfolio),
        *lists.list_list_drafts(session.register, session.who, session.portfolio),
    ]
    every.sort(key=lambda draft: draft.updated_at, reverse=True)
    if not every and not session.view.portfolio.size:
        opening.portfolio(session)
        return
    entry.button(session)
    returned = [draft for draft in every if draft.state is DraftState.RETURNED]
    begun = [draft for draft in every if draft.state is DraftState.DRAFT]
    waiting = [draft for draft in every if draft.state is DraftState.SUBMITTED]
    mine = [draft for draft in begun if session.who.login in (draft.author, draft.editor)]
    others = [draft for draft in begun if draft not in mine]
    reviews = may(session.who, "publish_draft")
    left, right = st.columns([1, 1], gap="large")
    with left:
        if reviews:
            _drafts(session, "desk.to_review", waiting, page="review")
        _drafts(session, "desk.returned", returned)
        _drafts(session, "desk.mine", mine)
        if not reviews:
            _drafts(session, "desk.waiting", waiting)
        if others:
            _drafts(session, "desk.others", others)
    with right:
        _looks(session)
        _money(session)
        _plans(session)
        _stale(session)


def _drafts(
    session: Session, key: str, drafts: Sequence[Draft | ListDraft], page: str = "entry"
) -> None:
    """List of drafts; an empty one says that nothing waits."""
    name = key.removeprefix("desk.")
    with st.container(key=f"desk-{name}", gap=None):
        head = tag(
            "h2",
            session.words(
                "desk.count", title=session.words(key), n=session.words.number(len(drafts))
            ),
            class_="rp-section",
        )
        if not drafts:
            st.html(head + tag("p", session.words(f"{key}.none"), class_="rp-note"))
            return
        items = (tag("li", _draft(session, draft, page)) for draft in drafts)
        st.html(head + tag("ul", *items, class_="rp-desk-list"))


def _draft(session: Session, draft: Draft | ListDraft, page: str) -> Markup:
    words = session.words
    if isinstance(draft, ListDraft):
        return list_entry.as_link(session, draft, words("desk.list"))
    title = ui_drafts.draft_name(session, draft)
    way = link(title, session.href(page, draft=str(draft.id)), dir="auto")
    kind = words("desk.changes", project=draft.project) if draft.project else words("entry.new")
    said = words(
        "desk.saved_by", day=words.moment(draft.updated_at), editor=words.person(draft.editor)
    )
    made = tag("p", way) + tag("p", f"{kind} · {said}", class_="rp-small")
    if draft.state is DraftState.RETURNED and draft.message:
        made += tag("p", draft.message, dir="auto", class_="rp-message rp-said")
    return made


def _looks(session: Session) -> None:
    """Rows recorded by another person alone, for this person to check."""
    words = session.words
    own = session.who.person
    rows = [
        row
        for row in verification.flows_on_desk(session.register, session.who, session.portfolio)
        if may_give(own, row.looks)
    ]
    title = words("desk.count", title=words("desk.looks"), n=words.number(len(rows)))
    action = Action(
        name="second-looks",
        confirmation=lambda n: words.count("desk.looks.chosen", n),
        label=words("desk.looks.save"),
        command=lambda names, token: verification.give_second_looks(
            session.register, session.who, names, token=token
        ),
        success=lambda n: words.count("desk.looks.given", n),
    )
    with st.container(key="desk-looks", gap="small"):
        st.html(tag("h2", title, class_="rp-section"))
        project_context.told_last(action)
        said = words("desk.looks.lead" if rows else "desk.looks.none")
        st.html(tag("p", said, class_="rp-note"))
        if rows or project_context.is_begun(action):
            project_context.draw_flow_choice(session, rows, action, href="record")


def _money(session: Session) -> None:
    """Flows that are only proposed, or that their funder disputes."""
    words = session.words
    rows = verification.list_awaiting(session.register, session.who, session.portfolio)
    disputed = [row for row in rows if row.dispute]
    proposed = [row for row in rows if not row.dispute and not row.confidence.is_official]
    for key, held in (("desk.disputes", disputed), ("desk.proposed", proposed)):
        title = words("desk.count", title=words(key), n=words.number(len(held)))
        made = [tag("h2", title, class_="rp-section")]
        if not held:
            made.append(tag("p", words(f"{key}.none"), class_="rp-note"))
        ordered = sorted(held, key=lambda row: row.identifier)
        for identifier, own in groupby(ordered, key=lambda row: row.identifier):
            lines = list(own)
            href = session.href("record", project=identifier, field="flows")
            made.append(project_context.heading(session, identifier, lines[0].titles, href))
            made += [project_context.line(session, row) for row in lines]
        st.html(tag("section", *made, class_="rp-desk-money"))
    if proposed:
        st.html(tag("p", words("desk.proposed.next"), class_="rp-note"))


def _plans(session: Session) -> None:
    """New planned payments of funders, for information: they are public and need no action."""
    words, view = session.words, session.view
    since = datetime.now(UTC).date() - RECENT
    rows = funders.plans_recorded_since(view, since)
    title = words("desk.count", title=words("desk.plans"), n=words.number(len(rows)))
    made = [tag("h2", title, class_="rp-section")]
    said = words("desk.plans.lead" if rows else "desk.plans.none", day=since)
    made.append(tag("p", said, class_="rp-note"))
    for identifier, own in groupby(rows, key=lambda row: row.project):
        href = session.href("projects", project=identifier)
        way = link(session.title(identifier), href, dir="auto")
        made.append(tag("h3", way, class_="rp-rows"))
        items = []
        for row in own:
            period = words.period(row.first_day, row.last_day)
            amount = words.exact(row.amount_minor, row.currency)
            said = words("planned.row", period=period, amount=amount)
            key = "desk.plans.recorded" if row.amount_minor else "desk.plans.withdrawn"
            named = session.reader.name("funder", row.funder)
            told = words(key, funder=strong(named), day=row.recorded_on)
            who = subjects.phrase_links(session, told, ("funder", row.funder))
            items.append(tag("li", tag("p", said), tag("p", who, class_="rp-small")))
        made.append(tag("ul", *items, class_="rp-desk-list"))
    st.html(tag("section", *made, class_="rp-desk-plans"))


def _stale(session: Session) -> None:
    """The projects of which nothing was recorded for longest."""
    words = session.words
    found = quality.stale(session.register, session.who, session.question)
    made = [tag("h2", words("desk.stale"), class_="rp-section")]
    if not found:
        made.append(
            tag("p", words("desk.stale.none", day=session.question.as_of), class_="rp-note")
        )
    items = []
    for finding in found:
        href = session.href("projects", None, project=finding.project)
        way = link(session.title(finding.project), href, dir="auto")
        since = words(
            "desk.stale.since", day=finding.since, days=words.count("count.days", finding.days)
        )
        items.append(tag("li", tag("p", way), tag("p", since, class_="rp-small")))
    if items:
        made.append(tag("ul", *items, class_="rp-desk-list"))
        way = link(words("desk.stale.all"), session.href("quality", None, rule=quality.STALE))
        made.append(tag("p", way, class_="rp-small"))
    st.html(tag("section", *made))


def heading(session: Session) -> None:
    """Heading of the desk."""
    words = session.words
    said = words("desk.lead", login=session.who.login)
    head = (tag("h1", words("nav.desk")), tag("p", said, class_="rp-lead"))
    st.html(tag("header", *head, class_="rp-opening"))


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw_sheets("desk", "projects")
    if may(here.who, "list_drafts"):
        heading(here)
        recent.draw(here)
        draw_desk_secretariat(here)
    else:
        heading(here)
        funder.draw(here)
