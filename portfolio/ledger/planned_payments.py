"""Planned payment columns: what funders mean to pay, in their order; they enter no total."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portfolio.ledger.columns import Columns
from portfolio.ledger.sources import Ints


@dataclass(frozen=True, kw_only=True)
class PlannedPaymentColumns(Columns):
    """Rows sorted by project, funder, period, type, held-from, recorded, id: in a period the last wins."""

    id: Ints
    project: Ints
    funder: Ints
    first_day: Ints
    last_day: Ints
    amount: Ints
    currency: Ints
    valid_from: Ints
    recorded_at: Ints


def build(raw: Mapping[str, Ints], codes: Ints) -> PlannedPaymentColumns:
    """The planned payments in their order."""
    order = np.lexsort(
        (
            raw["id"], raw["recorded_at"], raw["valid_from"], raw["type"],
            raw["last_day"], raw["first_day"], raw["provider_id"], codes,
        )
    )  # fmt: skip
    own = {name: column[order] for name, column in raw.items()}
    return PlannedPaymentColumns(
        id=own["id"],
        project=codes[order],
        funder=own["provider_id"],
        first_day=own["first_day"],
        last_day=own["last_day"],
        amount=own["amount"],
        currency=own["currency_id"],
        valid_from=own["valid_from"],
        recorded_at=own["recorded_at"],
    )
