"""Keys of rows that a file gives: that of the row each repeats or changes, else one of what it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Values = Mapping[str, str]
# The columns that say which row it is; a row with all of them alike is the same row again.
IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "participants": ("role", "country", "organisation"),
    "clause_shares": ("clause",),
    "country_shares": ("country",),
    "priority_shares": ("priority",),
    "budgets": ("first_day", "last_day"),
    "flows": ("kind", "provider", "value_date", "amount", "currency"),
    "planned_payments": ("provider", "first_day", "last_day"),
    "milestones": ("title",),
    "documents": ("address",),
}
_NAMED: Final = "reference"


def with_keys(field: str, rows: Sequence[Values], before: Iterable[Values]) -> list[str]:
    """The key of each row of a table; ``before``: the rows of the published document.

    A row takes the key of the one that is equal in every cell it gives, then of one that is the
    same row by what identifies it, each key once. What is left is keyed by that itself, so that
    one file has the same keys again.
    """
    names = IDENTITY[field]
    free = {str(row["key"]): row for row in before}
    keys: list[str] = [""] * len(rows)
    for place, row in enumerate(rows):
        named = row.get(_NAMED, "").strip()
        if named in free:
            keys[place] = named
            del free[named]
    by_identity: dict[tuple[str, ...], list[str]] = {}
    for key, row in free.items():
        by_identity.setdefault(_identity(names, row), []).append(key)
    for is_exact in (True, False):
        for place, row in enumerate(rows):
            candidates = by_identity.get(_identity(names, row), ())
            if keys[place] or not candidates:
                continue
            found = next(
                (key for key in candidates if not is_exact or _equal(row, free[key])), None
            )
            if found is not None:
                keys[place] = found
                by_identity[_identity(names, row)].remove(found)
    taken_keys = {*keys, *free}
    for place, row in enumerate(rows):
        if not keys[place]:
            keys[place] = _new_key("/".join(_identity(names, row)), taken_keys)
            taken_keys.add(keys[place])
    return keys


def _identity(names: Sequence[str], row: Values) -> tuple[str, ...]:
    return tuple((row.get(name) or "").strip() for name in names)


def _equal(row: Values, other: Values) -> bool:
    return all(other.get(name, text) == text for name, text in row.items() if name != "key")


def _new_key(key: str, taken_keys: set[str]) -> str:
    key = key.strip("/") or "row"
    number, wanted = 1, key
    while wanted in taken_keys:
        number += 1
        wanted = f"{key}#{number}"
    return wanted
