"""Wording of the asks of a sheet."""

from fractions import Fraction

from portfolio.measures.report import DeadlineAsk, PledgeAsk, Report, ShortfallAsk, Subject
from portfolio.present.format import Formatter
from portfolio.present.html import strong
from portfolio.sheet.content import Ask, NamedRow
from portfolio.sheet.names import clean, name_of, project_title, runs, shorten
from portfolio.sheet.standing import deadline_row
from portfolio.text.words import Translator


def ask_of(ask: PledgeAsk | ShortfallAsk | DeadlineAsk, report: Report, reader: Formatter) -> Ask:
    """One ask in words."""
    match ask:
        case PledgeAsk():
            return _pledge_ask(ask, reader)
        case ShortfallAsk():
            return _shortfall_ask(ask, report, reader)
        case DeadlineAsk():
            return _deadline_ask(ask, report, reader.words)


def _pledge_ask(ask: PledgeAsk, reader: Formatter) -> Ask:
    words = reader.words
    key = "of" if ask.total_minor > ask.amount_minor else "alone"
    told = words(
        f"sheet.ask.pledge.{key}",
        funder=name_of(reader, "funder", ask.funder),
        amount=strong(reader.amount(ask.amount_minor)),
        total=reader.amount(ask.total_minor),
    )
    if ask.oldest_days is not None:
        told = f"{told} {words.count('sheet.ask.pledge.age', ask.oldest_days)}"
    return Ask(words("sheet.ask.pledge"), runs(told))


def _shortfall_ask(ask: ShortfallAsk, report: Report, reader: Formatter) -> Ask:
    words = reader.words
    amount = strong(reader.amount(ask.amount_minor))
    if report.subject is Subject.PROJECT:
        return Ask(
            words("sheet.ask.shortfall.project"),
            runs(words("sheet.ask.shortfall.alone", amount=amount)),
        )
    rows = tuple(
        (project_title(report, words, identifier), reader.amount(missing))
        for identifier, missing in ask.projects
    )
    told = words.count(
        "sheet.ask.shortfall.together",
        len(rows),
        amount=amount,
        share=Fraction(ask.amount_minor, ask.total_minor),
    )
    return Ask(words("sheet.ask.shortfall"), runs(told), rows)


def _deadline_ask(ask: DeadlineAsk, report: Report, words: Translator) -> Ask:
    if ask.deliverable is not None:
        line = ask.deliverable
        row = deadline_row(line, words)
        if not line.is_late and line.by is not None:
            row = NamedRow(row.name, words("summary.far.next", day=line.by))
        return Ask(_deadline_title(line.is_late, words), runs(f"{strong(row.name)} ({row.note})"))
    milestone = ask.milestone
    assert milestone is not None
    is_late = milestone.days_late > 0
    key = "sheet.milestone.late" if is_late else "summary.far.next"
    name = shorten(words.choose(milestone.titles)) or clean(milestone.reference)
    told = f"{strong(name)} ({words(key, day=milestone.due)})"
    if report.subject is not Subject.PROJECT:
        project = shorten(project_title(report, words, milestone.project))
        told = words("word.colon", label=project, value=told)
    return Ask(_deadline_title(is_late, words), runs(told))


def _deadline_title(is_late: bool, words: Translator) -> str:
    return words("sheet.ask.late" if is_late else "sheet.ask.next")
