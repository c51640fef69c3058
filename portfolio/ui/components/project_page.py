"""The page of one project, from its answer to its history."""

import streamlit as st

from portfolio.charts import project_money
from portfolio.ui.components import (
    frame,
    project_about,
    project_actions,
    project_changes,
    project_figures,
    project_funders,
    project_head,
    project_history,
    project_ledger,
    project_milestones,
    project_periods,
    project_planned,
    project_shares,
    project_sources,
    years_view,
)
from portfolio.ui.components.markup import link, tag
from portfolio.ui.components.project_opened import ProjectContext

PARTS = (
    "about",
    "shares",
    "funders",
    "ledger",
    "periods",
    "planned",
    "milestones",
    "sources",
    "history",
)


def draw(context: ProjectContext) -> None:
    """Everything the record holds about a project."""
    here, line = context.session, context.line
    project_head.draw(context)
    project_actions.draw(context)
    project_figures.draw(context)
    _contents(context)
    left, right = st.columns([6, 5], gap="large")
    with left:
        project_about.draw(context)
    with right:
        if line.convertible and line.relation.has_requirement:
            has = line.has_requirement
            frame.show(here, project_money.build(here.reader, line.amounts, has_requirement=has))
        with st.container(key="part-funders", gap="small"):
            project_funders.draw(context)
    if line.convertible:
        years_view.of_project(context)
    parts = (
        ("shares", project_shares.draw),
        ("ledger", project_ledger.draw),
        ("periods", project_periods.draw),
        ("planned", project_planned.draw),
        ("listed", project_periods.stated_amounts),
        ("milestones", project_milestones.draw),
        ("sources", project_sources.draw),
        ("history", project_history.draw),
        ("changes", project_changes.draw),
    )
    left_out = set() if context.project.listed_lines else {"listed"}
    if not project_changes.is_allowed(context):
        left_out.add("changes")
    for name, part in parts:
        if name not in left_out:
            with st.container(key=f"part-{name}", gap="small"):
                part(context)
    project_figures.with_explanation(context)


def _contents(context: ProjectContext) -> None:
    """Links to the parts of a long page."""
    words = context.session.words
    anchors = {"periods": "requirement"}
    shown = (*PARTS, "changes") if project_changes.is_allowed(context) else PARTS
    links = (link(words(f"projects.{part}"), f"#{anchors.get(part, part)}") for part in shown)
    st.html(tag("nav", *links, class_="rp-contents", aria_label=words("projects.contents")))
