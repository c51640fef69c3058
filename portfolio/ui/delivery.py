"""Delivery of one funder, from promise to payment: a sentence, bars, and what is open."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.flows import Announcement, FinanceKind
from portfolio.measures import delivery
from portfolio.measures.funders import Delivery, DeliveryAmounts, Schedule
from portfolio.measures.open_pledges import open_pledges
from portfolio.present.delivery import head_html, shown_amounts
from portfolio.present.html import link, tag
from portfolio.present.sorting import SortValues
from portfolio.present.table import Column, html_table
from portfolio.ui import pledges, sorting
from portfolio.ui.session import Session

_AGES: Final = ("to_90", "to_180", "over_180")  # a word for each class of measures.open_pledges


def draw(session: Session) -> None:
    """The whole block, where the page is narrowed to one funder."""
    lines = delivery.delivery(session.view)
    if is_of_one(session) and len(lines) == 1:
        with st.container(key="chart-delivery"):
            # Its heads lead to this very address in another order.
            name = f"delivery-{session.on_this_page()}"
            st.html(session.per_view(name, lambda: _block(session, lines[0])))


def of_all(session: Session) -> None:
    """The table, where the page shows several funders."""
    lines = delivery.delivery(session.view)
    if lines and not is_of_one(session):
        with st.container(key="chart-delivery"):
            pledges.draw_delivery_table(session, lines)


def is_of_one(session: Session) -> bool:
    """Whether the view is narrowed to one funder."""
    return len(session.question.filters.funders) == 1


def _block(session: Session, line: Delivery) -> Markup:
    """Sentence, bars, open pledges by age, and notes on the amounts."""
    shown = shown_amounts(line, session.question.currency)
    bars = tag(
        "section",
        tag("h2", session.words("delivery.title"), class_="rp-chart-title"),
        *_groups(session, line, *shown),
        *_notes(session, line, *shown),
        class_="rp-delivery-bars",
    )
    beside = tag("section", *_open(session, line), class_="rp-delivery-open")
    head = head_html(session.words, line, session.question.currency)
    return head + tag("div", bars, beside, class_="rp-delivery")


def _groups(
    session: Session,
    line: Delivery,
    amounts: DeliveryAmounts,
    schedule: Schedule | None,
    currency: str,
) -> list[Markup]:
    """Pledged first, committed without a pledge, both together, and what was planned by the day."""
    words = session.words
    planned = (schedule.planned, schedule.expected_now) if schedule else ()
    longest = max(amounts.announcements, amounts.secured, amounts.disbursed, *planned, 1)

    def bar(key: str, look: str, amount_minor: int, whole: int = 0) -> Markup:
        share = words.share(Fraction(amount_minor, whole)) if whole > 0 else ""
        return _bar(
            words(key),
            look,
            Fraction(max(amount_minor, 0), longest),
            words.amount(amount_minor, currency),
            words.exact(amount_minor, currency),
            share,
        )

    groups = []
    if line.has_pledge:
        rows = [
            bar("delivery.pledged", "pledged_open", amounts.announcements, amounts.announcements)
        ]
        if line.has_honoured:
            rows.append(
                bar("delivery.honoured", "secured", amounts.honoured, amounts.announcements)
            )
        if line.has_payment_where_announced:
            own = line.own_amounts is not None
            paid = line.own_where_announced if own else line.disbursed_where_announced
            rows.append(bar("figure.paid.short", "paid", paid, amounts.announcements))
        if line.elapsed_time is not None and line.elapsed_time.share is not None:
            rows.append(_time(session, line, Fraction(amounts.announcements, longest)))
        groups.append(_group(words.count("delivery.group.pledged", line.pledges), *rows))
    if amounts.without_announcement > 0 and line.has_pledge:
        title = words.count("delivery.group.unannounced", line.unannounced_projects)
        groups.append(
            _group(title, bar("delivery.committed", "secured", amounts.without_announcement))
        )
    if amounts.secured or line.has_payment:
        rows = [bar("figure.secured.short", "secured", amounts.secured)]
        if line.has_payment:
            rows.append(bar("figure.paid.short", "paid", amounts.disbursed, amounts.secured))
        groups.append(_group(words.count("delivery.group.together", line.projects), *rows))
    if schedule is not None:
        rows = [
            bar("delivery.planned", "requirement", schedule.planned),
            bar("delivery.expected", "requirement", schedule.expected_now, schedule.planned),
        ]
        if line.has_payment:
            disbursed = line.own_on_schedule if line.own_amounts else line.disbursed_on_schedule
            rows.append(bar("figure.paid.short", "paid", disbursed, schedule.planned))
        title = words.count("delivery.group.planned", line.scheduled_projects)
        groups.append(_group(title, *rows))
    return groups


def _group(title: str, *rows: str) -> Markup:
    return tag("div", tag("h3", title), *rows, class_="rp-delivery-group")


def _bar(name: str, look: str, part: Fraction, amount: str, exact: str, share: str) -> Markup:
    width = f"inline-size:{float(part) * 100:.1f}%"
    return tag(
        "div",
        tag("span", name, class_="rp-delivery-name"),
        tag("span", tag("i", class_=f"rp-is-{look}", style=width), class_="rp-delivery-track"),
        tag("b", amount, class_="rp-delivery-amount", title=exact),
        tag("span", share, class_="rp-delivery-share"),
        class_="rp-delivery-row",
    )


def _time(session: Session, line: Delivery, whole: Fraction) -> Markup:
    """The time passed, on the scale of the pledges, with a mark where all of it would have."""
    elapsed = line.elapsed_time
    assert elapsed is not None
    part = whole * (elapsed.share or 0)
    track = tag(
        "span",
        tag("i", class_="rp-delivery-time", style=f"inline-size:{float(part) * 100:.1f}%"),
        tag("em", style=f"inset-inline-start:{float(whole) * 100:.1f}%"),
        class_="rp-delivery-track rp-delivery-thin",
    )
    return tag(
        "div",
        tag("span", session.words("delivery.time"), class_="rp-delivery-name"),
        track,
        tag("span", "", class_="rp-delivery-amount"),
        tag("span", session.words.share(elapsed.share), class_="rp-delivery-share"),
        class_="rp-delivery-row rp-delivery-elapsed",
    )


def _notes(
    session: Session,
    line: Delivery,
    amounts: DeliveryAmounts,
    schedule: Schedule | None,
    currency: str,
) -> list[str]:
    """Notes on the amounts: currency, first day, grant or loan, new or not, and both rates."""
    words = session.words
    said = [
        words(
            "delivery.note.own" if line.own_amounts else "delivery.note.several", currency=currency
        )
    ]
    elapsed = line.elapsed_time
    if elapsed is not None and elapsed.share is not None:
        key = "delivery.note.time.schedule" if line.has_schedule else "delivery.note.time"
        said.append(words(key, first=elapsed.first, end=elapsed.end))
    if schedule is not None:
        later = words.amount(schedule.later_years, currency)
        said.append(
            words("delivery.note.later", amount=later, year=str(session.question.as_of.year))
        )
    elif line.has_schedule:
        said.append(words("delivery.note.no_rate"))
    else:
        said.append(words("projects.planned.none"))
    said += _kinds(session, line)
    if line.has_honoured and line.currency != session.question.currency:
        reading = session.reader
        said.append(
            words(
                "delivery.note.rates",
                currency=session.question.currency,
                pledge=reading.amount(line.amounts.honoured),
                own=reading.amount(line.amounts.honoured_at_own_rates),
            )
        )
    if amounts.without_announcement < 0:
        said.append(
            words(
                "delivery.note.below", amount=words.amount(-amounts.without_announcement, currency)
            )
        )
    return [tag("p", sentence, class_="rp-note") for sentence in said]


def _kinds(session: Session, line: Delivery) -> list[str]:
    """Pledges and commitments as grant or loan, and the new part of the pledges."""
    words, said = session.words, []
    for key, parts in (
        ("delivery.note.pledged_as", line.pledged_by_finance),
        ("delivery.note.committed_as", line.committed_by_finance),
    ):
        if parts:
            said.append(words(key, parts=_parts(session, "finance", parts)))
    if line.pledged_by_announcement:
        announced = _parts(session, "announcement", line.pledged_by_announcement)
        said.append(words("delivery.note.new", parts=announced))
    return said


def _parts(
    session: Session,
    section: str,
    parts: Mapping[FinanceKind, int] | Mapping[Announcement | None, int],
) -> str:
    """Amounts by kind in the reader's currency, the greatest first."""
    words = session.words
    ordered = sorted(parts.items(), key=lambda part: (-part[1], str(part[0])))
    return session.reader.join_parts(
        [
            words(
                "word.colon",
                label=words(f"{section}.{key.word if key is not None else 'not_stated'}"),
                value=session.reader.amount(minor),
            )
            for key, minor in ordered
        ]
    )


