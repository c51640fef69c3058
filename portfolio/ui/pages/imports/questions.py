"""What a file leaves open, subject once: similar projects and organisations, conflicts, what to leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from portfolio.domain.import_jobs import Effect, ImportAnswers
from portfolio.present.html import plain, tag
from portfolio.services import imports
from portfolio.services.import_preview import ImportPreview
from portfolio.services.import_problems import ProjectPreview
from portfolio.ui import fields
from portfolio.ui.forms import Form, form
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
    answers = preview.job.answers
    if similar or organisations or clashing:
        st.html(tag("h2", words("import.questions"), class_="rp-section"))
    for at, one in enumerate(similar):
        options = {alike.identifier: words.choose(alike.titles) for alike in one.similar}
        choice = _choice(session, filled, f"same-{at}", _title(session, one), options)
        answers = _answered(answers, "same", one.key, choice)
    for at, organisation in enumerate(organisations):
        options = {organisation.similar: session.reader.name("funder", organisation.similar)}
        choice = _choice(session, filled, f"alias-{at}", organisation.key, options)
        answers = _answered(answers, "aliases", organisation.key, choice)
    for one in clashing:
        label = words("import.conflict.from_file", title=_title(session, one))
        key = filled.key(f"clash-{one.key}")
        is_file = st.checkbox(plain(label), value=one.key in answers.from_file, key=key)
        answers = replace(answers, from_file=_with(answers.from_file, one.key, is_in=is_file))
    answers = replace(answers, left_out=_left_out(session, filled, written, answers))
    if answers != preview.job.answers and st.button(words("import.answer"), key=filled.key("save")):
        filled.attempt(
            lambda: imports.answer_import(session.register, session.who, preview.job.id, answers)
        )
        st.rerun()


def _left_out(
    session: Session, form: Form, projects: Sequence[ProjectPreview], answers: ImportAnswers
) -> frozenset[str]:
    if not projects:
        return answers.left_out
    titles = {one.key: f"{one.key}: {_title(session, one)}" for one in projects}
    choice = st.multiselect(
        session.words("import.leave_out"),
        list(titles),
        default=[key for key in titles if key in answers.left_out],
        format_func=lambda key: titles.get(key, key),
        key=form.key("left-out"),
        placeholder=session.words("import.leave_out.none"),
        **fields.BY_WORDS,
    )
    return frozenset(choice)


def _choice(
    session: Session, form: Form, name: str, subject: str, options: Mapping[str, str]
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
    choice: Any = st.radio(
        plain(label), list(labels), format_func=lambda key: plain(labels[key]), key=form.key(name)
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
