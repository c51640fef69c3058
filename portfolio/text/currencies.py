"""The currencies a person may choose: those that are tender somewhere."""

from functools import cache

from babel.core import get_global


@cache
def in_use() -> frozenset[str]:
    """ISO 4217 codes of the currencies that are legal tender in some territory now."""
    territories = get_global("territory_currencies")
    return frozenset(
        code
        for rows in territories.values()
        for code, _, until, is_tender in rows
        if until is None and is_tender
    )
