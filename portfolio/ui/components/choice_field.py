"""A list to choose from by typing words of what it holds; nothing is a choice like the others."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from portfolio.ui.session import Session

# The first choice of every list. Its empty label is found by no typed word, stands in an emptied
# field, and needs no button of its own that would come and go beside it.
NOTHING: Final = ""
# How a list is searched while one types: the filter of web/lists.py stands in this place.
WORDS: Final = "contains"
# A list of which several are chosen; none of its options stands for many at once.
BY_WORDS: Final[dict[str, Any]] = {"filter_mode": WORDS, "select_all": False}


def draw(
    session: Session,
    key: str,
    label: str,
    options: Sequence[str],
    name: Callable[[str], str],
    value: str = NOTHING,
    *,
    placeholder: str = "entry.choose",
    is_visible: bool = True,
    is_disabled: bool = False,
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
        disabled=is_disabled,
        label_visibility="visible" if is_visible else "collapsed",
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
