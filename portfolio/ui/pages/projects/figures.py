"""Figures of a project: its answer and bar, the rows behind each figure, its funders."""

from fractions import Fraction
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.money import Money
from portfolio.domain.projects import Status
from portfolio.measures import entries, progress
from portfolio.measures.exclusions import ExclusionReason
from portfolio.measures.explain import explain
from portfolio.measures.figures import FUNDER_FIGURES, BreakdownRow, Figure
from portfolio.present.answer import bar_html
from portfolio.present.html import BREAK, strong, tag
from portfolio.present.table import Cell, Table, number, table_of
from portfolio.ui import badges, downloads, explanation, lists, metrics, opening, subjects
from portfolio.ui.project_context import ProjectContext

FIRST: Final = metrics.HEADLINE
BESIDE: Final = (Figure.DISBURSED_TOWARD_REQUIREMENT, Figure.GAP_UNPAID)
# Whole sums, under a heading of their own: they do not add up to what is needed.
FUNDING: Final = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN, Figure.SURPLUS, Figure.SPENT)
APART: Final = {
    Status.PIPELINE: "projects.in_pipeline",
    Status.CANCELLED: "projects.is_cancelled",
    Status.SUSPENDED: "projects.is_suspended",
}


def draw_project_figures(context: ProjectContext) -> None:
    """The answer above the fold: sentence, coverage, milestones, bar, figures."""
    here = context.session
    said = [tag("p", sentence(context), class_="rp-answer-said")]
    has_requirement = context.line.relation.has_requirement
    if context.line.status in APART and (
        has_requirement or context.line.status is Status.CANCELLED  # context is excluded already
    ):
        said.append(tag("p", here.words(APART[context.line.status]), class_="rp-apart-note"))
    stats = (_coverage(context), _milestones(context)) if has_requirement else ()
    bar = bar_html(here.reader, context.line.amounts)
    st.html(tag("div", tag("div", *said), *stats, class_="rp-answer") + bar)
    if not context.line.convertible:
        st.html(_wanted(context))
        return
    first = FIRST if has_requirement else FUNDER_FIGURES
    columns = st.columns(len(first), gap="small")
    for column, figure in zip(columns, first, strict=True):
        with column, st.container(key=f"card-{figure.value}", height="stretch", gap=None):
            _card(context, figure)
    rows = [("more-figures", BESIDE), ("funding-figures", FUNDING)]
    if not has_requirement:
        rows = [("funding-figures", (Figure.SPENT,))]
    for key, figures in rows:
        if key == "funding-figures" and has_requirement:
            st.html(tag("p", here.words("funding.title"), class_="rp-label"))
        with st.container(key=key, horizontal=True, gap="small"):
            for figure in figures:
                with st.container(key=f"small-{figure.value}", horizontal=True, gap="small"):
                    _small(context, figure)


def sentence(context: ProjectContext) -> str:
    """What is covered and missing, or why that is unknown."""
    words, reader, amounts = context.session.words, context.session.reader, context.line.amounts
    if not context.line.convertible:
        count = len(_without_rate(context))
        return words.count("projects.answer.no_rate", count, currency=reader.currency)
    if not context.line.relation.has_requirement:
        return _context(context)
    if amounts.recorded_amount(Figure.REQUIREMENT) is not None:
        return metrics.answer_sentence(context.session, amounts, of="project")
    return _without_requirement(context)


def _without_requirement(context: ProjectContext) -> str:
    """Records of a project that records no requirement, or may have none."""
    words, reader, amounts = context.session.words, context.session.reader, context.line.amounts
    pledged = reader.amount(amounts.pledged_open)
    if amounts.recorded_amount(Figure.SECURED) is None:
        if amounts.recorded_amount(Figure.PLEDGED_OPEN) is None:
            return words("answer.no_requirement.nothing")
        return words.count("answer.no_requirement.pledged", 1, amount=pledged)
    if not amounts.secured:
        key = "projects.answer.pledged" if amounts.pledged_open else "projects.answer.nothing"
        return words(key, pledged=pledged)
    is_paid = amounts.recorded_amount(Figure.PAID) is not None
    return words(
        "projects.answer.no_requirement" if is_paid else "projects.answer.unpaid",
        secured=reader.amount(amounts.secured),
        paid=reader.amount(amounts.paid),
    )


