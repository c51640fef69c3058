"""The boundaries in force for every map."""

import json
from functools import cache

from portfolio import settings
from portfolio.charts.boundaries import Boundaries, read


@cache
def boundaries() -> Boundaries | None:
    """The boundaries the settings name; None where the map is left out."""
    file = settings.current().boundaries
    return None if file is None else read(json.loads(file.read_text(encoding="utf-8")))
