"""Promise and delivery of all funders, one a row, as a table and a file (ruling 32)."""

from fractions import Fraction

import streamlit as st

from portfolio.charts.table import Cell, Column, Table
from portfolio.domain.recorded import RecordedState
from portfolio.measures.delivery import Delivery
from portfolio.ui.components import downloads, files, tables
from portfolio.ui.components.markup import text
from portfolio.ui.components.opening import said_of
from portfolio.ui.session import Session


def draw(session: Session, lines: tuple[Delivery, ...]) -> None:
    """The sentence, the funders as links that narrow the page to one, and the file."""
    words = session.words
    st.html(text("h2", words("delivery.title"), class_="rp-chart-title"))
    pledged = [line for line in lines if line.has_pledge]
    said = words(
        "delivery.table.takeaway", n=words.number(len(pledged)), of=words.number(len(lines))
    )
    st.html(text("p", said, class_="rp-takeaway"))
    links = [
        session.href("funders", session.with_filters(funders=frozenset((line.funder,))))
        for line in lines
    ]
    tables.show(session, table(session, lines), links=links)
    st.html(text("p", words("delivery.table.note"), class_="rp-note"))
    downloads.draw(
        session,
        words("download.csv"),
        lambda: files.as_csv(table(session, lines), words.language, said_of(session)),
        file_name=f"delivery-{session.question.as_of}-{session.question.currency}.csv",
        name="delivery",
        title=words("download.what"),
    )


def table(session: Session, lines: tuple[Delivery, ...]) -> Table:
    """Every funder: pledged, honoured, without a pledge, disbursed, planned by now, time passed."""
    words, reader = session.words, session.reader
    columns = (
        Column(words("axis.funder")),
        Column(words("delivery.pledged"), True, reader.currency),
        Column(words("delivery.honoured"), True, reader.currency),
        Column(words("delivery.share"), True, "%"),
        Column(words("delivery.unannounced"), True, reader.currency),
        Column(words("figure.paid.short"), True, reader.currency),
        Column(words("delivery.expected"), True, reader.currency),
        Column(words("delivery.time"), True, "%"),
    )

    def money(amount_minor: int, is_recorded: bool) -> Cell:
        return reader.recorded_at(amount_minor if is_recorded else None)

    def share(part: Fraction | None) -> Cell:
        return reader.recorded_at(None) if part is None else reader.share(part)

    rows = tuple(
        (
            Cell(reader.name("funder", line.funder)),
            money(line.amounts.announcements, line.has_pledge),
            money(line.amounts.honoured, line.has_honoured),
            share(line.amounts.share if line.has_honoured else None),
            money(line.amounts.without_announcement, line.has_funding),
            money(line.amounts.disbursed, line.has_payment),
            reader.recorded_at(
                line.schedule.expected_now if line.schedule else None,
                RecordedState.NO_RATE if line.has_schedule else RecordedState.NOT_RECORDED,
            ),
            share(line.elapsed_time.share if line.elapsed_time else None),
        )
        for line in lines
    )
    return Table(words("delivery.title"), columns, rows)
