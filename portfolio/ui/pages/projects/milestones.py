"""Milestones of a project, and what there is of results."""

import streamlit as st
from markupsafe import Markup

from portfolio.domain.projects import Milestone, MilestoneState
from portfolio.measures import progress
from portfolio.measures.progress import MilestoneLine
from portfolio.present.html import esc, link, tag
from portfolio.present.sorting import SortValues, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.ui import badges, sorting
from portfolio.ui.pages.projects.needs import source_value
from portfolio.ui.project_context import ProjectContext

COLUMNS = (
    ("projects.milestone", False),
    ("axis.clause", False),
    ("column.due", False),
    ("column.weight", True),
    ("projects.state", False),
    ("column.evidence", False),
)


def draw_project_milestones(context: ProjectContext) -> None:
    """The milestones by due date under their sentence, and what there is of results."""
    words, question = context.session.words, context.session.question
    heading = tag("h2", words("projects.milestones"), class_="rp-section", id="milestones")
    lines = progress.milestone_states(context.project, question)
    if lines:
        own = {milestone.id: milestone for milestone in context.project.milestones}
        values: SortValues[MilestoneLine] = {
            "milestone": lambda line: name_value(words.choose(line.titles) or line.reference),
            "clause": lambda line: line.clause,
            "due": lambda line: line.due,
            "weight": lambda line: line.weight,
            "state": lambda line: line.state,
            "evidence": lambda line: source_value(
                context, _evidence(context, own[line.milestone_id])
            ),
        }
        order = sorting.order(context.session, "milestones", values, "due")
        rows = (_row(context, line, own[line.milestone_id]) for line in order.rows(lines))
        columns = columns_of(words, COLUMNS)
        body = ""
        if context.line.relation.has_requirement:  # context is judged by none (ruling 24)
            body = tag("p", _sentence(context, lines), class_="rp-takeaway")
        body += html_table(words("projects.milestones"), columns, rows, order=order)
        body += tag("p", words("mark.own_plan"), class_="rp-note")
    else:
        body = tag("p", words("projects.milestones.none"), class_="rp-note")
    results = tag("h2", words("projects.results"), class_="rp-section", id="results")
    none = tag("p", words("projects.results.none"), class_="rp-note")
    st.html(heading + body + tag("div", results, none, class_="rp-results"))


def _sentence(context: ProjectContext, lines: tuple[MilestoneLine, ...]) -> str:
    words = context.session.words
    found = progress.progress(lines, context.session.question.as_of)
    standing = progress.status_of(context.session.view, found)
    return words(
        "projects.milestones.takeaway",
        total=words.number(found.milestones),
        done=words.number(found.milestones_done),
        share=words.share(found.share_done),
        planned=words.share(found.share_planned),
        standing=words(
            "standing.signed", shape=standing.shape, status=words(f"standing.{standing.word}")
        ),
    )


def _row(context: ProjectContext, line: MilestoneLine, milestone: Milestone) -> Markup:
    here = context.session
    clause = esc("")
    if line.clause is not None:
        key = str(line.clause)
        clause = link(here.reader.name("clause", key), here.href("declaration", clause_shown=key))
    evidence = _evidence(context, milestone)
    return tag(
        "tr",
        badges.record_text(
            context.session, "th", here.words.choose(line.titles) or line.reference, scope="row"
        ),
        tag("td", clause),
        tag("td", here.words.short_day(line.due), class_="rp-nowrap"),
        tag("td", here.words.number(line.weight), class_="rp-number"),
        tag("td", _state(context, line)),
        tag(
            "td",
            badges.address(context.session, evidence, context.sources()) if evidence else "",
            class_="rp-small",
        ),
    )


def _evidence(context: ProjectContext, milestone: Milestone) -> str:
    version = progress.holding(milestone.versions, context.session.question)
    return version.evidence if version else ""


def _state(context: ProjectContext, line: MilestoneLine) -> Markup:
    """Milestone state in words with a sign of its own, so that colour is not the only cue."""
    words = context.session.words
    if line.state is MilestoneState.DONE:
        said = words("projects.done_on", day=line.done_on)
        return tag("span", said, class_="rp-standing rp-done")
    if line.state is MilestoneState.MISSED:
        said = words.count("projects.missed_by", line.days_late)
        if not line.days_late:
            said = words("milestone.missed")
        return tag("span", said, class_="rp-standing rp-late")
    if line.days_late:
        said = words.count("projects.overdue", line.days_late)
        return tag("span", said, class_="rp-standing rp-late")
    return tag("span", words("milestone.planned"), class_="rp-standing")