# -- what is open ---------------------------------------------------------------------------------


def _open(session: Session, line: Delivery) -> list[str]:
    """Open pledges by age, next to those of all funders, and commitments without a disbursement."""
    words = session.words
    own = open_pledges(session.view)
    everyone = replace(
        session.question, filters=replace(session.question.filters, funders=frozenset())
    )
    every = open_pledges(session.is_visible(everyone))
    total = own.amount_minor
    head = tag("h2", words("delivery.open"), class_="rp-chart-title")
    said = words("delivery.open.none")
    if total:
        said = words(
            "delivery.open.said",
            amount=session.reader.amount(total),
            announced=session.reader.amount(line.amounts.announcements),
        )
    rows = [
        (words(f"delivery.age.{name}"), mine, theirs)
        for name, mine, theirs in zip(_AGES, own.by_age, every.by_age, strict=True)
    ]
    youngest_first = [label for label, _, _ in rows]
    values: SortValues[tuple[str, int, int]] = {
        "age": lambda row: youngest_first.index(row[0]),
        "own": lambda row: row[1] or None,
        "all": lambda row: row[2] or None,
    }
    order = sorting.order(session, "pledge-ages", values, "age")
    name = session.reader.name("funder", line.funder)
    columns = (
        Column(words("delivery.age"), key="age"),
        Column(name, True, key="own"),
        Column(words("delivery.age.all"), True, key="all"),
    )
    table = html_table(
        words("delivery.open"),
        columns,
        (_age_row(session, *row) for row in order.rows(rows)),
        foot=_age_row(session, words("part.total"), total, every.amount_minor),
        order=order,
    )
    return [
        head,
        tag("p", said),
        table,
        *_idle(session, line),
    ]


def _age_row(session: Session, name: str, mine: int, theirs: int) -> Markup:
    cells = (
        tag("td", session.reader.amount(minor) if minor else "–", class_="rp-number")
        for minor in (mine, theirs)
    )
    return tag("tr", tag("th", name, scope="row"), *cells)


def _idle(session: Session, line: Delivery) -> list[str]:
    """Projects with a commitment and no disbursement recorded, each with what is committed."""
    rows = [
        own
        for own in delivery.of_funder(session.view, line.funder)
        if own.amounts.secured and not own.has_payment
    ]
    if not rows:
        return []
    rows.sort(key=lambda mine: (-mine.amounts.secured, mine.project or ""))
    items = (
        tag(
            "li",
            link(
                session.title(own.project or ""),
                session.href("projects", project=own.project or ""),
                dir="auto",
            ),
            tag("span", session.reader.amount(own.amounts.secured), class_="rp-nowrap"),
        )
        for own in rows
    )
    title = tag("h3", session.words("delivery.idle"))
    return [title, tag("ul", *items, class_="rp-delivery-idle")]
