"""Data quality page: what every rule finds, whose it is, and where it is mended."""

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.errors import UnknownFilter
from portfolio.domain.flows import FlowKind
from portfolio.domain.money import WHOLE
from portfolio.domain.projects import Status
from portfolio.domain.reference import Kind
from portfolio.measures.quality import BY_NAME, Finding
from portfolio.measures.quality.context import Rule, Severity
from portfolio.measures.quality.results import Name, Period, RecordTitles
from portfolio.present.html import link, tag
from portfolio.present.sorting import SortValues, TableOrder, name_value
from portfolio.present.table import columns_of, html_table
from portfolio.services.quality import NOBODY, FindingLine, Quality, RuleLine, read_quality
from portfolio.ui import badges, fields, lists, opening, session, sorting
from portfolio.ui.lists import PAGE
from portfolio.ui.session import Session, go

# What an entry of money is, in one phrase; sentences about entries begin with it.
ENTRY: Final = ("stage", "funder", "amount", "day")
_NAMED: Final[dict[type[IntEnum], str]] = {FlowKind: "flow", Kind: "kind", Status: "status"}


def sentence(session: Session, finding: Finding) -> str:
    """Sentence on what is wrong, with its exact values."""
    values = {name: _worded(session, value) for name, value in finding.values.items()}
    if isinstance(total := values.get("total"), Fraction):  # of a set of shares, as recorded
        values["total"] = session.words.recorded_share(int(total * WHOLE))
    if all(name in values for name in ENTRY):
        values["entry"] = session.words("quality.entry", **{name: values[name] for name in ENTRY})
    return session.words(f"quality.rule.{finding.rule}.said", **values)


def _worded(session: Session, value: object) -> object:
    match value:
        case Name(axis="funder", key=key):
            return session.reader.name("funder", key)
        case Name(key=key):
            return key
        case RecordTitles(texts=texts, reference=reference):
            return session.words.choose(texts) or reference
        case Period(first=first, last=last):
            return session.words.period(first, last)
        case IntEnum(name=name):
            return session.words(f"{_NAMED[type(value)]}.{name.lower()}")
    return value


RULE: Final = "rule"  # names in the address
OWNER: Final = "owner"


def draw_quality_rules(session: Session) -> None:
    """The answer, the choice of an owner, and the rules that find something; then the silent ones."""
    quality = read_quality(session.register, session.who, session.question, owner=owner(session))
    opening.draw(session, "quality")
    given = session.beside.get(RULE, [""])[-1]
    if given:
        problem = session.words.error(UnknownFilter(name=RULE, value=given[:40]))
        st.html(tag("div", tag("p", problem), class_="rp-problem", role="alert"))
    if not session.view.portfolio.size:
        opening.portfolio(session)
        return
    with st.container(
        key="quality-head", horizontal=True, vertical_alignment="bottom", gap="medium"
    ):
        st.html(tag("p", _answer(session, quality), class_="rp-answer-said"))
        choose_owner(session, quality)
    if not quality.findings():
        opening.draw_empty(session, "quality")
        return
    most = max(line.findings for line in quality.rules)
    for severity in Severity:
        lines = [line for line in quality.rules if line.severity is severity and line.findings]
        lines.sort(key=lambda line: -line.findings)
        if lines:
            st.html(_group(session, severity, lines, most))
    st.html(_silent(session, quality))


def owner(session: Session) -> str:
    """Owner of findings named by the address; empty for all."""
    return session.beside.get(OWNER, [""])[-1]


def mark(session: Session, severity: Severity) -> Markup:
    """Severity: a sign of its own shape, and the word."""
    return tag("span", session.words(f"quality.{severity}"), class_=f"rp-severity rp-{severity}")


def counts_text(session: Session, line: RuleLine) -> str:
    """Number of findings and of their projects."""
    return session.words(
        "quality.rule_counts",
        findings=session.words.number(line.findings),
        projects=session.words.number(line.projects),
    )


def choose_owner(session: Session, quality: Quality) -> None:
    """Field that narrows the findings to one owner; the address stores the choice."""
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
        filter_mode=fields.WORDS,
        width=320,
    )
    if chosen != now:
        beside = {k: v for k, v in session.beside.items() if k not in (OWNER, PAGE)}
        go({**session.address(), **beside, **({OWNER: [chosen]} if chosen else {})})


def owner_name(session: Session, key: str | None) -> str:
    """Name of an owner."""
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


def _group(session: Session, severity: Severity, lines: Sequence[RuleLine], most: int) -> Markup:
    words = session.words
    head = tag(
        "header",
        tag("h2", mark(session, severity)),
        tag("p", words(f"quality.{severity}.meaning"), class_="rp-note"),
    )
    return tag(
        "section",
        head,
        tag("ol", *(_rule(session, line, most) for line in lines)),
        class_=f"rp-rules rp-of-{severity}",
    )


def _rule(session: Session, line: RuleLine, most: int) -> Markup:
    """One rule as a link to its findings; all bars are of one scale, whose whole is ``most``."""
    words = session.words
    said = {OWNER: owner(session)} if owner(session) else {}
    href = session.href("quality", None, rule=line.name, **said)
    return tag(
        "li",
        tag(
            "div",
            link(words(f"quality.rule.{line.name}"), href),
            tag("p", words(f"quality.rule.{line.name}.why"), class_="rp-small"),
        ),
        tag(
            "span",
            tag("i", style=f"inline-size:{100 * line.findings / most:.1f}%"),
            class_="rp-rule-bar",
            aria_hidden="true",
        ),
        tag(
            "p",
            tag("strong", words.number(line.findings), aria_hidden="true"),
            tag("span", words.count("quality.in_projects", line.projects), aria_hidden="true"),
            tag("span", counts_text(session, line), class_="rp-heard"),
            class_="rp-rule-count",
        ),
    )


