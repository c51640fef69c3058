"""Board of the text: what it asks for, eleven sentences with money, next date and late badge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Clause
from portfolio.domain.projects import MilestoneState, ScheduleStatus
from portfolio.measures import progress, road
from portfolio.measures.figures import Amounts, Figure, Progress
from portfolio.measures.progress import MilestoneLine
from portfolio.measures.road import DeadlineLine, TextStanding
from portfolio.present.html import join_html, link, tag
from portfolio.ui import badges, deliverables
from portfolio.ui.deliverables import said_limit, tone
from portfolio.ui.pages.declaration import money as declaration_money
from portfolio.ui.session import Session


def draw_limits_answer(session: Session, lines: Sequence[DeadlineLine]) -> None:
    """One sentence and its two numbers."""
    words = session.words
    done = sum(1 for line in lines if tone(line) == "done")
    late = sum(1 for line in lines if line.days_late)
    said = f"{_said(session, done, late, len(lines))} {_next(session, lines)}"
    whole = words("word.of", part=words.number(done), whole=words.number(len(lines)))
    st.html(
        tag(
            "div",
            tag("p", said, class_="rp-answer-said"),
            _stat(whole, words("declaration.stat.done")),
            _stat(words.number(late), words("declaration.stat.late"), "rp-alarm" if late else None),
            class_="rp-answer",
        )
    )


def _said(session: Session, done: int, late: int, total: int) -> str:
    words = session.words
    said = words.count("declaration.answer.done", done, total=words.number(total))
    if not late:
        return f"{said} {words('declaration.answer.on_time')}"
    return f"{said} {words.count('declaration.answer.late', late)}"


def _next(session: Session, lines: Sequence[DeadlineLine]) -> str:
    """The nearest deadline ahead, and the clause that sets it."""
    ahead = [line for line in lines if line.days_left is not None]
    if not ahead:
        return session.words("declaration.answer.no_next")
    nearest = min(ahead, key=lambda line: (line.days_left, line.deliverable.clause))
    number = nearest.deliverable.clause
    return session.words(
        "declaration.answer.next", clause=number, limit=said_limit(session, nearest)
    )


def _stat(value: str, label: str, tone: str | None = None) -> Markup:
    return tag("p", tag("strong", value, class_=tone), tag("span", label), class_="rp-stat")


PARTS: Final = (Figure.COVERED, Figure.PLEDGED_TOWARD_GAP, Figure.GAP_AFTER_PLEDGES)
VIEWS: Final = {FINANCE_CLAUSE: "finance", TRIANGULAR_CLAUSE: "triangular"}


def draw_clause_board(session: Session) -> None:
    """The eleven rows under one heading; the replay moves their bars and marks."""
    with st.container(key="chart-board"):
        st.html(session.per_view("clause-board", lambda: _as_html(session)))


def _as_html(session: Session) -> Markup:
    words = session.words
    rows = join_html(
        _row(session, clause)
        for clause in session.register.declaration().clauses
        if is_shown(session, clause.number)
    )
    return (
        tag("h2", words("board.title"), class_="rp-section")
        + tag("p", words("board.lead"), " ", badges.with_marks(session), class_="rp-note")
        + _legend(session)
        + tag("p", "", class_="rp-board-day", hidden="")
        + tag("ol", rows, class_="rp-board")
    )


def is_shown(session: Session, number: int) -> bool:
    """Whether a filter by clause leaves a row; clause 9 shows all of them."""
    wanted = session.question.filters.clauses
    return not wanted or number in wanted or FINANCE_CLAUSE in wanted


def _legend(session: Session) -> Markup:
    items = [
        tag("li", tag("i", class_=f"rp-part-{part}"), session.words(f"board.part.{part}"))
        for part in ("covered", "pledged", "missing")
    ]
    return tag("ul", *items, class_="rp-legend")


def _row(session: Session, clause: Clause) -> Markup:
    number = clause.number
    amounts, count = declaration_money.of_clause(session, number)
    found = progress.by_clause(session.view).get(number)
    text_found = road.by_clause(session.view).get(number)
    href = session.href("declaration", clause_shown=str(number))
    title = session.reader.name("clause", str(number))
    return tag(
        "li",
        tag(
            "header",
            tag("h3", link(title, href)),
            tag("span", marks(session, text_found, found), class_="rp-board-marks"),
        ),
        _sentence(session, clause),
        _note(session, number),
        tag("div", bar(amounts), class_="rp-bar rp-board-bar", aria_hidden="true"),
        tag("p", money(session, amounts), class_="rp-board-money"),
        _dates(session, number, text_found),
        _ways(session, number, count),
        class_="rp-board-row",
        data_rp_clause=str(number),
    )


def _sentence(session: Session, clause: Clause) -> Markup:
    """Word for word in the reader's language; in Arabic the working translation."""
    language = session.words.language
    if language in clause.verbatim:
        return tag("blockquote", clause.verbatim[language], lang=language)
    return tag("p", clause.working_translation, class_="rp-board-ours", lang="ar")


def _note(session: Session, number: int) -> Markup:
    """Note that a clause is a view over the money of others."""
    if number not in VIEWS:
        return Markup()
    return tag("p", session.words(f"board.view.{VIEWS[number]}"), class_="rp-small")


