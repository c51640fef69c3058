"""A person's own page: what they chose for every page, and the visits they make."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from portfolio.domain.errors import Code, DatabaseUnavailable, PortfolioError
from portfolio.domain.params import IDLE, Principal
from portfolio.domain.reader import Preferences, TextSize, Visit
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.store import readers
from portfolio.text.languages import LANGUAGES

_NOTED_EVERY: Final = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class UnknownPreference(PortfolioError):
    """What is chosen for one's own pages is none of the choices (values: name)."""


@command
def read_preferences(register: LivePortfolio, who: Principal) -> Preferences:
    """What this person chose."""
    with register.database.reading() as connection:
        return readers.read_preferences(connection, person_of(who))


@command
def save_preferences(
    register: LivePortfolio, who: Principal, language: Code, country: Code, text_size: Code
) -> Preferences:
    """Store language, country and size of text of one's own pages; raises UnknownPreference."""
    chosen = preferences(register, language, country, text_size)
    with register.database.transaction("preferences", who.person) as change:
        readers.save_preferences(change, person_of(who), chosen)
    return chosen


def preferences(
    register: LivePortfolio, language: str, country: str, text_size: str
) -> Preferences:
    """What words of a form or of cookies choose; raises UnknownPreference for what is no choice."""
    if language not in ("", *LANGUAGES):
        raise UnknownPreference(name="language")
    if country and country not in {one.code for one in register.labels.countries.values()}:
        raise UnknownPreference(name="country")
    if text_size and text_size not in [size.word for size in TextSize]:
        raise UnknownPreference(name="text_size")
    return Preferences(language, country, TextSize.of(text_size))


@command
def begin_visit(register: LivePortfolio, who: Principal) -> Visit:
    """The visit of this person now: begun after half an hour without one, else the one under way.

    Where another is writing, reading goes on with what is stored.
    """
    number, now = person_of(who), datetime.now(UTC)
    with register.database.reading() as connection:
        stored = readers.read_visit(connection, number)
    if stored is not None and now - stored.seen_at < _NOTED_EVERY:
        return stored
    try:
        with register.database.transaction("visit", who.person, waits=False) as change:
            return readers.note_visit(change, number, IDLE)
    except DatabaseUnavailable as problem:
        _log.warning("a visit could not be noted: %s", problem)
    if stored is None:
        return Visit(now)
    if now - stored.seen_at <= IDLE:
        return stored
    return Visit(now, stored.seen_at, stored.seen_at)