def _silent(session: Session, quality: Quality) -> Markup:
    """Rules that find nothing, by name: they ran too."""
    words = session.words
    silent = [line for line in quality.rules if not line.findings]
    if not silent:
        return Markup()
    items = (tag("li", words(f"quality.rule.{line.name}")) for line in silent)
    summary = tag("summary", words.count("quality.silent", len(silent)))
    return tag("details", summary, tag("ul", *items), class_="rp-silent")


COLUMNS = (
    "column.project",
    "quality.column.what",
    "filter.owner",
    "quality.column.age",
    "quality.column.mend",
)


def rule_of_address(session: Session) -> Rule | None:
    """The rule the address names; None where it names none there is."""
    return BY_NAME.get(session.beside.get(RULE, [""])[-1])


def draw_quality_findings(session: Session, rule: Rule) -> None:
    """Findings of a rule: why it matters, how many, and fifty to a page."""
    words, mine = session.words, owner(session)
    quality = read_quality(session.register, session.who, session.question, owner=mine)
    line = next(line for line in quality.rules if line.name == rule.name)
    paging = lists.page_rows(line.findings)
    said = {OWNER: mine} if mine else {}
    back = link(words("quality.back"), session.href("quality", None, **said))
    st.html(tag("p", back, class_="rp-back"))
    title, why = words(f"quality.rule.{rule.name}"), words(f"quality.rule.{rule.name}.why")
    opening.draw(session, "quality", title=title, lead=why)
    lists.problem(session, paging)
    with st.container(
        key="quality-head", horizontal=True, vertical_alignment="bottom", gap="medium"
    ):
        found = tag("span", counts_text(session, line), class_="rp-count")
        facts = mark(session, rule.severity), found
        st.html(tag("p", *facts, class_="rp-found-by", id=lists.ARRIVAL, tabindex="-1"))
        choose_owner(session, quality)
    if not line.findings:
        st.html(tag("div", tag("p", words("quality.nothing")), class_="rp-empty", role="status"))
        return
    order = _order(session)
    is_oldest_first = order.sort == order.default
    read = read_quality(
        session.register,
        session.who,
        session.question,
        rule=rule.name,
        owner=mine,
        first=paging.rows.start if is_oldest_first else 0,
        limit=lists.ROWS if is_oldest_first else line.findings,
    )
    lines = read.lines if is_oldest_first else order.rows(read.lines)[paging.rows]
    st.html(_table(session, rule, lines, order))
    lists.draw_paging(session, paging, {RULE: rule.name, **said}, "quality")


def _order(session: Session) -> TableOrder[FindingLine]:
    """Order of all findings of a rule, the oldest first; what mends them is one link for all."""
    values: SortValues[FindingLine] = {
        "project": lambda line: name_value(session.title(line.finding.project)),
        "what": lambda line: name_value(sentence(session, line.finding)),
        "owner": lambda line: line.owner and name_value(owner_name(session, line.owner)),
        "age": lambda line: line.finding.days,
    }
    return sorting.order(session, "findings", values, "-age")


def _table(
    session: Session, rule: Rule, lines: Sequence[FindingLine], order: TableOrder[FindingLine]
) -> Markup:
    words = session.words
    columns = columns_of(words, ((key, False) for key in COLUMNS))
    rows = (_row(session, rule, line) for line in lines)
    caption = words(f"quality.rule.{rule.name}")
    kind = "rp-list rp-findings"
    return html_table(caption, columns, rows, kind=kind, order=order)


def _row(session: Session, rule: Rule, line: FindingLine) -> Markup:
    words, finding = session.words, line.finding
    href = session.href("projects", None, project=finding.project)
    title = link(session.title(finding.project), href, dir="auto")
    facts = [tag("bdi", name) for name in (finding.project, line.reference) if name]
    return tag(
        "tr",
        tag("th", title, tag("p", badges.join(*facts), class_="rp-small"), scope="row"),
        tag("td", sentence(session, finding)),
        tag(
            "td",
            owner_name(session, line.owner),
            class_=None if line.owner else "rp-unstated",
        ),
        tag(
            "td",
            words.count("quality.days", finding.days),
            title=words("quality.since", day=finding.since),
        ),
        tag("td", _mend(session, rule, line)),
    )


def _mend(session: Session, rule: Rule, line: FindingLine) -> Markup:
    """A link that opens what is to be mended."""
    said = session.words(f"quality.mend.{rule.page}")
    heard = session.words("quality.mend.of", what=said, project=line.finding.project)
    if rule.page in ("rates", "organisations"):
        href = session.href("administration", None, section=rule.page)
    else:
        field = {"field": rule.field} if rule.field else {}
        href = session.href(rule.page, None, project=line.finding.project, **field)
    return link(said, href, aria_label=heard, class_="rp-mend")


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw_sheets("projects", "quality")
    rule = rule_of_address(here)
    if rule is None:
        draw_quality_rules(here)
    else:
        draw_quality_findings(here, rule)
