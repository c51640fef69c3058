"""The example portfolio: its mark beside every headline, and the switch to the documented record."""

from portfolio.domain.filters import PortfolioChoice
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def mark(here: Session) -> str:
    """What stands beside a headline of the example portfolio; nothing beside one of the record."""
    if not here.question.scope.portfolio.is_example:
        return ""
    words = here.words
    return text("span", words("example.mark"), class_="rp-example", title=words("example.sentence"))


def switch(here: Session) -> str:
    """The two portfolios as links that keep the view; nothing where there is no example."""
    if not here.has_example:
        return ""
    links = (
        link(
            here.words(f"portfolio.{choice.word}"),
            here.in_portfolio(choice),
            aria_current="true" if choice is here.question.scope.portfolio else None,
        )
        for choice in (PortfolioChoice.EXAMPLE, PortfolioChoice.RECORD)
    )
    return tag("nav", *links, class_="rp-portfolios", aria_label=here.words("filter.portfolio"))
