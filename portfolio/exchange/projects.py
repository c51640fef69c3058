"""Projects of data files made into domain values, every name they use looked up."""

from collections.abc import Mapping, Sequence
from datetime import date

from portfolio.domain.clauses import MONEY_CLAUSES, Priority
from portfolio.domain.errors import (
    AlreadyExists,
    BudgetOverlaps,
    BudgetTooLong,
    CorrectionWithoutTarget,
    PortfolioError,
    SecondSuccessor,
    SharesIncomplete,
)
from portfolio.domain.flows import (
    FINANCED,
    BudgetPeriod,
    DatedVerification,
    Flow,
    FlowKind,
    NotOfThisStage,
    Provenance,
    Verification,
)
from portfolio.domain.money import WHOLE, Dimension
from portfolio.domain.projects import (
    Milestone,
    MilestoneState,
    MilestoneVersion,
    Participant,
    ShareSet,
)
from portfolio.domain.reference import ParticipantRole
from portfolio.exchange import documents, errors
from portfolio.exchange.documents import Place
from portfolio.exchange.schema import (
    BudgetEntry,
    FlowFileEntry,
    MilestoneEntry,
    ParticipantEntry,
    SharesEntry,
    noon,
)

_FIRST_CONFIDENCE = {
    Provenance.DOCUMENTED: Verification.DOCUMENTED,
    Provenance.ILLUSTRATIVE: Verification.CONFIRMED,
}


def flows(
    place: Place, project_id: int, provenance: Provenance, entries: Sequence[FlowFileEntry]
) -> tuple[Flow, ...]:
    """The flows at ``place``; raises BrokenFile at the first that breaks a rule of the ledger."""
    ids: dict[str, int] = {}
    for n, entry in enumerate(entries):
        if entry.reference in ids:
            again = AlreadyExists(what="flow", identifier=entry.reference)
            place.at(n, "reference").refuse(again)
        ids[entry.reference] = next(place.register.numbers.flows)
    by_reference = {entry.reference: entry for entry in entries}
    _check_successors(place, entries)
    for n, entry in enumerate(entries):
        _check_targets(place.at(n), entry, by_reference)
    return tuple(
        _flow(place.at(n), project_id, provenance, entry, ids) for n, entry in enumerate(entries)
    )


def _flow(
    place: Place,
    project_id: int,
    provenance: Provenance,
    entry: FlowFileEntry,
    ids: Mapping[str, int],
) -> Flow:
    money = place.money(entry.amount, entry.currency)
    if money.amount_minor < 0 and entry.corrects is None:
        place.at("amount").refuse(CorrectionWithoutTarget(reference=entry.reference))
    if money.amount_minor >= 0 and entry.corrects is not None:
        place.at("amount").refuse(errors.PositiveCorrection(reference=entry.reference))
    if entry.finance_type is not None and entry.kind not in FINANCED:
        place.at("finance_type").refuse(NotOfThisStage(stage=entry.kind.word))
    if entry.announcement is not None and entry.kind is not FlowKind.PLEDGE:
        place.at("announcement").refuse(NotOfThisStage(stage=entry.kind.word))
    provider = place.at("provider").organisation(entry.provider)
    if provenance is Provenance.ILLUSTRATIVE and entry.provider is not None:
        refuse_a_real_funder(place.at("provider"), entry.provider)
    return entry.value(
        Flow,
        id=ids[entry.reference],
        project_id=project_id,
        provider_id=provider,
        receiver_id=place.at("receiver").organisation(entry.receiver),
        amount_minor=money.amount_minor,
        recorded_at=entry.recorded_at or noon(entry.value_date),
        confidence=_FIRST_CONFIDENCE[provenance] if entry.confidence is None else entry.confidence,
        provenance=provenance,
        corrects_id=ids[entry.corrects] if entry.corrects else None,
        supersedes_id=ids[entry.supersedes] if entry.supersedes else None,
        honours_id=ids[entry.honours] if entry.honours else None,
        provider_project_id=place.at("provider_project").project(entry.provider_project),
        confidences=tuple(later.value(DatedVerification) for later in entry.confidences),
    )


def refuse_a_real_funder(place: Place, identifier: str) -> None:
    """No real organisation is ever shown giving money it did not give."""
    if not place.register.organisations[identifier].is_illustrative:
        place.refuse(errors.RealFunder(identifier=identifier))


