"""Cards of an answer: how far, who covers, where it is missing, what is due next."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.projects import MilestoneState
from portfolio.measures import breakdowns, progress
from portfolio.measures.breakdowns import UNALLOCATED
from portfolio.measures.figures import Amounts, BreakdownRow, Figure, Headline
from portfolio.measures.progress import MilestoneLine
from portfolio.measures.road import text_standing
from portfolio.present.html import emphasis, link, strong, tag
from portfolio.ui import badges, subjects
from portfolio.ui.session import Session

FUNDERS: Final = 3
COUNTRIES: Final = 3
CLAUSES: Final = 2
FEWER: Final = 2  # rows of a list on a telephone; the line of all others then counts one more
LATE: Final = 2  # deliverables or milestones named; the linked page names all
AHEAD: Final = 4  # milestones due next
_PLACE: Final = "\ue000"  # place of a name in its phrase; a sign of no text


def draw(session: Session, headline: Headline) -> None:
    """Cards side by side, below each other on a telephone."""
    st.html(session.per_view("summary-cards", lambda: _as_html(session, headline)))


def _as_html(session: Session, headline: Headline) -> Markup:
    cards = [_far(session)]
    if headline.amounts.recorded_amount(Figure.REQUIREMENT):
        cards += [_who(session, headline.amounts), _where(session, headline.amounts)]
    return tag("section", *cards, class_="rp-cards")


def draw_of_subject(session: Session, headline: Headline) -> None:
    """Cards of one country: where gives way to what is due next."""
    st.html(session.per_view(f"cards-{session.subject}", lambda: _of_subject(session, headline)))


def _of_subject(session: Session, headline: Headline) -> Markup:
    cards = [_far(session)]
    if headline.amounts.recorded_amount(Figure.REQUIREMENT):
        cards.append(_who(session, headline.amounts))
    cards.append(_due_next(session))
    return tag("section", *cards, class_="rp-cards")


def draw_of_clause(session: Session, headline: Headline) -> None:
    """Cards of one clause, whose standing is told above: who covers, where, what is due next."""
    st.html(session.per_view("cards-clause", lambda: _of_clause(session, headline)))


def _of_clause(session: Session, headline: Headline) -> Markup:
    cards = [_due_next(session)]
    if headline.amounts.recorded_amount(Figure.REQUIREMENT):
        cards = [_who(session, headline.amounts), _where(session, headline.amounts), *cards]
    return tag("section", *cards, class_="rp-cards")


def _card(title: str, more: str, href: str, *inside: str) -> Markup:
    head = tag("h2", tag("span", title), link(more, href))
    return tag("article", head, *inside, class_="rp-question")


# How far


def _far(session: Session) -> Markup:
    """Both lines of a standing: the work of the projects, and the text (ruling 27)."""
    words = session.words
    parts = [_work(session), _late(session) if session.subject else _text(session)]
    return _card(
        words("summary.far"), words("summary.far.more"), session.href("road"), *filter(None, parts)
    )


def _work(session: Session) -> Markup:
    words, overall = session.words, progress.overall(session.view)
    status = progress.status_of(session.view, overall)
    if not overall.total:
        return tag("p", words("summary.far.none"), class_="rp-quiet")
    done, due = overall.share_done or Fraction(0), overall.share_planned or Fraction(0)
    bar = tag(
        "span",
        tag("i", style=f"inline-size:{float(done) * 100:.2f}%"),
        tag("b", style=f"inset-inline-start:{float(due) * 100:.2f}%"),
        class_="rp-work",
        aria_hidden="true",
    )
    told = words(
        "summary.far.work",
        done=strong(words.share(done)),
        due=strong(words.share(due)),
        day=session.question.as_of,
    )
    late = words.count(
        "summary.far.late", overall.milestones, late=words.number(overall.milestones_late)
    )
    text_line = text_standing(session.view)
    beside = text_line if text_line.is_shown else None
    mark = tag("span", badges.projects(session, status, beside), class_="rp-standing-large")
    return tag("div", mark, bar, class_="rp-work-row") + tag("p", emphasis(f"{told} {late}"))


def _text(session: Session) -> Markup:
    """The deliverables of the text that are late, by name, or the deadline that comes next."""
    words, standing = session.words, text_standing(session.view)
    if not standing.is_shown or not standing.total:
        return Markup()
    lines, key, note = standing.late_lines[:LATE], "summary.far.text", "summary.far.due"
    if not lines and standing.next_line is not None:
        lines, key, note = (standing.next_line,), "summary.far.text.next", "summary.far.next"
    if not lines:
        return Markup()
    kind = "rp-past" if standing.late_lines else "rp-ahead"
    items = []
    for day, of_day in groupby(lines, key=lambda line: line.by):
        names = [
            tag(
                "span",
                words(
                    "summary.far.clause",
                    clause=line.deliverable.clause,
                    name=words.choose(line.deliverable.names),
                ),
                class_=f"rp-standing-line {kind}",
            )
            for line in of_day
        ]
        items.append(tag("li", *names, tag("small", words(note, day=day)) if day else ""))
    others = len(standing.late_lines) - len(lines)
    if others > 0:
        items.append(tag("li", tag("small", words.count("summary.far.others", others))))
    return tag("h3", words(key)) + tag("ul", *items, class_="rp-deadlines")


def _late(session: Session) -> Markup:
    """The milestones of the projects that are late, by name, the longest late first."""
    late = [line for line in progress.milestones(session.view) if line.days_late]
    if not late:
        return Markup()
    items = [_milestone(session, line, "rp-past") for line in late[:LATE]]
    if len(late) > LATE:
        more = session.words.count("cards.late.others", len(late) - LATE)
        items.append(tag("li", tag("small", more)))
    title = tag("h3", session.words("cards.late"))
    return title + tag("ul", *items, class_="rp-deadlines")


def _milestone(session: Session, line: MilestoneLine, kind: str) -> Markup:
    """A milestone by its name, the day it is due, and the project whose step it is."""
    name = session.words.choose(line.titles) or line.reference
    project = link(session.title(line.project), session.href("projects", project=line.project))
    day = session.words("summary.far.next", day=line.due)
    return tag(
        "li",
        tag("span", name, class_=f"rp-standing-line {kind}"),
        tag("small", day, session.words("word.separator"), project),
    )


def _due_next(session: Session) -> Markup:
    """The open milestones whose day is still to come, the nearest first."""
    words = session.words
    ahead = [
        line
        for line in progress.milestones(session.view)
        if line.state is MilestoneState.PLANNED and line.due >= session.question.as_of
    ]
    ahead.sort(key=lambda line: (line.due, line.project, line.reference))
    inside = tag("p", words("cards.next.none"), class_="rp-quiet")
    if ahead:
        items = (_milestone(session, line, "rp-ahead") for line in ahead[:AHEAD])
        inside = tag("ul", *items, class_="rp-deadlines")
    return _card(words("cards.next"), words("cards.next.all"), session.href("road"), inside)


# Who


def _who(session: Session, amounts: Amounts) -> Markup:
    """The greatest funders toward the requirement, and the greatest of the open pledges."""
    words, reader = session.words, session.reader
    lines = breakdowns.split(session.view, "funder").lines
    covering = _greatest(lines, Figure.COVERED)
    inside = [tag("p", words("summary.who.none"), class_="rp-quiet")]
    if covering:
        whole = amounts.covered or 0

        def others(n: int) -> str:
            if session.question.filters.funders:
                return words("summary.who.rest")
            return words.count("summary.who.others", n)

        rows = _rows(session, "funder", covering[:FUNDERS], Figure.COVERED, whole)
        rows += _rest(session, covering, FUNDERS, Figure.COVERED, whole, others)
        inside = [tag("ul", *rows, class_="rp-list")]
    pledging = _greatest(lines, Figure.PLEDGED_TOWARD_GAP)
    if pledging:
        line, whole = pledging[0], amounts.pledged_toward_gap or 0
        label = _pledging(session, line.key)
        minor = line.amounts.pledged_toward_gap or 0
        inside.append(
            tag("ul", _amount_row(session, label, minor, whole), class_="rp-list rp-second")
        )
    title = words("summary.who", amount=reader.figure_text(amounts, Figure.COVERED))
    if amounts.recorded_amount(Figure.COVERED) is None:
        title = words("summary.who.title")
    return _card(title, words("summary.who.more"), session.href("funders"), *inside)


def _pledging(session: Session, funder: str) -> Markup:
    """The words about the greatest of the pledges, its funder's name as the way to its page."""
    before, _, after = session.words("summary.who.pledges", funder=_PLACE).partition(_PLACE)
    return tag("span", before, subjects.name_link(session, "funder", funder), after)


