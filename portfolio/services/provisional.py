"""Provisional organisations: named where they are needed, and given the registry's identifier later."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from portfolio.domain import limits
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.people import Principal
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.entered import FieldErrors
from portfolio.services.organisations import (
    OrganisationEntry,
    UnknownOrganisation,
    identifier_of,
    merge_within,
    read_entry,
    refuse_similar,
    state,
)
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once
from portfolio.store import organisations as store
from portfolio.store.names import RowIds

# Identifiers given here, in no registry, until the organisation's own is known.
PREFIX: Final = "PROVISIONAL-"


class NotProvisional(PortfolioError):
    """The organisation has its registry identifier already (values: identifier)."""

    phrase = "error.not_provisional"


@dataclass(frozen=True, slots=True)
class ProvisionalEntry:
    """An organisation as it is named in a form: names by language, a type of IATI, a country."""

    names: Mapping[str, limits.Line] = field(default_factory=dict)
    type: limits.Code = ""
    country: limits.Code = ""


@command
def name_organisation(
    register: LivePortfolio,
    who: Principal,
    typed_name: ProvisionalEntry,
    *,
    token: limits.Code,
    again: bool = False,
) -> str:
    """Record an organisation under a provisional identifier, which is returned.

    Raises EntryRefused with what is wrong field by field, SimilarOrganisation unless ``again``.
    """
    with register.database.writing("", who.login, "name_organisation") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        names = RowIds.read(change.connection)
        identifier = _next(names)
        entry = OrganisationEntry(identifier, typed_name.names, typed_name.type, typed_name.country)
        wanted = replace(
            read_entry(entry, names, is_new=True), provisional_since=change.recorded_at.date()
        )
        if not again:
            refuse_similar(change, wanted)
        store.save_organisation(change, wanted, names.country(wanted.country))
        change.tell("organisation", identifier, {}, state(wanted))
        once.use(change, token, person_of(who), identifier)
        return identifier


@command
def identify_organisation(
    register: LivePortfolio,
    who: Principal,
    one: limits.Code,
    identifier: limits.Line,
    *,
    token: limits.Code,
) -> str:
    """Give a provisional organisation the identifier its registry knows it by, which is returned.

    What names it names the new identifier from now on, as after a merge. Raises EntryRefused,
    UnknownOrganisation, NotProvisional.
    """
    with register.database.writing("", who.login, "identify_organisation") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        provisional = store.find_organisation(change.connection, one)
        if provisional is None:
            raise UnknownOrganisation(identifier=limits.glimpse(one))
        if provisional.provisional_since is None:
            raise NotProvisional(identifier=one)
        names, entered = RowIds.read(change.connection), FieldErrors()
        wanted = entered.read("identifier", identifier_of, identifier) or ""
        if wanted in names.organisations or wanted.startswith(PREFIX):
            entered.wrong("identifier", AlreadyExists(what="organisation", identifier=wanted))
        entered.refuse()
        own = replace(provisional, id=0, identifier=wanted, provisional_since=None)
        store.save_organisation(change, own, names.country(own.country))
        change.tell("organisation", wanted, {}, state(own))
        merge_within(change, one, wanted)
        once.use(change, token, person_of(who), wanted)
        return wanted


def _next(names: RowIds) -> str:
    """The next provisional identifier; those of merged organisations are used up too."""
    numbers = [
        int(end)
        for identifier in names.organisations
        if (end := identifier.removeprefix(PREFIX)) != identifier and end.isdigit()
    ]
    return f"{PREFIX}{max(numbers, default=0) + 1:04d}"