def _context(context: ProjectContext) -> str:
    """Records of a context project: neither requirement nor gap."""
    words, reader, amounts = context.session.words, context.session.reader, context.line.amounts
    if amounts.secured:
        return words(
            "projects.answer.context" if amounts.paid else "projects.answer.context.secured",
            secured=reader.amount(amounts.secured),
            paid=reader.amount(amounts.paid),
        )
    key = "pledged" if amounts.pledged_open else "nothing"
    return words(f"projects.answer.context.{key}", pledged=reader.amount(amounts.pledged_open))


def _without_rate(context: ProjectContext) -> list[str]:
    """The sentences of the rows that wait for a rate."""
    here, project = context.session, context.project
    view, identifier = here.view, project.identifier
    flows, periods = entries.flows(view, identifier), entries.periods(view, identifier)
    rows = [
        (flow.amount_minor, flow.currency, flow.value_date)
        for flow in project.flows
        if flow.id in flows and flows[flow.id].exclusion is ExclusionReason.NO_RATE
    ]
    rows += [
        (period.amount_minor, period.currency, min(period.first_day, here.question.as_of))
        for period in project.budgets
        if period.id in periods and periods[period.id].exclusion is ExclusionReason.NO_RATE
    ]
    return [
        here.words(
            "projects.answer.wanted", amount=Money(minor, currency), currency=currency, day=day
        )
        for minor, currency, day in rows
    ]


def _wanted(context: ProjectContext) -> Markup:
    items = (tag("li", said) for said in _without_rate(context))
    advice = tag("p", context.session.words("left_out.advice"))
    return tag("div", tag("ul", *items), advice, class_="rp-notice rp-warning")


def _stat(context: ProjectContext, value: Fraction | None, *label: str) -> Markup:
    """A share over its label; dimmed where it has no meaning."""
    said = tag("strong", context.session.words.share(value))
    return tag("p", said, *label, class_="rp-stat" if value is not None else "rp-stat rp-stat-none")


def _coverage(context: ProjectContext) -> Markup:
    has = context.line.has_requirement and context.line.convertible
    share = context.line.amounts.coverage if has else None
    return _stat(context, share, tag("span", context.session.words("figure.coverage.short")))


def _milestones(context: ProjectContext) -> Markup:
    words, question = context.session.words, context.session.question
    found = progress.progress(progress.milestone_states(context.project, question), question.as_of)
    standing = progress.status_of(context.session.view, found)
    mark = badges.projects(context.session, standing)
    if found.share_done is None:
        return _stat(context, None, mark)
    done = tag("span", words("projects.milestones_done"))
    return _stat(context, found.share_done, done, BREAK, mark)


def _tip(context: ProjectContext, figure: Figure) -> Markup:
    meaning = context.session.words(f"figure.{figure}.meaning")
    return tag("span", "?", class_="rp-tip", tabindex="0", aria_label=meaning, data_tip=meaning)


def _card(context: ProjectContext, figure: Figure) -> None:
    value = metrics.figure_html(context.session, context.line.amounts, figure)
    name = tag("span", context.session.reader.label(figure))
    swatch = tag("i", class_=f"rp-is-{figure}")
    label = tag("h2", swatch, name, _tip(context, figure), class_="rp-label")
    st.html(tag("div", label, tag("p", value, class_="rp-value"), class_="rp-card"))
    _button(context, figure)


def _small(context: ProjectContext, figure: Figure) -> None:
    value = metrics.figure_html(context.session, context.line.amounts, figure)
    name = tag("span", context.session.reader.label(figure))
    said = tag("p", name, tag("b", value), _tip(context, figure), class_="rp-beside")
    st.html(said, width="content")
    _button(context, figure)


def _button(context: ProjectContext, figure: Figure) -> None:
    """Opens the rows behind a figure; a figure that rests on none has nothing to open."""
    if context.line.amounts.recorded_amount(figure) is None:
        return
    st.button(
        context.session.words("explain.label"),
        key=f"explain-{figure.value}",
        type="tertiary",
        on_click=explanation.open_address,
        args=(figure,),
    )


