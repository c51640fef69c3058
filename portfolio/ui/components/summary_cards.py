"""Three questions under the answer: how far, who covers, where it is missing."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from portfolio.measures import progress, splits
from portfolio.measures.figures import Amounts, Figure, Headline, Line
from portfolio.measures.splits import UNALLOCATED
from portfolio.measures.text_standing import text_standing
from portfolio.ui.components import schedule
from portfolio.ui.components.markup import emphasised, esc, link, strong, tag, text
from portfolio.ui.session import Session

FUNDERS: Final = 3
COUNTRIES: Final = 3
CLAUSES: Final = 2
LATE: Final = 2  # deliverables named; the page they lead to names all


def draw(here: Session, headline: Headline) -> None:
    """The cards beside each other, below each other on a telephone."""
    st.html(here.kept("summary-cards", lambda: _as_html(here, headline)))


def _as_html(here: Session, headline: Headline) -> str:
    cards = [_far(here)]
    if headline.amounts.known(Figure.REQUIREMENT):
        cards += [_who(here, headline.amounts), _where(here, headline.amounts)]
    return tag("section", *cards, class_="rp-cards")


def _card(title: str, more: str, href: str, *inside: str) -> str:
    head = tag("h2", text("span", title), link(more, href))
    return tag("article", head, *inside, class_="rp-question")


# How far


def _far(here: Session) -> str:
    """Both lines of a standing: the work of the projects, and the text (ruling 27)."""
    words = here.words
    parts = [_work(here), _text(here)]
    return _card(
        words("summary.far"), words("summary.far.more"), here.href("road"), *filter(None, parts)
    )


def _work(here: Session) -> str:
    words, overall = here.words, progress.overall(here.view)
    status = progress.status_of(here.view, overall)
    if not overall.total:
        return text("p", words("summary.far.none"), class_="rp-quiet")
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
        day=here.question.as_of,
    )
    late = words.count(
        "summary.far.late", overall.milestones, late=words.number(overall.milestones_late)
    )
    text_line = text_standing(here.view)
    beside = text_line if text_line.is_shown else None
    mark = tag("span", schedule.projects(here, status, beside), class_="rp-standing-large")
    return tag("div", mark, bar, class_="rp-work-row") + tag("p", emphasised(f"{told} {late}"))


def _text(here: Session) -> str:
    """The deliverables of the text that are late, by name, or the deadline that comes next."""
    words, standing = here.words, text_standing(here.view)
    if not standing.is_shown or not standing.total:
        return ""
    lines, key, note = standing.late_lines[:LATE], "summary.far.text", "summary.far.due"
    if not lines and standing.next_line is not None:
        lines, key, note = (standing.next_line,), "summary.far.text.next", "summary.far.next"
    if not lines:
        return ""
    kind = "rp-past" if standing.late_lines else "rp-ahead"
    items = [
        tag(
            "li",
            text(
                "span",
                words(
                    "summary.far.clause",
                    clause=line.deliverable.clause,
                    name=words.choose(line.deliverable.names),
                ),
                class_=f"rp-standing-line {kind}",
            ),
            text("small", words(note, day=line.by)) if line.by else "",
        )
        for line in lines
    ]
    others = len(standing.late_lines) - len(lines)
    if others > 0:
        items.append(tag("li", text("small", words.count("summary.far.others", others))))
    return text("h3", words(key)) + tag("ul", *items, class_="rp-deadlines")


# Who


def _who(here: Session, amounts: Amounts) -> str:
    """The greatest funders toward the requirement, and the greatest of the open pledges."""
    words, reader = here.words, here.reader
    lines = splits.split(here.view, "funder").lines
    covering = _greatest(lines, Figure.COVERED)
    inside = [text("p", words("summary.who.none"), class_="rp-quiet")]
    if covering:
        whole = amounts.covered or 0
        shown = covering[:FUNDERS]
        rows = [_row(here, "funder", line, Figure.COVERED, whole) for line in shown]
        rest = whole - sum(line.amounts.covered or 0 for line in shown)
        if rest:
            others = len(covering) - len(shown)
            label = (
                words("summary.who.rest")
                if here.question.filters.funders
                else words.count("summary.who.others", others)
            )
            rows.append(_amount_row(here, text("span", label), rest, whole, "rp-rest"))
        inside = [tag("ul", *rows, class_="rp-list")]
    pledging = _greatest(lines, Figure.PLEDGED_TOWARD_GAP)
    if pledging:
        line, whole = pledging[0], amounts.pledged_toward_gap or 0
        name = reader.name("funder", line.key)
        label = tag("span", esc(words("summary.who.pledges", funder=name)))
        minor = line.amounts.pledged_toward_gap or 0
        inside.append(tag("ul", _amount_row(here, label, minor, whole), class_="rp-list rp-second"))
    title = words("summary.who", amount=reader.shown(amounts, Figure.COVERED))
    if amounts.known(Figure.COVERED) is None:
        title = words("summary.who.title")
    return _card(title, words("summary.who.more"), here.href("funders"), *inside)


# Where


def _where(here: Session, amounts: Amounts) -> str:
    """The countries and clauses with most missing after pledges."""
    words, reader, filters = here.words, here.reader, here.question.filters
    missing = amounts.gap_after_pledges or 0
    more, href = words("summary.where.more"), here.href("gaps")
    if not missing:
        none = text("p", words("summary.where.none"), class_="rp-quiet")
        return _card(words("summary.where.title"), more, href, none)
    inside = []
    if not filters.countries:
        lines = _greatest(splits.split(here.view, "country").lines, Figure.GAP_AFTER_PLEDGES)
        named = [line for line in lines if line.key != UNALLOCATED]
        shown = named[:COUNTRIES]
        rows = [_row(here, "country", line, Figure.GAP_AFTER_PLEDGES, missing) for line in shown]
        rest = missing - sum(line.amounts.gap_after_pledges or 0 for line in shown)
        if rest:
            others = len(named) - len(shown)
            label = (
                words.count("summary.where.others", others)
                if others
                else words("summary.where.no_country")
            )
            rows.append(_amount_row(here, text("span", label), rest, missing, "rp-rest"))
        inside.append(tag("ul", *rows, class_="rp-list"))
    if not filters.clauses:
        lines = _greatest(splits.split(here.view, "clause").lines, Figure.GAP_AFTER_PLEDGES)
        shown = [line for line in lines if line.key != UNALLOCATED]
        shown = shown[: CLAUSES if inside else CLAUSES + COUNTRIES]
        rows = [_row(here, "clause", line, Figure.GAP_AFTER_PLEDGES, missing) for line in shown]
        kind = "rp-list rp-second" if inside else "rp-list"
        inside.append(tag("ul", *rows, class_=kind))
    title = words("summary.where", amount=reader.amount(missing))
    return _card(title, more, href, *inside)


# Rows


def _greatest(lines: Sequence[Line], figure: Figure) -> list[Line]:
    """The lines with some of the figure, greatest first."""
    own = [line for line in lines if line.amounts.of(figure)]
    return sorted(own, key=lambda line: (-(line.amounts.of(figure) or 0), line.key))


def _row(here: Session, axis: str, line: Line, figure: Figure, whole: int) -> str:
    name = here.reader.name(axis, line.key)
    if axis == "clause":
        href = here.href("declaration", clause_shown=line.key)
    elif axis == "country":
        href = here.href("summary", here.narrowed(countries=frozenset({line.key})))
    else:
        href = here.href("funders", here.narrowed(funders=frozenset({line.key})))
    return _amount_row(here, link(name, href), line.amounts.of(figure) or 0, whole)


def _amount_row(here: Session, name: str, minor: int, whole: int, class_: str | None = None) -> str:
    """A name, an amount and its share of the whole."""
    reader = here.reader
    return tag(
        "li",
        name,
        text("span", reader.amount(minor), class_="rp-list-amount", title=reader.exact(minor)),
        text("span", here.words.share(Fraction(minor, whole)), class_="rp-list-share"),
        class_=class_,
    )
