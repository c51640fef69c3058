"""What an entry under review does to the headline: each of its figures before and after."""

from typing import Final

from portfolio.measures.figures import Amounts, Figure
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

# One family (ruling 25): they add up.
FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.COVERED,
    Figure.PLEDGED_TOWARD_GAP,
    Figure.GAP_AFTER_PLEDGES,
)


def table(session: Session, before: Amounts, after: Amounts) -> str:
    """Needed, covered, pledged and missing of all projects under way, to the minor unit."""
    words = session.words
    head = tag(
        "tr",
        text("th", words("lists.effect.figure"), scope="col"),
        text("th", words("lists.effect.before"), scope="col", class_="rp-number"),
        text("th", words("review.headline.after"), scope="col", class_="rp-number"),
    )
    rows = (_row(session, figure, before, after) for figure in FIGURES)
    inside = (
        text("caption", words("review.headline"), class_="rp-heard"),
        tag("thead", head),
        tag("tbody", *rows),
    )
    whole = tag("table", *inside, class_="rp-table rp-effect")
    return tag("div", whole, class_="rp-scroll", tabindex="0")


def _row(session: Session, figure: Figure, before: Amounts, after: Amounts) -> str:
    amounts = [_exact(session, figure, one) for one in (before, after)]
    class_ = "rp-number" if amounts[0] == amounts[1] else "rp-number rp-changed"
    return tag(
        "tr",
        text("th", session.words(f"lists.figure.{figure}"), scope="row"),
        text("td", amounts[0], class_="rp-number"),
        text("td", amounts[1], class_=class_),
    )


def _exact(session: Session, figure: Figure, amounts: Amounts) -> str:
    minor = amounts.recorded_amount(figure)
    return (
        session.reader.figure_text(amounts, figure)
        if minor is None
        else session.reader.exact(minor)
    )
