"""Wording of a report: figures and names of the record as the content of a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from portfolio.domain.projects import Band, Relation, Status
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts, Figure
from portfolio.measures.report import (
    Report,
    Subject,
)
from portfolio.present import sentences
from portfolio.present.format import Formatter
from portfolio.present.html import strong
from portfolio.sheet.asks import ask_of
from portfolio.sheet.content import (
    BarPart,
    Footer,
    Runs,
    SheetContent,
)
from portfolio.sheet.names import clean, name_of, runs, shorten
from portfolio.sheet.standing import standing
from portfolio.sheet.tables import shown_amounts, tables, undisbursed_pledges
from portfolio.text.words import Translator

LEAD: Final = 600  # letters of the wording of a clause or the summary of a project
NARROW: Final = Fraction(1, 5)  # a part of the bar below this has no room for its own label
_BAR: Final = (
    (Figure.COVERED, "answer.part.covered", ""),
    (Figure.PLEDGED_TOWARD_GAP, "answer.part.pledged", "answer.part.pledged.note"),
    (Figure.GAP_AFTER_PLEDGES, "answer.part.missing", "answer.part.missing.note"),
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a sheet carries besides its figures: whose it is, and where the same view is."""

    view: tuple[tuple[str, str], ...]  # the view in words, label and value
    address: str
    qr: str
    source: str
    last_change: str  # in words, "" where nothing public changed
    marks: tuple[tuple[str, str], ...]  # of the portfolio and of the fonts
    lead: str = ""  # plain words of a clause, summary of a project


def content(report: Report, view: View, reader: Formatter, edition: Edition) -> SheetContent:
    """The report in the reader's words."""
    words = reader.words
    amounts, has_requirement = report.amounts, report.band.has_requirement
    known = amounts.recorded_amount(Figure.REQUIREMENT) if has_requirement else None
    parts = _bar(reader, amounts) if known else ()
    most = max(shown_amounts(report), default=0)
    return SheetContent(
        language=words.language,
        direction=words.direction,
        product=words("app.title"),
        kind=words(f"sheet.kind.{report.subject.value}"),
        title=_title(report, reader),
        view=" · ".join(
            words("word.colon", label=label, value=clean(value)) for label, value in edition.view
        ),
        marks=(*edition.marks, *_marks(report, words)),
        facts=_facts(report, reader),
        lead=clean(edition.lead)[:LEAD],
        answer=runs(_answer(report, view, reader)),
        gap=runs(words("answer.gap", gap=strong(reader.amount(amounts.gap))))
        if known and amounts.gap
        else (),
        bar=parts,
        inner=_inner(amounts),
        equal=any(part.share < NARROW for part in parts),
        beyond=words("answer.disbursed_above")
        if known and (amounts.disbursed_toward_requirement or 0) > (amounts.covered or 0)
        else "",
        far=standing(report, view, words),
        asks_title=words("sheet.asks"),
        asks=tuple(ask_of(ask, report, reader) for ask in report.asks),
        tables=tables(report, reader, most),
        unit=words("unit.table", unit=words.unit_of(most, reader.currency)) if most else "",
        undisbursed_pledges=undisbursed_pledges(report, reader),
        notes=" ".join(_notes(report, reader)),
        footer=Footer(
            lines=tuple(
                filter(None, (words("sheet.source", source=edition.source), edition.last_change))
            ),
            address=edition.address,
            pieces=tuple(edition.address[at : at + 6] for at in range(0, len(edition.address), 6)),
            qr=edition.qr,
            qr_alt=words("sheet.qr", address=edition.address),
        ),
    )


def _title(report: Report, reader: Formatter) -> str:
    match report.subject:
        case Subject.COUNTRY | Subject.FUNDER | Subject.CLAUSE:
            return clean(reader.name(report.subject.value, report.key))
        case Subject.PROJECT:
            titles = report.project.titles if report.project else {}
            return clean(reader.words.choose(titles)) or clean(report.key)
        case _:
            return reader.words(f"sheet.title.{report.subject.value}")


def _marks(report: Report, words: Translator) -> list[tuple[str, str]]:
    """Marks of context, of preparation, of a suspended project, and of our own wording of clauses."""
    found = []
    project = report.project
    if project is not None and project.relation is Relation.CONTEXT:
        found.append((words("relation.context"), words("relation.context.meaning")))
    elif report.band is not Band.OFFICIAL:
        found.append((words(f"band.{report.band.word}"), words(f"sheet.band.{report.band.word}")))
    if project is not None and project.status is Status.SUSPENDED:
        found.append((words("status.suspended"), words("projects.is_suspended")))
    if project is not None and project.status is Status.CANCELLED:
        found.append((words("status.cancelled"), words("projects.is_cancelled")))
    if words.language == "ar":
        found.append((words("mark.working_translation"), words("note.clause_words")))
    elif report.subject is Subject.CLAUSE:
        found.append((words("sheet.wording"), words("sheet.wording.note")))
    return found


# Position


def _answer(report: Report, view: View, reader: Formatter) -> str:
    words = reader.words
    if report.project is not None and not report.project.convertible:
        return words("sheet.no_rate", currency=reader.currency)
    if report.is_empty:
        return words("sheet.empty")
    if report.subject is not Subject.PROJECT and not report.band.has_requirement:
        return sentences.context(reader, view, report.headline)
    if report.amounts.recorded_amount(Figure.REQUIREMENT) is None:
        return _funding(report.amounts, reader)
    return sentences.answer(
        reader,
        view,
        report.amounts,
        of="project" if report.subject is Subject.PROJECT else "need",
        is_marked=True,
        names_filters=report.subject is Subject.SELECTION,
    )


