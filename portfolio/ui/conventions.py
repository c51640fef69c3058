"""Question how the texts of a column are meant, with what each answer makes of three of them."""

from typing import Any

import streamlit as st

from portfolio.exchange.matching import Question
from portfolio.present.html import plain
from portfolio.ui.session import Session


def draw_convention(
    session: Session, key: str, name: str, question: Question, current: str = ""
) -> str:
    """The word of the chosen convention of the column of a name, "" while none is chosen."""
    words = session.words
    labels = {
        choice.value: words(
            "import.convention.examples",
            convention=words(f"import.convention.{choice.value}"),
            examples=words.join(
                [
                    words(
                        "import.convention.example",
                        text=example.text,
                        value=_value(example.values, choice),
                    )
                    for example in question.examples
                ]
            ),
        )
        for choice in question.choices
    }
    options = list(labels)
    chosen: Any = st.radio(
        plain(words("import.convention", name=name)),
        options,
        index=options.index(current) if current in options else None,
        format_func=lambda option: plain(labels[option]),
        key=key,
    )
    return str(chosen or "")


def _value(values: Any, choice: Any) -> str:
    return str(values.get(choice) or "–")
