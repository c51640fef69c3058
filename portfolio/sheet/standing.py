"""Wording of a standing: how far the work and the text are, what is late by name."""

from collections.abc import Sequence
from fractions import Fraction

from portfolio.domain.projects import ScheduleStatus
from portfolio.ledger.view import View
from portfolio.measures.progress import MilestoneLine
from portfolio.measures.report import LATE, Report, Subject
from portfolio.measures.road import DeadlineLine
from portfolio.present import sentences
from portfolio.sheet.content import NamedList, NamedRow, Runs, Standing, StandingLine
from portfolio.sheet.names import clean, project_title, runs, shorten
from portfolio.text.words import Translator


def standing(report: Report, view: View, words: Translator) -> Standing:
    """Standing of the projects and of the text, the late by name, days to the conference."""
    lines, lists = [], []
    if report.band.has_requirement:
        lines.append(StandingLine(report.status.word, *_work(report, view, words)))
    text = report.text
    if text is not None:
        told = words.count("standing.text.count", text.total, done=words.number(text.done))
        tone = sentences.text_status(text).word
        name = words.join([words("standing.text")])
        lines.append(
            StandingLine(
                tone,
                words("word.colon", label=name, value=sentences.text_word(words, text)),
                runs(told),
            )
        )
        if text.late_lines:
            rows = [deadline_row(line, words) for line in text.late_lines[:LATE]]
            lists.append(
                _named(words("summary.far.text"), rows, text.late, words, "summary.far.others")
            )
    if report.late:
        milestones = [milestone_row(line, report, words) for line in report.late]
        lists.append(
            _named(
                words("sheet.late"),
                milestones,
                report.work.milestones_late,
                words,
                "sheet.late.more",
            )
        )
    days = sentences.conference_days(words, view)
    title = words("summary.far" if lines else "conference.name")  # context has no standing
    return Standing(title, tuple(lines), tuple(lists), days)


def _work(report: Report, view: View, words: Translator) -> tuple[str, Runs]:
    """Status of the projects in a word, and the shares done and due."""
    work = report.work
    label = words("word.colon", label=words("standing.projects"), value=_status(report, words))
    if not work.total:
        return label, ()
    told = words(
        "summary.far.work",
        done=work.share_done or Fraction(0),
        due=work.share_planned or Fraction(0),
        day=view.question.as_of,
    )
    late = words.count("summary.far.late", work.milestones, late=words.number(work.milestones_late))
    return label, runs(f"{told} {late}")


def _status(report: Report, words: Translator) -> str:
    status = report.status if report.work.total else ScheduleStatus.NO_MILESTONES
    return words(f"standing.{status.word}")


def _named(
    title: str, rows: Sequence[NamedRow], count: int, words: Translator, others: str
) -> NamedList:
    more = tuple(
        words.count(others, count - shown) if count > shown else ""
        for shown in range(len(rows) + 1)
    )
    return NamedList(title, tuple(rows), more)


def deadline_row(line: DeadlineLine, words: Translator) -> NamedRow:
    """A late deliverable by its clause and name, and its deadline."""
    name = words(
        "summary.far.clause",
        clause=line.deliverable.clause,
        name=clean(words.choose(line.deliverable.names)),
    )
    note = words("summary.far.due", day=line.by) if line.by else words("sheet.given_up")
    return NamedRow(name, note)


def milestone_row(line: MilestoneLine, report: Report, words: Translator) -> NamedRow:
    """A late milestone by its name and project, and its day."""
    name = clean(words.choose(line.titles)) or clean(line.reference)
    due = words("summary.far.next", day=line.due)
    if report.subject is Subject.PROJECT:
        return NamedRow(name, due)
    project = shorten(project_title(report, words, line.project))
    return NamedRow(name, f"{due} · {project}")
