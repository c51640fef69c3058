"""Ranking of projects by a gap of the reader's choice, and the other bands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts.bars import THREE
from portfolio.domain.projects import Band
from portfolio.measures import lists
from portfolio.measures.figures import BandLine, Figure, Headline, ProjectLine
from portfolio.present.data_table import DataTable
from portfolio.present.html import link, tag
from portfolio.ui import downloads, project_rows
from portfolio.ui import lists as ui_lists
from portfolio.ui.session import Session

FIRST, MOST = 12, 200
RANKED: Final = "ranked"  # the name in the address
_PHRASES: Final = {Band.OFFICIAL: "gaps.official_band", Band.PIPELINE: "gaps.pipeline"}


def draw(session: Session, headline: Headline) -> None:
    """Ranking with a choice of the gap that ranks, and the whole list to download."""
    with st.container(key="chart-ranking"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(tag("h2", session.words("gaps.ranked"), class_="rp-chart-title"))
            by = tag(
                "p",
                session.words("gaps.ranked.by"),
                class_="rp-note rp-control",
                aria_hidden="true",
            )
            st.html(by, width="content")
            figure = _figure(session)
        total = headline.amounts.of(figure) or 0
        lines = lists.ranking(session.view, figure, MOST + 1)
        st.html(tag("p", _takeaway(session, lines, figure, total), class_="rp-takeaway"))

        def every() -> Sequence[ProjectLine]:
            return lists.ranking(session.view, figure)

        def whole() -> DataTable:
            title = session.words("gaps.ranked")
            return project_rows.table(session, title, every(), total=(figure, total))

        title = session.words("gaps.ranked")
        if lines:
            rows(session, "ranking", title, lines, whole, every=every, ranking=figure)


def beside(session: Session, headline: Headline) -> None:
    """The other bands with their own subtotals, each by itself; context has no gap to rank."""
    for band, line in headline.bands.items():
        if band is not session.question.band and band.has_requirement:
            _band(session, band, line)


def _band(session: Session, band: Band, line: BandLine) -> None:
    words, amounts = session.words, line.amounts
    lines = lists.ranking(session.view, limit=MOST + 1, band=band)
    phrases = _PHRASES[band]
    title = words(phrases)
    with st.container(key=f"chart-{band.word}"):
        head = tag("h2", title, class_="rp-chart-title")
        if not lines:
            st.html(head + tag("p", words(f"{phrases}.empty"), class_="rp-takeaway"))
            return
        st.html(head + ui_lists.unfold(session, title))
        said = words.count(
            f"{phrases}.takeaway",
            line.projects,
            requirement=session.reader.amount(amounts.requirement),
            gap=session.reader.amount(amounts.gap),
            after=session.reader.amount(amounts.gap_after_pledges),
        )
        whole_view = replace(
            session.question,
            band=band,
            filters=replace(session.question.filters, statuses=frozenset()),
        )
        alone = link(words("gaps.pipeline.open"), session.href("gaps", whole_view))
        st.html(
            tag("p", f"{said} {words('gaps.pipeline.apart')}", class_="rp-takeaway")
            + _subtotals(session, line)
            + tag("p", alone, class_="rp-note")
        )

        def every() -> Sequence[ProjectLine]:
            return lists.ranking(session.view, band=band)

        def whole() -> DataTable:
            gap = (Figure.GAP, amounts.gap or 0)
            return project_rows.table(session, title, every(), total=gap)

        rows(session, band.word, title, lines, whole, every=every)
        if len(lines) < line.projects:
            st.html(tag("p", words("gaps.pipeline.listed"), class_="rp-note"))


def rows(
    session: Session,
    name: str,
    caption: str,
    lines: Sequence[ProjectLine],
    whole: Callable[[], DataTable],
    *,
    every: Callable[[], Sequence[ProjectLine]],
    figures: Sequence[Figure] = project_rows.GAPS,
    ranking: Figure = Figure.GAP,
) -> None:
    """First rows, more on request, and a file of all of them built on request.

    ``every``: all lines, from which another order chooses the first.
    """
    order = project_rows.order(session, name, figures, ranking)
    if order.sort != order.default:
        lines = order.rows(every())
    shown = lines[: MOST if ui_lists.shows_all(session, name) else FIRST]
    st.html(project_rows.as_html(session, caption, shown, figures, ranking, order))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        ui_lists.draw_all(session, name, len(lines), FIRST)
        ui_lists.draw_first(session, name, len(lines), len(shown))
        downloads.draw_table_download(
            session,
            whole,
            stem=f"{name}-{session.question.as_of}-{session.question.currency}",
            name=name,
            title=session.words("download.list"),
        )


def _figure(session: Session) -> Figure:
    """The gap that ranks, by the address: the official one until another is chosen."""
    names = {figure: session.words(f"figure.{figure}.label") for figure in THREE}
    given = session.beside.get(RANKED, [""])[-1]
    chosen = st.segmented_control(
        session.words("gaps.ranked.by"),
        THREE,
        default=Figure(given) if given in THREE else THREE[0],
        format_func=names.__getitem__,
        key="ranked-by",
        label_visibility="collapsed",
    )
    figure = chosen or THREE[0]
    if figure != (given or THREE[0]):
        st.query_params[RANKED] = figure.value
    return figure


def _takeaway(session: Session, lines: Sequence[ProjectLine], figure: Figure, total: int) -> str:
    if not lines or not total:
        return session.words("gaps.ranked.empty")
    first = lines[0].amounts.of(figure) or 0
    return session.words(
        "gaps.ranked.takeaway",
        name=session.title(lines[0].identifier),
        amount=session.reader.amount(first),
        share=Fraction(first, total),
        total=session.reader.amount(total),
    )


_SUBTOTALS: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.PLEDGED_OPEN,
    Figure.GAP_AFTER_PLEDGES,
)


def _subtotals(session: Session, line: BandLine) -> Markup:
    """The band's own figures on one line."""
    items = []
    for figure in _SUBTOTALS:
        name = tag("span", session.words(f"figure.{figure}"))
        value = tag(
            "strong",
            session.reader.figure_text(line.amounts, figure),
            title=session.reader.exact_of(line.amounts, figure),
        )
        items.append(tag("li", tag("i", class_=f"rp-is-{figure}"), name, value))
    return tag("ul", *items, class_="rp-band")
