"""The rules of data quality, the worst first: how much each finds, and how bad that is."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from portfolio.domain.errors import UnknownFilter
from portfolio.measures.quality.seen import Severity
from portfolio.services.quality import NOBODY, Quality, RuleLine, read_quality
from portfolio.ui.components import choice_field, empty, opening
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.project_paging import PAGE
from portfolio.ui.session import Session, go

RULE: Final = "rule"  # names in the address
OWNER: Final = "owner"


def draw(session: Session) -> None:
    """The answer, the choice of an owner, and the rules that find something; then the silent ones."""
    quality = read_quality(session.register, session.who, session.question, owner=owner(session))
    opening.draw(session, "quality")
    given = session.beside.get(RULE, [""])[-1]
    if given:
        problem = session.words.error(UnknownFilter(name=RULE, value=given[:40]))
        st.html(tag("div", text("p", problem), class_="rp-problem", role="alert"))
    if not session.view.portfolio.size:
        empty.portfolio(session)
        return
    with st.container(
        key="quality-head", horizontal=True, vertical_alignment="bottom", gap="medium"
    ):
        st.html(text("p", _answer(session, quality), class_="rp-answer-said"))
        choose_owner(session, quality)
    if not quality.findings():
        empty.draw(session, "quality")
        return
    most = max(line.findings for line in quality.rules)
    for severity in Severity:
        lines = [line for line in quality.rules if line.severity is severity and line.findings]
        lines.sort(key=lambda line: -line.findings)
        if lines:
            st.html(_group(session, severity, lines, most))
    st.html(_silent(session, quality))


def owner(session: Session) -> str:
    """Whose findings the address asks for; empty for everybody's."""
    return session.beside.get(OWNER, [""])[-1]


def mark(session: Session, severity: Severity) -> str:
    """How bad it is: a sign of its own shape, and the word."""
    return text("span", session.words(f"quality.{severity}"), class_=f"rp-severity rp-{severity}")


def counts_text(session: Session, line: RuleLine) -> str:
    """How many findings in how many projects."""
    return session.words(
        "quality.rule_counts",
        findings=session.words.number(line.findings),
        projects=session.words.number(line.projects),
    )


def choose_owner(session: Session, quality: Quality) -> None:
    """A field that keeps the findings of one owner; the address holds the choice."""
    now = owner(session)
    names = {"": session.words("quality.owner.all")}
    for key, count in quality.owners:
        name, n = owner_name(session, key), session.words.number(count)
        names[key] = session.words("quality.owner.count", name=name, n=n)
    names.setdefault(now, now)
    chosen = st.selectbox(
        session.words("filter.owner"),
        list(names),
        list(names).index(now),
        format_func=names.__getitem__,
        key=f"owner-{now}",
        filter_mode=choice_field.WORDS,
        width=320,
    )
    if chosen != now:
        beside = {k: v for k, v in session.beside.items() if k not in (OWNER, PAGE)}
        go({**session.address(), **beside, **({OWNER: [chosen]} if chosen else {})})


def owner_name(session: Session, key: str | None) -> str:
    """What an owner is called."""
    if key is None or key == NOBODY:
        return session.words("quality.owner.nobody")
    return session.reader.name("funder", key)


def _answer(session: Session, quality: Quality) -> str:
    number = session.words.number
    return session.words.count(
        "quality.answer",
        quality.findings(),
        affected=number(quality.projects_with),
        projects=number(quality.projects),
        wrong=number(quality.findings(Severity.WRONG)),
        look=number(quality.findings(Severity.LOOK)),
    )


def _group(session: Session, severity: Severity, lines: Sequence[RuleLine], most: int) -> str:
    words = session.words
    head = tag(
        "header",
        tag("h2", mark(session, severity)),
        text("p", words(f"quality.{severity}.meaning"), class_="rp-note"),
    )
    return tag(
        "section",
        head,
        tag("ol", *(_rule(session, line, most) for line in lines)),
        class_=f"rp-rules rp-of-{severity}",
    )


def _rule(session: Session, line: RuleLine, most: int) -> str:
    """One rule as a link to its findings; all bars are of one scale, whose whole is ``most``."""
    words = session.words
    said = {OWNER: owner(session)} if owner(session) else {}
    href = session.href("quality", None, rule=line.name, **said)
    return tag(
        "li",
        tag(
            "div",
            link(words(f"quality.rule.{line.name}"), href),
            text("p", words(f"quality.rule.{line.name}.why"), class_="rp-small"),
        ),
        tag(
            "span",
            tag("i", style=f"inline-size:{100 * line.findings / most:.1f}%"),
            class_="rp-rule-bar",
            aria_hidden="true",
        ),
        tag(
            "p",
            text("strong", words.number(line.findings), aria_hidden="true"),
            text("span", words.count("quality.in_projects", line.projects), aria_hidden="true"),
            text("span", counts_text(session, line), class_="rp-heard"),
            class_="rp-rule-count",
        ),
    )


def _silent(session: Session, quality: Quality) -> str:
    """The rules that find nothing, by name: they were asked too."""
    words = session.words
    silent = [line for line in quality.rules if not line.findings]
    if not silent:
        return ""
    items = (text("li", words(f"quality.rule.{line.name}")) for line in silent)
    summary = text("summary", words.count("quality.silent", len(silent)))
    return tag("details", summary, tag("ul", *items), class_="rp-silent")
