"""The organisations of the record as lists and choices name them."""

from portfolio.domain.organisations import Organisation
from portfolio.text.folding import fold
from portfolio.ui.session import Session


def held(here: Session) -> dict[str, Organisation]:
    """The organisations of the record by identifier."""
    return {found.identifier: found for found in here.register.labels.organisations.values()}


def named(here: Session, organisation: Organisation) -> str:
    """An organisation by name and identifier."""
    name = here.words.choose(organisation.names)
    return f"{name} ({organisation.identifier})" if name else organisation.identifier


def in_order(here: Session) -> list[Organisation]:
    """Every organisation, by its name in the reader's language, accents left aside."""
    choose = here.words.choose
    return here.kept(
        "organisations-in-order",
        lambda: sorted(held(here).values(), key=lambda row: fold(choose(row.names))),
    )


def choices(here: Session) -> dict[str, str]:
    """What each organisation is called in a list to choose from, by identifier."""
    return {found.identifier: named(here, found) for found in in_order(here)}
