"""Exchange rates: money that waits for one, a rate by hand, a table line by line, the latest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import money
from portfolio.domain.dates import TypedDate
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.money import PARITIES, AmbiguousRate, RateOffNeighbours
from portfolio.exchange import RATES
from portfolio.exchange.rates import COLUMNS
from portfolio.present.html import join_html, link, plain, tag
from portfolio.present.table import as_html, number, table_of
from portfolio.services import rate_import, rates
from portfolio.services.access import may
from portfolio.services.rate_import import Key, LineState, RateImportPreview
from portfolio.services.rates import Waiting, WeighedRate
from portfolio.text import typing
from portfolio.text.languages import isolate
from portfolio.text.numbers import currency_name, known_currencies
from portfolio.ui import fields, forms, lists, opening, sorting
from portfolio.ui.forms import Cells, Form, draw_field, form
from portfolio.ui.session import Session


def rate_text(session: Session, per_eur: int) -> str:
    """A rate (1e-8 units per EUR) to its last decimal, as the language writes it."""
    whole, rest = divmod(per_eur, 10**8)
    decimals = f"{rest:08d}".rstrip("0")
    return typing.as_shown(
        f"{whole}.{decimals}" if decimals else str(whole), session.words.language
    )


MAX_CONFIRMED: Final = 40  # lines confirmed one by one
_LOOKED: Final = "rates-looked"  # the table under review, and its source


def draw_import(session: Session) -> None:
    """Form for a rate table, or what the uploaded table would do."""
    words = session.words
    said = words("rates.import.help", columns=",".join(COLUMNS))
    st.html(tag("h3", words("rates.import"), class_="rp-rows") + tag("p", said, class_="rp-help"))
    looked: tuple[bytes, str] | None = st.session_state.get(_LOOKED)
    if looked is None:
        with st.container(key="rates-table"):
            _ask(session)
    else:
        _look(session, *looked)


def _ask(session: Session) -> None:
    words, filled = session.words, form("rates-table")
    filled.refuse(session)
    file = st.file_uploader(
        words("rates.file"),
        type=list(RATES.extensions),
        max_upload_size=RATES.max_bytes // 1_000_000,
        key=filled.key("file"),
    )
    pasted = st.text_area(words("rates.paste"), key=filled.key("lines"), height=110)
    filled.beside(session, "file")
    source = draw_field(session, filled, form_field("source", Shape.LINE, "rates.source.rest"))
    if st.button(words("rates.look"), key=filled.key("look")):
        data = file.getvalue() if file is not None else (pasted or "").encode(errors="replace")
        if filled.attempt(
            lambda: rate_import.preview_rates(session.register, session.who, data, source)
        ):
            st.session_state[_LOOKED] = (data, source)
        st.rerun()


def _look(session: Session, data: bytes, source: str) -> None:
    words, filled = session.words, form("rates-write")
    first = rate_import.preview_rates(session.register, session.who, data, source)
    filled.refuse(session)
    counts = st.empty()
    confirmed = _confirmed_lines(session, filled, first)
    found = first
    if confirmed:
        found = rate_import.preview_rates(
            session.register, session.who, data, source, accepted_doubts=confirmed
        )
    counts.html(_counts(session, found))
    _rejected(session, found)
    _wanted(session, found)
    rejected = found.count(LineState.REJECTED) + found.count(LineState.DOUBTFUL)
    leave = "rates.leave_out.waiting" if found.count(LineState.DOUBTFUL) else "rates.leave_out"
    leave_out = bool(
        rejected and st.checkbox(words.count(leave, rejected), key=filled.key("leave-out"))
    )
    with st.container(horizontal=True, gap="small"):
        label = words.count("rates.write", _written(found))
        if found.writes and st.button(label, type="primary", key=filled.key("save")):
            if filled.attempt(
                lambda: rate_import.import_rates(
                    session.register, session.who, data, source,
                    leave_out=leave_out, accepted_doubts=confirmed, token=filled.token,
                )
            ):  # fmt: skip
                forms.say(session, words.count("rates.imported", _written(found)))
                st.session_state.pop(_LOOKED)
            st.rerun()
        if st.button(words("rates.other"), type="tertiary", key=filled.key("other")):
            st.session_state.pop(_LOOKED)
            st.rerun()


def _written(preview: RateImportPreview) -> int:
    return preview.count(LineState.NEW) + preview.count(LineState.CHANGED)


def _counts(session: Session, preview: RateImportPreview) -> Markup:
    """Number of lines in each state, and what to do where nothing is left."""
    words = session.words
    pairs = (
        tag(
            "div",
            tag("dt", words(f"rates.standing.{standing.value}")),
            tag("dd", words.number(preview.count(standing))),
            class_=f"rp-is-{standing.value}",
        )
        for standing in LineState
    )
    made = [tag("p", words("rates.preview"), class_="rp-rest")]
    made.append(tag("dl", *pairs, class_="rp-figures"))
    if not preview.writes:
        made.append(tag("p", words(_nothing(preview)), class_="rp-note"))
    return join_html(made)


def _nothing(preview: RateImportPreview) -> str:
    """Reason why there is nothing to write."""
    if preview.count(LineState.DOUBTFUL):
        return "rates.waits"
    is_unusable = preview.count(LineState.REJECTED) == len(preview.lines)
    return "rates.none_usable" if is_unusable else "rates.nothing"


def _confirmed_lines(session: Session, form: Form, preview: RateImportPreview) -> frozenset[Key]:
    """Lines far from their neighbours, each with its neighbour; returns the confirmed ones."""
    words = session.words
    lines = [line for line in preview.lines if line.state is LineState.DOUBTFUL]
    if not lines:
        return frozenset()
    st.html(tag("p", words("rates.confirm.lines"), class_="rp-wrong"))
    confirmed = set()
    for line in lines[:MAX_CONFIRMED]:
        assert line.doubt is not None
        label = words("rates.confirm.line", **line.doubt.values)
        if st.checkbox(plain(label), key=form.key("confirm-{}-{}-{}".format(*line.key))):
            confirmed.add(line.key)
    if len(lines) > MAX_CONFIRMED:
        more = words.count("rates.confirm.more", len(lines) - MAX_CONFIRMED)
        st.html(tag("p", more, class_="rp-note"))
    return frozenset(confirmed)


def _rejected(session: Session, preview: RateImportPreview) -> None:
    words = session.words
    lines = [line for line in preview.lines if line.state is LineState.REJECTED]
    if not lines:
        return
    table = table_of(
        words,
        words("rates.standing.rejected"),
        lines,
        ("rates.column.line", lambda line: words.number(line.rate.line)),
        ("rates.column.said", lambda line: isolate(line.rate.text, words.language)),
        ("rates.column.why", lambda line: words.error(line.rate.error) if line.rate.error else ""),
    )
    lists.show(session, table, name="rates-rejected")


def _wanted(session: Session, preview: RateImportPreview) -> None:
    """Rates that would be written: changes first, each with the rate in force."""
    words = session.words
    order = (LineState.CHANGED, LineState.NEW)
    lines = [line for standing in order for line in preview.lines if line.state is standing]
    if not lines:
        return
    table = table_of(
        words,
        words("rates.preview"),
        lines,
        ("cell.currency", lambda line: currency_name(line.rate.currency, words.language)),
        ("rates.day", lambda line: words.short_day(line.rate.day) if line.rate.day else ""),
        (
            number("rates.column.now"),
            lambda line: rate_text(session, line.before) if line.before else "–",
        ),
        (number("rates.column.then"), lambda line: rate_text(session, line.rate.per_eur)),
        ("cell.source", lambda line: line.rate.source),
    )
    lists.show(session, table, name="rates-new")


_RATE: Final = form_fields(
    "rate",
    form_field("currency", Shape.CURRENCY, "cell.currency"),
    form_field("day", Shape.DAY, "rates.day"),
    form_field("per_eur", Shape.LINE, "rates.per_eur"),
    form_field("source", Shape.LINE, "cell.source", "rates.source.help"),
)


def draw(session: Session) -> None:
    """Missing rates first; then, for those who may, the ways to enter rates; then the latest."""
    words = session.words
    lead = tag("p", words("rates.lead"), class_="rp-help")
    st.html(tag("h2", words("rates.title"), class_="rp-section") + lead)
    waiting = rates.flows_without_rate(session.register, session.who, session.question)
    st.html(_waiting(session, waiting) + _doubtful(session))
    if may(session.who, "enter_rate"):
        with st.container(key="rates-enter"):
            _enter(session, [entry.currency for entry in waiting])
        with st.container(key="rates-import"):
            draw_import(session)
    st.html(_newest(session))


def _waiting(session: Session, waiting: Sequence[Waiting]) -> Markup:
    words = session.words
    made = [tag("h3", words("rates.waiting"), class_="rp-rows")]
    if not waiting:
        made.append(tag("p", words("rates.waiting.none"), class_="rp-note"))
        return tag("section", *made)
    projects = {row.project for entry in waiting for row in entry.rows}
    made.append(tag("p", words.count("rates.waiting.takeaway", len(projects))))
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
            tag("details", tag("summary", summary), tag("ul", *rows), class_="rp-notice rp-warning")
        )
    return tag("section", *made, class_="rp-waiting")


def _enter(session: Session, first: Sequence[str]) -> None:
    """The form of one rate; currencies that money waits for are offered first."""
    words, filled = session.words, form("rate")
    rest = session.in_name_order(
        known_currencies() - PARITIES.keys() - {*first},
        lambda code: currency_name(code, words.language),
    )
    example = words("rates.per_eur.help", example=typing.as_shown("1.3658", words.language))
    st.html(
        tag("h3", words("rates.enter"), class_="rp-rows")
        + tag("p", words("rates.enter.help"), class_="rp-help")
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
        st.html(tag("p", example, class_="rp-help"))
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
    """Typed rate compared with its neighbours; None for nothing, or for what no field takes."""
    try:
        return rates.weigh_rate(session.register, session.who, code, day, rate) if rate else None
    except PortfolioError:
        return None


def _weighed(session: Session, form: Form, rate: str, code: str, weighed_rate: WeighedRate) -> None:
    """Reading of the typed rate next to its neighbour, or its two readings."""
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
        st.html(tag("p", words(key, **values), class_="rp-echo"))
    if not isinstance(weighed_rate.error, AmbiguousRate):
        return
    st.html(tag("div", tag("p", words.error(weighed_rate.error)), class_="rp-wrong"))
    with st.container(key=form.key("readings"), horizontal=True, gap="small"):
        for number, one in enumerate(money.readings(rate) or ()):
            label = words("rates.echo", rate=typing.as_shown(one, words.language), currency=code)
            # A fourth decimal, which a rate may have, makes its sign a decimal one.
            fills = typing.in_field(f"{one}0" if "." in one else one, words.language)
            key = form.key(f"reading-{number}")
            fields.amount_choice(form.key("per_eur"), key, label, fills)


def _confirmed(session: Session, form: Form) -> Decimal | None:
    """Rate that is saved in spite of its neighbour, once its button is pressed."""
    if not isinstance(form.error, RateOffNeighbours):
        return None
    rate = form.error.values["rate"]
    assert isinstance(rate, Decimal)
    label = session.words("rates.confirm", rate=rate)
    return rate if st.button(plain(label), key=form.key("confirm")) else None


def _doubtful(session: Session) -> Markup:
    """Rates of the record that are far from their neighbours; nothing where there are none."""
    words, found = session.words, rates.doubtful_rates(session.register, session.who)
    if not found:
        return Markup()
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
    order = sorting.of_table(session, "rates-doubtful", table)
    return tag(
        "section",
        tag("h3", title, class_="rp-rows"),
        tag("p", words.count("rates.doubtful.takeaway", len(found)), class_="rp-note"),
        as_html(table, limit=len(found), order=order),
    )


def _newest(session: Session) -> Markup:
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
    said = tag("p", words.count("rates.newest.takeaway", len(newest)), class_="rp-note")
    order = sorting.of_table(session, "rates-newest", table)
    shown = as_html(table, limit=len(newest), order=order) if newest else ""
    return tag("details", tag("summary", words("rates.newest")), said, shown, class_="rp-folded")
