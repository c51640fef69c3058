"""The organisations of the record as lists and choices name them."""

from portfolio.domain.organisations import Organisation
from portfolio.text.folding import fold
from portfolio.ui.session import Session


def organisations(session: Session) -> dict[str, Organisation]:
    """The organisations of the record by identifier."""
    return {found.identifier: found for found in session.register.labels.organisations.values()}


def label(session: Session, organisation: Organisation) -> str:
    """An organisation by name and identifier."""
    name = session.words.choose(organisation.names)
    return f"{name} ({organisation.identifier})" if name else organisation.identifier


def in_order(session: Session) -> list[Organisation]:
    """Every organisation, by its name in the reader's language, accents left aside."""
    choose = session.words.choose
    return session.per_view(
        "organisations-in-order",
        lambda: sorted(organisations(session).values(), key=lambda row: fold(choose(row.names))),
    )


def choices(session: Session) -> dict[str, str]:
    """What each organisation is called in a list to choose from, by identifier."""
    return {found.identifier: label(session, found) for found in in_order(session)}