def _check_targets(place: Place, entry: FlowFileEntry, rows: Mapping[str, FlowFileEntry]) -> None:
    """Rows exist where they are named; a correction stays in its kind and currency, pledges succeed pledges."""
    for name, reference in (
        ("corrects", entry.corrects),
        ("supersedes", entry.supersedes),
        ("honours", entry.honours),
    ):
        if reference is None:
            continue
        if reference not in rows:
            place.at(name).refuse(errors.UnknownRowReference(field=name, reference=reference))
        target = rows[reference]
        fits = {
            "corrects": (target.kind, target.currency) == (entry.kind, entry.currency),
            "supersedes": entry.kind is target.kind is FlowKind.PLEDGE,
            # Whose pledge it is shows in the list of findings, not here (rulings, rates 5).
            "honours": target.kind is FlowKind.PLEDGE,
        }
        if not fits[name] or reference == entry.reference:
            place.at(name).refuse(errors.WrongTarget(field=name, reference=reference))


def _check_successors(place: Place, entries: Sequence[FlowFileEntry]) -> None:
    """A row has one successor, and a chain of successors has an end."""
    replaced: dict[str, str] = {}
    for n, entry in enumerate(entries):
        if entry.supersedes is None:
            continue
        if entry.supersedes in replaced:
            place.at(n, "supersedes").refuse(SecondSuccessor(reference=entry.supersedes))
        replaced[entry.supersedes] = entry.reference
        last = entry.reference
        while last in replaced:
            last = replaced[last]
            if last == entry.reference:
                circle = errors.WrongTarget(field="supersedes", reference=entry.supersedes)
                place.at(n, "supersedes").refuse(circle)


_CLAUSES = tuple(str(number) for number in MONEY_CLAUSES)
_PRIORITIES = tuple(priority.word for priority in Priority)


def participants(
    place: Place, provenance: Provenance, entries: Sequence[ParticipantEntry]
) -> tuple[Participant, ...]:
    """Who takes part; in an illustrative project no real organisation gives money."""
    for n, entry in enumerate(entries):
        at = place.at(n)
        if entry.organisation is None and entry.country is None:
            at.refuse(errors.NobodyTakesPart())
        at.at("organisation").organisation(entry.organisation)
        at.at("country").country(entry.country)
        illustrative = provenance is Provenance.ILLUSTRATIVE
        if (
            illustrative
            and entry.role is ParticipantRole.PROVIDER
            and entry.organisation is not None
        ):
            refuse_a_real_funder(at.at("organisation"), entry.organisation)
    return tuple(entry.value(Participant) for entry in entries)


def share_set(place: Place, entry: SharesEntry) -> ShareSet:
    """Shares in basis points that sum to the whole (domain section 4)."""
    parts = []
    for key, text in entry.parts.items():
        at = place.at("parts", key)
        _check_key(at, entry.axis, key)
        try:
            parts.append((key, documents.basis_points(text)))
        except PortfolioError as reason:
            at.refuse(reason)
    total = sum(points for _, points in parts)
    if total != WHOLE:
        incomplete = SharesIncomplete(axis=entry.axis.name.lower(), total=total)
        place.at("parts").refuse(incomplete)
    return entry.value(ShareSet, parts=tuple(parts))


def _check_key(place: Place, axis: Dimension, key: str) -> None:
    match axis:
        case Dimension.CLAUSE if key not in _CLAUSES:
            place.refuse(errors.NoMoneyClause(clause=key))
        case Dimension.COUNTRY:
            place.country(key)
        case Dimension.PRIORITY if key not in _PRIORITIES:
            allowed = ", ".join(_PRIORITIES)
            place.refuse(errors.UnknownWord(field="priority", value=key, allowed=allowed))


def budgets(
    place: Place, project_id: int, entries: Sequence[BudgetEntry]
) -> tuple[BudgetPeriod, ...]:
    """Periods of twelve months at most that are the same or apart (rulings, what counts 10)."""
    periods: list[BudgetPeriod] = []
    for n, entry in enumerate(entries):
        at = place.at(n)
        first, last = entry.first_day, entry.last_day
        days = {"first": first, "last": last}
        if last < first or last >= _a_year_after(first):
            at.at("last").refuse(BudgetTooLong(**days))
        for other in entries[:n]:
            same = (other.first_day, other.last_day) == (first, last)
            if not same and other.first_day <= last and first <= other.last_day:
                at.at("first").refuse(BudgetOverlaps(**days))
        money = at.money(entry.amount, entry.currency)
        if money.amount_minor < 0:
            at.at("amount").refuse(errors.NegativeAmount(text=entry.amount))
        periods.append(
            entry.value(
                BudgetPeriod,
                id=next(place.register.numbers.budgets),
                project_id=project_id,
                amount_minor=money.amount_minor,
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
                undone = errors.DoneWithoutDay(reference=entry.reference)
                at.at("versions", v, "state").refuse(undone)
        versions = sorted(
            (version.value(MilestoneVersion) for version in entry.versions),
            key=lambda version: (version.valid_from, version.recorded_at),
        )
        number = next(place.register.numbers.milestones)
        read.append(entry.value(Milestone, id=number, versions=tuple(versions)))
    return tuple(read)
