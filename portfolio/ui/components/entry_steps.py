"""The steps of an entry over the form, each with how far it is, and the way from one to the next."""

from typing import Final

import streamlit as st

from portfolio.domain.drafts import Document
from portfolio.domain.fields import FIELDS, EntryStep
from portfolio.ui.components.entry_told import DocumentProblems
from portfolio.ui.components.labels import plain
from portfolio.ui.session import Session

STEP: Final = "step"  # the name in the address
FIELD: Final = "field"
PAGES: Final = {field.name: int(field.page) for field in FIELDS}
CHECK: Final = len(EntryStep) + 1  # the last step: look through everything and send it
_MARKS: Final = {"done": ":material/check_circle:", "open": ":material/radio_button_unchecked:"}


def step_of_address(session: Session) -> int:
    """The step the address asks for: 1 to 4, or the check at the end."""
    said = session.beside.get(STEP, [""])[-1]
    if said.isascii() and said.isdigit() and 1 <= int(said) <= CHECK:
        return int(said)
    return PAGES.get(session.beside.get(FIELD, [""])[-1], 1)


def page(step: int) -> EntryStep | None:
    """The page of fields of a step; None for the check."""
    return EntryStep(step) if step < CHECK else None


def draw(session: Session, form: str, document: Document, problems: DocumentProblems) -> int | None:
    """The steps as buttons; the one that was pressed."""
    words, now, wanted = session.words, step_of_address(session), None
    with st.container(key="steps", horizontal=True, gap="small"):
        for step in range(1, CHECK + 1):
            own = page(step)
            left = len(problems.hindering(own))
            begun = any(document.get(name) for name, number in PAGES.items() if number == step)
            name = words(
                "step.title",
                number=words.number(step),
                title=words(f"step.{own.word if own else 'check'}"),
            )
            label = words.count("step.left", left, title=name) if left and own else name
            with st.container(
                key=f"step-{'here' if step == now else 'to'}-{step}", width="content"
            ):
                if st.button(
                    plain(label),
                    key=f"{form}-step-{step}",
                    icon=_MARKS["done" if not left and (begun or own is None) else "open"],
                    type="tertiary",
                ):
                    wanted = step
    return wanted


def foot(session: Session, form: str) -> tuple[bool, int | None]:
    """Back, save, next: (whether anything was pressed, the step to go to)."""
    words, now = session.words, step_of_address(session)
    pressed, wanted = False, None
    with st.container(key="step-foot", horizontal=True, gap="small"):
        label = words("entry.next" if now < CHECK - 1 else "entry.to_check")
        if st.button(label, key=f"{form}-next", type="primary"):
            pressed, wanted = True, now + 1
        if st.button(words("entry.save"), key=f"{form}-save"):
            pressed = True
        if now > 1 and st.button(words("entry.back"), key=f"{form}-back", type="tertiary"):
            pressed, wanted = True, now - 1
    return pressed, wanted
