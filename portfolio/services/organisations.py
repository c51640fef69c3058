"""Organisations: added, edited, merged, and named provisionally before they have an identifier."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portfolio.domain import errors as domain_errors
from portfolio.domain.errors import AlreadyExists, Code, Line, Paragraph, PortfolioError
from portfolio.domain.params import PortfolioChoice, Principal, UserRole
from portfolio.domain.parsing import FieldErrors, NotAChoice
from portfolio.domain.reference import TYPES, Organisation
from portfolio.ledger.view import View
from portfolio.measures.figures import Amounts
from portfolio.measures.headline import headline
from portfolio.services.access import NotAllowed, command
from portfolio.services.drafts import person_of
from portfolio.services.live import LivePortfolio
from portfolio.services.working import reason as read_reason
from portfolio.store import organisations, reading, snapshot, work
from portfolio.store.database import Change
from portfolio.store.mapping import RowIds
from portfolio.store.reconciliation import organisation_state
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import squeeze

# Identifiers appear in addresses, where spaces and most signs would have to be escaped.
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")


class NotAnIdentifier(PortfolioError):
    """An identifier may contain Latin letters, digits and a few signs only (values: value)."""


class UnknownOrganisation(PortfolioError):
    """No organisation of the record has this identifier (values: identifier)."""


class SimilarOrganisation(PortfolioError):
    """An organisation of nearly this name exists already (values: name, identifier)."""


class SameOrganisation(PortfolioError):
    """An organisation can't be merged into itself."""


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation as it was typed: names by language, a type of IATI, a country's code."""

    identifier: Code
    names: Mapping[str, Line] = field(default_factory=dict)
    type: Code = ""
    country: Code = ""
    office: Line = ""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Rows that a merge would touch, and the official figures now and after it."""

    projects: int
    people: int
    drafts: int
    before: Amounts
    after: Amounts


@command
def save_organisation(
    register: LivePortfolio,
    who: Principal,
    entry: OrganisationEntry,
    *,
    is_new: bool,
    token: Code,
    again: bool = False,
) -> str:
    """Add an organisation, or change the one of this identifier; returns the identifier.

    Raises EntryRefused with what is wrong field by field, UnknownOrganisation, and for a new one
    SimilarOrganisation unless ``again``.
    """
    with register.database.new_revision("", who.person, "save_organisation") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        names = RowIds.read(change.connection)
        wanted = read_entry(entry, names, is_new=is_new)
        before = None if is_new else _find(change, wanted.identifier)
        if before is not None:
            wanted = replace(
                wanted,
                id=before.id,
                is_illustrative=before.is_illustrative,
                provisional_since=before.provisional_since,
            )
        elif not again:
            refuse_similar(change, wanted)
        if wanted == before:
            change.abandon()
            return wanted.identifier
        organisations.save_organisation(change, wanted, names.country(wanted.country))
        change.record("organisation", wanted.identifier, state(before), state(wanted))
        work.use(change, token, person_of(who), wanted.identifier)
        return wanted.identifier


@command
def merge_organisations(
    register: LivePortfolio,
    who: Principal,
    one: Code,
    into: Code,
    reason: Paragraph,
    *,
    token: Code,
) -> str:
    """Merge two entries of one body: what names ``one`` names ``into`` from now on.

    Flows, requirements and what each project lacks keep their amounts, so net flows and
    requirements stay as they are. What is computed per funder may change, and with it secured
    and the gap: a funder counts with the larger of what it committed and what it paid, of two
    reports of one flow once, and what it passed on never beyond what it received. Nothing is dated
    anew, so that locked periods keep their rows; they name the organisation by its other name.
    Raises EntryRefused.
    """
    with register.database.new_revision("", who.person, "merge_organisations") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        _refuse_registered(change, who, one)
        change.reason = _check(change, one, into, reason)
        merge_within(change, one, into)
        work.use(change, token, person_of(who), into)
        return into


@command
def preview_merge(
    register: LivePortfolio,
    who: Principal,
    one: Code,
    into: Code,
    of: PortfolioChoice = PortfolioChoice.RECORD,
) -> MergePreview:
    """Effect of a merge on a portfolio: written, read back as columns and rolled back."""
    question = register.default_question(of)
    before = headline(register.view(question)).amounts
    with register.database.new_revision("", command="preview_merge") as change:
        _refuse_registered(change, who, one)
        _check(change, one, into, None)
        touched = merge_within(change, one, into)
        portfolio = snapshot.update(change.connection, register.snapshot()).portfolio
        change.abandon()
    after = headline(View(portfolio, question, register.conference)).amounts
    people, drafts = len(touched.people), len(touched.drafts)
    return MergePreview(len(touched.projects), people, drafts, before, after)


def refuse_similar(change: Change, organisation: Organisation) -> None:
    """Raise SimilarOrganisation where a name differs from one by case, accents or blanks at most."""
    names = {squeeze(name) for name in organisation.names.values()} - {""}
    for other in reading.read_organisations(change.connection):
        if not names.isdisjoint(map(squeeze, other.names.values())):
            name = next(iter(other.names.values()))
            raise SimilarOrganisation(name=name, identifier=other.identifier)


def merge_within(change: Change, one: str, into: str) -> organisations.TouchedProjects:
    """Replace one organisation by another wherever it is named, and record it in history."""
    found, target = _find(change, one), _find(change, into)
    touched = organisations.merge(change, found, target)
    told = {"merged_into": into, "projects": len(touched.projects), "people": len(touched.people)}
    change.record("organisation", one, state(found), told)
    return touched


def _refuse_registered(change: Change, who: Principal, one: str) -> None:
    """A reviewer merges what has a provisional identifier, an administrator any organisation."""
    found = organisations.find_organisation(change.connection, one)
    if who.duty is not UserRole.ADMINISTRATOR and found and found.provisional_since is None:
        raise NotAllowed(command="merge_organisations", role=who.duty.word)


def _check(change: Change, one: str, into: str, why: str | None) -> str:
    """Reason of a merge, its fields checked; raises EntryRefused. ``why`` None is not required."""
    known = {held.identifier for held in reading.read_organisations(change.connection)}
    entered = FieldErrors()
    for name, said in (("one", one), ("into", into)):
        if not said:
            entered.wrong(name, domain_errors.FieldIsEmpty())
        elif said not in known:
            entered.wrong(name, UnknownOrganisation(identifier=domain_errors.glimpse(said)))
    if one and one == into:
        entered.wrong("into", SameOrganisation())
    said_why = None if why is None else entered.read("reason", read_reason, why)
    entered.refuse()
    return said_why or ""


def _find(change: Change, identifier: str) -> Organisation:
    found = organisations.find_organisation(change.connection, identifier)
    if found is None:
        raise UnknownOrganisation(identifier=domain_errors.glimpse(identifier))
    return found


def read_entry(entry: OrganisationEntry, names: RowIds, *, is_new: bool) -> Organisation:
    """Organisation of an entry, as the record stores it; raises EntryRefused."""
    entered = FieldErrors()
    identifier = entered.read("identifier", identifier_of, entry.identifier) or ""
    if is_new and identifier in names.organisations:
        taken = AlreadyExists(what="organisation", identifier=identifier)
        entered.wrong("identifier", taken)
    said = names_by_language(entered, entry.names)
    country = entry.country or None
    if country is not None and country not in names.countries:
        entered.wrong("country", NotAChoice(value=domain_errors.glimpse(country)))
    if entry.type and entry.type not in TYPES:
        entered.wrong("type", NotAChoice(value=domain_errors.glimpse(entry.type)))
    office = entered.read("office", domain_errors.line, entry.office) or ""
    entered.refuse()
    return Organisation(0, identifier, said, entry.type, country, office)


def names_by_language(errors: FieldErrors, names: Mapping[str, str]) -> dict[str, str]:
    """Names by language, without the empty ones; at least one is needed."""
    said = {}
    for language in LANGUAGES:
        read = errors.read(f"name_{language}", domain_errors.line, names.get(language, ""))
        if read:
            said[language] = read
    if not said and not any(names.get(language, "").strip() for language in LANGUAGES):
        errors.wrong("name_en", domain_errors.FieldIsEmpty())
    return said


def identifier_of(text: str) -> str:
    """The identifier itself; raises NotAnIdentifier and what limits raise."""
    kept_as = domain_errors.required_text(text)
    if not _IDENTIFIER.fullmatch(kept_as):
        raise NotAnIdentifier(value=domain_errors.glimpse(text))
    return kept_as


def state(organisation: Organisation | None) -> dict[str, Any]:
    """State of an organisation for history, nothing of none."""
    return {} if organisation is None else organisation_state(organisation)


# Identifiers assigned here, in no registry, until the organisation's own is known.
PREFIX: Final = "PROVISIONAL-"


class NotProvisional(PortfolioError):
    """The organisation has its registry identifier already (values: identifier)."""


@dataclass(frozen=True, slots=True)
class ProvisionalEntry:
    """An organisation as it is named in a form: names by language, a type of IATI, a country."""

    names: Mapping[str, domain_errors.Line] = field(default_factory=dict)
    type: domain_errors.Code = ""
    country: domain_errors.Code = ""


@command
def name_organisation(
    register: LivePortfolio,
    who: Principal,
    typed_name: ProvisionalEntry,
    *,
    token: domain_errors.Code,
    again: bool = False,
) -> str:
    """Record an organisation under a provisional identifier, which is returned.

    Raises EntryRefused with what is wrong field by field, SimilarOrganisation unless ``again``.
    """
    with register.database.new_revision("", who.person, "name_organisation") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        names = RowIds.read(change.connection)
        identifier = next_provisional(names.organisations)
        entry = OrganisationEntry(identifier, typed_name.names, typed_name.type, typed_name.country)
        wanted = replace(
            read_entry(entry, names, is_new=True), provisional_since=change.recorded_at.date()
        )
        if not again:
            refuse_similar(change, wanted)
        organisations.save_organisation(change, wanted, names.country(wanted.country))
        change.record("organisation", identifier, {}, state(wanted))
        work.use(change, token, person_of(who), identifier)
        return identifier


@command
def identify_organisation(
    register: LivePortfolio,
    who: Principal,
    one: domain_errors.Code,
    identifier: domain_errors.Line,
    *,
    token: domain_errors.Code,
) -> str:
    """Replace a provisional organisation's identifier by that of its registry, which is returned.

    What names it names the new identifier from now on, as after a merge. Raises EntryRefused,
    UnknownOrganisation, NotProvisional.
    """
    with register.database.new_revision("", who.person, "identify_organisation") as change:
        if (done := work.stored_answer(change, token)) is not None:
            return done
        provisional = organisations.find_organisation(change.connection, one)
        if provisional is None:
            raise UnknownOrganisation(identifier=domain_errors.glimpse(one))
        if provisional.provisional_since is None:
            raise NotProvisional(identifier=one)
        names, entered = RowIds.read(change.connection), FieldErrors()
        wanted = entered.read("identifier", identifier_of, identifier) or ""
        if wanted in names.organisations or wanted.startswith(PREFIX):
            entered.wrong("identifier", AlreadyExists(what="organisation", identifier=wanted))
        entered.refuse()
        own = replace(provisional, id=0, identifier=wanted, provisional_since=None)
        organisations.save_organisation(change, own, names.country(own.country))
        change.record("organisation", wanted, {}, state(own))
        merge_within(change, one, wanted)
        work.use(change, token, person_of(who), wanted)
        return wanted


def next_provisional(identifiers: Iterable[str]) -> str:
    """The next provisional identifier; those of merged organisations are used up too."""
    numbers = [
        int(end)
        for identifier in identifiers
        if (end := identifier.removeprefix(PREFIX)) != identifier and end.isdigit()
    ]
    return f"{PREFIX}{max(numbers, default=0) + 1:04d}"
