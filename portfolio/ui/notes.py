"""Notes on the figures: what is left out, context projects, effects of an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.domain.projects import Band, Project
from portfolio.measures import breakdowns, headline, lists, progress
from portfolio.measures.figures import FUNDER_FIGURES, Amounts, Figure, Headline, ProjectLine
from portfolio.present import sentences
from portfolio.present.html import link, tag
from portfolio.present.sorting import TableOrder, cell_value, name_value
from portfolio.present.table import Column, html_table
from portfolio.services import draft_checks, publishing
from portfolio.services.publishing import PublishingPreview
from portfolio.ui import (
    badges,
    entry_form,
    explanation,
    fields,
    metrics,
    opening,
    project_context,
    sorting,
    subjects,
)
from portfolio.ui.session import Session


def draw_data_notes(session: Session, headline: Headline) -> None:
    """The notes in a line; a list opens under it."""
    st.html(session.per_view("data-notes", lambda: _as_html(session, headline)))


def _as_html(session: Session, headline: Headline) -> Markup:
    parts = [tag("span", session.words.count("notes.included", headline.projects))]
    parts += filter(
        None,
        (
            _without(session, headline),
            _left_out(session, headline),
            _pipeline(session, headline),
            _context(session),
        ),
    )
    parts.append(link(session.words("notes.complete"), session.href("completeness")))
    return tag("div", *parts, class_="rp-data-notes")


def _without(session: Session, headline: Headline) -> Markup:
    """Projects that record no requirement, by name."""
    identifiers = headline.without_requirement
    if not identifiers:
        return Markup()
    rows = [
        tag("li", link(session.title(identifier), session.href("projects", project=identifier)))
        for identifier in identifiers
    ]
    return _folded(session.words.count("notes.without_requirement", len(rows)), tag("ul", *rows))


def _left_out(session: Session, headline: Headline) -> Markup:
    """Rows without an exchange rate, each in a sentence."""
    if not headline.left_out:
        return Markup()
    currencies = sorted({row.currency for row in headline.left_out})
    told = session.words.count(
        "notes.left_out",
        headline.projects_left_out,
        currencies=session.reader.join_names(currencies),
    )
    rows = [
        tag(
            "li",
            link(opening.left_out(session, row), session.href("projects", project=row.project)),
        )
        for row in headline.left_out
    ]
    return _folded(told, tag("ul", *rows) + tag("p", session.words("left_out.advice")))


def _pipeline(session: Session, headline: Headline) -> Markup:
    """Requirement of projects in preparation, which is in no figure above."""
    line = headline.bands.get(Band.PIPELINE)
    if line is None or not line.projects or session.question.band is not Band.OFFICIAL:
        return Markup()
    needed = line.amounts.recorded_amount(Figure.REQUIREMENT)
    if needed is None:
        return tag("span", session.words.count("notes.pipeline.unstated", line.projects))
    amount = session.reader.amount(needed)
    return tag("span", session.words.count("notes.pipeline", line.projects, amount=amount))


def _context(session: Session) -> Markup:
    """Note on context projects and their secured funding."""
    line = headline.headline(session.view).bands.get(Band.CONTEXT)
    if line is None or not line.projects or session.question.band is Band.CONTEXT:
        return Markup()
    amount = session.reader.amount(line.amounts.secured)
    return tag("span", session.words.count("notes.context", line.projects, amount=amount))


def _folded(summary: str, inside: str) -> Markup:
    return tag("details", tag("summary", summary), inside)


_SHOWN: Final = 25
_AXES: Final = ("funder", "country", "clause")


def draw_context_band(session: Session, headline: Headline) -> None:
    """The band by itself: its sentence, its three figures, by whom and for what, its projects."""
    opening.draw_sheets("money")
    st.html(tag("p", sentence(session, headline), class_="rp-answer-said rp-wide"))
    st.html(tag("p", session.words("context.meaning"), class_="rp-note"))
    metrics.draw_cards(session, headline, FUNDER_FIGURES)
    draw_data_notes(session, headline)
    for axis in _AXES:
        lines = [
            (line.key, line.amounts)
            for line in breakdowns.split(session.view, axis).lines
            if any(map(line.amounts.of, FUNDER_FIGURES))
        ]
        if lines:
            st.html(
                tag("h2", session.words(f"context.by_{axis}"), class_="rp-section")
                + _table(session, axis, lines)
            )
    codes = lists.in_context(session.view)
    st.html(
        tag("h2", session.words("context.projects"), class_="rp-section")
        + _projects(session, lists.lines(session.view, codes))
    )
    explanation.draw(session)


def stops(session: Session, headline: Headline, page: str) -> bool:
    """Whether a page on requirement, gaps or progress has nothing to show of the view's band."""
    if session.question.band.has_requirement:
        return False
    official = replace(session.question, band=Band.OFFICIAL)
    st.html(
        tag("p", session.words(f"context.none.{page}"), class_="rp-answer-said rp-wide")
        + tag("p", sentence(session, headline))
        + tag("p", link(session.words("context.official"), session.href(page, official)))
        + tag("p", link(session.words("context.open"), session.href("summary")))
    )
    return True


