"""Declaration page: the eleven sentences as a dashboard, and each clause with its texts and money."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.clauses import CLAUSES, FINANCE_CLAUSE, TRIANGULAR_CLAUSE, Clause, Theme
from portfolio.domain.contents import PreambleParagraph
from portfolio.measures import headline, progress, road
from portfolio.measures.figures import Figure, Progress
from portfolio.measures.road import DeadlineLine
from portfolio.present.html import esc, link, strong, tag, with_links
from portfolio.present.table import Column, html_table
from portfolio.services.params import CLAUSE_SHOWN, subject_of
from portfolio.ui import (
    badges,
    deliverables,
    explanation,
    navigation,
    notes,
    opening,
    session,
    subjects,
)
from portfolio.ui.deliverables import tone
from portfolio.ui.pages.declaration import board, money, replay
from portfolio.ui.session import Session


def draw_preamble(session: Session, *, is_open: bool = False) -> None:
    """Two folded passages; ``is_open``: the one about the name is open."""
    words = session.words
    cairo = (
        tag("summary", words("declaration.cairo")),
        tag("p", badges.fence(session, words("declaration.cairo.text"))),
    )
    st.html(
        tag("details", *cairo, class_="rp-folded", open="" if is_open else None)
        + tag(
            "details",
            tag("summary", words("declaration.preamble")),
            tag("p", words("declaration.preamble.note"), class_="rp-note"),
            _paragraphs(session),
            class_="rp-folded",
        )
    )


def _paragraphs(session: Session) -> Markup:
    """A row a paragraph, a column a language."""
    paragraphs = session.register.declaration().preamble
    first = next((p.position for p in paragraphs if "ar" in p.texts), None)
    names = [Column(session.words(f"language.{name}")) for name in ("en", "fr", "ar")]
    rows = (_row(session, paragraph, first) for paragraph in paragraphs)
    return html_table("", [Column(""), *names], rows, kind="rp-preamble")


def _row(session: Session, paragraph: PreambleParagraph, first: int | None) -> Markup:
    cells = [
        tag("td", paragraph.texts.get(language, ""), lang=language, dir="ltr")
        for language in ("en", "fr")
    ]
    arabic = paragraph.texts.get("ar")
    if arabic is None:
        lost = session.words("declaration.preamble.lost")
        cells.append(tag("td", lost, class_="rp-small"))
    else:
        # Of the first paragraph that survives only the end does; the brackets are ours.
        said = f"[…] {arabic}" if paragraph.position == first else arabic
        cells.append(tag("td", " ".join(said.split()), lang="ar", dir="rtl"))
    return tag("tr", tag("th", session.words.number(paragraph.position), scope="row"), *cells)


SIGNS: Final = "\\`*_{}[]()<>#+-.!|~:$"
ICONS: Final = {
    "late": ":material/error:",
    "done": ":material/check_circle:",
    "due": ":material/schedule:",
    "open": ":material/radio_button_unchecked:",
}


def clause_of_address(session: Session) -> int | None:
    """Clause named by the address, else the only one filtered by; None for the list of all.

    Stops the script at one that does not exist, which is no page.
    """
    subject = subject_of("declaration", session.question, session.beside)
    if subject is None and session.beside.get(CLAUSE_SHOWN, [""])[-1].strip():
        opening.draw_no_subject(session)
        st.stop()
    return int(subject[1]) if subject else None


def draw_clause_list(session: Session, open_number: int, lines: Sequence[DeadlineLine]) -> None:
    """Links to the eleven clauses, each marked with the state of its deliverables."""
    if CLAUSE_SHOWN in session.beside:
        # A link to the page one is on changes what the script reads, not what the browser shows.
        st.query_params[CLAUSE_SHOWN] = session.beside[CLAUSE_SHOWN]
    with st.container(key="clause-list", gap=None):
        title = tag("h2", session.words("declaration.clauses"), class_="rp-section")
        st.html(title + badges.with_marks(session))
        for number in CLAUSES:
            worst = state(lines, number)
            place = "here" if number == open_number else "to"
            with st.container(key=f"clause-{place}-{worst}-{number}"):
                st.page_link(
                    navigation.page_of("declaration"),
                    label=_plain(session.reader.name("clause", str(number))),
                    icon=ICONS[worst],
                    query_params=_address(session, number),
                    width="stretch",
                )


def state(lines: Sequence[DeadlineLine], number: int) -> str:
    """The state a clause's deliverables share, or the most pressing of them."""
    tones = {tone(line) for line in lines if line.deliverable.clause == number}
    return next((name for name in ("late", "due", "open", "done") if name in tones), "open")


