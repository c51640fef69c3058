"""The first steps of a portfolio that holds no project: organisations, people, the first project."""

from portfolio.services.access import may
from portfolio.services.people import list_people
from portfolio.ui.components import housekeeping_address
from portfolio.ui.components.markup import link, tag, text
from portfolio.ui.session import Session


def html(session: Session) -> str:
    """The three steps in their order, each a link for those who may take it."""
    words = session.words
    organisations = len(session.register.labels.organisations)
    steps = [
        _step(
            session,
            "organisations",
            housekeeping_address.href(session, "organisations"),
            words.count("empty.step.organisations.done", organisations) if organisations else "",
            is_theirs=may(session.who, "save_organisation"),
        ),
        _step(
            session,
            "people",
            housekeeping_address.href(session, "people"),
            _people(session),
            is_theirs=may(session.who, "list_people"),
        ),
        _step(
            session, "project", session.href("entry"), "", is_theirs=may(session.who, "open_draft")
        ),
    ]
    return tag("ol", *steps, class_="rp-first-steps")


def _step(session: Session, name: str, href: str, state: str, *, is_theirs: bool) -> str:
    words, key = session.words, f"empty.step.{name}"
    title = link(words(key), href) if is_theirs else text("strong", words(key))
    help_ = words(f"{key}.help" if is_theirs else f"{key}.others")
    said = f"{help_} {state}".strip()
    return tag("li", title, text("p", said))


def _people(session: Session) -> str:
    """How many accounts there are beside the reader's own."""
    if not may(session.who, "list_people"):
        return ""
    others = len(list_people(session.register, session.who)) - 1
    return session.words.count("empty.step.people.done", others) if others > 0 else ""
