"""The milestones of a project as they stand: due, weight, state, evidence; and its results."""

import streamlit as st

from portfolio.domain.milestones import Milestone, MilestoneState
from portfolio.measures import held, progress
from portfolio.measures.progress import MilestoneLine
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import Opened

COLUMNS = (
    ("projects.milestone", False),
    ("axis.clause", False),
    ("column.due", False),
    ("column.weight", True),
    ("projects.state", False),
    ("column.evidence", False),
)


def draw(opened: Opened) -> None:
    """The milestones by due date under their sentence, and what there is of results."""
    words, question = opened.here.words, opened.here.question
    heading = text("h2", words("projects.milestones"), class_="rp-section", id="milestones")
    lines = held.milestones(opened.project, question)
    if lines:
        head = "".join(
            text("th", words(key), scope="col", class_="rp-number" if is_number else None)
            for key, is_number in COLUMNS
        )
        own = {milestone.id: milestone for milestone in opened.project.milestones}
        table = tag(
            "table",
            text("caption", words("projects.milestones"), class_="rp-heard"),
            tag("thead", tag("tr", head)),
            tag("tbody", *(_row(opened, line, own[line.milestone_id]) for line in lines)),
            class_="rp-table",
        )
        body = ""
        if opened.line.relation.has_requirement:  # context is judged by none (ruling 24)
            body = text("p", _sentence(opened, lines), class_="rp-takeaway")
        body += tag("div", table, class_="rp-scroll", tabindex="0")
        body += text("p", words("mark.own_plan"), class_="rp-note")
    else:
        body = text("p", words("projects.milestones.none"), class_="rp-note")
    results = text("h2", words("projects.results"), class_="rp-section", id="results")
    none = text("p", words("projects.results.none"), class_="rp-note")
    st.html(heading + body + tag("div", results, none, class_="rp-results"))


def _sentence(opened: Opened, lines: tuple[MilestoneLine, ...]) -> str:
    words = opened.here.words
    found = held.progress(lines, opened.here.question.as_of)
    standing = progress.status_of(opened.here.view, found)
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


def _row(opened: Opened, line: MilestoneLine, milestone: Milestone) -> str:
    here = opened.here
    clause = esc("")
    if line.clause is not None:
        key = str(line.clause)
        clause = link(here.reader.name("clause", key), here.href("declaration", clause_shown=key))
    version = held.holding(milestone.versions, here.question)
    evidence = version.evidence if version else ""
    return tag(
        "tr",
        marks.own(opened.here, "th", here.words.choose(line.titles) or line.reference, scope="row"),
        tag("td", clause),
        text("td", here.words.short_day(line.due), class_="rp-nowrap"),
        text("td", here.words.number(line.weight), class_="rp-number"),
        tag("td", _state(opened, line)),
        tag(
            "td",
            marks.address(opened.here, evidence, opened.sources()) if evidence else "",
            class_="rp-small",
        ),
    )


def _state(opened: Opened, line: MilestoneLine) -> str:
    """The state in words with a sign of its own, so that colour is not all that tells."""
    words = opened.here.words
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
