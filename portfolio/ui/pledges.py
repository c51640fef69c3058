"""Pledges by age, and promise and delivery of all funders as a table and a file."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.flows import NOT_STATED, FinanceKind
from portfolio.domain.params import RecordedState
from portfolio.measures import funders
from portfolio.measures.figures import PledgeLine
from portfolio.measures.funders import Delivery
from portfolio.present.html import esc, link, strong, tag, with_links
from portfolio.present.sorting import SortValues, TableOrder, name_value
from portfolio.present.table import (
    Cell,
    Column,
    Table,
    columns_of,
    html_table,
    number,
    table_of,
)
from portfolio.ui import downloads, lists, project_rows, sorting, subjects
from portfolio.ui.session import Session


def _amounts(session: Session, key: str) -> Column:
    """Column of amounts in the reader's currency."""
    return number(key, session.reader.currency)


def draw_delivery_table(session: Session, lines: tuple[Delivery, ...]) -> None:
    """The sentence, the funders as links that narrow the page to one, and the file."""
    words = session.words
    st.html(tag("h2", words("delivery.title"), class_="rp-chart-title"))
    pledged = [line for line in lines if line.has_pledge]
    said = words(
        "delivery.table.takeaway", n=words.number(len(pledged)), of=words.number(len(lines))
    )
    st.html(tag("p", said, class_="rp-takeaway"))
    links = [subjects.href(session, "funder", line.funder) for line in lines]
    lists.show(session, table(session, lines), links=links, name="delivery")
    st.html(tag("p", words("delivery.table.note"), class_="rp-note"))
    downloads.draw_table_download(
        session,
        lambda: table(session, lines),
        stem=f"delivery-{session.question.as_of}-{session.question.currency}",
        name="delivery",
        title=words("download.what"),
    )


def table(session: Session, lines: tuple[Delivery, ...]) -> Table:
    """Every funder: pledged, honoured, without a pledge, disbursed, planned by now, time passed."""
    words, reader = session.words, session.reader

    def money(amount_minor: int, is_recorded: bool) -> Cell:
        return reader.recorded_at(amount_minor if is_recorded else None)

    def share(part: Fraction | None) -> Cell:
        return reader.recorded_at(None) if part is None else reader.share(part)

    def expected(line: Delivery) -> Cell:
        lacking = RecordedState.NO_RATE if line.has_schedule else RecordedState.NOT_RECORDED
        return reader.recorded_at(line.schedule.expected_now if line.schedule else None, lacking)

    return table_of(
        words,
        words("delivery.title"),
        lines,
        ("axis.funder", lambda line: reader.name("funder", line.funder)),
        (
            _amounts(session, "delivery.pledged"),
            lambda line: money(line.amounts.announcements, line.has_pledge),
        ),
        (
            _amounts(session, "delivery.honoured"),
            lambda line: money(line.amounts.honoured, line.has_honoured),
        ),
        (
            number("delivery.share", "%"),
            lambda line: share(line.amounts.share if line.has_honoured else None),
        ),
        (
            _amounts(session, "delivery.unannounced"),
            lambda line: money(line.amounts.without_announcement, line.has_funding),
        ),
        (
            _amounts(session, "figure.paid.short"),
            lambda line: money(line.amounts.disbursed, line.has_payment),
        ),
        (number("delivery.disbursed_share", "%"), lambda line: share(line.disbursed_share)),
        (_amounts(session, "delivery.expected"), expected),
        (
            number("delivery.time", "%"),
            lambda line: share(line.elapsed_time.share if line.elapsed_time else None),
        ),
    )


FIRST, MOST = 12, 200


