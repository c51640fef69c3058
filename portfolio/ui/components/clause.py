"""One clause of the declaration: plain wording, the texts side by side, limit, differences, evidence."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Clause, Theme
from portfolio.measures import progress, text_standing
from portfolio.measures.figures import Figure, Progress
from portfolio.measures.road import DeadlineLine
from portfolio.ui.components import clause_money, deliverables, own_words, schedule
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

PLEDGING: Final = 3  # funders named with what they have pledged
NAMED: Final = 3  # late milestones named; the projects tell all
NO_MILESTONES: Final = Progress(0, 0, 0, 0, 0, 0)


def draw(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> None:
    """Everything the declaration says in a clause, and how far what it asks for is."""
    words = session.words
    head = (
        text("span", words(f"theme.{clause.theme.word}"), class_="rp-theme"),
        tag(
            "h2",
            esc(session.reader.name("clause", str(clause.number))),
            esc(" "),
            own_words.with_marks(session),
        ),
        text("p", words.choose(clause.plain), class_="rp-clause-plain"),
        _facts(session, clause, lines),
        _standing(session, clause.number),
    )
    limit = (
        text("h3", words("declaration.limit")),
        tag("p", own_words.fence(session, words.choose(clause.limits))),
    )
    differ = (
        text("h3", words("declaration.differences")),
        tag("p", own_words.fence(session, words.choose(clause.differences))),
    )
    st.html(
        tag(
            "article",
            tag("header", *head),
            _texts(session, clause),
            tag("div", tag("section", *limit), tag("section", *differ), class_="rp-clause-notes"),
            tag("section", *_evidence(session, clause, lines)),
            class_="rp-clause",
        )
    )


def _standing(session: Session, number: int) -> str:
    """The two lines of a clause: its own deliverables, and the milestones of its projects."""
    overall = progress.by_clause(session.view).get(number, NO_MILESTONES)
    standing = text_standing.by_clause(session.view).get(number)
    status = progress.status_of(session.view, overall)
    if standing is None:
        return tag(
            "p", schedule.projects(session, status), esc(" "), schedule.shares(session, overall)
        )
    return schedule.both(session, status, overall, standing)


def _facts(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> str:
    """What is asked first: until when, how far, what is missing, who has pledged it, what is late."""
    words, reader = session.words, session.reader
    late = sum(1 for line in lines if line.days_late)
    done = sum(1 for line in lines if deliverables.tone(line) == "done")
    limits = {deliverables.said_limit(session, line): line for line in lines if line.by is not None}
    said_limits = reader.join_names(list(limits)) or words("deliverable.without")
    facts = [("declaration.fact.limit", said_limits, late > 0)]
    if lines:
        said = words(
            "declaration.fact.evidence.said",
            done=words.number(done),
            total=words.number(len(lines)),
        )
        if late:
            past = words(
                "word.colon", label=words("declaration.stat.late"), value=words.number(late)
            )
            said = reader.join_names([said, past])
        facts.append(("declaration.fact.evidence", said, late > 0))
    facts += _money(session, clause.number)
    facts += _late(session, clause.number)
    made = (
        tag("div", text("dt", words(key)), text("dd", said, class_="rp-alarm" if alarms else None))
        for key, said, alarms in facts
    )
    return tag("dl", *made, class_="rp-facts")


def _money(session: Session, number: int) -> list[tuple[str, str, bool]]:
    """What of the need is missing after pledges, and by whom what is pledged is pledged."""
    words, reader = session.words, session.reader
    amounts, projects = clause_money.of_clause(session, number)
    if not projects or not amounts.requirement:
        return []
    missing = words(
        "declaration.fact.missing.said",
        gap=reader.amount(amounts.gap_after_pledges),
        requirement=reader.amount(amounts.requirement),
    )
    facts = [("answer.part.missing", missing, False)]
    view = session.is_visible(session.with_filters(clauses=frozenset({number})))
    figure = Figure.PLEDGED_TOWARD_GAP
    named, others, rest = clause_money.givers(session, view, figure, PLEDGING)
    if others:
        counted = words.count("summary.who.others", others)
        named.append(words("word.colon", label=counted, value=reader.amount(rest)))
    if named:
        facts.append(("answer.part.pledged", reader.join_names(named), False))
    return facts


def _late(session: Session, number: int) -> list[tuple[str, str, bool]]:
    """The late milestones of the clause's projects by name, the longest late first."""
    late = [
        line
        for line in progress.milestones(session.view)
        if line.clause == number and line.days_late
    ]
    late.sort(key=lambda line: (-line.days_late, line.project, line.reference))
    named = [
        session.words(
            "declaration.fact.late.said",
            name=session.words.choose(line.titles) or line.reference,
            day=line.due,
        )
        for line in late[:NAMED]
    ]
    if len(late) > NAMED:
        named.append(session.words.count("summary.far.others", len(late) - NAMED))
    return [("declaration.fact.late", session.reader.join_names(named), True)] if named else []


def _texts(session: Session, clause: Clause) -> str:
    """English and French word for word, and the Arabic that is our own, marked as such in Arabic."""
    quotes = [
        tag(
            "figure",
            tag("figcaption", text("span", session.words(f"language.{language}"))),
            text("blockquote", clause.verbatim[language], lang=language, dir="ltr"),
            class_="rp-quote",
        )
        for language in ("en", "fr")
        if language in clause.verbatim
    ]
    meaning = session.words("mark.working_translation.meaning")
    arabic = tag(
        "figure",
        tag(
            "figcaption",
            text("span", session.words("language.ar")),
            own_words.working_translation(),
        ),
        text("p", clause.working_translation, lang="ar", dir="rtl", class_="rp-translation"),
        text("p", meaning, class_="rp-small"),
        class_="rp-quote rp-quote-ours",
    )
    ordered = [arabic, *quotes] if session.words.language == "ar" else [*quotes, arabic]
    heading = (
        text("h3", session.words("declaration.verbatim")),
        text("p", session.words("declaration.verbatim.note"), class_="rp-note"),
    )
    return tag("section", *heading, tag("div", *ordered, class_="rp-quotes"))


def _evidence(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> tuple[str, ...]:
    words = session.words
    heading = text("h3", words("declaration.evidence"))
    if not lines:
        key = {FINANCE_CLAUSE: "ledger", TRIANGULAR_CLAUSE: "triangular"}.get(
            clause.number, "projects"
        )
        return heading, text("p", words(f"declaration.evidence.{key}"))
    done = sum(1 for line in lines if deliverables.tone(line) == "done")
    late = sum(1 for line in lines if line.days_late)
    counted = {"done": words.number(done), "total": words.number(len(lines))}
    if late:
        said = words.count("declaration.evidence.takeaway", late, **counted)
    elif any(line.by is not None for line in lines):
        said = words("declaration.evidence.none_late", **counted)
    else:
        said = words("declaration.evidence.no_deadline", **counted)
    if clause.theme is Theme.HUMAN_DEVELOPMENT:
        said = f"{said} {words('declaration.evidence.beyond')}"
    return heading, text("p", said, class_="rp-takeaway"), deliverables.as_html(session, lines)
