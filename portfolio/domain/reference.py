"""Reference data: organisations, countries, contact offices, kinds of cooperation, periods."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final

from portfolio.domain import errors
from portfolio.domain.errors import PortfolioError

# IATI OrganisationType: what kind of body it is.
TYPES: Final = (
    "10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90",
)  # fmt: skip
UNKNOWN: Final = 0  # the funder of a row that names none: shown, never merged


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by identifier; ``type`` is a code of IATI OrganisationType.

    ``provisional_since``: the day it was named here, where no registry's identifier is known yet.
    """

    id: int
    identifier: str
    names: Mapping[str, str]
    type: str = ""
    country: str | None = None
    office: str = ""
    is_illustrative: bool = False
    provisional_since: date | None = None


class Region(IntEnum):
    """The regions of the declaration's first sentence."""

    ARAB_MAGHREB = 1
    SAHEL_SAHARA = 2
    NEIGHBOURING = 3
    PARTNERS = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the region."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the working list: its one primary region and whether DAC listed it in 2014."""

    id: int
    code: str
    iso3: str
    region: Region
    is_dac_recipient: bool
    names: Mapping[str, str]


class Kind(IntEnum):
    """The four kinds of the charts, and what stays when none derives."""

    UNCLASSIFIED = 0
    BILATERAL = 1
    REGIONAL = 2
    INTER_REGIONAL = 3
    TRIANGULAR = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the kind."""
        return self.name.lower()


class ParticipantRole(IntEnum):
    """Role of a participant; 1–4 are IATI OrganisationRole, the rest the triangular roles."""

    PROVIDER = 1
    ACCOUNTABLE = 2
    EXTENDING = 3
    IMPLEMENTING = 4
    BENEFICIARY = 5
    PIVOTAL = 6
    FACILITATING = 7
    REQUESTING = 8

    @property
    def word(self) -> str:
        """The key under which the catalogs and files name the role."""
        return self.name.lower()


def derive(
    beneficiaries: Collection[tuple[str, Region, bool]],
    *,
    has_provider: bool,
    pivotal: Collection[tuple[str | None, bool]] = (),
    has_facilitating: bool = False,
) -> Kind:
    """The kind that follows from the participants (domain section 3).

    ``beneficiaries`` are (ISO code, primary region, DAC recipient of 2014); ``pivotal`` are
    (ISO code, DAC recipient) of the pivotal partners' countries. A pivotal partner of no known
    country (None) counts as pivotal; the two developing countries are then others (ruling 31).
    """
    countries = {code for code, _, _ in beneficiaries}
    regions = {region for _, region, _ in beneficiaries}
    developing = {code for code, _, recipient in beneficiaries if recipient}
    developing |= {code for code, recipient in pivotal if code and recipient}
    if countries and pivotal and has_facilitating and len(developing) >= 2:
        return Kind.TRIANGULAR
    if len(regions) >= 2:
        return Kind.INTER_REGIONAL
    if len(countries) >= 2:
        return Kind.REGIONAL
    if countries and has_provider:
        return Kind.BILATERAL
    return Kind.UNCLASSIFIED


def lacks(
    kind: Kind,
    beneficiaries: Collection[tuple[str, Region, bool]],
    *,
    has_provider: bool,
    pivotal: Collection[tuple[str | None, bool]] = (),
    has_facilitating: bool = False,
) -> tuple[str, ...]:
    """What a declared kind requires of its participants and lacks (domain section 3).

    Arguments as for :func:`derive`. A triangular project is also bilateral, regional or
    inter-regional: each kind is checked by its own rule. Empty where nothing contradicts.
    """
    countries = {code for code, _, _ in beneficiaries}
    regions = {region for _, region, _ in beneficiaries}
    developing = {code for code, _, recipient in beneficiaries if recipient}
    developing |= {code for code, recipient in pivotal if code and recipient}
    wanted: dict[str, bool]
    match kind:
        case Kind.BILATERAL:
            wanted = {"one_beneficiary": len(countries) == 1, "provider": has_provider}
        case Kind.REGIONAL:
            wanted = {"two_beneficiaries": len(countries) >= 2, "one_region": len(regions) <= 1}
        case Kind.INTER_REGIONAL:
            wanted = {"two_beneficiaries": len(countries) >= 2, "two_regions": len(regions) >= 2}
        case Kind.TRIANGULAR:
            wanted = {
                "beneficiary": bool(countries),
                "pivotal": bool(pivotal),
                "facilitating": has_facilitating,
                "two_developing": len(developing) >= 2,
            }
        case Kind.UNCLASSIFIED:
            wanted = {}
    return tuple(name for name, is_there in wanted.items() if not is_there)


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A reporting period by its name; a locked one takes no more rows."""

    name: str
    first: date
    last: date
    locked_at: datetime | None = None
    locked_by_id: int | None = None  # a person

    @property
    def is_locked(self) -> bool:
        """Whether rows dated inside it are refused."""
        return self.locked_at is not None

    def overlaps(self, other: "ReportingPeriod") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def is_too_long(first: date, last: date) -> bool:
    """Whether a period is longer than twelve months or ends before it begins."""
    return last < first or last >= _a_year_after(first)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28) + timedelta(days=1)


# Signs that RFC 5322 allows without quotation marks; what few mailboxes have is left out.
_LOCAL: Final = r"[A-Za-z0-9_+&'/=~-]+(\.[A-Za-z0-9_+&'/=~-]+)*"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"{_LOCAL}@({_LABEL}\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])")
_LONGEST_LOCAL: Final = 64  # characters before the @ (RFC 5321)
# Forms of address that a person's name begins with; "DR Congo" and "Miss" in a place are none.
_ADDRESSED: Final = re.compile(
    r"(?:(?:mr|mrs|ms|mme|mlle)\.?\s|(?:m|dr|pr|prof)\.\s|(?:monsieur|madame)\s"
    r"|(?:السيد|السيدة|الدكتور|الدكتورة)\s)",
    re.IGNORECASE,
)


class NotAnEmail(PortfolioError):
    """A text is no e-mail address (values: text)."""


class NotAnOffice(PortfolioError):
    """A contact begins with a form of address: it names a person (values: text)."""


def email(text: str) -> str:
    """The e-mail address of an office; raises NotAnEmail, TooLong, UnreadableSigns."""
    kept = errors.line(text).removeprefix("mailto:")
    if not _EMAIL.fullmatch(kept) or kept.index("@") > _LONGEST_LOCAL:
        raise NotAnEmail(text=errors.glimpse(text))
    return kept


def office(text: str) -> str:
    """The name of an office; raises NotAnOffice, TooLong, UnreadableSigns."""
    kept = errors.line(text)
    if _ADDRESSED.match(f"{kept} "):
        raise NotAnOffice(text=errors.glimpse(kept))
    return kept


LICENCE: Final = "CC BY 4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
