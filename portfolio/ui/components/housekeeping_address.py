"""Where in housekeeping the reader is: a section, a form of it, and what the form is about."""

from typing import Final

from portfolio.ui.session import Session

PAGE: Final = "housekeeping"
SECTION: Final = "section"  # names in the address
FORM: Final = "form"
ITEM: Final = "item"
LONGEST: Final = 200


def address_value(session: Session, name: str) -> str:
    """What the address says of one of the names above, "" for nothing."""
    return session.beside.get(name, [""])[-1].strip()[:LONGEST]


def href(session: Session, section: str, **beside: str) -> str:
    """A link to a section, or to a form of it."""
    return session.href(PAGE, None, section=section, **beside)


def address(session: Session, section: str, **beside: str) -> dict[str, list[str]]:
    """The same as an address to go to without loading everything anew."""
    return session.address(None, section=section, **beside)
