"""Notes on the figures: what is left out, and context projects."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.projects import Band, Project
from portfolio.measures import breakdowns, headline, lists, progress
from portfolio.measures.figures import FUNDER_FIGURES, Amounts, Figure, Headline, ProjectLine
from portfolio.present import sentences
from portfolio.present.html import link, tag
from portfolio.present.sorting import TableOrder, cell_value, name_value
from portfolio.present.table import Column, html_table
from portfolio.ui import (
    badges,
    explanation,
    metrics,
    opening,
    sorting,
    subjects,
)
from portfolio.ui.session import Session


def draw_data_notes(session: Session, headline: Headline) -> None:
    """The notes in a line; a list opens under it."""
    st.html(session.per_view("data-notes", lambda: _as_html(session, headline)))


def _as_html(session: Session, headline: Headline) -> Markup:
    parts = [tag("span", session.words.count("notes.included", headline.projects))]
    parts += filter(
        None,
        (
            _without(session, headline),
            _left_out(session, headline),
            _pipeline(session, headline),
            _context(session),
        ),
    )
    parts.append(link(session.words("notes.complete"), session.href("completeness")))
    return tag("div", *parts, class_="rp-data-notes")


def _without(session: Session, headline: Headline) -> Markup:
    """Projects that record no requirement, by name."""
    identifiers = headline.without_requirement
    if not identifiers:
        return Markup()
    rows = [
        tag("li", link(session.title(identifier), session.href("projects", project=identifier)))
        for identifier in identifiers
    ]
    return _folded(session.words.count("notes.without_requirement", len(rows)), tag("ul", *rows))


def _left_out(session: Session, headline: Headline) -> Markup:
    """Rows without an exchange rate, each in a sentence."""
    if not headline.left_out:
        return Markup()
    currencies = sorted({row.currency for row in headline.left_out})
    told = session.words.count(
        "notes.left_out",
        headline.projects_left_out,
        currencies=session.reader.join_names(currencies),
    )
    rows = [
        tag(
            "li",
            link(opening.left_out(session, row), session.href("projects", project=row.project)),
        )
        for row in headline.left_out
    ]
    return _folded(told, tag("ul", *rows) + tag("p", session.words("left_out.advice")))


def _pipeline(session: Session, headline: Headline) -> Markup:
    """Requirement of projects in preparation, which is in no figure above."""
    line = headline.bands.get(Band.PIPELINE)
    if line is None or not line.projects or session.question.band is not Band.OFFICIAL:
        return Markup()
    needed = line.amounts.recorded_amount(Figure.REQUIREMENT)
    if needed is None:
        return tag("span", session.words.count("notes.pipeline.unstated", line.projects))
    amount = session.reader.amount(needed)
    return tag("span", session.words.count("notes.pipeline", line.projects, amount=amount))


def _context(session: Session) -> Markup:
    """Note on context projects and their secured funding."""
    line = headline.headline(session.view).bands.get(Band.CONTEXT)
    if line is None or not line.projects or session.question.band is Band.CONTEXT:
        return Markup()
    amount = session.reader.amount(line.amounts.secured)
    return tag("span", session.words.count("notes.context", line.projects, amount=amount))


def _folded(summary: str, inside: str) -> Markup:
    return tag("details", tag("summary", summary), inside)


_SHOWN: Final = 25
_AXES: Final = ("funder", "country", "clause")


def draw_context_band(session: Session, headline: Headline) -> None:
    """The band by itself: its sentence, its three figures, by whom and for what, its projects."""
    opening.draw_sheets("money")
    st.html(tag("p", sentence(session, headline), class_="rp-answer-said rp-wide"))
    st.html(tag("p", session.words("context.meaning"), class_="rp-note"))
    metrics.draw_cards(session, headline, FUNDER_FIGURES)
    draw_data_notes(session, headline)
    for axis in _AXES:
        lines = [
            (line.key, line.amounts)
            for line in breakdowns.split(session.view, axis).lines
            if any(map(line.amounts.of, FUNDER_FIGURES))
        ]
        if lines:
            st.html(
                tag("h2", session.words(f"context.by_{axis}"), class_="rp-section")
                + _table(session, axis, lines)
            )
    codes = lists.in_context(session.view)
    st.html(
        tag("h2", session.words("context.projects"), class_="rp-section")
        + _projects(session, lists.lines(session.view, codes))
    )
    explanation.draw(session)


def stops(session: Session, headline: Headline, page: str) -> bool:
    """Whether a page on requirement, gaps or progress has nothing to show of the view's band."""
    if session.question.band.has_requirement:
        return False
    official = replace(session.question, band=Band.OFFICIAL)
    st.html(
        tag("p", session.words(f"context.none.{page}"), class_="rp-answer-said rp-wide")
        + tag("p", sentence(session, headline))
        + tag("p", link(session.words("context.official"), session.href(page, official)))
        + tag("p", link(session.words("context.open"), session.href("summary")))
    )
    return True


