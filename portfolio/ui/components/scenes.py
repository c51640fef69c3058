"""The story of the example as links: each scene is a day, and says what the figures show on it."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.contents import Scene
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session


def draw(session: Session) -> None:
    """The scenes in order, the sentence of the one shown; nothing of the record."""
    if session.portfolio.is_example and session.register.scenes:
        st.html(_as_html(session))


def _as_html(session: Session) -> str:
    words = session.words
    shown = [scene for scene in session.register.scenes if scene.day == session.question.as_of]
    parts = [text("h2", words("scenes.title"), class_="rp-scenes-title")]
    parts.append(
        tag("ol", *(tag("li", _link(session, scene)) for scene in session.register.scenes))
    )
    parts += [text("p", words.choose(scene.sentences), class_="rp-scene-said") for scene in shown]
    return tag("nav", *parts, class_="rp-scenes", aria_label=words("scenes.title"))


def _link(session: Session, scene: Scene) -> str:
    """A scene leads to its day, as it is known now."""
    question = replace(session.question, as_of=scene.day, known_on=None)
    inside = text("time", session.words.day(scene.day)) + esc(" ")
    inside += text("b", session.words.choose(scene.titles))
    return tag(
        "a",
        inside,
        href=session.href("summary", question),
        aria_current="true" if scene.day == session.question.as_of else None,
    )
