"""Fields of forms: amount, day, choice."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import dates, errors
from portfolio.domain import money as domain_money
from portfolio.domain.errors import PortfolioError
from portfolio.domain.money import Money
from portfolio.present.html import plain, tag
from portfolio.text import typing
from portfolio.text.numbers import echo as echo_of
from portfolio.text.numbers import with_scale
from portfolio.ui.session import Session

# A pause of the keyboard after which what is typed is saved.
PAUSE: Final = "1500ms"
# What a button chose for a field, until the field is drawn again.
_CHOSEN: Final = "amounts-chosen"


def reading(session: Session, key: str) -> str:
    """Typed amount in the field of ``key``, as ``domain.money`` stores it."""
    fill(key)
    return typing.amount(str(st.session_state[key] or ""), session.words.language)


def fill(key: str) -> None:
    """Fill the field with what a button chose for it; has to come before the field is drawn."""
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {})
    if key in chosen:
        st.session_state[key] = chosen.pop(key)


def draw_amount(session: Session, key: str, label: str, text: str) -> None:
    """Amount field, filled with the stored text when it is first shown."""
    fill(key)
    first = "" if key in st.session_state else typing.in_field(text, session.words.language)
    st.text_input(label, first, key=key, live=PAUSE, autocomplete="off")


def echo(session: Session, key: str, amount: str, currency: str) -> Markup:
    """The amount in full and in words, as HTML; empty, but there, where nothing can be read yet."""
    money = money_of(amount, currency)
    return tag(
        "p",
        "" if money is None else echo_of(money, session.words.language),
        class_="rp-echo",
        data_rp_amount=key,
        data_currency=currency,
    )


def offer(session: Session, key: str, amount: str, currency: str, *, is_told: bool = False) -> None:
    """Readings of an ambiguous amount as buttons, under a sentence unless it is shown already.

    A reading that the currency does not allow has none, and the sentence says so.
    """
    if not domain_money.is_ambiguous(amount):
        return
    words = session.words
    if not is_told:
        said = words.error(domain_money.ambiguity(amount, currency))
        st.html(tag("div", tag("p", said), class_="rp-wrong"))
    with st.container(key=f"{key}-readings", horizontal=True, gap="small"):
        possible = domain_money.possible_readings(amount, currency)
        for number, (one, money) in enumerate(possible.items()):
            label = (
                with_scale(money, words.language)
                if currency
                else typing.as_shown(one, words.language)
            )
            kept = f"{money.decimal():f}" if currency else one
            amount_choice(
                key, f"{key}-reading-{number}", label, typing.in_field(kept, words.language)
            )


def amount_choice(key: str, button: str, label: str, text: str) -> None:
    """Button that fills the field of ``key`` with its text."""
    if st.button(plain(label), key=button):
        st.session_state.setdefault(_CHOSEN, {})[key] = text
        st.rerun()


def exact(session: Session, amount: str, currency: str) -> str:
    """Amount of a form as the record reads it, in full with its currency; "" where it can't."""
    money = money_of(amount, currency)
    return "" if money is None else session.words.exact(money.amount_minor, money.currency)


def money_of(amount: str, currency: str) -> Money | None:
    """Amount of a form's stored text; None where it holds none."""
    try:
        return domain_money.read(amount, currency)
    except PortfolioError:
        return None


# The first choice of every list. Its empty label matches no typed word, appears in an emptied
# field, and needs no button of its own that would come and go next to it.
NOTHING: Final = ""
# Search of a list while one types: web/middleware.py replaces this filter of Streamlit's.
WORDS: Final = "contains"
# A list of which several are chosen; none of its options means many at once.
BY_WORDS: Final[dict[str, Any]] = {"filter_mode": WORDS, "select_all": False}


def draw_choice(
    session: Session,
    key: str,
    label: str,
    options: Sequence[str],
    name: Callable[[str], str],
    value: str = NOTHING,
    *,
    placeholder: str = "entry.choose",
) -> str:
    """The list, with ``value`` chosen when first shown; what is chosen, "" for nothing."""
    names = _told_apart(options, name)
    offered = [NOTHING, *options]
    chosen = st.selectbox(
        label,
        offered,
        offered.index(value) if value in offered else 0,
        format_func=lambda option: names.get(option, option),
        placeholder=session.words(placeholder),
        filter_mode=WORDS,
        key=key,
    )
    return chosen or NOTHING


def _told_apart(options: Sequence[str], name: Callable[[str], str]) -> dict[str, str]:
    """The label of each option; Streamlit knows options by their labels, so no two are alike."""
    names = {option: name(option) for option in options}
    times = Counter(names.values())
    return {
        option: f"{label} ({option})" if times[label] > 1 else label
        for option, label in names.items()
    }


def draw_day(
    session: Session,
    key: str,
    label: str,
    value: str = "",
    *,
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
    )
    return dates.plain(typed or "")


def day_text(value: str) -> str:
    """A day in digits, day first; any other text as it is."""
    day = dates.iso(value)
    return value if day is None else dates.numeric(day)


def in_words(session: Session, value: str) -> str:
    """The day written out, "" where there is none or the record can't store it."""
    try:
        return session.words.day(errors.day(dates.parse(value)))
    except PortfolioError:
        return ""


def below(session: Session, value: str, *, is_refused: bool = False) -> Markup:
    """HTML: the day in words, or why it can't be read unless the refusal is displayed already."""
    if not value.strip():
        return Markup()
    try:
        return tag("p", session.words.day(errors.day(dates.parse(value))), class_="rp-echo")
    except PortfolioError as error:
        said = tag("p", session.words.error(error))
        return Markup() if is_refused else tag("div", said, class_="rp-wrong", role="alert")


def as_typed(value: str) -> dates.TypedDate:
    """The day itself, what was typed where it is none, None for nothing."""
    if not value.strip():
        return None
    return dates.iso(value) or value