# Where


def _where(session: Session, amounts: Amounts) -> Markup:
    """The countries and clauses with most missing after pledges."""
    words, reader, filters = session.words, session.reader, session.question.filters
    missing = amounts.gap_after_pledges or 0
    more, href = words("summary.where.more"), session.href("gaps")
    if not missing:
        none = tag("p", words("summary.where.none"), class_="rp-quiet")
        return _card(words("summary.where.title"), more, href, none)
    inside = []
    if not filters.countries:
        lines = _greatest(breakdowns.split(session.view, "country").lines, Figure.GAP_AFTER_PLEDGES)
        named = [line for line in lines if line.key != UNALLOCATED]

        def others(n: int) -> str:
            return (
                words.count("summary.where.others", n) if n else words("summary.where.no_country")
            )

        figure = Figure.GAP_AFTER_PLEDGES
        rows = _rows(session, "country", named[:COUNTRIES], figure, missing)
        rows += _rest(session, named, COUNTRIES, figure, missing, others)
        inside.append(tag("ul", *rows, class_="rp-list"))
    if not filters.clauses:
        lines = _greatest(breakdowns.split(session.view, "clause").lines, Figure.GAP_AFTER_PLEDGES)
        shown = [line for line in lines if line.key != UNALLOCATED]
        shown = shown[: CLAUSES if inside else CLAUSES + COUNTRIES]
        rows = _rows(session, "clause", shown, Figure.GAP_AFTER_PLEDGES, missing)
        kind = "rp-list rp-second" if inside else "rp-list"
        inside.append(tag("ul", *rows, class_=kind))
    title = words("summary.where", amount=reader.amount(missing))
    return _card(title, more, href, *inside)


