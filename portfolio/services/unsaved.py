"""What somebody types into a form, kept on the server until it is recorded or cleared away."""

import json
from collections.abc import Mapping
from typing import Any, Final

from portfolio.domain.limits import Code, TooLong, TypedForm
from portfolio.domain.people import Principal
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import unsaved
from portfolio.store.unsaved import UnsavedForm

_MOST: Final = 50_000  # characters of one form
Values = Mapping[str, str | bool | None]  # by the names of the form's fields


@command
def read_typed(register: LivePortfolio, who: Principal, form: Code) -> UnsavedForm | None:
    """What one typed into a form and has not recorded; None for nothing."""
    with register.database.reading() as connection:
        return unsaved.read(connection, person_of(who), form)


@command
def keep_typed(register: LivePortfolio, who: Principal, form: Code, values: TypedForm) -> None:
    """Keep what stands in a form; of a form that is empty nothing is kept.

    What is recorded with a token of the form takes it away. Raises TooLong.
    """
    typed = {name: said for name, said in values.items() if said not in ("", None, False)}
    document = _encoded(typed)
    with register.database.transaction("", who.login) as change:
        if typed:
            unsaved.keep(change, person_of(who), form, document)
        else:
            unsaved.drop(change, person_of(who), form)


def _encoded(values: Mapping[str, Any]) -> str:
    document = json.dumps(values)  # ASCII: whatever signs were typed, every engine keeps them
    if len(document) > _MOST:
        raise TooLong(most=_MOST, length=len(document))
    return document
