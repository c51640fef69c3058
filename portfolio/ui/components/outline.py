"""Which countries the outline of the map holds."""

import json
from functools import cache

from portfolio import settings


@cache
def codes() -> tuple[str, ...]:
    """ISO 3166-1 alpha-3 codes of the boundaries in force, in their order."""
    drawn = json.loads(settings.current().boundaries.read_text(encoding="utf-8"))
    return tuple(feature["id"] for feature in drawn["features"])
