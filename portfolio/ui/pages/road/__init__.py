"""Road page: milestones and deadlines on the way to the conference, planned against done."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts import progress
from portfolio.domain.contents import Event
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import MilestoneState
from portfolio.measures import headline, lists, road
from portfolio.measures import progress as measures_progress
from portfolio.measures.progress import MilestoneLine
from portfolio.measures.road import Calendar, DeadlineLine, TextStanding, text_standing
from portfolio.present.answer import days_html
from portfolio.present.html import esc, join_html, link, tag
from portfolio.present.sorting import SortValues, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.ui import badges, chart, deliverables, notes, opening, session, sorting
from portfolio.ui.pages.road import calendar
from portfolio.ui.session import Session


def draw_road_answer(session: Session, calendar: Calendar) -> None:
    """One sentence, the two lines of standing and the days left."""
    overall = measures_progress.overall(session.view)
    standing = measures_progress.status_of(session.view, overall)
    text = text_standing(session.view)
    st.html(
        tag(
            "div",
            tag("p", _said(session, calendar), class_="rp-answer-said"),
            days_html(session.words, session.view),
            class_="rp-answer rp-answer-road",
        )
        + badges.both(session, standing, overall, text)
        + _next(session, text)
    )


def _next(session: Session, text: TextStanding) -> Markup:
    """What is due next: by the text, and by the plan of the projects."""
    words, lines = session.words, []
    if text.next_line is not None:
        name = words.choose(text.next_line.deliverable.names)
        limit = deliverables.said_limit(session, text.next_line)
        lines.append(words("board.next.text", name=name, limit=limit))
    due = measures_progress.next_due(session.view)
    if due is not None:
        lines.append(words("board.next.plan", name=_name(session, due), day=due.due))
    return join_html(tag("p", line, class_="rp-next") for line in lines)


def _said(session: Session, calendar: Calendar) -> str:
    words, overall = session.words, measures_progress.overall(session.view)
    if not calendar.total.total:
        return words("road.answer.empty")
    late = words("road.answer.none_late")
    if calendar.total.late:
        late = words(
            "road.answer.late",
            late=words.number(calendar.total.late),
            total=words.number(calendar.total.total),
        )
    if not overall.total:
        return f"{words('road.answer.no_weight')} {late}"
    done = words("road.answer", done=overall.share_done, planned=overall.share_planned)
    return f"{done} {late}"


MONTH: Final = len("2014-07")


def draw_events(session: Session, events: Sequence[Event]) -> None:
    """Events by day; what is not over on the day of the view is dimmed."""
    words, today = session.words, session.question.as_of
    if not events:
        return
    past = sum(1 for event in events if last_day(event) <= today)
    said = words.count("road.events.takeaway", len(events), past=words.number(past), day=today)
    items = join_html(_event(session, event) for event in events)
    with st.container(key="chart-events"):
        st.html(
            tag("h2", words("road.events"), class_="rp-section")
            + tag("p", said, class_="rp-takeaway")
            + tag("ol", items, class_="rp-events")
        )


def last_day(event: Event) -> date:
    """The last day an event may fall on: "2012-03-11/12" the 12th, "2014-07/12" 31 December."""
    first, _, end = event.day_text.partition("/")
    if len(first) != MONTH:
        return event.day.replace(day=int(end)) if end else event.day
    month = event.day.replace(day=1, month=int(end) if end else event.day.month)
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _sources(session: Session, source: str) -> Iterator[str]:
    """The sources of an event, addresses left to right and the rest in its own language."""
    for number, part in enumerate(source.split("; ")):
        yield esc(session.words("word.separator.semicolon")) if number else ""
        yield tag("bdi", part) if "://" in part else badges.record_text(session, "bdi", part)


def _event(session: Session, event: Event) -> Markup:
    return tag(
        "li",
        tag("time", _day(session, event), datetime=event.day.isoformat()),
        tag(
            "div",
            tag("p", session.words.choose(event.titles)),
            tag(
                "p",
                session.words("word.label", label=session.words("column.source")),
                " ",
                *_sources(session, event.source),
                class_="rp-small",
            ),
        ),
        class_="rp-ahead" if last_day(event) > session.question.as_of else None,
    )


def _day(session: Session, event: Event) -> str:
    """The day or the days, or the month or the months where the source has no more."""
    words, last = session.words, last_day(event)
    if len(event.day_text.split("/")[0]) == MONTH:
        first, end = words.month(event.day), words.month(last)
        return first if first == end else words("month.period", first=first, last=end)
    return words.day(event.day) if last == event.day else words.period(event.day, last)


def draw_limits_band(session: Session, lines: Sequence[DeadlineLine]) -> None:
    """The dated deliverables by their limit, late ones first; the others below."""
    words = session.words
    dated = sorted(
        (line for line in lines if line.by is not None),
        key=lambda line: (-line.days_late, line.by, line.deliverable.clause),
    )
    undated = [line for line in lines if line.by is None]
    late = sum(1 for line in dated if line.days_late)
    ahead = sum(1 for line in dated if line.days_left is not None)
    said = words("road.limits.none")
    if dated:
        said = words.count("road.limits.late", late) if late else words("road.limits.none_late")
        next_ = words.count("road.limits.ahead", ahead)
        said = f"{said} {next_ if ahead else words('declaration.answer.no_next')}"
    parts = [
        tag("h2", words("road.limits"), class_="rp-section"),
        tag("p", said, class_="rp-takeaway"),
    ]
    if dated:
        parts.append(deliverables.as_html(session, dated, with_clause=True))
    if undated:
        summary = tag("summary", words.count("road.limits.undated", len(undated)))
        inside = deliverables.as_html(session, undated, with_clause=True, name="undated")
        parts.append(tag("details", summary, inside, class_="rp-folded"))
    with st.container(key="chart-limits"):
        st.html("".join(parts))


FIRST: Final = 15
LISTED: Final = 200
TONES: Final = {"done": "done", "planned": "due", "overdue": "late", "missed": "late"}
# One word for late; what is recorded as missed says so beside it.
STATES: Final = {"missed": "milestone.late.missed"}
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
    """Word of a milestone's state: overdue is planned and past its day."""
    if line.state is MilestoneState.PLANNED and line.days_late:
        return "overdue"
    return line.state.name.lower()


