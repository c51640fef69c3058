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


def draw(here: Session) -> None:
    """The answer, the choice of an owner, and the rules that find something; then the silent ones."""
    quality = read_quality(here.register, here.who, here.question, owner=owner(here))
    opening.draw(here, "quality")
    given = here.beside.get(RULE, [""])[-1]
    if given:
        problem = here.words.error(UnknownFilter(name=RULE, value=given[:40]))
        st.html(tag("div", text("p", problem), class_="rp-problem", role="alert"))
    if not here.view.portfolio.size:
        empty.portfolio(here)
        return
    with st.container(
        key="quality-head", horizontal=True, vertical_alignment="bottom", gap="medium"
    ):
        st.html(text("p", _answer(here, quality), class_="rp-answer-said"))
        choose_owner(here, quality)
    if not quality.findings():
        empty.draw(here, "quality")
        return
    most = max(line.findings for line in quality.rules)
    for severity in Severity:
        lines = [line for line in quality.rules if line.severity is severity and line.findings]
        lines.sort(key=lambda line: -line.findings)
        if lines:
            st.html(_group(here, severity, lines, most))
    st.html(_silent(here, quality))


def owner(here: Session) -> str:
    """Whose findings the address asks for; empty for everybody's."""
    return here.beside.get(OWNER, [""])[-1]


def mark(here: Session, severity: Severity) -> str:
    """How bad it is: a sign of its own shape, and the word."""
    return text("span", here.words(f"quality.{severity}"), class_=f"rp-severity rp-{severity}")


def counted(here: Session, line: RuleLine) -> str:
    """How many findings in how many projects."""
    return here.words(
        "quality.rule_counts",
        findings=here.words.number(line.findings),
        projects=here.words.number(line.projects),
    )


def choose_owner(here: Session, quality: Quality) -> None:
    """A field that keeps the findings of one owner; the address holds the choice."""
    now = owner(here)
    names = {"": here.words("quality.owner.all")}
    for key, count in quality.owners:
        name, n = owner_name(here, key), here.words.number(count)
        names[key] = here.words("quality.owner.count", name=name, n=n)
    names.setdefault(now, now)
    chosen = st.selectbox(
        here.words("filter.owner"),
        list(names),
        list(names).index(now),
        format_func=names.__getitem__,
        key=f"owner-{now}",
        filter_mode=choice_field.WORDS,
        width=320,
    )
    if chosen != now:
        beside = {k: v for k, v in here.beside.items() if k not in (OWNER, PAGE)}
        go({**here.address(), **beside, **({OWNER: [chosen]} if chosen else {})})


def owner_name(here: Session, key: str | None) -> str:
    """What an owner is called."""
    if key is None or key == NOBODY:
        return here.words("quality.owner.nobody")
    return here.reader.name("funder", key)


def _answer(here: Session, quality: Quality) -> str:
    number = here.words.number
    return here.words.count(
        "quality.answer",
        quality.findings(),
        affected=number(quality.projects_with),
        projects=number(quality.projects),
        wrong=number(quality.findings(Severity.WRONG)),
        look=number(quality.findings(Severity.LOOK)),
    )


def _group(here: Session, severity: Severity, lines: Sequence[RuleLine], most: int) -> str:
    words = here.words
    head = tag(
        "header",
        tag("h2", mark(here, severity)),
        text("p", words(f"quality.{severity}.meaning"), class_="rp-note"),
    )
    return tag(
        "section",
        head,
        tag("ol", *(_rule(here, line, most) for line in lines)),
        class_=f"rp-rules rp-of-{severity}",
    )


def _rule(here: Session, line: RuleLine, most: int) -> str:
    """One rule as a link to its findings; all bars are of one scale, whose whole is ``most``."""
    words = here.words
    said = {OWNER: owner(here)} if owner(here) else {}
    href = here.href("quality", None, rule=line.name, **said)
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
            text("span", counted(here, line), class_="rp-heard"),
            class_="rp-rule-count",
        ),
    )


def _silent(here: Session, quality: Quality) -> str:
    """The rules that find nothing, by name: they were asked too."""
    words = here.words
    silent = [line for line in quality.rules if not line.findings]
    if not silent:
        return ""
    items = (text("li", words(f"quality.rule.{line.name}")) for line in silent)
    summary = text("summary", words.count("quality.silent", len(silent)))
    return tag("details", summary, tag("ul", *items), class_="rp-silent")
