"""Shares, budget periods, milestones and participants of a project, made into domain values."""

from collections.abc import Sequence
from datetime import date

from portfolio.domain.clauses import MONEY_CLAUSES, Priority
from portfolio.domain.cooperation import ParticipantRole
from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    PortfolioError,
    SharesIncomplete,
)
from portfolio.domain.flows import BudgetPeriod, Provenance
from portfolio.domain.milestones import Milestone, MilestoneState, MilestoneVersion
from portfolio.domain.projects import Participant, ShareSet
from portfolio.domain.shares import WHOLE, Dimension
from portfolio.exchange import amounts, faults
from portfolio.exchange.flows import refuse_a_real_funder
from portfolio.exchange.projects import BudgetEntry, MilestoneEntry, ParticipantEntry, SharesEntry
from portfolio.exchange.register import Place

_CLAUSES = tuple(str(number) for number in MONEY_CLAUSES)
_PRIORITIES = tuple(priority.word for priority in Priority)


def participants(
    place: Place, provenance: Provenance, entries: Sequence[ParticipantEntry]
) -> tuple[Participant, ...]:
    """Who takes part; in an illustrative project no real organisation gives money."""
    for n, entry in enumerate(entries):
        at = place.at(n)
        if entry.organisation is None and entry.country is None:
            at.refuse(faults.NobodyTakesPart())
        at.at("organisation").organisation(entry.organisation)
        at.at("country").country(entry.country)
        illustrative = provenance is Provenance.ILLUSTRATIVE
        if (
            illustrative
            and entry.role is ParticipantRole.PROVIDER
            and entry.organisation is not None
        ):
            refuse_a_real_funder(at.at("organisation"), entry.organisation)
    return tuple(Participant(entry.role, entry.organisation, entry.country) for entry in entries)


def share_set(place: Place, entry: SharesEntry) -> ShareSet:
    """Shares in basis points that sum to the whole (domain section 4)."""
    parts = []
    for key, text in entry.parts.items():
        at = place.at("parts", key)
        _check_key(at, entry.axis, key)
        try:
            parts.append((key, amounts.basis_points(text)))
        except PortfolioError as reason:
            at.refuse(reason)
    total = sum(points for _, points in parts)
    if total != WHOLE:
        incomplete = SharesIncomplete(axis=entry.axis.name.lower(), total=total)
        place.at("parts").refuse(incomplete)
    return ShareSet(entry.axis, entry.valid_from, entry.recorded_moment, tuple(parts), entry.reason)


def _check_key(place: Place, axis: Dimension, key: str) -> None:
    match axis:
        case Dimension.CLAUSE if key not in _CLAUSES:
            place.refuse(faults.NoMoneyClause(clause=key))
        case Dimension.COUNTRY:
            place.country(key)
        case Dimension.PRIORITY if key not in _PRIORITIES:
            allowed = ", ".join(_PRIORITIES)
            place.refuse(faults.UnknownWord(field="priority", value=key, allowed=allowed))


def budgets(
    place: Place, project_id: int, entries: Sequence[BudgetEntry]
) -> tuple[BudgetPeriod, ...]:
    """Periods of twelve months at most that are the same or apart (rulings, what counts 10)."""
    periods: list[BudgetPeriod] = []
    for n, entry in enumerate(entries):
        at = place.at(n)
        days = {"first": entry.first, "last": entry.last}
        if entry.last < entry.first or entry.last >= _a_year_after(entry.first):
            at.at("last").refuse(BudgetTooLong(**days))
        for other in entries[:n]:
            same = (other.first, other.last) == (entry.first, entry.last)
            if not same and other.first <= entry.last and entry.first <= other.last:
                at.at("first").refuse(BudgetOverlaps(**days))
        money = at.money(entry.amount, entry.currency)
        if money.amount_minor < 0:
            at.at("amount").refuse(faults.NegativeAmount(text=entry.amount))
        periods.append(
            BudgetPeriod(
                id=next(place.register.numbers.budgets),
                project_id=project_id,
                type=entry.type,
                first_day=entry.first,
                last_day=entry.last,
                amount_minor=money.amount_minor,
                currency=money.currency,
                valid_from=entry.valid_from,
                recorded_at=entry.recorded_moment,
                source=entry.source,
                date_derived=entry.date_derived,
                source_word=entry.source_word,
            )
        )
    return tuple(periods)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, month=3, day=1)


def milestones(place: Place, entries: Sequence[MilestoneEntry]) -> tuple[Milestone, ...]:
    """Milestones with their versions, oldest first; what is done says when."""
    seen: set[str] = set()
    read = []
    for n, entry in enumerate(entries):
        at = place.at(n)
        if entry.reference in seen:
            again = AlreadyExists(what="milestone", identifier=entry.reference)
            at.at("reference").refuse(again)
        seen.add(entry.reference)
        for v, version in enumerate(entry.versions):
            if (version.state is MilestoneState.DONE) != (version.done_on is not None):
                undone = faults.DoneWithoutDay(reference=entry.reference)
                at.at("versions", v, "state").refuse(undone)
        versions = sorted(
            (
                MilestoneVersion(
                    clause=version.clause,
                    due=version.due,
                    weight=version.weight,
                    state=version.state,
                    done_on=version.done_on,
                    evidence=version.evidence,
                    valid_from=version.valid_from,
                    recorded_at=version.recorded_moment,
                )
                for version in entry.versions
            ),
            key=lambda version: (version.valid_from, version.recorded_at),
        )
        number = next(place.register.numbers.milestones)
        read.append(Milestone(number, entry.reference, entry.titles.texts(), tuple(versions)))
    return tuple(read)
