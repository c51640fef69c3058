"""A day as a text field: typed as people write it, with the day in words below it."""

from datetime import date
from typing import Final

import streamlit as st

from portfolio.domain import dates, limits
from portfolio.domain.errors import PortfolioError
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

# A pause of the keyboard after which what is typed is kept.
PAUSE: Final = "1500ms"


def draw(
    session: Session,
    key: str,
    label: str,
    value: str = "",
    *,
    is_visible: bool = True,
    is_disabled: bool = False,
    help_text: str | None = None,
    is_live: bool = True,
) -> str:
    """The field, filled with ``value`` when first shown; ISO 8601, or what is typed instead."""
    typed = st.text_input(
        label,
        day_text(value),
        key=key,
        live=PAUSE if is_live else False,
        autocomplete="off",
        placeholder=session.words("entry.day.placeholder"),
        help=help_text,
        disabled=is_disabled,
        label_visibility="visible" if is_visible else "collapsed",
    )
    return dates.plain(typed or "")


def day_text(value: str) -> str:
    """A day in digits, day first; any other text as it is."""
    day = dates.iso(value)
    return value if day is None else dates.numeric(day)


def in_words(session: Session, value: str) -> str:
    """The day written out, "" where there is none or the record can't hold it."""
    try:
        return session.words.day(limits.day(dates.parse(value)))
    except PortfolioError:
        return ""


def below(session: Session, value: str, *, is_refused: bool = False) -> str:
    """HTML: the day in words, or why it can't be read unless that is said beside it already."""
    if not value.strip():
        return ""
    try:
        return text("p", session.words.day(limits.day(dates.parse(value))), class_="rp-echo")
    except PortfolioError as error:
        said = text("p", session.words.error(error))
        return "" if is_refused else tag("div", said, class_="rp-wrong", role="alert")


def as_typed(value: str) -> dates.TypedDate:
    """The day itself, what was typed where it is none, None for nothing."""
    if not value.strip():
        return None
    return dates.iso(value) or value


def as_value(day: date | None) -> str:
    """What a field is filled with to show a day."""
    return "" if day is None else day.isoformat()
