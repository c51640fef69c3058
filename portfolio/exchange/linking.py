"""Files of projects made into domain values, every name they use looked up."""

from collections.abc import Iterator

from portfolio.domain.flows import Provenance
from portfolio.domain.projects import DatedPublication, DatedStatus, Project, Source, StatedAmount
from portfolio.domain.relations import DatedRelation
from portfolio.exchange import faults
from portfolio.exchange.documents import Document
from portfolio.exchange.flows import flows
from portfolio.exchange.parts import budgets, milestones, participants, share_set
from portfolio.exchange.planned_payments import planned_payments
from portfolio.exchange.projects import ProjectEntry, ProjectsFile, SourceEntry, StatedAmountEntry
from portfolio.exchange.register import FileIndex, Place


def projects(document: Document[ProjectsFile], register: FileIndex) -> Iterator[Project]:
    """The projects of a file; raises BrokenFile at the first fault between them and the register."""
    provenance = document.content.provenance
    for n, entry in enumerate(document.content.projects):
        yield _project(Place(document, ("projects", n), register), provenance, entry)


def _project(place: Place, provenance: Provenance, entry: ProjectEntry) -> Project:
    number = place.register.projects[entry.identifier]
    place.at("owner").organisation(entry.owner)
    place.at("end_planned").in_order(entry.start_planned, entry.end_planned)
    place.at("end_actual").in_order(entry.start_actual, entry.end_actual)
    if provenance is Provenance.DOCUMENTED and not entry.sources:
        place.refuse(faults.WithoutSource(identifier=entry.identifier))
    return Project(
        id=number,
        identifier=entry.identifier,
        titles=entry.titles.texts(),
        summaries=entry.summaries.texts() if entry.summaries else {},
        declared_kind=entry.kind,
        provenance=provenance,
        objective=entry.objective,
        kind_exception=entry.kind_exception,
        kind_reason=entry.kind_reason,
        owner=entry.owner,
        place=entry.place,
        requesting_authority=entry.requesting_authority,
        contact_office=entry.contact_office,
        contact_address=entry.contact_address,
        contact_email=place.at("contact_email").email(entry.contact_email),
        sector=entry.sector,
        start_planned=entry.start_planned,
        end_planned=entry.end_planned,
        start_actual=entry.start_actual,
        end_actual=entry.end_actual,
        participants=participants(place.at("participants"), provenance, entry.participants),
        relevant_clauses=tuple(sorted(set(entry.relevant_to))),
        statuses=tuple(
            DatedStatus(item.status, item.valid_from, item.recorded_moment, item.source)
            for item in entry.statuses
        ),
        relations=tuple(
            DatedRelation(
                item.relation,
                item.valid_from,
                item.recorded_moment,
                item.reasons.texts(),
                item.source,
            )
            for item in entry.relations
        ),
        publications=tuple(
            DatedPublication(item.state, item.valid_from, item.recorded_moment)
            for item in entry.publications
        ),
        share_sets=tuple(
            share_set(place.at("shares", n), item) for n, item in enumerate(entry.shares)
        ),
        budgets=budgets(place.at("budgets"), number, entry.budgets),
        flows=flows(place.at("flows"), number, provenance, entry.flows),
        planned_payments=planned_payments(place.at("planned_payments"), provenance, entry),
        milestones=milestones(place.at("milestones"), entry.milestones),
        sources=tuple(_source(item) for item in entry.sources),
        documents=tuple(_source(item) for item in entry.documents),
        listed_lines=tuple(
            _listed(place.at("listed_lines", n), item) for n, item in enumerate(entry.listed_lines)
        ),
        notes=entry.notes,
        dates_note=entry.dates_note,
        is_example=provenance is Provenance.ILLUSTRATIVE,
    )


def _source(entry: SourceEntry) -> Source:
    return Source(entry.title, entry.address)


def _listed(place: Place, entry: StatedAmountEntry) -> StatedAmount:
    money = place.money(entry.amount, entry.currency)
    return StatedAmount(
        entry.kind,
        money.amount_minor,
        money.currency,
        entry.reason,
        entry.note,
        entry.source,
        entry.source_word,
        entry.stated_on,
    )
