"""The step that matches the columns of a table that is not ours, and asks how its texts are meant."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from portfolio.domain.import_jobs import ImportJob
from portfolio.exchange.match_targets import TARGETS
from portfolio.exchange.matching import Question, open_columns, questions
from portfolio.present.html import plain, tag
from portfolio.services import import_matching
from portfolio.services.import_matching import MatchColumn, MatchStep
from portfolio.ui import fields
from portfolio.ui.conventions import draw_convention
from portfolio.ui.forms import Form, form
from portfolio.ui.pages.imports import unused_answers
from portfolio.ui.pages.imports.questions import send
from portfolio.ui.session import Session

_NONE: Final = ""


def draw_match(session: Session, job: ImportJob) -> None:
    """The columns with some of their cells, each with what it is, and the open conventions."""
    words, filled = session.words, form(f"import-match-{job.id}")
    step = import_matching.read_match(session.register, session.who, job.id)
    if step is None:
        return
    st.html(
        tag("h2", words("import.match"), class_="rp-section")
        + tag("p", words("import.match.help"), class_="rp-help")
    )
    filled.refuse(session)
    choices = unused_answers.read(session, filled, job.answers)
    sheet = _sheet(session, filled, step, choices.sheet)
    if sheet != step.table.sheet:
        found = import_matching.read_match(session.register, session.who, job.id, sheet)
        step = found or step
    chosen = {}
    for at, column in enumerate(step.columns):
        is_chosen = choices is not job.answers and choices.sheet == sheet
        current = choices.columns.get(column.name, "") if is_chosen else column.target
        target = _column(session, filled, at, column, sheet, current)
        if target:
            chosen[column.name] = target
    conventions = {}
    asked = questions(step.table, chosen)
    for name, question in asked.items():
        current = choices.conventions.get(name) or step.conventions.get(name, "")
        answer = _convention(session, filled, name, question, current)
        if answer:
            conventions[name] = answer
    twice = len(set(chosen.values())) < len(chosen)
    if twice:
        st.html(tag("p", words("import.match.twice"), class_="rp-wrong"))
    waiting = open_columns(asked, conventions)
    if waiting:
        missing = words("import.match.open", names=words.join(waiting))
        st.html(tag("p", missing, class_="rp-note"))
    answers = replace(job.answers, sheet=sheet, columns=chosen, conventions=conventions)
    unused_answers.keep(session, filled, answers, job.answers)
    label, is_whole = words("import.match.save"), bool(chosen) and not twice and not waiting
    if st.button(label, type="primary", key=filled.key("save"), disabled=not is_whole):
        send(session, filled, job.id, answers)


def _sheet(session: Session, form: Form, step: MatchStep, current: str) -> str:
    """The sheet that is read; asked where there are several."""
    if len(step.sheets) < 2:
        return step.table.sheet
    words = session.words
    labels = {
        name: words("import.match.hidden_sheet", name=name) if is_hidden else name
        for name, is_hidden in step.sheets
    }
    names = list(labels)
    chosen: Any = st.selectbox(
        words("import.match.sheet"),
        names,
        index=names.index(current if current in labels else step.table.sheet),
        format_func=lambda name: plain(labels[name]),
        filter_mode=fields.WORDS,
        key=form.key("sheet"),
    )
    return str(chosen)


def _column(
    session: Session, form: Form, at: int, column: MatchColumn, sheet: str, current: str
) -> str:
    """What one column is, "" for nothing that is read."""
    words = session.words
    labels = {_NONE: words("import.match.none")}
    labels |= {name: target.label(words) for name, target in TARGETS.items()}
    names = list(labels)
    samples = " · ".join(column.samples)
    label = words("import.match.column", name=column.name, samples=samples or "–")
    chosen: Any = st.selectbox(
        plain(label),
        names,
        index=names.index(current) if current in labels else 0,
        format_func=lambda name: plain(labels[name]),
        filter_mode=fields.WORDS,
        key=form.key(f"column-{sheet}-{at}"),
    )
    return str(chosen)


def _convention(session: Session, form: Form, name: str, question: Question, current: str) -> str:
    """How the texts of a column are meant: asked where its cells allow several readings."""
    if not question.is_asked:
        return question.proposal.value if question.proposal is not None else ""
    return draw_convention(session, form.key(f"convention-{name}"), name, question, current)