def sentence(session: Session, headline: Headline) -> str:
    """Number of context projects, what is recorded of them, and what of it is older."""
    return sentences.context(session.reader, session.view, headline)


def context_sentence(
    session: Session, asking_session: Session | None = None, *, level: str = "h2"
) -> None:
    """Context projects that match the filters, under their own heading; in no figure above."""
    seen = asking_session or session
    codes = lists.in_context(seen.view)
    if not len(codes):
        return
    lines = lists.lines(seen.view, codes)
    band = replace(
        seen.question,
        band=Band.CONTEXT,
        filters=replace(seen.question.filters, statuses=frozenset()),
    )
    st.html(
        tag(level, session.words("context.apart"), class_="rp-section")
        + tag("p", session.words.count("context.apart.note", len(lines)), class_="rp-takeaway")
        + _projects(session, lines)
        + tag(
            "p",
            link(session.words("context.open"), session.href("summary", band)),
            class_="rp-note",
        )
    )


def _projects(session: Session, lines: Sequence[ProjectLine]) -> Markup:
    """Each project with the reason it is context, the greatest first."""
    order: TableOrder[ProjectLine] = sorting.order(
        session,
        "context",
        {
            "name": lambda line: name_value(session.title(line.identifier)),
            "reasons": lambda line: cell_value(_reason(session, line.identifier)),
            **{one: partial(_known, figure=one) for one in FUNDER_FIGURES},
        },
        f"-{FUNDER_FIGURES[0]}",
    )
    ordered = order.rows(sorted(lines, key=lambda line: (-line.amounts.secured, line.identifier)))
    heads = [session.words(key) for key in ("column.project", "field.relation_reasons")]
    rows = []
    for line in ordered[:_SHOWN]:
        title = link(
            session.title(line.identifier), session.href("projects", project=line.identifier)
        )
        rows.append(
            tag(
                "tr",
                tag("th", title, scope="row"),
                tag("td", _reason(session, line.identifier), class_="rp-small"),
                *_money(session, line.amounts if line.convertible else None),
            )
        )
    more = ""
    if len(ordered) > _SHOWN:
        more = tag("p", session.words.count("show.first", _SHOWN), class_="rp-note")
    return _framed(session, session.words("context.projects"), heads, rows, order) + more


def _known(line: ProjectLine, figure: Figure) -> int | None:
    """What a cell shows: nothing recorded is no amount."""
    return (line.amounts.of(figure) or None) if line.convertible else None


def _table(session: Session, axis: str, lines: Sequence[tuple[str, Amounts]]) -> Markup:
    """Amounts by the key of a part, each name the way to its page."""
    order: TableOrder[tuple[str, Amounts]] = sorting.order(
        session,
        f"context-{axis}",
        {
            "name": lambda line: name_value(session.reader.name(axis, line[0])),
            **{
                one: lambda line, figure=one: line[1].of(figure) or None  # type: ignore[misc]
                for one in FUNDER_FIGURES
            },
        },
        f"-{FUNDER_FIGURES[0]}",
    )
    ordered = order.rows(sorted(lines, key=lambda line: -line[1].secured))
    rows = [
        tag(
            "tr",
            tag("th", subjects.name_link(session, axis, key), scope="row", dir="auto"),
            *_money(session, amounts),
        )
        for key, amounts in ordered
    ]
    label = session.words(f"axis.{axis}")
    return _framed(session, label, [label], rows, order)


def _framed(
    session: Session,
    caption: str,
    heads: Sequence[str],
    rows: Sequence[str],
    order: TableOrder[Any],
) -> Markup:
    keys = ("name", "reasons")
    columns = [Column(head, key=key) for key, head in zip(keys, heads, strict=False)]
    columns += [
        Column(session.words(f"figure.{one}.short"), True, key=one) for one in FUNDER_FIGURES
    ]
    return html_table(caption, columns, rows, kind="rp-projects", order=order)


def _money(session: Session, amounts: Amounts | None) -> list[str]:
    """The three figures a context project has; nothing recorded is a dash, never a zero."""
    return [_cell(session, amounts.of(figure) if amounts else None) for figure in FUNDER_FIGURES]


def _cell(session: Session, amount_minor: int | None) -> Markup:
    return tag(
        "td",
        session.reader.amount(amount_minor) if amount_minor else "–",
        title=session.reader.exact(amount_minor) if amount_minor else None,
        class_="rp-number",
    )


def _reason(session: Session, identifier: str) -> Markup:
    return reason(session, session.register.project(identifier, session.question))


def reason(session: Session, project: Project) -> Markup:
    """Reason of the relation in force, in a language the reader has, or that none is recorded."""
    row = progress.holding(project.relations, session.question)
    if row is None:
        return tag("span", session.words("projects.relation.unrecorded.context"))
    return badges.in_words(session, row.reasons)


# One family (ruling 25): they add up.