def _funding(amounts: Amounts, reader: Formatter) -> str:
    """Recorded funding where no requirement is."""
    words = reader.words
    told = [] if amounts.requirement is None else [words("sheet.no_requirement")]
    stages = (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
    if all(amounts.recorded_amount(figure) is None for figure in stages):
        return " ".join([*told, words("answer.no_requirement.nothing.funding")])
    for figure in stages:
        known = amounts.recorded_amount(figure)
        value = reader.not_recorded(figure) if known is None else strong(reader.amount(known))
        told.append(words("sheet.line", label=reader.label(figure), value=value))
    return " ".join(told)


def _bar(reader: Formatter, amounts: Amounts) -> tuple[BarPart, ...]:
    minors = [amounts.of(figure) or 0 for figure, *_ in _BAR]
    whole = sum(minors)
    if not whole:
        return ()
    percents = reader.words.shares_of_first(minors)
    parts = []
    for (figure, key, note), minor, percent in zip(_BAR, minors, percents, strict=True):
        known = amounts.recorded_amount(figure)
        is_covered = figure is Figure.COVERED
        parts.append(
            BarPart(
                figure=figure.value,
                share=minor / whole,
                label=reader.words(key),
                percent="" if known is None else percent,
                amount=reader.figure_text(amounts, figure),
                note=_of_which(reader, amounts) if is_covered else _note(reader, known, note),
                swatch=Figure.DISBURSED_TOWARD_REQUIREMENT.value
                if is_covered and _disbursed(amounts) is not None
                else "",
            )
        )
    return tuple(parts)


def _note(reader: Formatter, amount: int | None, key: str) -> Runs:
    return runs(reader.words("recorded.none.pledged_open" if amount is None else key))


def _disbursed(amounts: Amounts) -> int | None:
    if amounts.recorded_amount(Figure.COVERED) is None:
        return None
    return amounts.recorded_amount(Figure.DISBURSED_TOWARD_REQUIREMENT)


def _of_which(reader: Formatter, amounts: Amounts) -> Runs:
    """Disbursed part of the requirement, or that nothing of it is recorded."""
    if amounts.recorded_amount(Figure.COVERED) is None:
        return runs(reader.words("recorded.none.secured"))
    disbursed = _disbursed(amounts)
    if disbursed is None:
        return runs(reader.words("recorded.none.paid"))
    share = Fraction(disbursed, amounts.requirement or 1)
    amount = strong(reader.amount(disbursed))
    return runs(reader.words("answer.of_which", amount=amount, share=share))


def _inner(amounts: Amounts) -> float:
    disbursed = _disbursed(amounts)
    if not disbursed or not amounts.covered:
        return 0.0
    return float(min(Fraction(disbursed, amounts.covered), Fraction(1)))


def _notes(report: Report, reader: Formatter) -> list[str]:
    """What the figures include, leave out and keep apart."""
    words, head = reader.words, report.headline
    notes: list[str] = []
    if report.subject is Subject.PROJECT:
        return notes
    notes.append(words.count("notes.included", head.projects))
    if head.without_requirement:
        notes.append(words.count("notes.without_requirement", len(head.without_requirement)))
    if head.left_out:
        currencies = words.join(sorted({row.currency for row in head.left_out}))
        count = head.projects_left_out
        notes.append(words.count("notes.left_out", count, currencies=currencies))
    notes += _other_bands(report, reader)
    if report.subject in (Subject.FUNDER, Subject.SELECTION) and report.delivery is not None:
        notes.append(words("filter.funder.note"))
    return notes


def _other_bands(report: Report, reader: Formatter) -> list[str]:
    words, bands = reader.words, report.headline.bands
    notes = []
    pipeline, context = bands[Band.PIPELINE], bands[Band.CONTEXT]
    if report.band is Band.OFFICIAL and pipeline.projects:
        needed = pipeline.amounts.recorded_amount(Figure.REQUIREMENT)
        if needed is None:
            notes.append(words.count("notes.pipeline.unstated", pipeline.projects))
        else:
            amount = reader.amount(needed)
            notes.append(words.count("notes.pipeline", pipeline.projects, amount=amount))
    if report.band is not Band.CONTEXT and context.projects:
        amount = reader.amount(context.amounts.secured)
        notes.append(words.count("notes.context", context.projects, amount=amount))
    return notes


def _facts(report: Report, reader: Formatter) -> str:
    """Facts of a project side by side, "" of anything else."""
    words, project = reader.words, report.project
    if project is None:
        return ""
    pairs: Mapping[str, str] = {
        "sheet.identifier": clean(project.identifier),
        "axis.status": words(f"status.{project.status.word}"),
        "axis.kind": words(f"kind.{project.kind.word}"),
        "axis.country": reader.join_parts(
            [name_of(reader, "country", c) for c in project.countries]
        ),
        "axis.clause": reader.join_parts([words.number(number) for number in project.clauses]),
        "column.implementer": name_of(reader, "funder", project.implementer)
        if project.implementer
        else "",
        "field.contact_office": shorten(project.contact_office),
    }
    return " · ".join(
        words("word.colon", label=words(key), value=value) for key, value in pairs.items() if value
    )
