"""Mapping of a project to the rows of each table, by ids looked up for what the domain names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from portfolio.domain.clauses import Priority
from portfolio.domain.flows import Flow
from portfolio.domain.money import Dimension, exponent
from portfolio.domain.projects import Milestone, Project, ShareSet
from portfolio.store.errors import UnknownReference
from portfolio.store.tables import LANGUAGES, country, currency, organisation


def columns(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """``name_en`` and so on, empty where the language has no words."""
    unknown = set(words) - set(LANGUAGES)
    assert not unknown, f"{name}: no columns for {unknown}"
    return {f"{name}_{language}": words.get(language, "") for language in LANGUAGES}


def words(row: Any, name: str) -> dict[str, str]:
    """Language → words of the languages that have some."""
    found = {language: getattr(row, f"{name}_{language}", "") for language in LANGUAGES}
    return {language: said for language, said in found.items() if said}


NAMED: Final = (
    ("organisation", organisation.c.identifier, organisation.c.id),
    ("country", country.c.code, country.c.id),
    ("currency", currency.c.code, currency.c.id),
)
_ALL_NAMES: Final = sa.union_all(  # one round trip: every save asks
    *(sa.select(sa.literal_column(f"'{table}'"), name, number) for table, name, number in NAMED)
)


@dataclass(frozen=True, slots=True)
class RowIds:
    """Row ids of organisations by identifier, of countries and currencies by code."""

    organisations: dict[str, int]
    countries: dict[str, int]
    currencies: dict[str, int]

    @classmethod
    def read(cls, connection: sa.Connection) -> "RowIds":
        """The names the store holds now."""
        found: dict[str, dict[str, int]] = {table: {} for table, _, _ in NAMED}
        for table, name, number in connection.execute(_ALL_NAMES).all():
            found[table][name] = number
        return cls(*found.values())

    def cover(self, project: Project, currencies: set[str]) -> bool:
        """Whether everything the project names is among them."""
        organisations = {
            project.owner,
            *(row.organisation for row in project.participants),
            *(row.funder for row in project.planned_payments),
        }
        countries = {row.country for row in project.participants}
        for shares in project.share_sets:
            if shares.axis is Dimension.COUNTRY:
                countries |= {key for key, _ in shares.parts}
        return (
            organisations <= {None, *self.organisations}
            and countries <= {None, *self.countries}
            and currencies <= set(self.currencies)
        )

    def organisation(self, identifier: str | None) -> int | None:
        """Row id of an organisation; raises UnknownReference for one the store does not hold."""
        return None if identifier is None else _find(self.organisations, "organisation", identifier)

    def country(self, code: str | None) -> int | None:
        """Row id of a country; raises UnknownReference for one the store does not hold."""
        return None if code is None else _find(self.countries, "country", code)

    def currency(self, code: str) -> int:
        """Row id of a currency that keep_currencies has seen."""
        return _find(self.currencies, "currency", code)

    def share(self, axis: Dimension, key: str) -> int:
        """What the share table holds for a key: clause number, country id or priority."""
        match axis:
            case Dimension.CLAUSE:
                return int(key)
            case Dimension.COUNTRY:
                return _find(self.countries, "country", key)
            case Dimension.PRIORITY:
                return Priority[key.upper()].value

    def keep_currencies(self, connection: sa.Connection, codes: set[str]) -> None:
        """Add currencies not used before; raises UnknownCurrency for what is no code of ISO 4217."""
        for code in sorted(codes - set(self.currencies)):
            exponent(code)
            made = sa.insert(currency).values(code=code).returning(currency.c.id)
            self.currencies[code] = connection.execute(made).scalar_one()


def _find(ids: dict[str, int], what: str, name: str) -> int:
    try:
        return ids[name]
    except KeyError:
        raise UnknownReference(what=what, identifier=name) from None


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow's own columns, the references of the rows it names, and its later confidences."""

    columns: Row
    names: Mapping[str, str]  # corrects_id, supersedes_id, honours_id → reference
    confidences: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NestedRows:
    """A row and the rows that hang on it, by table."""

    columns: Row
    parts: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """All rows of one project: its own, the flat tables, share sets, milestones and flows."""

    columns: Row
    flat: Mapping[str, tuple[Row, ...]]
    share_sets: tuple[NestedRows, ...]
    milestones: tuple[NestedRows, ...]
    flows: Mapping[str, FlowRow]  # by reference


def currencies_of(project: Project) -> set[str]:
    """Codes of the currencies a project's money is in."""
    return (
        {row.currency for row in project.flows}
        | {row.currency for row in project.budgets}
        | {row.currency for row in project.planned_payments}
        | {row.currency for row in project.listed_lines}
    )


def rows_of(project: Project, names: RowIds) -> ProjectRows:
    """The rows that stand for the project; raises UnknownReference for names the store lacks."""
    references = {flow.id: flow.reference for flow in project.flows}
    return ProjectRows(
        columns=own_row(project, names),
        flat=_flat(project, names),
        share_sets=tuple(_share_set(shares, names) for shares in project.share_sets),
        milestones=tuple(_milestone(milestone) for milestone in project.milestones),
        flows={flow.reference: _flow(flow, names, references) for flow in project.flows},
    )


