"""Summary page: what a minister reads in five minutes."""

from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns, progress
from portfolio.domain.clauses import ADOPTED
from portfolio.domain.contents import Scene
from portfolio.ledger.view import day_of
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import earlier_funding
from portfolio.measures import headline as measures_headline
from portfolio.measures.figures import Figure, Headline
from portfolio.measures.jumps import Jump, JumpRow, jumps
from portfolio.measures.timeline import closing
from portfolio.present import sentences
from portfolio.present.html import esc, link, tag
from portfolio.ui import (
    cards,
    chart,
    explanation,
    metrics,
    navigation,
    notes,
    opening,
    project_context,
    recent,
    session,
)
from portfolio.ui.pages.summary import scorecard
from portfolio.ui.session import Session
from portfolio.ui.sheet import draw_sheet

FIGURES: Final = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN, Figure.SURPLUS)


def draw_all_funding(session: Session, headline: Headline) -> None:
    """Folded under its heading; inside, how the two families of money hang together (ruling 25)."""
    with (
        st.container(key="all-funding"),
        st.expander(session.words("funding.title"), expanded=not headline.amounts.requirement),
    ):
        st.html(session.per_view("all-funding", lambda: _told(session, headline)))
        metrics.draw_cards(session, headline, FIGURES)


def _told(session: Session, headline: Headline) -> Markup:
    return tag("p", sentence(session, headline), class_="rp-takeaway") + tag(
        "p", session.words("funding.family"), class_="rp-note"
    )


def sentence(session: Session, headline: Headline) -> str:
    """Committed or disbursed: what of it covers a requirement, what is surplus, what neither.

    Under a filter by funder only the funder's whole sums: its parts are in the list of funders.
    """
    words, reader, amounts = session.words, session.reader, headline.amounts
    if amounts.recorded_amount(Figure.SECURED) is None:
        return words("answer.no_requirement.nothing.funding")
    counted = amounts.records.by_figure[Figure.SECURED] if amounts.records else headline.projects
    told = words.count("funding.linked", counted, secured=reader.amount(amounts.secured))
    if session.question.filters.funders or amounts.requirement is None:
        return told
    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return " ".join(filter(None, (told, words("funding.parts.bare"), _before(session))))
    parts = words(
        "funding.parts",
        covered=reader.amount(amounts.covered),
        surplus=reader.amount(amounts.surplus),
        rest=reader.amount(headline.secured_without_requirement),
    )
    return " ".join(filter(None, (told, parts, _before(session))))


def _before(session: Session) -> str:
    """Part of it that was decided before the declaration (ruling 24)."""
    older = earlier_funding.before(session.view).secured
    if not older:
        return ""
    return session.words("decided.secured", amount=session.reader.amount(older), day=ADOPTED)


_OPEN: Final = 6  # lines shown before the others are opened
# What a row that is no flow is called, by its word.
_CHANGES: Final = {
    "requirement": "figure.requirement",
    "status": "axis.status",
    "publication": "jumps.publication",
    "relation": "field.relation",
}


def draw_jump_list(session: Session) -> None:
    """One dated line a jump, oldest first; nothing where the headline moved in small steps."""
    made = session.per_view("jumps", lambda: _jumps_html(session))
    if made:
        st.html(made)


def _jumps_html(session: Session) -> Markup:
    found = jumps(session.view)
    if not found:
        return Markup()
    lines = [tag("li", *_line(session, jump)) for jump in found]
    title = tag("summary", session.words.count("jumps.title", len(found)))
    is_open = "" if len(found) <= _OPEN else None
    return tag("details", title, tag("ul", *lines), class_="rp-folded rp-jumps", open=is_open)


def _line(session: Session, jump: Jump) -> list[str]:
    """The day, from what to what, and the rows that moved it."""
    words, reader = session.words, session.reader
    rose = "rose" if jump.after > jump.before else "fell"
    said = words(
        f"jumps.{jump.figure.value}.{rose}",
        day=day_of(jump.day),
        before=reader.amount(jump.before),
        after=reader.amount(jump.after),
    )
    rows = [tag("p", _row(session, row)) for row in jump.rows]
    if jump.more:
        rows.append(tag("p", words.count("jumps.more", jump.more)))
    return [tag("span", said), *rows]


def _row(session: Session, row: JumpRow) -> Markup:
    if not row.project:
        return tag("span", session.words(f"jumps.{row.what}", currency=row.currency))
    title = link(session.title(row.project), session.href("projects", project=row.project))
    what = session.words(_CHANGES.get(row.what, f"flow.{row.what}"))
    said = [title, tag("span", what)]
    if row.amount_minor is not None and row.currency:
        said.append(tag("span", session.words.exact(row.amount_minor, row.currency)))
    return tag("span", esc(" · ").join(said))


def draw_scenes(session: Session) -> None:
    """The scenes in order, the sentence of the one shown; nothing of the record."""
    if session.portfolio.is_example and session.register.scenes:
        st.html(_scenes_html(session))


def _scenes_html(session: Session) -> Markup:
    words = session.words
    shown = [scene for scene in session.register.scenes if scene.day == session.question.as_of]
    parts = [tag("h2", words("scenes.title"), class_="rp-scenes-title")]
    parts.append(
        tag("ol", *(tag("li", _link(session, scene)) for scene in session.register.scenes))
    )
    parts += [tag("p", words.choose(scene.sentences), class_="rp-scene-said") for scene in shown]
    return tag("nav", *parts, class_="rp-scenes", aria_label=words("scenes.title"))


def _link(session: Session, scene: Scene) -> Markup:
    """Link of a scene to its day, as known now."""
    question = replace(session.question, as_of=scene.day, known_on=None)
    inside = tag("time", session.words.day(scene.day)) + esc(" ")
    inside += tag("b", session.words.choose(scene.titles))
    return tag(
        "a",
        inside,
        href=session.href("summary", question),
        aria_current="true" if scene.day == session.question.as_of else None,
    )


def draw() -> None:
    """Draw the page."""
    here = session.current()
    headline = measures_headline.headline(here.view)

    opening.draw_sheets("summary")
    opening.draw(here, "summary")
    if headline.is_empty:
        opening.portfolio(here)
        st.stop()

    if not here.question.band.has_requirement:
        notes.draw_context_band(here, headline)
        draw_sheet(here)
        st.stop()

    metrics.draw_answer(here, headline)
    cards.draw(here, headline)
    notes.draw_data_notes(here, headline)
    draw_sheet(here)
    if not navigation.is_theirs("desk", here.who):  # who has a desk reads it there
        recent.draw(here)
    if headline.amounts.requirement:
        metrics.with_explanation(here)
    draw_all_funding(here, headline)
    draw_scenes(here)

    scorecard.draw(here)

    left, right = st.columns(2, gap="medium")
    with left:
        split = measures_breakdowns.split(here.view, "kind")
        chart.show(here, here.per_view("kinds", lambda: breakdowns.kinds(here.reader, split)))
    with right:
        halves = measures_breakdowns.split(here.view, "priority")
        chart.show(
            here, here.per_view("priorities", lambda: breakdowns.priorities(here.reader, halves))
        )

    gaps, conference = closing(here.view), here.view.conference
    sure = sentences.certainty(here.view)
    chart.show(
        here, here.per_view("curve", lambda: progress.closing(here.reader, gaps, conference, sure))
    )
    draw_jump_list(here)
    project_context.draw_years_view(here)

    places = measures_breakdowns.split(here.view, "country")
    chart.draw_country_map(here, "summary", places)

    explanation.draw(here)
