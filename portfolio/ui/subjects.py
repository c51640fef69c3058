"""Subjects: the one country, funder or clause a page is about, and the ways to the page of each."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.measures import breakdowns, visibility
from portfolio.measures.figures import FUNDER_FIGURES, BreakdownRow, Figure, Headline
from portfolio.measures.headline import headline
from portfolio.present.format import UNALLOCATED
from portfolio.present.html import join_html, link, tag, with_links
from portfolio.present.sorting import SortValues, name_value
from portfolio.present.table import Column, html_table
from portfolio.services import subject_lookup
from portfolio.services.params import CLAUSE_SHOWN, SUBJECTS
from portfolio.services.subject_lookup import Presence
from portfolio.ui import opening, sorting
from portfolio.ui.session import Address, Session, current, path

_CLAUSE: Final = "clause"
_ALL: Final = {"country": "nav.country.all", "funder": "nav.funder.all", _CLAUSE: "board.back"}
# Figures of each line where no country or funder is chosen yet; the first orders them.
_FIGURES: Final = {
    "country": (
        Figure.GAP_AFTER_PLEDGES,
        Figure.REQUIREMENT,
        Figure.COVERED,
        Figure.PLEDGED_TOWARD_GAP,
    ),
    "funder": FUNDER_FIGURES,
}


def way(session: Session, axis: str, key: str) -> tuple[str, Address] | None:
    """The page of a country, funder or clause and its address in this view; None for no one's.

    An organisation that funds nothing its readers see has no page. Filters stay, so that the page
    shows the figure one came from; what this page is about does not.
    """
    if key == UNALLOCATED or axis not in SUBJECTS:
        return None
    if axis == "funder" and key not in visibility.giving_funders(session.view):
        return None
    question = session.question
    if session.subject:
        question = session.with_filters(**{SUBJECTS[session.subject]: frozenset()})
    filters = question.filters
    if axis == _CLAUSE:
        if filters.clauses:
            filters = replace(filters, clauses=frozenset({int(key)}))
        question = replace(question, filters=filters)
        return "declaration", session.address(question, **{CLAUSE_SHOWN: key})
    filters = replace(filters, **{SUBJECTS[axis]: frozenset({key})})  # type: ignore[arg-type]
    return axis, session.address(replace(question, filters=filters))


def href(session: Session, axis: str, key: str) -> str:
    """Link to the page of a country, funder or clause in this view; "" for no one's."""
    there = way(session, axis, key)
    return path(*there) if there else ""


def name_link(session: Session, axis: str, key: str) -> Markup:
    """The name of a country, funder or clause as the way to its page."""
    name = session.reader.name(axis, key)
    there = href(session, axis, key)
    return link(name, there) if there else tag("span", name)


def name_links(session: Session, axis: str, keys: Iterable[str]) -> Markup:
    """Names side by side, each as the way to its page."""
    names = (name_link(session, axis, key) for key in keys)
    return join_html(names, session.words("word.separator"))


def phrase_links(session: Session, phrase: str, *subjects: tuple[str, str]) -> Markup:
    """A phrase with names that ``strong`` marked, each (axis and key) as the way to its page."""
    links = {session.reader.name(*one): name_link(session, *one) for one in subjects}
    return with_links(phrase, links)


def draw_head(axis: str) -> tuple[Session, Headline]:
    """The head of the page of the one country or funder that the address names, and its headline.

    Stops the script where there is no such one, or where the view has nothing of it.
    """
    here = current()
    key = _subject_of_address(here, axis)
    here = replace(here, subject=axis)
    found = headline(here.view)
    opening.draw_sheets("summary", "projects", "money")
    opening.draw(here, axis, title=here.reader.name(axis, key), above=way_back(here, axis))
    if found.is_empty:
        draw_empty(here, axis, key)
        st.stop()
    return here, found


def _subject_of_address(session: Session, axis: str) -> str:
    """The one value of the axis that the address names; stops the script where there is none.

    An address that names what does not exist, or what this reader may not see, is no page; one
    that names nothing, or several, offers those of the view.
    """
    named = getattr(session.question.filters, SUBJECTS[axis])
    given = {value for value in st.query_params.get_all(axis) if value.strip()}
    if len(named) == 1 and len(given) == 1:
        return str(next(iter(named)))
    if given and not named:
        values = {axis: sorted(given), **session.address()}
        found = subject_lookup.presence(session.register, session.who, axis, values)
        if found is Presence.ELSEWHERE:
            key = subject_lookup.other_key(session.register, axis, session.question, values)
            draw_elsewhere(session, axis, key)
        else:
            opening.draw_no_subject(session)
    else:
        opening.draw_sheets("projects")
        opening.draw(session, axis)
        _choices(session, axis)
    return st.stop()


