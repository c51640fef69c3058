"""The eleven clauses as a scorecard: limit, money, milestones and deliverables of each."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from portfolio.domain.clauses import CLAUSES, FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Limit
from portfolio.measures import progress, splits, text_standing, totals
from portfolio.measures.figures import Amounts, Figure, Line
from portfolio.ui.components import schedule
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.own_words import clause_words
from portfolio.ui.session import Session

NOTHING: Final = Amounts()
NONE: Final = "–"
# Phrase of a column, and whether it holds numbers.
HEAD: Final = (
    ("axis.clause", False),
    ("scorecard.limit", False),
    ("figure.requirement.short", True),
    ("figure.gap.short", True),
    ("figure.coverage.short", False),
    ("scorecard.milestones", False),
    ("scorecard.deliverables", False),
)


def draw(here: Session) -> None:
    """The scorecard with its sentence; clauses 9 and 10 look at money of the others."""
    with st.container(key="chart-scorecard"):
        st.html(here.kept("scorecard", lambda: as_html(here)))


def as_html(here: Session) -> str:
    """Title, sentence, table and note."""
    words, lines = here.words, _money(here)
    headings = "".join(
        text("th", words(key), scope="col", class_="rp-number" if is_number else None)
        for key, is_number in HEAD
    )
    rows = "".join(_row(here, number, lines.get(number)) for number in CLAUSES)
    table = tag(
        "table",
        text("caption", words("scorecard.title"), class_="rp-heard"),
        tag("thead", tag("tr", headings)),
        tag("tbody", rows),
        class_="rp-table rp-scorecard",
    )
    return (
        text("h2", words("scorecard.title"), class_="rp-section")
        + text("p", _sentence(here, lines), class_="rp-takeaway")
        + tag("div", table, class_="rp-scroll", tabindex="0")
        + tag("p", esc(words("scorecard.note")), clause_words(here), class_="rp-note")
    )


def _money(here: Session) -> Mapping[int, Line]:
    """The line of each clause; 9 is all money, 10 the triangular projects (ruling 16)."""
    headline = totals.headline(here.view)
    lines = {
        int(line.key): line
        for line in splits.split(here.view, "clause").lines
        if line.key.isdigit()
    }
    lines[FINANCE_CLAUSE] = Line(str(FINANCE_CLAUSE), headline.amounts, headline.projects)
    for line in splits.split(here.view, "kind").lines:
        if line.key == "triangular":
            lines[TRIANGULAR_CLAUSE] = line
    return lines


def _sentence(here: Session, lines: Mapping[int, Line]) -> str:
    own = {n: line for n, line in lines.items() if n not in (FINANCE_CLAUSE, TRIANGULAR_CLAUSE)}
    if not any(line.amounts.gap for line in own.values()):
        needed = any(line.amounts.requirement for line in own.values())
        return here.words(f"chart.ladder.{'nothing_missing' if needed else 'none_required'}")
    top = max(own, key=lambda number: own[number].amounts.gap or 0)
    return here.words.count(
        "scorecard.takeaway",
        len(own),
        name=here.reader.name("clause", str(top)),
        gap=here.reader.amount(own[top].amounts.gap),
    )


def _row(here: Session, number: int, line: Line | None) -> str:
    amounts = line.amounts if line else NOTHING
    name = here.reader.name("clause", str(number))
    href = here.href("declaration", here.narrowed(clauses=frozenset({number})))
    money = [
        text("span", here.reader.amount(value), title=here.reader.exact(value))
        if line and value is not None
        else NONE
        for value in (amounts.requirement or None, amounts.gap if amounts.requirement else None)
    ]
    cells = (
        text("span", limit, class_="rp-small") if (limit := _limit(here, number)) != NONE else NONE,
        *money,
        _coverage(here, amounts),
        _milestones(here, number),
        _deliverables(here, number),
    )
    return tag(
        "tr",
        tag("th", link(name, href), scope="row"),
        *(
            _cell(inside, here.words(key), is_number=is_number)
            for inside, (key, is_number) in zip(cells, HEAD[1:], strict=True)
        ),
    )


def _cell(inside: str, heading: str, *, is_number: bool) -> str:
    """A cell that can say its heading, for screens too narrow for columns."""
    kinds = ("rp-number" if is_number else "", "rp-none" if inside == NONE else "")
    return tag("td", inside, class_=" ".join(filter(None, kinds)) or None, data_label=heading)


def _limit(here: Session, number: int) -> str:
    """The time limit in words, where the text sets one."""
    declaration = here.register.declaration()
    own = [entry for entry in declaration.deliverables if entry.clause == number]
    if all(entry.limit is Limit.NONE for entry in own):
        return NONE
    return next(here.words.choose(c.limits) for c in declaration.clauses if c.number == number)


def _coverage(here: Session, amounts: Amounts) -> str:
    share = amounts.coverage
    if share is None:
        return esc(here.words.share(None))
    spans = (
        tag("span", class_=f"rp-is-{Figure.SECURED}", style=f"flex:{float(share):.4f} 1 0"),
        tag("span", class_=f"rp-is-{Figure.GAP}", style=f"flex:{float(1 - share):.4f} 1 0"),
    )
    bar = tag("span", *spans, class_="rp-mini", aria_hidden="true")
    return tag("span", bar, text("span", here.words.share(share)), class_="rp-level")


def _milestones(here: Session, number: int) -> str:
    found = progress.by_clause(here.view).get(number)
    if number == FINANCE_CLAUSE or found is None or not found.total:
        return NONE
    standing = progress.status_of(here.view, found)
    mark = schedule.projects(here, standing, text_standing.by_clause(here.view).get(number))
    return mark + text("span", schedule.shares(here, found), class_="rp-small")


def _deliverables(here: Session, number: int) -> str:
    """Done of all, and the late ones by name and deadline; nothing in a view by country or funder."""
    found = text_standing.by_clause(here.view).get(number)
    if found is None or not found.is_shown:
        return NONE
    of_all = here.words(
        "word.of", part=here.words.number(found.done), whole=here.words.number(found.total)
    )
    mark = schedule.of_the_text(here, found) if found.late else ""
    return mark + text("span", of_all) + schedule.late_list(here, found.late_lines)
