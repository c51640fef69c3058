"""What a file leaves open, subject once: similar projects and organisations, conflicts, what to leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from portfolio.domain.drafts import Clash
from portfolio.domain.import_jobs import Effect, ImportAnswers
from portfolio.exchange.matching import Question
from portfolio.exchange.template.errors import ConventionMissing
from portfolio.present.html import plain, tag
from portfolio.present.table import Table, as_html, table_of
from portfolio.services import import_matching, import_work, imports
from portfolio.services.import_preview import ImportPreview
from portfolio.services.import_problems import ProjectPreview
from portfolio.ui import entry_form, fields
from portfolio.ui.conventions import draw_convention
from portfolio.ui.forms import Form, form
from portfolio.ui.pages.imports import unused_answers
from portfolio.ui.pages.imports.progress import WAIT_SECONDS
from portfolio.ui.session import Session

_OTHER: Final = "·other"  # no identifier: it has a sign that identifiers never have
_OPEN: Final = "·open"


def draw_questions(session: Session, preview: ImportPreview) -> None:
    """The questions, and the button that answers them all at once."""
    words, filled = session.words, form(f"import-answers-{preview.job.id}")
    similar = [one for one in preview.projects if one.effect is Effect.QUESTION]
    organisations = [one for one in preview.organisations if one.effect is Effect.QUESTION]
    clashing = [one for one in preview.projects if one.clashes]
    written = [one for one in preview.projects if one.effect.writes]
    filled.refuse(session)
    answers = current_answers = preview.job.answers
    choices = unused_answers.read(session, filled, current_answers)
    amounts = _amount_questions(session, preview)
    if similar or organisations or clashing or amounts:
        st.html(tag("h2", words("import.questions"), class_="rp-section"))
    for name, question in amounts.items():
        key, current = filled.key(f"convention-{name}"), choices.conventions.get(name, "")
        convention = draw_convention(session, key, name, question, current)
        if convention:
            answers = replace(answers, conventions={**answers.conventions, name: convention})
    for one in similar:
        options = {alike.identifier: words.choose(alike.titles) for alike in one.similar}
        current = _chosen(choices, choices.same, one.key)
        choice = _choice(session, filled, f"same-{one.key}", _title(session, one), options, current)
        answers = _answered(answers, "same", one.key, choice)
    for organisation in organisations:
        key = organisation.key
        options = {organisation.similar: session.reader.name("funder", organisation.similar)}
        current = _chosen(choices, choices.aliases, key)
        choice = _choice(session, filled, f"alias-{key}", key, options, current)
        answers = _answered(answers, "aliases", key, choice)
    for one in clashing:
        st.html(as_html(_conflicts(session, one), limit=len(one.clashes)))
        label = words("import.conflict.from_file", title=_title(session, one))
        key = filled.key(f"clash-{one.key}")
        is_file = st.checkbox(plain(label), value=one.key in choices.from_file, key=key)
        answers = replace(answers, from_file=_with(answers.from_file, one.key, is_in=is_file))
    answers = replace(
        answers, left_out=_left_out(session, filled, written, choices, current_answers)
    )
    unused_answers.keep(session, filled, answers, current_answers)
    if answers != current_answers and st.button(words("import.answer"), key=filled.key("save")):
        send(session, filled, preview.job.id, answers)


def _conflicts(session: Session, one: ProjectPreview) -> Table:
    """Every field of a project that the file and a person changed, with the values of both."""
    words = session.words
    return table_of(
        words,
        words("import.conflicts", title=_title(session, one)),
        one.clashes,
        ("import.column.field", lambda clash: _field(session, clash)),
        ("import.column.before", lambda clash: clash.before),
        ("import.column.here", lambda clash: clash.theirs),
        ("import.column.in_file", lambda clash: clash.mine),
    )


def _field(session: Session, clash: Clash) -> str:
    name = entry_form.field_name(session, clash.field)
    if not clash.column:
        return name
    column = entry_form.column_name(session, clash.field, clash.column)
    return session.words("entry.place.column", field=name, column=column)


def _amount_questions(session: Session, preview: ImportPreview) -> Mapping[str, Question]:
    """Columns of our own template whose amounts may be read in two ways; the file is looked at for them."""
    answers = preview.job.answers
    is_open = any(isinstance(one.error, ConventionMissing) for one in preview.every_problem)
    if answers.columns or not (is_open or answers.conventions):
        return {}
    return import_matching.read_amount_questions(session.register, session.who, preview.job.id)


def send(session: Session, form: Form, number: int, answers: ImportAnswers) -> None:
    """Give the answers; the file is read with them in the background."""

    def answer() -> None:
        imports.answer_import(session.register, session.who, number, answers, in_background=True)
        unused_answers.keep(session, form, answers, answers)

    with st.spinner(session.words("import.reading")):
        if form.attempt(answer):
            import_work.wait(session.register, number, WAIT_SECONDS)
    st.rerun()


def _left_out(
    session: Session,
    form: Form,
    projects: Sequence[ProjectPreview],
    choices: ImportAnswers,
    current_answers: ImportAnswers,
) -> frozenset[str]:
    if not projects:
        return current_answers.left_out
    titles = {one.key: f"{one.key}: {_title(session, one)}" for one in projects}
    choice = st.multiselect(
        session.words("import.leave_out"),
        list(titles),
        default=[key for key in titles if key in choices.left_out],
        format_func=lambda key: titles.get(key, key),
        key=form.key("left-out"),
        placeholder=session.words("import.leave_out.none"),
        **fields.BY_WORDS,
    )
    return frozenset(choice)


def _chosen(choices: ImportAnswers, by_key: Mapping[str, str], key: str) -> str:
    """What was chosen for one of the questions so far."""
    return by_key.get(key) or (_OTHER if key in choices.others else _OPEN)


def _choice(
    session: Session,
    form: Form,
    name: str,
    subject: str,
    options: Mapping[str, str],
    current: str,
) -> str:
    """Whether it is one of those it resembles, another one, or still open."""
    words = session.words
    labels = {
        _OPEN: words("import.same.open"),
        **{
            identifier: words("import.same.is", name=text or identifier, identifier=identifier)
            for identifier, text in options.items()
        },
        _OTHER: words("import.same.other"),
    }
    label = words("import.same", name=subject)
    names = list(labels)
    choice: Any = st.radio(
        plain(label),
        names,
        index=names.index(current) if current in labels else 0,
        format_func=lambda key: plain(labels[key]),
        key=form.key(name),
    )
    return str(choice)


def _answered(answers: ImportAnswers, field: str, key: str, choice: str) -> ImportAnswers:
    if choice == _OPEN:
        return answers
    if choice == _OTHER:
        return replace(answers, others=answers.others | {key})
    given: Mapping[str, str] = getattr(answers, field)
    values: dict[str, Any] = {field: {**given, key: choice}}
    return replace(answers, **values)


def _with(keys: frozenset[str], key: str, *, is_in: bool) -> frozenset[str]:
    return keys | {key} if is_in else keys - {key}


def _title(session: Session, one: ProjectPreview) -> str:
    return session.words.choose(one.titles) or one.key
