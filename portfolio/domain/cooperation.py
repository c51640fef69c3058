"""Kinds of cooperation: derived from who takes part in which role, triangular first."""

from collections.abc import Collection
from enum import IntEnum

from portfolio.domain.places import Region


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
    """What a participant does; 1–4 are IATI OrganisationRole, the rest the triangular roles."""

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
    """What a declared kind wants of its participants and does not find (domain section 3).

    Arguments as for :func:`derive`. A triangular project is also bilateral, regional or
    inter-regional: each kind is held to its own rule. Empty where nothing contradicts.
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
