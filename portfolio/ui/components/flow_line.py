"""One row of money in one line: stage, amount, funder, day, and how sure it is."""

from collections.abc import Sequence

from portfolio.domain.flows import Confidence
from portfolio.domain.second_looks import SecondLook, awaits
from portfolio.services.flows import FlowState
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session


def heading(here: Session, identifier: str, titles: dict[str, str], href: str) -> str:
    """The project of some rows as a link."""
    title = here.words.choose(titles) or identifier
    return tag("h3", link(title, href, dir="auto"), class_="rp-rows")


def line(here: Session, row: FlowState, *, funder: bool = True, links: Sequence[str] = ()) -> str:
    """The row in words as HTML; ``links``: what it says of other rows, and they of it."""
    words, flow = here.words, row.flow
    parts = [
        text("b", words(f"flow.{flow.kind.word}")),
        text("b", words.exact(flow.minor, flow.currency), class_="rp-nowrap"),
    ]
    if funder:
        named = here.reader.name("funder", row.funder) if row.funder else words("part.unknown")
        parts.append(text("bdi", named))
    parts.append(text("span", words.short_day(flow.value_date), class_="rp-nowrap"))
    parts.append(text("span", flow.reference, class_="rp-small"))
    parts += [text("span", said, class_="rp-small") for said in links]
    if flow.in_kind:
        parts.append(text("span", words("flow.in_kind")))
    if flow.source:
        parts.append(marks.address(here, flow.source))
    parts.append(confidence(here, row.confidence, row.looks))
    made = tag("p", esc(" ").join(parts), class_="rp-flow-line")
    if row.dispute:
        said = words("desk.disputed")
        reason = text("span", row.dispute, dir="auto")
        made += tag("p", text("b", said), esc(" "), reason, class_="rp-disputed")
    return made


def confidence(here: Session, sure: Confidence, looks: Sequence[SecondLook]) -> str:
    """How sure a row is, as a badge, and beside it whether somebody else has still to look."""
    made = text("span", sure_of(here, sure, looks), class_=f"rp-badge rp-sure-{sure.name.lower()}")
    return made + awaits_look(here, looks)


def sure_of(here: Session, sure: Confidence, looks: Sequence[SecondLook]) -> str:
    """How sure a row is in a word; what its funder stated is told so."""
    is_stated = sure is Confidence.CONFIRMED and any(look.is_statement for look in looks)
    return here.words("confidence.stated" if is_stated else f"confidence.{sure.name.lower()}")


def awaits_look(here: Session, looks: Sequence[SecondLook]) -> str:
    """The mark of a row that awaits a second look, "" for any other."""
    if not awaits(looks):
        return ""
    words = here.words
    meaning = words("confidence.awaits_look.meaning")
    said = words("confidence.awaits_look")
    return esc(" ") + text("span", said, class_="rp-badge rp-awaits-look", title=meaning)
