"""The Rabat Declaration portfolio: clause, project, funder, money, milestone, conference."""

from typing import Final

VERSION: Final = "0.1.0"
