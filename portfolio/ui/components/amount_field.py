"""An amount as it is typed: the field, its echo in words, and both readings where there are two."""

from typing import Any, Final

import streamlit as st

from portfolio.domain import amounts
from portfolio.domain.errors import AmbiguousAmount, PortfolioError
from portfolio.domain.money import Money
from portfolio.text import typed
from portfolio.text.scales import echo as echo_of
from portfolio.text.scales import with_scale
from portfolio.ui.components.labels import plain
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

# What a button chose for a field, until the field is drawn again.
_CHOSEN: Final = "amounts-chosen"


def reading(session: Session, key: str) -> str:
    """What the field of ``key`` says now, as ``domain.amounts`` keeps it."""
    fill(key)
    return typed.amount(str(st.session_state[key] or ""), session.words.language)


def fill(key: str) -> None:
    """Put into the field what a button chose for it; has to come before the field is drawn."""
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {})
    if key in chosen:
        st.session_state[key] = chosen.pop(key)


def draw(session: Session, label: str, text: str, common: dict[str, Any], pause: str) -> None:
    """The field, filled with what is kept when it is first shown."""
    fill(common["key"])
    first = (
        "" if common["key"] in st.session_state else typed.in_field(text, session.words.language)
    )
    st.text_input(label, first, live=pause, autocomplete="off", **common)


def echo(session: Session, key: str, amount: str, currency: str) -> str:
    """The amount in full and in words, as HTML; empty, but there, where nothing can be read yet."""
    money = money_of(amount, currency)
    return text(
        "p",
        "" if money is None else echo_of(money, session.words.language),
        class_="rp-echo",
        data_rp_amount=key,
        data_currency=currency,
    )


def offer(session: Session, key: str, amount: str, currency: str, *, is_told: bool = False) -> None:
    """Both readings of an ambiguous amount as buttons; the sentence above them unless it stands already.

    A reading with more decimals than the currency has is none.
    """
    if not amounts.is_ambiguous(amount):
        return
    found = amounts.readings(amount) or ()
    words = session.words
    if not is_told:
        said = words.error(AmbiguousAmount(text=amounts.as_typed(amount)))
        st.html(tag("div", text("p", said), class_="rp-wrong"))
    with st.container(key=f"{key}-readings", horizontal=True, gap="small"):
        for number, one in enumerate(found):
            money = _reading(one, currency)
            if money is None:
                continue
            label = (
                with_scale(money, words.language)
                if currency
                else typed.as_shown(one, words.language)
            )
            kept = f"{money.decimal():f}" if currency else one
            choice(key, f"{key}-reading-{number}", label, typed.in_field(kept, words.language))


def choice(key: str, button: str, label: str, text: str) -> None:
    """A button that fills the field of ``key`` with what it says."""
    if st.button(plain(label), key=button):
        st.session_state.setdefault(_CHOSEN, {})[key] = text
        st.rerun()


def exact(session: Session, amount: str, currency: str) -> str:
    """What a form keeps as the record would read it, in full with its currency; "" where it can't."""
    money = money_of(amount, currency)
    return "" if money is None else session.words.exact(money.amount_minor, money.currency)


def money_of(amount: str, currency: str) -> Money | None:
    """The amount that a form keeps; None where it holds none."""
    try:
        return amounts.read(amount, currency)
    except PortfolioError:
        return None


def _reading(plain_decimal: str, currency: str) -> Money | None:
    """One reading, without the zeros behind its point that its currency has no place for."""
    whole, _, rest = plain_decimal.partition(".")
    rest = rest.rstrip("0")
    return money_of(f"{whole}.{rest}" if rest else whole, currency or _MOST_DECIMALS)


_MOST_DECIMALS: Final = "LYD"  # before a currency is chosen, every reading is possible
