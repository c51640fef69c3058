"""Money and projects of one clause; clauses 9 and 10 show again the money of the others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns
from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE
from portfolio.domain.flows import Provenance
from portfolio.domain.reference import Kind
from portfolio.ledger.view import View
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import headline as measures_headline
from portfolio.measures import lists
from portfolio.measures.figures import (
    NOTHING,
    Amounts,
    BreakdownRow,
    Figure,
    Headline,
    ProjectLine,
)
from portfolio.present.html import esc, link, tag
from portfolio.present.table import Column, html_table
from portfolio.services import params
from portfolio.ui import cards, changes, chart, metrics, notes, subject_projects, subjects
from portfolio.ui.session import Session
from portfolio.ui.sheet import draw_sheet

MOST: Final = 200  # names in a folded list
SECURITY, DEVELOPMENT = "security", "human_development"
TITLES: Final = {FINANCE_CLAUSE: "all", TRIANGULAR_CLAUSE: "triangular"}


def about_clause(session: Session, number: int) -> Session | None:
    """The session of the view narrowed to the clause; None where the filters leave the clause out."""
    narrowed = params.about(session.question, "clause", str(number))
    if narrowed is None:
        return None
    return replace(session, question=narrowed, view=session.is_visible(narrowed), subject="clause")


def draw_answer(session: Session, number: int) -> None:
    """What is needed for the clause, and what of it is covered, pledged and missing."""
    clause = about_clause(session, number)
    if clause is None or not session.question.band.has_requirement:
        return
    headline = measures_headline.headline(clause.view)
    if not headline.is_empty:
        metrics.draw_answer(clause, headline)


def draw(session: Session, number: int) -> None:
    """Parts of the clause, its projects, its changes, and those only relevant to it."""
    words = session.words
    title = f"declaration.money.{TITLES[number]}" if number in TITLES else "declaration.money"
    st.html(tag("h2", words(title), class_="rp-section"))
    clause = about_clause(session, number)
    if clause is None:
        st.html(tag("p", words("declaration.money.outside"), class_="rp-note"))
        return
    headline = measures_headline.headline(clause.view)
    if headline.is_empty:
        subjects.draw_empty(clause, "clause", str(number))
    elif not session.question.band.has_requirement:
        notes.draw_context_band(clause, headline)
        draw_sheet(clause)
    else:
        _draw_parts(clause, number, headline)
    _relevant(session, number)


def _draw_parts(session: Session, number: int, headline: Headline) -> None:
    """What is drawn of the view narrowed to the clause."""
    words = session.words
    if number in TITLES:
        st.html(tag("p", words("declaration.money.again"), class_="rp-note"))
    cards.draw_of_clause(session, headline)
    notes.draw_data_notes(session, headline)
    draw_sheet(session)
    if headline.amounts.requirement:
        # The address of an explanation names the row: the page itself is not narrowed.
        axis, key = _part(number)
        metrics.with_explanation(session, axis=axis, key=key)
    if number == FINANCE_CLAUSE:
        _with_and_without(session, session.view)
    _projects(session, number, headline.projects)
    split = measures_breakdowns.split(session.view, "country")
    drawn = session.per_view("countries", lambda: breakdowns.countries(session.reader, split))
    chart.bars(session, "declaration", drawn, split, note=words("chart.bars.lead"))
    changes.draw(session)
    subject_projects.draw_apart(session, "declaration", clause_shown=str(number))


def of_clause(session: Session, number: int) -> tuple[Amounts, int]:
    """The line of the clause and how many projects are in it (ruling 16 for clauses 9 and 10)."""
    if number == FINANCE_CLAUSE:
        headline = measures_headline.headline(session.view)
        return headline.amounts, headline.projects
    axis, key = _part(number)
    for line in measures_breakdowns.split(session.view, axis or "").lines:
        if line.key == key:
            return line.amounts, line.projects
    return NOTHING, 0


def _part(number: int) -> tuple[str | None, str | None]:
    """Row of a breakdown with a clause's money; none for clause 9, which is the whole."""
    if number == FINANCE_CLAUSE:
        return None, None
    if number == TRIANGULAR_CLAUSE:
        return "kind", Kind.TRIANGULAR.word
    return "clause", str(number)


