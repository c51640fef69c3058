"""One clause of the declaration: plain wording, the texts side by side, limit, differences, evidence."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.clauses import FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Clause, Theme
from portfolio.measures import progress, text_standing
from portfolio.measures.figures import Figure, Progress
from portfolio.measures.road import LimitLine
from portfolio.ui.components import clause_money, deliverables, own_words, schedule
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

PLEDGING: Final = 3  # funders named with what they have pledged
NAMED: Final = 3  # late milestones named; the projects tell all
NO_MILESTONES: Final = Progress(0, 0, 0, 0, 0, 0)


def draw(here: Session, clause: Clause, lines: Sequence[LimitLine]) -> None:
    """Everything the declaration says in a clause, and how far what it asks for is."""
    words = here.words
    head = (
        text("span", words(f"theme.{clause.theme.word}"), class_="rp-theme"),
        tag(
            "h2",
            esc(here.reader.name("clause", str(clause.number))),
            esc(" "),
            own_words.marked(here),
        ),
        text("p", words.choose(clause.plain), class_="rp-clause-plain"),
        _facts(here, clause, lines),
        _standing(here, clause.number),
    )
    limit = (
        text("h3", words("declaration.limit")),
        tag("p", own_words.fenced(here, words.choose(clause.limits))),
    )
    differ = (
        text("h3", words("declaration.differences")),
        tag("p", own_words.fenced(here, words.choose(clause.differences))),
    )
    st.html(
        tag(
            "article",
            tag("header", *head),
            _texts(here, clause),
            tag("div", tag("section", *limit), tag("section", *differ), class_="rp-clause-notes"),
            tag("section", *_evidence(here, clause, lines)),
            class_="rp-clause",
        )
    )


def _standing(here: Session, number: int) -> str:
    """The two lines of a clause: its own deliverables, and the milestones of its projects."""
    overall = progress.by_clause(here.view).get(number, NO_MILESTONES)
    standing = text_standing.by_clause(here.view).get(number)
    status = progress.status_of(here.view, overall)
    if standing is None:
        return tag("p", schedule.projects(here, status), esc(" "), schedule.shares(here, overall))
    return schedule.both(here, status, overall, standing)


def _facts(here: Session, clause: Clause, lines: Sequence[LimitLine]) -> str:
    """What is asked first: until when, how far, what is missing, who has pledged it, what is late."""
    words, reader = here.words, here.reader
    late = sum(1 for line in lines if line.days_late)
    done = sum(1 for line in lines if deliverables.tone(line) == "done")
    limits = {deliverables.said_limit(here, line): line for line in lines if line.by is not None}
    said_limits = reader.listed(list(limits)) or words("deliverable.without")
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
            said = reader.listed([said, past])
        facts.append(("declaration.fact.evidence", said, late > 0))
    facts += _money(here, clause.number)
    facts += _late(here, clause.number)
    made = (
        tag("div", text("dt", words(key)), text("dd", said, class_="rp-alarm" if alarms else None))
        for key, said, alarms in facts
    )
    return tag("dl", *made, class_="rp-facts")


def _money(here: Session, number: int) -> list[tuple[str, str, bool]]:
    """What of the need is missing after pledges, and by whom what is pledged is pledged."""
    words, reader = here.words, here.reader
    amounts, projects = clause_money.of_clause(here, number)
    if not projects or not amounts.requirement:
        return []
    missing = words(
        "declaration.fact.missing.said",
        gap=reader.amount(amounts.gap_after_pledges),
        requirement=reader.amount(amounts.requirement),
    )
    facts = [("answer.part.missing", missing, False)]
    view = here.seen(here.narrowed(clauses=frozenset({number})))
    figure = Figure.PLEDGED_TOWARD_GAP
    named, others, rest = clause_money.givers(here, view, figure, PLEDGING)
    if others:
        counted = words.count("summary.who.others", others)
        named.append(words("word.colon", label=counted, value=reader.amount(rest)))
    if named:
        facts.append(("answer.part.pledged", reader.listed(named), False))
    return facts


def _late(here: Session, number: int) -> list[tuple[str, str, bool]]:
    """The late milestones of the clause's projects by name, the longest late first."""
    late = [
        line for line in progress.milestones(here.view) if line.clause == number and line.days_late
    ]
    late.sort(key=lambda line: (-line.days_late, line.project, line.reference))
    named = [
        here.words(
            "declaration.fact.late.said",
            name=here.words.choose(line.titles) or line.reference,
            day=line.due,
        )
        for line in late[:NAMED]
    ]
    if len(late) > NAMED:
        named.append(here.words.count("summary.far.others", len(late) - NAMED))
    return [("declaration.fact.late", here.reader.listed(named), True)] if named else []


def _texts(here: Session, clause: Clause) -> str:
    """English and French word for word, and the Arabic that is our own, marked as such in Arabic."""
    quotes = [
        tag(
            "figure",
            tag("figcaption", text("span", here.words(f"language.{language}"))),
            text("blockquote", clause.verbatim[language], lang=language, dir="ltr"),
            class_="rp-quote",
        )
        for language in ("en", "fr")
        if language in clause.verbatim
    ]
    meaning = here.words("mark.working_translation.meaning")
    arabic = tag(
        "figure",
        tag(
            "figcaption",
            text("span", here.words("language.ar")),
            own_words.working_translation(),
        ),
        text("p", clause.working_translation, lang="ar", dir="rtl", class_="rp-translation"),
        text("p", meaning, class_="rp-small"),
        class_="rp-quote rp-quote-ours",
    )
    ordered = [arabic, *quotes] if here.words.language == "ar" else [*quotes, arabic]
    heading = (
        text("h3", here.words("declaration.verbatim")),
        text("p", here.words("declaration.verbatim.note"), class_="rp-note"),
    )
    return tag("section", *heading, tag("div", *ordered, class_="rp-quotes"))


def _evidence(here: Session, clause: Clause, lines: Sequence[LimitLine]) -> tuple[str, ...]:
    words = here.words
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
    return heading, text("p", said, class_="rp-takeaway"), deliverables.as_html(here, lines)
