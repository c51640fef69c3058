"""The flows of a project as files write them, made into domain values: what each row may name."""

from collections.abc import Mapping, Sequence

from portfolio.domain.errors import AlreadyExists, CorrectionWithoutTarget, SecondSuccessor
from portfolio.domain.flows import (
    FINANCED,
    DatedVerification,
    Flow,
    FlowKind,
    NotOfThisStage,
    Provenance,
    Verification,
)
from portfolio.exchange import faults
from portfolio.exchange.fields import noon
from portfolio.exchange.projects import FlowFileEntry
from portfolio.exchange.register import Place

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
        place.at("amount").refuse(faults.PositiveCorrection(reference=entry.reference))
    if entry.finance_type is not None and entry.kind not in FINANCED:
        place.at("finance_type").refuse(NotOfThisStage(stage=entry.kind.word))
    if entry.announcement is not None and entry.kind is not FlowKind.PLEDGE:
        place.at("announcement").refuse(NotOfThisStage(stage=entry.kind.word))
    provider = place.at("provider").organisation(entry.provider)
    if provenance is Provenance.ILLUSTRATIVE and entry.provider is not None:
        refuse_a_real_funder(place.at("provider"), entry.provider)
    return Flow(
        id=ids[entry.reference],
        project_id=project_id,
        reference=entry.reference,
        kind=entry.kind,
        provider_id=provider,
        receiver_id=place.at("receiver").organisation(entry.receiver),
        amount_minor=money.amount_minor,
        currency=money.currency,
        value_date=entry.date,
        recorded_at=entry.recorded_at or noon(entry.date),
        perspective=entry.perspective,
        confidence=_FIRST_CONFIDENCE[provenance] if entry.confidence is None else entry.confidence,
        provenance=provenance,
        in_kind=entry.in_kind,
        corrects_id=ids[entry.corrects] if entry.corrects else None,
        supersedes_id=ids[entry.supersedes] if entry.supersedes else None,
        honours_id=ids[entry.honours] if entry.honours else None,
        provider_project_id=place.at("provider_project").project(entry.provider_project),
        flow_type=entry.flow_type,
        earmarking=entry.earmarking,
        finance_type=entry.finance_type,
        announcement=entry.announcement,
        note=entry.note,
        source=entry.source,
        source_word=entry.source_word,
        date_derived=entry.date_derived,
        confidences=tuple(
            DatedVerification(later.confidence, later.valid_from, later.recorded_moment)
            for later in entry.confidences
        ),
    )


def refuse_a_real_funder(place: Place, identifier: str) -> None:
    """No real organisation is ever shown giving money it did not give."""
    if not place.register.organisations[identifier].is_illustrative:
        place.refuse(faults.RealFunder(identifier=identifier))


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
            place.at(name).refuse(faults.UnknownRowReference(field=name, reference=reference))
        target = rows[reference]
        fits = {
            "corrects": (target.kind, target.currency) == (entry.kind, entry.currency),
            "supersedes": entry.kind is target.kind is FlowKind.PLEDGE,
            # Whose pledge it is shows in the list of findings, not here (rulings, rates 5).
            "honours": target.kind is FlowKind.PLEDGE,
        }
        if not fits[name] or reference == entry.reference:
            place.at(name).refuse(faults.WrongTarget(field=name, reference=reference))


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
                circle = faults.WrongTarget(field="supersedes", reference=entry.supersedes)
                place.at(n, "supersedes").refuse(circle)
