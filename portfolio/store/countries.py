"""Countries of the working list, kept one by one."""

import sqlalchemy as sa

from portfolio.domain.places import Country
from portfolio.store import spoken
from portfolio.store.database import Change
from portfolio.store.tables import country


def save_country(change: Change, kept: Country) -> None:
    """Add a country, or change the one of this code."""
    columns = {
        **spoken.columns("name", kept.names),
        "iso3": kept.iso3,
        "region": kept.region,
        "is_dac_recipient": kept.is_dac_recipient,
    }
    same = country.c.code == kept.code
    if not change.connection.execute(sa.update(country).where(same).values(**columns)).rowcount:
        change.connection.execute(sa.insert(country).values(code=kept.code, **columns))
    change.touch_shared()
