"""Countries: their region in the declaration, whether DAC listed them, their names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portfolio.domain import limits
from portfolio.domain.entry import NotAChoice
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.limits import Code, Line
from portfolio.domain.people import Principal
from portfolio.domain.places import Country, Region
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import FieldErrors
from portfolio.services.organisations import names_by_language
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once, reading
from portfolio.store.countries import save_country as keep
from portfolio.store.database import Change
from portfolio.store.reconciliation import country_state

_CODES: Final = {"code": re.compile("[A-Z]{2}"), "iso3": re.compile("[A-Z]{3}")}


class UnknownCountry(PortfolioError):
    """No country of the working list has this code (values: code)."""

    phrase = "error.unknown_country"


class NotACountryCode(PortfolioError):
    """A country's code is two or three capital letters of ISO 3166 (values: value)."""

    phrase = "error.not_a_country_code"


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """A country as it was typed; ``region`` is the word of a region of the declaration."""

    code: Code
    iso3: Code = ""
    region: Code = ""
    is_dac_recipient: bool = False
    names: Mapping[str, Line] = field(default_factory=dict)


@command
def save_country(
    register: LivePortfolio, who: Principal, entry: CountryEntry, *, is_new: bool, token: Code
) -> str:
    """Add a country, or change the one of this code; returns the code.

    Its region moves with everything recorded of it: figures by region follow at once. Raises
    EntryRefused with what is wrong field by field, UnknownCountry.
    """
    with register.database.writing("", who.login, "save_country") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        present = {held.code: held for held in reading.read_countries(change.connection)}
        wanted = _read(entry, present, is_new=is_new)
        before = None if is_new else _held(present, wanted.code)
        if before is not None:
            wanted = replace(wanted, id=before.id)
        if wanted == before:
            change.abandon()
            return wanted.code
        _keep(change, before, wanted)
        once.use(change, token, person_of(who), wanted.code)
        return wanted.code


def _keep(change: Change, before: Country | None, country: Country) -> None:
    keep(change, country)
    change.tell("country", country.code, _said(before), _said(country))


def _held(present: Mapping[str, Country], code: str) -> Country:
    if code not in present:
        raise UnknownCountry(code=code)
    return present[code]


def _read(entry: CountryEntry, present: Mapping[str, Country], *, is_new: bool) -> Country:
    entered = FieldErrors()
    code = entered.read("code", _code, "code", entry.code) or ""
    iso3 = entered.read("iso3", _code, "iso3", entry.iso3) or ""
    if is_new and code in present:
        entered.wrong("code", AlreadyExists(what="country", identifier=code))
    if iso3 and any(held.iso3 == iso3 and held.code != code for held in present.values()):
        entered.wrong("iso3", AlreadyExists(what="country", identifier=iso3))
    region = entered.read("region", _region, entry.region) or Region.PARTNERS
    names = names_by_language(entered, entry.names)
    entered.refuse()
    return Country(0, code, iso3, region, entry.is_dac_recipient, names)


def _code(name: str, text: str) -> str:
    kept = limits.required_text(text).upper()
    if not _CODES[name].fullmatch(kept):
        raise NotACountryCode(value=limits.glimpse(text))
    return kept


def _region(word: str) -> Region:
    if not word:
        raise limits.FieldIsEmpty
    for region in Region:
        if region.word == word:
            return region
    raise NotAChoice(value=limits.glimpse(word))


def _said(country: Country | None) -> dict[str, Any]:
    return {} if country is None else country_state(country)
