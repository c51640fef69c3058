"""Deliverables of the declaration: their table, deadline, state and evidence."""

from collections.abc import Sequence

from markupsafe import Markup

from portfolio.domain.clauses import DeadlineState
from portfolio.domain.projects import MilestoneState
from portfolio.measures.road import DeadlineLine
from portfolio.present.html import esc, link, tag
from portfolio.present.sorting import SortValues, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.ui import sorting
from portfolio.ui.badges import address, in_words, join
from portfolio.ui.session import Session


def as_html(
    session: Session,
    lines: Sequence[DeadlineLine],
    *,
    with_clause: bool = False,
    name: str = "deliverables",
) -> Markup:
    """A table of deliverables; ``with_clause`` names the clause of each and links to its text.

    ``name``: of the table in an address.
    """
    words = session.words
    keys = ["deliverable.name", "declaration.limit", "column.standing"]
    if with_clause:
        keys.insert(0, "axis.clause")
    values: SortValues[DeadlineLine] = {
        "clause": lambda line: line.deliverable.clause,
        "name": lambda line: name_value(words.choose(line.deliverable.names)),
        "limit": lambda line: line.by,
        "standing": lambda line: (line.state, -line.days_late),
    }
    order = sorting.order(session, name, values)
    rows = (_row(session, line, with_clause) for line in order.rows(lines))
    heads = columns_of(words, ((key, False) for key in keys))
    title = words("declaration.evidence")
    return html_table(title, heads, rows, kind="rp-deliverables", order=order)


def said_limit(session: Session, line: DeadlineLine) -> str:
    """Deadline of the deliverable in words."""
    match line.deliverable.limit:
        case DeadlineState.CONFERENCE:
            key = "fixed" if session.view.conference_source else "open"
            return session.words(f"deliverable.before.{key}", day=session.view.conference)
        case _ if line.by is not None:
            return session.words("deliverable.by", day=line.by)
        case _:
            return session.words("deliverable.without")


def said_state(session: Session, line: DeadlineLine) -> str:
    """Done, late, due or open, with the days."""
    if line.state is MilestoneState.DONE and line.done_on is not None:
        return session.words("deliverable.done", day=line.done_on)
    if line.days_late:
        return session.words.count("deliverable.past", line.days_late)
    if line.state is MilestoneState.MISSED:
        return session.words("deliverable.missed")
    if line.days_left == 0:
        return session.words("deliverable.due_today")
    # Days are counted once, to the conference: what depends on it has no other number.
    if line.days_left is None or line.deliverable.limit is not DeadlineState.FIXED:
        return session.words("deliverable.no_evidence")
    return session.words.count("deliverable.due", line.days_left)


def tone(line: DeadlineLine) -> str:
    """The class of a deliverable's mark: done, late, due (a deadline is ahead) or open."""
    if line.state is MilestoneState.DONE:
        return "done"
    if line.is_late:
        return "late"
    return "open" if line.days_left is None else "due"


def evidence(session: Session, line: DeadlineLine) -> Markup:
    """HTML of what proves a deliverable done: the adopted list, else what was recorded that day."""
    if line.state is not MilestoneState.DONE:
        return Markup()
    if (adopted := line.adopted_list) is not None:
        href = f"{session.href('lists')}#clause-{adopted.clause}"
        title = tag("a", in_words(session, adopted.titles), href=href)
        source = session.words("word.label", label=session.words("lists.source"))
        where = tag("span", f"{source} ", address(session, adopted.source))
        return tag("p", join(title, where), class_="rp-small")
    recorded = next(
        (
            version.evidence
            for version in reversed(session.register.declaration().deliverable_versions)
            if version.deliverable == line.deliverable.reference
            and version.done_on == line.done_on
            and version.evidence
        ),
        "",
    )
    return tag("p", recorded, class_="rp-small") if recorded else Markup()


def _row(session: Session, line: DeadlineLine, with_clause: bool) -> Markup:
    number = line.deliverable.clause
    cells = [tag("td", said_limit(session, line))]
    mark = tag("span", said_state(session, line), class_=f"rp-state rp-state-{tone(line)}")
    cells.append(tag("td", mark, evidence(session, line)))
    name = esc(session.words.choose(line.deliverable.names))
    if not with_clause:
        return tag("tr", tag("th", name, scope="row"), *cells)
    href = session.href("declaration", clause_shown=str(number))
    name_of = session.reader.name("clause", str(number))
    clause = link(session.words("clause.number", number=number), href, title=name_of)
    return tag("tr", tag("td", clause, class_="rp-nowrap"), tag("th", name, scope="row"), *cells)