def draw_pledge_rows(session: Session, page: str) -> None:
    """The sentence, the oldest pledges, more on request, and all of them as a file."""
    words, lines = session.words, funders.pledges(session.view)
    with st.container(key="chart-pledges"):
        st.html(tag("h2", words("funders.pledges"), class_="rp-chart-title"))
        st.html(tag("p", _takeaway(session, lines), class_="rp-takeaway"))
        if not lines:
            return
        kept = lists.row_filter(session)
        st.html(lists.links(session, page))
        lines = tuple(line for line in lines if kept.keeps(line.finance, line.announcement))
        if not lines:
            st.html(tag("p", words("row_filter.none"), class_="rp-note"))
            return
        order = _order(session)
        shown = order.rows(lines)[: MOST if lists.shows_all(session, "pledges") else FIRST]
        st.html(
            as_html(session, shown, order)
            + tag("p", words("funders.pledges.note"), class_="rp-note")
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            lists.draw_all(session, "pledges", len(lines), FIRST)
            lists.draw_first(session, "pledges", len(lines), len(shown))
            downloads.draw_table_download(
                session,
                lambda: as_table(session, lines),
                stem=f"pledges-{session.question.as_of}-{session.question.currency}",
                name="pledges",
                title=words("download.list"),
            )


def change(line: PledgeLine) -> str:
    """Whether the pledge is above, below or at its first amount; empty without a rate."""
    if line.first is None or line.live is None:
        return ""
    if line.live == line.first:
        return "same"
    return "raised" if line.live > line.first else "lowered"


def _takeaway(session: Session, lines: Sequence[PledgeLine]) -> Markup:
    """Number of open pledges, the oldest of them, and how many moved."""
    words = session.words
    if not lines:
        return esc(words("funders.pledges.empty"))
    still = [line for line in lines if line.open]
    said = esc(words("funders.pledges.none_open"))
    if still:
        oldest = still[0]
        funder, project = (
            session.reader.name("funder", oldest.funder),
            session.title(oldest.project),
        )
        told = words.count(
            "funders.pledges.takeaway",
            len(still),
            funder=strong(funder),
            project=strong(project),
            age=words.count("count.days", oldest.age_days),
        )
        links = {
            funder: subjects.name_link(session, "funder", oldest.funder),
            project: link(project, session.href("projects", project=oldest.project)),
        }
        said = with_links(told, links)
    changes = [change(line) for line in lines]
    raised, lowered = changes.count("raised"), changes.count("lowered")
    if not raised + lowered:
        return said
    moved = words(
        "funders.pledges.moved", raised=words.number(raised), lowered=words.number(lowered)
    )
    return said + esc(f" {moved}")


_COLUMNS: Final = (
    ("axis.funder", False),
    ("column.project", False),
    ("funders.pledges.first_on", False),
    ("funders.pledges.age", True),
    ("funders.pledges.first", True),
    ("funders.pledges.live", True),
    ("funders.pledges.open", True),
)


def _order(session: Session) -> TableOrder[PledgeLine]:
    """Order of the pledges; they come with the oldest first."""
    values: SortValues[PledgeLine] = {
        "funder": lambda line: name_value(session.reader.name("funder", line.funder)),
        "project": lambda line: name_value(session.title(line.project)),
        "first_on": lambda line: line.first_on,
        "age": lambda line: line.age_days,
        "first": lambda line: line.first,
        "live": lambda line: line.live,
        "open": lambda line: line.open,
    }
    return sorting.order(session, "pledges", values, "-age")


def as_html(session: Session, lines: Sequence[PledgeLine], order: TableOrder[PledgeLine]) -> Markup:
    """The pledges as rows; a bar under each age compares them with the oldest."""
    columns = columns_of(session.words, _COLUMNS)
    oldest = max((line.age_days for line in lines), default=0)
    rows = (
        _row(session, line, oldest, lists.narrow_class(session, "pledges", place))
        for place, line in enumerate(lines)
    )
    return html_table(
        session.words("funders.pledges"),
        columns,
        rows,
        kind="rp-projects rp-pledges",
        order=order,
    )


def _row(session: Session, line: PledgeLine, oldest: int, class_: str | None) -> Markup:
    words = session.words
    funder = subjects.name_link(session, "funder", line.funder)
    mark = tag(
        "b",
        words(f"provenance.{line.provenance.word}"),
        class_=f"rp-mark rp-mark-{line.provenance.word}",
    )
    project = link(session.title(line.project), session.href("projects", project=line.project))
    width = f"inline-size:{100 * line.age_days / oldest:.1f}%" if oldest > 0 else None
    bar = tag("span", class_="rp-age", style=width, aria_hidden="true") if width else ""
    age = esc(words.count("count.days", line.age_days)) + bar
    day = esc(words.short_day(line.first_on))
    if line.revisions:
        day += tag("span", words.count("count.revisions", line.revisions), class_="rp-change")
    cells = (
        (project, None),
        (day, None),
        (age, "rp-number"),
        (_money(session, line.first), "rp-number"),
        (_money(session, line.live) + _moved(session, line), "rp-number"),
        (_money(session, line.open), "rp-number rp-ranked"),
    )
    return tag(
        "tr",
        tag("th", funder, tag("span", mark, *_how(session, line), class_="rp-marks"), scope="row"),
        *(tag("td", inside, class_=kind) for inside, kind in cells),
        class_=class_,
    )


def _how(session: Session, line: PledgeLine) -> list[Markup]:
    """Grant or loan, new or announced before, where the pledge states it."""
    said = []
    if line.finance is not FinanceKind.NOT_STATED:
        said.append(tag("span", session.words(f"finance.{line.finance.word}")))
    if line.announcement is not None:
        said.append(tag("span", session.words(f"announcement.{line.announcement.word}")))
    return said


def _money(session: Session, amount_minor: int | None) -> Markup:
    return tag(
        "span", project_rows.short(session, amount_minor), title=session.reader.exact(amount_minor)
    )


def _moved(session: Session, line: PledgeLine) -> Markup:
    """Word under the amount: raised or lowered."""
    word = change(line)
    if word in ("", "same"):
        return Markup()
    said = session.words(f"funders.pledges.{word}")
    return tag("span", said, class_=f"rp-change rp-change-{word}")


def _announced(line: PledgeLine) -> str:
    return NOT_STATED if line.announcement is None else line.announcement.word


def as_table(session: Session, lines: Sequence[PledgeLine]) -> Table:
    """Table for a file: every pledge, amounts exact, age in days."""
    words, reader = session.words, session.reader

    return table_of(
        words,
        words("funders.pledges"),
        lines,
        ("axis.funder", lambda line: reader.name("funder", line.funder)),
        ("axis.provenance", lambda line: words(f"provenance.{line.provenance.word}")),
        ("column.identifier", lambda line: line.project),
        ("column.project", lambda line: session.title(line.project)),
        ("cell.finance_type", lambda line: words(f"finance.{line.finance.word}")),
        ("cell.announcement", lambda line: words(f"announcement.{_announced(line)}")),
        ("funders.pledges.first_on", lambda line: reader.day(line.first_on)),
        (number("funders.pledges.age_days"), lambda line: reader.number(line.age_days)),
        (number("funders.pledges.revisions"), lambda line: reader.number(line.revisions)),
        (
            "funders.pledges.last_on",
            lambda line: reader.day(line.pledged_on if line.revisions else None),
        ),
        (_amounts(session, "funders.pledges.first"), lambda line: reader.money(line.first)),
        (_amounts(session, "funders.pledges.live"), lambda line: reader.money(line.live)),
        (
            "funders.pledges.change",
            lambda line: words(f"funders.pledges.{change(line)}") if change(line) else "",
        ),
        (_amounts(session, "funders.pledges.open"), lambda line: reader.money(line.open)),
    )