def _choices(session: Session, axis: str) -> None:
    """Every country or funder of the view with its figures, the greatest first."""
    lines = [line for line in breakdowns.split(session.view, axis).lines if line.key != UNALLOCATED]
    if not lines:
        opening.portfolio(session)
        return
    figures = _FIGURES[axis]
    lines.sort(key=lambda line: (*(-(line.amounts.of(one) or 0) for one in figures), line.key))
    columns = [Column(session.words(f"axis.{axis}"), key="name")]
    columns += [Column(session.words(f"figure.{one}.short"), True, key=one) for one in figures]
    values: SortValues[BreakdownRow] = {
        "name": lambda line: name_value(session.reader.name(axis, line.key)),
        **{one: partial(_known, figure=one) for one in figures},
    }
    order = sorting.order(session, axis, values, f"-{figures[0]}")
    rows = (_row(session, axis, line, figures) for line in order.rows(lines))
    title = session.words(f"nav.{axis}")
    st.html(html_table(title, columns, rows, kind="rp-projects", order=order))


def _known(line: BreakdownRow, figure: Figure) -> int | None:
    return line.amounts.recorded_amount(figure)


def way_back(session: Session, axis: str) -> Markup:
    """The way to every country, funder or clause of the view, above the name of one."""
    return tag("p", _all(session, axis), class_="rp-crumb")


def _all(session: Session, axis: str) -> Markup:
    page = {_CLAUSE: "declaration", "funder": "funders"}.get(axis, axis)
    elsewhere = session.with_filters(**{SUBJECTS[axis]: frozenset()})
    return link(session.words(_ALL[axis]), session.href(page, elsewhere))


def draw_empty(session: Session, axis: str, key: str) -> None:
    """What to do where the view has nothing of the one the page is about."""
    words, name = session.words, session.reader.name(axis, key)
    alone = replace(session.question, filters=session.usual.filters)
    page, steps = "declaration" if axis == _CLAUSE else axis, []
    if alone != session.question:
        steps.append(link(words("empty.subject.alone", name=name), session.href(page, alone)))
    if session.portfolio.is_example and _is_in_other(session):
        label = words("empty.elsewhere.to_record", name=name)
        steps.append(link(label, in_other(session, axis, key)))
    steps.append(_all(session, axis))
    # What a clause asks for may be recorded without a project.
    key = "empty.subject.clause" if axis == _CLAUSE else "empty.subject"
    what = words(key, name=name, day=session.question.as_of)
    st.html(
        tag(
            "div",
            tag("p", what, class_="rp-empty-what"),
            tag("p", words("empty.subject.next")),
            *(tag("p", step) for step in steps),
            class_="rp-empty",
            role="status",
        )
    )


def _is_in_other(session: Session) -> bool:
    """Whether the other portfolio has something in the same view."""
    question = session.with_filters(provenances=frozenset())
    other = subject_lookup.other_portfolio(session.portfolio)
    scope = replace(question.scope, portfolio=other)
    return not headline(session.is_visible(replace(question, scope=scope))).is_empty


def draw_elsewhere(session: Session, axis: str, key: str) -> None:
    """What is in the other portfolio alone: that it is, and the way to it there."""
    name = session.reader.name(axis, key)
    title = {"title": name, "above": way_back(session, axis)}
    opening.draw(replace(session, problems=()), axis, is_filtered=False, **title)
    st.html(elsewhere(session, name, in_other(session, axis, key)))


def elsewhere(session: Session, name: str, href: str) -> Markup:
    """That the example has nothing of a name, and a link to what the record has."""
    return tag(
        "div",
        tag("p", session.words("empty.elsewhere.example", name=name), class_="rp-empty-what"),
        tag("p", link(session.words("empty.elsewhere.to_record", name=name), href)),
        class_="rp-empty",
        role="status",
    )


def in_other(session: Session, axis: str, key: str) -> str:
    """The page of a country or funder in the other portfolio, with the filters that it knows."""
    values = frozenset({int(key) if axis == _CLAUSE else key})
    question = session.with_filters(**{"provenances": frozenset(), SUBJECTS[axis]: values})
    other = subject_lookup.other_portfolio(session.portfolio)
    page = "declaration" if axis == _CLAUSE else axis
    return session.href(page, replace(question, scope=replace(question.scope, portfolio=other)))


def _row(session: Session, axis: str, line: BreakdownRow, figures: tuple[Figure, ...]) -> Markup:
    cells = (
        tag(
            "td",
            session.reader.figure_text(line.amounts, figure),
            title=session.reader.exact_of(line.amounts, figure),
            class_="rp-number",
            data_label=session.words(f"figure.{figure}.short"),
        )
        for figure in figures
    )
    return tag("tr", tag("th", name_link(session, axis, line.key), scope="row"), *cells)
