"""Context of one project on a date: the record, its figures and years, its flows in a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import streamlit as st
from markupsafe import Markup

from portfolio.charts import bars
from portfolio.domain.attachments import Attachment
from portfolio.domain.errors import UnknownProject
from portfolio.domain.flows import Flow, Verification
from portfolio.domain.params import Filters, SecondLook, awaits
from portfolio.domain.projects import Project
from portfolio.measures import lists, timeline
from portfolio.measures.figures import FUNDER_FIGURES, Figure, ProjectLine
from portfolio.present.format import UNKNOWN
from portfolio.present.html import esc, link, plain, tag
from portfolio.services import working
from portfolio.services.attachments import files_of
from portfolio.services.transactions import FlowState
from portfolio.services.verification import FlowName, SeveralRefused
from portfolio.ui import badges, chart, subjects
from portfolio.ui.flow_form import flow_text
from portfolio.ui.forms import Form, form
from portfolio.ui.session import Session

OPEN = "project"  # the name in the address


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """Project as its reader sees it: ``session`` without filters, ``params`` the reader's view.

    ``draft`` is the number of the draft that the page shows, and ``is_recorded`` whether the record
    contains more than this draft.
    """

    session: Session
    params: Session
    project: Project
    line: ProjectLine
    draft: int | None = None
    is_recorded: bool = True
    attachments: tuple[Attachment, ...] = ()

    def amount(self, figure: Figure) -> int | None:
        """A figure of the project; None where it has none (no requirement, or no rate)."""
        has = self.line.has_requirement or figure in (*FUNDER_FIGURES, Figure.SPENT)
        return self.line.amounts.of(figure) if has and self.line.convertible else None

    def organisation_key(self, number: int | None) -> str:
        """Identifier of an organisation by row id, "" for none."""
        found = self.session.register.labels.organisations.get(-1 if number is None else number)
        return found.identifier if found else ""

    def organisation(self, number: int | None) -> str:
        """An organisation by row id in the reader's language, "" for none."""
        key = self.organisation_key(number)
        return self.session.reader.name("funder", key) if key else ""

    def funder(self, flow: Flow) -> str:
        """Funder of a row, or a word for a row without one."""
        return self.organisation(flow.provider_id) or self.session.words("part.unknown")

    def sources(self) -> dict[str, str]:
        """Names of the addresses of the project's sources and documents."""
        every = (*self.project.sources, *self.project.documents)
        files = {one.address: one.title for one in self.attachments}
        return {source.address: source.title for source in every} | files

    def title(self) -> str:
        """The project's title in the reader's language."""
        return self.session.words.choose(self.project.titles) or self.project.identifier


def project_context(session: Session, identifier: str) -> ProjectContext:
    """The project the address names; raises UnknownProject for one the reader may not see."""
    project = working.project(session.register, identifier, session.question, session.who)
    question = replace(session.question, filters=Filters())
    here = replace(session, question=question, view=working.view(session.register, question))
    portfolio = here.view.portfolio
    code = portfolio.code_of(portfolio.ids.get(identifier, -1))
    if code is None or not here.view.in_scope[code]:
        raise UnknownProject(identifier=identifier)
    line = lists.lines(here.view, np.array([code], np.int64))[0]
    draft = working.draft_of(session.register, identifier, question)
    is_recorded = identifier in session.register.portfolio().ids
    attachments = files_of(session.register, project, question, session.who)
    return ProjectContext(here, session, project, line, draft, is_recorded, attachments)


FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.SPENT,
)
Amounts = dict[Figure, int | None]


def amounts(context: ProjectContext) -> Amounts:
    """The figures of the project now."""
    return {figure: context.amount(figure) for figure in FIGURES}


def remember_effect(identifier: str, text: str, before: Amounts) -> None:
    """Remember what was just recorded, and the figures it was recorded upon."""
    st.session_state[_name(identifier)] = (text, before)


def draw_save(
    context: ProjectContext,
    form: Form,
    label: str,
    save: Callable[[], object],
    sentence: Callable[[], str],
    **style: Any,
) -> None:
    """Button that records on the project, and the result with the figures before and after."""
    if st.button(label, key=form.key("save"), **style):
        before = amounts(context)
        if form.attempt(save):
            remember_effect(context.project.identifier, sentence(), before)
        st.rerun()


