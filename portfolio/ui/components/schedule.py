"""Where things stand, as marks: a shape, a colour and a word that money never has (ruling 27)."""

from collections.abc import Sequence
from typing import Final

from portfolio.domain.milestones import ScheduleStatus
from portfolio.measures.figures import Progress
from portfolio.measures.road import DeadlineLine
from portfolio.measures.text_standing import TextStanding
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

MAX_NAMED: Final = 3  # late deliverables named where there is little room


def projects(
    session: Session,
    status: ScheduleStatus,
    beside: TextStanding | None = None,
    element: str = "span",
) -> str:
    """The standing of projects; without its green where deliverables ``beside`` it are late."""
    good = status in (ScheduleStatus.ON_TRACK, ScheduleStatus.DONE)
    quiet = " rp-quiet" if good and beside is not None and beside.late else ""
    return text(
        element,
        session.words(f"standing.{status.word}"),
        class_=f"rp-standing rp-standing-projects rp-{status.word}{quiet}",
        title=session.words(f"standing.{status.word}.meaning"),
    )


def of_the_text(session: Session, standing: TextStanding) -> str:
    """The standing of the text in its own words."""
    classes = f"rp-standing rp-standing-text rp-{standing.status.word}"
    return text("span", text_word(session, standing), class_=classes)


def text_word(session: Session, standing: TextStanding) -> str:
    """The word of the text's standing; that it sets no deadline where none can fall due."""
    if standing.status is ScheduleStatus.NOTHING_DUE and not standing.due:
        return session.words("standing.text.no_deadline")
    return session.words(f"standing.text.{standing.status.word}")


def done_of_total(session: Session, standing: TextStanding) -> str:
    """How many deliverables are done, of how many."""
    return session.words.count(
        "standing.text.count", standing.total, done=session.words.number(standing.done)
    )


def shares(session: Session, progress: Progress) -> str:
    """What is done and what was due, in words; nothing where nothing has weight."""
    if progress.share_done is None or progress.share_planned is None:
        return ""
    return session.words(
        "standing.shares", done=progress.share_done, planned=progress.share_planned
    )


def late_line(session: Session, line: DeadlineLine) -> str:
    """A late deliverable by its name, its deadline, and that no evidence is recorded."""
    name = session.words.choose(line.deliverable.names)
    if line.by is None:
        return session.words("standing.text.given_up", name=name)
    return session.words("standing.text.late_line", name=name, day=line.by)


def late_list(session: Session, lines: Sequence[DeadlineLine], most: int = MAX_NAMED) -> str:
    """The late deliverables, the longest late first; how many more there are."""
    if not lines:
        return ""
    items = [text("li", late_line(session, line), class_="rp-late-line") for line in lines[:most]]
    if len(lines) > most:
        more = session.words.count("standing.text.more", len(lines) - most)
        items.append(text("li", more, class_="rp-small"))
    return tag("ul", *items, class_="rp-late-list")


def both(
    session: Session, status: ScheduleStatus, progress: Progress, standing: TextStanding
) -> str:
    """The two lines beside each other, never merged; the text alone where it applies."""
    lines = []
    if standing.is_shown and standing.total:
        said = (
            of_the_text(session, standing),
            esc(" "),
            text("span", done_of_total(session, standing)),
        )
        lines.append(_line(session, "text", said, late_list(session, standing.late_lines)))
    beside = standing if standing.is_shown else None
    said = (projects(session, status, beside), esc(" "), text("span", shares(session, progress)))
    lines.append(_line(session, "projects", said))
    return tag("dl", *lines, class_="rp-both")


def _line(session: Session, which: str, inside: Sequence[str], below: str = "") -> str:
    label = text("dt", session.words(f"standing.{which}"))
    return tag("div", label, tag("dd", *inside, below))
