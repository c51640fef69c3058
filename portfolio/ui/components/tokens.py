"""Tokens of saving: made when a form is first shown, renewed once what it holds is saved.

They begin with the form's name, by which the store knows what was typed and is recorded now.
"""

from secrets import token_urlsafe

import streamlit as st


def token(form: str) -> str:
    """The token of a form as it is shown now; a form keyed by it is new once that is renewed."""
    name = _name(form)
    if name not in st.session_state:
        renew(form)
    held: str = st.session_state[name]
    return held


def renew(form: str) -> None:
    """Let the next form be another one: what this one held is saved."""
    st.session_state[_name(form)] = f"{form}.{token_urlsafe(16)}"


def _name(form: str) -> str:
    return f"token-{form}"
