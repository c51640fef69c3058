"""The answer of a view as HTML: sentence, days to the conference, the bar of the requirement."""

from fractions import Fraction
from typing import Final

from markupsafe import Markup

from portfolio.domain.params import ViewParams
from portfolio.ledger.view import View
from portfolio.measures import progress
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.present.format import Formatter
from portfolio.present.html import emphasis, esc, part_of_bar, strong, tag
from portfolio.present.sentences import answer, conference_days
from portfolio.text.words import Translator


def days_html(words: Translator, view: View) -> Markup:
    """The days as the large number of an answer; its sentence below, without the number again."""
    days = words.number(abs(progress.days_left(view)))
    whole = conference_days(words, view)
    label = whole.removeprefix(days).strip() if whole.startswith(days) else whole
    # Where a language has no place for the number at the front, the sentence stays whole.
    number = tag("strong", days) if label != whole else ""
    inside = (number, tag("span", label))
    return tag("p", *inside, class_="rp-stat rp-stat-days", title=view.conference_source or None)


def part_html(words: Translator, amounts: Amounts, whole: Amounts, *, is_filtered: bool) -> Markup:
    """What of all that is missing and needed is in one country or clause; nothing where none is.

    ``is_filtered``: other filters hold for both.
    """
    if not amounts.gap_after_pledges or not whole.gap_after_pledges or not whole.requirement:
        return Markup()
    missing = Fraction(amounts.gap_after_pledges, whole.gap_after_pledges)
    needed = Fraction(amounts.requirement or 0, whole.requirement)
    key = "answer.part_of_whole.filtered" if is_filtered else "answer.part_of_whole"
    said = words(key, share=needed)
    # Beside an amount of the same digits a share says first what it is.
    label = words("word.label", label=words("answer.part_of_whole.label"))
    return tag(
        "p",
        tag("span", label, class_="rp-narrow-only"),
        tag("strong", words.share(missing)),
        tag("span", said),
        class_="rp-stat rp-stat-part",
    )


def answer_html(
    reader: Formatter, view: View, headline: Headline, beside: Markup | None = None
) -> Markup:
    """Sentence, days to the conference (or ``beside``), and the bar of the requirement."""
    said = emphasis(answer(reader, view, headline.amounts, is_marked=True))
    said += esc(f" {_others(reader, headline)}")
    days = days_html(reader.words, view) if beside is None else beside
    parts = (tag("p", said.strip(), class_="rp-answer-said"), days)
    return tag("div", *parts, class_="rp-answer") + bar_html(reader, headline.amounts)


def _others(reader: Formatter, headline: Headline) -> str:
    """Records of the projects without a stated need, where they are the most."""
    others = len(headline.without_requirement)
    if (
        headline.amounts.recorded_amount(Figure.REQUIREMENT) is None
        or 2 * others <= headline.projects
    ):
        return ""
    minor = headline.secured_without_requirement
    key = "answer.others" if minor else "answer.others.none"
    return reader.words.count(key, others, amount=reader.amount(minor))


# The parts of the requirement in the order of the bar (domain ruling 25), and what each is called.
PARTS: Final = (
    (Figure.COVERED, "answer.part.covered", ""),
    (Figure.PLEDGED_TOWARD_GAP, "answer.part.pledged", "answer.part.pledged.note"),
    (Figure.GAP_AFTER_PLEDGES, "answer.part.missing", "answer.part.missing.note"),
)
_NARROW: Final = Fraction(16, 100)  # a part below this has no label of its own


def bar_html(reader: Formatter, amounts: Amounts) -> Markup:
    """The requirement as one bar: its parts below it in the same columns, the gap bracketed above."""
    words = reader.words
    if not amounts.requirement or amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return Markup()
    minors = [amounts.of(figure) or 0 for figure, *_ in PARTS]
    shares = [Fraction(minor, sum(minors)) for minor in minors]
    flexes = [f"{float(share):.6f}" for share in shares]
    inner = disbursed_part(amounts)
    spans = [
        part_of_bar(figure, share, inner if figure is Figure.COVERED else "")
        for (figure, *_), share in zip(PARTS, shares, strict=True)
        if share
    ]
    columns = (
        "repeat(3,minmax(0,1fr))"
        if min(shares) < _NARROW
        else " ".join(f"minmax(0,{flex}fr)" for flex in flexes)
    )
    percents = words.shares_of_first(minors)
    labels = [
        _part(reader, amounts, figure, key, note, percent)
        for (figure, key, note), percent in zip(PARTS, percents, strict=True)
    ]
    return tag(
        "div",
        _above(reader, amounts, flexes[0]),
        tag("div", *spans, class_="rp-bar", aria_hidden="true"),
        tag("dl", *labels, class_="rp-parts", style=f"grid-template-columns:{columns}"),
        _beyond(reader, amounts),
        class_="rp-requirement",
        title=reader.exact(amounts.requirement),
    )


