"""Planned payments of a project as files write them, made into domain values."""

from datetime import date

from portfolio.domain import planned_payments as planned
from portfolio.domain.flows import Provenance
from portfolio.domain.planned_payments import PlannedPayment
from portfolio.exchange import faults
from portfolio.exchange.flows import refuse_a_real_funder
from portfolio.exchange.projects import PlannedPaymentFileEntry, ProjectEntry
from portfolio.exchange.register import Place


def planned_payments(
    place: Place, provenance: Provenance, project: ProjectEntry
) -> tuple[PlannedPayment, ...]:
    """The planned payments at ``place``; raises BrokenFile for one outside its project's life."""
    life = planned.life(
        project.start_planned, project.start_actual, project.end_planned, project.end_actual
    )
    return tuple(
        _payment(place.at(n), provenance, entry, *life)
        for n, entry in enumerate(project.planned_payments)
    )


def _payment(
    place: Place,
    provenance: Provenance,
    entry: PlannedPaymentFileEntry,
    start: date | None,
    end: date | None,
) -> PlannedPayment:
    place.at("last").in_order(entry.first, entry.last)
    wrong = planned.outside(entry.first, entry.last, start, end)
    if wrong is not None:
        place.at("first").refuse(wrong)
    money = place.money(entry.amount, entry.currency)
    if money.amount_minor < 0:
        place.at("amount").refuse(faults.NegativeAmount(text=entry.amount))
    place.at("provider").organisation(entry.provider)
    if provenance is Provenance.ILLUSTRATIVE:
        refuse_a_real_funder(place.at("provider"), entry.provider)
    return PlannedPayment(
        funder=entry.provider,
        first_day=entry.first,
        last_day=entry.last,
        amount_minor=money.amount_minor,
        currency=money.currency,
        valid_from=entry.valid_from,
        recorded_at=entry.recorded_moment,
        type=entry.type,
        source=entry.source,
    )
