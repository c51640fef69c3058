"""What publishing a draft does: to the project's figures, and which of its rows stay proposed."""

from collections.abc import Mapping

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.measures.figures import FUNDER_FIGURES, Figure, ProjectLine
from portfolio.services import drafts, publishing
from portfolio.services.publishing import PublishingPreview
from portfolio.ui.components import amount_field, entry_words, headline_effect, record_head
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session


def figures(session: Session, draft: Draft) -> str:
    """The project's figures now and as publishing would make them."""
    try:
        preview = publishing.preview_draft(session.register, session.who, draft.id)
    except PortfolioError as error:
        return text("p", session.words.error(error), class_="rp-note")
    if preview.after is None:
        return text("p", session.words("review.no_figures"), class_="rp-note")
    before = _amounts(preview.before) if preview.before else {}
    made = _moved(session, preview) + record_head.figures(session, before, _amounts(preview.after))
    key = "review.figures.note" if preview.before else "review.figures.new"
    made += text("p", session.words(key, day=preview.day), class_="rp-note")
    made += text("h3", session.words("review.headline"))
    made += headline_effect.table(session, preview.totals_before, preview.totals_after)
    same = preview.totals_before == preview.totals_after
    note = "review.headline.same" if same else "lists.effect.note"
    return made + text("p", session.words(note, day=preview.day), class_="rp-note")


def _moved(session: Session, preview: PublishingPreview) -> str:
    """What the totals of the bands lose and gain where publishing moves the project; "" else."""
    before, after = preview.before, preview.after
    if before is None or after is None or before.band is after.band:
        return ""
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
    items = (text("li", sentence) for sentence in said)
    return tag("div", tag("ul", *items), class_="rp-notice rp-warning", role="note")


def _amounts(line: ProjectLine) -> record_head.Amounts:
    def of(figure: Figure) -> int | None:
        has = line.has_requirement or figure in (*FUNDER_FIGURES, Figure.SPENT)
        return line.amounts.of(figure) if has and line.convertible else None

    return {figure: of(figure) for figure in record_head.FIGURES}


def proposal(session: Session, draft: Draft) -> str:
    """Rows of money that publishing leaves only proposed, as HTML; "" where there is none."""
    rows = drafts.proposed_drafts(draft.document)
    if not rows:
        return ""
    items = (text("li", _row(session, row), dir="auto") for row in rows)
    said = text("p", session.words.count("review.proposed", len(rows)))
    return tag("div", said, tag("ul", *items), class_="rp-notice rp-warning")


def _row(session: Session, row: Mapping[str, str]) -> str:
    """A row of money in one line, as far as it is filled in."""
    amount, currency = row.get("amount", ""), row.get("currency", "")
    parts = [
        entry_words.value_text(session, "flows", "kind", row.get("kind", "")),
        amount_field.exact(session, amount, currency) or f"{amount} {currency}".strip(),
        entry_words.value_text(session, "flows", "provider", row.get("provider", "")),
        entry_words.value_text(session, "flows", "value_date", row.get("value_date", "")),
    ]
    return session.reader.join_names([part for part in parts if part])
