"""Calendar of the road: clauses down, months across, what is done, late and to come."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.measures import progress, road
from portfolio.measures.road import NO_CLAUSE, Calendar, DeadlineLine, Tally
from portfolio.present import sentences
from portfolio.present.html import esc, join_html, link, tag
from portfolio.text.words import short_month
from portfolio.ui import badges
from portfolio.ui.deliverables import said_state, tone
from portfolio.ui.session import Session

MARKS: Final = ("late", "done", "planned")  # in their order within a month
PRESSING: Final = ("late", "due", "done")


def draw(session: Session, calendar: Calendar, limits: Sequence[DeadlineLine]) -> None:
    """Calendar as a table that is its own alternative: every mark is also spoken."""
    words = session.words
    months = calendar.months
    table = tag(
        "table",
        tag("caption", words("road.calendar"), class_="rp-heard"),
        tag("thead", _moments(session, calendar), _head(session, calendar)),
        tag("tbody", _limits(session, calendar, limits)),
        tag("tbody", *(_row(session, calendar, clause) for clause in calendar.clauses)),
        class_="rp-road",
        style=f"--months:{len(months)}",
    )
    with st.container(key="chart-calendar"):
        st.html(
            tag(
                "div",
                tag("h2", words("road.calendar"), class_="rp-section"),
                _legend(session),
                class_="rp-road-head",
            )
            + tag("p", _sentence(session, calendar), class_="rp-takeaway")
            + tag("div", table, class_="rp-scroll", tabindex="0")
            + tag("p", words("road.calendar.note"), class_="rp-note")
        )


def _sentence(session: Session, calendar: Calendar) -> str:
    """Clause that is most behind, in a sentence."""
    if not calendar.clauses:
        return session.words("road.calendar.none")
    if not calendar.total.late:
        return session.words("road.calendar.on_time")
    sums = {clause: _total(calendar, clause) for clause in calendar.clauses}
    most = max(sums, key=lambda clause: sums[clause].late)
    return session.words(
        "road.calendar.most",
        name=_name(session, most),
        late=session.words.number(sums[most].late),
        total=session.words.number(sums[most].total),
    )


def _total(calendar: Calendar, clause: int) -> Tally:
    own = [tally for (number, _), tally in calendar.tallies.items() if number == clause]
    own += [side[clause] for side in (calendar.earlier, calendar.later) if clause in side]
    return Tally(
        *(sum(getattr(tally, mark) for tally in own) for mark in ("done", "late", "planned"))
    )


def _name(session: Session, clause: int) -> str:
    if clause == NO_CLAUSE:
        return session.words("road.calendar.no_clause")
    return session.reader.name("clause", str(clause))


def _legend(session: Session) -> Markup:
    items = [
        tag(
            "li",
            tag("i", class_=f"rp-mark rp-mark-{mark}"),
            session.words(f"road.mark.{mark}"),
        )
        for mark in ("done", "late", "planned", "limit")
    ]
    return tag("ul", *items, class_="rp-legend")


# -- columns ----------------------------------------------------------------------------------


def _sides(calendar: Calendar) -> tuple[bool, bool]:
    """Whether anything is due before the first month, or after the last."""
    return bool(calendar.earlier), bool(calendar.later)


def _moments(session: Session, calendar: Calendar) -> Markup:
    """Over the months: the day of the view and the conference."""
    earlier, later = _sides(calendar)
    today, conference = session.question.as_of, session.view.conference
    sure = sentences.certainty(session.view)
    cells = [tag("td", "")] + [tag("td", "")] * earlier
    for month in calendar.months:
        said = []
        if _in(month, conference):
            said.append(
                tag("span", session.words(f"conference.short.{sure}"), class_="rp-moment-end")
            )
        if _in(month, today):
            day = session.words.short_day(today)
            said.append(
                tag("span", session.words("road.calendar.now", day=day), class_="rp-moment")
            )
        cells.append(tag("td", *said, style=_at(session, month)))
    cells += [tag("td", "")] * (later + 2)
    return tag("tr", *cells, class_="rp-moments", aria_hidden="true")


def _head(session: Session, calendar: Calendar) -> Markup:
    words, (earlier, later) = session.words, _sides(calendar)
    cells = [tag("th", words("axis.clause"), " ", badges.with_marks(session), scope="col")]
    if earlier:
        cells.append(tag("th", words("road.calendar.earlier"), scope="col", class_="rp-month"))
    for index, month in enumerate(calendar.months):
        name, _, year = short_month(month, words.language).rpartition(" ")
        shown = year if not index or month.month == 1 else ""
        inside = tag("span", name) + tag("span", shown or "\u00a0", class_="rp-year")
        cells.append(
            tag(
                "th",
                inside,
                scope="col",
                class_=_month_class(session, month),
                title=words.month(month),
            )
        )
    if later:
        cells.append(tag("th", words("road.calendar.later"), scope="col", class_="rp-month"))
    cells.append(tag("th", words("road.calendar.work"), scope="col"))
    cells.append(tag("th", words("column.standing"), scope="col"))
    return tag("tr", *cells)


def _in(month: date, day: date) -> bool:
    return (month.year, month.month) == (day.year, day.month)


def _month_class(session: Session, month: date) -> str:
    today = session.question.as_of
    classes = ["rp-month"]
    if _in(month, today):
        classes.append("rp-month-now")
    elif month < today:
        classes.append("rp-month-past")
    if _in(month, session.view.conference):
        classes.append("rp-month-conference")
    return " ".join(classes)


def _at(session: Session, month: date) -> str | None:
    """Position of the view's day and of the conference inside a month, in parts of its width."""
    said = []
    for name, day in (("now", session.question.as_of), ("end", session.view.conference)):
        if _in(month, day):
            length = ((month + timedelta(days=31)).replace(day=1) - month).days
            said.append(f"--{name}:{float(Fraction(100 * day.day, length)):.0f}%")
    return ";".join(said) or None


