"""Funders page: who pledged, committed and disbursed, to which clause, and how pledges age."""

import streamlit as st
from markupsafe import Markup

from portfolio.charts import breakdowns, grid
from portfolio.domain.contents import PledgingEvent, PledgingLine
from portfolio.measures import breakdowns as measures_breakdowns
from portfolio.measures import delivery as measures_delivery
from portfolio.measures import headline as measures_headline
from portfolio.measures.figures import FUNDER_FIGURES, Breakdown, Figure, Headline
from portfolio.present.delivery import shown_amounts
from portfolio.present.format import UNKNOWN
from portfolio.present.html import link, strong, tag
from portfolio.present.sorting import SortValues, cell_value
from portfolio.present.table import Column, html_table
from portfolio.services.live import translate
from portfolio.ui import (
    badges,
    chart,
    delivery,
    explanation,
    funder_projects,
    metrics,
    notes,
    opening,
    pledges,
    project_context,
    session,
    sorting,
    subjects,
)
from portfolio.ui.session import Session
from portfolio.ui.sheet import draw_sheet


def draw_parts(session: Session, headline: Headline) -> None:
    """Parts of secured and disbursed toward a requirement: why Summary's figures are smaller."""
    if session.question.band.has_requirement:
        said = session.per_view("funding-parts", lambda: parts_sentence(session, headline))
        if said:
            st.html(tag("p", said, class_="rp-takeaway"))


def parts_sentence(session: Session, headline: Headline) -> str:
    """Each sum whose parts differ from what it is toward requirements; nothing where none does."""
    amount = session.reader.amount
    said = []
    for figure, parts in measures_headline.funding_parts(session.view).items():
        if not headline.amounts.recorded_amount(figure) or parts.whole == parts.toward:
            continue
        if parts.whole == parts.rest:
            key = f"funders.parts.{figure}.rest_alone"
            said.append(session.words(key, whole=amount(parts.whole)))
        else:
            said.append(
                session.words(
                    f"funders.parts.{figure}",
                    whole=amount(parts.whole),
                    toward=amount(parts.toward),
                    surplus=amount(parts.surplus),
                    rest=amount(parts.rest),
                )
            )
    return " ".join(said)


def draw_most_pledged(session: Session) -> None:
    """The funder with the highest pledges, and how much of them is disbursed."""
    line = next((one for one in measures_delivery.delivery(session.view) if one.has_pledge), None)
    if line is None or delivery.is_of_one(session):
        return
    words, (amounts, _, currency) = session.words, shown_amounts(line, session.question.currency)
    said = words(
        "funders.most",
        funder=strong(session.reader.name("funder", line.funder)),
        announced=words.amount(amounts.announcements, currency),
    )
    if line.disbursed_share is None:
        told = words("delivery.answer.announced_not_disbursed")
    else:
        own = line.own_amounts is not None
        minor = line.own_where_announced if own else line.disbursed_where_announced
        amount = words.amount(minor, currency)
        told = words("funders.most.disbursed", amount=amount, share=line.disbursed_share)
    whole = subjects.phrase_links(session, f"{said} {told}", ("funder", line.funder))
    st.html(tag("p", whole, class_="rp-takeaway"))


def draw_funder_list(session: Session, split: Breakdown) -> None:
    """The bars; their table has every funder, each a link that narrows."""
    words, drawn = session.words, breakdowns.funders(session.reader, split)
    note = words("funders.bars.note")
    if any(line.key == UNKNOWN for line in split.lines):
        named = session.reader.name("funder", UNKNOWN)
        note = f"{note} {words('funders.unknown.note', name=named)}"
    chart.bars(session, "funders", drawn, split, note=note)


# Names and notes are quoted from sources in English, whatever the language of the page.


def draw_pledging_events(session: Session) -> None:
    """Each conference held by the as-of date, with its own currency and its sources."""
    words = session.words
    held = [
        event for event in session.register.pledging_events() if event.day <= session.question.as_of
    ]
    with st.container(key="chart-pledging-events"):
        head = tag("h2", words("funders.events"), class_="rp-chart-title")
        if not held:
            st.html(head + tag("p", words("funders.events.none"), class_="rp-takeaway"))
            return
        note = tag("p", words("funders.events.note"), class_="rp-takeaway")
        cards = (_conference(session, at, event) for at, event in enumerate(held, start=1))
        st.html(head + note + tag("div", *cards, class_="rp-conferences"))


