"""Row ids by what the domain calls things: organisations, countries, currencies."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from portfolio.domain.clauses import Priority
from portfolio.domain.money import exponent
from portfolio.domain.projects import Project
from portfolio.domain.shares import Dimension
from portfolio.store.errors import UnknownReference
from portfolio.store.tables import country, currency, organisation

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
