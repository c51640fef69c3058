"""A handful of countries in every region, and the currencies the tests use."""

from typing import Final

from portfolio.domain.reference import Country, Region

_R = Region
COUNTRIES: Final = tuple(
    Country(number, code, iso3, region, recipient, {"en": code})
    for number, (code, iso3, region, recipient) in enumerate(
        [
            # not in the order of their codes: shares are shared out by code, never by id
            ("TN", "TUN", _R.ARAB_MAGHREB, True),
            ("LY", "LBY", _R.ARAB_MAGHREB, True),
            ("NE", "NER", _R.SAHEL_SAHARA, True),
            ("TD", "TCD", _R.SAHEL_SAHARA, True),
            ("EG", "EGY", _R.NEIGHBOURING, True),
            ("QA", "QAT", _R.NEIGHBOURING, False),
            ("FR", "FRA", _R.PARTNERS, False),
        ],
        start=1,
    )
)
CURRENCIES: Final = ("EUR", "USD", "GBP", "XOF", "TND", "XAF")  # 2, 2, 2, 0, 3 and 0 decimals
