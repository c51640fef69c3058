"""The story of the example as links: each scene is a day, and says what the figures show on it."""

from dataclasses import replace

import streamlit as st

from portfolio.domain.contents import Scene
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session


def draw(here: Session) -> None:
    """The scenes in order, the sentence of the one shown; nothing of the record."""
    if here.portfolio.is_example and here.register.scenes:
        st.html(_as_html(here))


def _as_html(here: Session) -> str:
    words = here.words
    shown = [scene for scene in here.register.scenes if scene.day == here.question.as_of]
    parts = [text("h2", words("scenes.title"), class_="rp-scenes-title")]
    parts.append(tag("ol", *(tag("li", _link(here, scene)) for scene in here.register.scenes)))
    parts += [text("p", words.choose(scene.sentences), class_="rp-scene-said") for scene in shown]
    return tag("nav", *parts, class_="rp-scenes", aria_label=words("scenes.title"))


def _link(here: Session, scene: Scene) -> str:
    """A scene leads to its day, as it is known now."""
    question = replace(here.question, as_of=scene.day, known_on=None)
    inside = text("time", here.words.day(scene.day)) + esc(" ")
    inside += text("b", here.words.choose(scene.titles))
    return tag(
        "a",
        inside,
        href=here.href("summary", question),
        aria_current="true" if scene.day == here.question.as_of else None,
    )
