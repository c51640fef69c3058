"""The currencies there are: those that are tender somewhere, and all that ever had a code."""

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


@cache
def known_currencies() -> frozenset[str]:
    """ISO 4217 codes of today and of the past; the codes for tests and for nothing are none."""
    return frozenset(get_global("all_currencies")) - {"XTS", "XXX"}
