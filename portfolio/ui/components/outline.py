"""Which countries the outline of the map holds."""

import json
from functools import cache

from portfolio import settings


@cache
def codes() -> tuple[str, ...]:
    """ISO 3166-1 alpha-3 codes of the boundaries in force, in their order; none without a map."""
    file = settings.current().boundaries
    if file is None:
        return ()
    drawn = json.loads(file.read_text(encoding="utf-8"))
    return tuple(feature["id"] for feature in drawn["features"])
