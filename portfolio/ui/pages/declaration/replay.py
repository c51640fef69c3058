"""Replay on the Declaration page: a slider with play, every month in one answer."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.contents import Scene
from portfolio.measures import road
from portfolio.measures.road import HeadlineReplay, ReplayClause, ReplayDay
from portfolio.present.html import join_html, tag
from portfolio.present.sentences import text_status, text_word
from portfolio.ui.pages.declaration import board
from portfolio.ui.session import Session

READINGS: Final = ("today", "then")
PARTS: Final = ("missing", "pledged", "covered")  # from the top of a column down


def draw(session: Session) -> None:
    """The panel; the script replay.js moves it and the rows of the board without a run of the page."""
    with st.container(key="chart-replay"):
        st.html(session.per_view("replay", lambda: _as_html(session)))


def _as_html(session: Session) -> Markup:
    words, found = (
        session.words,
        road.replay(session.view, (scene.day for scene in _scenes_of(session))),
    )
    at = found.days.index(session.question.as_of) if session.question.as_of in found.days else 0
    if session.question.as_of > found.days[-1]:
        at = len(found.days) - 1
    document = _document(session, found, at)
    lines = document["readings"]["today"]
    panel = (
        _controls(session, found, at),
        _scenes(session, document["scenes"]),
        tag("div", *_columns(found.known_today, _highest(found), at), class_="rp-replay-curve"),
        tag("p", lines[at]["s"], class_="rp-replay-said"),
        tag("p", "", class_="rp-replay-scene", hidden=""),
        tag("p", "", class_="rp-replay-told rp-heard", role="status", aria_live="polite"),
    )
    return (
        tag("h2", words("replay.title"), class_="rp-section")
        + tag("p", words("replay.lead"), class_="rp-note")
        + tag(
            "div",
            *panel,
            class_="rp-replay",
            data_rp_replay=json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        )
    )


def _controls(session: Session, headline_replay: HeadlineReplay, at: int) -> Markup:
    words = session.words
    days = [words.day(day) for day in headline_replay.days]
    slider = tag(
        "input",
        type="range",
        class_="rp-replay-slider",
        min="0",
        max=str(len(days) - 1),
        step="1",
        value=str(at),
        aria_label=words("replay.slider"),
        aria_valuetext=days[at],
    )
    readings = (
        tag(
            "label",
            tag(
                "input",
                type="radio",
                name_="rp-replay-reading",
                value=name,
                checked="" if name == "today" else None,
            ),
            tag("span", words(f"replay.reading.{name}")),
        )
        for name in READINGS
    )
    return tag(
        "div",
        tag("button", words("replay.play"), type="button", class_="rp-replay-play"),
        tag("strong", days[at], class_="rp-replay-day"),
        slider,
        tag("button", words("replay.back"), type="button", class_="rp-replay-back", hidden=""),
        tag(
            "fieldset",
            tag("legend", words("filter.reading"), class_="rp-heard"),
            *readings,
            class_="rp-replay-readings",
        ),
        class_="rp-replay-controls",
    )


def _scenes(session: Session, scenes: Sequence[dict[str, Any]]) -> Markup:
    """A button for each scene of the example, in the order of their days."""
    if not scenes:
        return Markup()
    buttons = [
        tag("button", scene["t"], type="button", data_rp_at=str(scene["i"])) for scene in scenes
    ]
    return tag(
        "div",
        tag("span", session.words("replay.scenes"), class_="rp-small"),
        *buttons,
        class_="rp-replay-scenes",
    )


def _columns(lines: Sequence[ReplayDay], highest: int, at: int) -> list[Markup]:
    """The curve as one column a day: covered below, pledged and missing above it."""
    made = []
    for index, line in enumerate(lines):
        heights = dict(zip(("covered", "pledged", "missing"), _heights(line, highest), strict=True))
        inside = join_html(
            tag("i", class_=f"rp-part-{part}", style=f"height:{heights[part]:.2f}%")
            for part in PARTS
        )
        class_ = "rp-replay-col" if index <= at else "rp-replay-col rp-ahead"
        # As wide as the time it closes, so that days between month ends do not stretch the year.
        before = lines[index - 1].day if index else line.day
        width = f"flex:{max((line.day - before).days, 6)} 1 0"
        made.append(
            tag(
                "span",
                inside,
                class_=class_,
                style=width,
                data_rp_at=str(index),
                aria_hidden="true",
            )
        )
    return made


def _highest(headline_replay: HeadlineReplay) -> int:
    needs = [
        line.amounts.requirement or 0
        for line in (*headline_replay.known_today, *headline_replay.known_then)
    ]
    return max(needs, default=0)


def _heights(line: ReplayDay, highest: int) -> tuple[float, float, float]:
    covered, pledged, missing = board.parts(line.amounts) or (0, 0, 0)
    share = 100 / highest if highest else 0.0
    return covered * share, pledged * share, missing * share


def _document(session: Session, headline_replay: HeadlineReplay, at: int) -> dict[str, Any]:
    """Data of the replay script, worded here: it computes nothing and knows no language."""
    words, highest = session.words, _highest(headline_replay)
    days = [words.day(day) for day in headline_replay.days]
    readings = {
        name: [_day(session, line, highest) for line in lines]
        for name, lines in zip(
            READINGS, (headline_replay.known_today, headline_replay.known_then), strict=True
        )
    }
    return {
        "at": at,
        "days": days,
        "titles": {name: _titles(session, headline_replay, name) for name in READINGS},
        "words": {name: words(f"replay.{name}") for name in ("play", "pause", "next", "again")},
        "scenes": _placed(session, headline_replay),
        "readings": readings,
    }


def _titles(session: Session, headline_replay: HeadlineReplay, reading: str) -> list[str]:
    """Above the rows on each day: which day they show, and of which day the rest of the page is."""
    page = session.question.as_of
    return [
        session.words(f"replay.board.{reading}", day=day, page=page) for day in headline_replay.days
    ]


def _placed(session: Session, headline_replay: HeadlineReplay) -> list[dict[str, Any]]:
    """The scenes, each at its day of the replay."""
    placed = []
    # The sentences name amounts of the whole example: another view has others.
    is_whole = (
        replace(session.question, as_of=session.default.as_of, known_on=None) == session.default
    )
    for scene in _scenes_of(session):
        if scene.day in headline_replay.days:
            said = session.words.choose(scene.sentences) if is_whole else ""
            title = session.words.choose(scene.titles)
            placed.append({"i": headline_replay.days.index(scene.day), "t": title, "s": said})
    return placed


def _scenes_of(session: Session) -> Sequence[Scene]:
    """The scenes of the example; the record has none."""
    return session.register.scenes if session.portfolio.is_example else ()


def _day(session: Session, line: ReplayDay, highest: int) -> dict[str, Any]:
    return {
        "s": _said(session, line),
        "h": [round(height, 2) for height in _heights(line, highest)],
        "c": {str(number): _clause(session, own) for number, own in line.clauses.items()},
    }


def _clause(session: Session, clause: ReplayClause) -> list[Any]:
    """Parts of the bar, the sentence of the money, and both lines of standing."""
    found = board.parts(clause.amounts) or (0, 0, 0)
    row: list[Any] = [
        [round(part, 4) for part in board.flex(found)],
        board.money(session, clause.amounts),
        clause.status.word,
        session.words(f"standing.{clause.status.word}"),
    ]
    if clause.text is not None and clause.text.is_shown:
        shown = text_status(clause.text)
        row += [shown.word, text_word(session.words, clause.text), clause.text.late]
    return row


def _said(session: Session, line: ReplayDay) -> str:
    """The sentence of a day: the money, then the text where it applies."""
    words, amount = session.words, session.reader.amount
    found = board.parts(line.amounts)
    if found is None:
        said = words("replay.said.no_need", day=line.day)
    else:
        said = words(
            f"replay.said.{board.recorded_amounts(line.amounts)}",
            day=line.day,
            **dict(zip(("covered", "pledged", "missing"), map(amount, found), strict=True)),
            needed=amount(line.amounts.requirement),
        )
    if not line.text.is_shown or not line.text.total:
        return said
    done = words.count("standing.text.count", line.text.total, done=words.number(line.text.done))
    late = words.count("replay.late", line.text.late)
    return words("replay.both", money=said, done=done, late=late)