def _conference(session: Session, number: int, event: PledgingEvent) -> Markup:
    words = session.words
    total, exact = words("funders.events.no_total"), None
    if event.amount_minor is not None and event.currency is not None:
        exact = words.exact(event.amount_minor, event.currency)
        total = words(
            "funders.events.total", amount=words.amount(event.amount_minor, event.currency)
        )
    parts = [
        tag("h3", _quoted(session, event.name)),
        tag("p", words.day(event.day), class_="rp-note"),
        tag("p", total, title=exact),
    ]
    if event.lines:
        parts.append(_lines(session, number, event))
    if event.note:
        parts.append(badges.record_text(session, "p", event.note, class_="rp-note"))
    parts.append(_sources(session, event))
    return tag("section", *parts, class_="rp-conference")


def _lines(session: Session, number: int, event: PledgingEvent) -> Markup:
    """What each funder announced, as the source lists it."""
    words = session.words
    values: SortValues[PledgingLine] = {
        "funder": lambda line: cell_value(_quoted(session, line.funder)),
        # Amounts of several currencies are in no order: each currency's are together.
        "amount": lambda line: (line.currency, line.amount_minor),
    }
    order = sorting.order(session, f"announcements-{number}", values)
    heads = (
        Column(words("axis.funder"), key="funder"),
        Column(words("cell.amount"), True, key="amount"),
    )
    rows = (_line(session, line) for line in order.rows(event.lines))
    return html_table(_quoted(session, event.name), heads, rows, order=order)


def _line(session: Session, line: PledgingLine) -> Markup:
    note = tag("span", _quoted(session, line.note), class_="rp-change") if line.note else ""
    return tag(
        "tr",
        tag("th", _quoted(session, line.funder), note, scope="row"),
        tag(
            "td",
            session.words.amount(line.amount_minor, line.currency),
            title=session.words.exact(line.amount_minor, line.currency),
            class_="rp-number",
        ),
    )


def _quoted(session: Session, wording: str) -> Markup:
    """Words of a source inside a line of the page: their own direction, the page's alignment."""
    known = translate(wording, session.words.language)
    return tag("bdi", known or wording, lang=None if known else "en")


def _sources(session: Session, event: PledgingEvent) -> Markup:
    """Links to pages on the web by their host; anything else stays text."""
    items = []
    for source in event.sources:
        scheme, _, rest = source.partition("://")
        if scheme in ("http", "https"):
            host = rest.partition("/")[0].removeprefix("www.")
            items.append(
                tag("li", link(host, source, rel="noreferrer", target="_blank", dir="ltr"))
            )
        else:
            items.append(tag("li", _quoted(session, source)))
    if not items:
        return Markup()
    label = tag("summary", session.words("funders.events.sources"))
    return tag("details", label, tag("ul", *items), class_="rp-note")


def draw() -> None:
    """Draw the page."""
    here = session.current()
    words, headline = here.words, measures_headline.headline(here.view)
    split = measures_breakdowns.split(here.view, "funder")

    def _told(figure: Figure, total: int | None, funders: int) -> str:
        """One whole sum in a sentence, or that nothing of it is recorded."""
        key = f"funders.answer.{figure}" if total is not None else f"funders.answer.{figure}.none"
        amount = here.reader.amount(total or 0)
        if figure is Figure.SECURED:
            return words.count(key, funders, amount=amount)
        return words(key, amount=amount)

    opening.draw_sheets("money")
    opening.draw(here, "funders")
    if headline.is_empty:
        opening.portfolio(here)
        draw_pledging_events(here)
        st.stop()

    giving = [line for line in split.lines if any(map(line.amounts.of, FUNDER_FIGURES))]
    answer = words("funders.nothing" if split.lines else "funders.none")
    if giving:
        answer = " ".join(
            _told(figure, headline.amounts.recorded_amount(figure), len(giving))
            for figure in FUNDER_FIGURES
        )
    # Whole sums of the funders: another family than what is needed and covered.
    st.html(
        tag("h2", words("funding.title"), class_="rp-section")
        + tag("p", answer, class_="rp-answer-said rp-wide")
    )
    draw_most_pledged(here)
    draw_parts(here, headline)
    metrics.draw_cards(here, headline, FUNDER_FIGURES)
    notes.draw_data_notes(here, headline)
    draw_sheet(here)

    delivery.draw(here)
    draw_funder_list(here, split)
    delivery.of_all(here)
    funder_projects.draw(here)
    if here.question.band.has_requirement:
        notes.context_sentence(here)

    crossing = measures_breakdowns.crossing(here.view, "funder", "clause")
    drawn = grid.funder_clause(here.reader, crossing)
    chart.cells(
        here,
        "funders",
        drawn,
        crossing,
        ("funder", "clause"),
        FUNDER_FIGURES,
        headline.amounts,
        note=words("funders.cells.note"),
    )

    project_context.draw_years_view(here)
    pledges.draw_pledge_rows(here, "funders")
    draw_pledging_events(here)
    explanation.draw(here)
