"""Countries of the working list, kept one by one."""

import sqlalchemy as sa

from portfolio.domain.places import Country
from portfolio.store import spoken
from portfolio.store.database import Change
from portfolio.store.tables import country


def save_country(change: Change, new_country: Country) -> None:
    """Add a country, or change the one of this code."""
    columns = {
        **spoken.columns("name", new_country.names),
        "iso3": new_country.iso3,
        "region": new_country.region,
        "is_dac_recipient": new_country.is_dac_recipient,
    }
    same = country.c.code == new_country.code
    if not change.connection.execute(sa.update(country).where(same).values(**columns)).rowcount:
        change.connection.execute(sa.insert(country).values(code=new_country.code, **columns))
    change.touch_shared()
