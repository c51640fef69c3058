"""The days to the conference, counted once and to one day, and whether that day is fixed (ruling 27)."""

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.ledger.view import View
from portfolio.measures import progress
from portfolio.text.words import Translator
from portfolio.ui.components.markup import tag, text


def certainty(view: View) -> str:
    """The word for the day counted to: fixed, last (possible) or planned."""
    if view.conference_source:
        return "fixed"
    return "last" if view.conference == CONFERENCE_WINDOW[1] else "planned"


def sentence(words: Translator, view: View) -> str:
    """The number of days, the day they are counted to, and whether it is fixed."""
    days, sure = progress.days_left(view), certainty(view)
    if days == 0:
        return words(f"conference.on.{sure}", day=view.conference)
    key = "to" if days > 0 else "since"
    return words.count(f"conference.{key}.{sure}", abs(days), day=view.conference)


def stat(words: Translator, view: View) -> str:
    """The days as the large number of an answer; its sentence below, without the number again."""
    days = words.number(abs(progress.days_left(view)))
    whole = sentence(words, view)
    label = whole.removeprefix(days).strip() if whole.startswith(days) else whole
    # Where a language has no place for the number at the front, the sentence stands by itself.
    number = text("strong", days) if label != whole else ""
    inside = (number, text("span", label))
    return tag("p", *inside, class_="rp-stat rp-stat-days", title=view.conference_source or None)
