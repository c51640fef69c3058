"""Work on an import under way: how far it is, drawn again by itself, and the button that cancels it."""

from typing import Final

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.import_jobs import ImportJob, ImportState
from portfolio.services import import_work, imports
from portfolio.ui import opening
from portfolio.ui.forms import form
from portfolio.ui.session import Session, current

WAIT_SECONDS: Final = 2  # for what is soon done, before a bar is drawn
_EVERY: Final = 1.0  # seconds


@st.fragment(run_every=_EVERY)
def draw_progress(number: int) -> None:
    """How far the work is; the page is drawn once it has ended, and only this part until then."""
    session = current(active=False)  # no action of a reader: it must not keep the session awake
    try:
        job = imports.read_import(session.register, session.who, number)
    except PortfolioError as problem:
        opening.refusal(session, problem)
        return
    if not is_under_way(session, job):
        st.rerun()
    said = session.words(f"import.working.{job.state.word}")
    st.progress(min(1.0, job.done / job.total) if job.total else 0.0, text=said)
    draw_cancel(session, number)


def is_under_way(session: Session, job: ImportJob) -> bool:
    """Whether a process is at work on a job, or this one compares it."""
    is_here = import_work.progress_of(session.register, job.id) is not None
    return job.state.is_working or (is_here and job.state is ImportState.READY)


def draw_cancel(session: Session, number: int) -> None:
    """The button that cancels an import."""
    filled = form(f"import-cancel-{number}")
    filled.refuse(session)
    filled.draw_save(
        session.words("import.cancel"),
        lambda: imports.cancel_import(session.register, session.who, number),
        then=lambda: import_work.wait(session.register, number, WAIT_SECONDS),
        type="tertiary",
    )
