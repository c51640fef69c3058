"""One row of money in one line: stage, amount, funder, day, and how sure it is."""

from collections.abc import Sequence

from portfolio.domain.flows import Verification
from portfolio.domain.second_looks import SecondLook, awaits
from portfolio.services.flows import FlowState
from portfolio.ui.components import project_marks as marks
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session


def heading(session: Session, identifier: str, titles: dict[str, str], href: str) -> str:
    """The project of some rows as a link."""
    title = session.words.choose(titles) or identifier
    return tag("h3", link(title, href, dir="auto"), class_="rp-rows")


def line(
    session: Session, row: FlowState, *, funder: bool = True, links: Sequence[str] = ()
) -> str:
    """The row in words as HTML; ``links``: what it says of other rows, and they of it."""
    words, flow = session.words, row.flow
    parts = [
        text("b", words(f"flow.{flow.kind.word}")),
        text("b", words.exact(flow.amount_minor, flow.currency), class_="rp-nowrap"),
    ]
    if funder:
        named = session.reader.name("funder", row.funder) if row.funder else words("part.unknown")
        parts.append(text("bdi", named))
    parts.append(text("span", words.short_day(flow.value_date), class_="rp-nowrap"))
    parts.append(text("span", flow.reference, class_="rp-small"))
    parts += [text("span", said, class_="rp-small") for said in links]
    if flow.in_kind:
        parts.append(text("span", words("flow.in_kind")))
    if flow.source:
        parts.append(marks.address(session, flow.source))
    parts.append(confidence(session, row.confidence, row.looks))
    made = tag("p", esc(" ").join(parts), class_="rp-flow-line")
    if row.dispute:
        said = words("desk.disputed")
        reason = text("span", row.dispute, dir="auto")
        made += tag("p", text("b", said), esc(" "), reason, class_="rp-disputed")
    return made


def confidence(session: Session, sure: Verification, looks: Sequence[SecondLook]) -> str:
    """How sure a row is, as a badge, and beside it whether somebody else has still to look."""
    made = text(
        "span", sure_of(session, sure, looks), class_=f"rp-badge rp-sure-{sure.name.lower()}"
    )
    return made + awaits_look(session, looks)


def sure_of(session: Session, sure: Verification, looks: Sequence[SecondLook]) -> str:
    """How sure a row is in a word; what its funder stated is told so."""
    is_stated = sure is Verification.CONFIRMED and any(look.is_statement for look in looks)
    return session.words("confidence.stated" if is_stated else f"confidence.{sure.name.lower()}")


def awaits_look(session: Session, looks: Sequence[SecondLook]) -> str:
    """The mark of a row that awaits a second look, "" for any other."""
    if not awaits(looks):
        return ""
    words = session.words
    meaning = words("confidence.awaits_look.meaning")
    said = words("confidence.awaits_look")
    return esc(" ") + text("span", said, class_="rp-badge rp-awaits-look", title=meaning)