def sentence(session: Session, headline: Headline) -> str:
    """Number of context projects, what is recorded of them, and what of it is older."""
    return sentences.context(session.reader, session.view, headline)


def context_sentence(
    session: Session, asking_session: Session | None = None, *, level: str = "h2"
) -> None:
    """Context projects that match the filters, under their own heading; in no figure above."""
    seen = asking_session or session
    codes = lists.in_context(seen.view)
    if not len(codes):
        return
    lines = lists.lines(seen.view, codes)
    band = replace(
        seen.question,
        band=Band.CONTEXT,
        filters=replace(seen.question.filters, statuses=frozenset()),
    )
    st.html(
        tag(level, session.words("context.apart"), class_="rp-section")
        + tag("p", session.words.count("context.apart.note", len(lines)), class_="rp-takeaway")
        + _projects(session, lines)
        + tag(
            "p",
            link(session.words("context.open"), session.href("summary", band)),
            class_="rp-note",
        )
    )


def _projects(session: Session, lines: Sequence[ProjectLine]) -> Markup:
    """Each project with the reason it is context, the greatest first."""
    order: TableOrder[ProjectLine] = sorting.order(
        session,
        "context",
        {
            "name": lambda line: name_value(session.title(line.identifier)),
            "reasons": lambda line: cell_value(_reason(session, line.identifier)),
            **{one: partial(_known, figure=one) for one in FUNDER_FIGURES},
        },
        f"-{FUNDER_FIGURES[0]}",
    )
    ordered = order.rows(sorted(lines, key=lambda line: (-line.amounts.secured, line.identifier)))
    heads = [session.words(key) for key in ("column.project", "field.relation_reasons")]
    rows = []
    for line in ordered[:_SHOWN]:
        title = link(
            session.title(line.identifier), session.href("projects", project=line.identifier)
        )
        rows.append(
            tag(
                "tr",
                tag("th", title, scope="row"),
                tag("td", _reason(session, line.identifier), class_="rp-small"),
                *_money(session, line.amounts if line.convertible else None),
            )
        )
    more = ""
    if len(ordered) > _SHOWN:
        more = tag("p", session.words.count("show.first", _SHOWN), class_="rp-note")
    return _framed(session, session.words("context.projects"), heads, rows, order) + more


def _known(line: ProjectLine, figure: Figure) -> int | None:
    """What a cell shows: nothing recorded is no amount."""
    return (line.amounts.of(figure) or None) if line.convertible else None


def _table(session: Session, axis: str, lines: Sequence[tuple[str, Amounts]]) -> Markup:
    """Amounts by the key of a part, each name the way to its page."""
    order: TableOrder[tuple[str, Amounts]] = sorting.order(
        session,
        f"context-{axis}",
        {
            "name": lambda line: name_value(session.reader.name(axis, line[0])),
            **{
                one: lambda line, figure=one: line[1].of(figure) or None  # type: ignore[misc]
                for one in FUNDER_FIGURES
            },
        },
        f"-{FUNDER_FIGURES[0]}",
    )
    ordered = order.rows(sorted(lines, key=lambda line: -line[1].secured))
    rows = [
        tag(
            "tr",
            tag("th", subjects.name_link(session, axis, key), scope="row", dir="auto"),
            *_money(session, amounts),
        )
        for key, amounts in ordered
    ]
    label = session.words(f"axis.{axis}")
    return _framed(session, label, [label], rows, order)


def _framed(
    session: Session,
    caption: str,
    heads: Sequence[str],
    rows: Sequence[str],
    order: TableOrder[Any],
) -> Markup:
    keys = ("name", "reasons")
    columns = [Column(head, key=key) for key, head in zip(keys, heads, strict=False)]
    columns += [
        Column(session.words(f"figure.{one}.short"), True, key=one) for one in FUNDER_FIGURES
    ]
    return html_table(caption, columns, rows, kind="rp-projects", order=order)


def _money(session: Session, amounts: Amounts | None) -> list[str]:
    """The three figures a context project has; nothing recorded is a dash, never a zero."""
    return [_cell(session, amounts.of(figure) if amounts else None) for figure in FUNDER_FIGURES]


def _cell(session: Session, amount_minor: int | None) -> Markup:
    return tag(
        "td",
        session.reader.amount(amount_minor) if amount_minor else "–",
        title=session.reader.exact(amount_minor) if amount_minor else None,
        class_="rp-number",
    )


