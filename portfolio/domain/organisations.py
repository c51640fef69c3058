"""Organisations: funders, implementers, authorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UNKNOWN: Final = 0  # the funder of a row that names none: shown, never merged


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by identifier; ``type`` is a code of IATI OrganisationType."""

    id: int
    identifier: str
    names: Mapping[str, str]
    type: str = ""
    country: str | None = None
    office: str = ""
    is_illustrative: bool = False
