"""Countries and the declaration's own regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


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
