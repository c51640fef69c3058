"""The first steps of a portfolio that holds no project: organisations, people, the first project."""

from portfolio.services.access import may
from portfolio.services.people import list_people
from portfolio.ui.components import housekeeping_address
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def html(here: Session) -> str:
    """The three steps in their order, each a link for those who may take it."""
    words = here.words
    organisations = len(here.register.labels.organisations)
    steps = [
        _step(
            here,
            "organisations",
            housekeeping_address.href(here, "organisations"),
            words.count("empty.step.organisations.done", organisations) if organisations else "",
            is_theirs=may(here.who, "save_organisation"),
        ),
        _step(
            here,
            "people",
            housekeeping_address.href(here, "people"),
            _people(here),
            is_theirs=may(here.who, "list_people"),
        ),
        _step(here, "project", here.href("entry"), "", is_theirs=may(here.who, "open_draft")),
    ]
    return tag("ol", *steps, class_="rp-first-steps")


def _step(here: Session, name: str, href: str, state: str, *, is_theirs: bool) -> str:
    words, key = here.words, f"empty.step.{name}"
    title = link(words(key), href) if is_theirs else text("strong", words(key))
    help_ = words(f"{key}.help" if is_theirs else f"{key}.others")
    said = f"{help_} {state}".strip()
    return tag("li", title, text("p", said))


def _people(here: Session) -> str:
    """How many accounts there are beside the reader's own."""
    if not may(here.who, "list_people"):
        return ""
    others = len(list_people(here.register, here.who)) - 1
    return here.words.count("empty.step.people.done", others) if others > 0 else ""
