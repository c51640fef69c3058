"""Context: projects kept as background, with recorded funding alone, apart from every total."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from portfolio.domain.clauses import ADOPTED
from portfolio.domain.projects import Band, Project
from portfolio.measures import decided, held, projects, splits
from portfolio.measures.figures import FUNDER_FIGURES, Amounts, Figure, Headline, ProjectLine
from portfolio.ui.components import cards, data_notes, explanation, sheets
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session

_SHOWN: Final = 25
_AXES: Final = ("funder", "country", "clause")


def draw(session: Session, headline: Headline) -> None:
    """The band by itself: its sentence, its three figures, by whom and for what, its projects."""
    sheets.draw("money")
    st.html(text("p", sentence(session, headline), class_="rp-answer-said rp-wide"))
    st.html(text("p", session.words("context.meaning"), class_="rp-note"))
    cards.draw(session, headline, FUNDER_FIGURES)
    data_notes.draw(session, headline)
    for axis in _AXES:
        lines = [
            (session.reader.name(axis, line.key), line.amounts)
            for line in splits.split(session.view, axis).lines
            if any(map(line.amounts.of, FUNDER_FIGURES))
        ]
        if lines:
            st.html(
                text("h2", session.words(f"context.by_{axis}"), class_="rp-section")
                + _table(session, session.words(f"axis.{axis}"), lines)
            )
    codes = projects.in_context(session.view)
    st.html(
        text("h2", session.words("context.projects"), class_="rp-section")
        + _projects(session, projects.lines(session.view, codes))
    )
    explanation.draw(session)


def stops(session: Session, headline: Headline, page: str) -> bool:
    """Whether a page on requirement, gaps or progress has nothing to show of the band asked for."""
    if session.question.band.has_requirement:
        return False
    official = replace(session.question, band=Band.OFFICIAL)
    st.html(
        text("p", session.words(f"context.none.{page}"), class_="rp-answer-said rp-wide")
        + text("p", sentence(session, headline))
        + tag("p", link(session.words("context.official"), session.href(page, official)))
        + tag("p", link(session.words("context.open"), session.href("summary")))
    )
    return True


def sentence(session: Session, headline: Headline) -> str:
    """How many projects are context, what is recorded of them, and what of it is older."""
    words, reader, amounts = session.words, session.reader, headline.amounts
    if not headline.projects and not headline.left_out:
        return words("context.answer.none")
    said = [
        words.count("context.answer", headline.projects, secured=reader.amount(amounts.secured))
    ]
    if amounts.paid:
        said.append(words("context.disbursed", paid=reader.amount(amounts.paid)))
    if amounts.pledged_open:
        said.append(words("context.pledged", pledged=reader.amount(amounts.pledged_open)))
    older = decided.before(session.view).secured
    if older and older == amounts.secured:
        said.append(words("decided.all", day=ADOPTED))
    elif older:
        said.append(words("decided.secured", amount=reader.amount(older), day=ADOPTED))
    return " ".join(said)


def context_sentence(
    session: Session, asking_session: Session | None = None, *, level: str = "h2"
) -> None:
    """The context projects that the filters keep, under their own heading; in no figure above."""
    seen = asking_session or session
    codes = projects.in_context(seen.view)
    if not len(codes):
        return
    lines = projects.lines(seen.view, codes)
    band = replace(
        seen.question,
        band=Band.CONTEXT,
        filters=replace(seen.question.filters, statuses=frozenset()),
    )
    st.html(
        text(level, session.words("context.apart"), class_="rp-section")
        + text("p", session.words.count("context.apart.note", len(lines)), class_="rp-takeaway")
        + _projects(session, lines)
        + tag(
            "p",
            link(session.words("context.open"), session.href("summary", band)),
            class_="rp-note",
        )
    )


def _projects(session: Session, lines: Sequence[ProjectLine]) -> str:
    """Each project with the reason it is context, the greatest first."""
    ordered = sorted(lines, key=lambda line: (-line.amounts.secured, line.identifier))
    head = [text("th", session.words("column.project"), scope="col")]
    head.append(text("th", session.words("field.relation_reasons"), scope="col"))
    rows = []
    for line in ordered[:_SHOWN]:
        title = link(
            session.title(line.identifier), session.href("projects", project=line.identifier)
        )
        rows.append(
            tag(
                "tr",
                tag("th", title, scope="row"),
                tag(
                    "td",
                    _reason(session, line.identifier),
                    class_="rp-small",
                    data_label=session.words("field.relation_reasons"),
                ),
                *_money(session, line.amounts if line.convertible else None),
            )
        )
    more = ""
    if len(ordered) > _SHOWN:
        more = text("p", session.words.count("show.first", _SHOWN), class_="rp-note")
    return _framed(session, session.words("context.projects"), head, rows) + more


def _table(session: Session, label: str, lines: Sequence[tuple[str, Amounts]]) -> str:
    ordered = sorted(lines, key=lambda line: -line[1].secured)
    rows = [
        tag("tr", text("th", name, scope="row", dir="auto"), *_money(session, amounts))
        for name, amounts in ordered
    ]
    return _framed(session, label, [text("th", label, scope="col")], rows)


def _framed(session: Session, caption: str, head: Sequence[str], rows: Sequence[str]) -> str:
    numbers = [
        text("th", session.words(f"figure.{figure}.short"), scope="col", class_="rp-number")
        for figure in FUNDER_FIGURES
    ]
    table = tag(
        "table",
        text("caption", caption, class_="rp-heard"),
        tag("thead", tag("tr", *head, *numbers)),
        tag("tbody", *rows),
        class_="rp-table rp-projects",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _money(session: Session, amounts: Amounts | None) -> list[str]:
    """The three figures a context project has; nothing recorded is a dash, never a zero."""
    return [
        _cell(session, figure, amounts.of(figure) if amounts else None) for figure in FUNDER_FIGURES
    ]


def _cell(session: Session, figure: Figure, amount_minor: int | None) -> str:
    return text(
        "td",
        session.reader.amount(amount_minor) if amount_minor else "–",
        title=session.reader.exact(amount_minor) if amount_minor else None,
        class_="rp-number",
        data_label=session.words(f"figure.{figure}.short"),
    )


def _reason(session: Session, identifier: str) -> str:
    return reason(session, session.register.project(identifier, session.question))


def reason(session: Session, project: Project) -> str:
    """Why the relation that holds was given, in a language the reader has, or that none is recorded."""
    row = held.holding(project.relations, session.question)
    if row is None:
        return text("span", session.words("projects.relation.unrecorded.context"))
    return marks.in_words(session, row.reasons)
