"""How the page of a project opens: its title in every language, marks, date, what must be known."""

import streamlit as st

from portfolio.ui.components import filters, notices, opening
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_opened import ProjectContext
from portfolio.ui.session import Session


def draw(context: ProjectContext) -> None:
    """Way back, title, other titles, marks, the view in words, and whether the record is made up."""
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.html(tag("header", back(context.params), *_title(context), class_="rp-opening"))
        filters.bar(context.params)
    st.html(_view(context))
    notices.problems(context.params)
    if said := _notices(context):  # Streamlit refuses to draw nothing
        st.html(said)


def _notices(context: ProjectContext) -> str:
    """That the project is an example, and that a draft is shown."""
    here, said = context.session, []
    if here.portfolio.is_example:
        said.append(text("strong", here.words("word.label", label=here.words("example.mark"))))
        said.append(esc(here.words("example.sentence")))
    made = []
    if said:
        made.append(tag("p", " ".join(said), class_="rp-notice rp-demonstration", role="note"))
    if context.draft is not None:
        meant = esc(here.words("projects.drafted"))
        way = link(
            here.words("projects.drafted.open"), here.href("entry", None, draft=str(context.draft))
        )
        made.append(tag("p", f"{meant} {way}", class_="rp-notice", role="note"))
    return tag("div", *made, class_="rp-notices") if made else ""


def back(session: Session) -> str:
    """The way back to the list as it was: filters and search kept."""
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
        text("span", title, lang=language, dir="auto")
        for language, title in project.titles.items()
        if title != shown
    ]
    heard = text("span", here.words("projects.also_titled"), class_="rp-heard")
    facts = marks.join(
        text("bdi", project.identifier, class_="rp-identifier"),
        marks.status(here, context.line.status),
        marks.relation(here, context.line.relation),
        esc(here.words(f"kind.{context.line.kind.word}")),
        marks.provenance(here, project.provenance),
    )
    return (
        text("h1", shown, dir="auto"),
        tag("p", heard, *others, class_="rp-other-titles") if others else "",
        tag("p", facts, class_="rp-facts"),
    )


def _view(context: ProjectContext) -> str:
    words = context.session.words
    parts = [
        text("span", words("word.colon", label=label, value=value))
        for label, value in opening.said_of(context.session)
    ]
    if not context.params.question.filters.is_empty:
        parts.append(text("span", words("projects.whole")))
    return tag("p", *parts, class_="rp-view")
