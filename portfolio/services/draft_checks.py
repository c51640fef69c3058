"""Checks of a draft: what is wrong or missing in it, and who may publish it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from portfolio.domain import entry_rules, parsing
from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Document
from portfolio.domain.errors import AlreadyExists, PortfolioError
from portfolio.domain.flows import Verification
from portfolio.domain.params import Person, Principal, UserRole
from portfolio.domain.parsing import EntryLookups, EntryReading, FieldError
from portfolio.domain.publishing import changed_fields, confidence
from portfolio.ledger.portfolio import Portfolio
from portfolio.services.access import PERMITTED, command
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts, people, reading
from portfolio.text.numbers import in_use

EXCEPTION: Final = "kind_exception"  # an administrator's reason to accept a kind (overrule_kind)
PROVENANCE: Final = "provenance"  # "imported" in what a file of somebody else's brought (ruling 24)


# -- what is wrong with it ------------------------------------------------------------------------


def names_of(register: LivePortfolio) -> EntryLookups:
    """Names that an entry may use at this revision."""
    return names_in(register.portfolio())


def names_in(portfolio: Portfolio) -> EntryLookups:
    """Names that an entry may use in a portfolio."""
    labels = portfolio.labels
    return EntryLookups(
        organisations={o.identifier: o for o in labels.organisations.values()},
        countries={country.code: country for country in labels.countries.values()},
        currencies=frozenset(labels.currencies.values()) | in_use(),
    )


def problems(
    register: LivePortfolio,
    document: Document,
    *,
    project: str | None,
    base: Document | None = None,
    names: EntryLookups | None = None,
    entry: EntryReading | None = None,
) -> tuple[FieldError, ...]:
    """Field errors of a document; the blocking ones prevent its submission.

    What a published project lacked before prevents no change of something else: sources leave
    things out. ``base`` is the published document, read if None; ``names`` and ``entry``
    (the document as it was read) spare reading those.
    """
    names = names or names_of(register)
    here = _all_problems(register, document, names, is_new=project is None, entry=entry)
    if project is None:
        return here
    if base is None:
        with register.database.reading() as connection:
            base = document_of(reading.read_project(connection, project))
    known = {_mark(problem) for problem in _all_problems(register, base, names, is_new=False)}
    touched = changed_fields(base, document)
    return tuple(
        replace(problem, is_blocking=False)
        if problem.field not in touched and _mark(problem) in known
        else problem
        for problem in here
    )


def _mark(problem: FieldError) -> tuple[str, str, str, str]:
    return problem.field, problem.row, problem.column, problem.error.phrase


def _all_problems(
    register: LivePortfolio,
    document: Document,
    names: EntryLookups,
    *,
    is_new: bool,
    entry: EntryReading | None = None,
) -> tuple[FieldError, ...]:
    found = entry or parsing.read(document, names, is_new=is_new)
    said = [*found.problems]
    said += entry_rules.check(
        found,
        names,
        today=datetime.now(UTC).date(),
        kind_exception=str(document.get(EXCEPTION) or ""),
    )
    wanted = found.values.get("identifier")
    if is_new and wanted and wanted in register.portfolio().ids:
        said.append(FieldError("identifier", AlreadyExists(what="project", identifier=wanted)))
    return tuple(said)


def proposed_drafts(document: Document) -> tuple[Mapping[str, str], ...]:
    """The flows of a new project that publishing leaves only proposed."""
    return tuple(
        row
        for row in document.get("flows") or ()
        if row.get("kind") in entry_rules.STAGES
        and confidence(entry_rules.STAGES[row["kind"]], str(row.get("source") or "").strip())
        is Verification.PROPOSED
    )


def lacks(register: LivePortfolio, document: Document) -> tuple[str, ...]:
    """What the declared kind requires of the participants and lacks."""
    names = names_of(register)
    return entry_rules.kind_lacks(parsing.read(document, names, is_new=True), names)


ALONE: Final = "publish_alone"  # how history names a publication without a second person


class OwnDraft(PortfolioError):
    """Another person has to publish what one typed."""


class Permission(Enum):
    """Whether a person with a publishing role may publish one draft."""

    FREE = "free"
    WITH_REASON = "with reason"  # an administrator, where nobody else can
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Publishers:
    """Logins of those who typed in a draft, and of those who did not and can publish it."""

    contributors: tuple[str, ...]
    able: tuple[str, ...]

    def permission(self, who: Principal) -> Permission:
        """Whether this reviewer or administrator may publish the draft."""
        if who.login not in self.contributors:
            return Permission.FREE
        if who.duty is UserRole.ADMINISTRATOR and not self.able:
            return Permission.WITH_REASON
        return Permission.REFUSED


@command
def read_publishers(register: LivePortfolio, who: Principal, number: int) -> Publishers:
    """Contributors of a draft since the last publication, and who can publish it."""
    with register.database.reading() as connection:
        contributors = drafts.read_contributors(connection, number)
        return publishers(register, contributors, people.read_people(connection))


def publishers(
    register: LivePortfolio, contributors: Mapping[int, str], everybody: Sequence[Person]
) -> Publishers:
    """Publishers among people that are read already."""
    typed = tuple(contributors.values())
    able = (login for login in _reviewers(register, everybody) if login not in typed)
    return Publishers(typed, tuple(able))


def _reviewers(register: LivePortfolio, everybody: Sequence[Person]) -> Iterator[str]:
    """Logins of everybody with a publishing role and an open account, in their order.

    The people of a demonstration count while anybody may still take their roles: until a real
    person has an account.
    """
    duties = PERMITTED["publish_draft"]
    real = [one for one in everybody if not one.is_demonstration]
    if real:
        yield from (one.login for one in real if one.duty in duties and not one.is_disabled)
    elif register.demonstration:
        yield from (f"demonstration-{duty.word}" for duty in sorted(duties))
