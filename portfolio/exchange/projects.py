"""Projects of data files as domain values, every name they use looked up."""

from collections.abc import Mapping, Sequence

from portfolio.domain.clauses import Priority
from portfolio.domain.errors import (
    AlreadyExists,
    PortfolioError,
)
from portfolio.domain.flows import (
    BudgetPeriod,
    DatedVerification,
    Flow,
    Provenance,
    Verification,
)
from portfolio.domain.money import Dimension
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
    """The flows at ``place``; raises BrokenFile at the first that names what is not there."""
    ids = {entry.reference: next(place.register.numbers.flows) for entry in entries}
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
        corrects_id=_row(place.at("corrects"), entry.corrects, ids),
        supersedes_id=_row(place.at("supersedes"), entry.supersedes, ids),
        honours_id=_row(place.at("honours"), entry.honours, ids),
        provider_project_id=place.at("provider_project").project(entry.provider_project),
        confidences=tuple(later.value(DatedVerification) for later in entry.confidences),
    )


def refuse_a_real_funder(place: Place, identifier: str) -> None:
    """Refuse a real organisation as funder of an illustrative project."""
    if not place.register.organisations[identifier].is_illustrative:
        place.refuse(errors.RealFunder(identifier=identifier))


def _row(place: Place, reference: str | None, ids: Mapping[str, int]) -> int | None:
    """The id of the row named here, None where none is."""
    if reference is None:
        return None
    if reference not in ids:
        place.refuse(errors.UnknownRowReference(field=place.path[-1], reference=reference))
    return ids[reference]


_PRIORITIES = tuple(priority.word for priority in Priority)


def participants(
    place: Place, provenance: Provenance, entries: Sequence[ParticipantEntry]
) -> tuple[Participant, ...]:
    """Participants; in an illustrative project no real organisation is a funder."""
    for n, entry in enumerate(entries):
        at = place.at(n)
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
    """Shares in basis points, each of something that is there (domain section 4)."""
    parts = []
    for key, text in entry.parts.items():
        at = place.at("parts", key)
        _check_key(at, entry.axis, key)
        try:
            parts.append((key, documents.basis_points(text)))
        except PortfolioError as reason:
            at.refuse(reason)
    return entry.value(ShareSet, parts=tuple(parts))


def _check_key(place: Place, axis: Dimension, key: str) -> None:
    match axis:
        case Dimension.COUNTRY:
            place.country(key)
        case Dimension.PRIORITY if key not in _PRIORITIES:
            allowed = ", ".join(_PRIORITIES)
            place.refuse(errors.UnknownWord(field="priority", value=key, allowed=allowed))


def budgets(
    place: Place, project_id: int, entries: Sequence[BudgetEntry]
) -> tuple[BudgetPeriod, ...]:
    """The periods at ``place``; raises BrokenFile at the first of a negative amount."""
    periods: list[BudgetPeriod] = []
    for n, entry in enumerate(entries):
        at = place.at(n)
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


def milestones(place: Place, entries: Sequence[MilestoneEntry]) -> tuple[Milestone, ...]:
    """Milestones with their versions, oldest first; a completed one has its day."""
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