def _month_cell(session: Session, month: date, inside: str) -> Markup:
    """A cell labelled with its month, for screens too narrow for columns."""
    return tag(
        "td",
        inside,
        class_=_month_class(session, month),
        style=_at(session, month),
        data_label=session.words.month(month),
    )


# -- rows -------------------------------------------------------------------------------------


def _limits(session: Session, calendar: Calendar, limits: Sequence[DeadlineLine]) -> Markup:
    """The band of the declaration's own limits: a flag with the number of its clause."""
    earlier, later = _sides(calendar)
    cells = [tag("th", session.words("road.calendar.limits"), scope="row")]
    cells += [tag("td", "")] * earlier
    for month in calendar.months:
        due = [line for line in limits if line.by is not None and _in(month, line.by)]
        flags = [
            _flag(session, number, [line for line in due if line.deliverable.clause == number])
            for number in sorted({line.deliverable.clause for line in due})
        ]
        cells.append(_month_cell(session, month, join_html(flags)))
    cells += [tag("td", "")] * (later + 2)
    return tag("tr", *cells, class_="rp-road-limits") if limits else Markup()


def _flag(session: Session, number: int, lines: Sequence[DeadlineLine]) -> Markup:
    """One clause's limit, as late as the most pressing of its deliverables."""
    tones = {tone(line) for line in lines}
    worst = next((name for name in PRESSING if name in tones), "due")
    said = session.words("word.separator.semicolon").join(
        session.words(
            "road.calendar.limits.mark",
            clause=number,
            name=session.words.choose(line.deliverable.names),
            state=said_state(session, line),
        )
        for line in lines
    )
    href = session.href("declaration", clause_shown=str(number))
    inside = tag("span", str(number), aria_hidden="true") + tag("span", said, class_="rp-heard")
    return tag("a", inside, href=href, title=said, class_=f"rp-flag rp-flag-{worst}")


def _row(session: Session, calendar: Calendar, clause: int) -> Markup:
    earlier, later = _sides(calendar)
    called = _name(session, clause)
    href = session.href("declaration", clause_shown=str(clause))
    name = link(called, href) if clause != NO_CLAUSE else esc(called)
    cells = [tag("th", name, scope="row", title=called)]
    if earlier:
        cells.append(_side(session, "earlier", calendar.earlier.get(clause)))
    cells += [
        _month_cell(session, month, _marks(session, calendar.tallies.get((clause, month))))
        for month in calendar.months
    ]
    if later:
        cells.append(_side(session, "later", calendar.later.get(clause)))
    return tag("tr", *cells, *_work(session, clause))


def _side(session: Session, name: str, tally: Tally | None) -> Markup:
    """What is due before or after the months of the calendar."""
    label = session.words(f"road.calendar.{name}")
    return tag("td", _marks(session, tally), class_="rp-month", data_label=label)


def _marks(session: Session, tally: Tally | None) -> Markup:
    """Marks of a month, each with its number where there is more than one."""
    if tally is None:
        return Markup()
    made, said = [], []
    for mark in MARKS:
        number = getattr(tally, mark)
        if number:
            count = tag("b", session.words.number(number)) if number > 1 else ""
            made.append(tag("span", tag("i", class_=f"rp-mark rp-mark-{mark}"), count))
            said.append(session.words.count(f"road.tally.{mark}", number))
    spoken = session.reader.join_parts(said)
    shown = tag("span", *made, class_="rp-marks", aria_hidden="true", title=spoken)
    return shown + tag("span", spoken, class_="rp-heard")


def _work(session: Session, clause: int) -> tuple[str, str]:
    """Done compared with due, and the resulting status."""
    found = progress.by_clause(session.view).get(clause)
    if found is None or found.share_done is None or found.share_planned is None:
        return tag("td", "–", class_="rp-no-work"), tag("td", "–", class_="rp-no-work")
    standing = progress.status_of(session.view, found)
    beside = road.by_clause(session.view).get(clause)
    said = session.words(
        "road.calendar.work.spoken", done=found.share_done, planned=found.share_planned
    )
    bar = tag(
        "span",
        tag("span", class_="rp-work-due", style=f"inline-size:{float(found.share_planned):.2%}"),
        tag("span", class_="rp-work-done", style=f"inline-size:{float(found.share_done):.2%}"),
        class_="rp-work",
        aria_hidden="true",
    )
    shares = " / ".join(
        session.words.share(part) for part in (found.share_done, found.share_planned)
    )
    word = badges.projects(session, standing, beside)
    value = tag(
        "td",
        bar,
        tag("span", shares, class_="rp-small"),
        title=said,
        class_="rp-work-cell",
        data_label=session.words("road.calendar.work"),
    )
    return value, tag("td", word, data_label=session.words("column.standing"))
