"""Money and projects of one clause; clauses 9 and 10 show again the money of the others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns
from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Band
from portfolio.domain.reference import Kind
from portfolio.ledger.view import View
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import headline as measures_headline
from portfolio.measures import lists
from portfolio.measures.figures import NOTHING, Amounts, Figure, ProjectLine
from portfolio.present.html import esc, join_html, link, tag
from portfolio.present.table import Column, html_table
from portfolio.ui import chart, explanation, metrics, notes
from portfolio.ui.session import Session

LISTED: Final = 15
GIVING: Final = 5  # funders named in a sentence
MOST: Final = 200  # names in a folded list
SECURITY, DEVELOPMENT = "security", "human_development"
GAP_PARTS: Final = (Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)
TITLES: Final = {FINANCE_CLAUSE: "all", TRIANGULAR_CLAUSE: "triangular"}


def draw(session: Session, number: int) -> None:
    """Figures of the clause with their explanations, its projects, and those only relevant to it."""
    words, filtered = session.words, session.question.filters.clauses
    title = f"declaration.money.{TITLES[number]}" if number in TITLES else "declaration.money"
    st.html(tag("h3", words(title), class_="rp-section rp-clause-part"))
    if filtered and number not in filtered and FINANCE_CLAUSE not in filtered:
        st.html(tag("p", words("declaration.money.outside"), class_="rp-note"))
        return
    narrowed = session.with_filters(clauses=frozenset({number}))
    view = session.is_visible(narrowed)
    if not session.question.band.has_requirement:
        notes.context_sentence(session, replace(session, question=narrowed, view=view), level="h3")
        _relevant(session, number)
        return
    amounts, official = of_clause(session, number)
    if not official:
        st.html(tag("p", words("declaration.money.none"), class_="rp-takeaway"))
    else:
        _figures(session, number, amounts, view)
        _funders(session, view)
    if number == FINANCE_CLAUSE and official:
        _with_and_without(session, view)
    _projects(session, number, view)
    notes.context_sentence(session, replace(session, question=narrowed, view=view), level="h3")
    _relevant(session, number)


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


def _figures(session: Session, number: int, amounts: Amounts, view: View) -> None:
    parts = [metrics.answer_sentence(session, amounts, view=view)]
    if amounts.pledged_toward_gap and amounts.gap_after_pledges:
        parts.append(
            session.words(
                "declaration.money.gap",
                gap=session.reader.amount(amounts.gap),
                pledged=session.reader.amount(amounts.pledged_toward_gap),
                missing=session.reader.amount(amounts.gap_after_pledges),
            )
        )
    if number in TITLES:
        parts.append(session.words("declaration.money.again"))
    st.html(tag("p", " ".join(filter(None, parts)), class_="rp-takeaway"))
    axis, key = _part(number)
    columns = st.columns(len(metrics.HEADLINE), gap="small")
    for column, figure in zip(columns, metrics.HEADLINE, strict=True):
        with column, st.container(key=f"card-clause-{figure.value}", height="stretch", gap=None):
            # The gap is two parts of the bar: it has the signs of both, never that of one alone.
            signs = GAP_PARTS if figure is Figure.GAP else (figure,)
            label = join_html(tag("i", class_=f"rp-is-{part}") for part in signs)
            label += tag("span", session.reader.label(figure))
            value = metrics.figure_html(session, amounts, figure)
            st.html(
                tag("h4", label, class_="rp-label", title=session.words(f"figure.{figure}.meaning"))
                + tag("p", value, class_="rp-value rp-value-small")
            )
            explanation.button(session, figure, axis=axis, key=key)


def _funders(session: Session, view: View) -> None:
    """Funders that cover the need of the clause or have pledged toward its gap, greatest first."""
    for figure in (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP):
        named, others, rest = givers(session, view, figure, GIVING)
        if not named:
            continue
        key = f"declaration.money.by.{figure}"
        told = session.words(key, funders=session.reader.join_parts(named))
        if others:
            told = session.words.count(
                f"{key}.more",
                others,
                funders=session.reader.join_parts(named),
                amount=session.reader.amount(rest),
            )
        st.html(tag("p", told, class_="rp-takeaway"))


def givers(session: Session, view: View, figure: Figure, most: int) -> tuple[list[str], int, int]:
    """The greatest funders of a figure with their amounts; how many others, and their sum."""
    giving = sorted(
        (
            line
            for line in measures_breakdowns.split(view, "funder").lines
            if line.amounts.of(figure)
        ),
        key=lambda line: (-(line.amounts.of(figure) or 0), line.key),
    )
    named = [
        session.words(
            "word.colon",
            label=session.reader.name("funder", line.key),
            value=session.reader.amount(line.amounts.of(figure)),
        )
        for line in giving[:most]
    ]
    rest = sum(line.amounts.of(figure) or 0 for line in giving[most:])
    return named, max(len(giving) - most, 0), rest


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
    st.html(tag("p", said, class_="rp-takeaway") + html_table("", columns, rows))
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


def _projects(session: Session, number: int, view: View) -> None:
    """Projects with money for the clause, whatever their status, greatest need first."""
    words, codes = session.words, lists.counted_projects(view)
    if not len(codes):
        return
    if len(codes) > 50 * LISTED:
        lines = lists.ranking(view, Figure.REQUIREMENT, LISTED)
    else:
        lines = tuple(
            sorted(
                lists.lines(view, codes),
                key=lambda line: (-(line.amounts.requirement or 0), -line.amounts.secured),
            )
        )
    heading = words.count(
        f"declaration.projects.{TITLES[number]}" if number in TITLES else "declaration.projects",
        len(codes),
    )
    band = "" if session.question.band is Band.OFFICIAL else f"{session.question.band.word}."
    note = f"declaration.projects.{band}{'whole' if number in TITLES else 'parts'}"
    said = words.count("declaration.projects.first", LISTED) if len(codes) > LISTED else ""
    href = session.href("projects", session.with_filters(clauses=frozenset({number})))
    with st.container(key="clause-projects", gap="small"):
        st.html(
            tag("h3", heading, class_="rp-section rp-clause-part")
            + tag("p", words(note), class_="rp-note")
            + _table(session, lines[:LISTED])
            + (tag("p", said, class_="rp-note") if said else "")
            + tag("p", link(words("declaration.projects.open"), href))
        )


def _table(session: Session, lines: Sequence[ProjectLine]) -> Markup:
    words = session.words
    figures = (Figure.REQUIREMENT, Figure.COVERED, Figure.GAP)
    columns = [Column(words(key)) for key in ("column.project", "axis.kind", "axis.status")]
    columns += [Column(words(f"figure.{figure}.short"), True) for figure in figures]
    rows = (
        tag(
            "tr",
            tag("th", project_link(session, line), scope="row"),
            tag("td", session.reader.name("kind", line.kind.word)),
            tag("td", session.reader.name("status", line.status.word)),
            *_cells(session, line.amounts, figures),
        )
        for line in lines
    )
    return html_table("", columns, rows, kind="rp-projects")


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
