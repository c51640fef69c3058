"""The milestones of a project as they stand: due, weight, state, evidence; and its results."""

import streamlit as st

from portfolio.domain.milestones import Milestone, MilestoneState
from portfolio.measures import held, progress
from portfolio.measures.progress import MilestoneLine
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import ProjectContext

COLUMNS = (
    ("projects.milestone", False),
    ("axis.clause", False),
    ("column.due", False),
    ("column.weight", True),
    ("projects.state", False),
    ("column.evidence", False),
)


def draw(context: ProjectContext) -> None:
    """The milestones by due date under their sentence, and what there is of results."""
    words, question = context.session.words, context.session.question
    heading = text("h2", words("projects.milestones"), class_="rp-section", id="milestones")
    lines = held.milestones(context.project, question)
    if lines:
        head = "".join(
            text("th", words(key), scope="col", class_="rp-number" if is_number else None)
            for key, is_number in COLUMNS
        )
        own = {milestone.id: milestone for milestone in context.project.milestones}
        table = tag(
            "table",
            text("caption", words("projects.milestones"), class_="rp-heard"),
            tag("thead", tag("tr", head)),
            tag("tbody", *(_row(context, line, own[line.milestone_id]) for line in lines)),
            class_="rp-table",
        )
        body = ""
        if context.line.relation.has_requirement:  # context is judged by none (ruling 24)
            body = text("p", _sentence(context, lines), class_="rp-takeaway")
        body += tag("div", table, class_="rp-scroll", tabindex="0")
        body += text("p", words("mark.own_plan"), class_="rp-note")
    else:
        body = text("p", words("projects.milestones.none"), class_="rp-note")
    results = text("h2", words("projects.results"), class_="rp-section", id="results")
    none = text("p", words("projects.results.none"), class_="rp-note")
    st.html(heading + body + tag("div", results, none, class_="rp-results"))


def _sentence(context: ProjectContext, lines: tuple[MilestoneLine, ...]) -> str:
    words = context.session.words
    found = held.progress(lines, context.session.question.as_of)
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


def _row(context: ProjectContext, line: MilestoneLine, milestone: Milestone) -> str:
    here = context.session
    clause = esc("")
    if line.clause is not None:
        key = str(line.clause)
        clause = link(here.reader.name("clause", key), here.href("declaration", clause_shown=key))
    version = held.holding(milestone.versions, here.question)
    evidence = version.evidence if version else ""
    return tag(
        "tr",
        marks.record_text(
            context.session, "th", here.words.choose(line.titles) or line.reference, scope="row"
        ),
        tag("td", clause),
        text("td", here.words.short_day(line.due), class_="rp-nowrap"),
        text("td", here.words.number(line.weight), class_="rp-number"),
        tag("td", _state(context, line)),
        tag(
            "td",
            marks.address(context.session, evidence, context.sources()) if evidence else "",
            class_="rp-small",
        ),
    )


def _state(context: ProjectContext, line: MilestoneLine) -> str:
    """The state in words with a sign of its own, so that colour is not all that tells."""
    words = context.session.words
    if line.state is MilestoneState.DONE:
        said = words("projects.done_on", day=line.done_on)
        return text("span", said, class_="rp-standing rp-done")
    if line.state is MilestoneState.MISSED:
        said = words.count("projects.missed_by", line.days_late)
        if not line.days_late:
            said = words("milestone.missed")
        return text("span", said, class_="rp-standing rp-late")
    if line.days_late:
        said = words.count("projects.overdue", line.days_late)
        return text("span", said, class_="rp-standing rp-late")
    return text("span", words("milestone.planned"), class_="rp-standing")