def draw_record_head(context: ProjectContext) -> None:
    """Title, what was recorded last, and the figures."""
    here, words = context.session, context.session.words
    identifier = context.project.identifier
    back = link(words("record.back"), here.href("projects", project=identifier))
    facts = tag("bdi", identifier, class_="rp-identifier")
    said: tuple[str, Amounts] | None = st.session_state.get(_name(identifier))
    made = [
        tag("p", back, class_="rp-back"),
        tag("h1", words("record.title")),
        tag("p", tag("bdi", context.title()), " · ", facts, class_="rp-lead"),
    ]
    st.html(tag("header", *made, class_="rp-opening"))
    if said is not None:
        st.html(tag("p", said[0], class_="rp-recorded", role="status"))
    before = said[1] if said else {}
    st.html(figures(here, before, amounts(context)))
    st.html(tag("p", words("record.as_of", day=here.question.as_of), class_="rp-note"))


def figures(session: Session, before: Amounts, now: Amounts) -> Markup:
    """Each figure; a changed one next to its former value."""
    made = []
    for figure in FIGURES:
        inside = [tag("dt", session.words(f"figure.{figure}.short"))]
        is_moved = figure in before and before[figure] != now[figure]
        if is_moved:
            was = tag("s", session.reader.amount(before[figure]))
            inside.append(tag("dd", was, class_="rp-was"))
        exact = session.reader.exact(now[figure])
        inside.append(tag("dd", session.reader.amount(now[figure]), title=exact))
        made.append(
            tag("div", *inside, class_="rp-moved" if is_moved else None, id=f"now-{figure}")
        )
    return tag("dl", *made, class_="rp-figures")


def _name(identifier: str) -> str:
    return f"recorded-{identifier}"


def draw_years_view(session: Session) -> None:
    """Years of the view, whole projects each; the note says that filters split no project."""
    lines = timeline.by_year(session.view)
    drawn = session.per_view("years", lambda: bars.years(session.reader, lines))
    chart.show(session, drawn, note=session.words("years.note"))


def of_project(context: ProjectContext) -> None:
    """The years of one project, where anything of it has a year."""
    here = context.session
    portfolio = here.view.portfolio
    code = portfolio.code_of(portfolio.ids[context.project.identifier])
    lines = timeline.of_project(here.view, code) if code is not None else ()
    drawn = bars.years(here.reader, lines)
    if not drawn.is_empty:
        chart.show(here, drawn, note=here.words("years.note.project"))


def heading(session: Session, identifier: str, titles: dict[str, str], href: str) -> Markup:
    """The project of some rows as a link."""
    title = session.words.choose(titles) or identifier
    return tag("h3", link(title, href, dir="auto"), class_="rp-rows")


def line(
    session: Session, row: FlowState, *, funder: bool = True, links: Sequence[str] = ()
) -> Markup:
    """The row in words as HTML; ``links``: sentences about its links with other rows."""
    words, flow = session.words, row.flow
    parts = [
        tag("b", words(f"flow.{flow.kind.word}")),
        tag("b", words.exact(flow.amount_minor, flow.currency), class_="rp-nowrap"),
    ]
    if funder:
        named = subjects.name_link(session, "funder", row.funder or UNKNOWN)
        parts.append(tag("bdi", named))
    parts.append(tag("span", words.short_day(flow.value_date), class_="rp-nowrap"))
    parts.append(tag("span", flow.reference, class_="rp-small"))
    parts += [tag("span", said, class_="rp-small") for said in links]
    if flow.in_kind:
        parts.append(tag("span", words("flow.in_kind")))
    if flow.source:
        parts.append(badges.address(session, flow.source))
    parts.append(confidence(session, row.confidence, row.looks))
    made = tag("p", esc(" ").join(parts), class_="rp-flow-line")
    if row.dispute:
        said = words("desk.disputed")
        reason = tag("span", row.dispute, dir="auto")
        made += tag("p", tag("b", said), " ", reason, class_="rp-disputed")
    return made


def confidence(session: Session, sure: Verification, looks: Sequence[SecondLook]) -> Markup:
    """Verification of a row as a badge, and whether a second check is pending."""
    made = tag(
        "span", sure_of(session, sure, looks), class_=f"rp-badge rp-sure-{sure.name.lower()}"
    )
    return made + awaits_look(session, looks)


def sure_of(session: Session, sure: Verification, looks: Sequence[SecondLook]) -> str:
    """Verification of a row in a word; what its funder stated is worded as such."""
    is_stated = sure is Verification.CONFIRMED and any(look.is_statement for look in looks)
    return session.words("confidence.stated" if is_stated else f"confidence.{sure.name.lower()}")


