"""Budget columns: the periods of each project's requirement, grouped by equal days."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.ledger.columns import Columns
from portfolio.ledger.sources import Ints


@dataclass(frozen=True, kw_only=True)
class BudgetColumns(Columns):
    """Rows sorted by project, period, type, held-from, recorded, id: in a period the last wins."""

    id: Ints
    project: Ints
    first_day: Ints
    last_day: Ints
    type: Ints
    amount: Ints
    currency: Ints
    valid_from: Ints
    recorded_at: Ints
    may_overlap: Ints  # 1 where another period of the project overlaps this one


def build(raw: Mapping[str, Ints], codes: Ints) -> BudgetColumns:
    """The budget rows in their order."""
    order = np.lexsort(
        (
            raw["id"], raw["recorded_at"], raw["valid_from"], raw["type"],
            raw["last_day"], raw["first_day"], codes,
        )
    )  # fmt: skip
    codes = codes[order]
    own = {name: column[order] for name, column in raw.items()}
    return BudgetColumns(
        id=own["id"],
        project=codes,
        first_day=own["first_day"],
        last_day=own["last_day"],
        type=own["type"],
        amount=own["amount"],
        currency=own["currency_id"],
        valid_from=own["valid_from"],
        recorded_at=own["recorded_at"],
        may_overlap=_overlapping(codes, own["first_day"], own["last_day"]),
    )


def _overlapping(codes: Ints, first: Ints, last: Ints) -> Ints:
    """1 for every row of a project in which two different periods share a day."""
    if not len(codes):
        return np.zeros(0, np.int64)
    same = codes[1:] == codes[:-1]
    other = same & ((first[1:] != first[:-1]) | (last[1:] != last[:-1]))
    # A day offset far apart per project lets one running maximum serve them all.
    span = int(last.max()) - int(first.min()) + 2
    reached = np.maximum.accumulate(last - int(first.min()) + codes * span)
    hit = other & (first[1:] - int(first.min()) + codes[1:] * span <= reached[:-1])
    suspects = np.unique(codes[1:][hit])
    return np.isin(codes, suspects).astype(np.int64)