def _reason(session: Session, identifier: str) -> Markup:
    return reason(session, session.register.project(identifier, session.question))


def reason(session: Session, project: Project) -> Markup:
    """Reason of the relation in force, in a language the reader has, or that none is recorded."""
    row = progress.holding(project.relations, session.question)
    if row is None:
        return tag("span", session.words("projects.relation.unrecorded.context"))
    return badges.in_words(session, row.reasons)


# One family (ruling 25): they add up.
FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
)


def headline_effect(session: Session, before: Amounts, after: Amounts) -> Markup:
    """Needed, covered, pledged and missing of all projects under way, to the minor unit."""
    words = session.words
    columns = (
        Column(words("lists.effect.figure")),
        Column(words("lists.effect.before"), True),
        Column(words("review.headline.after"), True),
    )
    rows = (_headline_effect_row(session, figure, before, after) for figure in FIGURES)
    return html_table(words("review.headline"), columns, rows, kind="rp-effect")


def _headline_effect_row(
    session: Session, figure: Figure, before: Amounts, after: Amounts
) -> Markup:
    amounts = [_exact(session, figure, one) for one in (before, after)]
    class_ = "rp-number" if amounts[0] == amounts[1] else "rp-number rp-changed"
    return tag(
        "tr",
        tag("th", session.words(f"lists.figure.{figure}"), scope="row"),
        tag("td", amounts[0], class_="rp-number"),
        tag("td", amounts[1], class_=class_),
    )


def _exact(session: Session, figure: Figure, amounts: Amounts) -> str:
    minor = amounts.recorded_amount(figure)
    return (
        session.reader.figure_text(amounts, figure)
        if minor is None
        else session.reader.exact(minor)
    )


def figures(session: Session, draft: Draft) -> Markup:
    """The project's figures now and after publishing."""
    try:
        preview = publishing.preview_draft(session.register, session.who, draft.id)
    except PortfolioError as error:
        return tag("p", session.words.error(error), class_="rp-note")
    if preview.after is None:
        return tag("p", session.words("review.no_figures"), class_="rp-note")
    before = _amounts(preview.before) if preview.before else {}
    made = _moved(session, preview) + project_context.figures(
        session, before, _amounts(preview.after)
    )
    key = "review.figures.note" if preview.before else "review.figures.new"
    made += tag("p", session.words(key, day=preview.day), class_="rp-note")
    made += tag("h3", session.words("review.headline"))
    made += headline_effect(session, preview.totals_before, preview.totals_after)
    same = preview.totals_before == preview.totals_after
    note = "review.headline.same" if same else "lists.effect.note"
    return made + tag("p", session.words(note, day=preview.day), class_="rp-note")


def _moved(session: Session, preview: PublishingPreview) -> Markup:
    """Change of the bands' totals where publishing moves the project; "" else."""
    before, after = preview.before, preview.after
    if before is None or after is None or before.band is after.band:
        return Markup()
    said = [
        session.words(
            f"review.band.{way}.{'needed' if line.has_requirement else 'funded'}",
            band=session.words(f"band.{line.band.word}"),
            requirement=session.reader.amount(line.amounts.requirement),
            secured=session.reader.amount(line.amounts.secured),
        )
        for way, line in (("leaves", before), ("joins", after))
        if line.band is not None
    ]
    items = (tag("li", sentence) for sentence in said)
    return tag("div", tag("ul", *items), class_="rp-notice rp-warning", role="note")


def _amounts(line: ProjectLine) -> project_context.Amounts:
    def of(figure: Figure) -> int | None:
        has = line.has_requirement or figure in (*FUNDER_FIGURES, Figure.SPENT)
        return line.amounts.of(figure) if has and line.convertible else None

    return {figure: of(figure) for figure in project_context.FIGURES}


def proposal(session: Session, draft: Draft) -> Markup:
    """Flows that publishing leaves only proposed, as HTML; "" where there is none."""
    rows = draft_checks.proposed_drafts(draft.document)
    if not rows:
        return Markup()
    items = (tag("li", _effects_row(session, row), dir="auto") for row in rows)
    said = tag("p", session.words.count("review.proposed", len(rows)))
    return tag("div", said, tag("ul", *items), class_="rp-notice rp-warning")


def _effects_row(session: Session, row: Mapping[str, str]) -> str:
    """A flow in one line, as far as it is filled in."""
    amount, currency = row.get("amount", ""), row.get("currency", "")
    parts = [
        entry_form.value_text(session, "flows", "kind", row.get("kind", "")),
        fields.exact(session, amount, currency) or f"{amount} {currency}".strip(),
        entry_form.value_text(session, "flows", "provider", row.get("provider", "")),
        entry_form.value_text(session, "flows", "value_date", row.get("value_date", "")),
    ]
    return session.reader.join_parts([part for part in parts if part])