def awaits_look(session: Session, looks: Sequence[SecondLook]) -> Markup:
    """Mark of a row that awaits a second check, "" for any other."""
    if not awaits(looks):
        return Markup()
    words = session.words
    meaning = words("confidence.awaits_look.meaning")
    said = words("confidence.awaits_look")
    return esc(" ") + tag("span", said, class_="rp-badge rp-awaits-look", title=meaning)


@dataclass(frozen=True, slots=True)
class Action:
    """Action on the rows: its form, its words, and the command that answers how many it did."""

    name: str
    confirmation: Callable[[int], str]  # "You confirm these 3 entries:"
    label: str
    command: Callable[[Sequence[FlowName], str], int]
    success: Callable[[int], str]


def draw_flow_choice(
    session: Session,
    rows: Sequence[FlowState],
    action: Action,
    *,
    href: str = "",
    beside: Callable[[FlowState], None] = lambda _: None,
    funder: bool = True,
) -> None:
    """The rows with a box each, what is chosen, and one button; ``href``: page of the projects.

    ``beside`` draws what a row has of its own behind it. ``funder``: whether rows name theirs.
    """
    filled = form(action.name)
    draw_refusal(session, filled)
    keys = [filled.key(f"{row.identifier}-{row.flow.reference}") for row in rows]
    if len(rows) > 1 and st.button(
        plain(session.words.count("several.choose_all", len(rows))),
        key=filled.key("all"),
        type="tertiary",
    ):
        st.session_state.update(dict.fromkeys(keys, True))
    chosen = []
    for row, key in zip(rows, keys, strict=True):
        with st.container(key=f"choice-{key}", horizontal=True, gap="small"):
            label = f"{row.identifier}: {flow_text(session, row.flow)}"
            if st.checkbox(label, key=key, label_visibility="collapsed", width="content"):
                chosen.append(row)
            st.html(_line(session, row, href, funder=funder))
            beside(row)
    names = [FlowName(row.identifier, row.flow.reference) for row in chosen]
    # What is confirmed is what the reader last saw listed, though a row has been answered since.
    listed = st.session_state.get(filled.key("listed"), [])
    st.session_state[filled.key("listed")] = names
    if not chosen and not listed:
        return
    items = (
        tag("li", tag("bdi", flow_text(session, row.flow)), " · ", tag("bdi", row.identifier))
        for row in chosen
    )
    st.html(
        tag("p", action.confirmation(len(chosen)), class_="rp-help")
        + tag("ul", *items, class_="rp-desk-list")
    )
    if st.button(action.label, type="primary", key=filled.key("save")):
        if filled.attempt(lambda: action.command(listed or names, filled.token)):
            st.session_state[_done(action)] = action.success(len(listed or names))
        st.rerun()


def is_begun(action: Action) -> bool:
    """Whether rows are chosen, or were refused: the choice stays though fewer rows are left."""
    filled = form(action.name)
    return filled.error is not None or bool(st.session_state.get(filled.key("listed")))


def told_last(action: Action) -> None:
    """Result of this action's last run, for as long as the session remembers it."""
    if _done(action) in st.session_state:
        st.html(tag("p", st.session_state[_done(action)], class_="rp-recorded", role="status"))


def _done(action: Action) -> str:
    return f"done-{action.name}"


def _line(session: Session, row: FlowState, href: str, *, funder: bool) -> Markup:
    """The row under its project, and who spoke for it."""
    words = session.words
    page = session.href(href, project=row.identifier, field="flows") if href else ""
    head = heading(session, row.identifier, row.titles, page) if page else ""
    made = head + line(session, row, funder=funder)
    for look in row.looks:
        if look.is_open:
            key = "desk.looks.stated" if look.is_statement else "desk.looks.recorded"
            said = words(
                key, login=words.person(look.recorder), day=words.short_day(look.asked_at.date())
            )
            made += tag("p", said, class_="rp-small")
    return made


def draw_refusal(session: Session, form: Form) -> None:
    """Refusals, row by row."""
    form.refuse(session)
    if isinstance(form.error, SeveralRefused):
        items = (
            tag(
                "li",
                session.words(
                    "several.refused.row",
                    project=session.title(name.identifier),
                    row=name.reference,
                    why=session.words.error(error),
                ),
                dir="auto",
            )
            for name, error in form.error.refusals
        )
        st.html(tag("ul", *items, class_="rp-problems"))
