"""A portfolio with a desk: people of every role, two funders, countries, and an entry to begin with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.money import Rate
from portfolio.domain.params import Principal, UserRole, ViewParams
from portfolio.domain.reference import Country, Organisation, Region
from portfolio.domain.transactions import FlowEntry
from portfolio.measures.figures import Amounts
from portfolio.measures.headline import headline
from portfolio.services import drafts, publishing
from portfolio.services.live import LivePortfolio
from portfolio.store import seeding
from portfolio.store.database import Database
from portfolio.store.tables import person
from tests import servers

FIRST = datetime(2014, 1, 1, tzinfo=UTC)
AS_OF = date(2014, 6, 30)
DONORS = {"donor": "DONOR-A", "other donor": "DONOR-B"}


def contents() -> Contents:
    """Four countries, three organisations, one rate."""
    places = (
        ("LY", "LBY", Region.ARAB_MAGHREB, True),
        ("TN", "TUN", Region.ARAB_MAGHREB, True),
        ("NE", "NER", Region.SAHEL_SAHARA, True),
        ("FR", "FRA", Region.PARTNERS, False),
    )
    return Contents(
        countries=tuple(
            Country(number, code, iso3, region, recipient, {"en": code})
            for number, (code, iso3, region, recipient) in enumerate(places, start=1)
        ),
        organisations=(
            Organisation(1, "DONOR-A", {"en": "Donor A"}, type="10", country="FR"),
            Organisation(2, "DONOR-B", {"en": "Donor B"}, type="10"),
            Organisation(3, "AGENCY", {"en": "Agency"}, type="40"),
        ),
        rates=tuple(
            Rate(code, date(2014, 6, 1), 125_000_000, FIRST, "test") for code in ("USD", "TND")
        ),
    )


@dataclass
class Desk:
    """A register and who works with it."""

    register: LivePortfolio
    people: dict[str, Principal]

    def __getattr__(self, name: str) -> Principal:
        return self.people[name]

    def amounts(self, as_of: date = AS_OF) -> Amounts:
        """The official headline."""
        return headline(self.register.view(ViewParams(as_of=as_of))).amounts

    def published(self, **changes: Any) -> str:
        """A project entered, submitted and published; returns its identifier.

        Most tests begin so, on a store nobody wrote to: the first leaves a copy to the others.
        """
        database = self.register.database
        if changes or not _is_begun(database):
            return self._publish(**changes)
        engine = database.url.get_backend_name()
        if engine not in _published:
            _published[engine] = (self._publish(), _held(database))
        else:
            _put(database, _published[engine][1])
        return _published[engine][0]

    def _publish(self, **changes: Any) -> str:
        draft = drafts.open_draft(self.register, self.secretary, token=f"t{len(changes)}{id(self)}")
        draft = drafts.save_draft(
            self.register, self.secretary, draft.id, entry(**changes), draft_seen=draft
        )
        draft = drafts.submit_draft(self.register, self.secretary, draft.id, draft_seen=draft)
        return publishing.publish_draft(
            self.register, self.reviewer, draft.id, draft_seen=draft, reason="in order", token="p"
        )


def a_desk(database: Database) -> Desk:
    """A desk on a migrated store, empty or begun."""
    # A store that holds something, or that a reader has open, is written to; a new one is copied.
    people = _people(database) if database.revision() else _begun(database)
    register = LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    return Desk(register, dict(people))


# Everything in a store: its file on SQLite, its rows on PostgreSQL.
_State = bytes | servers.Contents
_seeded: dict[str, tuple[dict[str, Principal], _State]] = {}  # by engine: everybody at their desk
_published: dict[str, tuple[str, _State]] = {}  # by engine: the first project, and the store then


def _held(database: Database) -> _State:
    if database.is_sqlite:
        return Path(database.url.database or "").read_bytes()
    return servers.contents(database.url)


def _put(database: Database, state: _State) -> None:
    if isinstance(state, bytes):
        Path(database.url.database or "").write_bytes(state)
    else:
        servers.fill(database.url, state)


def _begun(database: Database) -> dict[str, Principal]:
    engine = database.url.get_backend_name()
    if engine not in _seeded:
        _seeded[engine] = (_people(database), _held(database))
    else:
        _put(database, _seeded[engine][1])
    return _seeded[engine][0]


def _is_begun(database: Database) -> bool:
    """Whether nobody wrote to the store since everybody sat down at their desk."""
    begun = _seeded.get(database.url.get_backend_name())
    return begun is not None and _held(database) == begun[1]


def _people(database: Database) -> dict[str, Principal]:
    """Save the contents and everybody who works with them."""
    seeding.save(database, contents())
    people = {}
    with database.transaction("people of a test") as change:
        ids: dict[str, int] = dict(
            change.connection.execute(sa.text("SELECT identifier, id FROM organisation")).all()
        )
        for name, duty in {
            **{duty.word: duty for duty in UserRole if duty is not UserRole.PUBLIC},
            "other donor": UserRole.DONOR,
            "colleague": UserRole.SECRETARY,
        }.items():
            organisation = DONORS.get(name)
            number = change.connection.execute(
                sa.insert(person)
                .values(
                    login=name,
                    name=name,
                    duty=duty,
                    password="a hash of the test's",
                    organisation_id=ids.get(organisation or ""),
                    is_disabled=False,
                    is_demonstration=False,
                    created_at=change.recorded_at,
                )
                .returning(person.c.id)
            ).scalar_one()
            people[name] = Principal(name, duty, number, organisation)
    return people


def entry(**changes: Any) -> dict[str, Any]:
    """A triangular project between Libya and Niger, complete, 12 million euros wanted."""
    return {
        "titles": {"en": "Joint border posts", "fr": "Postes frontière communs"},
        "summaries": {"en": "Two posts."},
        "objective": "Two joint posts on the road to the south.",
        "status": "implementation",
        "status_from": "2014-02-01",
        "start_planned": "2014-02-01",
        "end_planned": "2015-01-31",
        "kind": "triangular",
        "participants": [
            {"key": "a", "role": "beneficiary", "country": "NE", "organisation": ""},
            {"key": "b", "role": "pivotal", "country": "LY", "organisation": ""},
            {"key": "c", "role": "facilitating", "country": "", "organisation": "DONOR-A"},
            {"key": "d", "role": "implementing", "country": "", "organisation": "AGENCY"},
        ],
        "contact_office": "Border office",
        "clause_shares": [
            {"key": "a", "clause": "3", "share": "60"},
            {"key": "b", "clause": "6", "share": "40"},
        ],
        "relevant_clauses": ["10"],
        "country_shares": [{"key": "a", "country": "NE", "share": "100"}],
        "priority_shares": [{"key": "a", "priority": "security", "share": "100"}],
        "budgets": [
            {
                "key": "a",
                "first_day": "2014-02-01",
                "last_day": "2015-01-31",
                "amount": "12000000",
                "currency": "EUR",
            }
        ],
        "milestones": [
            {"key": "a", "title": "Posts open", "language": "en", "clause": "3",
             "due": "2014-06-01", "weight": "1"}
        ],
        **changes,
    }  # fmt: skip


def flow(**changes: str) -> FlowEntry:
    """A pledge of three million euros by donor A."""
    return FlowEntry(
        **{
            "kind": "pledge",
            "provider": "DONOR-A",
            "amount": "3000000",
            "currency": "EUR",
            "value_date": "2014-03-01",
            **changes,
        }
    )