def own_row(project: Project, names: RowIds) -> Row:
    """The project's row in the table of projects."""
    return {
        "identifier": project.identifier,
        "owner_id": names.organisation(project.owner),
        "declared_kind": project.declared_kind,
        "kind_exception": project.kind_exception,
        "kind_reason": project.kind_reason,
        "provenance": project.provenance,
        "objective": project.objective,
        "place": project.place,
        "requesting_authority": project.requesting_authority,
        "contact_office": project.contact_office,
        "contact_address": project.contact_address,
        "contact_email": project.contact_email,
        "sector": project.sector,
        "start_planned": project.start_planned,
        "end_planned": project.end_planned,
        "start_actual": project.start_actual,
        "end_actual": project.end_actual,
        "notes": project.notes,
        "dates_note": project.dates_note,
        "is_example": project.is_example,
    }


def _flat(project: Project, names: RowIds) -> dict[str, tuple[Row, ...]]:
    spoken = [
        (language, project.titles.get(language, ""), project.summaries.get(language, ""))
        for language in LANGUAGES
    ]
    sources = [(source, False) for source in project.sources]
    sources += [(document, True) for document in project.documents]
    return {
        "project_text": tuple(
            {"language": language, "title": title, "summary": summary}
            for language, title, summary in spoken
            if title or summary
        ),
        "project_status": tuple(
            {"status": row.status, **_held(row), "source": row.source} for row in project.statuses
        ),
        "project_relation": tuple(
            {
                "relation": row.relation,
                **_held(row),
                **{f"reason_{language}": row.reasons.get(language, "") for language in LANGUAGES},
                "source": row.source,
            }
            for row in project.relations
        ),
        "project_publication": tuple(
            {"state": row.state, **_held(row)} for row in project.publications
        ),
        "project_participant": tuple(
            {
                "role": row.role,
                "organisation_id": names.organisation(row.organisation),
                "country_id": names.country(row.country),
            }
            for row in project.participants
        ),
        "project_relevance": tuple({"clause": clause} for clause in project.relevant_clauses),
        "budget": tuple(
            {
                "type": row.type,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "amount": row.amount_minor,
                "currency_id": names.currency(row.currency),
                **_held(row),
                "source": row.source,
                "date_derived": row.date_derived,
                "source_word": row.source_word,
            }
            for row in project.budgets
        ),
        "planned_payment": tuple(
            {
                "type": row.type,
                "provider_id": names.organisation(row.funder),
                "first_day": row.first_day,
                "last_day": row.last_day,
                "amount": row.amount_minor,
                "currency_id": names.currency(row.currency),
                **_held(row),
                "source": row.source,
            }
            for row in project.planned_payments
        ),
        "source": tuple(
            {"title": row.title, "address": row.address, "is_document": is_document}
            for row, is_document in sources
        ),
        "listed_line": tuple(
            {
                "kind": row.kind,
                "amount": row.amount_minor,
                "currency_id": names.currency(row.currency),
                "reason": row.reason,
                "note": row.note,
                "source": row.source,
                "source_word": row.source_word,
                "stated_on": row.stated_on,
            }
            for row in project.listed_lines
        ),
    }


def _held(row: Any) -> dict[str, Any]:
    return {"valid_from": row.valid_from, "recorded_at": row.recorded_at}


def _share_set(shares: ShareSet, names: RowIds) -> NestedRows:
    return NestedRows(
        {"axis": shares.axis, **_held(shares), "reason": shares.reason},
        {
            "share": tuple(
                {"key": names.share(shares.axis, key), "basis_points": points}
                for key, points in shares.parts
            )
        },
    )


def _milestone(milestone: Milestone) -> NestedRows:
    return NestedRows(
        {"reference": milestone.reference},
        {
            "milestone_text": tuple(
                {"language": language, "title": milestone.titles[language]}
                for language in LANGUAGES
                if milestone.titles.get(language)
            ),
            "milestone_version": tuple(
                {
                    "clause": version.clause,
                    "due": version.due,
                    "weight": version.weight,
                    "state": version.state,
                    "done_on": version.done_on,
                    "evidence": version.evidence,
                    **_held(version),
                }
                for version in milestone.versions
            ),
        },
    )


def _flow(flow: Flow, names: RowIds, references: Mapping[int, str]) -> FlowRow:
    named = {
        "corrects_id": flow.corrects_id,
        "supersedes_id": flow.supersedes_id,
        "honours_id": flow.honours_id,
    }
    return FlowRow(
        columns={
            "reference": flow.reference,
            "kind": flow.kind,
            "provider_id": flow.provider_id,
            "receiver_id": flow.receiver_id,
            "amount": flow.amount_minor,
            "currency_id": names.currency(flow.currency),
            "value_date": flow.value_date,
            "recorded_at": flow.recorded_at,
            "perspective": flow.perspective,
            "confidence": flow.confidence,
            "provenance": flow.provenance,
            "in_kind": flow.in_kind,
            "provider_project_id": flow.provider_project_id,
            "flow_type": flow.flow_type,
            "earmarking": flow.earmarking,
            "finance_type": flow.finance_type,
            "announcement": flow.announcement,
            "note": flow.note,
            "source": flow.source,
            "source_word": flow.source_word,
            "date_derived": flow.date_derived,
        },
        names={name: references[row] for name, row in named.items() if row is not None},
        confidences=tuple({"confidence": row.confidence, **_held(row)} for row in flow.confidences),
    )
