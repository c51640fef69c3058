"""Milestones in a list, late first, each with its project, clause, day, weight and state."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.flows import Provenance
from portfolio.domain.milestones import MilestoneState
from portfolio.measures.progress import MilestoneLine
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session

FIRST: Final = 15
LISTED: Final = 200
TONES: Final = {"done": "done", "planned": "due", "overdue": "late", "missed": "late"}
COLUMNS: Final = (
    ("road.list.milestone", False),
    ("column.project", False),
    ("axis.clause", False),
    ("column.due", False),
    ("road.list.days_late", True),
    ("column.weight", True),
    ("column.standing", False),
)


def in_order(lines: Sequence[MilestoneLine]) -> list[MilestoneLine]:
    """Late first, then what is due next, then what is done, the latest first."""
    late = [line for line in lines if line.days_late]
    open_ = [line for line in lines if not line.days_late and line.state is not MilestoneState.DONE]
    done = [line for line in lines if line.state is MilestoneState.DONE]
    return late + open_ + sorted(done, key=lambda line: line.done_on or line.due, reverse=True)


def state_of(line: MilestoneLine) -> str:
    """The word of a milestone's state: overdue is planned and past its day."""
    if line.state is MilestoneState.PLANNED and line.days_late:
        return "overdue"
    return line.state.name.lower()


def draw(session: Session, lines: Sequence[MilestoneLine]) -> None:
    """The list with its sentence; the first rows, and all of them on request."""
    words, rows = session.words, in_order(lines)
    with st.container(key="chart-milestone-list"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(text("h2", words("road.list"), class_="rp-section"))
            wanted = FIRST
            if len(rows) > FIRST and st.toggle(
                words.count("road.list.all", min(len(rows), LISTED)), key="milestones-all"
            ):
                wanted = LISTED
        st.html(
            text("p", _sentence(session, rows), class_="rp-takeaway")
            + _table(session, rows[:wanted])
            + text("p", words("road.own_plan"), class_="rp-note")
        )
        if len(rows) > wanted:
            st.html(text("p", words.count("road.list.capped", wanted), class_="rp-note"))


def _sentence(session: Session, rows: Sequence[MilestoneLine]) -> str:
    if not rows:
        return session.words("empty.milestones")
    first = rows[0]
    if not first.days_late:
        return session.words("road.list.on_time")
    return session.words("road.list.takeaway", name=_name(session, first), day=first.due)


def _name(session: Session, line: MilestoneLine) -> str:
    return session.words.choose(line.titles) or line.reference


def _table(session: Session, rows: Sequence[MilestoneLine]) -> str:
    if not rows:
        return ""
    head = "".join(
        text("th", session.words(key), scope="col", class_="rp-number" if is_number else None)
        for key, is_number in COLUMNS
    )
    table = tag(
        "table",
        text("caption", session.words("road.list"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(session, line) for line in rows)),
        class_="rp-table rp-milestones",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _row(session: Session, line: MilestoneLine) -> str:
    state = state_of(line)
    said = session.words(f"milestone.{state}")
    if line.done_on is not None:
        said = session.words("milestone.done_on", day=line.done_on)
    clause = "–" if line.clause is None else session.reader.name("clause", str(line.clause))
    cells = (
        (tag("td", _project(session, line.project)), 1),
        (text("td", clause, class_="rp-small"), 2),
        (text("td", session.words.short_day(line.due), class_="rp-nowrap"), 3),
        (_number(session, line.days_late or None), 4),
        (_number(session, line.weight), 5),
        (tag("td", text("span", said, class_=f"rp-state rp-state-{TONES[state]}")), 6),
    )
    return tag(
        "tr",
        text("th", _name(session, line), scope="row"),
        *(_labelled(cell, session.words(COLUMNS[at][0])) for cell, at in cells),
    )


def _number(session: Session, value: int | None) -> str:
    said = "–" if value is None else session.words.number(value)
    return text("td", said, class_="rp-number" if value is not None else "rp-number rp-none")


def _labelled(cell: str, label: str) -> str:
    """A cell that can say its heading, for screens too narrow for columns."""
    return cell.replace("<td", f'<td data-label="{esc(label)}"', 1)


def _project(session: Session, identifier: str) -> str:
    """The project as a link that keeps the view, marked where it is made up."""
    portfolio = session.view.portfolio
    number = portfolio.ids[identifier]
    code = portfolio.code_of(number)
    name = session.words.choose(portfolio.labels.projects[number].titles) or identifier
    made = link(name, session.href("projects", project=identifier), title=identifier)
    if code is not None and portfolio.projects.provenance[code] == Provenance.ILLUSTRATIVE:
        made += esc(" ") + text("span", session.words("mark.illustrative"), class_="rp-made-up")
    return made
