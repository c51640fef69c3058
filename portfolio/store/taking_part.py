"""Who takes part in which project, as columns of whole numbers."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from portfolio.ledger.sources import PROJECT_SOURCES, Ints
from portfolio.store.columns import _block


def read_participants(
    connection: sa.Connection, project_ids: Collection[int] | None = None
) -> Mapping[str, Ints]:
    """Columns of project_participant, rows in any order; only the given projects if ids are given."""
    columns = PROJECT_SOURCES["project_participant"]
    block = _block(connection, "project_participant", columns, project_ids)
    return dict(zip(columns, block, strict=True))
