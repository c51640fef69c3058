"""Contact offices: whom to write to about a project, always an office and never a person."""

import re
from typing import Final

from portfolio.domain import limits
from portfolio.domain.errors import PortfolioError

# Signs that RFC 5322 allows without quotation marks; what few mailboxes have is left out.
_LOCAL: Final = r"[A-Za-z0-9_+&'/=~-]+(\.[A-Za-z0-9_+&'/=~-]+)*"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"{_LOCAL}@({_LABEL}\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])")
_LONGEST_LOCAL: Final = 64  # characters before the @ (RFC 5321)
# Forms of address that a person's name begins with; "DR Congo" and "Miss" in a place are none.
_ADDRESSED: Final = re.compile(
    r"(?:(?:mr|mrs|ms|mme|mlle)\.?\s|(?:m|dr|pr|prof)\.\s|(?:monsieur|madame)\s"
    r"|(?:السيد|السيدة|الدكتور|الدكتورة)\s)",
    re.IGNORECASE,
)


class NotAnEmail(PortfolioError):
    """A text is no e-mail address (values: text)."""

    phrase = "error.not_an_email"


class NotAnOffice(PortfolioError):
    """A contact begins with a form of address: it names a person (values: text)."""

    phrase = "error.not_an_office"


def email(text: str) -> str:
    """The e-mail address of an office; raises NotAnEmail, TooLong, UnreadableSigns."""
    kept = limits.line(text).removeprefix("mailto:")
    if not _EMAIL.fullmatch(kept) or kept.index("@") > _LONGEST_LOCAL:
        raise NotAnEmail(text=limits.glimpse(text))
    return kept


def office(text: str) -> str:
    """The name of an office; raises NotAnOffice, TooLong, UnreadableSigns."""
    kept = limits.line(text)
    if _ADDRESSED.match(f"{kept} "):
        raise NotAnOffice(text=limits.glimpse(kept))
    return kept
