"""Effects of a draft: figures and headline before and after, and what stays only proposed."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.measures.figures import FUNDER_FIGURES, Amounts, Figure, ProjectLine
from portfolio.present.html import tag
from portfolio.present.table import Column, html_table
from portfolio.services import draft_checks, publishing
from portfolio.services.publishing import PublishingPreview
from portfolio.ui import (
    entry_form,
    fields,
    project_context,
)
from portfolio.ui.session import Session

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
    rows = (_row(session, figure, before, after) for figure in FIGURES)
    return html_table(words("review.headline"), columns, rows, kind="rp-effect")


def _row(session: Session, figure: Figure, before: Amounts, after: Amounts) -> Markup:
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
    items = (tag("li", _flow(session, row), dir="auto") for row in rows)
    said = tag("p", session.words.count("review.proposed", len(rows)))
    return tag("div", said, tag("ul", *items), class_="rp-notice rp-warning")


def _flow(session: Session, row: Mapping[str, str]) -> str:
    """A flow in one line, as far as it is filled in."""
    amount, currency = row.get("amount", ""), row.get("currency", "")
    parts = [
        entry_form.value_text(session, "flows", "kind", row.get("kind", "")),
        fields.exact(session, amount, currency) or f"{amount} {currency}".strip(),
        entry_form.value_text(session, "flows", "provider", row.get("provider", "")),
        entry_form.value_text(session, "flows", "value_date", row.get("value_date", "")),
    ]
    return session.reader.join_parts([part for part in parts if part])