def draw_milestones(session: Session, lines: Sequence[MilestoneLine]) -> None:
    """The list with its sentence; the first rows, and all of them on request."""
    words, rows = session.words, in_order(lines)
    with st.container(key="chart-milestone-list"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(tag("h2", words("road.list"), class_="rp-section"))
            wanted = FIRST
            if len(rows) > FIRST and st.toggle(
                words.count("road.list.all", min(len(rows), LISTED)), key="milestones-all"
            ):
                wanted = LISTED
        st.html(
            tag("p", _sentence(session, rows), class_="rp-takeaway")
            + _table(session, rows, wanted)
            + tag("p", words("road.own_plan"), class_="rp-note")
        )
        if len(rows) > wanted:
            st.html(tag("p", words.count("road.list.capped", wanted), class_="rp-note"))


def _sentence(session: Session, rows: Sequence[MilestoneLine]) -> str:
    if not rows:
        return session.words("empty.milestones")
    first = rows[0]
    if not first.days_late:
        return session.words("road.list.on_time")
    return session.words("road.list.takeaway", name=_name(session, first), day=first.due)


def _name(session: Session, line: MilestoneLine) -> str:
    return session.words.choose(line.titles) or line.reference


def _table(session: Session, rows: Sequence[MilestoneLine], most: int) -> Markup:
    if not rows:
        return Markup()
    states = tuple(TONES)
    values: SortValues[MilestoneLine] = {
        "milestone": lambda line: name_value(_name(session, line)),
        "project": lambda line: name_value(session.title(line.project)),
        "clause": lambda line: line.clause,
        "due": lambda line: line.due,
        "days_late": lambda line: line.days_late or None,
        "weight": lambda line: line.weight,
        "standing": lambda line: states.index(state_of(line)),
    }
    order = sorting.order(session, "road", values)
    columns = columns_of(session.words, COLUMNS)
    lines = (_row(session, line) for line in order.rows(rows)[:most])
    title = session.words("road.list")
    return html_table(title, columns, lines, kind="rp-milestones", order=order)


def _row(session: Session, line: MilestoneLine) -> Markup:
    state = state_of(line)
    said = session.words(STATES.get(state, f"milestone.{state}"))
    if line.done_on is not None:
        said = session.words("milestone.done_on", day=line.done_on)
    clause = "–" if line.clause is None else session.reader.name("clause", str(line.clause))
    return tag(
        "tr",
        tag("th", _name(session, line), scope="row"),
        tag("td", _project(session, line.project)),
        tag("td", clause, class_="rp-small"),
        tag("td", session.words.short_day(line.due), class_="rp-nowrap"),
        _number(session, line.days_late or None),
        _number(session, line.weight),
        tag("td", tag("span", said, class_=f"rp-state rp-state-{TONES[state]}")),
    )


def _number(session: Session, value: int | None) -> Markup:
    said = "–" if value is None else session.words.number(value)
    return tag("td", said, class_="rp-number" if value is not None else "rp-number rp-none")


def _project(session: Session, identifier: str) -> Markup:
    """Project as a link that preserves the view, marked where it is illustrative."""
    portfolio = session.view.portfolio
    number = portfolio.ids[identifier]
    code = portfolio.code_of(number)
    name = session.words.choose(portfolio.labels.projects[number].titles) or identifier
    made = link(name, session.href("projects", project=identifier), title=identifier)
    if code is not None and portfolio.projects.provenance[code] == Provenance.ILLUSTRATIVE:
        made += esc(" ") + tag("span", session.words("mark.illustrative"), class_="rp-made-up")
    return made


def draw() -> None:
    """Draw the page."""
    here = session.current()
    months = road.calendar(here.view)
    wanted = here.question.filters.clauses
    is_of_text = road.text_standing(here.view).is_shown
    limits = road.limits(
        here.view,
        [
            deliverable
            for deliverable in here.register.declaration().deliverables
            if is_of_text and (not wanted or deliverable.clause in wanted)
        ],
    )
    lines = measures_progress.milestones(here.view)[:LISTED]

    opening.draw_sheets("declaration", "road")
    opening.draw(here, "road")
    if notes.stops(here, headline.headline(here.view), "road"):
        st.stop()
    draw_road_answer(here, months)
    notes.draw_data_notes(here, headline.headline(here.view))
    calendar.draw(here, months, limits)
    if not months.total.total:
        if is_of_text:
            draw_limits_band(here, limits)
        if not len(lists.everywhere(here.view)):
            opening.portfolio(here)
        draw_events(here, here.register.events())
        st.stop()

    left, right = st.columns([3, 2], gap="medium")
    with left:
        if is_of_text:
            draw_limits_band(here, limits)
        else:
            draw_milestones(here, lines)
    with right:
        overall, clauses = (
            measures_progress.overall(here.view),
            measures_progress.by_clause(here.view),
        )
        statuses = {
            number: measures_progress.status_of(here.view, own) for number, own in clauses.items()
        }
        chart.show(here, progress.build(here.reader, clauses, overall, statuses))

    if is_of_text:
        draw_milestones(here, lines)
    draw_events(here, here.register.events())
