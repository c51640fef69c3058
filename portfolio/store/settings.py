"""Settings kept in the store, changed by people."""

import sqlalchemy as sa

from portfolio.store.database import Change
from portfolio.store.tables import setting


def save_setting(change: Change, key: str, value: str) -> str:
    """Set a setting; what it was before, "" for nothing."""
    same = setting.c.key == key
    before: str | None = change.connection.scalar(sa.select(setting.c.value).where(same))
    if before is None:
        change.connection.execute(sa.insert(setting).values(key=key, value=value))
    else:
        change.connection.execute(sa.update(setting).where(same).values(value=value))
    return before or ""
