"""The licence of the compilation: its name and where it is read."""

from typing import Final

LICENCE: Final = "CC BY 4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
