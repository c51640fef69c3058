"""Which columns of which tables the ledger reads: the one agreement between store and ledger."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# table → column → one integer per row, in any order; NO_ONE stands for NULL.
RawTables = Mapping[str, Mapping[str, Ints]]

NO_ONE: Final = -1
# Days are whole days since 1970-01-01; recorded_at is microseconds since then, UTC;
# amounts are minor units; enums are their integer values; the rest are row ids.
PROJECT_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "project": (
        "id", "owner_id", "declared_kind", "has_exception", "provenance", "is_example",
        "revision",
    ),
    "project_status": ("id", "project_id", "status", "valid_from", "recorded_at"),
    "project_relation": ("id", "project_id", "relation", "valid_from", "recorded_at"),
    "project_publication": ("id", "project_id", "state", "valid_from", "recorded_at"),
    "project_participant": ("id", "project_id", "role", "organisation_id", "country_id"),
    "project_relevance": ("id", "project_id", "clause"),
    "share_set": ("id", "project_id", "axis", "valid_from", "recorded_at"),
    # key: clause number, country id or priority, by the axis of the set
    "share": ("id", "project_id", "set_id", "key", "basis_points"),
    "budget": (
        "id", "project_id", "type", "first_day", "last_day", "amount", "currency_id",
        "valid_from", "recorded_at",
    ),
    "flow": (
        "id", "project_id", "kind", "provider_id", "receiver_id", "amount", "currency_id",
        "value_date", "recorded_at", "perspective", "confidence", "provenance", "in_kind",
        "corrects_id", "supersedes_id", "honours_id", "provider_project_id",
        "finance_type", "announcement",
    ),
    "planned_payment": (
        "id", "project_id", "type", "provider_id", "first_day", "last_day", "amount",
        "currency_id", "valid_from", "recorded_at",
    ),
    "flow_confidence": ("id", "project_id", "flow_id", "confidence", "valid_from", "recorded_at"),
    "milestone_version": (
        "id", "project_id", "milestone_id", "clause", "due", "weight", "state", "done_on",
        "has_evidence", "valid_from", "recorded_at",
    ),
}  # fmt: skip
SHARED_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "rate": ("id", "currency_id", "day", "per_eur", "recorded_at"),
    "deliverable_version": (
        "id", "deliverable_id", "state", "done_on", "has_evidence", "valid_from", "recorded_at",
    ),
}  # fmt: skip
