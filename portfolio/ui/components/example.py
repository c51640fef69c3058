"""The example portfolio: its mark beside every headline, and the switch to the documented record."""

from portfolio.domain.filters import PortfolioChoice
from portfolio.ui.components.markup import link, text
from portfolio.ui.session import Session


def mark(session: Session) -> str:
    """What stands beside a headline of a demonstration: which of its portfolios it is of."""
    words = session.words
    if session.question.scope.portfolio.is_example:
        return text(
            "span", words("example.mark"), class_="rp-example", title=words("example.sentence")
        )
    if session.has_example:
        return text("span", words("example.mark.record"), class_="rp-example")
    return ""


def switch(session: Session, widths: str = "") -> str:
    """The way to the other portfolio, in the same view; nothing where there is no example.

    ``widths``: the class of the screens it is for, all by default.
    """
    if not session.has_example:
        return ""
    other = (
        PortfolioChoice.RECORD
        if session.question.scope.portfolio.is_example
        else PortfolioChoice.EXAMPLE
    )
    there = session.words(f"portfolio.{other.word}")
    return link(there, session.in_portfolio(other), class_=f"rp-portfolios {widths}".strip())