def parts(amounts: Amounts) -> tuple[int, int, int] | None:
    """Covered, pledged toward the gap and missing after pledges of a need; None without one."""
    if not amounts.requirement:
        return None
    found = tuple(amounts.of(figure) or 0 for figure in PARTS)
    return found[0], found[1], found[2]


def bar(amounts: Amounts) -> Markup:
    """The three parts of a need; an empty bar where none is recorded."""
    found = parts(amounts) or (0, 0, 0)
    return join_html(
        tag("span", class_=f"rp-part-{name}", style=f"flex:{share:.4f} 1 0")
        for name, share in zip(("covered", "pledged", "missing"), flex(found), strict=True)
    )


def flex(counts: tuple[int, int, int]) -> tuple[float, ...]:
    """Each part of the whole, 0 to 1."""
    whole = sum(counts)
    return tuple(part / whole if whole else 0.0 for part in counts)


def money(session: Session, amounts: Amounts) -> str:
    """The need and its parts in one sentence, with the same words as the headline."""
    words, amount = session.words, session.reader.amount
    found = parts(amounts)
    if found is None:
        if not amounts.secured:
            return words("board.money.nothing")
        key = "no_need" if session.question.band.has_requirement else "context"
        return words(f"board.money.{key}", secured=amount(amounts.secured))
    return words(
        f"board.money.{recorded_amounts(amounts)}",
        **dict(zip(("covered", "pledged", "missing"), map(amount, found), strict=True)),
        needed=amount(amounts.requirement),
    )


def recorded_amounts(amounts: Amounts) -> str:
    """Recorded figures among funding and pledges: what is not recorded is no zero (ruling 26)."""
    funding, pledges = (amounts.recorded_amount(figure) is not None for figure in PARTS[:2])
    if funding and pledges:
        return "both"
    return "no_pledge" if funding else "no_funding" if pledges else "neither"


def marks(session: Session, standing: TextStanding | None, tally: Progress | None) -> Markup:
    """Status lines of a clause, the text first where it has deliverables."""
    of_text = standing if standing is not None and standing.is_shown else None
    status = ScheduleStatus.NO_MILESTONES
    if tally is not None:
        status = progress.status_of(session.view, tally)
    made = []
    if of_text is not None:
        made.append(("text", badges.of_the_text(session, of_text)))
    made.append(("projects", badges.projects(session, status, of_text)))
    return join_html(
        tag("span", tag("span", session.words(f"standing.{label}"), class_="rp-small"), mark)
        for label, mark in made
    )


def _dates(session: Session, number: int, standing: TextStanding | None) -> Markup:
    """Late deliverables by name, and the next date: the text's own, else the secretariat's plan."""
    lines = []
    if standing is not None and standing.is_shown:
        lines.append(badges.late_list(session, standing.late_lines))
        if standing.next_line is not None:
            limit = deliverables.said_limit(session, standing.next_line)
            name = session.words.choose(standing.next_line.deliverable.names)
            said = session.words("board.next.text", name=name, limit=limit)
            lines.append(tag("p", said, class_="rp-board-next"))
    plan = _plan(session, number)
    lines.append(_late(session, plan))
    due = _next_milestone(session, plan)
    if due is not None:
        name, day = due
        said = session.words("board.next.plan", name=name, day=day)
        lines.append(tag("p", said, class_="rp-board-next rp-small"))
    elif not any(lines):
        lines.append(tag("p", session.words("board.next.none"), class_="rp-board-next rp-small"))
    return join_html(lines)


def _plan(session: Session, number: int) -> Sequence[MilestoneLine]:
    """The milestones of the clause's projects; clause 9 sees all, clause 10 the triangular ones."""
    if number == TRIANGULAR_CLAUSE:
        question = session.with_filters(clauses=frozenset({number}))
        return progress.milestones(session.is_visible(question))
    lines = progress.milestones(session.view)
    if number == FINANCE_CLAUSE:
        return lines
    return tuple(line for line in lines if line.clause == number)


def _late(session: Session, lines: Sequence[MilestoneLine]) -> Markup:
    """Number of late milestones, and the one late for longest, with its project."""
    late = [line for line in lines if line.days_late]
    if not late:
        return Markup()
    oldest = min(late, key=lambda line: (line.due, line.project, line.reference))
    said = session.words.count(
        "board.late.plan",
        len(late),
        name=session.words.choose(oldest.titles) or oldest.reference,
        project=session.title(oldest.project),
        day=oldest.due,
    )
    return tag("p", said, class_="rp-late-plan rp-board-next rp-small")


def _next_milestone(session: Session, lines: Sequence[MilestoneLine]) -> tuple[str, date] | None:
    """The open milestone that is due next, by name and day."""
    ahead = [
        line
        for line in lines
        if line.state is MilestoneState.PLANNED and line.due >= session.question.as_of
    ]
    if not ahead:
        return None
    line = min(ahead, key=lambda line: (line.due, line.project, line.reference))
    return session.words.choose(line.titles) or line.reference, line.due


def _ways(session: Session, number: int, count: int) -> Markup:
    """One click to the money and the text of a clause, one to its projects."""
    narrowed = replace(
        session.question, filters=replace(session.question.filters, clauses=frozenset({number}))
    )
    ways = [
        link(
            session.words("board.money.open"), session.href("declaration", clause_shown=str(number))
        )
    ]
    if count:
        said = session.words.count("board.projects", count)
        ways.append(link(said, session.href("projects", narrowed)))
    return tag("p", *ways, class_="rp-board-ways")
