"""Exchange rates: money that waits for one, a rate by hand, the latest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from portfolio.domain import money
from portfolio.domain.dates import TypedDate
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.money import PARITIES, AmbiguousRate, RateOffNeighbours
from portfolio.present.html import link, plain, tag, text
from portfolio.present.table import as_html, number, table_of
from portfolio.services import rates
from portfolio.services.access import may
from portfolio.services.rates import Waiting, WeighedRate
from portfolio.text import typing
from portfolio.text.numbers import currency_name, known_currencies
from portfolio.ui import fields, forms, opening
from portfolio.ui.forms import Cells, Form, form
from portfolio.ui.pages.administration import rate_import
from portfolio.ui.pages.administration.rate_import import rate_text
from portfolio.ui.session import Session

_RATE: Final = form_fields(
    "rate",
    form_field("currency", Shape.CURRENCY, "cell.currency"),
    form_field("day", Shape.DAY, "rates.day"),
    form_field("per_eur", Shape.LINE, "rates.per_eur"),
    form_field("source", Shape.LINE, "cell.source", "rates.source.help"),
)


def draw(session: Session) -> None:
    """What waits first; then, for those who may, the ways to enter rates; then the latest."""
    words = session.words
    head = (
        text("h2", words("rates.title"), class_="rp-section"),
        text("p", words("rates.lead"), class_="rp-help"),
    )
    st.html("".join(head))
    waiting = rates.flows_without_rate(session.register, session.who, session.question)
    st.html(_waiting(session, waiting) + _doubtful(session))
    if may(session.who, "enter_rate"):
        with st.container(key="rates-enter"):
            _enter(session, [entry.currency for entry in waiting])
        with st.container(key="rates-import"):
            rate_import.draw_import(session)
    st.html(_newest(session))


def _waiting(session: Session, waiting: Sequence[Waiting]) -> str:
    words = session.words
    made = [text("h3", words("rates.waiting"), class_="rp-rows")]
    if not waiting:
        made.append(text("p", words("rates.waiting.none"), class_="rp-note"))
        return tag("section", *made)
    projects = {row.project for entry in waiting for row in entry.rows}
    made.append(text("p", words.count("rates.waiting.takeaway", len(projects))))
    for entry in waiting:
        days = (
            words.short_day(entry.first)
            if entry.first == entry.last
            else words.period(entry.first, entry.last)
        )
        summary = words(
            "rates.wanted",
            currency=currency_name(entry.currency, words.language),
            rows=words.count("rates.rows", len(entry.rows)),
            days=days,
        )
        rows = (
            tag(
                "li",
                link(opening.left_out(session, row), session.href("projects", project=row.project)),
            )
            for row in entry.rows
        )
        made.append(
            tag(
                "details", text("summary", summary), tag("ul", *rows), class_="rp-notice rp-warning"
            )
        )
    return tag("section", *made, class_="rp-waiting")


def _enter(session: Session, first: Sequence[str]) -> None:
    """The form of one rate; currencies that money waits for are offered first."""
    words, filled = session.words, form("rate")
    rest = sorted(known_currencies() - PARITIES.keys() - {*first})
    example = words("rates.per_eur.help", example=typing.as_shown("1.3658", words.language))
    st.html(
        text("h3", words("rates.enter"), class_="rp-rows")
        + text("p", words("rates.enter.help"), class_="rp-help")
    )
    filled.refuse(session)
    cells = Cells(session, filled, _RATE)
    codes = {code: currency_name(code, words.language) for code in (*first, *rest)}
    left, middle, right = st.columns([4, 3, 3])
    with left:
        code = cells.draw_choice("currency", codes)
    with middle:
        cells.draw("day")
    with right:
        fields.fill(filled.key("per_eur"))
        cells.draw("per_eur")
        st.html(text("p", example, class_="rp-help"))
    day = fields.as_typed(cells.values["day"])
    rate = typing.amount(cells.values["per_eur"], words.language)
    weighed = _weigh(session, code, day, rate)
    if weighed is not None:
        _weighed(session, filled, rate, code, weighed)
    cells.draw("source")
    wants_to_save = st.button(words("rates.save"), type="primary", key=filled.key("save"))
    confirmed = _confirmed(session, filled)
    if wants_to_save or confirmed is not None:
        kept: list[bool] = []
        if filled.attempt(
            lambda: kept.append(
                rates.enter_rate(
                    session.register, session.who, code, day, rate, cells.values["source"],
                    token=filled.token, accepted_rate=confirmed,
                )
            )
        ):  # fmt: skip
            shown = rate_text(session, weighed.per_eur or 0) if weighed else ""
            forms.say(
                session,
                words("rates.saved", rate=shown, currency=code, day=day or "")
                if kept[0]
                else words("rates.same"),
            )
        st.rerun()


def _weigh(session: Session, code: str, day: TypedDate, rate: str) -> WeighedRate | None:
    """What is typed so far beside its neighbours; None for nothing, or for what no field takes."""
    try:
        return rates.weigh_rate(session.register, session.who, code, day, rate) if rate else None
    except PortfolioError:
        return None


def _weighed(session: Session, form: Form, rate: str, code: str, weighed_rate: WeighedRate) -> None:
    """What the typed rate is taken for beside its neighbour, or the two it may be."""
    words = session.words
    if weighed_rate.per_eur is not None:
        values: dict[str, object] = {
            "rate": rate_text(session, weighed_rate.per_eur),
            "currency": code,
        }
        key = "rates.echo"
        if weighed_rate.neighbours:
            near = weighed_rate.neighbours[0]
            key = "rates.echo.beside"
            values |= {"neighbour": rate_text(session, near.per_eur), "day": near.day}
        st.html(text("p", words(key, **values), class_="rp-echo"))
    if not isinstance(weighed_rate.error, AmbiguousRate):
        return
    st.html(tag("div", text("p", words.error(weighed_rate.error)), class_="rp-wrong"))
    with st.container(key=form.key("readings"), horizontal=True, gap="small"):
        for number, one in enumerate(money.readings(rate) or ()):
            label = words("rates.echo", rate=typing.as_shown(one, words.language), currency=code)
            # A fourth decimal, which a rate may have, makes its sign a decimal one.
            fills = typing.in_field(f"{one}0" if "." in one else one, words.language)
            key = form.key(f"reading-{number}")
            fields.amount_choice(form.key("per_eur"), key, label, fills)


def _confirmed(session: Session, form: Form) -> Decimal | None:
    """The rate somebody was shown beside its neighbour and saves all the same."""
    if not isinstance(form.error, RateOffNeighbours):
        return None
    rate = form.error.values["rate"]
    assert isinstance(rate, Decimal)
    label = session.words("rates.confirm", rate=rate)
    return rate if st.button(plain(label), key=form.key("confirm")) else None


def _doubtful(session: Session) -> str:
    """Rates of the record that are far from their neighbours; nothing where there are none."""
    words, found = session.words, rates.doubtful_rates(session.register, session.who)
    if not found:
        return ""
    title = words("rates.doubtful")
    table = table_of(
        words,
        title,
        found,
        ("cell.currency", lambda row: currency_name(row[0].currency, words.language)),
        (number("rates.column.rate"), lambda row: rate_text(session, row[0].per_eur)),
        ("rates.day", lambda row: words.short_day(row[0].day)),
        (number("rates.column.neighbour"), lambda row: rate_text(session, row[1].per_eur)),
        ("rates.column.neighbour_day", lambda row: words.short_day(row[1].day)),
        ("cell.source", lambda row: row[0].source),
    )
    return tag(
        "section",
        text("h3", title, class_="rp-rows"),
        text("p", words.count("rates.doubtful.takeaway", len(found)), class_="rp-note"),
        as_html(table, limit=len(found)),
    )


def _newest(session: Session) -> str:
    """The latest rate of each currency, folded away."""
    words = session.words
    newest = rates.newest_rates(session.register, session.who)
    table = table_of(
        words,
        words("rates.newest"),
        newest,
        ("cell.currency", lambda rate: currency_name(rate.currency, words.language)),
        (number("rates.column.rate"), lambda rate: rate_text(session, rate.per_eur)),
        ("rates.day", lambda rate: words.short_day(rate.day)),
        ("cell.source", lambda rate: rate.source),
    )
    said = text("p", words.count("rates.newest.takeaway", len(newest)), class_="rp-note")
    shown = as_html(table, limit=len(newest)) if newest else ""
    return tag("details", text("summary", words("rates.newest")), said, shown, class_="rp-folded")