def givers(view: View, figure: Figure, most: int) -> tuple[Sequence[BreakdownRow], int, int]:
    """The greatest funders of a figure; how many others, and their sum."""
    giving = sorted(
        (
            line
            for line in measures_breakdowns.split(view, "funder").lines
            if line.amounts.of(figure)
        ),
        key=lambda line: (-(line.amounts.of(figure) or 0), line.key),
    )
    rest = sum(line.amounts.of(figure) or 0 for line in giving[most:])
    return giving[:most], max(len(giving) - most, 0), rest


def _with_and_without(session: Session, view: View) -> None:
    """Clause 9: its own words are about border security, the headline about both priorities."""
    split = measures_breakdowns.split(view, "priority")
    by_key = {line.key: line.amounts for line in split.lines}
    security = by_key.get(SECURITY, NOTHING)
    said = session.words(
        "declaration.money.security",
        security=session.reader.amount(security.gap),
        development=session.reader.amount(by_key.get(DEVELOPMENT, NOTHING).gap),
        gap=session.reader.amount(split.total.gap),
    )
    shown = metrics.HEADLINE
    columns = [Column(""), *(Column(session.reader.label(figure), True) for figure in shown)]
    rows = (
        tag("tr", tag("th", session.words(key), scope="row"), *_cells(session, amounts, shown))
        for key, amounts in (
            ("declaration.money.with", split.total),
            ("declaration.money.without", security),
        )
    )
    st.html(
        tag("p", said, class_="rp-takeaway")
        + html_table("", columns, rows, kind="rp-with-and-without")
    )
    chart.show(session, breakdowns.priorities(session.reader, split))


def _cells(session: Session, amounts: Amounts, figures: Sequence[Figure]) -> list[str]:
    return [
        tag(
            "td",
            session.reader.figure_text(amounts, figure),
            title=session.reader.exact_of(amounts, figure),
            class_="rp-number",
        )
        for figure in figures
    ]


def _projects(session: Session, number: int, count: int) -> None:
    """Projects with money for the clause; clauses 9 and 10 show whole projects."""
    words = session.words
    kind = TITLES.get(number)
    title = words.count(f"declaration.projects.{kind}" if kind else "declaration.projects", count)
    note = words(f"declaration.projects.{'whole' if kind else 'parts'}")
    there = link(words("declaration.projects.open"), session.href("projects"))
    subject_projects.draw(session, title, note, last=tag("p", there))


def project_link(session: Session, line: ProjectLine) -> Markup:
    """Project title as a link that preserves the view, marked where the record is illustrative."""
    name = session.words.choose(line.titles) or line.identifier
    made = link(name, session.href("projects", project=line.identifier), title=line.identifier)
    if line.provenance is Provenance.ILLUSTRATIVE:
        made += esc(" ") + tag("span", session.words("mark.illustrative"), class_="rp-made-up")
    return made


def _relevant(session: Session, number: int) -> None:
    """Projects recorded as relevant to the clause without money for it."""
    unfiltered = session.is_visible(session.with_filters(clauses=frozenset()))
    codes = lists.relevant(unfiltered, number)
    if not len(codes):
        return
    items = [
        tag("li", project_link(session, line)) for line in lists.lines(unfiltered, codes[:MOST])
    ]
    recorded = number in TITLES
    said = session.words.count(
        "declaration.relevant.recorded" if recorded else "declaration.relevant", len(codes)
    )
    st.html(tag("details", tag("summary", said), tag("ul", *items), class_="rp-folded rp-relevant"))
