"""Where things stand, as marks: a shape, a colour and a word that money never has (ruling 27)."""

from collections.abc import Sequence
from typing import Final

from portfolio.domain.milestones import ScheduleStatus
from portfolio.measures.figures import Progress
from portfolio.measures.road import LimitLine
from portfolio.measures.text_standing import TextStanding
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

MAX_NAMED: Final = 3  # late deliverables named where there is little room


def projects(
    here: Session, status: ScheduleStatus, beside: TextStanding | None = None, element: str = "span"
) -> str:
    """The standing of projects; without its green where deliverables ``beside`` it are late."""
    good = status in (ScheduleStatus.ON_TRACK, ScheduleStatus.DONE)
    quiet = " rp-quiet" if good and beside is not None and beside.late else ""
    return text(
        element,
        here.words(f"standing.{status.word}"),
        class_=f"rp-standing rp-standing-projects rp-{status.word}{quiet}",
        title=here.words(f"standing.{status.word}.meaning"),
    )


def of_the_text(here: Session, standing: TextStanding) -> str:
    """The standing of the text in its own words."""
    classes = f"rp-standing rp-standing-text rp-{standing.status.word}"
    return text("span", text_word(here, standing), class_=classes)


def text_word(here: Session, standing: TextStanding) -> str:
    """The word of the text's standing; that it sets no deadline where none can fall due."""
    if standing.status is ScheduleStatus.NOTHING_DUE and not standing.due:
        return here.words("standing.text.no_deadline")
    return here.words(f"standing.text.{standing.status.word}")


def counted(here: Session, standing: TextStanding) -> str:
    """How many deliverables are done, of how many."""
    return here.words.count(
        "standing.text.count", standing.total, done=here.words.number(standing.done)
    )


def shares(here: Session, found: Progress) -> str:
    """What is done and what was due, in words; nothing where nothing has weight."""
    if found.share_done is None or found.share_planned is None:
        return ""
    return here.words("standing.shares", done=found.share_done, planned=found.share_planned)


def late_line(here: Session, line: LimitLine) -> str:
    """A late deliverable by its name, its deadline, and that no evidence is recorded."""
    name = here.words.choose(line.deliverable.names)
    if line.by is None:
        return here.words("standing.text.given_up", name=name)
    return here.words("standing.text.late_line", name=name, day=line.by)


def late_list(here: Session, lines: Sequence[LimitLine], most: int = MAX_NAMED) -> str:
    """The late deliverables, the longest late first; how many more there are."""
    if not lines:
        return ""
    items = [text("li", late_line(here, line), class_="rp-late-line") for line in lines[:most]]
    if len(lines) > most:
        more = here.words.count("standing.text.more", len(lines) - most)
        items.append(text("li", more, class_="rp-small"))
    return tag("ul", *items, class_="rp-late-list")


def both(here: Session, status: ScheduleStatus, found: Progress, standing: TextStanding) -> str:
    """The two lines beside each other, never merged; the text alone where it applies."""
    lines = []
    if standing.is_shown and standing.total:
        said = (of_the_text(here, standing), esc(" "), text("span", counted(here, standing)))
        lines.append(_line(here, "text", said, late_list(here, standing.late_lines)))
    beside = standing if standing.is_shown else None
    said = (projects(here, status, beside), esc(" "), text("span", shares(here, found)))
    lines.append(_line(here, "projects", said))
    return tag("dl", *lines, class_="rp-both")


def _line(here: Session, which: str, inside: Sequence[str], below: str = "") -> str:
    label = text("dt", here.words(f"standing.{which}"))
    return tag("div", label, tag("dd", *inside, below))
