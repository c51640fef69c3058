"""Import of exchange rates: a table looked at line by line, then written or not."""

from typing import Final

import streamlit as st

from portfolio.domain.fields import Shape, form_field
from portfolio.exchange.formats import RATES
from portfolio.exchange.rates import COLUMNS
from portfolio.present.html import plain, tag, text
from portfolio.present.table import number, table_of
from portfolio.services import rate_import
from portfolio.services.rate_import import Key, LineState, RateImportPreview
from portfolio.text import typing
from portfolio.text.languages import isolate
from portfolio.text.numbers import currency_name
from portfolio.ui import forms, lists
from portfolio.ui.forms import Form, draw_field, form
from portfolio.ui.session import Session


def rate_text(session: Session, per_eur: int) -> str:
    """A rate (1e-8 units per EUR) to its last decimal, as the language writes it."""
    whole, rest = divmod(per_eur, 10**8)
    decimals = f"{rest:08d}".rstrip("0")
    return typing.as_shown(
        f"{whole}.{decimals}" if decimals else str(whole), session.words.language
    )


MAX_CONFIRMED: Final = 40  # lines confirmed one by one
_LOOKED: Final = "rates-looked"  # the table that is being looked at, and its source


def draw_import(session: Session) -> None:
    """The form of a table, or what the table that was given would do."""
    words = session.words
    said = words("rates.import.help", columns=",".join(COLUMNS))
    st.html(text("h3", words("rates.import"), class_="rp-rows") + text("p", said, class_="rp-help"))
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
    confirmed = _doubtful(session, filled, first)
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
        if found.writes and _write(session, filled, found):
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


def _write(session: Session, form: Form, preview: RateImportPreview) -> bool:
    label = session.words.count("rates.write", _written(preview))
    return st.button(label, type="primary", key=form.key("save"))


def _written(preview: RateImportPreview) -> int:
    return preview.count(LineState.NEW) + preview.count(LineState.CHANGED)


def _counts(session: Session, preview: RateImportPreview) -> str:
    """How many lines of each standing, and what to do where nothing is left."""
    words = session.words
    pairs = (
        tag(
            "div",
            text("dt", words(f"rates.standing.{standing.value}")),
            text("dd", words.number(preview.count(standing))),
            class_=f"rp-is-{standing.value}",
        )
        for standing in LineState
    )
    made = [text("p", words("rates.preview"), class_="rp-rest")]
    made.append(tag("dl", *pairs, class_="rp-figures"))
    if not preview.writes:
        made.append(text("p", words(_nothing(preview)), class_="rp-note"))
    return "".join(made)


def _nothing(preview: RateImportPreview) -> str:
    """Why there is nothing to write."""
    if preview.count(LineState.DOUBTFUL):
        return "rates.waits"
    is_unusable = preview.count(LineState.REJECTED) == len(preview.lines)
    return "rates.none_usable" if is_unusable else "rates.nothing"


def _doubtful(session: Session, form: Form, preview: RateImportPreview) -> frozenset[Key]:
    """The lines that are far from their neighbours, each with what stands beside it; those confirmed."""
    words = session.words
    lines = [line for line in preview.lines if line.standing is LineState.DOUBTFUL]
    if not lines:
        return frozenset()
    st.html(text("p", words("rates.confirm.lines"), class_="rp-wrong"))
    confirmed = set()
    for line in lines[:MAX_CONFIRMED]:
        assert line.doubt is not None
        label = words("rates.confirm.line", **line.doubt.values)
        if st.checkbox(plain(label), key=form.key("confirm-{}-{}-{}".format(*line.key))):
            confirmed.add(line.key)
    if len(lines) > MAX_CONFIRMED:
        more = words.count("rates.confirm.more", len(lines) - MAX_CONFIRMED)
        st.html(text("p", more, class_="rp-note"))
    return frozenset(confirmed)


def _rejected(session: Session, preview: RateImportPreview) -> None:
    words = session.words
    lines = [line for line in preview.lines if line.standing is LineState.REJECTED]
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
    lists.show(session, table)


def _wanted(session: Session, preview: RateImportPreview) -> None:
    """What would be written: changes first, each beside what holds now."""
    words = session.words
    order = (LineState.CHANGED, LineState.NEW)
    lines = [line for standing in order for line in preview.lines if line.standing is standing]
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
    lists.show(session, table)
