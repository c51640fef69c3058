"""One row of money in one line: stage, amount, funder, day, and how sure it is."""

from portfolio.domain.flows import Confidence
from portfolio.services.flows import Standing
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.session import Session


def heading(here: Session, identifier: str, titles: dict[str, str], href: str) -> str:
    """The project of some rows as a link."""
    title = here.words.choose(titles) or identifier
    return tag("h3", link(title, href, dir="auto"), class_="rp-rows")


def line(here: Session, row: Standing, *, funder: bool = True) -> str:
    """The row in words as HTML."""
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
    if flow.in_kind:
        parts.append(text("span", words("flow.in_kind")))
    parts.append(confidence(here, row.confidence))
    made = tag("p", esc(" ").join(parts), class_="rp-flow-line")
    if row.dispute:
        said = words("desk.disputed")
        reason = text("span", row.dispute, dir="auto")
        made += tag("p", text("b", said), esc(" "), reason, class_="rp-disputed")
    return made


def confidence(here: Session, held: Confidence) -> str:
    """How sure a row is, as a badge."""
    word = held.name.lower()
    return text("span", here.words(f"confidence.{word}"), class_=f"rp-badge rp-sure-{word}")