def with_explanation(context: ProjectContext) -> None:
    """The explanation the address names, over the page. Called once, at the end of the page."""
    wanted = opening.explanation_choice(context.session)
    if wanted is None or context.line.amounts.recorded_amount(wanted[0]) is None:
        return
    figure, words = wanted[0], context.session.words
    title = words("explain.title", figure=words(f"figure.{figure}"))
    st.dialog(title, width="large", on_dismiss=explanation.close)(_explanation)(context, figure)


def _explanation(context: ProjectContext, figure: Figure) -> None:
    here, words = context.session, context.session.words
    found = explain(here.view, figure, project=context.project.identifier)
    total = explanation.figure_text(here, found)
    rows = sum(len(entry.rows) for entry in found.contributions)
    said = [
        tag("p", context.title(), dir="auto"),
        tag("p", words(f"figure.{figure}.meaning"), class_="rp-note"),
        tag("p", total, class_="rp-value"),
        tag("p", words.count("explain.rows", rows, total=total)),
    ]
    st.html(tag("div", *said))
    if found.contributions:
        table = explanation.as_table(here, found)
        lists.show(here, table, limit=len(table.rows), name="explanation")
        downloads.draw_table_download(
            here,
            lambda: explanation.as_table(here, found, is_file=True),
            stem=f"{context.project.identifier}-{figure}-{here.question.as_of}",
            name="explanation",
            notes=((words("column.project"), context.project.identifier),),
        )


def draw_project_funders(context: ProjectContext) -> None:
    """The table of funders; its totals are the project's own figures."""
    here = context.session
    lines = entries.funders(here.view, context.project.identifier)
    st.html(
        tag("h2", here.words("projects.funders"), class_="rp-section", id="funders")
        + tag("p", _sentence(context, lines), class_="rp-takeaway")
    )
    if lines:
        links = [subjects.href(here, "funder", line.key) for line in lines]
        lists.show(here, _table(context, lines), links=links, name="project-funders")
    passed = entries.passed_on(here.view, context.project.identifier)
    if passed:
        stages = here.reader.join_parts(
            [
                here.words(
                    "word.colon",
                    label=here.words(f"flows.{stage.word}"),
                    value=here.reader.amount(minor),
                )
                for stage, minor in passed.items()
            ]
        )
        st.html(tag("p", here.words("projects.passed_on", stages=stages), class_="rp-note"))


def _sentence(context: ProjectContext, lines: tuple[BreakdownRow, ...]) -> Markup:
    """Who gives most; a name leads to its page."""
    giving = [line.key for line in lines if any(map(line.amounts.of, FUNDER_FIGURES))]
    funders = (("funder", key) for key in giving[:1])
    return subjects.phrase_links(context.session, _takeaway(context, lines), *funders)


def _takeaway(context: ProjectContext, lines: tuple[BreakdownRow, ...]) -> str:
    words, reader = context.session.words, context.session.reader
    if not context.line.convertible:
        return words("projects.funders.no_rate")
    if not lines:
        return words("projects.funders.none")
    giving = [line for line in lines if any(map(line.amounts.of, FUNDER_FIGURES))]
    if not giving:
        return words("projects.funders.nothing")
    name = strong(reader.name("funder", giving[0].key))
    if not giving[0].amounts.secured:
        is_recorded = context.line.amounts.recorded_amount(Figure.SECURED) is not None
        return words(f"chart.funders.{'none_secured' if is_recorded else 'unrecorded'}")
    if len(giving) == 1:
        return words("projects.funders.one", name=name)
    return words(
        "projects.funders.takeaway",
        name=name,
        amount=reader.amount(giving[0].amounts.secured),
        total=reader.amount(context.line.amounts.secured),
    )


def _table(context: ProjectContext, lines: tuple[BreakdownRow, ...]) -> Table:
    words, reader = context.session.words, context.session.reader
    own = (reader.figure(context.line.amounts, figure) for figure in FUNDER_FIGURES)
    return table_of(
        words,
        words("projects.funders"),
        lines,
        ("axis.funder", lambda line: reader.name("funder", line.key)),
        *(
            (
                number(f"figure.{figure}", reader.currency),
                lambda line, figure=figure: reader.figure(line.amounts, figure),
            )
            for figure in FUNDER_FIGURES
        ),
        total=(Cell(words("part.total")), *own) if len(lines) > 1 else (),
    )
