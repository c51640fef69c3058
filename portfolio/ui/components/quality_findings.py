"""What one rule finds: each project with what is wrong, whose it is, how long, and where to mend it."""

import streamlit as st

from portfolio.measures.quality.rules import BY_NAME
from portfolio.measures.quality.seen import Rule
from portfolio.services.quality import FindingLine, read_quality
from portfolio.ui.components import opening, project_paging, quality_words
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.components.quality_rules import (
    OWNER,
    RULE,
    choose_owner,
    counts_text,
    mark,
    owner,
    owner_name,
)
from portfolio.ui.session import Session

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


def draw(session: Session, rule: Rule) -> None:
    """Why the rule matters, how much it finds, and its findings fifty to a page."""
    words, mine = session.words, owner(session)
    quality = read_quality(session.register, session.who, session.question, owner=mine)
    line = next(line for line in quality.rules if line.name == rule.name)
    paging = project_paging.page_rows(line.findings)
    said = {OWNER: mine} if mine else {}
    back = link(words("quality.back"), session.href("quality", None, **said))
    st.html(tag("p", back, class_="rp-back"))
    title, why = words(f"quality.rule.{rule.name}"), words(f"quality.rule.{rule.name}.why")
    opening.draw(session, "quality", title=title, lead=why)
    project_paging.problem(session, paging)
    with st.container(
        key="quality-head", horizontal=True, vertical_alignment="bottom", gap="medium"
    ):
        found = text("span", counts_text(session, line), class_="rp-count")
        st.html(tag("p", mark(session, rule.severity), found, class_="rp-found-by"))
        choose_owner(session, quality)
    if not line.findings:
        st.html(tag("div", text("p", words("quality.nothing")), class_="rp-empty", role="status"))
        return
    read = read_quality(
        session.register,
        session.who,
        session.question,
        rule=rule.name,
        owner=mine,
        first=paging.rows.start,
    )
    st.html(_table(session, rule, read.lines))
    project_paging.draw(session, paging, {RULE: rule.name, **said}, "screens/quality.py")


def _table(session: Session, rule: Rule, lines: tuple[FindingLine, ...]) -> str:
    words = session.words
    head = "".join(text("th", words(key), scope="col") for key in COLUMNS)
    table = tag(
        "table",
        text("caption", words(f"quality.rule.{rule.name}"), class_="rp-heard"),
        tag("thead", tag("tr", head)),
        tag("tbody", *(_row(session, rule, line) for line in lines)),
        class_="rp-table rp-list rp-findings",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def _row(session: Session, rule: Rule, line: FindingLine) -> str:
    words, finding = session.words, line.finding
    href = session.href("projects", None, project=finding.project)
    title = link(session.title(finding.project), href, dir="auto")
    facts = [text("bdi", name) for name in (finding.project, line.reference) if name]
    labels = [words(key) for key in COLUMNS]
    return tag(
        "tr",
        tag("th", title, tag("p", marks.join(*facts), class_="rp-small"), scope="row"),
        text("td", quality_words.sentence(session, finding), data_label=labels[1]),
        text(
            "td",
            owner_name(session, line.owner),
            data_label=labels[2],
            class_=None if line.owner else "rp-unstated",
        ),
        text(
            "td",
            words.count("quality.days", finding.days),
            title=words("quality.since", day=finding.since),
            data_label=labels[3],
        ),
        tag("td", _mend(session, rule, line), data_label=labels[4]),
    )


def _mend(session: Session, rule: Rule, line: FindingLine) -> str:
    """A link that opens what is to be mended."""
    said = session.words(f"quality.mend.{rule.page}")
    heard = session.words("quality.mend.of", what=said, project=line.finding.project)
    if rule.page in ("rates", "organisations"):
        href = session.href("housekeeping", None, section=rule.page)
    else:
        field = {"field": rule.field} if rule.field else {}
        href = session.href(rule.page, None, project=line.finding.project, **field)
    return link(said, href, aria_label=heard, class_="rp-mend")