# Rows


def _greatest(lines: Sequence[BreakdownRow], figure: Figure) -> list[BreakdownRow]:
    """The lines with some of the figure, greatest first."""
    own = [line for line in lines if line.amounts.of(figure)]
    return sorted(own, key=lambda line: (-(line.amounts.of(figure) or 0), line.key))


def _rows(
    session: Session, axis: str, lines: Sequence[BreakdownRow], figure: Figure, whole: int
) -> list[str]:
    """The named rows; of countries and funders a telephone shows the first of them."""
    fewer = len(lines) if axis == "clause" else FEWER
    return [
        _row(session, axis, line, figure, whole, None if place < fewer else "rp-wide-only")
        for place, line in enumerate(lines)
    ]


def _rest(
    session: Session,
    lines: Sequence[BreakdownRow],
    wide: int,
    figure: Figure,
    whole: int,
    label: Callable[[int], str],
) -> list[str]:
    """Rest in one row: the rows shown add up to the whole on every screen."""
    rows = {}
    for widths, number in (("rp-wide-only", wide), ("rp-narrow-only", FEWER)):
        rest = whole - sum(line.amounts.of(figure) or 0 for line in lines[:number])
        if rest:
            name = tag("span", label(max(len(lines) - number, 0)))
            rows[widths] = _amount_row(session, name, rest, whole, f"rp-rest {widths}")
    return list(rows.values())


def _row(
    session: Session,
    axis: str,
    line: BreakdownRow,
    figure: Figure,
    whole: int,
    class_: str | None = None,
) -> Markup:
    name = subjects.name_link(session, axis, line.key)
    return _amount_row(session, name, line.amounts.of(figure) or 0, whole, class_)


def _amount_row(
    session: Session, name: str, amount_minor: int, whole: int, class_: str | None = None
) -> Markup:
    """A name, an amount and its share of the whole."""
    reader = session.reader
    return tag(
        "li",
        name,
        tag(
            "span",
            reader.amount(amount_minor),
            class_="rp-list-amount",
            title=reader.exact(amount_minor),
        ),
        tag("span", session.words.share(Fraction(amount_minor, whole)), class_="rp-list-share"),
        class_=class_,
    )
