"""Organisations: funders, implementers, authorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

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