def _address(session: Session, number: int) -> dict[str, list[str]]:
    """The address of a clause: a filter by one single clause moves along with the choice."""
    question = session.question
    if len(question.filters.clauses) == 1:
        question = session.with_filters(clauses=frozenset({number}))
    return session.address(question, **{CLAUSE_SHOWN: str(number)})


def _plain(text: str) -> str:
    """Text in a label of Streamlit's own, which reads markdown: its signs are escaped."""
    return "".join(f"\\{letter}" if letter in SIGNS else letter for letter in text)


PLEDGING: Final = 3  # funders named with what they have pledged
NAMED: Final = 3  # late milestones named; the projects list all
NO_MILESTONES: Final = Progress(0, 0, 0, 0, 0, 0)


def draw_clause(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> None:
    """Clause of the declaration in full, and how far what it asks for is."""
    words = session.words
    head = (
        tag("span", words(f"theme.{clause.theme.word}"), class_="rp-theme"),
        esc(" "),
        badges.with_marks(session),
        tag("p", words.choose(clause.plain), class_="rp-clause-plain"),
        _facts(session, clause, lines),
        _standing(session, clause.number),
    )
    limit = (
        tag("h2", words("declaration.limit")),
        tag("p", badges.fence(session, words.choose(clause.limits))),
    )
    differ = (
        tag("h2", words("declaration.differences")),
        tag("p", badges.fence(session, words.choose(clause.differences))),
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


def _standing(session: Session, number: int) -> Markup:
    """The two lines of a clause: its own deliverables, and the milestones of its projects."""
    overall = progress.by_clause(session.view).get(number, NO_MILESTONES)
    standing = road.by_clause(session.view).get(number)
    status = progress.status_of(session.view, overall)
    if standing is None:
        return tag(
            "p",
            badges.beside(badges.projects(session, status), badges.shares(session, overall)),
        )
    return badges.both(session, status, overall, standing)


def _facts(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> Markup:
    """Main facts: until when, how far, what is missing, who has pledged it, what is late."""
    words, reader = session.words, session.reader
    late = sum(1 for line in lines if line.days_late)
    done = sum(1 for line in lines if deliverables.tone(line) == "done")
    limits = {deliverables.said_limit(session, line): line for line in lines if line.by is not None}
    said_limits = reader.join_parts(list(limits)) or words("deliverable.without")
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
            said = reader.join_parts([said, past])
        facts.append(("declaration.fact.evidence", said, late > 0))
    facts += _money(session, clause.number)
    facts += _late(session, clause.number)
    made = (
        tag("div", tag("dt", words(key)), tag("dd", said, class_="rp-alarm" if alarms else None))
        for key, said, alarms in facts
    )
    return tag("dl", *made, class_="rp-facts")


def _money(session: Session, number: int) -> list[tuple[str, str, bool]]:
    """Missing part of the need after pledges, and who has pledged."""
    words, reader = session.words, session.reader
    amounts, projects = money.of_clause(session, number)
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
    giving, others, rest = money.givers(view, figure, PLEDGING)
    named = [
        words(
            "word.colon",
            label=strong(reader.name("funder", line.key)),
            value=reader.amount(line.amounts.of(figure)),
        )
        for line in giving
    ]
    if others:
        counted = words.count("summary.who.others", others)
        named.append(words("word.colon", label=counted, value=reader.amount(rest)))
    if named:
        funders = (("funder", line.key) for line in giving)
        said = subjects.phrase_links(session, reader.join_parts(named), *funders)
        facts.append(("answer.part.pledged", said, False))
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
            project=strong(session.title(line.project)),
            day=line.due,
        )
        for line in late[:NAMED]
    ]
    if len(late) > NAMED:
        named.append(session.words.count("summary.far.others", len(late) - NAMED))
    if not named:
        return []
    links = {
        session.title(line.project): link(
            session.title(line.project), session.href("projects", project=line.project)
        )
        for line in late[:NAMED]
    }
    said = with_links(session.reader.join_parts(named), links)
    return [("declaration.fact.late", said, True)]


def _texts(session: Session, clause: Clause) -> Markup:
    """English and French word for word, and the Arabic that is our own, marked as such in Arabic."""
    quotes = [
        tag(
            "figure",
            tag("figcaption", tag("span", session.words(f"language.{language}"))),
            tag("blockquote", clause.verbatim[language], lang=language, dir="ltr"),
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
            tag("span", session.words("language.ar")),
            badges.working_translation(),
        ),
        tag("p", clause.working_translation, lang="ar", dir="rtl", class_="rp-translation"),
        tag("p", meaning, class_="rp-small"),
        class_="rp-quote rp-quote-ours",
    )
    ordered = [arabic, *quotes] if session.words.language == "ar" else [*quotes, arabic]
    heading = (
        tag("h2", session.words("declaration.verbatim")),
        tag("p", session.words("declaration.verbatim.note"), class_="rp-note"),
    )
    return tag("section", *heading, tag("div", *ordered, class_="rp-quotes"))


def _evidence(session: Session, clause: Clause, lines: Sequence[DeadlineLine]) -> tuple[str, ...]:
    words = session.words
    heading = tag("h2", words("declaration.evidence"))
    if not lines:
        key = {FINANCE_CLAUSE: "ledger", TRIANGULAR_CLAUSE: "triangular"}.get(
            clause.number, "projects"
        )
        return heading, tag("p", words(f"declaration.evidence.{key}"))
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
    return heading, tag("p", said, class_="rp-takeaway"), deliverables.as_html(session, lines)


def draw() -> None:
    """Draw the page."""
    here = session.current()
    declaration = here.register.declaration()
    lines = road.limits(here.view, declaration.deliverables)

    number = clause_of_address(here)
    opening.draw_sheets("declaration", "board", "summary", "projects", "money")
    if number is not None:
        draw_one(here, number, lines)
        st.stop()

    opening.draw(here, "declaration")
    with st.container(key="page-day"):  # the replay dims it while it shows another day
        standing = road.text_standing(here.view)
        if standing.is_shown:
            board.draw_limits_answer(here, lines)
        else:  # a view by country or funder shows the status of its projects, not of the text
            overall = progress.overall(here.view)
            status = progress.status_of(here.view, overall)
            st.html(badges.both(here, status, overall, standing))
        notes.draw_data_notes(here, headline.headline(here.view))
    replay.draw(here)
    board.draw_clause_board(here)
    draw_preamble(here)
    explanation.draw(here)


def draw_one(session: Session, number: int, lines: Sequence[DeadlineLine]) -> None:
    """The page of one clause: what it says and asks for beside the others, then its money."""
    name = session.reader.name("clause", str(number))
    opening.draw(session, "declaration", title=name, above=subjects.way_back(session, "clause"))
    money.draw_answer(session, number)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        draw_clause_list(session, number, lines)
    with right:
        own = [line for line in lines if line.deliverable.clause == number]
        clauses = session.register.declaration().clauses
        draw_clause(session, next(c for c in clauses if c.number == number), own)
    money.draw(session, number)
    draw_preamble(session, is_open=number == CLAUSES[-1])
    explanation.draw(session)
