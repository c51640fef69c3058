"""Where a project's record was read: sources and documents as links to outside."""

import streamlit as st

from portfolio.domain.flows import Provenance
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import tag, text
from portfolio.ui.components.project_opened import ProjectContext


def draw(context: ProjectContext) -> None:
    """Sources, then documents; an illustrative record has none and says why."""
    words, project = context.session.words, context.project
    parts = [text("h2", words("projects.sources"), class_="rp-section", id="sources")]
    if project.sources:
        links = (
            marks.outside(context.session, source.address, source.title)
            for source in project.sources
        )
        parts.append(marks.item_list(links, "rp-sources"))
    elif project.provenance is Provenance.ILLUSTRATIVE:
        parts.append(text("p", words("projects.sources.illustrative"), class_="rp-note"))
    else:
        parts.append(text("p", words("projects.sources.none"), class_="rp-note"))
    if project.documents:
        links = (
            marks.outside(context.session, source.address, source.title)
            for source in project.documents
        )
        parts.append(text("h3", words("projects.documents")))
        parts.append(marks.item_list(links, "rp-sources"))
    st.html(tag("section", *parts, class_="rp-project"))