def _above(reader: Formatter, amounts: Amounts, start: str) -> Markup:
    """Requirement on the left, the official gap over its parts."""
    words = reader.words
    counts = amounts.records
    recorded_by = counts.by_figure[Figure.REQUIREMENT] if counts else 1
    amount = strong(reader.amount(amounts.requirement))
    is_one = counts is not None and counts.projects == 1
    needed = (
        words("answer.needed.alone", needed=amount)
        if is_one
        else words.count("answer.needed", recorded_by, needed=amount)
    )
    parts = [tag("span", emphasis(needed), class_="rp-needed rp-wide-only")]
    if amounts.gap:
        gap = words("answer.gap", gap=strong(reader.amount(amounts.gap)))
        parts += [
            tag("span", emphasis(gap), class_="rp-gap-label", title=reader.exact(amounts.gap)),
            tag("i"),
        ]
    return tag("p", *parts, class_="rp-above", style=f"--rp-start:{float(start) * 100:.3f}%")


def _part(
    reader: Formatter, amounts: Amounts, figure: Figure, key: str, note: str, percent: str
) -> Markup:
    """One part: its name, amount and share of the need; what is disbursed inside what is covered."""
    words = reader.words
    known = amounts.recorded_amount(figure)
    value = reader.figure_text(amounts, figure)
    if known is None and figure is Figure.PLEDGED_TOWARD_GAP:
        note = "recorded.none.pledged_open"
    beside = [tag("dd", words(note), class_="rp-part-note rp-wide-only")] if note else []
    if figure is Figure.COVERED:
        beside = [tag("dd", _of_which(reader, amounts), class_="rp-part-note")]
    share = "" if known is None else tag("small", percent)
    return tag(
        "div",
        tag("dt", tag("i", class_=f"rp-is-{figure}"), words(key)),
        tag("dd", value, share, class_="rp-part-value", title=reader.exact_of(amounts, figure)),
        *beside,
    )


def _of_which(reader: Formatter, amounts: Amounts) -> Markup:
    """Disbursed part of the requirement, or that nothing of it is recorded."""
    words = reader.words
    if amounts.recorded_amount(Figure.COVERED) is None:
        return esc(words("recorded.none.secured"))
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT)
    if disbursed is None:
        return esc(words("recorded.none.paid"))
    said = words(
        "answer.of_which",
        amount=strong(reader.amount(disbursed)),
        share=Fraction(disbursed, amounts.requirement or 1),
    )
    return tag("i", class_=f"rp-is-{Figure.DISBURSED_TOWARD_REQUIREMENT}") + emphasis(said)


def disbursed_part(amounts: Amounts) -> Markup:
    """The inner bar; where exchange rates put it above what is covered it ends there."""
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT)
    if not disbursed or not amounts.covered:
        return Markup()
    part = min(Fraction(disbursed, amounts.covered), Fraction(1))
    style = f"inline-size:{float(part) * 100:.3f}%"
    return tag("b", class_=f"rp-is-{Figure.DISBURSED_TOWARD_REQUIREMENT}", style=style)


def _beyond(reader: Formatter, amounts: Amounts) -> Markup:
    """Reason why more can be disbursed than is covered (ruling 25)."""
    disbursed = amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT) or 0
    if disbursed <= (amounts.covered or 0):
        return Markup()
    return tag("p", reader.words("answer.disbursed_above"), class_="rp-note")


def portfolio_mark(words: Translator, question: ViewParams, default: ViewParams) -> Markup:
    """Mark at a demonstration's headline: which of its portfolios it shows."""
    if question.scope.portfolio.is_example:
        return tag(
            "span", words("example.mark"), class_="rp-example", title=words("example.sentence")
        )
    if default.scope.portfolio.is_example:
        return tag("span", words("example.mark.record"), class_="rp-example")
    return Markup()
